//! Errors that nothing caught: `uncaughtException`, and what is printed before the process ends with code 1 or 7
//! (<https://nodejs.org/api/process.html#event-uncaughtexception>, <https://nodejs.org/api/process.html#exit-codes>).

use crate::builtins::node::{events, process, worker_threads};
use crate::builtins::{self, internal};
use crate::error_stack;
use crate::errors;
use crate::stack_frame;
use crate::state::{is_stop, state, stop_error};
use charina_engine::builtins::error::Error as ErrorData;
use charina_engine::trace::{self, Call, Frame};
use charina_engine::{Context, JsArgs, JsError, JsObject, JsResult, JsString, JsValue, ops, text};

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
    let by_throw = origin == Origin::UncaughtException;
    // Where it was thrown is asked of the error only if it must be printed.
    let value = error_stack::into_value(error.clone(), context);
    let origin_name = JsString::from(origin.name());
    let arguments = [value, origin_name.into()];
    let handled = match fatal_exception(&arguments, context) {
        Ok(None) => {
            // Who put something else in its place that cannot be called.
            print(&Thrown::new(error, by_throw, context), context);
            return Err(process::exit_now(6, context));
        }
        Ok(Some(handled)) => Ok(handled),
        Err(error) => Err(error),
    };
    let handled = match handled {
        Ok(handled) => handled,
        Err(second) => {
            // A listener threw: Node prints that error and exits with 7.
            if is_stop(&second) {
                return Err(second);
            }
            show(second, true, context);
            let code = if state(context).threads.is_worker() { 1 } else { 7 };
            return Err(process::exit_now(code, context));
        }
    };
    if handled {
        return Ok(());
    }
    show(error, by_throw, context);
    *state(context).exit_code.borrow_mut() = JsValue::from(1);
    Err(process::exit_with_event(1, context))
}

/// Prints an error that ends the program; one that ends a worker is its parent's to print.
fn show(error: JsError, by_throw: bool, context: &mut Context) {
    if state(context).threads.is_worker() {
        let value = error_stack::into_value(error, context);
        worker_threads::tell_uncaught(&value, context);
    } else {
        print(&Thrown::new(error, by_throw, context), context);
    }
}

const FATAL_EXCEPTION: &str = "_fatalException";

/// `process._fatalException`, which packages wrap.
pub(crate) fn define(process: &JsObject, context: &mut Context) {
    let own = |_: &JsValue, arguments: &[JsValue], context: &mut Context| {
        let by_promise = arguments.get_or_undefined(1).to_boolean();
        let origin = if by_promise { Origin::UnhandledRejection } else { Origin::UncaughtException };
        let arguments = [arguments.get_or_undefined(0).clone(), JsString::from(origin.name()).into()];
        notify(&arguments, context).map(JsValue::from)
    };
    let function = error_stack::native_function("", 2, own, context);
    ops::define_value(process, JsString::from(FATAL_EXCEPTION), function.clone(), true);
    state(context).set_slot(FATAL_EXCEPTION, function);
}

/// Whether somebody handled the exception; `None` where `process._fatalException` was made something else than a
/// function.
fn fatal_exception(arguments: &[JsValue; 2], context: &mut Context) -> JsResult<Option<bool>> {
    let Some(process) = state(context).process.borrow().clone() else { return notify(arguments, context).map(Some) };
    let function = process.get(JsString::from(FATAL_EXCEPTION), context)?;
    if function == state(context).slot(FATAL_EXCEPTION) {
        return notify(arguments, context).map(Some);
    }
    let Some(function) = function.as_callable() else { return Ok(None) };
    let by_promise = arguments[1].as_string().is_some_and(|name| name == Origin::UnhandledRejection.name());
    let handled = function.call(&process.into(), &[arguments[0].clone(), by_promise.into()], context)?;
    Ok(Some(handled.to_boolean()))
}

/// Tells `(value, origin)` to who listens; whether somebody did.
fn notify(arguments: &[JsValue; 2], context: &mut Context) -> JsResult<bool> {
    process::emit("uncaughtExceptionMonitor", arguments, context)?;
    let capture = state(context).slot("uncaughtExceptionCaptureCallback");
    if let Some(capture) = capture.as_callable() {
        capture.call(&JsValue::undefined(), &arguments[..1], context)?;
        return Ok(true);
    }
    process::emit("uncaughtException", arguments, context)
}

/// Prints an error that ends the program, as Node does: the source line with a caret under `throw`, the stack with own
/// properties and causes.
pub(crate) fn report(error: JsError, context: &mut Context) {
    let thrown = Thrown::new(error, true, context);
    print(&thrown, context);
}

