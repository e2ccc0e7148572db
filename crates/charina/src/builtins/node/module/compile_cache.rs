//! The compile cache (<https://nodejs.org/api/module.html#module-compile-cache>): the engine cannot store compiled code,
//! and what is asked for it says so.

use crate::builtins::node::process;
use crate::validate;
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, js_string, ops};

const FAILED: i32 = 0;
const DISABLED: i32 = 3;

/// `module.constants.compileCacheStatus`.
pub(super) fn statuses() -> JsObject {
    let statuses = JsObject::with_null_proto();
    for (name, value) in [("FAILED", FAILED), ("ENABLED", 1), ("ALREADY_ENABLED", 2), ("DISABLED", DISABLED)] {
        ops::define_value(&statuses, JsString::from(name), value, true);
    }
    statuses
}

/// <https://nodejs.org/api/module.html#moduleenablecompilecacheoptions>
pub(super) fn enable(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut directory = arguments.get_or_undefined(0).clone();
    if let Some(options) = directory.as_object() {
        directory = options.get(js_string!("directory"), context)?;
    }
    if !directory.is_undefined() {
        validate::js_string(&directory, "cacheDir", context)?;
    }
    let result = JsObject::with_object_proto(context.intrinsics());
    if process::env_variable("NODE_DISABLE_COMPILE_CACHE", context).is_some() {
        ops::define_value(&result, js_string!("status"), DISABLED, true);
        let message = js_string!("Disabled by NODE_DISABLE_COMPILE_CACHE");
        ops::define_value(&result, js_string!("message"), message, true);
        return Ok(result.into());
    }
    ops::define_value(&result, js_string!("status"), FAILED, true);
    let message = js_string!("The engine has no compiled code that could be cached");
    ops::define_value(&result, js_string!("message"), message, true);
    Ok(result.into())
}

/// `flushCompileCache` and `getCompileCacheDir` without a cache.
pub(super) fn nothing(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(JsValue::undefined())
}
