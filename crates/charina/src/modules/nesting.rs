//! How deep a source nests its brackets: the engine's parser recurses for each, and would end the process where V8
//! throws "Maximum call stack size exceeded".

use super::token::{Kind, Tokenizer};
use crate::errors::{self, Class};
use charina_engine::{Context, JsResult};

/// The deepest nesting that is parsed. Measured with a stack of 1 GB: 16,000 nested functions pass; nobody's program
/// comes near this.
const LIMIT: usize = 2_500;

/// Refuses a source that nests too deeply, before the parser sees it.
///
/// # Errors
/// The RangeError that V8 throws.
pub(crate) fn check(source: &str, context: &mut Context) -> JsResult<()> {
    if is_too_deep(source) {
        let error = errors::plain_object(Class::RangeError, "Maximum call stack size exceeded", context);
        return Err(errors::thrown(error));
    }
    Ok(())
}

fn is_too_deep(source: &str) -> bool {
    // Most files have not that many brackets in all; counting them costs a fraction of tokenizing.
    let openings = source.bytes().filter(|byte| matches!(byte, b'(' | b'[' | b'{')).count();
    if openings <= LIMIT {
        return false;
    }
    let mut tokens = Tokenizer::new(source);
    loop {
        if tokens.depth() > LIMIT {
            return true;
        }
        if matches!(tokens.next_token().kind, Kind::End | Kind::Invalid) {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_nesting_counts() {
        assert!(!is_too_deep(&"f(1);".repeat(10_000)));
        assert!(!is_too_deep(&format!("{}1{}", "(".repeat(1_000), ")".repeat(1_000))));
        assert!(is_too_deep(&format!("{}1{}", "(".repeat(3_000), ")".repeat(3_000))));
        assert!(is_too_deep(&"[".repeat(100_000)));
        assert!(!is_too_deep(&format!("'{}'", "(".repeat(100_000))));
    }
}
