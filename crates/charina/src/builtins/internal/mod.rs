//! Internal builtins: what glue requires under `internal/`, and small services for Rust.

pub(crate) mod call_site;
pub(crate) mod disposal;
mod error_codes;
pub(crate) mod inspect;
pub(crate) mod stdio;

use super::{Builtin, glue};
use charina_engine::{Context, JsValue, js_string};
use std::io::{IsTerminal as _, Write as _};

/// Internal modules that have no folder of their own.
pub(super) const BUILTINS: &[Builtin] = &[
    Builtin::glue("internal/errors", glue!("errors.js"), error_codes::ERRORS),
    Builtin::glue("internal/errors_messages", glue!("errors_messages.js"), error_codes::MESSAGES),
    Builtin::glue("internal/errors_system", glue!("errors_system.js"), error_codes::SYSTEM),
    Builtin::glue("internal/validators", glue!("validators.js"), &[]),
    disposal::BUILTIN,
    inspect::BUILTIN,
];

/// Writes to the process's standard error; a failure there has nowhere to be reported.
pub(crate) fn write_stderr(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

pub(crate) use inspect::inspect_brief;

/// An uncaught value as it is printed: an error's stack, own properties and causes; custom inspection is not asked.
/// `None` where inspecting throws.
pub(crate) fn inspect_uncaught(value: &JsValue, context: &mut Context) -> Option<String> {
    if let Some(object) = value.as_object() {
        // Node reads the stack first: a getter that throws ends it.
        object.get(js_string!("stack"), context).ok()?;
    }
    let colors = wants_colors(context);
    inspect::inspect_plainly(value, 5, colors, context)
}

/// Whether what goes to standard error is coloured. The stream is asked only where it may be.
fn wants_colors(context: &mut Context) -> bool {
    let forced = super::node::process::env_variable("FORCE_COLOR", context).is_some();
    if !forced && !std::io::stderr().is_terminal() {
        return false;
    }
    let answer = super::require_property("internal/stdio", "stderr", context).and_then(|stream| {
        let ask = super::require_property("internal/util/colors", "shouldColorize", context)?;
        let ask = crate::validate::function(&ask, "shouldColorize", context)?;
        ask.call(&JsValue::undefined(), &[stream], context)
    });
    answer.is_ok_and(|answer| answer.to_boolean())
}
