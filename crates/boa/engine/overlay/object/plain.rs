//! Objects that are nothing but data properties: copied and enumerated from their shapes, without descriptors.

use crate::JsValue;
use crate::object::internal_methods::{
    ordinary_get, ordinary_get_own_property, ordinary_get_prototype_of, ordinary_own_property_keys,
};
use crate::object::shape::slot::SlotAttributes;
use crate::object::{IndexedProperties, JsObject, OrdinaryObject, PropertyMap};
use crate::property::PropertyKey;

/// What a property has that an assignment made.
const USUAL: SlotAttributes =
    SlotAttributes::WRITABLE.union(SlotAttributes::ENUMERABLE).union(SlotAttributes::CONFIGURABLE);

impl JsObject {
    /// Whether nothing exotic answers for the object's own properties.
    fn answers_for_itself(&self) -> bool {
        let methods = self.vtable();
        std::ptr::fn_addr_eq(methods.__get_own_property__, ordinary_get_own_property as fn(_, _, _) -> _)
            && std::ptr::fn_addr_eq(methods.__own_property_keys__, ordinary_own_property_keys as fn(_, _) -> _)
            && std::ptr::fn_addr_eq(methods.__get__, ordinary_get as fn(_, _, _, _) -> _)
    }

    /// Whether a property of its own is enumerable, `Some(None)` if there is none of that name; `None` says nothing.
    pub(crate) fn own_enumerability(&self, key: &PropertyKey) -> Option<Option<bool>> {
        if !self.answers_for_itself() {
            return None;
        }
        let object = self.borrow();
        if let PropertyKey::Index(index) = key {
            return object.properties().get_dense_property(index.get()).map(|_| Some(true));
        }
        Some(object.shape().lookup(key).map(|slot| slot.attributes.contains(SlotAttributes::ENUMERABLE)))
    }

    /// Whether none of its prototypes has an enumerable property with a name.
    pub(crate) fn prototypes_show_nothing(&self) -> bool {
        let usual = |object: &Self| {
            let method = object.vtable().__get_prototype_of__;
            std::ptr::fn_addr_eq(method, ordinary_get_prototype_of as fn(_, _) -> _)
        };
        if !usual(self) {
            return false;
        }
        let mut next = self.prototype();
        while let Some(prototype) = next {
            if !usual(&prototype) || !prototype.answers_for_itself() {
                return false;
            }
            let silent = {
                let object = prototype.borrow();
                object.properties().indexed_properties.dense_len() == Some(0)
                    && object.shape().all_properties(&mut |key, slot| {
                        matches!(key, PropertyKey::Symbol(_)) || !slot.attributes.contains(SlotAttributes::ENUMERABLE)
                    })
            };
            if !silent {
                return false;
            }
            next = prototype.prototype();
        }
        true
    }

    /// Its enumerable properties, names before symbols, if they all are data that lies in the object, and no elements.
    pub(crate) fn plain_properties(&self) -> Option<Vec<(PropertyKey, JsValue)>> {
        if !self.answers_for_itself() {
            return None;
        }
        let object = self.borrow();
        let properties = object.properties();
        if properties.indexed_properties.dense_len() != Some(0) {
            return None;
        }
        let mut names = Vec::with_capacity(properties.storage.len());
        let mut symbols = Vec::new();
        let plain = object.shape().all_properties(&mut |key, slot| {
            if slot.attributes.is_accessor_descriptor() {
                return false;
            }
            let Some(value) = properties.storage.get(slot.index as usize) else { return false };
            if slot.attributes.contains(SlotAttributes::ENUMERABLE) {
                let list = if matches!(key, PropertyKey::Symbol(_)) { &mut symbols } else { &mut names };
                list.push((key.clone(), value.clone()));
            }
            true
        });
        names.append(&mut symbols);
        plain.then_some(names)
    }

    /// Makes an ordinary object that has no properties yet the likeness of `source`, if that has nothing but usual ones
    /// and the same prototype. `false` if nothing was done.
    pub(crate) fn become_like(&self, source: &Self) -> bool {
        if JsObject::equals(self, source) || !self.is::<OrdinaryObject>() || !source.answers_for_itself() {
            return false;
        }
        let copy = {
            let object = source.borrow();
            let properties = object.properties();
            let shape = object.shape();
            let usual = shape.as_shared().is_some()
                && properties.indexed_properties.dense_len() == Some(0)
                && shape.all_properties(&mut |_, slot| {
                    !slot.attributes.is_accessor_descriptor() && slot.attributes.contains(USUAL)
                });
            if !usual {
                return false;
            }
            let mut copy = PropertyMap::new(shape.clone(), IndexedProperties::default());
            copy.storage.clone_from(&properties.storage);
            copy
        };
        let mut object = self.borrow_mut();
        let same_prototype = object.shape().prototype() == copy.shape.prototype();
        let empty = object.properties().storage.is_empty()
            && object.properties().indexed_properties.dense_len() == Some(0)
            && object.shape().all_properties(&mut |_, _| false);
        if !object.extensible || !same_prototype || !empty || object.shape().as_shared().is_none() {
            return false;
        }
        *object.properties_mut() = copy;
        true
    }

    /// Whether writing any property but `__proto__` to it makes or changes one of its own, and runs nothing: it is an
    /// ordinary object of data, and what it inherits from is `Object.prototype` at most, where all can be hidden.
    pub(crate) fn takes_all(&self) -> bool {
        let harmless = |object: &Self, is_prototype: bool| {
            let object = object.borrow();
            object.properties().indexed_properties.dense_len() == Some(0)
                && object.shape().all_properties(&mut |key, slot| match slot.attributes.is_accessor_descriptor() {
                    true => is_prototype && is_proto(key),
                    false => slot.attributes.contains(SlotAttributes::WRITABLE),
                })
        };
        if !self.is::<OrdinaryObject>() || !self.answers_for_itself() || !harmless(self, false) {
            return false;
        }
        match self.prototype() {
            None => true,
            Some(prototype) => {
                prototype.prototype().is_none()
                    && prototype.is::<OrdinaryObject>()
                    && prototype.answers_for_itself()
                    && harmless(&prototype, true)
            }
        }
    }

    /// Makes `target` the likeness of this object where that is what `Object.assign` would do.
    pub(crate) fn becomes_of(&self, target: &Self) -> bool {
        let has_proto = !self.borrow().shape().all_properties(&mut |key, _| !is_proto(key));
        !has_proto && target.become_like(self)
    }
}

fn is_proto(key: &PropertyKey) -> bool {
    matches!(key, PropertyKey::String(name) if *name == *"__proto__")
}