fn print(thrown: &Thrown, context: &mut Context) {
    let text = thrown.describe(context);
    internal::write_stderr(&text);
}

/// A thrown value and where it was thrown.
struct Thrown {
    value: JsValue,
    /// The value if it is an error, or what V8 treats as one.
    error: Option<JsObject>,
    /// The frames it was thrown in, innermost first: of a rejection those in which its error was made.
    frames: Vec<Frame>,
    /// Where the `throw` was: an error may have been made long before.
    thrown_at: Option<Frame>,
    /// Whether there was a `throw`; a rejection may come from anywhere.
    by_throw: bool,
}

impl Thrown {
    fn new(error: JsError, by_throw: bool, context: &mut Context) -> Self {
        let mut thrown_at = None;
        let mut frames = if by_throw { trace::thrown_frames(&error) } else { Vec::new() };
        let value = error_stack::into_value(error, context);
        let error = value.as_object().filter(|object| is_error_like(object, context));
        if let Some(error) = error.as_ref().filter(|_| frames.is_empty()) {
            frames = trace::error_frames(error);
        }
        if let Some(error) = &error {
            error_stack::drop_constructors(&mut frames, error);
        }
        for frame in &mut frames {
            error_stack::mend_position(frame, context);
        }
        if let Some((file, position)) = trace::thrown_at(&value, context).filter(|_| by_throw) {
            thrown_at = Some(Frame::at(file, position));
        }
        if let Some(frame) = &mut thrown_at {
            error_stack::mend_position(frame, context);
        }
        Self { value, error, frames, thrown_at, by_throw }
    }

    fn describe(&self, context: &mut Context) -> String {
        let location = self.location(context);
        let shown = match &self.error {
            Some(error) => match events::enhanced_stack(error, context) {
                Some(stack) => Some(text::to_utf8(&stack)),
                None => internal::inspect_uncaught(&self.value, context),
            },
            None if self.value.is_object() => internal::inspect_uncaught(&self.value, context),
            None => None,
        };
        // What the loader throws before any JavaScript runs has no frames, but is not shown in brackets for that.
        let shown = shown.map(|shown| if self.by_throw && self.frames.is_empty() { bare(shown) } else { shown });
        // A stack may have been given the place already, as node:vm does.
        let head = location.as_ref().and_then(|location| location.lines().next());
        let decorated = shown
            .as_ref()
            .is_some_and(|shown| head.into_iter().chain(["file:", "data:"]).any(|head| shown.starts_with(head)));
        let location = location.filter(|_| !decorated);
        let mut text = match &location {
            // What is no error stands right below the caret, after an empty line.
            Some(location) if self.error.is_none() => format!("\n{location}\n"),
            Some(location) => format!("{location}\n\n"),
            None => String::new(),
        };
        let complete = shown.is_some();
        text.push_str(&shown.unwrap_or_else(|| plain_text(&self.value, context)));
        text.push('\n');
        let options = &state(context).options;
        if options.trace_uncaught {
            if !self.frames.is_empty() {
                text.push_str("Thrown at:\n");
                for frame in self.thrown_at(context) {
                    text.push_str(&format!("    at {}\n", stack_frame::describe(&frame, context)));
                }
                text.push('\n');
            }
        } else if !complete {
            let name = options.shown_name();
            text.push_str(&format!("(Use `{name} --trace-uncaught ...` to show where the exception was thrown)\n"));
        }
        if !options.no_extra_info_on_fatal_exception {
            text.push_str(&format!("\nNode.js {}\n", crate::version::NODE));
        }
        text
    }

    /// The frames of JavaScript, the innermost with the place of its `throw`.
    fn thrown_at(&self, context: &mut Context) -> Vec<Frame> {
        let mut frames: Vec<Frame> = self.frames.iter().filter(|frame| frame.file.is_some()).cloned().collect();
        // These V8 shows with the functions' plain names.
        for frame in &mut frames {
            frame.call = Call::default();
        }
        // Of errors V8 tells where they were made.
        if self.error.is_none()
            && let Some(Frame { file: Some(file), position: Some((line, column)), .. }) = frames.first_mut()
            && let Some(source) = state(context).modules.source_line(file, *line)
            && let Some(found) = throw_before(&source, usize::try_from(column.saturating_sub(1)).unwrap_or(0))
        {
            *column = u32::try_from(found + 1).unwrap_or(*column);
        }
        frames
    }

