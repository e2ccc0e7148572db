//! A mark among symbols.

edit! {
    /// One that no script ever sees: see `JsSymbol::unmade`.
    "enum WellKnown", "cc20a17a82441a3f":
    "AsyncDispose," => "AsyncDispose,
    Unmade,",
}

edit! {
    /// See above.
    "WellKnown::description", "7a34e2a8cd8397f7":
    "Self::AsyncDispose =>" => "Self::Unmade | Self::AsyncDispose =>",
}

edit! {
    /// See above.
    "WellKnown::fn_name", "cdd17d732f58a4be":
    "Self::AsyncDispose =>" => "Self::Unmade | Self::AsyncDispose =>",
}

/// See above.
impl JsSymbol {
    #[add]
    /// Stands where the `prototype` of a function is made when somebody asks for it.
    pub(crate) const fn unmade() -> Self {
        Self { repr: Tagged::from_tag(WellKnown::Unmade as usize) }
    }
}
