//! Which shape an object gets by a property that is added to it: a cache at each place that adds one, for object
//! literals and constructors add the same ones again and again.

use crate::object::internal_methods::{ordinary_define_own_property, ordinary_get_own_property, ordinary_set};
use crate::object::shape::slot::SlotAttributes;
use crate::object::shape::{Shape, WeakShape};
use crate::property::PropertyKey;
use crate::{JsObject, JsString, JsValue};
use arrayvec::ArrayVec;
use boa_gc::{Finalize, GcRefCell, Trace};

/// How many shapes a place knows.
const CAPACITY: usize = 2;
/// A place that has seen this many is not worth remembering.
const MOST: u8 = 16;

/// The shapes of one place.
#[derive(Debug, Clone, Default, Trace, Finalize)]
struct Place {
    known: ArrayVec<Addition, CAPACITY>,
    #[unsafe_ignore_trace]
    seen: u8,
}

/// A property added.
#[derive(Debug, Clone, Trace, Finalize)]
struct Addition {
    /// Where the shape without the property lies. The one with it holds on to it.
    #[unsafe_ignore_trace]
    from: usize,
    to: WeakShape,
}

/// An object that a property may be added to by a shape yet unknown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    from: usize,
    /// How many slots the object has.
    slots: usize,
}

/// One place's cache.
#[derive(Debug, Clone, Default, Trace, Finalize)]
pub(crate) struct AdditionCache {
    place: GcRefCell<Option<Box<Place>>>,
}

impl AdditionCache {
    /// Adds the property with `value`, writable, enumerable and configurable, if `object` is an ordinary one of a
    /// known shape. Else says whether the shape can become known. The caller knows that no prototype has a say.
    pub(crate) fn add(&self, object: &JsObject, value: &JsValue) -> Result<(), Option<Candidate>> {
        let define = object.vtable().__define_own_property__;
        if !std::ptr::fn_addr_eq(define, ordinary_define_own_property as fn(_, _, _, _) -> _) {
            return Err(None);
        }
        let mut object = object.borrow_mut();
        if !object.extensible || !object.shape().is_shared() {
            return Err(None);
        }
        let from = object.shape().to_addr_usize();
        let properties = object.properties_mut();
        let Some(to) = self.find(from) else { return Err(Some(Candidate { from, slots: properties.storage.len() })) };
        properties.shape = to;
        properties.storage.push(value.clone());
        Ok(())
    }

    /// The same for a write, which every prototype has a say in: one that has the property, or is not ordinary.
    pub(crate) fn write(&self, object: &JsObject, name: &JsString, value: &JsValue) -> Result<(), Option<Candidate>> {
        // Without a place known it is not worth looking at them.
        if self.place.borrow().is_none() || !is_nowhere(object, name) {
            return Err(self.candidate(object));
        }
        self.add(object, value)
    }

    fn candidate(&self, object: &JsObject) -> Option<Candidate> {
        if self.place.borrow().as_ref().is_some_and(|place| place.seen >= MOST) {
            return None;
        }
        let object = object.borrow();
        let shape = object.shape();
        let slots = object.properties().storage.len();
        shape.is_shared().then(|| Candidate { from: shape.to_addr_usize(), slots })
    }

    fn find(&self, from: usize) -> Option<Shape> {
        let place = self.place.borrow();
        place.as_ref()?.known.iter().find(|addition| addition.from == from)?.to.upgrade()
    }

    /// Remembers what the slow path did to `object`, which was `candidate`.
    pub(crate) fn remember(&self, candidate: Candidate, object: &JsObject, key: &PropertyKey) {
        let object = object.borrow();
        let shape = object.shape();
        let one_more = || {
            let slot = shape.lookup(key)?;
            let attributes = SlotAttributes::WRITABLE | SlotAttributes::ENUMERABLE | SlotAttributes::CONFIGURABLE;
            let previous = shape.as_shared()?.previous()?.to_addr_usize();
            Some(previous == candidate.from && slot.index as usize == candidate.slots && slot.attributes == attributes)
        };
        if object.properties().storage.len() != candidate.slots + 1 || one_more() != Some(true) {
            return;
        }
        let mut place = self.place.borrow_mut();
        let place = place.get_or_insert_default();
        if place.seen >= MOST {
            place.known.clear();
            return;
        }
        place.seen += 1;
        place.known.retain(|addition| addition.from != candidate.from && addition.to.is_alive());
        if place.known.is_full() {
            place.known.remove(0);
        }
        place.known.push(Addition { from: candidate.from, to: shape.into() });
    }
}

/// Whether writing `object[name]` adds a property: no prototype has it, and all are ordinary in that.
fn is_nowhere(object: &JsObject, name: &JsString) -> bool {
    let ordinary = |object: &JsObject| {
        let methods = object.vtable();
        std::ptr::fn_addr_eq(methods.__set__, ordinary_set as fn(_, _, _, _, _) -> _)
            && std::ptr::fn_addr_eq(methods.__get_own_property__, ordinary_get_own_property as fn(_, _, _) -> _)
    };
    if !ordinary(object) {
        return false;
    }
    let key = PropertyKey::from(name.clone());
    let mut next = object.prototype();
    while let Some(prototype) = next {
        if !ordinary(&prototype) || prototype.borrow().shape().lookup(&key).is_some() {
            return false;
        }
        next = prototype.prototype();
    }
    true
}

/// The places of a code block that define properties, by the constant that is the name.
#[derive(Debug, Clone, Default, Trace, Finalize)]
pub(crate) struct Definitions {
    places: GcRefCell<Vec<Option<Box<AdditionCache>>>>,
}

impl Definitions {
    /// See [`AdditionCache::add`].
    pub(crate) fn add(&self, name: usize, object: &JsObject, value: &JsValue) -> Result<(), Option<Candidate>> {
        match self.places.borrow().get(name) {
            Some(Some(cache)) => cache.add(object, value),
            _ => Err(AdditionCache::default().candidate(object)),
        }
    }

    /// See [`AdditionCache::remember`].
    pub(crate) fn remember(&self, name: usize, candidate: Candidate, object: &JsObject, key: &PropertyKey) {
        let mut places = self.places.borrow_mut();
        if places.len() <= name {
            places.resize_with(name + 1, || None);
        }
        if let Some(cache) = places.get_mut(name) {
            cache.get_or_insert_default().remember(candidate, object, key);
        }
    }
}
