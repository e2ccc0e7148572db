//! `node:string_decoder` (<https://nodejs.org/api/string_decoder.html>).

mod decoder;

use crate::builtins::{Builtin, glue};
use crate::encoding::Encoding;
use crate::state::state;
use crate::{builtins::node::buffer, errors};
use charina_engine::bytes::{ByteView, is_array_buffer_view};
use charina_engine::{Context, JsArgs, JsResult, JsString, JsValue, Op};
pub(crate) use decoder::Decoder;
use decoder::SIZE;

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::glue("string_decoder", glue!("string_decoder.js"), OPS)];

const OPS: &[Op] = &[
    Op::new("init", 1, init),
    Op::new("normalize", 1, normalize),
    Op::new("state", 1, new_state),
    Op::new("write", 1, write),
    Op::new("end", 1, end),
    Op::new("text", 2, text),
    Op::new("lastChar", 0, last_char),
    Op::new("lastNeed", 0, last_need),
    Op::new("lastTotal", 0, last_total),
];

/// The key of the symbol under which a decoder holds its state.
const SYMBOL: &str = "string_decoder state";

fn init(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    state(context).set_slot(SYMBOL, args.get_or_undefined(0).clone());
    Ok(JsValue::undefined())
}

/// The canonical name of an encoding; UTF-8 if none is given.
fn normalize(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    if value.is_null_or_undefined() {
        return Ok(JsString::from("utf8").into());
    }
    let name = value.as_string().unwrap_or_default();
    if let Some(encoding) = Encoding::parse(&name) {
        return Ok(JsString::from(encoding.name()).into());
    }
    if value.is_string() && name.is_empty() {
        return Ok(JsString::from("utf8").into());
    }
    Err(buffer::unknown_encoding(value, context))
}

fn new_state(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let name = args.first().and_then(JsValue::as_string).unwrap_or_default();
    let decoder = Decoder::new(Encoding::parse(&name).unwrap_or(Encoding::Utf8));
    buffer::from_slice(&decoder.to_bytes(), context).map(JsValue::from)
}

/// The state of `this`, and where it is kept.
fn load(this: &JsValue, context: &mut Context) -> JsResult<(Decoder, ByteView)> {
    if let (Some(object), Some(symbol)) = (this.as_object(), state(context).slot(SYMBOL).as_symbol()) {
        let value = object.get(symbol, context)?;
        if let Some(view) = ByteView::of_uint8_array(&value, context)
            && let Some(decoder) = view.read(Decoder::from_bytes)
        {
            return Ok((decoder, view));
        }
    }
    let message = "Value of \"this\" must be of type StringDecoder";
    Err(errors::type_error("ERR_INVALID_THIS", message, context))
}

fn save(decoder: Decoder, view: &ByteView, context: &mut Context) -> JsResult<()> {
    view.write(context, |bytes| {
        if bytes.len() == SIZE {
            bytes.copy_from_slice(&decoder.to_bytes());
        }
    })
}

/// <https://nodejs.org/api/string_decoder.html#stringdecoderwritebuffer>
fn write(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    if value.is_string() {
        return Ok(value.clone());
    }
    let data = value.as_object().filter(is_array_buffer_view);
    let Some(data) = data.map(|object| ByteView::from_object(&object, context)).transpose()?.flatten() else {
        return Err(errors::invalid_arg_type("buf", &["Buffer", "TypedArray", "DataView"], value, context));
    };
    let (mut decoder, view) = load(this, context)?;
    buffer::check_string_length(data.len, decoder.encoding, context)?;
    let text = data.read(|bytes| decoder.write(bytes));
    save(decoder, &view, context)?;
    Ok(text.into())
}

/// <https://nodejs.org/api/string_decoder.html#stringdecoderendbuffer>
fn end(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut start = JsString::default();
    if !args.get_or_undefined(0).is_undefined() {
        // Through the property, as in Node: a subclass may have its own `write`.
        let method = this.to_object(context)?.get(JsString::from("write"), context)?;
        let Some(method) = method.as_callable() else { return write(this, args, context) };
        start = method.call(this, &args[..1], context)?.to_string(context)?;
    }
    let (mut decoder, view) = load(this, context)?;
    if decoder.buffered == 0 {
        return Ok(start.into());
    }
    let rest = decoder.end();
    save(decoder, &view, context)?;
    Ok(JsString::concat(start.as_str(), rest.as_str()).into())
}

/// `decoder.text(buffer, offset)`: decodes from `offset`, forgetting what came before.
fn text(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (mut decoder, view) = load(this, context)?;
    decoder.reset();
    save(decoder, &view, context)?;
    let value = args.get_or_undefined(0);
    let source = value.to_object(context)?;
    let slice = source.get(JsString::from("slice"), context)?;
    let sliced = match slice.as_callable() {
        Some(slice) => slice.call(value, &[args.get_or_undefined(1).clone()], context)?,
        None => value.clone(),
    };
    write(this, &[sliced], context)
}

/// The incomplete character, as a view on the state.
fn last_char(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (_, view) = load(this, context)?;
    buffer::on_view(&view.slice(0, 4), context).map(JsValue::from)
}

fn last_need(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (decoder, _) = load(this, context)?;
    Ok(decoder.missing.into())
}

fn last_total(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (decoder, _) = load(this, context)?;
    Ok((decoder.buffered + decoder.missing).into())
}
