//! Looking through bytes and moving them: `indexOf`, `compare`, `equals`, `fill`, `copy`, `swap16`.
//!
//! <https://nodejs.org/api/buffer.html#bufindexofvalue-byteoffset-encoding>

use super::create::number_to_byte;
use super::strings::{encoding_of, offset, offset_within, unknown_encoding};
use super::this_bytes;
use crate::encoding::{self, Encoding};
use crate::{errors, validate};
use charina_engine::bytes::{ByteView, is_array_buffer_view};
use charina_engine::{Context, JsArgs, JsResult, JsValue};
use memchr::memmem;
use std::cmp::Ordering;

const BYTES: &[&str] = &["Buffer", "Uint8Array"];

/// The bytes of a Uint8Array, or the error that names the argument.
pub(super) fn bytes_argument(value: &JsValue, name: &str, context: &mut Context) -> JsResult<ByteView> {
    match ByteView::of_uint8_array(value, context) {
        Some(view) => Ok(view),
        None => Err(errors::invalid_arg_type(name, BYTES, value, context)),
    }
}

/// <https://nodejs.org/api/buffer.html#bufequalsotherbuffer>
pub(super) fn equals(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let other = bytes_argument(args.get_or_undefined(0), "otherBuffer", context)?;
    let view = this_bytes(this, context)?;
    Ok((view.len == other.len && view.read(|a| other.read(|b| a == b))).into())
}

fn compare_views(a: &ByteView, b: &ByteView) -> JsValue {
    order(a.read(|a| b.read(|b| a.cmp(b))))
}

fn order(ordering: Ordering) -> JsValue {
    JsValue::from(ordering as i32)
}

/// <https://nodejs.org/api/buffer.html#static-method-buffercomparebuf1-buf2>
pub(super) fn static_compare(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let first = bytes_argument(args.get_or_undefined(0), "buf1", context)?;
    let second = bytes_argument(args.get_or_undefined(1), "buf2", context)?;
    Ok(compare_views(&first, &second))
}

/// <https://nodejs.org/api/buffer.html#bufcomparetarget-targetstart-targetend-sourcestart-sourceend>
pub(super) fn compare(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = bytes_argument(args.get_or_undefined(0), "target", context)?;
    let source = this_bytes(this, context)?;
    if args.len() <= 1 {
        return Ok(compare_views(&source, &target));
    }
    let start = |index: usize, name, context: &mut Context| match args.get_or_undefined(index) {
        value if value.is_undefined() => Ok(0),
        value => offset(value, name, context),
    };
    let end = |index: usize, name, len, context: &mut Context| match args.get_or_undefined(index) {
        value if value.is_undefined() => Ok(len),
        value => offset_within(value, name, len, context),
    };
    let target_start = start(1, "targetStart", context)?;
    let target_end = end(2, "targetEnd", target.len, context)?;
    let source_start = start(3, "sourceStart", context)?;
    let source_end = end(4, "sourceEnd", source.len, context)?;
    if source_start >= source_end {
        return Ok(order(if target_start >= target_end { Ordering::Equal } else { Ordering::Less }));
    }
    if target_start >= target_end {
        return Ok(order(Ordering::Greater));
    }
    let source = source.slice(source_start, source_end - source_start);
    Ok(compare_views(&source, &target.slice(target_start, target_end - target_start)))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Forward,
    Backward,
}

/// <https://nodejs.org/api/buffer.html#bufindexofvalue-byteoffset-encoding>
pub(super) fn index_of(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(find(this, args, Direction::Forward, context)?.into())
}

/// <https://nodejs.org/api/buffer.html#buflastindexofvalue-byteoffset-encoding>
pub(super) fn last_index_of(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(find(this, args, Direction::Backward, context)?.into())
}

/// <https://nodejs.org/api/buffer.html#bufincludesvalue-byteoffset-encoding>
pub(super) fn includes(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok((find(this, args, Direction::Forward, context)? >= 0).into())
}

