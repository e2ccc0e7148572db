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

/// What a cache of additions asks.
impl Shape {
    #[add]
    /// The shape, if objects share it.
    pub(crate) const fn as_shared(&self) -> Option<&SharedShape> {
        if let Inner::Shared(shape) = &self.inner {
            return Some(shape);
        }
        None
    }
}

/// What copying and enumerating ask.
impl Shape {
    #[add]
    /// Shows each property and where it lies, in the order they were made in, until `show` has seen enough. It must not
    /// touch shapes.
    pub(crate) fn all_properties(&self, show: &mut dyn FnMut(&PropertyKey, Slot) -> bool) -> bool {
        match &self.inner {
            Inner::Shared(shape) => shape.all_properties(show),
            Inner::Unique(shape) => shape.all_properties(show),
        }
    }
}
