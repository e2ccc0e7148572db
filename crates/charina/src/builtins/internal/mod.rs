//! Internal builtins: what glue requires under `internal/`, and small services for Rust.

pub(crate) mod call_site;
mod error_codes;
pub(crate) mod inspect;
pub(crate) mod stdio;

use super::{Builtin, glue};
use charina_engine::{Context, JsValue, js_string, text};
use std::io::Write as _;

/// Internal modules that have no folder of their own.
pub(super) const BUILTINS: &[Builtin] = &[
    Builtin::glue("internal/errors", glue!("errors.js"), error_codes::ERRORS),
    Builtin::glue("internal/errors_messages", glue!("errors_messages.js"), error_codes::MESSAGES),
    Builtin::glue("internal/errors_system", glue!("errors_system.js"), error_codes::SYSTEM),
    Builtin::glue("internal/validators", glue!("validators.js"), &[]),
    inspect::BUILTIN,
];

/// Writes to the process's standard error; a failure there has nowhere to be reported.
pub(crate) fn write_stderr(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

pub(crate) use inspect::inspect_brief;

/// An uncaught error as it is printed: its stack, own properties and causes; what inspecting throws is left out.
pub(crate) fn inspect_uncaught(value: &JsValue, context: &mut Context) -> String {
    let shown = inspect_brief(value, 5, context);
    // An error without frames is shown in brackets, but not where it ends the program.
    let stack = value.as_object().and_then(|error| error.get(js_string!("stack"), context).ok());
    let Some(stack) = stack.and_then(|stack| stack.as_string()).map(|stack| text::to_utf8(&stack)) else {
        return shown;
    };
    match shown.strip_prefix(&format!("[{stack}]")) {
        Some(rest) => format!("{stack}{rest}"),
        None => shown,
    }
}
