//! Shapes.

/// Inline caches ask often.
impl WeakShape {
    #[add]
    /// Whether the shape has not been collected, without holding on to it.
    #[inline]
    pub(crate) fn is_alive(&self) -> bool {
        match self {
            WeakShape::Shared(shape) => shape.is_alive(),
            WeakShape::Unique(shape) => shape.is_alive(),
        }
    }
}
