//! What an ES module imports and where it awaits at its top level, told from its tokens: the engine keeps both to itself.
//!
//! The imports are read only to say which of them failed; the awaits of every module that has the word.

use super::token::{Kind, Token, Tokenizer};

/// An import or re-export of names from another module.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Clause {
    /// The specifier as the program has it, without its quotes.
    pub(crate) specifier: String,
    pub(crate) names: Vec<Name>,
}

/// A name that a clause asks of the other module, and what of the source shows it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) imported: String,
    /// What it is re-exported as, the same where it is not renamed or imported only.
    pub(crate) exported: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A token with the number of brackets open before it.
struct At {
    token: Token,
    depth: usize,
}

/// The clauses of a module that parses, in order.
pub(crate) fn clauses(source: &str) -> Vec<Clause> {
    let mut tokenizer = Tokenizer::new(source);
    let mut tokens = Vec::new();
    loop {
        let depth = tokenizer.depth();
        let token = tokenizer.next_token();
        if matches!(token.kind, Kind::End | Kind::Invalid) {
            break;
        }
        tokens.push(At { token, depth });
    }
    let text = |index: usize| tokens.get(index).map_or("", |at: &At| &source[at.token.start..at.token.end]);
    let mut found = Vec::new();
    for index in 0..tokens.len() {
        let At { token, depth } = &tokens[index];
        if *depth > 0 || token.kind != Kind::Word || !token.starts_statement {
            continue;
        }
        let clause = match text(index) {
            "import" => import(source, &tokens, index + 1),
            "export" if text(index + 1) == "{" => {
                let (names, end) = braces(source, &tokens, index + 1, true);
                (text(end) == "from").then(|| (names, end + 1))
            }
            _ => None,
        };
        if let Some((names, at)) = clause
            && let Some(specifier) = string(text(at))
        {
            found.push(Clause { specifier, names });
        }
    }
    found
}

/// What follows `import`, and where the specifier stands. `None` for `import()`, `import.meta` and `import 'x'`.
fn import(source: &str, tokens: &[At], mut index: usize) -> Option<(Vec<Name>, usize)> {
    let text = |index: usize| tokens.get(index).map_or("", |at: &At| &source[at.token.start..at.token.end]);
    let mut names = Vec::new();
    loop {
        let token = tokens.get(index)?.token;
        match (token.kind, text(index)) {
            (Kind::Word, "from") if !names.is_empty() || !matches!(text(index + 1), "from" | ",") => {
                return Some((names, index + 1));
            }
            (Kind::Word, _) => {
                names.push(Name {
                    imported: "default".to_owned(),
                    exported: "default".to_owned(),
                    start: token.start,
                    end: token.end,
                });
                index += 1;
            }
            (Kind::Punct(b'{'), _) => {
                let (more, end) = braces(source, tokens, index, false);
                names.extend(more);
                index = end;
                // Nothing but `from` can follow.
                return (text(index) == "from").then_some((names, index + 1));
            }
            // `* as name`: asks for no name.
            (Kind::Punct(b'*'), _) => return (text(index + 3) == "from").then_some((names, index + 4)),
            (Kind::Punct(b','), _) => index += 1,
            _ => return None,
        }
    }
}

/// The names in the braces that open at `index`, and the index behind them.
fn braces(source: &str, tokens: &[At], mut index: usize, is_export: bool) -> (Vec<Name>, usize) {
    let mut names: Vec<Name> = Vec::new();
    index += 1;
    while let Some(At { token, .. }) = tokens.get(index) {
        match token.kind {
            Kind::Punct(b'}') => return (names, index + 1),
            Kind::Word | Kind::String => {
                let shown = &source[token.start..token.end];
                let imported = string(shown).unwrap_or_else(|| shown.to_owned());
                let mut exported = imported.clone();
                let mut end = token.end;
                let is_as = |at: &At| &source[at.token.start..at.token.end] == "as";
                if tokens.get(index + 1).is_some_and(is_as)
                    && let Some(alias) = tokens.get(index + 2)
                    && matches!(alias.token.kind, Kind::Word | Kind::String)
                {
                    // V8 points at the whole of a re-export, and at the other module's name of an import.
                    if is_export {
                        end = alias.token.end;
                        let shown = &source[alias.token.start..alias.token.end];
                        exported = string(shown).unwrap_or_else(|| shown.to_owned());
                    }
                    index += 2;
                }
                names.push(Name { imported, exported, start: token.start, end });
            }
            _ => {}
        }
        index += 1;
    }
    (names, index)
}

fn string(token: &str) -> Option<String> {
    let quote = token.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = token.strip_prefix(quote)?.strip_suffix(quote)?;
    Some(inner.to_owned())
}

/// Where a module awaits outside of every function: the offsets of the words.
pub(crate) fn top_level_awaits(source: &str) -> Vec<usize> {
    if memchr::memmem::find(source.as_bytes(), b"await").is_none() {
        return Vec::new();
    }
    let mut tokenizer = Tokenizer::new(source);
    let mut found: Vec<usize> = Vec::new();
    let mut pending: Option<usize> = None;
    loop {
        let token = tokenizer.next_token();
        // A key or a method of that name: `{ await: 1 }`, `{ await() {} }` in an object literal is no await, but a call
        // `await (x)` is one.
        if let Some(at) = pending.take()
            && token.kind != Kind::Punct(b':')
        {
            found.push(at);
        }
        match token.kind {
            Kind::End | Kind::Invalid => return found,
            Kind::Word if !token.after_dot && !tokenizer.in_function() && tokenizer.text(token) == b"await" => {
                pending = Some(token.start);
            }
            _ => {}
        }
    }
}

/// The line and column of an offset, both counted from 1, columns in UTF-16 units.
pub(crate) fn position(source: &str, offset: usize) -> (u32, u32) {
    let before = &source[..offset.min(source.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> Vec<String> {
        clauses(source)
            .iter()
            .map(|clause| {
                let names: Vec<String> = clause
                    .names
                    .iter()
                    .map(|name| format!("{}@{}", name.imported, &source[name.start..name.end]))
                    .collect();
                format!("{}: {}", clause.specifier, names.join(" "))
            })
            .collect()
    }

    #[test]
    fn clauses_are_found_with_their_names() {
        assert_eq!(shown("import a, { b as c, 'd e' as f } from './x';"), ["./x: default@a b@b d e@'d e'"]);
        assert_eq!(shown("import * as n from \"y\"\nexport { p as q } from 'z'"), ["y: ", "z: p@p as q"]);
        assert_eq!(shown("import('x'); import.meta.url; import 'x'; export { a }; x.import"), [""; 0]);
        assert_eq!(shown("import from from 'f'; import { from } from 'g'"), ["f: default@from", "g: from@from"]);
        assert_eq!(shown("import d, * as e from 'h'; const a = { import: 1 }"), ["h: default@d"]);
        assert_eq!(shown("export * from 'i'; import {x} from 'j' with { type: 'json' }"), ["j: x@x"]);
    }

    #[test]
    fn awaits_are_those_of_the_top_level() {
        let count = |source| top_level_awaits(source).len();
        assert_eq!(count("await 1; for await (const x of y) { await x }"), 3);
        assert_eq!(
            count(
                "async function f() { await 1 } const g = async () => await 2; class A { static async m() { await 1 } }"
            ),
            0
        );
        assert_eq!(count("const s = 'await 1', t = { await: 1 }, u = t.await // await"), 0);
        assert_eq!(count("export default await x; `${await 1}`"), 2);
        assert_eq!(position("a\nbc await", top_level_awaits("a\nbc await")[0]), (2, 4));
    }
}
