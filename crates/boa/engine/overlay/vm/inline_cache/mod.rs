//! Inline caches: what may be remembered, and when it still holds.

use crate::{JsObject, object::shape::slot::SlotAttributes, property::PropertyKey};

edit! {
    /// An entry for a property of the prototype remembers the prototype's shape, too. Upstream does not look at it
    /// again, and so reads past the end of the prototype's slots, or a wrong one, once a property was deleted there.
    "struct CacheEntry", "830a298eb4405adb":
    "pub(crate) slot: Slot," => "pub(crate) slot: Slot,\n    /// Where the shape lies, or lay.\n    #[unsafe_ignore_trace]\n    pub(crate) address: usize,\n    /// The prototype's shape and where it lies, if the slot is the prototype's.\n    pub(crate) prototype: Option<(WeakShape, usize)>,",
}

edit! {
    /// And what objects become that a write adds the property to.
    "struct InlineCache", "94809903ca7b9f01":
    "pub(crate) name: JsString," => "pub(crate) name: JsString,\n    /// Objects without the property.\n    pub(crate) additions: crate::vm::additions::AdditionCache,",
}

edit! {
    /// See above.
    "InlineCache::new", "5fbb65947bb2f418":
    "name," => "name,\n            additions: crate::vm::additions::AdditionCache::default(),",
}

/// See the edit of `CacheEntry`.
impl InlineCache {
    #[replace("aa5ec936bf3d514f")]
    pub(crate) fn set(&self, shape: &Shape, slot: Slot) {
        self.push(shape, slot, None);
    }

    #[add]
    fn push(&self, shape: &Shape, slot: Slot, prototype: Option<(WeakShape, usize)>) {
        if self.megamorphic.get() {
            return;
        }
        let mut entries = self.entries.borrow_mut();
        // An entry that no longer held is in the way of the new one.
        let address = shape.to_addr_usize();
        entries.retain(|entry| entry.address != address);
        if entries.try_push(CacheEntry { shape: shape.into(), slot, address, prototype }).is_err() {
            self.megamorphic.set(true);
            entries.clear();
        }
    }

    /// Remembers where `key` was found once a read or write through the slow path is done. `hint` is what that path
    /// noted on its way: whether the property is the object's own or its prototype's, and that nothing exotic had a
    /// part in it. Where the property is, the shapes say themselves: a getter or setter may have put another in its
    /// own place meanwhile, after which upstream goes on with the slot as it was before.
    #[add]
    pub(crate) fn remember(&self, object: &JsObject, key: &PropertyKey, hint: Slot, write: bool) {
        if !hint.is_cacheable() {
            return;
        }
        let object = object.borrow();
        let shape = object.shape();
        let usable = |slot: &Slot| {
            !write || slot.attributes.is_accessor_descriptor() || slot.attributes.contains(SlotAttributes::WRITABLE)
        };
        if !hint.attributes.contains(SlotAttributes::PROTOTYPE) {
            if let Some(slot) = shape.lookup(key).filter(usable) {
                self.push(shape, slot, None);
            }
            return;
        }
        // A shape of one object alone stays the same when a property is added, which then hides the prototype's.
        if !shape.is_shared() || shape.lookup(key).is_some() {
            return;
        }
        let Some(prototype) = shape.prototype() else { return };
        let prototype = prototype.borrow();
        let Some(mut slot) = prototype.shape().lookup(key) else { return };
        if write && !slot.attributes.is_accessor_descriptor() {
            return;
        }
        slot.attributes |= SlotAttributes::PROTOTYPE;
        self.push(shape, slot, Some((prototype.shape().into(), prototype.shape().to_addr_usize())));
    }

    /// The slot of an object of `shape`. Addresses are compared first: upstream upgrades each entry's weak reference, and
    /// clones two shapes, at every access.
    #[replace("6242d8a338f224a6")]
    pub(crate) fn get<'a>(&self, shape: &'a Shape) -> Option<(&'a Shape, Slot)> {
        let address = shape.to_addr_usize();
        let entries = self.entries.borrow();
        let entry = entries.iter().find(|entry| entry.address == address)?;
        let slot = entry.slot;
        let holds = entry.shape.is_alive()
            && entry.prototype.as_ref().is_none_or(|(weak, expected)| {
                shape.prototype().is_some_and(|object| object.borrow().shape().to_addr_usize() == *expected)
                    && weak.is_alive()
            });
        if holds {
            return Some((shape, slot));
        }
        drop(entries);
        self.entries.borrow_mut().retain(|entry| entry.address != address);
        None
    }
}
