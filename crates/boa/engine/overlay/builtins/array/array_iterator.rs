//! Iterators of arrays.

impl ArrayIterator {
    #[add]
    /// What `next` does for the values of an array that is stored one behind the other: `Some(None)` at the end, `None`
    /// where that has to go the long way. Runs nothing.
    pub(crate) fn quick_next(&mut self) -> Option<Option<JsValue>> {
        if self.done {
            return Some(None);
        }
        if !matches!(self.kind, PropertyNameKind::Value) || !self.array.is_array() {
            return None;
        }
        let array = self.array.borrow();
        let properties = array.properties();
        // Its first slot is an array's length.
        let length = properties.storage.first()?.as_number()?;
        let index = u32::try_from(self.next_index).ok()?;
        if f64::from(index) >= length {
            self.done = true;
            return Some(None);
        }
        let value = properties.get_dense_property(index)?;
        self.next_index += 1;
        Some(Some(value))
    }
}
