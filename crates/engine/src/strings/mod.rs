//! Methods of `String.prototype` in linear time and with V8's limit on length.
//!
//! Boa compares at every place from the start, for each piece of a `split` anew, and joins a million pieces of a
//! `repeat` from a list of as many. Specification: <https://tc39.es/ecma262/#sec-properties-of-the-string-prototype-object>.

mod replace;
pub(crate) mod search;
pub(crate) mod substitute;
#[cfg(test)]
mod tests;

use crate::builder::{MAX_STRING_LENGTH, string_too_long};
use crate::text::{self, Units, units};
use crate::{Context, JsArray, JsObject, JsResult, JsString, JsSymbol, JsValue, Op, js_string, ops};
use boa_engine::JsNativeError;
use boa_engine::builtins::regexp::RegExp;
use search::Searcher;

const OPS: &[Op] = &[
    Op::new("includes", 1, includes),
    Op::new("indexOf", 1, index_of),
    Op::new("lastIndexOf", 1, last_index_of),
    Op::new("padEnd", 1, pad_end),
    Op::new("padStart", 1, pad_start),
    Op::new("repeat", 1, repeat),
    Op::new("replace", 2, replace::replace),
    Op::new("replaceAll", 2, replace::replace_all),
    Op::new("split", 2, split),
];

/// Replaces the methods of `String.prototype` that are slow, and guards `concat`.
pub fn install(context: &mut Context) {
    let prototype = context.intrinsics().constructors().string().prototype();
    ops::define_ops(&prototype, OPS, false, context);
    ops::wrap(&prototype, "concat", 1, concat, context);
}

fn argument(arguments: &[JsValue], index: usize) -> JsValue {
    arguments.get(index).cloned().unwrap_or_default()
}

/// ToString(RequireObjectCoercible(this)).
fn this_string(this: &JsValue, method: &str, context: &mut Context) -> JsResult<JsString> {
    coercible(this, method)?;
    this.to_string(context)
}

fn coercible(this: &JsValue, method: &str) -> JsResult<()> {
    if this.is_null_or_undefined() {
        let message = format!("String.prototype.{method} called on null or undefined");
        return Err(JsNativeError::typ().with_message(message).into());
    }
    Ok(())
}

/// GetMethod, of an object.
fn method(object: &JsObject, symbol: JsSymbol, context: &mut Context) -> JsResult<Option<JsObject>> {
    let value = object.get(symbol.clone(), context)?;
    if value.is_null_or_undefined() {
        return Ok(None);
    }
    value.as_callable().map(Some).ok_or_else(|| {
        let shown = value.display().to_string();
        let name = symbol.description().map_or_else(String::new, |name| name.to_std_string_lossy());
        JsNativeError::typ().with_message(format!("{shown} returned for property '{name}' is not a function")).into()
    })
}

