//! How buffers come to be: `Buffer.from`, `alloc`, `concat` and the pool that small ones share.
//!
//! <https://nodejs.org/api/buffer.html#static-method-bufferallocsize-fill-encoding>

use super::search::{bytes_argument, fill_view};
use super::strings::{encoding_of, offset};
use super::{Buffers, K_MAX_LENGTH, buffers, out_of_bounds};
use crate::encoding::{self, Encoding};
use crate::{errors, validate};
use charina_engine::bytes::{self, ByteView};
use charina_engine::{AlignedVec, Context, JsArgs, JsObject, JsResult, JsString, JsSymbol, JsValue, js_string};
use std::rc::Rc;

/// Strings of this length are too long for the pool, whatever its size.
const LONG: usize = 1 << 16;

/// How often `valueOf` may lead to another object before it counts as endless recursion.
const MAX_VALUE_OF: usize = 1000;

/// A Buffer that takes over `block` without a copy.
///
/// # Errors
/// RangeError where the engine refuses the size.
pub(crate) fn new_buffer(block: AlignedVec<u8>, context: &mut Context) -> JsResult<JsObject> {
    let state = buffers(context)?;
    let len = block.len();
    super::count_external(len, context);
    let buffer = bytes::array_buffer(block, context)?;
    bytes::uint8_array(&buffer.into(), 0, len, &state.prototype, context)
}

/// A Buffer with a copy of `source`; small ones share the pool, as those of `Buffer.from` do.
///
/// # Errors
/// RangeError where the engine refuses the size.
pub(crate) fn from_slice(source: &[u8], context: &mut Context) -> JsResult<JsObject> {
    let state = buffers(context)?;
    let Some(view) = reserve(&state, source.len(), context)? else {
        return new_buffer(bytes::aligned(source), context);
    };
    view.write(context, |target| target.copy_from_slice(source))?;
    wrap(&state, &view, context)
}

/// A Buffer on a window of an existing ArrayBuffer.
///
/// # Errors
/// RangeError where the window does not fit.
pub(crate) fn on_view(view: &ByteView, context: &mut Context) -> JsResult<JsObject> {
    let state = buffers(context)?;
    wrap(&state, view, context)
}

fn wrap(state: &Buffers, view: &ByteView, context: &mut Context) -> JsResult<JsObject> {
    bytes::uint8_array(view.buffer(), view.offset, view.len, &state.prototype, context)
}

/// A zeroed Buffer with memory of its own.
pub(super) fn zeroed(len: usize, context: &mut Context) -> JsResult<JsObject> {
    let state = buffers(context)?;
    super::count_external(len, context);
    let buffer = bytes::zeroed_array_buffer(len, context)?;
    bytes::uint8_array(&buffer.into(), 0, len, &state.prototype, context)
}

/// A piece of the pool, or `None` if `len` is more than half of it.
fn reserve(state: &Rc<Buffers>, len: usize, context: &mut Context) -> JsResult<Option<ByteView>> {
    let pool_size = state.constructor.get(js_string!("poolSize"), context)?.to_u32(context)? as usize;
    if len == 0 || len >= pool_size / 2 {
        return Ok(None);
    }
    if let Some((buffer, used)) = &mut *state.pool.borrow_mut() {
        let view = ByteView::from_parts(buffer.clone(), *used, len);
        let room = view.slice(0, len).read(<[u8]>::len);
        if room == len {
            // Starts are multiples of eight, so that typed arrays of any kind can be laid on the memory.
            *used += len.next_multiple_of(8);
            return Ok(Some(view));
        }
    }
    let buffer: JsObject = bytes::zeroed_array_buffer(pool_size, context)?.into();
    // Others' bytes lie in it, too.
    bytes::forbid_detach(&buffer);
    *state.pool.borrow_mut() = Some((buffer.clone(), len.next_multiple_of(8)));
    Ok(Some(ByteView::from_parts(buffer, 0, len)))
}

/// `validateNumber(size, 'size', 0, kMaxLength)` and `ToIndex`.
fn size_argument(value: &JsValue, context: &mut Context) -> JsResult<usize> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked by the validator")]
    validate::number(value, "size", Some(0.0), Some(K_MAX_LENGTH), context).map(|size| size as usize)
}

