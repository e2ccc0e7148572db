//! Which shape an object gets by a property that is added to it: a cache at each place that adds one, for object
//! literals and constructors add the same ones again and again.

use crate::object::ErasedVTableObject;
use crate::object::internal_methods::{ordinary_define_own_property, ordinary_get_own_property, ordinary_set};
use crate::object::shape::Shape;
use crate::object::shape::slot::SlotAttributes;
use crate::property::PropertyKey;
use crate::{JsObject, JsValue};
use arrayvec::ArrayVec;
use std::cell::RefCell;
use std::mem::ManuallyDrop;

/// How many shapes a place knows.
const CAPACITY: usize = 2;
/// A place that has seen this many is not worth remembering.
const MOST: u8 = 16;
/// How many prototypes a place looks at.
const DEPTH: usize = 5;

/// The shapes of one place.
#[derive(Debug, Default)]
struct Place {
    known: ArrayVec<Addition, CAPACITY>,
    seen: u8,
}

/// A property added. Addresses and the shape, which is not counted as a handle, are good until the next collection: see
/// `vm/inline_cache`.
#[derive(Debug)]
struct Addition {
    /// See `boa_gc::collections`.
    collections: u32,
    /// Where the shape without the property lies.
    from: usize,
    to: ManuallyDrop<Shape>,
    /// The prototypes of an object written to, none of which has a say.
    chain: ArrayVec<Witness, DEPTH>,
    /// Whether that are all of them.
    whole: bool,
}

/// An object as it was.
#[derive(Debug)]
struct Witness {
    object: *const ErasedVTableObject,
    shape: usize,
    /// A shape of one object alone stays the same when a property is added.
    slots: usize,
}

impl Witness {
    fn of(object: &JsObject) -> Self {
        let borrowed = object.borrow();
        Self {
            object: object.address(),
            shape: borrowed.shape().to_addr_usize(),
            slots: borrowed.properties().storage.len(),
        }
    }

    /// Whether the object still is as it was.
    ///
    /// # Safety
    /// It must still be there.
    unsafe fn stands(&self) -> bool {
        // SAFETY: nothing is borrowed beyond this function.
        let object = unsafe { (*self.object).peek() };
        object.is_some_and(|object| {
            object.shape().to_addr_usize() == self.shape && object.properties().storage.len() == self.slots
        })
    }
}

/// An object that a property may be added to by a shape yet unknown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    from: usize,
    /// How many slots the object has.
    slots: usize,
}

/// One place's cache.
#[derive(Debug, Default)]
pub(crate) struct AdditionCache {
    place: RefCell<Option<Box<Place>>>,
}

impl AdditionCache {
    /// Adds the property with `value`, writable, enumerable and configurable, if `object` is an ordinary one of a
    /// known shape. Else says whether the shape can become known. The caller knows that no prototype has a say.
    pub(crate) fn add(&self, object: &JsObject, value: &JsValue) -> Result<(), Option<Candidate>> {
        self.put::<false>(object, value)
    }

    /// The same for a write, which every prototype has a say in: one that has the property, or is not ordinary.
    pub(crate) fn write(&self, object: &JsObject, value: &JsValue) -> Result<(), Option<Candidate>> {
        self.put::<true>(object, value)
    }

    #[inline]
    fn put<const WRITE: bool>(&self, object: &JsObject, value: &JsValue) -> Result<(), Option<Candidate>> {
        let methods = object.vtable();
        if !std::ptr::fn_addr_eq(
            methods.__define_own_property__,
            ordinary_define_own_property as fn(_, _, _, _) -> _,
        ) || WRITE && !std::ptr::fn_addr_eq(methods.__set__, ordinary_set as fn(_, _, _, _, _) -> _)
        {
            return Err(None);
        }
        let mut object = object.borrow_mut();
        if !object.extensible || !object.shape().is_shared() {
            return Err(None);
        }
        let from = object.shape().to_addr_usize();
        let slots = object.properties().storage.len();
        let place = self.place.borrow();
        let Some(place) = place.as_ref() else { return Err(Some(Candidate { from, slots })) };
        let now = boa_gc::collections();
        let known = place.known.iter().find(|addition| addition.from == from && addition.collections == now);
        let Some(addition) = known else {
            return Err((place.seen < MOST).then_some(Candidate { from, slots }));
        };
        // SAFETY: the object's shape has the first prototype for good, which has the next one as long as it stands.
        if WRITE && !(addition.whole && addition.chain.iter().all(|witness| unsafe { witness.stands() })) {
            return Err(None);
        }
        let properties = object.properties_mut();
        properties.shape = Shape::clone(&addition.to);
        properties.storage.push(value.clone());
        Ok(())
    }

