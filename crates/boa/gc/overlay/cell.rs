//! Cells.

edit! {
    /// Called for each access to an object, from another crate: inlined.
    "BorrowFlag::borrowed", "004160ed4d88f419":
    "const fn borrowed(self)" => "#[inline(always)]\n    const fn borrowed(self)",
}

edit! {
    /// See above.
    "BorrowFlag::sub_reading", "ce2953ba44237f77":
    "fn sub_reading(self)" => "#[inline(always)]\n    fn sub_reading(self)",
}

edit! {
    /// See above.
    "<BorrowGcRef<'_> as Drop>::drop", "93f967b89a56d7e7":
    "fn drop(&mut self)" => "#[inline(always)]\n    fn drop(&mut self)",
}

edit! {
    /// See above.
    "<BorrowGcRefMut<'_> as Drop>::drop", "b9e9dc98b0ebae5d":
    "fn drop(&mut self)" => "#[inline(always)]\n    fn drop(&mut self)",
}

/// What the interpreter's loop does thousands of times between two calls: it looks at a value without noting that, for
/// nothing can come between.
impl<T: ?Sized> GcRefCell<T> {
    #[add]
    /// The value, unless it is borrowed mutably.
    ///
    /// # Safety
    /// Nothing may borrow it mutably as long as the reference is used.
    #[inline(always)]
    pub unsafe fn peek(&self) -> Option<&T> {
        match self.borrow.get().borrowed() {
            BorrowState::Writing => None,
            // SAFETY: nobody writes it now, and the caller sees to it that nobody does later.
            _ => Some(unsafe { &*self.cell.get() }),
        }
    }

    #[add]
    /// The value, unless it is borrowed.
    ///
    /// # Safety
    /// Nothing may borrow it as long as the reference is used.
    #[inline(always)]
    #[allow(clippy::mut_from_ref)]
    pub unsafe fn peek_mut(&self) -> Option<&mut T> {
        match self.borrow.get().borrowed() {
            // SAFETY: nobody uses it now, and the caller sees to it that nobody does later.
            BorrowState::Unused => Some(unsafe { &mut *self.cell.get() }),
            _ => None,
        }
    }
}
