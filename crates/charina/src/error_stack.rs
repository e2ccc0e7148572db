//! V8's stack API on Boa: `.stack` with its header line, `Error.captureStackTrace`, `Error.prepareStackTrace` and
//! `Error.stackTraceLimit` (<https://v8.dev/docs/stack-trace-api>).

use crate::builtins::internal::call_site;
use crate::modules::origin;
use crate::state::state;
use charina_engine::builtins::error::Error as ErrorData;
use charina_engine::trace::{self, Frame};
use charina_engine::{
    Context, FunctionObjectBuilder, JsArgs, JsArray, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue,
    NativeFunction, Op, PropertyDescriptor, ops, text,
};

/// Replaces Boa's accessor and adds V8's functions to `Error`.
pub(crate) fn install(context: &mut Context) -> JsResult<()> {
    let error = context.intrinsics().constructors().error();
    let (constructor, prototype) = (error.constructor(), error.prototype());
    let original = boa_getter(&prototype, context)?;
    state(context).set_slot("boa stack getter", original);
    ops::define_accessor(&prototype, "stack", Some(get_stack), Some(set_stack), false, context);
    ops::define_ops(&constructor, &[Op::new("captureStackTrace", 2, capture_stack_trace)], false, context);
    let limit = state(context).options.stack_trace_limit.unwrap_or(10);
    ops::define_value(&constructor, JsString::from("stackTraceLimit"), limit, true);
    // The engine's own record must hold at least what `Error.stackTraceLimit` may be raised to.
    context.runtime_limits_mut().set_backtrace_limit(usize::try_from(limit.max(200)).unwrap_or(200));
    Ok(())
}

/// The getter of Boa's own accessor.
fn boa_getter(prototype: &JsObject, context: &mut Context) -> JsResult<JsValue> {
    let object = context.intrinsics().constructors().object().constructor();
    let describe = object.get(JsString::from("getOwnPropertyDescriptor"), context)?;
    let Some(describe) = describe.as_callable() else { return Ok(JsValue::undefined()) };
    let arguments = [prototype.clone().into(), JsString::from("stack").into()];
    let descriptor = describe.call(&JsValue::undefined(), &arguments, context)?;
    descriptor.as_object().map_or(Ok(JsValue::undefined()), |d| d.get(JsString::from("get"), context))
}

/// `Error.captureStackTrace(target[, above])` from Rust: records the stack now as `target.stack`, under `header` or,
/// without one, what `Error.prototype.toString` gives. Frames above and including the innermost one named like `above`
/// are left out.
pub(crate) fn capture(target: &JsObject, header: Option<&str>, above: Option<&str>, context: &mut Context) {
    let frames = frames_now(above.is_some(), context);
    let skip = above.and_then(|name| {
        let first = frames.iter().position(|frame| frame.function == name)?;
        // The native in front of a function of glue goes with it.
        let glue = frames[first].file.as_ref().is_some_and(|file| file.starts_with("node:"));
        let more = frames[first + 1..].iter().take_while(|frame| glue && frame.native).count();
        Some(first + 1 + more)
    });
    // Natives on top made the error themselves, or are the call that records the stack.
    let skip = skip.unwrap_or_else(|| frames.iter().take_while(|frame| frame.native).count());
    let frames = visible(frames.into_iter().skip(skip).collect(), context);
    let header = header.map_or_else(|| self::header(target, context), str::to_owned);
    let stack = formatted(target, &header, frames, context).unwrap_or_else(|_| JsString::from(header.as_str()).into());
    define_stack(target, stack);
}

/// The frames on the stack now, natives among them, innermost first.
fn frames_now(all: bool, context: &mut Context) -> Vec<Frame> {
    // The engine shows natives only in errors. What it records costs time: no more than will be seen.
    let before = context.runtime_limits().backtrace_limit();
    if !all {
        let wanted = stack_trace_limit(context) + 8;
        context.runtime_limits_mut().set_backtrace_limit(wanted.min(before));
    }
    let error = context.intrinsics().constructors().error().constructor();
    let made = error.construct(&[], None, context);
    context.runtime_limits_mut().set_backtrace_limit(before);
    match made {
        Ok(error) => frames_of(&error, context),
        Err(_) => trace::frames(context),
    }
}

fn define_stack(target: &JsObject, stack: JsValue) {
    let key = JsString::from("stack");
    target.insert_property(
        key,
        PropertyDescriptor::builder().value(stack).writable(true).enumerable(false).configurable(true).build(),
    );
}