fn find(this: &JsValue, args: &[JsValue], direction: Direction, context: &mut Context) -> JsResult<i64> {
    let value = args.get_or_undefined(0);
    let haystack = match this.as_object() {
        Some(object) if is_array_buffer_view(&object) => this_bytes(this, context)?,
        _ => {
            return Err(errors::invalid_arg_type("buffer", &["Buffer", "TypedArray", "DataView"], this, context));
        }
    };
    let (mut from, mut encoding) = (args.get_or_undefined(1), args.get_or_undefined(2));
    let undefined = JsValue::undefined();
    if from.is_string() {
        (from, encoding) = (&undefined, from);
    }
    let from = from.to_number(context)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "clamped; no buffer is that long")]
    let from = if from.is_nan() {
        if direction == Direction::Forward { 0 } else { haystack.len as i64 }
    } else {
        from.clamp(f64::from(i32::MIN), f64::from(i32::MAX)) as i64
    };
    if value.is_number() {
        let byte = number_to_byte(value.to_number(context)?);
        return Ok(found(haystack.read(|bytes| find_byte(bytes, byte, from, direction))));
    }
    if let Some(string) = value.as_string() {
        let encoding = if encoding.is_undefined() { Encoding::Utf8 } else { encoding_of(encoding, context)? };
        let needle = encoding::to_bytes(&string, encoding);
        return Ok(found(haystack.read(|bytes| find_bytes(bytes, &needle, from, encoding, direction))));
    }
    if let Some(needle) = ByteView::of_uint8_array(value, context) {
        let encoding = if encoding.is_undefined() {
            Encoding::Utf8
        } else {
            Encoding::parse(&encoding.to_string(context)?).unwrap_or(Encoding::Utf8)
        };
        return Ok(found(
            haystack.read(|bytes| needle.read(|needle| find_bytes(bytes, needle, from, encoding, direction))),
        ));
    }
    Err(errors::invalid_arg_type("value", &["number", "string", "Buffer", "Uint8Array"], value, context))
}

fn found(index: Option<usize>) -> i64 {
    index.and_then(|index| i64::try_from(index).ok()).unwrap_or(-1)
}

/// Where a search for `needle` bytes starts, given the offset as the script gave it; `None` if nothing can be found.
fn starting_point(len: usize, from: i64, needle: usize, direction: Direction) -> Option<usize> {
    let distance = usize::try_from(from.unsigned_abs()).unwrap_or(usize::MAX);
    if from < 0 {
        return match len.checked_sub(distance) {
            Some(start) => Some(start),
            None if direction == Direction::Forward || needle == 0 => Some(0),
            None => None,
        };
    }
    if distance.saturating_add(needle) <= len {
        Some(distance)
    } else if needle == 0 {
        Some(len)
    } else if direction == Direction::Forward {
        None
    } else {
        Some(len.saturating_sub(1))
    }
}

fn find_byte(bytes: &[u8], byte: u8, from: i64, direction: Direction) -> Option<usize> {
    let start = starting_point(bytes.len(), from, 1, direction)?;
    match direction {
        Direction::Forward => memchr::memchr(byte, bytes.get(start..)?).map(|index| index + start),
        Direction::Backward => memchr::memrchr(byte, &bytes[..(start + 1).min(bytes.len())]),
    }
}

fn find_bytes(bytes: &[u8], needle: &[u8], from: i64, encoding: Encoding, direction: Direction) -> Option<usize> {
    let start = starting_point(bytes.len(), from, needle.len(), direction)?;
    if needle.is_empty() {
        return Some(start);
    }
    if needle.len() > bytes.len() {
        return None;
    }
    if encoding == Encoding::Utf16le {
        return find_units(bytes, needle, start, direction);
    }
    match direction {
        Direction::Forward => memmem::find(&bytes[start..], needle).map(|index| index + start),
        Direction::Backward => memmem::rfind(&bytes[..start.saturating_add(needle.len()).min(bytes.len())], needle),
    }
}

