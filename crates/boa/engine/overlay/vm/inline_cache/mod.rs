//! Inline caches: what may be remembered, and when it still holds.
//!
//! An entry says where a property of objects of one shape lies. Addresses stand for shapes and objects: nothing is freed
//! but by a collection, so that they hold for as long as no collection has run since they were noted
//! (`boa_gc::collections`). Upstream holds weak references, which are a box each for the collector to look at, upgrades
//! them at each access, and remembers no property further away than the first prototype.

use crate::{
    JsObject, JsValue,
    builtins::typed_array::TypedArray,
    object::{
        ErasedVTableObject,
        internal_methods::{ordinary_define_own_property, ordinary_get, ordinary_get_own_property, ordinary_set},
        shape::slot::SlotAttributes,
    },
    property::PropertyKey,
};
use std::cell::UnsafeCell;

#[add]
/// How many prototypes away a property may be and be remembered.
const DEPTH: usize = 4;

#[replace("830a298eb4405adb")]
/// Where objects of one shape have the property.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CacheEntry {
    /// Where the shape lies.
    shape: usize,
    /// See `boa_gc::collections`.
    collections: u32,
    /// How many prototypes away it is.
    depth: u32,
    slot: Slot,
    /// The prototypes on the way, the last of which has it, and where their shapes lie.
    chain: [(*const ErasedVTableObject, usize); DEPTH],
}

#[add]
/// What an entry says of an object.
#[derive(Debug)]
pub(crate) struct Found<'a> {
    /// The slots of the object that has the property.
    pub(crate) storage: &'a [JsValue],
    pub(crate) slot: Slot,
    /// Whether that is the object itself.
    pub(crate) own: bool,
}

#[replace("94809903ca7b9f01")]
/// An inline cache entry for a property access.
#[derive(Debug, Trace, Finalize)]
pub(crate) struct InlineCache {
    /// The property that is accessed.
    pub(crate) name: JsString,
    /// Objects without the property.
    #[unsafe_ignore_trace]
    pub(crate) additions: crate::vm::additions::AdditionCache,
    // It holds addresses only, see above.
    #[unsafe_ignore_trace]
    entries: UnsafeCell<ArrayVec<CacheEntry, PIC_CAPACITY>>,
    /// Whether this access site has seen too many shapes and should no longer be cached.
    #[unsafe_ignore_trace]
    pub(crate) megamorphic: Cell<bool>,
}

#[add]
/// A copy has seen nothing.
impl Clone for InlineCache {
    fn clone(&self) -> Self {
        Self::new(self.name.clone())
    }
}