/// <https://nodejs.org/api/buffer.html#static-method-bufferallocsize-fill-encoding>
pub(super) fn alloc(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let size = size_argument(args.get_or_undefined(0), context)?;
    let buffer = zeroed(size, context)?;
    let fill = args.get_or_undefined(1);
    if size > 0 && !fill.is_undefined() && fill.as_number() != Some(0.0) {
        let view =
            ByteView::of_typed_array(&buffer, context).unwrap_or_else(|| ByteView::from_parts(buffer.clone(), 0, 0));
        let whole = JsValue::from(size);
        let arguments = [fill.clone(), JsValue::from(0), whole, args.get_or_undefined(2).clone()];
        fill_view(&view, &arguments, context)?;
    }
    Ok(buffer.into())
}

/// <https://nodejs.org/api/buffer.html#static-method-bufferallocunsafesize>
pub(super) fn alloc_unsafe(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let size = size_argument(args.get_or_undefined(0), context)?;
    allocate(size, context).map(JsValue::from)
}

/// A Buffer from the pool if it is small, with memory of its own if not.
fn allocate(size: usize, context: &mut Context) -> JsResult<JsObject> {
    let state = buffers(context)?;
    match reserve(&state, size, context)? {
        Some(view) => wrap(&state, &view, context),
        None => zeroed(size, context),
    }
}

/// <https://nodejs.org/api/buffer.html#static-method-bufferallocunsafeslowsize>
pub(super) fn alloc_unsafe_slow(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let size = size_argument(args.get_or_undefined(0), context)?;
    zeroed(size, context).map(JsValue::from)
}

/// <https://nodejs.org/api/buffer.html#static-method-bufferfromarray>
pub(super) fn from(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    from_value(args.get_or_undefined(0), args.get_or_undefined(1), args.get_or_undefined(2), context)
}

pub(super) fn from_value(
    value: &JsValue,
    encoding_or_offset: &JsValue,
    length: &JsValue,
    context: &mut Context,
) -> JsResult<JsValue> {
    let mut value = value.clone();
    for _ in 0..MAX_VALUE_OF {
        if let Some(string) = value.as_string() {
            return from_string(&string, encoding_or_offset, context).map(JsValue::from);
        }
        let Some(object) = value.as_object().filter(|object| !object.is_callable()) else { break };
        if bytes::is_any_array_buffer(&object) {
            return from_array_buffer(&object, encoding_or_offset, length, context).map(JsValue::from);
        }
        if let Some(view) = ByteView::of_uint8_array(&value, context) {
            return from_view(&view, context).map(JsValue::from);
        }
        let value_of = object.get(js_string!("valueOf"), context)?;
        if value_of.to_boolean() {
            let Some(function) = value_of.as_callable() else {
                let message = "value.valueOf is not a function";
                return Err(errors::thrown(errors::plain_object(errors::Class::TypeError, message, context)));
            };
            let primitive = function.call(&value, &[], context)?;
            let is_itself = primitive.as_object().is_some_and(|other| JsObject::equals(&other, &object));
            let is_object = primitive.as_object().is_some_and(|other| !other.is_callable());
            if !is_itself && (is_object || primitive.is_string()) {
                value = primitive;
                continue;
            }
        }
        if let Some(buffer) = from_object(&object, context)? {
            return Ok(buffer.into());
        }
        let to_primitive = object.get(JsSymbol::to_primitive(), context)?;
        if let Some(function) = to_primitive.as_callable() {
            let primitive = function.call(&value, &[js_string!("string").into()], context)?;
            if let Some(string) = primitive.as_string() {
                return from_string(&string, encoding_or_offset, context).map(JsValue::from);
            }
        }
        break;
    }
    let expected = ["string", "Buffer", "ArrayBuffer", "Array", "Array-like Object"];
    Err(errors::invalid_arg_type("first argument", &expected, &value, context))
}

fn from_string(string: &JsString, encoding: &JsValue, context: &mut Context) -> JsResult<JsObject> {
    let encoding = match encoding.as_string() {
        Some(name) if !name.is_empty() => encoding_of(encoding, context)?,
        _ => Encoding::Utf8,
    };
    // None of these gives fewer bytes than units: what is long anyway is measured only once, where it is written.
    let at_least_units = !matches!(encoding, Encoding::Hex | Encoding::Base64 | Encoding::Base64Url);
    if at_least_units && string.len() >= LONG {
        return new_buffer(encoding::to_block(string, encoding), context);
    }
    let len = encoding::byte_length(string, encoding);
    let state = buffers(context)?;
    let Some(view) = reserve(&state, len, context)? else {
        return if len == 0 { zeroed(0, context) } else { new_buffer(encoding::to_block(string, encoding), context) };
    };
    let written = view.write(context, |target| encoding::write(string, encoding, target))?;
    wrap(&state, &view.slice(0, written), context)
}

