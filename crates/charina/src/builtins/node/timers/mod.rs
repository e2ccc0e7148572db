//! `node:timers` (<https://nodejs.org/api/timers.html>): the global functions under their module's name, and
//! `timers/promises`. The functions themselves belong to the event loop.

use crate::builtins::{self, Builtin, glue};
use crate::event_loop::{IMMEDIATE_OPS, TIMER_OPS};
use crate::state::state;
use charina_engine::{
    Context, FunctionObjectBuilder, JsObject, JsResult, JsString, JsSymbol, JsValue, NativeFunction,
    PropertyDescriptor, js_string, ops,
};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] =
    &[Builtin::native("timers", load), Builtin::glue("timers/promises", glue!("promises.js"), &[])];

const EXPORTS: &str = "timers";

/// The six functions, one object a runtime: the globals are these and stay reachable here when they are replaced.
pub(crate) fn functions(context: &mut Context) -> JsResult<JsObject> {
    if let Some(exports) = state(context).slot(EXPORTS).as_object() {
        return Ok(exports);
    }
    let exports = JsObject::with_object_proto(context.intrinsics());
    ops::define_ops(&exports, TIMER_OPS, true, context);
    ops::define_ops(&exports, IMMEDIATE_OPS, true, context);
    // util.promisify(setTimeout) is the function of timers/promises.
    let custom = promisify_symbol(context)?;
    for name in ["setTimeout", "setImmediate"] {
        let Some(function) = exports.get(JsString::from(name), context)?.as_object() else { continue };
        let get = NativeFunction::from_copy_closure(move |_, _, context| {
            builtins::require_property("timers/promises", name, context)
        });
        let get = FunctionObjectBuilder::new(context.realm(), get).name(js_string!("get")).build();
        let descriptor = PropertyDescriptor::builder().get(get).enumerable(true).configurable(false);
        function.insert_property(custom.clone(), descriptor.build());
    }
    state(context).set_slot(EXPORTS, exports.clone());
    Ok(exports)
}

fn promisify_symbol(context: &mut Context) -> JsResult<JsSymbol> {
    let constructor = context.intrinsics().constructors().symbol().constructor();
    let register = constructor.get(js_string!("for"), context)?;
    let register = crate::validate::function(&register, "Symbol.for", context)?;
    let key = js_string!("nodejs.util.promisify.custom");
    let symbol = register.call(&JsValue::undefined(), &[key.into()], context)?.as_symbol();
    symbol.map_or_else(|| Ok(JsSymbol::to_primitive()), Ok)
}

fn load(context: &mut Context) -> JsResult<JsValue> {
    let exports = functions(context)?;
    ops::define_accessor(&exports, "promises", Some(promises), None, true, context);
    Ok(exports.into())
}

fn promises(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    builtins::require("timers/promises", context)
}
