//! Errors that nothing caught: `uncaughtException`, and what is printed before the process ends with code 1 or 7
//! (<https://nodejs.org/api/process.html#event-uncaughtexception>, <https://nodejs.org/api/process.html#exit-codes>).

use crate::builtins::internal::{self, call_site};
use crate::builtins::node::{events, process};
use crate::error_stack;
use crate::errors;
use crate::modules::origin;
use crate::state::{is_stop, state, stop_error};
use charina_engine::builtins::error::Error as ErrorData;
use charina_engine::{Context, JsError, JsObject, JsResult, JsString, JsValue, text};

/// Where an uncaught error came from: the second argument of the listeners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Thrown by a callback or the main script.
    UncaughtException,
    /// A promise rejection that nobody handled.
    UnhandledRejection,
}

impl Origin {
    fn name(self) -> &'static str {
        match self {
            Self::UncaughtException => "uncaughtException",
            Self::UnhandledRejection => "unhandledRejection",
        }
    }
}

/// Gives `error` to the listeners of `uncaughtException`; without one, prints it and ends the runtime.
///
/// # Errors
/// The stop error when the runtime ends.
pub(crate) fn uncaught(error: JsError, origin: Origin, context: &mut Context) -> JsResult<()> {
    if is_stop(&error) {
        return Err(error);
    }
    let value = error_stack::into_value(error, context);
    let origin_name = JsString::from(origin.name());
    let arguments = [value.clone(), origin_name.into()];
    let handled = match notify(&value, &arguments, context) {
        Ok(handled) => handled,
        Err(second) => {
            // A listener threw: Node prints that error and exits with 7.
            if is_stop(&second) {
                return Err(second);
            }
            let second = error_stack::into_value(second, context);
            report(&second, context);
            return Err(process::exit_now(7, context));
        }
    };
    if handled {
        return Ok(());
    }
    report(&value, context);
    Err(process::exit_with_event(1, context))
}

fn notify(value: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<bool> {
    process::emit("uncaughtExceptionMonitor", arguments, context)?;
    let capture = state(context).slot("uncaughtExceptionCaptureCallback");
    if let Some(capture) = capture.as_callable() {
        capture.call(&JsValue::undefined(), std::slice::from_ref(value), context)?;
        return Ok(true);
    }
    process::emit("uncaughtException", arguments, context)
}

/// Prints an uncaught error as Node does: the source line with a caret, the stack with own properties and causes.
pub(crate) fn report(value: &JsValue, context: &mut Context) {
    let text = describe(value, context);
    internal::write_stderr(&text);
}

fn describe(value: &JsValue, context: &mut Context) -> String {
    let version = format!("\nNode.js {}\n", crate::version::NODE);
    let error = value.as_object().filter(JsObject::is::<ErrorData>);
    let Some(error) = error else {
        let shown = internal::inspect_brief(value, 2, context);
        return format!(
            "Uncaught:\n{shown}\n(Use `charina --trace-uncaught ...` to show where the exception was thrown)\n{version}"
        );
    };
    let location = source_location(&error, context).unwrap_or_default();
    let shown = match events::enhanced_stack(&error, context) {
        Some(stack) => text::to_utf8(&stack),
        None => internal::inspect_uncaught(value, context),
    };
    format!("{location}{shown}\n{version}")
}

/// `file:line`, the line itself and a caret under the column where the error was made.
fn source_location(error: &JsObject, context: &mut Context) -> Option<String> {
    // A stack that begins with the place shows it already.
    let stack = error.get(JsString::from("stack"), context).ok().and_then(|stack| stack.as_string());
    if stack.is_some_and(|stack| ["file:", "data:"].iter().any(|head| text::to_utf8(&stack).starts_with(head))) {
        return None;
    }
    let (file, line, column) = position(error, context)?;
    let modules = &state(context).modules;
    let mapped = if modules.maps_sources() { modules.source_maps.original(&file, line, column) } else { None };
    let (file, line, column) = mapped.unwrap_or((file, line, column));
    let source = modules.source_line(&file, line)?;
    let file = call_site::shown_file(&file);
    let indent: String =
        source.chars().take(column.saturating_sub(1) as usize).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    Some(format!("{file}:{line}\n{source}\n{indent}^\n\n"))
}

fn position(error: &JsObject, context: &mut Context) -> Option<(String, u32, u32)> {
    let slot = error.get(JsString::from("message"), context).ok()?.as_string().map(|m| text::to_utf8(&m))?;
    if let Some(found) = state(context).modules.syntax_error_position(&slot) {
        return Some(found);
    }
    let frame = error_stack::frames_of(error, context).into_iter().find(|frame| frame.file.is_some())?;
    let (file, (line, column)) = (frame.file?, frame.position?);
    let column =
        if line == 1 { column.saturating_sub(state(context).modules.prefix_columns(&file)).max(1) } else { column };
    Some(match origin::Origin::parse(&file) {
        Some(origin) => {
            let (line, column) = origin.position(line, column);
            (origin.file.to_owned(), line, column)
        }
        None => (file, line, column),
    })
}

/// The stop error, after making sure that the runtime knows its exit code.
pub(crate) fn stop(code: i32, context: &Context) -> JsError {
    let state = state(context);
    if state.stop.get().is_none() {
        state.stop.set(Some(code));
    }
    stop_error()
}

/// The error for a Rust failure that has no code of its own.
pub(crate) fn internal_error(message: &str, context: &mut Context) -> JsError {
    errors::coded(errors::Class::Error, "ERR_INTERNAL_ASSERTION", message, context)
}