/// The search by UTF-16 code units: only matches at even distances from the buffer's start count.
fn find_units(bytes: &[u8], needle: &[u8], start: usize, direction: Direction) -> Option<usize> {
    let (bytes, needle) = (&bytes[..bytes.len() & !1], &needle[..needle.len() & !1]);
    if bytes.is_empty() || needle.is_empty() {
        return None;
    }
    let start = start & !1;
    match direction {
        Direction::Forward => {
            let mut from = start;
            while let Some(index) = memmem::find(bytes.get(from..)?, needle) {
                if (from + index).is_multiple_of(2) {
                    return Some(from + index);
                }
                from += index + 1;
            }
            None
        }
        Direction::Backward => {
            let mut end = start.saturating_add(needle.len()).min(bytes.len());
            while let Some(index) = memmem::rfind(&bytes[..end], needle) {
                if index.is_multiple_of(2) {
                    return Some(index);
                }
                end = index + needle.len() - 1;
            }
            None
        }
    }
}

/// <https://nodejs.org/api/buffer.html#buffillvalue-offset-end-encoding>
pub(super) fn fill(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let view = this_bytes(this, context)?;
    let arguments = [0, 1, 2, 3].map(|index| args.get_or_undefined(index).clone());
    fill_view(&view, &arguments, context)?;
    Ok(this.clone())
}

/// `fill(value, offset, end, encoding)` on a view.
pub(super) fn fill_view(view: &ByteView, args: &[JsValue; 4], context: &mut Context) -> JsResult<()> {
    let [value, start, end, encoding] = args;
    let undefined = JsValue::undefined();
    let (mut start, mut end, mut encoding) = (start, end, encoding);
    let mut pattern = Vec::new();
    let string = value.as_string();
    if let Some(string) = &string {
        if start.is_undefined() || start.is_string() {
            (start, end, encoding) = (&undefined, &undefined, start);
        } else if end.is_string() {
            (end, encoding) = (&undefined, end);
        }
        let encoding = if encoding.is_null_or_undefined() {
            Encoding::Utf8
        } else {
            let name = validate::js_string(encoding, "encoding", context)?;
            match Encoding::parse(&name) {
                Some(encoding) => encoding,
                None if name.is_empty() => Encoding::Utf8,
                None => return Err(unknown_encoding(encoding, context)),
            }
        };
        pattern = if string.is_empty() { vec![0] } else { encoding::to_bytes(string, encoding) };
    }
    let (mut from, mut to) = (0, view.len);
    if !start.is_undefined() {
        from = offset(start, "offset", context)?;
        if !end.is_undefined() {
            to = offset_within(end, "end", view.len, context)?;
        }
        if from >= to {
            return Ok(());
        }
    }
    if string.is_none() {
        let source = value.as_object().filter(is_array_buffer_view);
        let source = source.map(|object| ByteView::from_object(&object, context)).transpose()?.flatten();
        pattern = match source {
            Some(view) => view.to_vec(),
            None => vec![number_to_byte(value.to_number(context)?)],
        };
    }
    if pattern.is_empty() {
        return Err(errors::invalid_arg_value("value", value, "is invalid", context));
    }
    view.slice(from, to - from).write(context, |bytes| repeat(bytes, &pattern))
}

/// Fills `bytes` with `pattern` over and over, doubling what is there.
fn repeat(bytes: &mut [u8], pattern: &[u8]) {
    if let [byte] = pattern {
        bytes.fill(*byte);
        return;
    }
    let mut done = pattern.len().min(bytes.len());
    bytes[..done].copy_from_slice(&pattern[..done]);
    while done < bytes.len() {
        // Whole patterns only, so that the next copy starts at a pattern's start.
        let step = done.min(bytes.len() - done);
        bytes.copy_within(..step, done);
        done += step;
    }
}

