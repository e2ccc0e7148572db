//! Scripts of `node:vm`: a text that is parsed for each realm it runs in, and functions made of texts.

use super::context::VmContext;
use crate::error_stack;
use crate::errors;
use crate::modules::loader;
use crate::modules::origin::{Imports, Origin};
use crate::state::{is_stop, state};
use charina_engine::builtins::error::Error as ErrorData;
use charina_engine::{
    Context, GcRefCell, JsArgs, JsArray, JsError, JsObject, JsResult, JsString, JsValue, Realm, Script, Source,
    native_data, ops, script, text, trace,
};
use std::fmt::Write as _;
use std::path::Path;

/// A script as glue holds it.
struct VmScript {
    source: String,
    path: String,
    /// It declares names that a realm takes only once: run again, it has to fail.
    runs_once: bool,
    /// Parsed already, by realm.
    parsed: GcRefCell<Vec<(Realm, Script)>>,
}
native_data!(VmScript { parsed });

fn imports_of(value: &JsValue) -> Imports {
    match value.as_number() {
        Some(0.0) => Imports::Refused,
        Some(1.0) => Imports::NeedsFlag,
        _ => Imports::AsInFile,
    }
}

/// The error that `import()` in a script of that path is refused with.
pub(crate) fn import_refusal(path: &Path, context: &mut Context) -> Option<JsError> {
    let path = path.to_string_lossy();
    let (code, message) = match Origin::parse(&path)?.imports {
        Imports::AsInFile => return None,
        Imports::Refused => ("ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING", "A dynamic import callback was not specified."),
        Imports::NeedsFlag => (
            "ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG",
            "A dynamic import callback was invoked without --experimental-vm-modules",
        ),
    };
    Some(errors::type_error(code, message, context))
}

fn string(arguments: &[JsValue], index: usize) -> String {
    arguments.get_or_undefined(index).as_string().map(|string| text::to_utf8(&string)).unwrap_or_default()
}

/// The realm of a context that glue keeps; the one of the caller without.
fn realm_of(value: &JsValue, context: &Context) -> Realm {
    let object = value.as_object();
    let found = object.as_ref().and_then(|object| object.downcast_ref::<VmContext>().map(|vm| vm.realm.clone()));
    found.unwrap_or_else(|| main_realm(context))
}

/// The realm of the runtime itself, whatever realm a native is called from.
/// The realm of a contextified object.
pub(crate) fn realm_of_context(value: &JsValue) -> Option<Realm> {
    let object = value.as_object()?;
    let context = object.downcast_ref::<VmContext>()?;
    Some(context.realm.clone())
}

fn main_realm(context: &Context) -> Realm {
    context.realm().clone()
}

pub(crate) fn within<T>(realm: Realm, context: &mut Context, call: impl FnOnce(&mut Context) -> T) -> T {
    let outer = context.enter_realm(realm);
    let result = call(context);
    context.enter_realm(outer);
    result
}

fn parse(source: &str, path: &str, context: &mut Context) -> JsResult<Script> {
    Script::parse(Source::from_bytes(source.as_bytes()).with_path(Path::new(path)), None, context)
        .map_err(|error| syntax_error(&error, source, path, true, context))
}

/// The error of a text that cannot be parsed, with the place before its stack.
fn syntax_error(error: &JsError, source: &str, path: &str, shown: bool, context: &mut Context) -> JsError {
    let full = error.as_native().map_or_else(|| error.to_string(), |native| native.message().to_owned());
    let position = error_stack::syntax_position(&full);
    let error = loader::syntax_error(error, (source, 0), path, context);
    if shown
        && let (Some((line, column)), Ok(value)) = (position, error.clone().into_opaque(context))
        && let Some(object) = value.as_object()
    {
        decorate(&object, source, path, line, column);
    }
    error
}

