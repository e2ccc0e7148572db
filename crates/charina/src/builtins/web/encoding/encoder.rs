//! `TextEncoder` (<https://encoding.spec.whatwg.org/#interface-textencoder>).

use super::{finish_class, invalid_this, new_target_prototype, too_deep};
use crate::{errors, hooks, validate};
use charina_engine::bytes::{self, ByteView};
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, Op, native_data, ops, text};

/// The mark of an encoder; it holds no state.
#[derive(Debug, Clone, Copy)]
struct TextEncoder;
native_data!(TextEncoder);

/// Makes the class.
pub(super) fn class(context: &mut Context) -> JsResult<JsObject> {
    let prototype = JsObject::with_object_proto(context.intrinsics());
    let class = ops::constructor_function(&Op::new("TextEncoder", 0, construct), &prototype, context);
    ops::define_accessor(&prototype, "encoding", Some(get_encoding), None, true, context);
    let methods = [Op::new("encode", 0, encode), Op::new("encodeInto", 2, encode_into)];
    ops::define_ops(&prototype, &methods, true, context);
    finish_class(&class, &prototype, "TextEncoder", inspect, context)?;
    Ok(class)
}

fn construct(new_target: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let prototype = new_target_prototype(new_target, "TextEncoder", context)?;
    Ok(JsObject::from_proto_and_data(prototype, TextEncoder).into())
}

fn check(this: &JsValue, context: &mut Context) -> JsResult<()> {
    match this.as_object() {
        Some(object) if object.is::<TextEncoder>() => Ok(()),
        _ => Err(invalid_this("TextEncoder", context)),
    }
}

fn get_encoding(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    check(this, context)?;
    Ok(JsString::from("utf-8").into())
}

/// <https://encoding.spec.whatwg.org/#dom-textencoder-encode>
fn encode(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    check(this, context)?;
    let string = match args.first() {
        Some(value) if !value.is_undefined() => value.to_string(context)?,
        _ => JsString::default(),
    };
    let block = crate::encoding::to_block(&string, crate::encoding::Encoding::Utf8);
    let len = block.len();
    hooks::count_external(len, context);
    let buffer = bytes::array_buffer(block, context)?;
    let prototype = context.intrinsics().constructors().typed_uint8_array().prototype();
    bytes::uint8_array(&buffer.into(), 0, len, &prototype, context).map(JsValue::from)
}

/// <https://encoding.spec.whatwg.org/#dom-textencoder-encodeinto>
fn encode_into(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    check(this, context)?;
    let source = validate::js_string(args.get_or_undefined(0), "src", context)?;
    let target = args.get_or_undefined(1);
    let Some(view) = ByteView::of_uint8_array(target, context) else {
        return Err(errors::invalid_arg_type("dest", &["Uint8Array"], target, context));
    };
    let (read, written) = view.write(context, |bytes| text::write_utf8(&source, bytes))?;
    let result = JsObject::with_object_proto(context.intrinsics());
    ops::define_value(&result, JsString::from("read"), read, true);
    ops::define_value(&result, JsString::from("written"), written, true);
    Ok(result.into())
}

fn inspect(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    check(this, context)?;
    if too_deep(args.get_or_undefined(0)) {
        return super::only_name(this, "TextEncoder", context);
    }
    Ok(JsString::from("{ encoding: 'utf-8' }").into())
}
