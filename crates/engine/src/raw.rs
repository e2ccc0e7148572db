//! The storage of ordinary objects, reached where Boa's public interface would build a descriptor for each property.
//!
//! JSON reads and writes hundreds of properties a call; a descriptor, a hash and a shape transition each would be most
//! of its time. What is unsafe here rests on two facts of boa_engine 0.22: `Object<T>` is `repr(C)` and starts with its
//! `PropertyMap` (object/mod.rs), and a `PropertyMap` is the three fields of [`MapFields`] (object/property_map.rs).
//! [`usable`] compares a sample object before anything else here is relied on.

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::object::shape::Shape;
use boa_engine::object::{IndexedProperties, Object, PropertyMap};
use boa_engine::{Context, JsObject, JsValue};

/// The fields of `PropertyMap`, in its order: the compiler lays out structs of the same fields alike.
struct MapFields {
    indexed: IndexedProperties,
    shape: Shape,
    storage: Vec<JsValue>,
}

const _: () =
    assert!(size_of::<MapFields>() == size_of::<PropertyMap>() && align_of::<MapFields>() == align_of::<PropertyMap>());

fn fields<T: ?Sized>(object: &Object<T>) -> &MapFields {
    let map: &PropertyMap = object.properties();
    // SAFETY: `MapFields` has the fields of `PropertyMap` in the same order, and so the same layout; `usable` has
    // compared them on a sample.
    unsafe { &*std::ptr::from_ref(map).cast::<MapFields>() }
}

/// An ordinary object of `Object.prototype` with a shape that other objects share.
#[must_use]
pub fn new_object(context: &Context) -> JsObject {
    let prototype = context.intrinsics().constructors().object().prototype();
    JsObject::new(context.root_shape(), prototype, OrdinaryObject).upcast()
}

/// An ordinary object of `shape`, which must be one that [`shared_shape`] gave for an object with as many values as
/// `values` yields.
pub fn object_of_shape(shape: &Shape, values: Vec<JsValue>, context: &Context) -> JsObject {
    let object = new_object(context);
    {
        let mut borrowed = object.borrow_mut();
        let start: *mut MapFields = std::ptr::from_mut(&mut *borrowed).cast();
        // SAFETY: an `Object` starts with its `PropertyMap` (`repr(C)`), which has the layout of `MapFields`; the
        // mutable borrow makes this the only access. Shape and values belong together: the caller says so.
        unsafe {
            (*start).shape = shape.clone();
            (*start).storage = values;
        }
    }
    object
}

/// An object with `data`, the prototype and `shape` of another object ([`shape_if_shared`]) that had as many values as
/// there are `values`.
pub fn object_with_data<T: crate::NativeObject>(
    data: T,
    prototype: JsObject,
    shape: &Shape,
    values: Vec<JsValue>,
    context: &Context,
) -> JsObject {
    let object = JsObject::new(context.root_shape(), prototype, data).upcast();
    {
        let mut borrowed = object.borrow_mut();
        let start: *mut MapFields = std::ptr::from_mut(&mut *borrowed).cast();
        // SAFETY: as in `object_of_shape`; the properties come before the data, whatever its type.
        unsafe {
            (*start).shape = shape.clone();
            (*start).storage = values;
        }
    }
    object
}

/// Gives an array that has `length` alone the `shape` of another that had `more` added to it.
pub fn extend_array(array: &JsObject, shape: &Shape, more: impl IntoIterator<Item = JsValue>) {
    let mut borrowed = array.borrow_mut();
    let start: *mut MapFields = std::ptr::from_mut(&mut *borrowed).cast();
    // SAFETY: as in `object_of_shape`; the array's one value, its length, stays the first.
    unsafe {
        (*start).shape = shape.clone();
        (*start).storage.extend(more);
    }
}

/// Writes a slot. The property there must be writable plain data.
pub fn set_slot(object: &JsObject, index: usize, value: JsValue) {
    let mut borrowed = object.borrow_mut();
    let start: *mut MapFields = std::ptr::from_mut(&mut *borrowed).cast();
    // SAFETY: as in `object_of_shape`; the storage is not resized.
    let storage = unsafe { &mut (*start).storage };
    if let Some(slot) = storage.get_mut(index) {
        *slot = value;
    }
}

/// The values in all slots.
#[must_use]
pub fn all_slots(object: &JsObject) -> Vec<JsValue> {
    fields(&object.borrow()).storage.clone()
}

/// Whether the slots hold exactly these values.
#[must_use]
pub fn slots_are(object: &JsObject, values: &[JsValue]) -> bool {
    let borrowed = object.borrow();
    bits(&fields(&borrowed).storage) == bits(values)
}

const _: () = assert!(size_of::<JsValue>() == size_of::<u64>() && align_of::<JsValue>() == align_of::<u64>());

/// The words behind values: those of the same object, string or number are the same.
fn bits(values: &[JsValue]) -> &[u64] {
    // SAFETY: a value is one initialised word (asserted above: a box of 64 bits), which is only looked at.
    unsafe { std::slice::from_raw_parts(values.as_ptr().cast::<u64>(), values.len()) }
}

/// The shape of an ordinary object all of whose properties are named plain data, if other objects may take it on, and
/// the number of its values.
#[must_use]
pub fn shared_shape(object: &JsObject) -> Option<(Shape, usize)> {
    let borrowed = object.borrow();
    let fields = fields(&borrowed);
    (fields.shape.is_shared() && no_elements(&fields.indexed)).then(|| (fields.shape.clone(), fields.storage.len()))
}