/// <https://nodejs.org/api/buffer.html#bufcopytarget-targetstart-sourcestart-sourceend>
pub(super) fn copy(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let source = bytes_argument(this, "source", context)?;
    let target = bytes_argument(args.get_or_undefined(0), "target", context)?;
    let target_start = copy_index(args.get_or_undefined(1), "targetStart", None, context)?.unwrap_or(0);
    let source_start = copy_index(args.get_or_undefined(2), "sourceStart", Some(source.len), context)?.unwrap_or(0);
    let source_end = copy_index(args.get_or_undefined(3), "sourceEnd", None, context)?.unwrap_or(source.len);
    if target_start >= target.len || source_start >= source_end {
        return Ok(JsValue::from(0));
    }
    let source = source.slice(source_start, source_end - source_start);
    Ok(JsValue::from(source.copy_to(&target.slice(target_start, usize::MAX), context)?))
}

/// An offset of `copy`: what is no number counts as 0, fractions go downwards, negative ones are errors.
fn copy_index(value: &JsValue, name: &str, max: Option<usize>, context: &mut Context) -> JsResult<Option<usize>> {
    if value.is_undefined() {
        return Ok(None);
    }
    let number = value.to_number(context)?;
    let number = if number.abs() <= validate::MAX_SAFE_INTEGER { number.floor() } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be positive")]
    let index = number as usize;
    if number < 0.0 || max.is_some_and(|max| index > max) {
        let range = max.map_or_else(|| ">= 0".to_owned(), |max| format!(">= 0 && <= {max}"));
        return Err(errors::out_of_range(name, &range, &number.into(), context));
    }
    Ok(Some(index))
}

macro_rules! swaps {
    ($($name:ident, $type:ty, $size:literal, $bits:literal;)+) => {
        $(
            #[doc = concat!("<https://nodejs.org/api/buffer.html#buf", stringify!($name), ">")]
            pub(super) fn $name(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
                let view = this_bytes(this, context)?;
                if !view.len.is_multiple_of($size) {
                    let message = concat!("Buffer size must be a multiple of ", $bits, "-bits");
                    return Err(errors::range_error("ERR_INVALID_BUFFER_SIZE", message, context));
                }
                view.write(context, |bytes| {
                    for chunk in bytes.as_chunks_mut::<$size>().0 {
                        *chunk = <$type>::from_ne_bytes(*chunk).swap_bytes().to_ne_bytes();
                    }
                })?;
                Ok(this.clone())
            }
        )+
    };
}

swaps! {
    swap16, u16, 2, "16";
    swap32, u32, 4, "32";
    swap64, u64, 8, "64";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_repeat_without_a_seam() {
        let mut bytes = [0; 11];
        repeat(&mut bytes, b"abc");
        assert_eq!(&bytes, b"abcabcabcab");
        repeat(&mut bytes[..2], b"xyz");
        assert_eq!(&bytes[..3], b"xyc");
    }

    #[test]
    fn units_match_only_at_even_places() {
        let bytes = [0, b'a', 0, b'a', 0, 0];
        let find = |from, direction| find_bytes(&bytes, b"a\0", from, Encoding::Utf16le, direction);
        assert_eq!(find(0, Direction::Forward), None);
        let bytes = *b"a\0b\0a\0";
        let find = |from, direction| find_bytes(&bytes, b"a\0", from, Encoding::Utf16le, direction);
        assert_eq!(find(1, Direction::Forward), Some(0));
        assert_eq!(find(2, Direction::Forward), Some(4));
        assert_eq!(find(3, Direction::Backward), Some(0));
        assert_eq!(find(-1, Direction::Backward), Some(4));
    }

    #[test]
    fn offsets_beyond_either_end() {
        let find = |needle: &[u8], from, direction| find_bytes(b"abcab", needle, from, Encoding::Utf8, direction);
        assert_eq!(find(b"ab", 9, Direction::Forward), None);
        assert_eq!(find(b"ab", 9, Direction::Backward), Some(3));
        assert_eq!(find(b"ab", -9, Direction::Forward), Some(0));
        assert_eq!(find(b"ab", -9, Direction::Backward), None);
        assert_eq!(find(b"", 9, Direction::Forward), Some(5));
        assert_eq!(find(b"", -9, Direction::Backward), Some(0));
        assert_eq!(find(b"ab", 2, Direction::Backward), Some(0));
    }
}
