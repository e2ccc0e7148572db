//! `node:punycode` (<https://nodejs.org/api/punycode.html>), deprecated but still there.

mod bootstring;

use crate::builtins::Builtin;
use crate::builtins::node::{buffer, process};
use crate::errors;
use crate::state::state;
use bootstring::Failure;
use charina_engine::text::{self, Units};
use charina_engine::{Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, Op, ops};

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::native("punycode", load)];

const UCS2: &[Op] = &[Op::new("decode", 1, ucs2_decode), Op::new("encode", 1, ucs2_encode)];

const FUNCTIONS: &[Op] = &[
    Op::new("decode", 1, decode),
    Op::new("encode", 1, encode),
    Op::new("toASCII", 1, to_ascii),
    Op::new("toUnicode", 1, to_unicode),
];

fn load(context: &mut Context) -> JsResult<JsValue> {
    if state(context).options.pending_deprecation || !buffer::called_from_node_modules(context) {
        let message = "The `punycode` module is deprecated. Please use a userland alternative instead.";
        let arguments = [message, "DeprecationWarning", "DEP0040"].map(|text| JsString::from(text).into());
        process::emit_warning(&arguments, context)?;
    }
    let exports = JsObject::with_object_proto(context.intrinsics());
    ops::define_value(&exports, JsString::from("version"), JsString::from("2.1.0"), true);
    let ucs2 = JsObject::with_object_proto(context.intrinsics());
    ops::define_ops(&ucs2, UCS2, true, context);
    ops::define_value(&exports, JsString::from("ucs2"), ucs2, true);
    ops::define_ops(&exports, FUNCTIONS, true, context);
    Ok(exports.into())
}

/// The code points of a string; lone surrogates count as themselves.
fn code_points(string: &JsString) -> Vec<u32> {
    match text::units(string) {
        Units::Latin1(bytes) => bytes.iter().map(|byte| u32::from(*byte)).collect(),
        Units::Utf16(units) => char::decode_utf16(units.iter().copied())
            .map(|c| c.map_or_else(|lone| lone.unpaired_surrogate().into(), u32::from))
            .collect(),
    }
}

fn from_code_points(points: &[u32]) -> JsString {
    let mut units = Vec::with_capacity(points.len());
    for point in points {
        match (char::from_u32(*point), u16::try_from(*point)) {
            (Some(c), _) => units.extend_from_slice(c.encode_utf16(&mut [0; 2])),
            (None, Ok(unit)) => units.push(unit),
            (None, Err(_)) => units.push(0xfffd),
        }
    }
    text::from_utf16(&units)
}

fn failed<T>(failure: Failure, context: &mut Context) -> JsResult<T> {
    let object = errors::plain_object(errors::Class::RangeError, failure.message(), context);
    Err(errors::thrown(object))
}

fn decode(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let input = code_points(&args.get_or_undefined(0).to_string(context)?);
    match bootstring::decode(&input) {
        Ok(points) => Ok(from_code_points(&points).into()),
        Err(failure) => failed(failure, context),
    }
}

fn encode(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let input = code_points(&args.get_or_undefined(0).to_string(context)?);
    match bootstring::encode(&input) {
        Ok(text) => Ok(JsString::from(text.as_str()).into()),
        Err(failure) => failed(failure, context),
    }
}

/// Applies `map` to each label of a domain name or of the domain of an e-mail address.
fn map_labels(
    args: &[JsValue],
    map: fn(&[u32]) -> Result<Vec<u32>, Failure>,
    context: &mut Context,
) -> JsResult<JsValue> {
    let input = code_points(&args.get_or_undefined(0).to_string(context)?);
    let mut parts = input.split(|point| *point == u32::from('@'));
    let (first, second) = (parts.next().unwrap_or_default(), parts.next());
    let mut result = Vec::new();
    if second.is_some() {
        result.extend_from_slice(first);
        result.push('@'.into());
    }
    let is_dot = |point: &u32| matches!(*point, 0x2e | 0x3002 | 0xff0e | 0xff61);
    for (index, label) in second.unwrap_or(first).split(is_dot).enumerate() {
        if index > 0 {
            result.push('.'.into());
        }
        match map(label) {
            Ok(mapped) => result.extend(mapped),
            Err(failure) => return failed(failure, context),
        }
    }
    Ok(from_code_points(&result).into())
}

fn to_ascii(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    map_labels(
        args,
        |label| {
            if label.iter().all(|point| *point < 0x80) {
                return Ok(label.to_vec());
            }
            Ok(format!("xn--{}", bootstring::encode(label)?).chars().map(u32::from).collect())
        },
        context,
    )
}

fn to_unicode(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    map_labels(
        args,
        |label| match label.strip_prefix(&['x', 'n', '-', '-'].map(u32::from)) {
            Some(rest) => {
                let lower = |point: &u32| {
                    char::from_u32(*point).and_then(|c| c.to_lowercase().next()).map_or(*point, u32::from)
                };
                bootstring::decode(&rest.iter().map(lower).collect::<Vec<_>>())
            }
            None => Ok(label.to_vec()),
        },
        context,
    )
}

fn ucs2_decode(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let points = code_points(&args.get_or_undefined(0).to_string(context)?);
    Ok(JsArray::from_iter(points.into_iter().map(JsValue::from), context).into())
}

fn ucs2_encode(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let list = args.get_or_undefined(0).to_object(context)?;
    let length = list.get(JsString::from("length"), context)?.to_length(context)?;
    let mut points = Vec::new();
    for index in 0..length {
        let value = list.get(index, context)?;
        let number = value.to_number(context)?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "compared")]
        let point = number as u32;
        if f64::from(point) != number || point > 0x10_ffff {
            let shown = text::to_utf8(&value.to_string(context)?);
            let message = format!("Invalid code point {shown}");
            return Err(errors::thrown(errors::plain_object(errors::Class::RangeError, &message, context)));
        }
        points.push(point);
    }
    Ok(from_code_points(&points).into())
}
