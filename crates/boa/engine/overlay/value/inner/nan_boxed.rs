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

    #[add]
    /// What tells values apart that are not numbers: the same for copies of one, and for equal strings in one place.
    #[inline(always)]
    pub(crate) fn identity(&self) -> u64 {
        self.value()
    }

    #[add]
    /// The string, not counted as a handle of its own.
    #[inline(always)]
    pub(crate) fn peek_string(&self) -> Option<ManuallyDrop<JsString>> {
        // SAFETY: the tag says that it is a string.
        self.is_string().then(|| unsafe { self.as_string_unchecked() })
    }
}
