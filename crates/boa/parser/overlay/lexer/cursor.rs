//! The lexer's place in the source.

edit! {
    /// More may have been looked at already than is asked for.
    "Cursor<R>::peek_n", "e911b07a25a216eb":
    "n as usize - peeked" => "(n as usize).saturating_sub(peeked)",
}
