//! Whether an ambiguous source is an ES module: DETECT_MODULE_SYNTAX.
//!
//! <https://nodejs.org/api/packages.html#syntax-detection>

use super::token::{Kind, Token, Tokenizer, skip_space, word_end};

/// What a CommonJS module is wrapped in a function with, so that it may not declare them at its top level.
const WRAPPER_NAMES: [&[u8]; 5] = [b"require", b"exports", b"module", b"__filename", b"__dirname"];

/// Whether `source` has syntax that only ES modules can have: `import` and `export` statements, `import.meta`,
/// `await` at the top level, or a lexical declaration of one of CommonJS's own variables there. `import()` is not.
pub fn detect_module_syntax(source: &str) -> bool {
    let bytes = source.as_bytes();
    let mut tokens = Tokenizer::new(source);
    let mut declaration = Declaration::None;
    let mut last = Last::default();
    // These fail as CommonJS and parse as a module, unless something else fails as a module too.
    let mut module_if_valid = false;
    loop {
        let token = tokens.next_token();
        let text = tokens.text(token);
        match token.kind {
            Kind::End => return module_if_valid && tokens.depth() == 0,
            Kind::Invalid => return false,
            Kind::Word if !token.after_dot => match text {
                b"import" => {
                    if is_import(bytes, token.end, tokens.depth() == 0) {
                        return true;
                    }
                }
                b"export" if tokens.depth() == 0 => return true,
                b"await" if !tokens.in_function() && is_await(bytes, token, last) => module_if_valid = true,
                // No module may return from its top level.
                b"return" if !tokens.in_function() && !is_key(bytes, token.end) => return false,
                _ => {}
            },
            _ => {}
        }
        if declaration.step(bytes, &tokens, token, last) {
            module_if_valid = true;
        }
        last = Last { kind: Some(token.kind), text_for: is_for(text), is_class: text == b"class" };
    }
}

/// As much of the token before as is asked for.
#[derive(Clone, Copy, Default)]
struct Last {
    kind: Option<Kind>,
    text_for: bool,
    is_class: bool,
}

fn is_for(text: &[u8]) -> bool {
    text == b"for"
}

/// Whether the word that ends at `end` is the key of a property.
fn is_key(source: &[u8], end: usize) -> bool {
    matches!(source.get(skip_space(source, end).0), Some(b':' | b'('))
}

/// Whether `import` is anything but a call or a name, from behind it.
fn is_import(source: &[u8], end: usize, at_top: bool) -> bool {
    let (at, _) = skip_space(source, end);
    match source.get(at) {
        Some(b'.') => {
            let (at, _) = skip_space(source, at + 1);
            &source[at..word_end(source, at)] == b"meta"
        }
        Some(b'(') => false,
        _ => at_top,
    }
}

/// Whether `await` cannot be a name here: an operand follows on its line that no operator can begin with.
fn is_await(source: &[u8], token: Token, last: Last) -> bool {
    if last.text_for {
        return true;
    }
    let (at, newline) = skip_space(source, token.end);
    if newline || last.is_class {
        return false;
    }
    match source.get(at) {
        Some(b'"' | b'\'' | b'{' | b'~' | b'/' | b'#' | b'@' | b'0'..=b'9') => true,
        Some(b'!') => source.get(at + 1) != Some(&b'='),
        Some(_) => {
            let word = &source[at..word_end(source, at)];
            !word.is_empty() && !matches!(word, b"in" | b"of" | b"instanceof")
        }
        None => false,
    }
}

/// Where in a top-level `const` or `let` the tokens are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Declaration {
    None,
    /// Behind `class`, where a name may come.
    Class,
    /// A name or a pattern.
    Binding,
    /// Behind its `=`.
    Value,
}

impl Declaration {
    /// Takes the next token; whether it declares one of the names that the CommonJS wrapper has.
    fn step(&mut self, source: &[u8], tokens: &Tokenizer<'_>, token: Token, last: Last) -> bool {
        let depth = tokens.depth();
        let at_top = depth == 0;
        let text = &source[token.start..token.end];
        if token.kind == Kind::Word && at_top && token.starts_statement && !token.after_dot {
            // A name on a line of its own goes on with what was declared before, all else ends it.
            let carries_on = *self == Self::Binding && !token.newline_before;
            if !carries_on {
                *self = match text {
                    b"const" => Self::Binding,
                    // `let` is a name to old programs unless one follows it.
                    b"let" if begins_binding(source, token.end) => Self::Binding,
                    b"class" => Self::Class,
                    _ if *self == Self::Binding => Self::Binding,
                    _ => Self::None,
                };
                if *self != Self::Binding || text == b"const" || text == b"let" {
                    return false;
                }
            }
        }
        match *self {
            Self::None => false,
            Self::Class => {
                *self = Self::None;
                token.kind == Kind::Word && WRAPPER_NAMES.contains(&text)
            }
            Self::Binding => match token.kind {
                Kind::Word if WRAPPER_NAMES.contains(&text) && !token.after_dot => {
                    at_top || is_bound(source, token, last)
                }
                Kind::Punct(b'=') if at_top => {
                    *self = Self::Value;
                    false
                }
                Kind::Punct(b';') if at_top => {
                    *self = Self::None;
                    false
                }
                _ => false,
            },
            Self::Value => {
                if at_top {
                    match token.kind {
                        Kind::Punct(b',') => *self = Self::Binding,
                        Kind::Punct(b';') => *self = Self::None,
                        _ => {}
                    }
                }
                false
            }
        }
    }
}

/// Whether a word in a pattern is bound: no key, and no part of a default value.
fn is_bound(source: &[u8], token: Token, last: Last) -> bool {
    let behind = source.get(skip_space(source, token.end).0);
    matches!(last.kind, Some(Kind::Punct(b'{' | b'[' | b',' | b':') | Kind::Spread))
        && matches!(behind, Some(b',' | b'}' | b']' | b'='))
}

fn begins_binding(source: &[u8], end: usize) -> bool {
    let (at, _) = skip_space(source, end);
    match source.get(at) {
        Some(b'{' | b'[') => true,
        _ => {
            let word = &source[at..word_end(source, at)];
            !word.is_empty() && !matches!(word, b"in" | b"of" | b"instanceof")
        }
    }
}
