//! Shapes that objects share.

/// Inline caches ask often.
impl WeakSharedShape {
    #[add]
    #[inline]
    pub(crate) fn is_alive(&self) -> bool {
        self.inner.is_upgradable()
    }
}

impl SharedShape {
    #[add]
    /// See `Shape::all_properties`.
    pub(crate) fn all_properties(&self, show: &mut dyn FnMut(&PropertyKey, Slot) -> bool) -> bool {
        let count = self.property_count() as usize;
        self.property_table().inner().borrow().keys.iter().take(count).all(|(key, slot)| show(key, *slot))
    }
}