    /// `file:line`, the line itself and a caret under `throw`, or where the error was made if nothing threw it.
    fn location(&self, context: &mut Context) -> Option<String> {
        let (file, line, column) = self.position(context)?;
        let modules = &state(context).modules;
        let mapped = if modules.maps_sources() { modules.source_maps.original(&file, line, column) } else { None };
        let (file, line, column) = mapped.unwrap_or((file, line, column));
        let source = modules.source_line(&file, line)?;
        let column = usize::try_from(column.saturating_sub(1)).ok()?;
        let column = if self.by_throw { throw_before(&source, column).unwrap_or(column) } else { column };
        let indent: String = source.chars().take(column).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        Some(format!("{file}:{line}\n{source}\n{indent}^"))
    }

    fn position(&self, context: &mut Context) -> Option<(String, u32, u32)> {
        if let Some(error) = &self.error {
            let message = error.get(JsString::from("message"), context).ok().and_then(|message| message.as_string());
            let syntax = message.map(|message| text::to_utf8(&message));
            if let Some(found) = syntax.and_then(|message| state(context).modules.syntax_error_position(&message)) {
                return Some(found);
            }
        }
        let frame = self.thrown_at.as_ref().or_else(|| self.frames.iter().find(|frame| frame.file.is_some()))?;
        let (file, (line, column)) = (frame.file.clone()?, frame.position?);
        Some((file, line, column))
    }
}

/// Whether V8 keeps a message for the object, which Node then prints before its stack: errors and DOMExceptions.
fn is_error_like(object: &JsObject, context: &mut Context) -> bool {
    if object.is::<ErrorData>() {
        return true;
    }
    const MODULE: &str = "internal/dom_exception";
    if !state(context).builtins.borrow().contains_key(MODULE) {
        return false;
    }
    let class = builtins::require_property(MODULE, "DOMException", context).ok().and_then(|class| class.as_object());
    let class = class.and_then(|class| class.get(JsString::from("prototype"), context).ok()?.as_object());
    class.is_some_and(|class| object.prototype().is_some_and(|prototype| JsObject::equals(&prototype, &class)))
}

/// Takes the brackets away that inspection puts around an error without frames.
fn bare(shown: String) -> String {
    let Some(inner) = shown.strip_prefix('[') else { return shown };
    let end = if inner.ends_with(']') { Some(inner.len() - 1) } else { inner.find("] {\n") };
    match end {
        Some(end) => format!("{}{}", &inner[..end], &inner[end + 1..]),
        None => shown,
    }
}

/// `name: message` of an error, else the value as a string; empty where that throws.
fn plain_text(value: &JsValue, context: &mut Context) -> String {
    let read = |key: &str, context: &mut Context| {
        let value = value.as_object()?.get(JsString::from(key), context).ok()?;
        if value.is_undefined() { None } else { Some(text::to_utf8(&value.to_string(context).ok()?)) }
    };
    if let (Some(name), Some(message)) = (read("name", context), read("message", context)) {
        return format!("{name}: {message}");
    }
    value.to_string(context).map(|shown| text::to_utf8(&shown)).unwrap_or_default()
}

/// The column (from 0) of the `throw` whose operand is at `column`: only blanks, opening parentheses and comments may lie
/// between. Of a call the engine tells where its arguments begin.
fn throw_before(source: &str, column: usize) -> Option<usize> {
    let mut before: String = source.chars().take(column).collect();
    if source.chars().nth(column) == Some('(') && !before.ends_with([' ', '(']) {
        let part_of_callee = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '#');
        before.truncate(before.trim_end_matches(part_of_callee).len());
    }
    loop {
        let length = before.trim_end_matches(|c: char| c.is_whitespace() || c == '(').len();
        before.truncate(length);
        if !before.ends_with("*/") {
            break;
        }
        before.truncate(before.rfind("/*")?);
    }
    let rest = before.strip_suffix("throw")?;
    let part_of_name = rest.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '#'));
    (!part_of_name).then(|| rest.chars().count())
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

#[cfg(test)]
mod tests {
    use super::throw_before;

    #[test]
    fn the_caret_goes_under_throw() {
        assert_eq!(throw_before("throw x", 6), Some(0));
        assert_eq!(throw_before("  if (a) throw/* b */ (new X())", 22), Some(9));
        assert_eq!(throw_before("\tthrow (  e);", 10), Some(1));
        assert_eq!(throw_before("if (1) throw a.make(1)", 19), Some(7));
        assert_eq!(throw_before("overthrow (e)", 11), None);
        assert_eq!(throw_before("a.throw (e)", 9), None);
        assert_eq!(throw_before("f(e)", 2), None);
    }
}