fn from_array_buffer(
    object: &JsObject,
    offset: &JsValue,
    length: &JsValue,
    context: &mut Context,
) -> JsResult<JsObject> {
    let state = buffers(context)?;
    let offset = if offset.is_undefined() { 0.0 } else { offset.to_number(context)? };
    let offset = if offset.is_nan() { 0.0 } else { offset };
    let available = ByteView::from_object(object, context)?.map_or(0, |view| view.len);
    #[expect(clippy::cast_precision_loss, reason = "no buffer is that long")]
    let room = available as f64 - offset;
    if room < 0.0 {
        return Err(out_of_bounds(Some("offset"), context));
    }
    let mut arguments = vec![object.clone().into(), JsValue::from(offset)];
    if !length.is_undefined() {
        let length = length.to_number(context)?;
        if length > room {
            return Err(out_of_bounds(Some("length"), context));
        }
        arguments.push(JsValue::from(if length > 0.0 { length } else { 0.0 }));
    }
    // Without a length the view follows a resizable buffer: only the constructor itself can make such a one.
    state.fast.construct(&arguments, None, context)
}

/// A Buffer with a copy of what `view` shows.
fn from_view(view: &ByteView, context: &mut Context) -> JsResult<JsObject> {
    let state = buffers(context)?;
    let Some(target) = reserve(&state, view.len, context)? else {
        return new_buffer(view.read(bytes::aligned), context);
    };
    view.copy_to(&target, context)?;
    wrap(&state, &target, context)
}

fn from_object(object: &JsObject, context: &mut Context) -> JsResult<Option<JsObject>> {
    let length = object.get(js_string!("length"), context)?;
    let looks_like_list = !length.is_undefined()
        || object.get(js_string!("buffer"), context)?.as_object().is_some_and(|o| bytes::is_any_array_buffer(&o));
    if looks_like_list {
        let Some(length) = length.as_number() else { return zeroed(0, context).map(Some) };
        return from_list(object, length, context).map(Some);
    }
    if object.get(js_string!("type"), context)?.as_string().is_some_and(|kind| kind == "Buffer")
        && let Some(data) = object.get(js_string!("data"), context)?.as_object()
        && data.is_array()
    {
        let length = data.get(js_string!("length"), context)?.to_number(context)?;
        return from_list(&data, length, context).map(Some);
    }
    Ok(None)
}

/// The bytes of an array-like object's elements.
fn from_list(list: &JsObject, length: f64, context: &mut Context) -> JsResult<JsObject> {
    if length < 1.0 || length.is_nan() {
        return zeroed(0, context);
    }
    if length > K_MAX_LENGTH {
        return zeroed(usize::MAX, context);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 2^53")]
    let length = length as usize;
    let elements = element_bytes(list, length, context)?;
    from_slice(&elements, context)
}

fn element_bytes(list: &JsObject, length: usize, context: &mut Context) -> JsResult<Vec<u8>> {
    let mut elements = Vec::new();
    if elements.try_reserve_exact(length).is_err() {
        let message = "Array buffer allocation failed";
        return Err(errors::thrown(errors::plain_object(errors::Class::RangeError, message, context)));
    }
    if list.is_array() && dense_bytes(list, length, &mut elements) {
        return Ok(elements);
    }
    elements.clear();
    for index in 0..length {
        let element = list.get(index, context)?;
        elements.push(number_to_byte(element.to_number(context)?));
    }
    Ok(elements)
}

/// The elements of an array that holds nothing but numbers; false if it holds anything else.
fn dense_bytes(list: &JsObject, length: usize, elements: &mut Vec<u8>) -> bool {
    let object = list.borrow();
    for (index, property) in object.properties().index_properties() {
        match property.value().and_then(JsValue::as_number) {
            Some(number) if index as usize == elements.len() && elements.len() < length => {
                elements.push(number_to_byte(number));
            }
            _ => return false,
        }
    }
    elements.len() == length
}

/// `ToUint8` of a number. (The engine's own saturates at 2^63.)
pub(super) fn number_to_byte(number: f64) -> u8 {
    let whole = if number.is_finite() { number.trunc().rem_euclid(256.0) } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
    {
        whole as u8
    }
}

/// `Buffer.of(...items)`.
pub(super) fn of(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut block = AlignedVec::with_capacity(64, args.len());
    for item in args {
        block.push(number_to_byte(item.to_number(context)?));
    }
    new_buffer(block, context).map(JsValue::from)
}

/// <https://nodejs.org/api/buffer.html#static-method-buffercopybytesfromview-offset-length>
pub(super) fn copy_bytes_from(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    let object = value.as_object().filter(|object| bytes::typed_array_kind(object).is_some());
    let Some(view) = object.as_ref().and_then(|object| ByteView::of_typed_array(object, context)) else {
        return Err(errors::invalid_arg_type("view", &["TypedArray"], value, context));
    };
    let Some(object) = object else { return Ok(JsValue::undefined()) };
    let count = object.get(js_string!("length"), context)?.to_length(context)?;
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    if count == 0 {
        return zeroed(0, context).map(JsValue::from);
    }
    let element = view.len / count;
    let integer = |value: &JsValue, name: &str, context: &mut Context| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked by the validator")]
        validate::integer(value, name, 0.0, validate::MAX_SAFE_INTEGER, context).map(|number| number as usize)
    };
    let mut start = 0;
    if !args.get_or_undefined(1).is_undefined() {
        start = integer(args.get_or_undefined(1), "offset", context)?;
        if start >= count {
            return zeroed(0, context).map(JsValue::from);
        }
    }
    let mut length = count - start;
    if !args.get_or_undefined(2).is_undefined() {
        length = integer(args.get_or_undefined(2), "length", context)?.min(length);
    }
    from_view(&view.slice(start * element, length * element), context).map(JsValue::from)
}

