//! Inline caches: what may be remembered, and when it still holds.
//!
//! An entry says where a property of objects of one shape lies. Addresses stand for shapes and prototypes: shapes are freed
//! by a collection only, and each holds its prototype, so that they hold for as long as no collection has run since they
//! were noted (`boa_gc::collections`). Upstream holds weak references, which are a box each for the collector to look at, upgrades
//! them at each access, and remembers no property further away than the first prototype.

use crate::{
    JsObject, JsValue, js_string,
    builtins::{Proxy, typed_array::TypedArray},
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

#[add]
/// An object on the way to a property, as it was.
#[derive(Clone, Copy, Debug)]
struct Link {
    object: *const ErasedVTableObject,
    /// Where its shape lies.
    shape: usize,
    /// How many slots it had: a shape of one object alone stays the same when a property is added.
    slots: usize,
}

#[add]
/// See above.
impl Link {
    const NONE: Self = Self { object: std::ptr::null(), shape: 0, slots: 0 };
}

#[add]
/// The slot of a property that is nowhere.
const NOWHERE: u32 = u32::MAX;

#[replace("830a298eb4405adb")]
/// Where objects of one shape have the property.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CacheEntry {
    /// Where the shape lies.
    shape: usize,
    /// How many slots the object had, if the property is not its own.
    slots: usize,
    /// See `boa_gc::collections`.
    collections: u32,
    /// How many prototypes away it is.
    depth: u32,
    slot: Slot,
    /// The prototypes on the way, the last of which has it, or none.
    chain: [Link; DEPTH],
}

/// See above.
impl CacheEntry {
    #[add]
    /// Where the property `key` of `object` is, or that it is nowhere, once a read or write through the slow path is
    /// done. `hint` is what that path noted on its way: that nothing exotic had a part in it. Where the property is, the
    /// shapes say themselves: a getter or setter may have put another in its own place meanwhile, after which upstream
    /// goes on with the slot as it was before.
    pub(crate) fn of(object: &JsObject, key: &PropertyKey, hint: Slot, write: bool) -> Option<Self> {
        // Arrays have a say in what is written: to their length, for instance.
        let define = object.vtable().__define_own_property__;
        if write && !std::ptr::fn_addr_eq(define, ordinary_define_own_property as fn(_, _, _, _) -> _) {
            return None;
        }
        // What is so of a proxy's target is not so of the proxy.
        if object.is::<Proxy>() {
            return None;
        }
        let plain = is_plain(object, key);
        if !hint.is_cacheable() && !plain {
            return None;
        }
        let (shape, slots) = {
            let object = object.borrow();
            (object.shape().to_addr_usize(), object.properties().storage.len())
        };
        let mut entry = Self {
            shape,
            slots,
            collections: boa_gc::collections(),
            depth: 0,
            slot: Slot { index: NOWHERE, attributes: SlotAttributes::empty() },
            chain: [Link::NONE; DEPTH],
        };
        let mut holder = object.clone();
        loop {
            let shape = holder.borrow().shape().clone();
            if let Some(slot) = shape.lookup(key) {
                let accessor = slot.attributes.is_accessor_descriptor();
                // A write to a plain property of a prototype adds one to the object.
                let usable = accessor || !write || entry.depth == 0 && slot.attributes.contains(SlotAttributes::WRITABLE);
                entry.slot = slot;
                return usable.then_some(entry);
            }
            let Some(prototype) = shape.prototype() else { return (plain && !write).then_some(entry) };
            // What upstream's slow path has found good is so for the object and its prototype.
            if !(is_ordinary(&prototype) || entry.depth == 0 && hint.is_cacheable() && !prototype.is::<Proxy>()) {
                return None;
            }
            let link = {
                let borrowed = prototype.borrow();
                let slots = borrowed.properties().storage.len();
                Link { object: prototype.address(), shape: borrowed.shape().to_addr_usize(), slots }
            };
            *entry.chain.get_mut(entry.depth as usize)? = link;
            entry.depth += 1;
            holder = prototype;
        }
    }

    #[add]
    /// Whether this is the entry of objects of the shape that lies at `shape`.
    #[inline(always)]
    pub(crate) const fn is_of(&self, shape: usize) -> bool {
        self.shape == shape
    }

    #[add]
    /// Where `object`, which has this entry's shape, has the property.
    ///
    /// # Safety
    /// Nothing may change objects or run a collection as long as the result is used.
    #[inline(always)]
    pub(crate) unsafe fn find<'a>(&self, object: &'a crate::object::ErasedObject) -> Option<Found<'a>> {
        if self.collections != boa_gc::collections() {
            return None;
        }
        let nowhere = self.slot.index == NOWHERE;
        let mut holder = object;
        if self.depth > 0 || nowhere {
            if object.properties().storage.len() != self.slots {
                return None;
            }
            let depth = self.depth as usize;
            for (index, link) in self.chain.iter().take(depth).enumerate() {
                // SAFETY: what came before has this prototype as long as its shape is the same: so the prototype lives.
                holder = unsafe { (*link.object).peek() }?;
                if holder.shape().to_addr_usize() != link.shape
                    || (nowhere || index + 1 < depth) && holder.properties().storage.len() != link.slots
                {
                    return None;
                }
            }
        }
        Some(Found { storage: &holder.properties().storage, slot: self.slot, own: self.depth == 0 && !nowhere })
    }
}

