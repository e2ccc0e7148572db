//! Expressions.

use crate::lexer::Token;

edit! {
    /// One function takes the binary operators, by their precedence: upstream goes through a parser for each of eight
    /// levels, whether there is an operator or not.
    "<ShortCircuitExpression as TokenParser<R>>::parse", "2a7bc8675930fe06":
    "BitwiseORExpression::new" =>* "BinaryExpression::new",
}

#[add]
/// Operands between `|`, `^`, `&`, equality, relational, shift, additive and multiplicative operators
/// (<https://tc39.es/ecma262/#prod-BitwiseORExpression> and those below).
#[derive(Debug, Clone, Copy)]
struct BinaryExpression {
    allow_in: AllowIn,
    allow_yield: AllowYield,
    allow_await: AllowAwait,
}

#[add]
/// How tight `in`, `instanceof`, `<` and their like hold.
const RELATIONAL: u8 = 5;

#[add]
/// Precedence climbing (<https://en.wikipedia.org/wiki/Operator-precedence_parser>).
impl BinaryExpression {
    fn new(allow_in: AllowIn, allow_yield: AllowYield, allow_await: AllowAwait) -> Self {
        Self { allow_in, allow_yield, allow_await }
    }

    /// The whole of it.
    fn parse<R: ReadChar>(
        self,
        cursor: &mut Cursor<R>,
        interner: &mut Interner,
    ) -> ParseResult<FormalParameterListOrExpression> {
        self.climb(1, cursor, interner)
    }

    /// An operand and what operators of the precedence `least` and above join to it.
    fn climb<R: ReadChar>(
        self,
        least: u8,
        cursor: &mut Cursor<R>,
        interner: &mut Interner,
    ) -> ParseResult<FormalParameterListOrExpression> {
        let private = self.allow_in.0
            && least <= RELATIONAL
            && matches!(cursor.peek(0, interner).or_abrupt()?.kind(), TokenKind::PrivateIdentifier(_));
        let operand = if private {
            // `#name in object` is upstream's, with the relational operators behind it.
            RelationalExpression::new(self.allow_in, self.allow_yield, self.allow_await).parse(cursor, interner)?
        } else {
            cursor.set_goal(InputElement::Div);
            ExponentiationExpression::new(self.allow_yield, self.allow_await).parse(cursor, interner)?
        };
        let FormalParameterListOrExpression::Expression(mut expression) = operand else { return Ok(operand) };
        while let Some(token) = cursor.peek(0, interner)? {
            let Some((operator, precedence)) = self.operator(token, least)? else { break };
            if precedence < least {
                break;
            }
            cursor.advance(interner);
            let right = self.climb(precedence + 1, cursor, interner)?.try_into_expression()?;
            expression = Binary::new(operator, expression, right).into();
        }
        Ok(expression.into())
    }

    /// The binary operator that `token` is, and its precedence.
    fn operator(self, token: &Token, least: u8) -> ParseResult<Option<(BinaryOp, u8)>> {
        let (operator, precedence) = match *token.kind() {
            TokenKind::Punctuator(punctuator) => {
                let precedence = match punctuator {
                    Punctuator::Or => 1,
                    Punctuator::Xor => 2,
                    Punctuator::And => 3,
                    Punctuator::Eq | Punctuator::NotEq | Punctuator::StrictEq | Punctuator::StrictNotEq => 4,
                    Punctuator::LessThan
                    | Punctuator::GreaterThan
                    | Punctuator::LessThanOrEq
                    | Punctuator::GreaterThanOrEq => RELATIONAL,
                    Punctuator::LeftSh | Punctuator::RightSh | Punctuator::URightSh => 6,
                    Punctuator::Add | Punctuator::Sub => 7,
                    Punctuator::Mul | Punctuator::Div | Punctuator::Mod => 8,
                    _ => return Ok(None),
                };
                (punctuator.as_binary_op(), precedence)
            }
            TokenKind::Keyword((Keyword::InstanceOf | Keyword::In, true)) if least <= RELATIONAL => {
                return Err(Error::general("Keyword must not contain escaped characters", token.span().start()));
            }
            TokenKind::Keyword((keyword @ Keyword::InstanceOf, false)) => (keyword.as_binary_op(), RELATIONAL),
            TokenKind::Keyword((keyword @ Keyword::In, false)) if self.allow_in.0 => {
                (keyword.as_binary_op(), RELATIONAL)
            }
            _ => return Ok(None),
        };
        Ok(operator.map(|operator| (operator, precedence)))
    }
}