/// <https://nodejs.org/api/buffer.html#static-method-bufferconcatlist-totallength>
pub(super) fn concat(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let list = args.get_or_undefined(0);
    let Some(list) = list.as_object().filter(JsObject::is_array) else {
        return Err(errors::invalid_arg_type("list", &["Array"], list, context));
    };
    let count = list.get(js_string!("length"), context)?.to_length(context)?;
    if count == 0 {
        return zeroed(0, context).map(JsValue::from);
    }
    let given = args.get_or_undefined(1);
    let total = if given.is_undefined() { None } else { Some(offset(given, "length", context)?) };
    let mut parts = Vec::new();
    let mut wrong = None;
    let mut sum = 0_usize;
    for index in 0..count {
        let part = list.get(index, context)?;
        match ByteView::of_uint8_array(&part, context) {
            Some(view) => {
                sum = sum.saturating_add(view.len);
                if wrong.is_none() {
                    parts.push(view);
                }
            }
            None => {
                // Node adds up the lengths first: what has none to read throws that error.
                if total.is_none() && part.is_null_or_undefined() {
                    let shown = if part.is_null() { "null" } else { "undefined" };
                    let message = format!("Cannot read properties of {shown} (reading 'length')");
                    return Err(errors::thrown(errors::plain_object(errors::Class::TypeError, &message, context)));
                }
                wrong = wrong.or(Some((index, part)));
            }
        }
    }
    if let Some((index, part)) = wrong {
        return Err(errors::invalid_arg_type(&format!("list[{index}]"), &["Buffer", "Uint8Array"], &part, context));
    }
    let buffer = allocate(total.unwrap_or(sum), context)?;
    let Some(target) = ByteView::of_typed_array(&buffer, context) else { return Ok(buffer.into()) };
    let mut done = 0;
    for part in &parts {
        if done == target.len {
            break;
        }
        done += part.copy_to(&target.slice(done, usize::MAX), context)?;
    }
    Ok(buffer.into())
}

/// `buf.subarray(start, end)` and `slice`.
pub(super) fn subarray(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let view = bytes_argument(this, "this", context)?;
    let start = relative(args.get_or_undefined(0), view.len, 0, context)?;
    let end = relative(args.get_or_undefined(1), view.len, view.len, context)?;
    on_view(&view.slice(start, end.saturating_sub(start)), context).map(JsValue::from)
}

/// An index that counts from the end if it is negative.
fn relative(value: &JsValue, len: usize, default: usize, context: &mut Context) -> JsResult<usize> {
    if value.is_undefined() {
        return Ok(default);
    }
    let number = value.to_number(context)?.trunc();
    #[expect(clippy::cast_precision_loss, reason = "no buffer is that long")]
    let index = if number < 0.0 { number + len as f64 } else { number };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, NaN becomes 0")]
    Ok((index as usize).min(len))
}
