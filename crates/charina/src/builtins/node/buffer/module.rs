//! What `require('buffer')` has beside `Buffer`: `transcode`, `isUtf8`, `isAscii`, `atob`, `btoa`.
//!
//! <https://nodejs.org/api/buffer.html#nodebuffer-module-apis>

use super::search::bytes_argument;
use crate::encoding::{self, Base64Error, Encoding};
use crate::{builtins, errors};
use charina_engine::bytes::{self, ByteView};
use charina_engine::text::{self, Units};
use charina_engine::{Context, JsArgs, JsError, JsResult, JsString, JsValue, ops};

/// <https://nodejs.org/api/buffer.html#bufferisutf8input>
pub(super) fn is_utf8(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let view = input(args, context)?;
    Ok(view.read(|bytes| simdutf8::basic::from_utf8(bytes).is_ok()).into())
}

/// <https://nodejs.org/api/buffer.html#bufferisasciiinput>
pub(super) fn is_ascii(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let view = input(args, context)?;
    Ok(view.read(<[u8]>::is_ascii).into())
}

fn input(args: &[JsValue], context: &mut Context) -> JsResult<ByteView> {
    let value = args.get_or_undefined(0);
    let object = value
        .as_object()
        .filter(|object| bytes::typed_array_kind(object).is_some() || bytes::is_any_array_buffer(object));
    let view = object.map(|object| ByteView::from_object(&object, context)).transpose()?.flatten();
    let Some(view) = view else {
        return Err(errors::invalid_arg_type("input", &["ArrayBuffer", "Buffer", "TypedArray"], value, context));
    };
    if bytes::is_detached(view.buffer()) {
        let message = "Invalid state: Cannot validate on a detached buffer";
        return Err(errors::coded(errors::Class::Error, "ERR_INVALID_STATE", message, context));
    }
    Ok(view)
}

/// A `DOMException` of that name.
pub(crate) fn dom_exception(message: &str, name: &str, context: &mut Context) -> JsError {
    let arguments = [JsString::from(message).into(), JsString::from(name).into()];
    let made = builtins::require_property("internal/dom_exception", "DOMException", context).and_then(|class| {
        match class.as_constructor() {
            Some(class) => class.construct(&arguments, None, context),
            None => Ok(errors::plain_object(errors::Class::Error, message, context)),
        }
    });
    made.map_or_else(|error| error, errors::thrown)
}

fn string_input(args: &[JsValue], context: &mut Context) -> JsResult<JsString> {
    match args.first() {
        Some(value) => value.to_string(context),
        None => {
            let message = "The \"input\" argument must be specified";
            Err(errors::type_error("ERR_MISSING_ARGS", message, context))
        }
    }
}

fn invalid_character(message: &str, context: &mut Context) -> JsError {
    dom_exception(message, "InvalidCharacterError", context)
}

/// <https://html.spec.whatwg.org/multipage/webappapis.html#dom-btoa>
pub(super) fn btoa(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let string = string_input(args, context)?;
    match text::units(&string) {
        Units::Latin1(bytes) => Ok(encoding::to_string(bytes, Encoding::Base64).into()),
        Units::Utf16(units) => {
            let bytes: Result<Vec<u8>, _> = units.iter().map(|unit| u8::try_from(*unit)).collect();
            match bytes {
                Ok(bytes) => Ok(encoding::to_string(&bytes, Encoding::Base64).into()),
                Err(_) => Err(invalid_character("Invalid character", context)),
            }
        }
    }
}

