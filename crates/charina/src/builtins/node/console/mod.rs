//! `node:console` (<https://nodejs.org/api/console.html>): glue; a line that is only printed goes to its file without
//! touching `process.stdout`.

use crate::builtins::node::process::env_variable;
use crate::builtins::{Builtin, glue};
use crate::state::state;
use charina_engine::{Context, JsArgs, JsResult, JsValue, Op, text};
use std::io::{IsTerminal as _, Write as _};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("console", glue!("global.js"), &[Op::new("colors", 1, colors), Op::new("log", 2, log)]),
    Builtin::glue("internal/console/constructor", glue!("constructor.js"), &[]),
    Builtin::glue("internal/console/table", glue!("table.js"), &[]),
];

/// Whether the file is standard error; everything else is standard output.
fn is_stderr(arguments: &[JsValue]) -> bool {
    arguments.get_or_undefined(0).as_number() == Some(2.0)
}

/// `ops.colors(fd)`: whether lines for it are coloured, or undefined once `process.stdout` or `stderr` exist as streams.
fn colors(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state_now = state(context);
    if state_now.threads.is_worker() || state_now.builtins.borrow().contains_key("internal/stdio") {
        return Ok(JsValue::undefined());
    }
    if let Some(force) = env_variable("FORCE_COLOR", context) {
        return Ok(matches!(force.as_str(), "" | "1" | "true" | "2" | "3").into());
    }
    let terminal = if is_stderr(arguments) { std::io::stderr().is_terminal() } else { std::io::stdout().is_terminal() };
    if !terminal {
        return Ok(false.into());
    }
    let set = |name: &str, context: &mut Context| env_variable(name, context).is_some_and(|value| !value.is_empty());
    let off = set("NO_COLOR", context) || set("NODE_DISABLE_COLORS", context);
    let term = env_variable("TERM", context).unwrap_or_default();
    Ok((!off && !term.is_empty() && term != "dumb").into())
}

/// `ops.log(fd, line)`. Like Node's console it swallows what the file answers: a closed pipe ends nothing.
fn log(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let line = arguments.get_or_undefined(1).as_string().unwrap_or_default();
    let mut bytes = text::to_utf8_bytes(&line);
    bytes.push(b'\n');
    if is_stderr(arguments) {
        let _ = std::io::stderr().write_all(&bytes);
    } else {
        let mut stdout = std::io::stdout().lock();
        let _ = stdout.write_all(&bytes).and_then(|()| stdout.flush());
    }
    Ok(JsValue::undefined())
}
