//! CallSite objects, as `Error.prepareStackTrace` gets them (<https://v8.dev/docs/stack-trace-api>).

use crate::stack_frame;
use crate::state::state;
use charina_engine::trace::Frame;
use charina_engine::{Context, JsObject, JsResult, JsString, JsValue, Op, native_data, text};

/// The data of a CallSite object.
struct CallSite {
    frame: Frame,
}
native_data!(CallSite { frame });

const METHODS: &[Op] = &[
    Op::new("getThis", 0, this),
    Op::new("getTypeName", 0, type_name),
    Op::new("getFunction", 0, function),
    Op::new("getFunctionName", 0, function_name),
    Op::new("getMethodName", 0, method_name),
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
    Op::new("isNative", 0, is_false),
    Op::new("isConstructor", 0, is_constructor),
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
    JsObject::from_proto_and_data(prototype, CallSite { frame })
}

fn with(this: &JsValue, read: impl FnOnce(&Frame) -> JsValue) -> JsResult<JsValue> {
    let object = this.as_object();
    let site = object.as_ref().and_then(|o| o.downcast_ref::<CallSite>());
    Ok(site.map_or(JsValue::undefined(), |site| read(&site.frame)))
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

fn text_or_null(text: Option<String>) -> JsValue {
    text.filter(|text| !text.is_empty()).map_or(JsValue::null(), |text| text::from_utf8(&text).into())
}

fn this(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| match &frame.call.this {
        _ if frame.call.strict => JsValue::undefined(),
        nothing if nothing.is_null_or_undefined() => context.global_object().into(),
        this => this.clone(),
    })
}

fn function(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| {
        let function = frame.call.function.as_ref().filter(|_| !frame.call.strict);
        function.map_or(JsValue::undefined(), |function| function.clone().into())
    })
}

fn type_name(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| text_or_null(stack_frame::type_name(&frame.call.this, context)))
}

fn function_name(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| text_or_null(Some(stack_frame::function_name(frame))))
}

fn method_name(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| text_or_null(stack_frame::method_name(frame)))
}

fn file_name(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| frame.file.as_ref().map_or(JsValue::undefined(), |file| text::from_utf8(file).into()))
}

fn line_number(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| frame.position.map_or(JsValue::null(), |p| JsValue::from(p.0)))
}

fn column_number(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| frame.position.map_or(JsValue::null(), |p| JsValue::from(p.1)))
}

fn is_top_level(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| stack_frame::is_top_level(frame, context).into())
}

fn is_constructor(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| frame.call.construct.into())
}

fn to_string(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    with(this, |frame| text::from_utf8(&stack_frame::describe(frame, context)).into())
}