/// The frames of an error, as the engine recorded them when it was made.
pub(crate) fn frames_of(error: &JsObject, context: &mut Context) -> Vec<Frame> {
    let getter = state(context).slot("boa stack getter");
    let Some(getter) = getter.as_callable() else { return Vec::new() };
    let text = getter.call(&error.clone().into(), &[], context).ok().and_then(|t| t.as_string());
    text.map_or_else(Vec::new, |t| trace::parse_backtrace(&text::to_utf8(&t)))
}

/// Cuts the frames to `Error.stackTraceLimit` and mends what the engine gets wrong of them.
fn visible(mut frames: Vec<Frame>, context: &mut Context) -> Vec<Frame> {
    let limit = stack_trace_limit(context);
    frames.retain(|frame| frame.file.is_some() || !frame.function.is_empty());
    frames.truncate(limit);
    name_loader_frames(&mut frames);
    for frame in &mut frames {
        mend_position(frame, context);
    }
    frames
}

/// Gives a frame its place in the file: without our own columns, with the offset that its script was said to have.
pub(crate) fn mend_position(frame: &mut Frame, context: &Context) {
    if let (Some(file), Some((1, column))) = (&frame.file, &mut frame.position) {
        *column = column.saturating_sub(state(context).modules.prefix_columns(file)).max(1);
    }
    origin::mend(frame);
    if let (Some(file), Some((line, column))) = (&frame.file, &mut frame.position)
        && let Some(callee) = state(context).modules.call_sources.callee(file, *line, *column)
    {
        *column = callee;
    }
}

/// Takes the frames of the error's own constructors off the top: V8 starts where the outermost `new` was called.
pub(crate) fn drop_constructors(frames: &mut Vec<Frame>, error: &JsObject, context: &mut Context) {
    let mut classes = Vec::new();
    let mut prototype = error.prototype();
    while let Some(object) = prototype.filter(|_| classes.len() < 32) {
        let constructor = object.has_own_property(JsString::from("constructor"), context).unwrap_or(false);
        let constructor = constructor.then(|| object.get(JsString::from("constructor"), context).ok()).flatten();
        let name = constructor.and_then(|class| class.as_object()?.get(JsString::from("name"), context).ok());
        classes.extend(name.and_then(|name| name.as_string()).map(|name| text::to_utf8(&name)));
        prototype = object.prototype();
    }
    let own = frames.iter().take_while(|frame| !frame.function.is_empty() && classes.contains(&frame.function)).count();
    frames.drain(..own);
}

/// The CommonJS loader's natives, as the frames that Node shows in their places.
const LOADER_FRAMES: &[(&str, &str)] = &[
    ("_compile", "Module._compile"),
    (".js", "Object..js"),
    (".json", "Object..json"),
    ("load", "Module.load"),
    ("_load", "Function._load"),
    ("require", "Module.require"),
];

/// Gives the loader's natives Node's names and source, and a module's own top level the name `Object.<anonymous>`.
fn name_loader_frames(frames: &mut [Frame]) {
    for index in 0..frames.len() {
        let shown = LOADER_FRAMES.iter().find(|row| frames[index].native && row.0 == frames[index].function);
        let Some((native, shown)) = shown else { continue };
        if *native == "_compile"
            && index > 0
            && frames[index - 1].function.is_empty()
            && frames[index - 1].file.is_some()
        {
            frames[index - 1].function = "Object.<anonymous>".to_owned();
        }
        frames[index].function = (*shown).to_owned();
        frames[index].file = Some("node:internal/modules/cjs/loader".to_owned());
        frames[index].native = false;
    }
}

fn stack_trace_limit(context: &mut Context) -> usize {
    let constructor = context.intrinsics().constructors().error().constructor();
    let limit = constructor.get(JsString::from("stackTraceLimit"), context).ok().and_then(|l| l.as_number());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
    limit.map_or(0, |limit| limit.clamp(0.0, 1e6) as usize)
}

/// `Name: message`, as V8 writes the first line.
pub(crate) fn header(error: &JsObject, context: &mut Context) -> String {
    let read = |key: &str, context: &mut Context| {
        error.get(JsString::from(key), context).ok().filter(|v| !v.is_undefined() && !v.is_object())
    };
    let name = read("name", context);
    let message = read("message", context);
    let show = |value: Option<JsValue>, default: &str, context: &mut Context| {
        value.and_then(|v| v.to_string(context).ok()).map_or_else(|| default.to_owned(), |s| text::to_utf8(&s))
    };
    let name = show(name, "Error", context);
    let message = show(message, "", context);
    match (name.is_empty(), message.is_empty()) {
        (_, true) => name,
        (true, false) => message,
        (false, false) => format!("{name}: {message}"),
    }
}

