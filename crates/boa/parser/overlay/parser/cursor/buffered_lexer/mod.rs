//! Tokens seen ahead.

impl<R> BufferedLexer<R>
where
    R: ReadChar,
{
    /// The next token is asked for several times by each expression, and mostly stands there already.
    #[wrap("acb815208337ce3c")]
    #[inline]
    pub(super) fn peek(
        &mut self,
        skip_n: usize,
        skip_line_terminators: bool,
        interner: &mut Interner,
    ) -> ParseResult<Option<&Token>> {
        let known = skip_n == 0
            && self.read_index != self.write_index
            && match &self.peeked[self.read_index] {
                Some(token) => !(skip_line_terminators && matches!(token.kind(), TokenKind::LineTerminator)),
                None => false,
            };
        if known {
            return Ok(self.peeked[self.read_index].as_ref());
        }
        self.upstream_peek(skip_n, skip_line_terminators, interner)
    }
}
