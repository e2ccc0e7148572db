//! Where properties lie that programs name by a symbol or a computed name: one table for all places in the code, for
//! instructions of this kind have no cache of their own.

use super::additions::{AdditionCache, Candidate};
use super::inline_cache::{CacheEntry, put};
use crate::object::ErasedVTableObject;
use crate::object::shape::slot::Slot;
use crate::object::shape::{RootShape, SharedShape};
use crate::property::PropertyKey;
use crate::{JsObject, JsValue, js_string};
use std::mem::ManuallyDrop;

/// How many places each table has.
const SIZE: usize = 512;
/// Names longer than this are not held on to.
const LONGEST: usize = 64;

/// The tables: the key and what is known.
#[derive(Debug, Default)]
pub(crate) struct ByValue {
    reads: Vec<Option<(JsValue, CacheEntry)>>,
    writes: Vec<Option<(JsValue, CacheEntry)>>,
    additions: Vec<Option<(JsValue, AdditionCache)>>,
}

#[inline(always)]
fn place(key: u64, shape: usize) -> usize {
    // Boxes are at least 16 bytes apart.
    (((key >> 4) ^ (key >> 13)) as usize ^ (shape >> 4) ^ (shape >> 13)) % SIZE
}

#[inline(always)]
fn entry<'a>(table: &'a [Option<(JsValue, CacheEntry)>], key: &JsValue, shape: usize) -> Option<&'a CacheEntry> {
    match table.get(place(key.identity(), shape)) {
        Some(Some((known, entry))) if known.identity() == key.identity() && entry.is_of(shape) => Some(entry),
        _ => None,
    }
}

impl ByValue {
    /// `object[key]`, if that is a plain value in a known place, or known to be nowhere.
    #[inline(always)]
    pub(crate) fn read(&self, object: &JsObject, key: &JsValue) -> Option<JsValue> {
        // SAFETY: a value is copied, and nothing else done.
        unsafe {
            let object = (*object.address()).peek()?;
            entry(&self.reads, key, object.shape().to_addr_usize())?.find(object)?.value()
        }
    }

    /// Writes `value` to `object[key]`, if that is a property of its own in a known place, or known to become one.
    #[inline(always)]
    pub(crate) fn write(&self, object: &JsObject, key: &JsValue, value: &JsValue) -> bool {
        // SAFETY: the object is written to only after the place is known.
        let known = unsafe {
            let Some(object) = (*object.address()).peek() else { return false };
            entry(&self.writes, key, object.shape().to_addr_usize()).and_then(|entry| entry.find(object)?.place())
        };
        match known {
            Some(place) => put(object, place, value),
            None => self.additions(key).is_some_and(|cache| cache.write(object, value).is_ok()),
        }
    }

    #[inline(always)]
    fn additions(&self, key: &JsValue) -> Option<&AdditionCache> {
        match self.additions.get(place(key.identity(), 0)) {
            Some(Some((known, cache))) if known.identity() == key.identity() => Some(cache),
            _ => None,
        }
    }

    /// What a write through the slow path may let the table know.
    pub(crate) fn candidate(&self, object: &JsObject, key: &JsValue) -> Option<Candidate> {
        match self.additions(key) {
            Some(cache) => cache.next_candidate(object),
            None => AdditionCache::candidate(object),
        }
    }

    /// Remembers what was read through the slow path. See [`CacheEntry::of`].
    pub(crate) fn remember_read(&mut self, value: &JsValue, object: &JsObject, key: &PropertyKey, hint: Slot) {
        if is_worth(value, key)
            && let Some(entry) = CacheEntry::of(object, key, hint, false)
        {
            note(&mut self.reads, value, object, entry);
        }
    }

    /// The same of what was written.
    pub(crate) fn remember_write(
        &mut self,
        value: &JsValue,
        object: &JsObject,
        key: &PropertyKey,
        hint: Slot,
        candidate: Option<Candidate>,
    ) {
        if !is_worth(value, key) {
            return;
        }
        if let Some(entry) = CacheEntry::of(object, key, hint, true) {
            note(&mut self.writes, value, object, entry);
        }
        let Some(candidate) = candidate else { return };
        self.additions.resize_with(SIZE, || None);
        let Some(slot) = self.additions.get_mut(place(value.identity(), 0)) else { return };
        if !slot.as_ref().is_some_and(|(known, _)| known.identity() == value.identity()) {
            *slot = Some((value.clone(), AdditionCache::default()));
        }
        if let Some((_, cache)) = slot {
            cache.remember(candidate, object, key);
        }
    }
}

