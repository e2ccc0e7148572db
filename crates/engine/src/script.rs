//! Scripts apart from any realm.

use crate::{JsError, JsResult, Source};
use boa_engine::ast::operations::lexically_declared_names;
use boa_engine::ast::scope::Scope;
use boa_engine::interner::Interner;
use boa_engine::parser::Parser;

/// Parses a script's text without declaring anything anywhere. Answers whether it declares names with `let`, `const`
/// or `class`, which a realm takes only once.
///
/// # Errors
/// The SyntaxError, as `Script::parse` makes it.
pub fn check(text: &str) -> JsResult<bool> {
    Parser::new(Source::from_bytes(text.as_bytes()))
        .parse_script(&Scope::new_global(), &mut Interner::default())
        .map(|script| !lexically_declared_names(&script).is_empty())
        .map_err(JsError::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_apart() {
        assert!(check("let a = 1; function f() { return a }").expect("a script"));
        assert!(!check("var a = 1; { let b }").expect("a script"));
        let error = check("let a = ;").expect_err("it is no script");
        assert!(error.to_string().contains("line 1"), "{error}");
        assert!(check("let a; let a;").is_err());
    }
}
