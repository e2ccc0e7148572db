//! Words.

use boa_ast::Keyword;

edit! {
    /// `using` is a name unless it declares something: upstream takes it for a keyword everywhere, and refuses programs
    /// that call a function, an import or a variable so (rxjs does). Upstream could take it.
    "<Identifier as Tokenizer<R>>::lex", "504c49e60f38ec4e":
    "Ok(keyword) =>" => "Ok(Keyword::Using) if contains_escaped_chars || !declares(cursor)? => {
                TokenKind::IdentifierName((
                    interner.get_or_intern(\"using\"),
                    ContainsEscapeSequence(contains_escaped_chars),
                ))
            }
            Ok(keyword) =>",
}

#[add]
/// Whether what follows `using` makes it a declaration: a name on the same line, which is none of `in`, `of` and `as`.
/// The lexer sees four characters ahead, so one blank must do.
fn declares<R: ReadChar>(cursor: &mut Cursor<R>) -> Result<bool, Error> {
    let [blank, first, second, third] = *cursor.peek_n(4)?;
    let Some(first) = first.filter(|_| matches!(blank, Some(0x20 | 0x09))) else { return Ok(false) };
    if first != 0x5C && !Identifier::is_identifier_start(first) {
        return Ok(false);
    }
    let ends = third.is_none_or(|third| !Identifier::is_identifier_part(third));
    let word = [Some(first), second].map(|character| character.and_then(char::from_u32).unwrap_or(' '));
    Ok(!(ends && matches!(word, ['i', 'n'] | ['o', 'f'] | ['a', 's'])))
}

#[add]
/// Bit by bit, which ASCII characters a name may hold: `$`, digits, `A` to `Z`, `_`, `a` to `z`.
const NAME: [u64; 2] = [0x03FF_0010_0000_0000, 0x07FF_FFFE_87FF_FFFE];

#[add]
/// Whether the ASCII character `character` may be in a name.
#[inline]
const fn is_ascii_name(character: u32) -> bool {
    NAME[(character >> 6) as usize] >> (character & 63) & 1 == 1
}

impl Identifier {
    /// ASCII by a table: Unicode's lists of ranges are searched for each character of a program.
    #[wrap("d144c795b83954da")]
    #[inline]
    pub(super) fn is_identifier_start(ch: u32) -> bool {
        if ch < 0x80 {
            return is_ascii_name(ch) && !matches!(ch, 0x30..=0x39);
        }
        Self::upstream_is_identifier_start(ch)
    }

    /// ASCII by a table.
    #[wrap("1414b38e62fb1bc1")]
    #[inline]
    fn is_identifier_part(ch: u32) -> bool {
        if ch < 0x80 { is_ascii_name(ch) } else { Self::upstream_is_identifier_part(ch) }
    }

    /// The usual name, without escapes and all in ASCII, is taken in one go, with room for it made once.
    #[wrap("c67c4114284c0522")]
    pub(super) fn take_identifier_name<R>(
        cursor: &mut Cursor<R>,
        start_pos: PositionGroup,
        init: char,
    ) -> Result<(String, bool), Error>
    where
        R: ReadChar,
    {
        if init == '\\' {
            return Self::upstream_take_identifier_name(cursor, start_pos, init);
        }
        let mut name = String::with_capacity(15);
        name.push(init);
        cursor.take_ascii(&mut name, is_ascii_name)?;
        if !matches!(cursor.peek_char()?, Some(0x5C | 0x80..)) {
            return Ok((name, false));
        }
        // The rest is upstream's: it begins with a character that is there already.
        let last = name.pop().unwrap_or_default();
        let (rest, escaped) = Self::upstream_take_identifier_name(cursor, start_pos, last)?;
        name.push_str(&rest);
        Ok((name, escaped))
    }
}
