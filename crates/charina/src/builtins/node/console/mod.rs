//! `node:console` (<https://nodejs.org/api/console.html>).

use crate::builtins::Builtin;
use charina_engine::{Context, JsResult, JsValue, Op, ops, text};
use std::io::Write as _;

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::native("console", load)];

fn load(context: &mut Context) -> JsResult<JsValue> {
    Ok(ops::ops_object(&[Op::new("log", 0, log), Op::new("error", 0, log)], context).into())
}

fn log(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut line = String::new();
    for (index, value) in arguments.iter().enumerate() {
        if index > 0 {
            line.push(' ');
        }
        match value.as_string() {
            Some(string) => line.push_str(&text::to_utf8(&string)),
            None => line.push_str(&super::super::internal::inspect_brief(value, 2, context)),
        }
    }
    line.push('\n');
    let _ = std::io::stdout().write_all(line.as_bytes());
    Ok(JsValue::undefined())
}