fn note(table: &mut Vec<Option<(JsValue, CacheEntry)>>, key: &JsValue, object: &JsObject, entry: CacheEntry) {
    table.resize_with(SIZE, || None);
    let shape = object.borrow().shape().to_addr_usize();
    if let Some(slot) = table.get_mut(place(key.identity(), shape)) {
        *slot = Some((key.clone(), entry));
    }
}

/// Whether a key is one that comes again: a symbol, or a short name.
fn is_worth(value: &JsValue, key: &PropertyKey) -> bool {
    match key {
        PropertyKey::Symbol(_) => value.is_symbol(),
        PropertyKey::String(name) => value.is_string() && name.len() <= LONGEST,
        PropertyKey::Index(_) => false,
    }
}

/// How many constructors are known.
const CONSTRUCTORS: usize = 128;

/// What `new` makes of a constructor. Addresses are good until the next collection, see `vm/inline_cache`.
#[derive(Debug)]
struct Instances {
    collections: u32,
    constructor: *const ErasedVTableObject,
    /// The constructor's shape, and its property `prototype`.
    constructor_shape: usize,
    slot: usize,
    prototype: *const ErasedVTableObject,
    /// Not counted as a handle.
    shape: ManuallyDrop<SharedShape>,
    /// How many properties the first ones got.
    room: usize,
    /// How many were looked at for that, and the last of them.
    seen: u32,
    last: *const ErasedVTableObject,
}

/// How many objects of a constructor are looked at to know how many properties they get.
const LOOKED_AT: u32 = 8;

/// What `new` makes of constructors.
#[derive(Debug, Default)]
pub(crate) struct Constructors {
    known: Vec<Option<Instances>>,
}

impl Constructors {
    /// A new object for `constructor` to work on.
    pub(crate) fn make(&mut self, constructor: &JsObject, root: &RootShape) -> Option<JsObject> {
        self.known.resize_with(CONSTRUCTORS, || None);
        let address = constructor.address();
        let index = (address.addr() >> 4 ^ address.addr() >> 11) % CONSTRUCTORS;
        let known = self.known.get_mut(index)?;
        let now = boa_gc::collections();
        // SAFETY: the prototype is looked at only.
        let object = unsafe { (*address).peek() }?;
        let prototype_at =
            |slot: usize| object.properties().storage.get(slot).and_then(JsValue::peek_object).map(|found| found.address());
        let stands = |known: &Instances| {
            known.collections == now
                && known.constructor == address
                && known.constructor_shape == object.shape().to_addr_usize()
                && prototype_at(known.slot) == Some(known.prototype)
        };
        if !known.as_ref().is_some_and(stands) {
            let slot = object.shape().lookup(&PropertyKey::from(js_string!("prototype")))?;
            if slot.attributes.is_accessor_descriptor() {
                return None;
            }
            let slot = slot.index as usize;
            let prototype = object.properties().storage.get(slot)?.as_object()?;
            let shape = root.shape().change_prototype_transition(Some(prototype.clone()));
            // SAFETY: the copy is not dropped, as it is not counted, and is copied itself only while the shape is there.
            let copy = ManuallyDrop::new(unsafe { std::ptr::read(&raw const shape) });
            drop(shape);
            *known = Some(Instances {
                collections: now,
                constructor: address,
                constructor_shape: object.shape().to_addr_usize(),
                slot,
                prototype: prototype.address(),
                shape: copy,
                room: 0,
                seen: 0,
                last: std::ptr::null(),
            });
        }
        let known = known.as_mut()?;
        // As many properties as the first ones got.
        if !known.last.is_null() {
            // SAFETY: it is pinned, and no collection has run since.
            let last = unsafe { (*known.last).peek() }.map_or(0, |last| last.properties().storage.len().min(64));
            known.room = known.room.max(last);
            known.last = std::ptr::null();
        }
        let shape = SharedShape::clone(&known.shape);
        let made = JsObject::of_shape(shape, known.room);
        // Making it may have run a collection, after which this entry is good for nothing.
        if known.seen < LOOKED_AT {
            known.seen += 1;
            made.pin();
            known.last = made.address();
        }
        Some(made)
    }
}