/// The stack text, or whatever `Error.prepareStackTrace` makes of the call sites.
fn formatted(error: &JsObject, header: &str, frames: Vec<Frame>, context: &mut Context) -> JsResult<JsValue> {
    let constructor = context.intrinsics().constructors().error().constructor();
    let prepare = constructor.get(JsString::from("prepareStackTrace"), context)?;
    if let Some(prepare) = prepare.as_callable()
        && !state(context).preparing_stack.replace(true)
    {
        let sites: Vec<JsValue> = frames.into_iter().map(|frame| call_site::object(frame, context).into()).collect();
        let sites = JsArray::from_iter(sites, context);
        let result = prepare.call(&constructor.into(), &[error.clone().into(), sites.into()], context);
        state(context).preparing_stack.set(false);
        return result;
    }
    let mut stack = header.to_owned();
    let mut frames = frames;
    let state = state(context);
    if state.modules.maps_sources() {
        for frame in &mut frames {
            let (Some(file), Some((line, column))) = (&frame.file, frame.position) else { continue };
            if let Some((source, line, column)) = state.modules.source_maps.original(file, line, column) {
                (frame.file, frame.position) = (Some(source), Some((line, column)));
            }
        }
    }
    for frame in &frames {
        stack.push_str("\n    at ");
        stack.push_str(&describe(frame));
    }
    Ok(text::from_utf8(&stack).into())
}

/// One frame as V8 writes it: `name (file:line:column)` or `file:line:column`.
pub(crate) fn describe(frame: &Frame) -> String {
    let location = match (&frame.file, frame.position) {
        (Some(file), Some((line, column))) => format!("{}:{line}:{column}", call_site::shown_file(file)),
        (Some(file), None) => call_site::shown_file(file),
        (None, _) if frame.native => "<anonymous>".to_owned(),
        (None, Some((line, column))) => format!("<anonymous>:{line}:{column}"),
        (None, None) => "<anonymous>".to_owned(),
    };
    if frame.function.is_empty() { location } else { format!("{} ({location})", frame.function) }
}

/// `get Error.prototype.stack`: makes the text when it is first wanted and leaves it as an own property.
fn get_stack(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(error) = this.as_object() else { return Ok(JsValue::undefined()) };
    if !error.is::<ErrorData>() {
        return Ok(JsValue::undefined());
    }
    let mut frames = frames_of(&error, context);
    drop_constructors(&mut frames, &error, context);
    let frames = visible(frames, context);
    let header = header(&error, context);
    let stack = formatted(&error, &header, frames, context)?;
    if error.is_extensible(context)? {
        define_stack(&error, stack.clone());
    }
    Ok(stack)
}

fn set_stack(this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    if let Some(error) = this.as_object() {
        define_stack(&error, arguments.get_or_undefined(0).clone());
    }
    Ok(JsValue::undefined())
}

/// <https://nodejs.org/api/errors.html#errorcapturestacktracetargetobject-constructoropt>
fn capture_stack_trace(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(target) = arguments.get_or_undefined(0).as_object() else {
        let shown = arguments.get_or_undefined(0).display().to_string();
        return Err(JsNativeError::typ().with_message(format!("Invalid argument: {shown} is not an object")).into());
    };
    // Boa does not tell which function object a frame runs, only its name.
    let above = match arguments.get_or_undefined(1).as_object() {
        Some(function) if function.is_callable() => {
            let name = function.get(JsString::from("name"), context)?;
            name.as_string().map(|n| text::to_utf8(&n)).filter(|n| !n.is_empty())
        }
        _ => None,
    };
    capture(&target, None, above.as_deref(), context);
    Ok(JsValue::undefined())
}

/// The position in the message of an engine's syntax error: `... at line 3, col 14`.
pub(crate) fn syntax_position(message: &str) -> Option<(u32, u32)> {
    let at = message.rfind("line ")?;
    let mut numbers = message[at..].split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// The JS value of an error, made an object; engine errors that JS cannot catch become what Node would throw.
pub(crate) fn into_value(error: JsError, context: &mut Context) -> JsValue {
    if let Some(engine) = error.as_engine() {
        let error = JsNativeError::range().with_message(match engine {
            charina_engine::EngineError::RuntimeLimit(_) => "Maximum call stack size exceeded".to_owned(),
            other => other.to_string(),
        });
        return error.into_opaque(context).into();
    }
    error.into_opaque(context).unwrap_or_default()
}

/// A function object of a native, for places that need one outside a table.
pub(crate) fn native_function(
    name: &str,
    length: usize,
    function: charina_engine::NativeFn,
    context: &Context,
) -> JsObject {
    FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(function))
        .name(JsString::from(name))
        .length(length)
        .build()
        .into()
}
