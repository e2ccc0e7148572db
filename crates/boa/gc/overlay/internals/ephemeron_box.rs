//! Keys that are referred to without a handle.

edit! {
    /// The key is no longer freed with its last handle: it can be given another, and the collector tells the ephemeron.
    "EphemeronBox<K,V>::new", "976468546990b591":
    "Self {
            header" => "Gc::pin(key);
        Self {
            header",
}

edit! {
    /// See above.
    "EphemeronBox<K,V>::set", "e7a6a6eb1e27243b":
    "// SAFETY: The caller must ensure setting" => "Gc::pin(key);
        // SAFETY: The caller must ensure setting",
}
