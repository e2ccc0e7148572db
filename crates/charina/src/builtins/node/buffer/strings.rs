//! Buffers to strings and back: `toString`, `write` and the one-encoding methods behind them (`hexSlice`, `utf8Write`).
//!
//! <https://nodejs.org/api/buffer.html#buftostringencoding-start-end>

use super::{K_MAX_LENGTH, K_STRING_MAX_LENGTH, out_of_bounds, this_bytes};
use crate::builtins::internal::inspect_brief;
use crate::encoding::{self, Encoding};
use crate::{errors, validate};
use charina_engine::bytes::ByteView;
use charina_engine::{Context, JsArgs, JsError, JsResult, JsString, JsValue, JsVariant, Op, text};

/// The one-encoding natives.
pub(super) const RAW_OPS: &[Op] = &[
    Op::new("asciiSlice", 0, |t, a, c| slice(t, a, Encoding::Ascii, c)),
    Op::new("base64Slice", 0, |t, a, c| slice(t, a, Encoding::Base64, c)),
    Op::new("base64urlSlice", 0, |t, a, c| slice(t, a, Encoding::Base64Url, c)),
    Op::new("latin1Slice", 0, |t, a, c| slice(t, a, Encoding::Latin1, c)),
    Op::new("hexSlice", 0, |t, a, c| slice(t, a, Encoding::Hex, c)),
    Op::new("ucs2Slice", 0, |t, a, c| slice(t, a, Encoding::Utf16le, c)),
    Op::new("utf8Slice", 0, |t, a, c| slice(t, a, Encoding::Utf8, c)),
    Op::new("asciiWrite", 0, |t, a, c| write_raw(t, a, Encoding::Ascii, c)),
    Op::new("base64Write", 0, |t, a, c| write_raw(t, a, Encoding::Base64, c)),
    Op::new("base64urlWrite", 0, |t, a, c| write_raw(t, a, Encoding::Base64Url, c)),
    Op::new("latin1Write", 0, |t, a, c| write_raw(t, a, Encoding::Latin1, c)),
    Op::new("hexWrite", 0, |t, a, c| write_raw(t, a, Encoding::Hex, c)),
    Op::new("ucs2Write", 0, |t, a, c| write_raw(t, a, Encoding::Utf16le, c)),
    Op::new("utf8Write", 0, |t, a, c| write_raw(t, a, Encoding::Utf8, c)),
];

/// `ERR_UNKNOWN_ENCODING`, whose message shows the value as `util.format('%s')` does.
pub(crate) fn unknown_encoding(value: &JsValue, context: &mut Context) -> JsError {
    let shown = match value.variant() {
        JsVariant::String(name) => text::to_utf8(&name),
        JsVariant::Symbol(symbol) => text::to_utf8(&symbol.descriptive_string()),
        _ => inspect_brief(value, 0, context),
    };
    errors::type_error("ERR_UNKNOWN_ENCODING", &format!("Unknown encoding: {shown}"), context)
}

/// The encoding of a value that must name one.
///
/// # Errors
/// ERR_UNKNOWN_ENCODING; TypeError for a symbol.
pub(crate) fn encoding_of(value: &JsValue, context: &mut Context) -> JsResult<Encoding> {
    let name = value.to_string(context)?;
    Encoding::parse(&name).ok_or_else(|| unknown_encoding(value, context))
}

/// That `len` bytes in `encoding` make no string longer than there may be.
///
/// # Errors
/// ERR_STRING_TOO_LONG.
pub(crate) fn check_string_length(len: usize, encoding: Encoding, context: &mut Context) -> JsResult<()> {
    if encoding::string_length(len, encoding) <= K_STRING_MAX_LENGTH {
        return Ok(());
    }
    let message = format!("Cannot create a string longer than {K_STRING_MAX_LENGTH:#x} characters");
    Err(errors::coded(errors::Class::Error, "ERR_STRING_TOO_LONG", &message, context))
}

/// The bytes of a view as a string.
///
/// # Errors
/// ERR_STRING_TOO_LONG.
pub(super) fn to_js_string(view: &ByteView, encoding: Encoding, context: &mut Context) -> JsResult<JsValue> {
    check_string_length(view.len, encoding, context)?;
    Ok(view.read(|bytes| encoding::to_string(bytes, encoding)).into())
}

