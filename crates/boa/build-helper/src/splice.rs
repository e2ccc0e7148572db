//! Applies the changes of an overlay file to upstream's file.

use crate::{
    Outcome,
    items::{Part, parts},
    overlay::{Change, Swap, changes},
};
use std::ops::Range;

/// Upstream's text with our overlay file's changes in it.
///
/// # Errors
/// Every change that does not fit: no such item, several of that name, or an item that is not what it was.
pub fn splice(upstream: &str, overlay: &str) -> Outcome<String> {
    let changes = changes(overlay)?;
    let mut work = Splicer { upstream, parts: parts(upstream)?, pieces: Vec::new(), end: String::new() };
    let problems: Vec<String> = changes.into_iter().filter_map(|change| work.apply(change).err()).collect();
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    work.text()
}

struct Splicer<'a> {
    upstream: &'a str,
    parts: Vec<Part>,
    /// What to put in the place of which bytes, and for what.
    pieces: Vec<(Range<usize>, String, String)>,
    end: String,
}

impl Splicer<'_> {
    fn apply(&mut self, change: Change) -> Outcome<()> {
        match change {
            Change::Add(text) => {
                self.end.push('\n');
                self.end.push_str(&text);
                self.end.push('\n');
            }
            Change::Replace { key, hash, text } => {
                let range = self.part(&key, &hash)?.range.clone();
                self.pieces.push((range, text, key));
            }
            Change::Wrap { key, hash, text } => {
                let part = self.part(&key, &hash)?;
                let name =
                    part.name.clone().ok_or_else(|| format!("{key}: cannot be wrapped: a name that must stay"))?;
                let start = part.range.start;
                let renamed = format!("upstream_{}", &self.upstream[name.clone()]);
                self.pieces.push((start..start, text + "\n", key.clone()));
                self.pieces.push((name, renamed, key));
            }
            Change::Edit { key, hash, changes } => {
                let range = self.part(&key, &hash)?.range.clone();
                for Swap { there, instead, everywhere } in changes {
                    let found = find(&self.upstream[range.clone()], &there);
                    if found.is_empty() || (found.len() > 1 && !everywhere) {
                        return Err(format!("{key}: `{there}` stands there {} times, not once", found.len()));
                    }
                    for place in found {
                        let place = range.start + place.start..range.start + place.end;
                        self.pieces.push((place, instead.clone(), key.clone()));
                    }
                }
            }
        }
        Ok(())
    }

    fn part(&self, key: &str, hash: &str) -> Outcome<&Part> {
        // `key#2` is the second of several (variants for different targets or features); `r#key` is a name.
        let numbered = key.rsplit_once('#').and_then(|(name, nth)| Some((name, nth.parse::<usize>().ok()?)));
        let (name, nth) = numbered.unwrap_or((key, 0));
        let same: Vec<&Part> = self.parts.iter().filter(|part| part.key == name).collect();
        let part = match (same.as_slice(), nth) {
            ([], _) => return Err(format!("{key}: upstream has no such item")),
            ([one], 0) => one,
            (several, 0) => {
                return Err(format!("{key}: upstream has {} of that name; name one as {key}#1", several.len()));
            }
            (several, nth) => several.get(nth - 1).ok_or_else(|| format!("{key}: upstream has {}", several.len()))?,
        };
        if part.hash != hash {
            return Err(format!(
                "{key}: upstream's text is not what the overlay was written for (recorded {hash}, now {}): compare \
                 them, bring ours up to date, record the new hash",
                part.hash
            ));
        }
        Ok(part)
    }

    fn text(mut self) -> Outcome<String> {
        // An insertion comes before a replacement that starts at the same byte.
        self.pieces.sort_by_key(|(range, ..)| (range.start, range.end));
        let mut text = String::with_capacity(self.upstream.len() + self.end.len());
        let mut at = 0;
        for (range, piece, key) in &self.pieces {
            if range.start < at {
                return Err(format!("{key}: two changes of the same text"));
            }
            text.push_str(&self.upstream[at..range.start]);
            text.push_str(piece);
            at = range.end;
        }
        text.push_str(&self.upstream[at..]);
        text.push_str(&self.end);
        Ok(text)
    }
}

