//! `process.execve()` (<https://nodejs.org/api/process.html#processexecvefile-args-env>).

use crate::builtins::internal;
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsValue, text};
use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// The strings of an array that glue has checked.
fn strings(value: &JsValue, context: &mut Context) -> JsResult<Vec<String>> {
    let Some(array) = value.as_object().filter(JsObject::is_array) else { return Ok(Vec::new()) };
    let array = charina_engine::JsArray::from_object(array)?;
    let mut list = Vec::new();
    for index in 0..array.length(context)? {
        let item = array.get(index, context)?.to_string(context)?;
        list.push(text::to_utf8(&item));
    }
    Ok(list)
}

/// `exec(file, args, names, values)`: this process becomes another program. Comes back only where it cannot: as Node,
/// it then ends the process.
pub(super) fn exec(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let file = text::to_utf8(&arguments.get_or_undefined(0).to_string(context)?);
    let mut words = strings(arguments.get_or_undefined(1), context)?.into_iter();
    let names = strings(arguments.get_or_undefined(2), context)?;
    let values = strings(arguments.get_or_undefined(3), context)?;
    let mut command = Command::new(&file);
    command.arg0(words.next().unwrap_or_default()).args(words).env_clear().envs(names.into_iter().zip(values));
    let error = command.exec();
    let (code, _) = crate::errno::name_and_message(error.raw_os_error().unwrap_or(0));
    internal::write_stderr(&format!("process.execve failed with error code {code}\n"));
    Err(super::exit_now(134, context))
}
