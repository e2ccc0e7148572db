//! Shapes that objects share.

/// Inline caches ask often.
impl WeakSharedShape {
    #[add]
    #[inline]
    pub(crate) fn is_alive(&self) -> bool {
        self.inner.is_upgradable()
    }
}
