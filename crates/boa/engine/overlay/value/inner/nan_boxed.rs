//! What a value is, from its bits.

/// What the interpreter's loop asks.
impl NanBoxedValue {
    #[add]
    /// Whether the value holds on to something on the heap, so that copying and dropping it is more than its bits.
    #[inline(always)]
    pub(crate) fn is_counted(&self) -> bool {
        // The tags of pointers are the highest.
        self.value() & bits::MASK_KIND >= bits::MASK_OBJECT
    }

    #[add]
    /// The object, not counted as a handle of its own.
    #[inline(always)]
    pub(crate) fn peek_object(&self) -> Option<ManuallyDrop<JsObject>> {
        // SAFETY: the tag says that it is an object.
        self.is_object().then(|| unsafe { self.as_object_unchecked() })
    }
}
