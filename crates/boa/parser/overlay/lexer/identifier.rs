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
