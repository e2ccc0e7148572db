//! Environments of blocks.

edit! {
    /// Used by the interpreter's loop.
    "LexicalEnvironment::bindings", "e7a742f0df0ee47c":
    "#[expect(dead_code)]" => "#[inline(always)]",
}
