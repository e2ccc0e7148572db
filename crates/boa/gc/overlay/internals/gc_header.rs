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