/// An integer as a C++ native of Node takes it: `default` if undefined, no negative ones.
fn index(value: &JsValue, default: usize, context: &mut Context) -> JsResult<usize> {
    if value.is_undefined() {
        return Ok(default);
    }
    let number = value.to_number(context)?;
    if number <= -1.0 {
        return Err(index_out_of_range(context));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, NaN becomes 0")]
    Ok(number as usize)
}

fn index_out_of_range(context: &mut Context) -> JsError {
    errors::range_error("ERR_OUT_OF_RANGE", "Index out of range", context)
}

fn slice(this: &JsValue, args: &[JsValue], encoding: Encoding, context: &mut Context) -> JsResult<JsValue> {
    let view = this_bytes(this, context)?;
    if view.len == 0 {
        return Ok(JsString::default().into());
    }
    let start = index(args.get_or_undefined(0), 0, context)?;
    let end = index(args.get_or_undefined(1), view.len, context)?.max(start);
    if end > view.len {
        return Err(index_out_of_range(context));
    }
    to_js_string(&view.slice(start, end - start), encoding, context)
}

fn write_raw(this: &JsValue, args: &[JsValue], encoding: Encoding, context: &mut Context) -> JsResult<JsValue> {
    let view = this_bytes(this, context)?;
    let string = string_argument(args.get_or_undefined(0), context)?;
    let offset = index(args.get_or_undefined(1), 0, context)?;
    if offset > view.len {
        return Err(out_of_bounds(Some("offset"), context));
    }
    let room = index(args.get_or_undefined(2), view.len - offset, context)?;
    write_at(&view.slice(offset, room), &string, encoding, context)
}

fn string_argument(value: &JsValue, context: &mut Context) -> JsResult<JsString> {
    value.as_string().ok_or_else(|| errors::type_error("ERR_INVALID_ARG_TYPE", "argument must be a string", context))
}

fn write_at(view: &ByteView, string: &JsString, encoding: Encoding, context: &mut Context) -> JsResult<JsValue> {
    let written = view.write(context, |bytes| encoding::write(string, encoding, bytes))?;
    Ok(JsValue::from(written))
}

/// <https://nodejs.org/api/buffer.html#buftostringencoding-start-end>
pub(super) fn to_string(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let view = this_bytes(this, context)?;
    if args.is_empty() {
        return to_js_string(&view, Encoding::Utf8, context);
    }
    let start = match args.get_or_undefined(1) {
        start if start.is_undefined() => 0,
        start => clamp(start.to_number(context)?, view.len),
    };
    let end = match args.get_or_undefined(2) {
        end if end.is_undefined() => view.len,
        end => clamp(end.to_number(context)?, view.len),
    };
    // Node looks at the encoding only where there is something to decode.
    if start >= end {
        return Ok(JsString::default().into());
    }
    let encoding = match &args[0] {
        encoding if encoding.is_undefined() => Encoding::Utf8,
        encoding => encoding_of(encoding, context)?,
    };
    to_js_string(&view.slice(start, end - start), encoding, context)
}

/// `number` cut to an integer within 0 and `len`; NaN is 0.
fn clamp(number: f64, len: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, NaN becomes 0")]
    let index = number as usize;
    index.min(len)
}

/// <https://nodejs.org/api/buffer.html#bufwritestring-offset-length-encoding>
pub(super) fn write(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let view = this_bytes(this, context)?;
    let mut encoding = args.get_or_undefined(3).clone();
    let (mut offset, mut room) = (0, view.len);
    match args.get_or_undefined(1) {
        first if first.is_undefined() => encoding = JsValue::undefined(),
        first if first.is_string() && args.get_or_undefined(2).is_undefined() => encoding = first.clone(),
        first => {
            offset = offset_within(first, "offset", view.len, context)?;
            room = view.len - offset;
            match args.get_or_undefined(2) {
                second if second.is_undefined() => {}
                second if second.is_string() => encoding = second.clone(),
                second => room = offset_within(second, "length", view.len, context)?.min(room),
            }
        }
    }
    let encoding = if encoding.to_boolean() { encoding_of(&encoding, context)? } else { Encoding::Utf8 };
    let string = string_argument(args.get_or_undefined(0), context)?;
    write_at(&view.slice(offset, room), &string, encoding, context)
}

/// `validateOffset`: an integer between 0 and `max`.
pub(super) fn offset_within(value: &JsValue, name: &str, max: usize, context: &mut Context) -> JsResult<usize> {
    #[expect(clippy::cast_precision_loss, reason = "no buffer is that long")]
    let number = validate::integer(value, name, 0.0, max as f64, context)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "just checked")]
    Ok(number as usize)
}

/// `validateOffset` with its own bounds: an integer that no buffer's length exceeds.
pub(super) fn offset(value: &JsValue, name: &str, context: &mut Context) -> JsResult<usize> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked by the validator")]
    validate::integer(value, name, 0.0, K_MAX_LENGTH, context).map(|number| number as usize)
}

/// <https://nodejs.org/api/buffer.html#static-method-bufferbytelengthstring-encoding>
pub(super) fn byte_length(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    let Some(string) = value.as_string() else {
        if let Some(view) = ByteView::from_value(value, context)? {
            return Ok(JsValue::from(view.len));
        }
        return Err(errors::invalid_arg_type("string", &["string", "Buffer", "ArrayBuffer"], value, context));
    };
    let encoding = args.get_or_undefined(1);
    // An unknown encoding is UTF-8 here, as in Node.
    let encoding = if encoding.to_boolean() { Encoding::parse(&encoding.to_string(context)?) } else { None };
    Ok(JsValue::from(encoding::byte_length(&string, encoding.unwrap_or(Encoding::Utf8))))
}

/// <https://nodejs.org/api/buffer.html#static-method-bufferisencodingencoding>
pub(super) fn is_encoding(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let known = args.first().and_then(JsValue::as_string).is_some_and(|name| Encoding::parse(&name).is_some());
    Ok(known.into())
}
