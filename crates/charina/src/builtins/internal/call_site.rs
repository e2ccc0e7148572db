//! CallSite objects, as `Error.prepareStackTrace` gets them (<https://v8.dev/docs/stack-trace-api>).

use crate::state::state;
use charina_engine::trace::Frame;
use charina_engine::{Context, JsObject, JsResult, JsString, JsValue, Op, native_data, text};

/// The data of a CallSite object.
struct CallSite(Frame);
native_data!(CallSite);

const METHODS: &[Op] = &[
    Op::new("getThis", 0, undefined),
    Op::new("getTypeName", 0, type_name),
    Op::new("getFunction", 0, undefined),
    Op::new("getFunctionName", 0, function_name),
    Op::new("getMethodName", 0, null),
    Op::new("getFileName", 0, file_name),
    Op::new("getLineNumber", 0, line_number),
    Op::new("getColumnNumber", 0, column_number),
    Op::new("getEnclosingLineNumber", 0, line_number),
    Op::new("getEnclosingColumnNumber", 0, column_number),
    Op::new("getEvalOrigin", 0, undefined),
    Op::new("getScriptNameOrSourceURL", 0, file_name),
    Op::new("getScriptHash", 0, script_hash),
    Op::new("getPosition", 0, zero),
    Op::new("getPromiseIndex", 0, null),
    Op::new("isToplevel", 0, is_top_level),
    Op::new("isEval", 0, is_false),
    Op::new("isNative", 0, is_native),
    Op::new("isConstructor", 0, is_false),
    Op::new("isAsync", 0, is_false),
    Op::new("isPromiseAll", 0, is_false),
    Op::new("toString", 0, to_string),
];

/// The CallSite object of a frame.
pub(crate) fn object(frame: Frame, context: &mut Context) -> JsObject {
    let state = state(context);
    let prototype = state.slot("CallSite.prototype").as_object().unwrap_or_else(|| {
        let prototype = crate::event_loop::class_prototype("CallSite", METHODS, context);
        state.set_slot("CallSite.prototype", prototype.clone());
        prototype
    });
    JsObject::from_proto_and_data(prototype, CallSite(frame))
}

/// How a source's path is shown: ES modules by URL, as Node does.
pub(crate) fn shown_file(file: &str) -> String {
    file.to_owned()
}

fn with(this: &JsValue, read: impl FnOnce(&Frame) -> JsValue) -> JsResult<JsValue> {
    let object = this.as_object();
    let site = object.as_ref().and_then(|o| o.downcast_ref::<CallSite>());
    Ok(site.map_or(JsValue::undefined(), |site| read(&site.0)))
}

fn undefined(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(JsValue::undefined())
}

fn null(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(JsValue::null())
}

fn zero(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(JsValue::from(0))
}

fn is_false(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(JsValue::from(false))
}

fn script_hash(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(JsString::from("").into())
}

fn type_name(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(this, |_| JsString::from("Object").into())
}

fn function_name(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(
        this,
        |frame| {
            if frame.function.is_empty() { JsValue::null() } else { text::from_utf8(&frame.function).into() }
        },
    )
}

fn file_name(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| {
        frame.file.as_ref().map_or(JsValue::undefined(), |file| text::from_utf8(&shown_file(file)).into())
    })
}

fn line_number(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| frame.position.map_or(JsValue::null(), |p| JsValue::from(p.0)))
}

fn column_number(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| frame.position.map_or(JsValue::null(), |p| JsValue::from(p.1)))
}

fn is_top_level(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| JsValue::from(frame.function.is_empty()))
}

fn is_native(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| JsValue::from(frame.native))
}

fn to_string(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| text::from_utf8(&crate::error_stack::describe(frame)).into())
}
