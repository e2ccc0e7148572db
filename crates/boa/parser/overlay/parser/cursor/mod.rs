//! Tokens in turn.

impl<R> Cursor<R>
where
    R: ReadChar,
{
    #[add]
    /// The token behind the next one, or the line's end between them; upstream takes a line's end before the next one for
    /// it in places.
    pub(super) fn peek_behind(&mut self, interner: &mut Interner) -> ParseResult<Option<&Token>> {
        let skip = if self.peek_is_line_terminator(0, interner)?.unwrap_or(false) { 2 } else { 1 };
        self.peek_no_skip_line_term(skip, interner)
    }
}