/// IsRegExp (<https://tc39.es/ecma262/#sec-isregexp>).
fn is_regexp(value: &JsValue, context: &mut Context) -> JsResult<bool> {
    let Some(object) = value.as_object() else { return Ok(false) };
    let matcher = object.get(JsSymbol::r#match(), context)?;
    Ok(if matcher.is_undefined() { object.is::<RegExp>() } else { matcher.to_boolean() })
}

/// ToIntegerOrInfinity, clamped to what can be a place in a string of `length`.
fn position(value: &JsValue, length: usize, context: &mut Context) -> JsResult<usize> {
    let number = value.to_number(context)?;
    #[expect(clippy::cast_precision_loss, reason = "no string is that long")]
    let clamped = if number.is_nan() { 0.0 } else { number.clamp(0.0, length as f64) };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    Ok(clamped as usize)
}

/// A piece of a string: shared with it where it is long, a copy where that costs no more.
pub(crate) fn piece(string: &JsString, start: usize, end: usize) -> JsString {
    match units(string) {
        _ if start == end => JsString::default(),
        Units::Latin1(bytes) if end - start <= 32 => text::from_latin1(&bytes[start..end]),
        _ => string.slice(start, end),
    }
}

/// <https://tc39.es/ecma262/#sec-string.prototype.indexof>
fn index_of(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let string = this_string(this, "indexOf", context)?;
    let needle = argument(arguments, 0).to_string(context)?;
    let from = position(&argument(arguments, 1), string.len(), context)?;
    let (haystack, needle) = (units(&string), units(&needle));
    Ok(search::find_once(needle, haystack, from).map_or(JsValue::from(-1), JsValue::from))
}

/// <https://tc39.es/ecma262/#sec-string.prototype.lastindexof>
fn last_index_of(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let string = this_string(this, "lastIndexOf", context)?;
    let needle = argument(arguments, 0).to_string(context)?;
    let from = argument(arguments, 1).to_number(context)?;
    let from = if from.is_nan() { string.len() } else { position(&from.into(), string.len(), context)? };
    Ok(search::find_last(units(&string), units(&needle), from).map_or(JsValue::from(-1), JsValue::from))
}

/// <https://tc39.es/ecma262/#sec-string.prototype.includes>
fn includes(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let string = this_string(this, "includes", context)?;
    let needle = argument(arguments, 0);
    if is_regexp(&needle, context)? {
        let message = "First argument to String.prototype.includes must not be a regular expression";
        return Err(JsNativeError::typ().with_message(message).into());
    }
    let needle = needle.to_string(context)?;
    let from = position(&argument(arguments, 1), string.len(), context)?;
    let (haystack, needle) = (units(&string), units(&needle));
    Ok(search::find_once(needle, haystack, from).is_some().into())
}

/// <https://tc39.es/ecma262/#sec-string.prototype.split>
fn split(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    coercible(this, "split")?;
    let (separator, limit) = (argument(arguments, 0), argument(arguments, 1));
    if let Some(object) = separator.as_object()
        && let Some(splitter) = method(&object, JsSymbol::split(), context)?
    {
        return splitter.call(&separator, &[this.clone(), limit], context);
    }
    let string = this.to_string(context)?;
    let limit = if limit.is_undefined() { u32::MAX } else { limit.to_u32(context)? } as usize;
    let needle = separator.to_string(context)?;
    let mut pieces: Vec<JsValue> = Vec::new();
    if limit == 0 {
        return Ok(JsArray::from_iter(pieces, context).into());
    }
    if separator.is_undefined() {
        return Ok(JsArray::from_iter([string.into()], context).into());
    }
    if needle.is_empty() {
        let end = string.len().min(limit);
        pieces.extend((0..end).map(|at| JsValue::from(piece_of_one(&string, at))));
        return Ok(JsArray::from_iter(pieces, context).into());
    }
    let (haystack, needle) = (units(&string), units(&needle));
    let searcher = Searcher::new(needle, haystack);
    let mut start = 0;
    while let Some(end) = searcher.find(haystack, start) {
        pieces.push(piece(&string, start, end).into());
        if pieces.len() == limit {
            return Ok(JsArray::from_iter(pieces, context).into());
        }
        start = end + needle.len();
    }
    pieces.push(piece(&string, start, string.len()).into());
    Ok(JsArray::from_iter(pieces, context).into())
}

fn piece_of_one(string: &JsString, at: usize) -> JsString {
    match units(string) {
        Units::Latin1(bytes) => text::from_latin1(&bytes[at..=at]),
        Units::Utf16(units) => text::from_utf16(&units[at..=at]),
    }
}

/// <https://tc39.es/ecma262/#sec-string.prototype.repeat>
fn repeat(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let string = this_string(this, "repeat", context)?;
    let count = argument(arguments, 0);
    let number = count.to_number(context)?;
    let number = if number.is_nan() { 0.0 } else { number.trunc() };
    if number < 0.0 || number.is_infinite() {
        let shown = count.to_string(context)?.to_std_string_lossy();
        return Err(JsNativeError::range().with_message(format!("Invalid count value: {shown}")).into());
    }
    #[expect(clippy::cast_precision_loss, reason = "no string is that long")]
    if string.is_empty() || number == 0.0 {
        return Ok(JsString::default().into());
    } else if number * string.len() as f64 > MAX_STRING_LENGTH as f64 {
        return string_too_long();
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below the longest string's length")]
    let times = number as usize;
    Ok(repeated(&string, string.len() * times).into())
}

/// `length` units of `string` over and over.
fn repeated(string: &JsString, length: usize) -> JsString {
    match units(string) {
        Units::Latin1(bytes) => text::build_latin1(length, |push| {
            // Whole blocks of some kilobytes rather than pieces of a character.
            let block = bytes.repeat((4096 / bytes.len()).clamp(1, length.div_ceil(bytes.len())));
            let mut left = length;
            while left > 0 {
                let part = left.min(block.len());
                push(&block[..part]);
                left -= part;
            }
        }),
        Units::Utf16(units) => {
            let wide: Vec<u16> = units.iter().cycle().take(length).copied().collect();
            JsString::from(boa_engine::string::JsStr::utf16(&wide))
        }
    }
}

/// <https://tc39.es/ecma262/#sec-string.prototype.padend>
fn pad_end(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    pad(this, arguments, false, context)
}

/// <https://tc39.es/ecma262/#sec-string.prototype.padstart>
fn pad_start(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    pad(this, arguments, true, context)
}

fn pad(this: &JsValue, arguments: &[JsValue], at_start: bool, context: &mut Context) -> JsResult<JsValue> {
    let string = this_string(this, if at_start { "padStart" } else { "padEnd" }, context)?;
    let length = argument(arguments, 0).to_length(context)?;
    if length <= string.len() as u64 {
        return Ok(string.into());
    }
    let filler = argument(arguments, 1);
    let filler = if filler.is_undefined() { js_string!(" ") } else { filler.to_string(context)? };
    if filler.is_empty() {
        return Ok(string.into());
    }
    let Some(length) = usize::try_from(length).ok().filter(|length| *length <= MAX_STRING_LENGTH) else {
        return string_too_long();
    };
    let filling = repeated(&filler, length - string.len());
    let (first, second) = if at_start { (&filling, &string) } else { (&string, &filling) };
    Ok(JsString::concat(first.as_str(), second.as_str()).into())
}

/// `concat` with the limit on length.
fn concat(this: &JsValue, arguments: &[JsValue], original: &JsObject, context: &mut Context) -> JsResult<JsValue> {
    coercible(this, "concat")?;
    let mut strings = vec![this.to_string(context)?];
    for value in arguments {
        strings.push(value.to_string(context)?);
    }
    if strings.iter().map(JsString::len).sum::<usize>() > MAX_STRING_LENGTH {
        return string_too_long();
    }
    let values: Vec<JsValue> = strings.into_iter().map(JsValue::from).collect();
    original.call(&values[0], &values[1..], context)
}
