//! Bytes across the seam: views on ArrayBuffer, SharedArrayBuffer, typed arrays, DataView and Buffer.

use crate::{AlignedVec, Context, JsArrayBuffer, JsObject, JsResult, JsValue};
use boa_engine::builtins::array_buffer::{ArrayBuffer, SharedArrayBuffer};
use boa_engine::builtins::dataview::DataView;
use boa_engine::builtins::typed_array::TypedArray;
pub use boa_engine::builtins::typed_array::TypedArrayKind;
use boa_engine::object::builtins::{JsDataView, JsSharedArrayBuffer, JsTypedArray, JsUint8Array};

/// A window on the bytes of a JS value: the buffer object, where the window starts and how long it is, in bytes.
///
/// It holds no borrow: bytes are reached through [`ByteView::read`] and [`ByteView::write`], whose closures must not
/// call into the engine.
#[derive(Debug, Clone)]
pub struct ByteView {
    buffer: JsObject,
    /// First byte of the window within the buffer.
    pub offset: usize,
    /// Length of the window in bytes.
    pub len: usize,
}

impl ByteView {
    /// The view of an ArrayBuffer, SharedArrayBuffer, typed array or DataView; `None` for any other value.
    ///
    /// # Errors
    /// Those of reading a detached view's geometry.
    pub fn from_value(value: &JsValue, context: &mut Context) -> JsResult<Option<Self>> {
        let Some(object) = value.as_object() else { return Ok(None) };
        Self::from_object(&object, context)
    }

    /// [`ByteView::from_value`] of an object.
    ///
    /// # Errors
    /// Those of reading a detached view's geometry.
    pub fn from_object(object: &JsObject, context: &mut Context) -> JsResult<Option<Self>> {
        if let Some(view) = Self::of_typed_array(object, context) {
            return Ok(Some(view));
        }
        if object.is::<ArrayBuffer>() || object.is::<SharedArrayBuffer>() {
            let mut view = Self { buffer: object.clone(), offset: 0, len: 0 };
            view.len = buffer_len(object);
            return Ok(Some(view));
        }
        if object.is::<DataView>() {
            let data_view = JsDataView::from_object(object.clone())?;
            let Some(buffer) = data_view.buffer(context)?.as_object() else { return Ok(None) };
            let offset = usize::try_from(data_view.byte_offset(context)?).unwrap_or(0);
            let len = usize::try_from(data_view.byte_length(context)?).unwrap_or(0);
            return Ok(Some(Self { buffer, offset, len }));
        }
        Ok(None)
    }

    /// The view of a typed array of any kind; `None` for any other object. Cheaper than [`ByteView::from_object`].
    #[must_use]
    pub fn of_typed_array(object: &JsObject, context: &mut Context) -> Option<Self> {
        if !object.is::<TypedArray>() {
            return None;
        }
        // The one accessor that must be gone through: the buffer is private to the engine, the rest is not.
        let buffer = JsTypedArray::from_object(object.clone()).ok()?.buffer(context).ok()?.as_object()?;
        let buffer_len = buffer_len(&buffer);
        let array = object.downcast_ref::<TypedArray>()?;
        let offset = usize::try_from(array.byte_offset()).unwrap_or(0);
        let len = usize::try_from(array.byte_length(buffer_len)).unwrap_or(0);
        Some(Self { buffer, offset, len })
    }

    /// The view of a Uint8Array (a Buffer is one); `None` for anything else.
    #[must_use]
    pub fn of_uint8_array(value: &JsValue, context: &mut Context) -> Option<Self> {
        let object = value.as_object()?;
        if object.downcast_ref::<TypedArray>()?.kind() != TypedArrayKind::Uint8 {
            return None;
        }
        Self::of_typed_array(&object, context)
    }

    /// Whether two views look at the same buffer object.
    #[must_use]
    pub fn same_buffer(&self, other: &Self) -> bool {
        JsObject::equals(&self.buffer, &other.buffer)
    }

