//! `node:util` (<https://nodejs.org/api/util.html>) and `node:sys`, its old name.

pub(crate) mod parse_env;
mod types;

use crate::builtins::{Builtin, glue};
use crate::errno;
use charina_engine::{Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, Op, ops, reflect, text};
use std::collections::BTreeMap;

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("sys", glue!("sys.js"), &[]),
    Builtin::glue("util", glue!("util.js"), UTIL),
    Builtin::native("util/types", types::load),
    Builtin::glue("internal/mime", glue!("mime.js"), &[]),
    Builtin::glue("internal/util", glue!("internal.js"), &[Op::new("isPromise", 1, is_promise)]),
    Builtin::glue("internal/util/colors", glue!("colors.js"), &[Op::new("isStderrTty", 0, is_stderr_tty)]),
    Builtin::glue("internal/util/parse_args", glue!("parse_args.js"), &[]),
];

const UTIL: &[Op] = &[
    Op::new("parseEnv", 1, parse_env),
    Op::new("systemError", 1, system_error),
    Op::new("systemErrors", 0, system_errors),
];

fn is_promise(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let object = arguments.get_or_undefined(0).as_object();
    Ok(object.is_some_and(|object| reflect::kind(&object) == reflect::Kind::Promise).into())
}

fn is_stderr_tty(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(std::io::IsTerminal::is_terminal(&std::io::stderr()).into())
}

/// `ops.parseEnv(content)`: an object of the variables.
fn parse_env(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let content = arguments.get_or_undefined(0).to_string(context)?;
    let result = JsObject::with_object_proto(context.intrinsics());
    // Sorted, as Node's are.
    let variables: BTreeMap<_, _> = parse_env::parse(&text::to_utf8(&content)).into_iter().collect();
    for (key, value) in variables {
        ops::define_value(&result, text::from_utf8(&key), text::from_utf8(&value), true);
    }
    Ok(result.into())
}

fn pair(name: &str, message: &str, context: &mut Context) -> JsValue {
    JsArray::from_iter([JsString::from(name).into(), JsString::from(message).into()], context).into()
}

/// `ops.systemError(-2)`: `['ENOENT', 'no such file or directory']`, or undefined.
fn system_error(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let errno = arguments.get_or_undefined(0).to_i32(context)?;
    let found = errno::ERRORS.iter().find(|(number, ..)| number.checked_neg() == Some(errno));
    Ok(found.map_or_else(JsValue::undefined, |(_, name, message)| pair(name, message, context)))
}

/// `ops.systemErrors()`: the entries of `util.getSystemErrorMap()`.
fn system_errors(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut entries = Vec::with_capacity(errno::ERRORS.len());
    for (number, name, message) in errno::ERRORS {
        let about = pair(name, message, context);
        entries.push(JsArray::from_iter([JsValue::from(-number), about], context).into());
    }
    Ok(JsArray::from_iter(entries, context).into())
}
