//! Declarations.

edit! {
    /// `await using` at the start of a line.
    "<Declaration as TokenParser<R>>::parse", "1ddda910d19e0f58":
    "cursor.peek_no_skip_line_term(1, interner)?" => "cursor.peek_behind(interner)?",
}