    /// A view of `len` bytes at `offset` of an ArrayBuffer or SharedArrayBuffer object.
    #[must_use]
    pub fn from_parts(buffer: JsObject, offset: usize, len: usize) -> Self {
        Self { buffer, offset, len }
    }

    /// The ArrayBuffer or SharedArrayBuffer behind the view.
    #[must_use]
    pub fn buffer(&self) -> &JsObject {
        &self.buffer
    }

    /// The part of the view from `start`, `len` bytes long, clamped to the view.
    #[must_use]
    pub fn slice(&self, start: usize, len: usize) -> Self {
        let start = start.min(self.len);
        Self { buffer: self.buffer.clone(), offset: self.offset + start, len: len.min(self.len - start) }
    }

    /// Runs `read` on the bytes. A window that no longer fits its buffer (detached, shrunk) reads as what is left.
    ///
    /// Shared memory is copied first: other threads may write to it meanwhile.
    pub fn read<R>(&self, read: impl FnOnce(&[u8]) -> R) -> R {
        if let Some(buffer) = self.buffer.downcast_ref::<ArrayBuffer>() {
            return read(buffer.data().map_or(&[], |bytes| window(bytes, self.offset, self.len)));
        }
        let copy = JsSharedArrayBuffer::from_object(self.buffer.clone()).map_or_else(|_| Vec::new(), |b| b.to_vec());
        read(window(&copy, self.offset, self.len))
    }

    /// Runs `write` on the bytes, which lands in what JS sees. A window that no longer fits is cut to what is left.
    ///
    /// # Errors
    /// Those of the engine where the memory is shared and must be written through a typed array.
    pub fn write<R>(&self, context: &mut Context, write: impl FnOnce(&mut [u8]) -> R) -> JsResult<R> {
        if let Ok(buffer) = JsArrayBuffer::from_object(self.buffer.clone()) {
            return Ok(match buffer.data_mut() {
                Some(mut bytes) => write(window_mut(&mut bytes, self.offset, self.len)),
                None => write(&mut []),
            });
        }
        // Boa gives no slice of shared memory: change a copy, then store it element by element as JS would.
        let mut copy = self.to_vec();
        let result = write(&mut copy);
        let shared = JsSharedArrayBuffer::from_object(self.buffer.clone())?;
        let target = JsUint8Array::from_shared_array_buffer(shared, context)?;
        let source = JsUint8Array::from_iter(copy, context)?;
        target.set_values(source.into(), Some(self.offset as u64), context)?;
        Ok(result)
    }

    /// Copies the view's bytes to the start of `target`, as many as both have room for, as `memmove` does.
    /// Returns how many.
    ///
    /// # Errors
    /// Those of [`ByteView::write`].
    pub fn copy_to(&self, target: &Self, context: &mut Context) -> JsResult<usize> {
        let len = self.len.min(target.len);
        if self.same_buffer(target) {
            let whole = Self { buffer: self.buffer.clone(), offset: 0, len: usize::MAX };
            let (from, to) = (self.offset, target.offset);
            return whole.write(context, |bytes| {
                let len = len.min(bytes.len().saturating_sub(from)).min(bytes.len().saturating_sub(to));
                bytes.copy_within(from..from + len, to);
                len
            });
        }
        self.read(|from| {
            target.write(context, |to| {
                let len = from.len().min(to.len());
                to[..len].copy_from_slice(&from[..len]);
                len
            })
        })
    }

    /// The bytes, copied.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        self.read(<[u8]>::to_vec)
    }
}

/// The length of an ArrayBuffer or SharedArrayBuffer; 0 if detached.
fn buffer_len(buffer: &JsObject) -> usize {
    if let Some(buffer) = buffer.downcast_ref::<ArrayBuffer>() {
        return buffer.data().map_or(0, <[u8]>::len);
    }
    JsSharedArrayBuffer::from_object(buffer.clone()).map_or(0, |b| b.byte_length())
}

