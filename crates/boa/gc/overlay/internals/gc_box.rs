//! Boxes.

/// Boxes that are freed with their last handle.
impl<T: Trace> GcBox<T> {
    #[add]
    /// See `internals/counted`. Types that do not fit are left to the collector.
    #[inline]
    pub(crate) fn new_counted(value: T) -> Self {
        let vtable = if const { super::counted::fits::<T>() } { vtable_of::<T, true>() } else { vtable_of::<T, false>() };
        Self { header: GcHeader::new(), vtable, value }
    }

    #[add]
    /// # Safety
    /// Nothing may use the value any more.
    pub(crate) unsafe fn drop_value(this: std::ptr::NonNull<Self>) {
        // SAFETY: the caller's.
        unsafe { std::ptr::drop_in_place(&raw mut (*this.as_ptr()).value) }
    }
}

edit! {
    /// There are two tables a type.
    "GcBox<T>::new", "6432399e81f3d9ca":
    "vtable_of::<T>()" => "vtable_of::<T, false>()",
}
