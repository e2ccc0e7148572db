//! What `JSON.stringify` has found out about the shapes of objects: their names, quoted already, and the slots of
//! their values.

use super::units::plain_end;
use crate::builder::Builder;
use crate::{Context, JsObject, JsString, JsValue, raw, text};
use boa_engine::object::shape::Shape;
use boa_engine::property::PropertyKey;
use std::rc::Rc;

/// One enumerable property of a shape.
pub(super) struct Member {
    pub(super) slot: usize,
    pub(super) key: PropertyKey,
    /// `"name":`, where the name is plain Latin-1.
    quoted: Option<Box<[u8]>>,
}

impl Member {
    /// Writes the name and its colon.
    pub(super) fn write(&self, out: &mut Builder) {
        match &self.quoted {
            Some(quoted) => out.latin1(quoted),
            None => {
                if let PropertyKey::String(name) = &self.key {
                    out.quoted(name);
                }
                out.ascii(":");
            }
        }
    }
}

/// A shape all of whose properties are plain data.
pub(super) struct Layout {
    pub(super) members: Vec<Member>,
    /// The address by which the shape is known.
    pub(super) shape: usize,
    /// Whether objects of the shape have no `toJSON` of their own and are of `Object.prototype`.
    pub(super) simple: bool,
    /// Keeps the shape, and so its address, from being another's. `None` for a shape that one object has.
    _keep: Option<Shape>,
}

/// More than documents of one kind have.
const CACHE: usize = 64;

/// The layouts seen last; they outlive a call.
pub(super) struct Layouts {
    known: Vec<Option<Rc<Layout>>>,
    usable: bool,
}

impl Layouts {
    /// The layouts as they were left in the context.
    pub(super) fn take(context: &mut Context) -> Self {
        let known = context.remove_data::<Self>();
        known.map_or_else(|| Self { known: vec![None; CACHE], usable: raw::usable(context) }, |known| *known)
    }

    /// Leaves the layouts in the context for the next call.
    pub(super) fn give_back(self, context: &mut Context) {
        context.insert_data(self);
    }

    /// Whether storage may be read past the engine's public interface.
    pub(super) fn usable(&self) -> bool {
        self.usable
    }

    /// The layout of an ordinary object without elements whose properties are all plain data.
    pub(super) fn of(&mut self, object: &JsObject, prototype: &JsObject) -> Option<Rc<Layout>> {
        if !self.usable || !object.is_ordinary() || !raw::has_no_elements(object) {
            return None;
        }
        let address = raw::shape_address(object);
        let index = (address >> 5) % CACHE;
        if let Some(known) = &self.known[index]
            && known.shape == address
        {
            return Some(known.clone());
        }
        let layout = Rc::new(read(object, address, prototype)?);
        if layout._keep.is_some() {
            self.known[index] = Some(layout.clone());
        }
        Some(layout)
    }
}

fn read(object: &JsObject, address: usize, prototype: &JsObject) -> Option<Layout> {
    let borrowed = object.borrow();
    let keys = borrowed.shape().keys();
    if keys.len() != raw::slots(object) {
        return None;
    }
    let mut members = Vec::with_capacity(keys.len());
    let mut own_to_json = false;
    for (slot, key) in keys.into_iter().enumerate() {
        let descriptor = borrowed.properties().get(&key)?;
        // That names come in the order of their slots is how the engine numbers them; still, it is looked at.
        let value = descriptor.value()?;
        if !JsValue::same_value(value, &raw::slot(object, slot)?) {
            return None;
        }
        let PropertyKey::String(name) = &key else { continue };
        own_to_json |= *name == "toJSON";
        if descriptor.enumerable() == Some(true) {
            members.push(Member { slot, quoted: quoted(name), key });
        }
    }
    let simple = !own_to_json && borrowed.prototype().is_some_and(|of| JsObject::equals(&of, prototype));
    let shape = borrowed.shape();
    Some(Layout { members, shape: address, simple, _keep: shape.is_shared().then(|| shape.clone()) })
}

fn quoted(name: &JsString) -> Option<Box<[u8]>> {
    let text::Units::Latin1(bytes) = text::units(name) else { return None };
    let plain = plain_end(bytes, 0) == bytes.len();
    plain.then(|| [b"\"", bytes, b"\":"].concat().into())
}