/// <https://html.spec.whatwg.org/multipage/webappapis.html#dom-atob>
pub(super) fn atob(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let string = string_input(args, context)?;
    let decoded = match text::units(&string) {
        Units::Latin1(bytes) => encoding::base64_decode_forgiving(bytes),
        Units::Utf16(units) => match units.iter().map(|unit| u8::try_from(*unit)).collect::<Result<Vec<_>, _>>() {
            Ok(bytes) => encoding::base64_decode_forgiving(&bytes),
            Err(_) => Err(Base64Error::Character),
        },
    };
    match decoded {
        Ok(bytes) => Ok(text::from_latin1(&bytes).into()),
        Err(Base64Error::Character) => Err(invalid_character("Invalid character", context)),
        Err(Base64Error::Length) => {
            Err(invalid_character("The string to be decoded is not correctly encoded.", context))
        }
    }
}

/// Why a transcoding failed, as ICU names and numbers it.
enum Refusal {
    IllegalArgument,
    InvalidChar,
}

/// <https://nodejs.org/api/buffer.html#buffertranscodesource-fromenc-toenc>
pub(super) fn transcode(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let view = bytes_argument(args.get_or_undefined(0), "source", context)?;
    if view.len == 0 {
        return super::create::zeroed(0, context).map(JsValue::from);
    }
    let from = transcodable(args.get_or_undefined(1));
    let to = transcodable(args.get_or_undefined(2));
    let result = match (from, to) {
        (Some(from), Some(to)) => view.read(|bytes| convert(bytes, from, to)),
        _ => Err(Refusal::IllegalArgument),
    };
    let (name, number) = match result {
        Ok(bytes) => return super::from_slice(&bytes, context).map(JsValue::from),
        Err(Refusal::IllegalArgument) => ("U_ILLEGAL_ARGUMENT_ERROR", 1),
        Err(Refusal::InvalidChar) => ("U_INVALID_CHAR_FOUND", 10),
    };
    let message = format!("Unable to transcode Buffer [{name}]");
    let error = errors::plain_object(errors::Class::Error, &message, context);
    ops::define_value(&error, JsString::from("code"), JsString::from(name), true);
    ops::define_value(&error, JsString::from("errno"), number, true);
    Err(errors::thrown(error))
}

fn transcodable(value: &JsValue) -> Option<Encoding> {
    if value.is_null_or_undefined() {
        return Some(Encoding::Utf8);
    }
    let name = value.as_string()?;
    let encoding = if name.is_empty() { Encoding::Utf8 } else { Encoding::parse(&name)? };
    let known = matches!(encoding, Encoding::Utf8 | Encoding::Utf16le | Encoding::Latin1 | Encoding::Ascii);
    known.then_some(encoding)
}

/// Characters that the target lacks become `?`, ill-formed input U+FFFD; between the Unicode forms it is an error.
fn convert(bytes: &[u8], from: Encoding, to: Encoding) -> Result<Vec<u8>, Refusal> {
    let units =
        |bytes: &[u8]| -> Vec<u16> { bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect() };
    let text: String = match (from, to) {
        (Encoding::Utf8, Encoding::Utf16le) => String::from_utf8(bytes.to_vec()).map_err(|_| Refusal::InvalidChar)?,
        (Encoding::Utf16le, Encoding::Utf8) => String::from_utf16(&units(bytes)).map_err(|_| Refusal::InvalidChar)?,
        (Encoding::Utf16le, _) => String::from_utf16_lossy(&units(bytes)),
        (Encoding::Latin1, _) | (Encoding::Ascii, Encoding::Utf16le) => bytes.iter().copied().map(char::from).collect(),
        (Encoding::Ascii, _) => {
            let seven_bits = |byte: &u8| if byte.is_ascii() { char::from(*byte) } else { char::REPLACEMENT_CHARACTER };
            bytes.iter().map(seven_bits).collect()
        }
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    let narrow = |max: u32| {
        let byte = |c: char| if u32::from(c) <= max { u8::try_from(c).unwrap_or(b'?') } else { b'?' };
        text.chars().map(byte).collect()
    };
    Ok(match to {
        Encoding::Utf16le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Latin1 => narrow(0xff),
        Encoding::Ascii => narrow(0x7f),
        _ => text.into_bytes(),
    })
}
