//! Elements of typed arrays, read and written where they lie. Those of shared memory, and of BigInts, go the long way.

use super::{TypedArray, TypedArrayKind};
use crate::builtins::array_buffer::BufferObject;
use crate::builtins::number::f64_to_int32;
use crate::{JsObject, JsValue};

/// What is in the object, if it is a typed array.
///
/// # Safety
/// Nothing may write to the object as long as the reference is used.
#[inline(always)]
unsafe fn peek(object: &JsObject) -> Option<&TypedArray> {
    if !object.is::<TypedArray>() {
        return None;
    }
    // SAFETY: the caller's; and the type is that, so that the object may be cast as in upstream's `downcast_ref`.
    unsafe {
        let object = (*object.address()).peek()?;
        Some((*std::ptr::from_ref(object).cast::<crate::object::Object<TypedArray>>()).data())
    }
}

/// Where the element lies in a buffer of so many bytes.
#[inline(always)]
fn place(typed: &TypedArray, index: u32, bytes: usize) -> Option<usize> {
    if typed.is_out_of_bounds(bytes) || u64::from(index) >= typed.array_length(bytes) {
        return None;
    }
    usize::try_from(typed.byte_offset() + u64::from(index) * typed.kind().element_size()).ok()
}

/// `object[index]`, if that is an element of a typed array.
#[inline]
pub(crate) fn read(object: &JsObject, index: u32) -> Option<JsValue> {
    // SAFETY: a number is read, and nothing else done.
    let (typed, bytes) = unsafe {
        let typed = peek(object)?;
        let BufferObject::Buffer(buffer) = typed.viewed_array_buffer() else { return None };
        (typed, (*buffer.address()).peek()?.data().bytes()?)
    };
    let rest = bytes.get(place(typed, index, bytes.len())?..)?;
    Some(match typed.kind() {
        TypedArrayKind::Uint8 | TypedArrayKind::Uint8Clamped => JsValue::new(i32::from(*rest.first()?)),
        TypedArrayKind::Int8 => JsValue::new(i32::from(i8::from_ne_bytes(*rest.first_chunk()?))),
        TypedArrayKind::Int16 => JsValue::new(i32::from(i16::from_ne_bytes(*rest.first_chunk()?))),
        TypedArrayKind::Uint16 => JsValue::new(i32::from(u16::from_ne_bytes(*rest.first_chunk()?))),
        TypedArrayKind::Int32 => JsValue::new(i32::from_ne_bytes(*rest.first_chunk()?)),
        TypedArrayKind::Uint32 => JsValue::new(u32::from_ne_bytes(*rest.first_chunk()?)),
        TypedArrayKind::Float32 => JsValue::new(f64::from(f32::from_ne_bytes(*rest.first_chunk()?))),
        TypedArrayKind::Float64 => JsValue::new(f64::from_ne_bytes(*rest.first_chunk()?)),
        _ => return None,
    })
}

/// `object[index] = value`, if that is an element of a typed array and a number. `false` if nothing was done.
#[inline]
pub(crate) fn write(object: &JsObject, index: u32, value: &JsValue) -> bool {
    try_write(object, index, value).is_some()
}

#[inline]
fn try_write(object: &JsObject, index: u32, value: &JsValue) -> Option<()> {
    let number = value.as_number()?;
    // SAFETY: bytes are put, and nothing else done; the typed array itself is only looked at.
    let (typed, bytes) = unsafe {
        let typed = peek(object)?;
        let BufferObject::Buffer(buffer) = typed.viewed_array_buffer() else { return None };
        (typed, (*buffer.address()).peek_mut()?.data_mut().bytes_mut()?)
    };
    let at = place(typed, index, bytes.len())?;
    let rest = bytes.get_mut(at..)?;
    let whole = || value.as_i32().unwrap_or_else(|| f64_to_int32(number));
    match typed.kind() {
        TypedArrayKind::Uint8 | TypedArrayKind::Int8 => *rest.first_mut()? = whole() as u8,
        TypedArrayKind::Uint8Clamped => *rest.first_mut()? = u8::try_from(value.as_i32()?.clamp(0, 255)).ok()?,
        TypedArrayKind::Int16 | TypedArrayKind::Uint16 => *rest.first_chunk_mut()? = (whole() as u16).to_ne_bytes(),
        TypedArrayKind::Int32 | TypedArrayKind::Uint32 => *rest.first_chunk_mut()? = whole().to_ne_bytes(),
        TypedArrayKind::Float32 => *rest.first_chunk_mut()? = (number as f32).to_ne_bytes(),
        TypedArrayKind::Float64 => *rest.first_chunk_mut()? = number.to_ne_bytes(),
        _ => return None,
    }
    Some(())
}