/// Where `wanted` stands in `text`, white space apart.
fn find(text: &str, wanted: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = wanted.chars().filter(|character| !character.is_whitespace()).collect();
    let there: Vec<(usize, char)> = text.char_indices().filter(|(_, character)| !character.is_whitespace()).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    there
        .windows(wanted.len())
        .filter(|window| window.iter().map(|(_, character)| character).eq(&wanted))
        .filter_map(|window| {
            let ((start, _), (last, character)) = (window.first()?, window.last()?);
            Some(*start..last + character.len_utf8())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const UPSTREAM: &str = "use x::y;\n/// Doc.\npub fn f(a: u8) -> u8 {\n    a + 1\n}\nimpl S {\n    fn m(&self) { one(); two(); }\n}\nimpl T for S {\n    fn t() {}\n}\n#[cfg(a)]\nfn v() {}\n#[cfg(b)]\nfn v() {}\n";

    fn hash_of(key: &str, nth: usize) -> String {
        parts(UPSTREAM).expect("parsed").into_iter().filter(|part| part.key == key).nth(nth).expect("there").hash
    }

    #[test]
    fn added_text_comes_last() {
        let text = splice(UPSTREAM, "/// Why.\n#[add]\nfn g() {}\n").expect("spliced");
        assert_eq!(text, format!("{UPSTREAM}\n/// Why.\nfn g() {{}}\n"));
    }

    #[test]
    fn a_replaced_item_is_gone() {
        let overlay = format!("/// Why.\n#[replace(\"{}\")]\npub fn f(a: u8) -> u8 {{ a + 2 }}\n", hash_of("fn f", 0));
        let text = splice(UPSTREAM, &overlay).expect("spliced");
        assert!(text.contains("a + 2") && !text.contains("a + 1") && !text.contains("Doc."), "{text}");
        assert!(text.starts_with("use x::y;\n/// Why.\npub fn f"), "{text}");
    }

    #[test]
    fn a_wrapped_function_stays_under_another_name() {
        let overlay = format!(
            "/// Why.\nimpl S {{\n #[wrap(\"{}\")]\n fn m(&self) {{ self.upstream_m() }}\n}}\n",
            hash_of("S::m", 0)
        );
        let text = splice(UPSTREAM, &overlay).expect("spliced");
        assert!(text.contains("fn m(&self) { self.upstream_m() }\nfn upstream_m(&self) { one(); two(); }"), "{text}");
    }

    #[test]
    fn a_function_of_a_trait_cannot_be_wrapped() {
        let overlay =
            format!("/// Why.\nimpl T for S {{\n #[wrap(\"{}\")]\n fn t() {{}}\n}}\n", hash_of("<S as T>::t", 0));
        assert!(splice(UPSTREAM, &overlay).expect_err("refused").contains("cannot be wrapped"));
    }

    #[test]
    fn an_edit_replaces_its_text_alone() {
        let edit = |there: &str| {
            format!("edit! {{ /// Why.\n \"S::m\", \"{}\": \"{there}\" => \"three();\" }}", hash_of("S::m", 0))
        };
        let text = splice(UPSTREAM, &edit("two ( ) ;")).expect("spliced");
        assert!(text.contains("fn m(&self) { one(); three(); }"), "{text}");
        assert!(splice(UPSTREAM, &edit("four();")).expect_err("refused").contains("0 times"));
        assert!(splice(UPSTREAM, &edit("();")).expect_err("refused").contains("2 times"));
        let everywhere = edit("();").replace("=> \"", "=>* \"");
        let text = splice(UPSTREAM, &everywhere).expect("spliced");
        assert!(text.contains("onethree(); twothree();"), "{text}");
    }

    #[test]
    fn a_missing_item_and_a_changed_text_are_told() {
        let overlay = "/// Why.\n#[replace(\"1\")]\nfn gone() {}\n/// Why.\n#[replace(\"1\")]\nfn f() {}\n";
        let message = splice(UPSTREAM, overlay).expect_err("refused");
        assert!(message.contains("fn gone: upstream has no such item"), "{message}");
        assert!(message.contains(&format!("recorded 1, now {}", hash_of("fn f", 0))), "{message}");
    }

    #[test]
    fn one_of_several_is_named_by_number() {
        let edit =
            |key: &str, hash: &str| format!("edit! {{ /// Why.\n \"{key}\", \"{hash}\": \"{{}}\" => \"{{ 2 }}\" }}");
        let text = splice(UPSTREAM, &edit("fn v#2", &hash_of("fn v", 1))).expect("spliced");
        assert!(text.contains("#[cfg(b)]\nfn v() { 2 }") && text.contains("#[cfg(a)]\nfn v() {}"), "{text}");
        assert!(splice(UPSTREAM, &edit("fn v", "1")).expect_err("refused").contains("fn v#1"));
    }

    #[test]
    fn changes_do_not_overlap() {
        let hash = hash_of("S::m", 0);
        let overlay =
            format!("edit! {{ /// Why.\n \"S::m\", \"{hash}\": \"one();\" => \"\", \"one(); two();\" => \"\" }}");
        assert!(splice(UPSTREAM, &overlay).expect_err("refused").contains("two changes"));
    }
}
