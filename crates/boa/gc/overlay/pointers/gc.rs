//! Handles.

/// Handles of boxes that are freed with the last of them.
impl<T: Trace> Gc<T> {
    #[add]
    /// As [`Gc::new`]; the box is freed soon after its last handle is gone, unless it is part of a cycle, and its memory
    /// is used again. So nothing may tell it by its address alone once it has no handle, see [`Gc::pin`].
    #[must_use]
    #[inline]
    pub fn new_counted(value: T) -> Self {
        let inner_ptr = Allocator::alloc_counted(GcBox::new_counted(value));
        Self { inner_ptr, marker: PhantomData }
    }
}

/// See above.
impl<T: Trace + ?Sized> Gc<T> {
    #[add]
    /// Leaves the box to the collector, so that its address is its own until the next collection.
    pub fn pin(this: &Self) {
        this.inner().header.pin();
    }
}

edit! {
    /// The last handle frees some boxes.
    "<Gc<T> as Finalize>::finalize", "df5e46be63043574":
    "fn finalize(&self) {" => "#[inline(always)]\n    fn finalize(&self) {",
    "self.inner_ptr.as_ref().dec_ref_count();" => "let node = self.inner_ptr.as_ref();
            node.dec_ref_count();
            if node.header.ref_count() == 0 {
                crate::internals::counted::released(self.inner_ptr.cast());
            }",
}