#[add]
/// What an entry says of an object.
#[derive(Debug)]
pub(crate) struct Found<'a> {
    /// The slots of the object that has the property.
    storage: &'a [JsValue],
    slot: Slot,
    /// Whether that is the object itself.
    own: bool,
}

#[add]
/// What it says.
impl Found<'_> {
    /// The value, unless a getter must tell it.
    #[inline(always)]
    pub(crate) fn value(&self) -> Option<JsValue> {
        if self.slot.attributes.is_accessor_descriptor() {
            return None;
        }
        if self.slot.index == NOWHERE {
            return Some(JsValue::undefined());
        }
        let value = self.storage.get(self.slot.index as usize)?;
        (!value.is_unmade()).then(|| value.clone())
    }

    /// The getter, if that is what it is. Undefined if there is only a setter.
    pub(crate) fn getter(&self) -> Option<JsValue> {
        if !self.slot.attributes.is_accessor_descriptor() {
            return None;
        }
        if !self.slot.attributes.has_get() {
            return Some(JsValue::undefined());
        }
        self.storage.get(self.slot.index as usize).cloned()
    }

    /// The slot of the object's own that may be written to.
    #[inline(always)]
    pub(crate) fn place(&self) -> Option<usize> {
        (self.own && !self.slot.attributes.is_accessor_descriptor()).then_some(self.slot.index as usize)
    }
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
    // It holds addresses only, see above. Most places are never reached, and hold none.
    #[unsafe_ignore_trace]
    entries: UnsafeCell<Vec<CacheEntry>>,
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
    fn entries(&self) -> &[CacheEntry] {
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
        entries.retain_mut(others);
        if entries.len() == PIC_CAPACITY {
            self.megamorphic.set(true);
            *entries = Vec::new();
            return;
        }
        // One is what most places see.
        entries.reserve_exact(1);
        entries.push(entry);
    }

    #[replace("aa5ec936bf3d514f")]
    pub(crate) fn set(&self, shape: &Shape, slot: Slot) {
        let shape = shape.to_addr_usize();
        let chain = [Link::NONE; DEPTH];
        self.push(CacheEntry { shape, slots: 0, collections: boa_gc::collections(), depth: 0, slot, chain });
    }

    #[add]
    /// Where `object` has the property.
    ///
    /// # Safety
    /// Nothing may change objects or run a collection as long as the result is used.
    #[inline(always)]
    unsafe fn find<'a>(&self, object: &'a JsObject) -> Option<Found<'a>> {
        // SAFETY: the caller's.
        unsafe {
            let object = (*object.address()).peek()?;
            let shape = object.shape().to_addr_usize();
            self.entries().iter().find(|entry| entry.is_of(shape))?.find(object)
        }
    }

    #[add]
    /// What `object[name]` is, if that is a plain value in a known place, or known to be nowhere.
    #[inline(always)]
    pub(crate) fn read(&self, object: &JsObject) -> Option<JsValue> {
        // SAFETY: a value is copied, and nothing else done.
        unsafe { self.find(object) }?.value()
    }

    #[add]
    /// The getter of `object[name]`, if that is what is known.
    pub(crate) fn getter(&self, object: &JsObject) -> Option<JsValue> {
        // SAFETY: a value is copied, and nothing else done.
        unsafe { self.find(object) }?.getter()
    }

    #[add]
    /// Writes `value` to a property of `object`'s own whose place is known.
    #[inline(always)]
    pub(crate) fn write(&self, object: &JsObject, value: &JsValue) -> bool {
        // SAFETY: the object is written to only after the place is known.
        let Some(place) = (unsafe { self.find(object) }).and_then(|found| found.place()) else { return false };
        put(object, place, value)
    }

    #[add]
    /// See [`CacheEntry::of`].
    pub(crate) fn remember(&self, object: &JsObject, key: &PropertyKey, hint: Slot, write: bool) {
        if !self.megamorphic.get()
            && let Some(entry) = CacheEntry::of(object, key, hint, write)
        {
            self.push(entry);
        }
    }

    /// What upstream's slow path for names asks, which knows properties of objects and of their prototypes.
    #[replace("6242d8a338f224a6")]
    pub(crate) fn get<'a>(&self, shape: &'a Shape) -> Option<(&'a Shape, Slot)> {
        // It may have to be made.
        if self.name == js_string!("prototype") {
            return None;
        }
        let address = shape.to_addr_usize();
        let entry = self.entries().iter().find(|entry| entry.is_of(address))?;
        if entry.collections != boa_gc::collections() || entry.depth > 1 || entry.slot.index == NOWHERE {
            return None;
        }
        let mut slot = entry.slot;
        if entry.depth == 1 {
            // The object may have got one of its own.
            if !shape.is_shared() || shape.prototype()?.borrow().shape().to_addr_usize() != entry.chain[0].shape {
                return None;
            }
            slot.attributes |= SlotAttributes::PROTOTYPE;
        }
        Some((shape, slot))
    }
}

#[add]
/// Puts `value` in a slot of `object`'s. `false` if there is none, or somebody is using the object.
#[inline(always)]
pub(crate) fn put(object: &JsObject, place: usize, value: &JsValue) -> bool {
    // SAFETY: a value is put, and nothing else done; what was there is dropped, which runs no code of others.
    let Some(object) = (unsafe { (*object.address()).peek_mut() }) else { return false };
    let Some(place) = object.properties_mut().storage.get_mut(place) else { return false };
    *place = value.clone();
    true
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
fn is_plain(object: &JsObject, key: &PropertyKey) -> bool {
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
