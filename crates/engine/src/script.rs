//! Scripts apart from any realm.

use crate::{JsError, JsResult, Source};
use boa_engine::ast::scope::Scope;
use boa_engine::interner::Interner;
use boa_engine::parser::Parser;

/// Whether a script's text can be parsed, without declaring anything anywhere.
///
/// # Errors
/// The SyntaxError, as `Script::parse` makes it.
pub fn check(text: &str) -> JsResult<()> {
    Parser::new(Source::from_bytes(text.as_bytes()))
        .parse_script(&Scope::new_global(), &mut Interner::default())
        .map(|_| ())
        .map_err(JsError::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_apart() {
        assert!(check("let a = 1; function f() { return a }").is_ok());
        let error = check("let a = ;").expect_err("it is no script");
        assert!(error.to_string().contains("line 1"), "{error}");
        assert!(check("let a; let a;").is_err());
    }
}
