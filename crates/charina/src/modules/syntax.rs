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
                b"import" if is_import(bytes, token.end, tokens.depth() == 0) => {
                    return true;
                }
                b"export" if tokens.depth() == 0 => return true,
                b"await" if !tokens.in_function() && is_await(bytes, token, last) => module_if_valid = true,
                // No module may return from its top level.
                b"return" if !tokens.in_function() && !is_key(bytes, token.end) => return false,
                _ => {}
            },
            _ => {}
        }
        if declaration.step(bytes, tokens.depth(), token, last) {
            module_if_valid = true;
        }
        last = Last { kind: Some(token.kind), is_for: text == b"for", is_class: text == b"class" };
    }
}

/// As much of the token before as is asked for.
#[derive(Clone, Copy, Default)]
struct Last {
    kind: Option<Kind>,
    is_for: bool,
    is_class: bool,
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
    if last.is_for {
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

/// Where in a top-level `const`, `let` or `class` the tokens are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Declaration {
    None,
    /// Behind `class`, where a name may come.
    Class,
    /// Before or in a name or a pattern.
    Binding,
    /// Behind one, before `=` or `,`.
    Bound,
    /// Behind `=`.
    Value,
}

impl Declaration {
    /// Takes the next token; whether it declares one of the names that the CommonJS wrapper has.
    fn step(&mut self, source: &[u8], depth: usize, token: Token, last: Last) -> bool {
        let text = &source[token.start..token.end];
        let is_word = token.kind == Kind::Word && !token.after_dot;
        if depth > 0 {
            return *self == Self::Binding && is_word && WRAPPER_NAMES.contains(&text) && is_bound(source, token, last);
        }
        // A name may stand on a line of its own.
        if is_word && token.starts_statement && !matches!(self, Self::Binding | Self::Class) {
            *self = match text {
                b"const" => Self::Binding,
                // `let` is a name to old programs unless a name follows it.
                b"let" if begins_binding(source, token.end) => Self::Binding,
                b"class" => Self::Class,
                _ => Self::None,
            };
            return false;
        }
        match (*self, token.kind) {
            (Self::Class, _) => {
                *self = Self::None;
                is_word && WRAPPER_NAMES.contains(&text)
            }
            (Self::Binding, Kind::Word) => {
                *self = Self::Bound;
                WRAPPER_NAMES.contains(&text)
            }
            (Self::Binding, Kind::Punct(b'}' | b']')) => {
                *self = Self::Bound;
                false
            }
            (Self::Bound, Kind::Punct(b'=')) => {
                *self = Self::Value;
                false
            }
            (Self::Bound | Self::Value, Kind::Punct(b',')) => {
                *self = Self::Binding;
                false
            }
            (Self::Bound | Self::Value, Kind::Punct(b';')) => {
                *self = Self::None;
                false
            }
            _ => false,
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

#[cfg(test)]
mod tests;
