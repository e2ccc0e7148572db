//! V8's stack API on Boa: `.stack` with its header line, `Error.captureStackTrace`, `Error.prepareStackTrace` and
//! `Error.stackTraceLimit` (<https://v8.dev/docs/stack-trace-api>).

use crate::builtins::internal::call_site;
use crate::modules::origin;
use crate::stack_frame;
use crate::state::state;
use charina_engine::builder::{MAX_STRING_LENGTH, string_too_long};
use charina_engine::builtins::error::Error as ErrorData;
use charina_engine::trace::{self, Call, Frame};
use charina_engine::{
    Context, FunctionObjectBuilder, JsArgs, JsArray, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue,
    NativeFunction, Op, PropertyDescriptor, ops, text,
};

/// How many frames are recorded at most, whatever `Error.stackTraceLimit` says.
const MOST_FRAMES: usize = 10_000;

/// How many prototypes of an error are looked at.
const LONGEST_CHAIN: usize = 32;

/// Replaces Boa's accessor and adds V8's functions to `Error`.
pub(crate) fn install(context: &mut Context) -> JsResult<()> {
    let error = context.intrinsics().constructors().error();
    let (constructor, prototype) = (error.constructor(), error.prototype());
    ops::define_accessor(&prototype, "stack", Some(get_stack), Some(set_stack), false, context);
    ops::define_ops(&constructor, &[Op::new("captureStackTrace", 2, capture_stack_trace)], false, context);
    let limit = state(context).options.stack_trace_limit.unwrap_or(10);
    ops::define_value(&constructor, JsString::from("stackTraceLimit"), limit, true);
    let prepare = FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(default_prepare))
        .name("ErrorPrepareStackTrace")
        .length(2)
        .build();
    state(context).set_slot(DEFAULT_PREPARE, prepare.clone());
    ops::define_value(&constructor, JsString::from("prepareStackTrace"), prepare, false);
    // `Error.stackTraceLimit` alone says how many frames there are.
    context.runtime_limits_mut().set_backtrace_limit(MOST_FRAMES);
    Ok(())
}

/// The slot of the `Error.prepareStackTrace` that is there from the beginning.
const DEFAULT_PREPARE: &str = "error.prepareStackTrace";

/// `Error.prepareStackTrace(error, trace)` unless a program replaces it; we ourselves write the same without call sites.
fn default_prepare(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let error = arguments.get_or_undefined(0).to_object(context)?;
    let trace = arguments.get_or_undefined(1).to_object(context)?;
    let mut stack = header(&error, context);
    for index in 0..trace.get(JsString::from("length"), context)?.to_length(context)? {
        stack.push_str("\n    at ");
        stack.push_str(&text::to_utf8(&trace.get(index, context)?.to_string(context)?));
        if stack.len() > MAX_STRING_LENGTH {
            return string_too_long();
        }
    }
    Ok(text::from_utf8(&stack).into())
}

