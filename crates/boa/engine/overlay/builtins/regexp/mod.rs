//! Regular expressions: a literal that is evaluated again is not compiled again; errors in V8's words.

#[add]
/// The expressions that were compiled last, by source and flags.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    compiled: rustc_hash::FxHashMap<(JsString, JsString), RegExp>,
}

#[add]
/// See above.
impl Patterns {
    /// How many are known before all are forgotten.
    const MANY: usize = 256;
    /// How long a source may be.
    const LONG: usize = 2048;
}

impl RegExp {
    /// See above.
    #[wrap("07022a2b970a7a10")]
    fn compile_native_regexp(pattern: &JsValue, flags: &JsValue, context: &mut Context) -> JsResult<RegExp> {
        let key = match (pattern.as_string(), flags.as_string()) {
            (Some(pattern), Some(flags)) if pattern.len() <= Patterns::LONG => (pattern, flags),
            _ => return Self::upstream_compile_native_regexp(pattern, flags, context),
        };
        if let Some(known) = context.vm.patterns.compiled.get(&key) {
            return Ok(known.clone());
        }
        let compiled = Self::upstream_compile_native_regexp(pattern, flags, context)
            .map_err(|error| refusal(&key.0, &key.1, error.as_native().map_or("", JsNativeError::message)))?;
        let patterns = &mut context.vm.patterns.compiled;
        if patterns.len() >= Patterns::MANY {
            patterns.clear();
        }
        patterns.insert(key, compiled.clone());
        Ok(compiled)
    }
}

#[add]
/// What is wrong with an expression, as V8 says it.
fn refusal(source: &JsString, flags: &JsString, upstream: &str) -> crate::JsError {
    let (source, flags) = (source.to_std_string_lossy(), flags.to_std_string_lossy());
    let message = match upstream.split_once("failed to create matcher: ") {
        None => format!("Invalid flags supplied to RegExp constructor '{flags}'"),
        Some((_, reason)) => {
            let count = |bracket| source.matches(bracket).count();
            let reason = match reason {
                "Unbalanced parenthesis" if count('(') > count(')') => "Unterminated group",
                "Unbalanced parenthesis" => "Unmatched ')'",
                other => other,
            };
            format!("Invalid regular expression: /{source}/{flags}: {reason}")
        }
    };
    JsNativeError::syntax().with_message(message).into()
}
