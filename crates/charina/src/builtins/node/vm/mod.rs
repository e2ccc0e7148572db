//! `node:vm` (<https://nodejs.org/api/vm.html>): scripts run in realms of their own.

mod context;
mod script;

pub(crate) use context::NoCodeFromStrings;
pub(crate) use script::{import_refusal, realm_of_context, within};

use crate::builtins::{Builtin, glue};
use charina_engine::{Context, JsArgs, JsResult, JsValue, Op};

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::glue("vm", glue!("vm.js"), OPS)];

const OPS: &[Op] = &[
    Op::new("newContext", 2, new_context),
    Op::new("globalOf", 1, global_of),
    Op::new("newScript", 6, script::new_script),
    Op::new("runScript", 3, script::run_script),
    Op::new("compileFunction", 8, script::compile_function),
];

/// `newContext(sandbox or undefined, strings)`
fn new_context(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let sandbox = arguments.get_or_undefined(0).as_object();
    let strings = arguments.get_or_undefined(1).to_boolean();
    context::create(sandbox, strings, context).map(JsValue::from)
}

/// `globalOf(context)`: its `globalThis`.
fn global_of(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let object = arguments.get_or_undefined(0).as_object();
    let global = object.as_ref().and_then(|o| o.downcast_ref::<context::VmContext>().map(|vm| vm.global.clone()));
    Ok(global.map_or_else(JsValue::undefined, JsValue::from))
}
