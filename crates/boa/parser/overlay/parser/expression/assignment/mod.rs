//! Assignments, and whatever may stand where one may.

use crate::{lexer::Token, parser::expression::primary::PrimaryExpression};

edit! {
    /// A name or literal that stands alone is parsed at once: upstream asks for every kind of operator behind it.
    /// What follows is copied only if it assigns.
    "<AssignmentExpression as TokenParser<R>>::parse", "ca1a537a6e949575":
    "let peek_token = cursor.peek(0, interner).or_abrupt()?;" =>
        "if stands_alone(cursor, interner)? {
            return PrimaryExpression::new(self.allow_yield, self.allow_await)
                .parse(cursor, interner)?
                .try_into_expression();
        }
        let peek_token = cursor.peek(0, interner).or_abrupt()?;",
    "cursor.peek(0, interner)?.cloned()" => "cursor.peek(0, interner)?.filter(|token| assigns(token)).cloned()",
}

#[add]
/// Whether the next token is a name or a literal and the one behind it ends an expression.
fn stands_alone<R: ReadChar>(cursor: &mut Cursor<R>, interner: &mut Interner) -> ParseResult<bool> {
    let operand = matches!(
        cursor.peek(0, interner)?.map(Token::kind),
        Some(
            TokenKind::IdentifierName(_)
                | TokenKind::StringLiteral(_)
                | TokenKind::NumericLiteral(_)
                | TokenKind::BooleanLiteral(_)
                | TokenKind::NullLiteral(_)
                | TokenKind::Keyword((Keyword::This, false))
        )
    );
    Ok(operand
        && matches!(
            cursor.peek(1, interner)?.map(Token::kind),
            Some(TokenKind::Punctuator(
                Punctuator::Comma
                    | Punctuator::CloseParen
                    | Punctuator::CloseBracket
                    | Punctuator::CloseBlock
                    | Punctuator::Semicolon
                    | Punctuator::Colon
            ))
        ))
}

#[add]
/// Whether `token` is an assignment's operator.
fn assigns(token: &Token) -> bool {
    match token.kind() {
        TokenKind::Punctuator(punctuator) => {
            *punctuator == Punctuator::Assign || punctuator.as_assign_op().is_some()
        }
        _ => false,
    }
}
