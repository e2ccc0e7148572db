//! The regular expressions inside of patterns: ECMAScript's, on the engine `regress` that Boa's RegExp objects have too.

use regress::{Flags, Regex};
use urlpattern::RegexSyntax;
use urlpattern::regexp::RegExp;

/// A part of a URL as a regular expression.
#[derive(Debug)]
pub(super) struct Expression {
    compiled: Regex,
    source: String,
}

impl RegExp for Expression {
    fn syntax() -> RegexSyntax {
        RegexSyntax::EcmaScript
    }

    /// The standard wants the flag `v`, whatever `flags` says of Unicode
    /// (<https://urlpattern.spec.whatwg.org/#create-a-component>).
    fn parse(pattern: &str, flags: &str, _force_eval: bool) -> Result<Self, ()> {
        let flags = Flags { icase: flags.contains('i'), unicode: true, unicode_sets: true, ..Flags::default() };
        let compiled = Regex::with_flags(pattern, flags).map_err(|_| ())?;
        Ok(Self { compiled, source: pattern.to_owned() })
    }

    fn matches<'a>(&self, text: &'a str) -> Option<Vec<Option<&'a str>>> {
        let found = self.compiled.find(text)?;
        Some(found.captures.iter().map(|range| range.clone().and_then(|range| text.get(range))).collect())
    }

    fn pattern_string(&self) -> &str {
        &self.source
    }
}
