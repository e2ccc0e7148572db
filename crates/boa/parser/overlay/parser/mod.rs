//! What the parsers share.

edit! {
    /// No error is made, and dropped again, for each token that is there.
    "<ParseResult<Option<T>> as OrAbrupt<T>>::or_abrupt", "6eb6867bc07fdf8a":
    "self?.ok_or(Error::AbruptEnd)" => "self?.ok_or_else(|| Error::AbruptEnd)",
}
