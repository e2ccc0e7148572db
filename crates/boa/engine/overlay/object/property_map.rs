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