/// The shape of any object, if other objects may have it too.
#[must_use]
pub fn shape_if_shared(object: &JsObject) -> Option<Shape> {
    let borrowed = object.borrow();
    let shape = borrowed.shape();
    shape.is_shared().then(|| shape.clone())
}

fn no_elements(indexed: &IndexedProperties) -> bool {
    match indexed {
        IndexedProperties::DenseI32(elements) => elements.is_empty(),
        IndexedProperties::DenseF64(elements) => elements.is_empty(),
        IndexedProperties::DenseElement(elements) => elements.is_empty(),
        IndexedProperties::SparseElement(elements) => elements.is_empty(),
        IndexedProperties::SparseProperty(elements) => elements.is_empty(),
    }
}

/// Address of the object's shape: while it stays the same, no property was added, removed or changed in kind, unless
/// the shape is the object's own.
#[must_use]
pub fn shape_address(object: &JsObject) -> usize {
    object.borrow().shape().to_addr_usize()
}

/// Whether an object has no elements (integer keys) of its own.
#[must_use]
pub fn has_no_elements(object: &JsObject) -> bool {
    no_elements(&fields(&object.borrow()).indexed)
}

/// The value in a slot of the object's storage.
#[must_use]
pub fn slot(object: &JsObject, index: usize) -> Option<JsValue> {
    fields(&object.borrow()).storage.get(index).cloned()
}

/// [`slot`] of an object whose shape still is the one at `shape`; `None` of any other.
#[must_use]
pub fn slot_of_shape(object: &JsObject, shape: usize, index: usize) -> Option<JsValue> {
    let borrowed = object.borrow();
    let fields = fields(&borrowed);
    if fields.shape.to_addr_usize() != shape {
        return None;
    }
    fields.storage.get(index).cloned()
}

/// The number of slots of an object.
#[must_use]
pub fn slots(object: &JsObject) -> usize {
    fields(&object.borrow()).storage.len()
}

/// The element at `index` of an array or object that keeps its elements densely; `None` if it is not there, or kept
/// otherwise.
#[must_use]
pub fn dense_element(object: &JsObject, index: usize) -> Option<JsValue> {
    match &fields(&object.borrow()).indexed {
        IndexedProperties::DenseI32(elements) => elements.get(index).map(|integer| JsValue::from(*integer)),
        IndexedProperties::DenseF64(elements) => elements.get(index).map(|number| JsValue::from(*number)),
        IndexedProperties::DenseElement(elements) => elements.get(index).cloned(),
        _ => None,
    }
}

/// The `length` of an array: the first slot of every array.
#[must_use]
pub fn array_length(object: &JsObject) -> Option<u64> {
    if !object.is_array() {
        return None;
    }
    let length = fields(&object.borrow()).storage.first()?.as_number()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an array's length is a whole number")]
    (length >= 0.0).then_some(length as u64)
}

/// Whether the layouts are as this module takes them to be: a sample object and a sample array are compared with what
/// the public interface says of them.
#[must_use]
pub fn usable(context: &mut Context) -> bool {
    let object = new_object(context);
    for (key, value) in [(boa_engine::js_string!("a"), 1), (boa_engine::js_string!("b"), 2)] {
        crate::ops::define_value(&object, key, value, true);
    }
    let array = boa_engine::object::builtins::JsArray::from_iter([JsValue::from(7)], context);
    let address = object.borrow().shape().to_addr_usize();
    let (object, array) = (object.borrow(), array.borrow());
    let (object, array) = (fields(&object), fields(&array));
    object.storage.len() == 2
        && object.shape.to_addr_usize() == address
        && object.storage[1].as_i32() == Some(2)
        && no_elements(&object.indexed)
        && array.storage.len() == 1
        && array.storage[0].as_i32() == Some(1)
        && matches!(&array.indexed, IndexedProperties::DenseElement(elements) if elements.len() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use boa_engine::Source;

    #[test]
    fn layouts_are_boas() {
        assert!(usable(&mut Context::default()));
    }

    #[test]
    fn a_shape_serves_another_object() {
        let context = &mut Context::default();
        let first = context.eval(Source::from_bytes("globalThis.first = { x: 1, y: 'a' }; first")).expect("first");
        let (shape, count) = shared_shape(&first.as_object().expect("object")).expect("shared");
        assert_eq!(count, 2);
        let second = object_of_shape(&shape, vec![JsValue::from(5), JsValue::from(6)], context);
        crate::ops::define_value(&context.global_object(), boa_engine::js_string!("second"), second, true);
        let check = "second.z = 7; second.x = 4; JSON.stringify([first, second, Object.keys(second)])";
        let text = context.eval(Source::from_bytes(check)).expect("check").to_string(context).expect("text");
        assert_eq!(text.to_std_string_lossy(), r#"[{"x":1,"y":"a"},{"x":4,"y":6,"z":7},["x","y","z"]]"#);
    }

    #[test]
    fn elements_are_seen() {
        let context = &mut Context::default();
        let array = context.eval(Source::from_bytes("[1.5, 'b', 3]")).expect("array").as_object().expect("object");
        assert_eq!(array_length(&array), Some(3));
        assert_eq!(dense_element(&array, 0).and_then(|v| v.as_number()), Some(1.5));
        assert!(dense_element(&array, 3).is_none() && !has_no_elements(&array));
    }
}
