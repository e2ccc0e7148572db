//! Shapes of one object alone.

edit! {
    /// Making a property read-only, or an accessor of another kind, gives the object another shape, so that inline
    /// caches see it; upstream left it a TODO, and a cached write went on writing into a frozen object.
    "UniqueShape::change_attributes_transition", "a2b5433cb16881ed":
    "// TODO: invalidate the pointer.
            return ChangeTransition {
                shape: self.clone().into()," => "let property_table = std::mem::take(&mut *property_table);
            let prototype = self.inner.prototype.borrow_mut().take();
            return ChangeTransition {
                shape: Self::new(prototype, property_table).into(),",
}

/// Inline caches ask often.
impl WeakUniqueShape {
    #[add]
    #[inline]
    pub(crate) fn is_alive(&self) -> bool {
        self.inner.is_upgradable()
    }
}

impl UniqueShape {
    #[add]
    /// See `Shape::all_properties`.
    pub(crate) fn all_properties(&self, show: &mut dyn FnMut(&PropertyKey, Slot) -> bool) -> bool {
        self.property_table().borrow().keys.iter().all(|(key, slot)| show(key, *slot))
    }
}