    /// The same for a place that has seen something.
    pub(crate) fn next_candidate(&self, object: &JsObject) -> Option<Candidate> {
        let worn_out = self.place.borrow().as_ref().is_some_and(|place| place.seen >= MOST);
        if worn_out { None } else { Self::candidate(object) }
    }

    /// What a place that is not known yet may come to know.
    pub(crate) fn candidate(object: &JsObject) -> Option<Candidate> {
        let object = object.borrow();
        let shape = object.shape();
        let slots = object.properties().storage.len();
        shape.is_shared().then(|| Candidate { from: shape.to_addr_usize(), slots })
    }

    /// Remembers what the slow path did to `object`, which was `candidate`.
    pub(crate) fn remember(&self, candidate: Candidate, object: &JsObject, key: &PropertyKey) {
        let to = {
            let object = object.borrow();
            let shape = object.shape();
            let one_more = || {
                let slot = shape.lookup(key)?;
                let attributes = SlotAttributes::WRITABLE | SlotAttributes::ENUMERABLE | SlotAttributes::CONFIGURABLE;
                let previous = shape.as_shared()?.previous()?.to_addr_usize();
                let is_next = previous == candidate.from && slot.index as usize == candidate.slots;
                Some(is_next && slot.attributes == attributes)
            };
            if object.properties().storage.len() != candidate.slots + 1 || one_more() != Some(true) {
                return;
            }
            shape.clone()
        };
        let mut place = self.place.borrow_mut();
        let place = place.get_or_insert_default();
        let collections = boa_gc::collections();
        let seen_before = place.known.iter().any(|addition| addition.collections != collections);
        place.known.retain(|addition| addition.from != candidate.from && addition.collections == collections);
        if seen_before {
            // What was seen before a collection is seen again after it.
            place.seen = 0;
        }
        if place.seen >= MOST {
            place.known.clear();
            return;
        }
        place.seen += 1;
        if place.known.is_full() {
            place.known.remove(0);
        }
        let (chain, whole) = nowhere(object, key);
        // SAFETY: the copy is not dropped, as it is not counted, and is copied itself only while the shape is there.
        let copy = ManuallyDrop::new(unsafe { std::ptr::read(&raw const to) });
        drop(to);
        place.known.push(Addition { collections, from: candidate.from, to: copy, chain, whole });
    }
}

/// The prototypes of `object`, and whether they are all of them and writing `object[key]` is none of their business:
/// none has the property, or one that cannot be shadowed, and all are ordinary in that.
fn nowhere(object: &JsObject, key: &PropertyKey) -> (ArrayVec<Witness, DEPTH>, bool) {
    let ordinary = |object: &JsObject| {
        let methods = object.vtable();
        std::ptr::fn_addr_eq(methods.__set__, ordinary_set as fn(_, _, _, _, _) -> _)
            && std::ptr::fn_addr_eq(methods.__get_own_property__, ordinary_get_own_property as fn(_, _, _) -> _)
    };
    let mut chain = ArrayVec::new();
    if !ordinary(object) {
        return (chain, false);
    }
    let mut next = object.prototype();
    while let Some(prototype) = next {
        let found = prototype.borrow().shape().lookup(key);
        let has_say = !ordinary(&prototype)
            || found.is_some_and(|slot| {
                slot.attributes.is_accessor_descriptor() || !slot.attributes.contains(SlotAttributes::WRITABLE)
            });
        if has_say || chain.try_push(Witness::of(&prototype)).is_err() {
            return (chain, false);
        }
        // One that may be written to is what a write looks for: it adds one to the object.
        next = if found.is_some() { None } else { prototype.prototype() };
    }
    (chain, true)
}

/// The places of a code block that define properties, by the constant that is the name.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    places: RefCell<Vec<Option<Box<AdditionCache>>>>,
}

/// A copy of a code block has seen nothing.
impl Clone for Definitions {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Definitions {
    /// See [`AdditionCache::add`].
    pub(crate) fn add(&self, name: usize, object: &JsObject, value: &JsValue) -> Result<(), Option<Candidate>> {
        match self.places.borrow().get(name) {
            Some(Some(cache)) => cache.add(object, value),
            _ => Err(AdditionCache::candidate(object)),
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