/// The kind of a typed array; `None` for any other object.
#[must_use]
pub fn typed_array_kind(object: &JsObject) -> Option<TypedArrayKind> {
    object.downcast_ref::<TypedArray>().map(|array| array.kind())
}

/// Whether the value is a Uint8Array (a Buffer is one).
#[must_use]
pub fn is_uint8_array(value: &JsValue) -> bool {
    value.as_object().is_some_and(|object| typed_array_kind(&object) == Some(TypedArrayKind::Uint8))
}

/// Whether the object is a typed array or DataView (`ArrayBuffer.isView`).
#[must_use]
pub fn is_array_buffer_view(object: &JsObject) -> bool {
    object.is::<TypedArray>() || object.is::<DataView>()
}

/// Whether the object is an ArrayBuffer or SharedArrayBuffer.
#[must_use]
pub fn is_any_array_buffer(object: &JsObject) -> bool {
    object.is::<ArrayBuffer>() || object.is::<SharedArrayBuffer>()
}

/// Whether the object is an ArrayBuffer whose memory was taken away.
#[must_use]
pub fn is_detached(object: &JsObject) -> bool {
    object.downcast_ref::<ArrayBuffer>().is_some_and(|buffer| buffer.data().is_none())
}

/// A Uint8Array on `len` bytes at `offset` of `buffer`, whose prototype is `prototype`.
///
/// # Errors
/// RangeError where the window does not fit the buffer, TypeError where `buffer` is no buffer.
pub fn uint8_array(
    buffer: &JsObject,
    offset: usize,
    len: usize,
    prototype: &JsObject,
    context: &mut Context,
) -> JsResult<JsObject> {
    #[cfg(not(feature = "stock"))]
    return JsTypedArray::uint8_on(buffer.clone(), offset, len, prototype.clone(), context);
    #[cfg(feature = "stock")]
    {
        let constructor = context.intrinsics().constructors().typed_uint8_array().constructor();
        let arguments = [buffer.clone().into(), JsValue::from(offset), JsValue::from(len)];
        let array = constructor.construct(&arguments, None, context)?;
        array.set_prototype(Some(prototype.clone()));
        Ok(array)
    }
}

/// A zeroed ArrayBuffer of `len` bytes.
///
/// # Errors
/// RangeError where the engine refuses the size.
pub fn zeroed_array_buffer(len: usize, context: &mut Context) -> JsResult<JsArrayBuffer> {
    JsArrayBuffer::new(len, context)
}

/// Lets nobody detach the ArrayBuffer. Stock Boa cannot.
pub fn forbid_detach(buffer: &JsObject) {
    #[cfg(not(feature = "stock"))]
    if let Some(mut buffer) = buffer.downcast_mut::<ArrayBuffer>() {
        buffer.forbid_detach();
    }
    #[cfg(feature = "stock")]
    let _ = buffer;
}

fn window(bytes: &[u8], offset: usize, len: usize) -> &[u8] {
    let start = offset.min(bytes.len());
    &bytes[start..offset.saturating_add(len).clamp(start, bytes.len())]
}

fn window_mut(bytes: &mut [u8], offset: usize, len: usize) -> &mut [u8] {
    let start = offset.min(bytes.len());
    let end = offset.saturating_add(len).clamp(start, bytes.len());
    &mut bytes[start..end]
}

/// An ArrayBuffer that takes over `bytes` without a copy.
///
/// # Errors
/// RangeError where the engine refuses the size.
pub fn array_buffer(bytes: AlignedVec<u8>, context: &mut Context) -> JsResult<JsArrayBuffer> {
    JsArrayBuffer::from_byte_block(bytes, context)
}

/// An aligned block holding a copy of `bytes`, to be handed to [`array_buffer`].
#[must_use]
pub fn aligned(bytes: &[u8]) -> AlignedVec<u8> {
    AlignedVec::from_slice(64, bytes)
}
