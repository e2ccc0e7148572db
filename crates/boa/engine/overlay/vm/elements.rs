//! Elements of arrays and typed arrays, read and written by the interpreter's loop.

use crate::builtins::{Array, typed_array};
use crate::object::internal_methods::ordinary_get;
use crate::{Context, JsValue};

/// `object[index]`, if it is there and ordinary.
#[inline(always)]
pub(crate) fn element(object: &JsValue, key: &JsValue) -> Option<JsValue> {
    let index = u32::try_from(key.as_small()?).ok()?;
    let object = object.peek_object()?;
    // SAFETY: as below.
    let methods = unsafe { &*object.address() }.methods();
    if !std::ptr::fn_addr_eq(methods.__get__, ordinary_get as fn(_, _, _, _) -> _) {
        return typed_array::elements::read(&object, index);
    }
    // SAFETY: a value is copied, and nothing else done.
    let properties = unsafe { (*object.address()).peek() }?.properties();
    properties.get_dense_property(index).or_else(|| properties.indexed_properties.sparse(index).cloned())
}

/// `object[index] = value`, if the array, or typed array, has that element.
#[inline(always)]
pub(crate) fn set_element(object: &JsValue, key: &JsValue, value: &JsValue) -> bool {
    let Some(index) = key.as_small().and_then(|index| u32::try_from(index).ok()) else { return false };
    let Some(object) = object.peek_object() else { return false };
    if !object.is_array() {
        return typed_array::elements::write(&object, index, value);
    }
    // SAFETY: a value is put, and nothing else done; what was there is dropped, which runs no code of others.
    match unsafe { (*object.address()).peek_mut() } {
        Some(object) if object.extensible => {
            let properties = object.properties_mut();
            properties.set_dense_property(index, value)
                || properties.indexed_properties.sparse_mut(index).map(|element| *element = value.clone()).is_some()
        }
        _ => false,
    }
}

/// `array[index] = value`, where the elements end at `index`.
#[inline(always)]
pub(crate) fn append_element(object: &JsValue, key: &JsValue, value: &JsValue, context: &Context) -> bool {
    let Some(index) = key.as_small().and_then(|index| u32::try_from(index).ok()) else { return false };
    let Some(array) = object.peek_object() else { return false };
    Array::append_dense(&array, Some(index), value, context).is_some()
}

/// Puts `value` behind the elements of an array that is being made.
#[inline(always)]
pub(crate) fn push_element(array: &JsValue, value: &JsValue) -> bool {
    let Some(array) = array.peek_object() else { return false };
    // SAFETY: a value is put, and nothing else done.
    let Some(array) = (unsafe { (*array.address()).peek_mut() }) else { return false };
    let properties = array.properties_mut();
    let Some(length) = properties.storage.first().and_then(JsValue::as_small) else { return false };
    if !properties.indexed_properties.push_dense(value) {
        return false;
    }
    if let Some(place) = properties.storage.first_mut() {
        *place = JsValue::new(length + 1);
    }
    true
}
