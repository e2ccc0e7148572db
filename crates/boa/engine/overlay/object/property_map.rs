//! Properties of objects.

/// See `object/elements.rs`.
impl IndexedProperties {
    #[add]
    /// How many elements there are, if they are stored one behind the other.
    pub(crate) fn dense_len(&self) -> Option<usize> {
        match self {
            Self::DenseI32(elements) => Some(elements.len()),
            Self::DenseF64(elements) => Some(elements.len()),
            Self::DenseElement(elements) => Some(elements.len()),
            Self::SparseElement(_) | Self::SparseProperty(_) => None,
        }
    }
}

/// Dense elements.
impl IndexedProperties {
    #[add]
    /// Takes the last element out, if elements are stored one behind the other.
    pub(crate) fn pop_dense(&mut self) -> Option<JsValue> {
        match self {
            Self::DenseI32(elements) => elements.pop().map(JsValue::from),
            Self::DenseF64(elements) => elements.pop().map(JsValue::from),
            Self::DenseElement(elements) => elements.pop(),
            Self::SparseElement(_) | Self::SparseProperty(_) => None,
        }
    }

    #[add]
    /// Drops the elements from `length` on, the same.
    pub(crate) fn truncate_dense(&mut self, length: usize) {
        match self {
            Self::DenseI32(elements) => elements.truncate(length),
            Self::DenseF64(elements) => elements.truncate(length),
            Self::DenseElement(elements) => elements.truncate(length),
            Self::SparseElement(_) | Self::SparseProperty(_) => {}
        }
    }
}

/// Sparse elements.
impl IndexedProperties {
    #[add]
    /// The element, if elements are stored by index and are plain values.
    #[inline]
    pub(crate) fn sparse(&self, index: u32) -> Option<&JsValue> {
        match self {
            Self::SparseElement(elements) => elements.get(&index),
            _ => None,
        }
    }

    #[add]
    /// The same, to be written.
    #[inline]
    pub(crate) fn sparse_mut(&mut self, index: u32) -> Option<&mut JsValue> {
        match self {
            Self::SparseElement(elements) => elements.get_mut(&index),
            _ => None,
        }
    }

    #[add]
    /// Stores elements one behind the other if none is missing now: that is how arrays end that are filled from behind.
    fn close_ranks(&mut self) {
        let Self::SparseElement(elements) = self else { return };
        let count = elements.len() as u32;
        if (0..count).all(|index| elements.contains_key(&index)) {
            let dense = (0..count).filter_map(|index| elements.remove(&index)).collect();
            *self = Self::from_dense_js_value(dense);
        }
    }

    /// An array may have no holes any more once its first element is written.
    #[wrap("877cd5e2f75f00b9")]
    fn insert(&mut self, key: u32, property: PropertyDescriptor) -> bool {
        let replaced = self.upstream_insert(key, property);
        if key == 0 && !replaced {
            self.close_ranks();
        }
        replaced
    }
}