/// `file:line`, the source line and a caret before the error's stack, unless they stand there.
fn decorate(error: &JsObject, source: &str, path: &str, line: u32, column: u32) {
    let origin =
        Origin::parse(path).unwrap_or(Origin { file: path, line: 0, column: 0, ours: 0, imports: Imports::AsInFile });
    let Some(text) = usize::try_from(line).ok().and_then(|line| source.lines().nth(line.saturating_sub(1))) else {
        return;
    };
    let ours = if line == 1 { origin.ours } else { 0 };
    let text: String = text.chars().skip(usize::try_from(ours).unwrap_or(0)).collect();
    let mut column = usize::try_from(column.saturating_sub(ours)).unwrap_or(1).max(1);
    // What is thrown where it is made is shown where it is thrown.
    let before: String = text.chars().take(column - 1).collect();
    if let Some(before) = before.trim_end().strip_suffix("throw") {
        column = before.chars().count() + 1;
    }
    let indent: String = text.chars().take(column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let (line, _) = origin.position(line, 1);
    let key = JsString::from("stack");
    let stack = error.borrow().properties().get(&key.clone().into()).and_then(|stack| stack.value()?.as_string());
    let Some(stack) = stack.map(|stack| text::to_utf8(&stack)) else { return };
    let head = format!("{}:{line}\n", origin.file);
    if !stack.starts_with(&head) {
        let stack = format!("{head}{text}\n{indent}^\n\n{stack}");
        ops::define_value(error, key, text::from_utf8(&stack), false);
    }
}

/// `newScript(source, file, line, column, imports, context or undefined)`: checks the syntax, in the realm of the
/// context where that is known already.
pub(super) fn new_script(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let source = string(arguments, 0);
    let file = string(arguments, 1);
    let line = arguments.get_or_undefined(2).to_i32(context)?;
    let column = arguments.get_or_undefined(3).to_i32(context)?;
    let imports = imports_of(arguments.get_or_undefined(4));
    let path = Origin { file: &file, line, column, ours: 0, imports }.path();
    let parsed = GcRefCell::new(Vec::new());
    let mut runs_once = false;
    let home = arguments.get_or_undefined(5);
    if home.is_undefined() {
        // Parsing declares what is declared in a realm, and which one that will be is not known yet.
        runs_once = script::check(&source).map_err(|error| syntax_error(&error, &source, &path, true, context))?;
    } else {
        let realm = realm_of(home, context);
        let script = within(realm.clone(), context, |context| parse(&source, &path, context))?;
        parsed.borrow_mut().push((realm, script));
    }
    Ok(JsObject::from_proto_and_data(None, VmScript { source, path, runs_once, parsed }).into())
}

/// `runScript(script, context, displayErrors)`
pub(super) fn run_script(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    state(context).threads.check()?;
    let Some(object) = arguments.get_or_undefined(0).as_object() else { return Ok(JsValue::undefined()) };
    let realm = realm_of(arguments.get_or_undefined(1), context);
    let shown = arguments.get_or_undefined(2).to_boolean();
    let (source, path, ready) = {
        let Some(data) = object.downcast_ref::<VmScript>() else { return Ok(JsValue::undefined()) };
        let ready = data.parsed.borrow().iter().find(|(known, _)| *known == realm).map(|(_, script)| script.clone());
        (data.source.clone(), data.path.clone(), ready)
    };
    let result = within(realm.clone(), context, |context| {
        let script = match ready {
            Some(script) => script,
            None => {
                let script = parse(&source, &path, context)?;
                if let Some(data) = object.downcast_ref::<VmScript>().filter(|data| !data.runs_once) {
                    data.parsed.borrow_mut().push((realm, script.clone()));
                }
                script
            }
        };
        script.evaluate(context)
    });
    result.map_err(|error| shown_error(error, &source, &path, shown, context))
}

/// The longest text that is kept for the report of an uncaught error.
const LONGEST_SHOWN: usize = 256 << 10;

/// An error on its way out of a script: where it was made goes before its stack.
fn shown_error(error: JsError, source: &str, path: &str, shown: bool, context: &mut Context) -> JsError {
    if is_stop(&error) {
        return error;
    }
    if error.as_engine().is_some() {
        // Running out of stack can be caught from here on.
        return errors::thrown(error_stack::into_value(error, context));
    }
    // Should nobody catch it, its line is shown.
    let from_start = Origin::parse(path).is_none_or(|origin| origin.line == 0 && origin.ours == 0);
    if from_start && source.len() <= LONGEST_SHOWN {
        state(context).modules.set_text(crate::modules::origin::shown(path), source);
    }
    if !shown {
        return error;
    }
    let is_error = error.as_opaque().is_none_or(|value| value.as_object().is_some_and(|o| o.is::<ErrorData>()));
    if !is_error {
        return error;
    }
    let value = error_stack::into_value(error, context);
    if let Some(object) = value.as_object().filter(JsObject::is::<ErrorData>) {
        // Reading it makes it an own property.
        let known = object.get(JsString::from("stack"), context).is_ok();
        let frame = trace::error_frames(&object).into_iter().find(|frame| frame.file.is_some());
        if known
            && let Some(frame) = frame
            && frame.file.as_deref() == Some(path)
            && let Some((line, column)) = frame.position
        {
            decorate(&object, source, path, line, column);
        }
    }
    errors::thrown(value)
}

/// `compileFunction(source, params, extensions, file, line, column, imports, context)`
pub(super) fn compile_function(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let source = string(arguments, 0);
    let list = |index: usize, context: &mut Context| -> JsResult<Vec<JsValue>> {
        match arguments.get_or_undefined(index).as_object().filter(JsObject::is_array) {
            Some(array) => {
                let array = JsArray::from_object(array)?;
                (0..array.length(context)?).map(|index| array.get(index, context)).collect()
            }
            None => Ok(Vec::new()),
        }
    };
    let params: Vec<String> =
        list(1, context)?.iter().filter_map(JsValue::as_string).map(|param| text::to_utf8(&param)).collect();
    let extensions = list(2, context)?;
    let file = string(arguments, 3);
    let line = arguments.get_or_undefined(4).to_i32(context)?;
    let column = arguments.get_or_undefined(5).to_i32(context)?;
    let imports = imports_of(arguments.get_or_undefined(6));
    let realm = realm_of(arguments.get_or_undefined(7), context);
    let names: Vec<String> = (0..extensions.len()).map(|index| format!("__extension{index}__")).collect();
    let mut before = format!("(function({}) {{", names.join(","));
    for name in &names {
        let _ = write!(before, "with({name})");
    }
    let _ = write!(before, "return function ({}) {{", params.join(","));
    let ours = u32::try_from(before.chars().count()).unwrap_or(0);
    let path = Origin { file: &file, line, column, ours, imports }.path();
    let whole = format!("{before}{source}\n}}}})");
    within(realm, context, |context| {
        check_parts(&params, &source, context).map_err(|error| {
            // The whole says where; where it parses, the parts were made to fit each other only.
            match script::check(&whole) {
                Err(whole_error) => syntax_error(&whole_error, &whole, &path, true, context),
                Ok(_) => error,
            }
        })?;
        let script = parse(&whole, &path, context)?;
        let outer = script.evaluate(context)?;
        let outer = crate::validate::function(&outer, "code", context)?;
        outer.call(&JsValue::undefined(), &extensions, context)
    })
}

/// Refuses parameters and a body that are none by themselves, such as a body that closes the function.
fn check_parts(params: &[String], body: &str, context: &mut Context) -> JsResult<()> {
    let function = context.intrinsics().constructors().function().constructor();
    let mut arguments: Vec<JsValue> = params.iter().map(|param| text::from_utf8(param).into()).collect();
    arguments.push(text::from_utf8(body).into());
    function.construct(&arguments, None, context).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decorated_once() {
        let error = JsObject::with_null_proto();
        ops::define_value(&error, JsString::from("stack"), JsString::from("Error: x\n    at f.js:12:3"), false);
        let path = Origin { file: "f.js", line: 10, column: 0, ours: 4, imports: Imports::Refused }.path();
        for _ in 0..2 {
            decorate(&error, "(((\n\tx y", &path, 2, 4);
        }
        let stack = error.borrow().properties().get(&JsString::from("stack").into());
        let stack = stack.and_then(|stack| stack.value().cloned()).and_then(|stack| stack.as_string());
        let expected = "f.js:12\n\tx y\n\t  ^\n\nError: x\n    at f.js:12:3";
        assert_eq!(stack.map(|stack| text::to_utf8(&stack)).as_deref(), Some(expected));
    }
}