edit! {
    /// For people who read traces of the machine.
    "<InlineCache as fmt::Display>::fmt", "5aec7e0d36b399c1":
    "let entries = self.entries.borrow();
        let entries = entries.iter().map(|e| e.shape.to_addr_usize()).format(\", \");" =>
    "let entries = self.entries().iter().map(|e| e.shape).format(\", \");",
}

edit! {
    /// See above.
    "InlineCache::new", "5fbb65947bb2f418":
    "name," => "name,\n            additions: crate::vm::additions::AdditionCache::default(),",
    "entries: GcRefCell::new(ArrayVec::new())," => "entries: UnsafeCell::default(),",
}

/// See above.
impl InlineCache {
    #[add]
    #[inline(always)]
    fn entries(&self) -> &ArrayVec<CacheEntry, PIC_CAPACITY> {
        // SAFETY: `push` alone writes to it, and no reference to it outlives a method of this cache.
        unsafe { &*self.entries.get() }
    }

    #[add]
    fn push(&self, entry: CacheEntry) {
        // SAFETY: no reference to it outlives a method of this cache, and none of the others is under way.
        let entries = unsafe { &mut *self.entries.get() };
        // Those of before a collection are good for nothing.
        let others = |other: &mut CacheEntry| other.shape != entry.shape && other.collections == entry.collections;
        if self.megamorphic.get() {
            return;
        }
        entries.retain(others);
        if entries.try_push(entry).is_err() {
            self.megamorphic.set(true);
            entries.clear();
        }
    }

    #[replace("aa5ec936bf3d514f")]
    pub(crate) fn set(&self, shape: &Shape, slot: Slot) {
        let shape = shape.to_addr_usize();
        let chain = [(std::ptr::null(), 0); DEPTH];
        self.push(CacheEntry { shape, collections: boa_gc::collections(), depth: 0, slot, chain });
    }

    #[add]
    /// Where `object` has the property.
    ///
    /// # Safety
    /// Nothing may change objects or run a collection as long as the result is used.
    #[inline(always)]
    pub(crate) unsafe fn find(&self, object: *const ErasedVTableObject) -> Option<Found<'_>> {
        // SAFETY: it is an object, which the caller leaves as it is.
        let mut holder = unsafe { (*object).peek() }?;
        let shape = holder.shape().to_addr_usize();
        let entry = self.entries().iter().find(|entry| entry.shape == shape)?;
        if entry.collections != boa_gc::collections() {
            return None;
        }
        for (prototype, shape) in entry.chain.iter().take(entry.depth as usize) {
            // SAFETY: the shape before has this prototype for good, and is as it was: so the prototype lives.
            holder = unsafe { (**prototype).peek() }?;
            if holder.shape().to_addr_usize() != *shape {
                return None;
            }
        }
        Some(Found { storage: &holder.properties().storage, slot: entry.slot, own: entry.depth == 0 })
    }

    #[add]
    /// What `object[name]` is, if that is a plain value in a known place.
    #[inline(always)]
    pub(crate) fn read(&self, object: &JsObject) -> Option<JsValue> {
        // SAFETY: a value is copied, and nothing else done.
        let found = unsafe { self.find(object.address()) }?;
        if found.slot.attributes.is_accessor_descriptor() {
            return None;
        }
        found.storage.get(found.slot.index as usize).cloned()
    }

    #[add]
    /// Writes `value` to a property of `object`'s own whose place is known. Else gives it back.
    #[inline(always)]
    pub(crate) fn write(&self, object: &JsObject, value: &JsValue) -> bool {
        // SAFETY: the object is written to only after the place is known.
        let Some(Found { slot, own: true, .. }) = (unsafe { self.find(object.address()) }) else { return false };
        if slot.attributes.is_accessor_descriptor() {
            return false;
        }
        // SAFETY: a value is put, and nothing else done: the old one is dropped after it, which runs no code of others.
        let Some(object) = (unsafe { (*object.address()).peek_mut() }) else { return false };
        let Some(place) = object.properties_mut().storage.get_mut(slot.index as usize) else { return false };
        *place = value.clone();
        true
    }

    /// Remembers where `key` was found once a read or write through the slow path is done. `hint` is what that path
    /// noted on its way: that nothing exotic had a part in it. Where the property is, the shapes say themselves: a getter
    /// or setter may have put another in its own place meanwhile, after which upstream goes on with the slot as it was
    /// before.
    #[add]
    pub(crate) fn remember(&self, object: &JsObject, key: &PropertyKey, hint: Slot, write: bool) {
        if self.megamorphic.get() || !(hint.is_cacheable() || is_plain(object, key, write)) {
            return;
        }
        let usable = |slot: &Slot| {
            !write || slot.attributes.is_accessor_descriptor() || slot.attributes.contains(SlotAttributes::WRITABLE)
        };
        let mut chain = [(std::ptr::null(), 0); DEPTH];
        let mut holder = object.clone();
        for depth in 0..=DEPTH {
            let shape = holder.borrow().shape().clone();
            if depth > 0 {
                chain[depth - 1] = (holder.address(), shape.to_addr_usize());
            }
            // What upstream's slow path has found good is so for the object and its prototype.
            if depth > 0 && !(is_ordinary(&holder) || depth == 1 && hint.is_cacheable()) {
                return;
            }
            if let Some(slot) = shape.lookup(key) {
                // A write to a plain property of a prototype adds one to the object.
                if usable(&slot) && (!write || depth == 0 || slot.attributes.is_accessor_descriptor()) {
                    let shape = object.borrow().shape().to_addr_usize();
                    let depth = u32::try_from(depth).unwrap_or(0);
                    self.push(CacheEntry { shape, collections: boa_gc::collections(), depth, slot, chain });
                }
                return;
            }
            // A shape of one object alone stays the same when a property is added, which then hides the prototype's, and
            // when the object gets another prototype.
            if !shape.is_shared() {
                return;
            }
            let Some(prototype) = shape.prototype() else { return };
            holder = prototype;
        }
    }

    /// What upstream's slow path for names asks, which knows properties of objects and of their prototypes.
    #[replace("6242d8a338f224a6")]
    pub(crate) fn get<'a>(&self, shape: &'a Shape) -> Option<(&'a Shape, Slot)> {
        let address = shape.to_addr_usize();
        let entry = self.entries().iter().find(|entry| entry.shape == address)?;
        if entry.collections != boa_gc::collections() || entry.depth > 1 {
            return None;
        }
        let mut slot = entry.slot;
        if entry.depth == 1 {
            let prototype = shape.prototype()?;
            if prototype.borrow().shape().to_addr_usize() != entry.chain[0].1 {
                return None;
            }
            slot.attributes |= SlotAttributes::PROTOTYPE;
        }
        Some((shape, slot))
    }
}

#[add]
/// Whether reading and writing named properties of `object` is what the specification says of ordinary objects.
fn is_ordinary(object: &JsObject) -> bool {
    let methods = object.vtable();
    std::ptr::fn_addr_eq(methods.__get__, ordinary_get as fn(_, _, _, _) -> _)
        && std::ptr::fn_addr_eq(methods.__set__, ordinary_set as fn(_, _, _, _, _) -> _)
        && std::ptr::fn_addr_eq(methods.__get_own_property__, ordinary_get_own_property as fn(_, _, _) -> _)
}

#[add]
/// Whether nothing exotic has a part in finding `key` from `object` on, itself: ordinary objects, and typed arrays, which
/// do something else for names that are numbers only.
fn is_plain(object: &JsObject, key: &PropertyKey, write: bool) -> bool {
    // Arrays have a say in what is written.
    let define = object.vtable().__define_own_property__;
    if write && !std::ptr::fn_addr_eq(define, ordinary_define_own_property as fn(_, _, _, _) -> _) {
        return false;
    }
    let is_word = || match key {
        PropertyKey::String(name) => name.code_unit_at(0).is_some_and(|first| {
            let first = char::from_u32(u32::from(first)).unwrap_or('0');
            (first.is_ascii_lowercase() || first == '_') && first != 'i' && first != 'n'
        }),
        PropertyKey::Symbol(_) => true,
        PropertyKey::Index(_) => false,
    };
    match key {
        PropertyKey::Index(_) => false,
        _ => is_ordinary(object) || object.is::<TypedArray>() && is_word(),
    }
}