/// Where the stack that is shown begins.
#[derive(Clone, Copy)]
pub(crate) enum Above<'a> {
    /// At the innermost script.
    Natives,
    /// Behind the innermost call of this function; without one there is no frame.
    Function(&'a JsObject),
    /// Behind the innermost function of glue with this name.
    Glue(&'static str),
}

/// `Error.captureStackTrace(target[, above])` from Rust: records the stack now as `target.stack`, under `header` or,
/// without one, what `Error.prototype.toString` gives.
pub(crate) fn capture(target: &JsObject, header: Option<&str>, above: Above<'_>, context: &mut Context) {
    let most = match above {
        // The frames that are left out are not counted.
        Above::Function(_) => MOST_FRAMES,
        Above::Natives | Above::Glue(_) => stack_trace_limit(context) + 16,
    };
    let frames = trace::frames(context, most);
    let is_glue = |frame: &Frame| frame.file.as_ref().is_some_and(|file| file.starts_with("node:"));
    // Natives on top made the error themselves, or are the call that records the stack.
    let natives = || frames.iter().take_while(|frame| frame.native).count();
    let skip = match above {
        Above::Natives => natives(),
        Above::Glue(name) => match frames.iter().position(|frame| frame.function == name) {
            // The native in front of a function of glue goes with it.
            Some(first) => {
                let more = frames[first + 1..].iter().take_while(|frame| is_glue(&frames[first]) && frame.native);
                first + 1 + more.count()
            }
            None => natives(),
        },
        Above::Function(function) => {
            let is_it = |frame: &Frame| frame.call.function.as_ref().is_some_and(|f| JsObject::equals(f, function));
            match frames.iter().position(is_it) {
                // Glue that a native of ours calls stands for that native.
                Some(first) => {
                    let stands_for = frames.get(first + 1).is_some_and(|next| is_glue(&frames[first]) && next.native);
                    first + 1 + usize::from(stands_for)
                }
                // Where Node has a function of JavaScript, we may have a native that calls glue.
                None if frames.iter().find(|frame| !frame.native).is_some_and(is_glue) => natives(),
                None => frames.len(),
            }
        }
    };
    let frames = visible(frames.into_iter().skip(skip).collect(), context);
    let header = header.map_or_else(|| self::header(target, context), str::to_owned);
    let stack = formatted(target, &header, frames, context).unwrap_or_else(|_| JsString::from(header.as_str()).into());
    define_stack(target, stack);
}

fn define_stack(target: &JsObject, stack: JsValue) {
    let key = JsString::from("stack");
    target.insert_property(
        key,
        PropertyDescriptor::builder().value(stack).writable(true).enumerable(false).configurable(true).build(),
    );
}

/// Cuts the frames to `Error.stackTraceLimit` and mends what the engine gets wrong of them.
fn visible(mut frames: Vec<Frame>, context: &mut Context) -> Vec<Frame> {
    let limit = stack_trace_limit(context);
    for frame in frames.iter_mut().filter(|frame| frame.native && frame.function.is_empty()) {
        frame.function = stack_frame::function_name(frame);
    }
    frames.retain(|frame| frame.file.is_some() || !frame.function.is_empty() && !is_hidden(frame));
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

/// Natives that V8 has no frames for.
fn is_hidden(frame: &Frame) -> bool {
    frame.native
        && (matches!(frame.function.as_str(), "apply" | "call" | "construct") || frame.function.starts_with('['))
}

/// Takes the frames of the error's own constructors off the top: V8 starts where the outermost `new` was called.
pub(crate) fn drop_constructors(frames: &mut Vec<Frame>, error: &JsObject) {
    let classes: Vec<JsObject> =
        std::iter::successors(error.prototype(), JsObject::prototype).take(LONGEST_CHAIN).collect();
    let makes_it = |frame: &&Frame| {
        let class = frame.call.function.as_ref().filter(|_| frame.call.construct);
        let prototype =
            class.and_then(|class| class.try_borrow().ok()?.properties().get(&JsString::from("prototype").into()));
        let prototype = prototype.and_then(|property| property.value()?.as_object());
        prototype.is_some_and(|prototype| classes.iter().any(|class| JsObject::equals(class, &prototype)))
    };
    let own = frames.iter().take_while(makes_it).count();
    frames.drain(..own);
}

/// The CommonJS loader's natives, as the functions of JavaScript that Node has in their places.
const LOADER_FRAMES: &[(&str, &str)] = &[
    ("_compile", "Module._compile"),
    (".js", "Object..js"),
    (".json", "Object..json"),
    ("load", "Module.load"),
    ("_load", "Module._load"),
    ("require", "Module.require"),
];

/// Gives the loader's natives Node's names and source.
fn name_loader_frames(frames: &mut [Frame]) {
    for frame in frames.iter_mut().filter(|frame| frame.native) {
        let Some((_, shown)) = LOADER_FRAMES.iter().find(|row| row.0 == frame.function) else { continue };
        frame.function = (*shown).to_owned();
        frame.file = Some("node:internal/modules/cjs/loader".to_owned());
        frame.native = false;
        frame.call = Call::default();
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
    let is_default = JsValue::same_value(&prepare, &state(context).slot(DEFAULT_PREPARE));
    if let Some(prepare) = prepare.as_callable().filter(|_| !is_default)
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
        stack.push_str(&stack_frame::describe(frame, context));
    }
    Ok(text::from_utf8(&stack).into())
}

/// `get Error.prototype.stack`: makes the text when it is first wanted and leaves it as an own property.
fn get_stack(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(error) = this.as_object() else { return Ok(JsValue::undefined()) };
    if !error.is::<ErrorData>() {
        return Ok(JsValue::undefined());
    }
    let mut frames = trace::error_frames(&error);
    drop_constructors(&mut frames, &error);
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
    let function = arguments.get_or_undefined(1).as_object().filter(JsObject::is_callable);
    let above = function.as_ref().map_or(Above::Natives, Above::Function);
    capture(&target, None, above, context);
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
