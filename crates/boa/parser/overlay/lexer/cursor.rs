//! The lexer's place in the source.

edit! {
    /// More may have been looked at already than is asked for.
    "Cursor<R>::peek_n", "e911b07a25a216eb":
    "n as usize - peeked" => "(n as usize).saturating_sub(peeked)",
}

impl<R: ReadChar> Cursor<R> {
    #[add]
    /// Takes the characters that `wanted` is true of, all of them ASCII and none a line's end, to the end of `text`: a
    /// name's cost less so than one by one.
    #[inline]
    pub(super) fn take_ascii(&mut self, text: &mut String, wanted: impl Fn(u32) -> bool) -> Result<(), Error> {
        let mut length = 0;
        loop {
            let ahead = self.peeked[0];
            let Some(next) = (match ahead {
                Some(character) => Some(character),
                None => self.iter.next_char()?,
            }) else {
                break;
            };
            let Some(character) = char::from_u32(next).filter(|_| next < 0x80 && wanted(next)) else {
                self.peeked[0] = Some(next);
                break;
            };
            if ahead.is_some() {
                self.peeked[0] = None;
                self.peeked.rotate_left(1);
            }
            self.source_collector.collect_code_point(next);
            text.push(character);
            length += 1;
        }
        self.pos = Position::new(self.pos.line_number(), self.pos.column_number() + length);
        Ok(())
    }
}
