//! The counts of a box.

edit! {
    /// Called for each handle that is copied, from another crate: inlined.
    "GcHeader::inc_ref_count", "3ede513277e61014":
    "pub(crate) fn inc_ref_count(&self) {" => "#[inline(always)]\n    pub(crate) fn inc_ref_count(&self) {",
}

edit! {
    /// The same for each that is dropped.
    "GcHeader::dec_ref_count", "c125617ac21c0f0e":
    "pub(crate) fn dec_ref_count(&self) {" => "#[inline(always)]\n    pub(crate) fn dec_ref_count(&self) {",
}

edit! {
    /// A bit says that something other than handles refers to the box.
    "const NON_ROOTS_MASK", "52b68c8de32ff84b":
    "!MARK_MASK" => "!(MARK_MASK | PINNED_MASK)",
}

#[add]
/// See [`GcHeader::pin`].
const PINNED_MASK: u32 = 1 << (u32::BITS - 2);

/// Boxes that a last handle does not free.
impl GcHeader {
    #[add]
    /// From now on the collector alone frees the box.
    pub(crate) fn pin(&self) {
        self.non_root_count.set(self.non_root_count.get() | PINNED_MASK);
    }

    #[add]
    #[inline(always)]
    pub(crate) fn is_pinned(&self) -> bool {
        self.non_root_count.get() & PINNED_MASK != 0
    }
}
