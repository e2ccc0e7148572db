//! Where a call stands in its source. The engine tells where the arguments of a call begin, V8 where the name of the
//! called function does: the source is looked up, for those few frames that somebody sees.

use std::cell::RefCell;
use std::rc::Rc;

/// Sources of the frames shown last, with the offsets of their lines.
#[derive(Default)]
pub(crate) struct Sources {
    recent: RefCell<Vec<Rc<Source>>>,
}

struct Source {
    path: String,
    text: Vec<u8>,
    lines: Vec<usize>,
}

/// How many sources are kept: as many as one stack is likely to show.
const KEPT: usize = 12;

/// Files above this size are not looked into.
const LARGEST: u64 = 4 << 20;

/// Words that may stand before a parenthesis without being called.
const KEYWORDS: &[&str] = &[
    "await",
    "case",
    "catch",
    "delete",
    "do",
    "else",
    "for",
    "if",
    "in",
    "instanceof",
    "new",
    "of",
    "return",
    "switch",
    "throw",
    "typeof",
    "void",
    "while",
    "with",
    "yield",
];

impl Sources {
    /// The column (from 1) of the called name, if a call's arguments begin at `column` of that line.
    pub(crate) fn callee(&self, path: &str, line: u32, column: u32) -> Option<u32> {
        let source = self.find(path)?;
        let line = usize::try_from(line).ok()?.checked_sub(1)?;
        let start = *source.lines.get(line)?;
        let end = source.lines.get(line + 1).copied().unwrap_or(source.text.len());
        let text = std::str::from_utf8(&source.text[start..end]).ok()?;
        callee_in(text, usize::try_from(column).ok()?.checked_sub(1)?).and_then(|found| u32::try_from(found + 1).ok())
    }

    fn find(&self, path: &str) -> Option<Rc<Source>> {
        if let Some(found) = self.recent.borrow().iter().find(|source| source.path == path) {
            return Some(found.clone());
        }
        let file = match path.strip_prefix("file://") {
            Some(_) => url::Url::parse(path).ok()?.to_file_path().ok()?,
            None if path.starts_with('/') => path.into(),
            None => return None,
        };
        // A file that cannot be read is remembered as an empty one.
        let small = std::fs::metadata(&file).is_ok_and(|data| data.is_file() && data.len() <= LARGEST);
        let text = if small { std::fs::read(&file).unwrap_or_default() } else { Vec::new() };
        let starts = memchr::memchr_iter(b'\n', &text).map(|at| at + 1);
        let lines = std::iter::once(0).chain(starts).collect();
        let source = Rc::new(Source { path: path.to_owned(), text, lines });
        let mut recent = self.recent.borrow_mut();
        if recent.len() >= KEPT {
            recent.remove(0);
        }
        recent.push(source.clone());
        Some(source)
    }
}

/// The column (from 0) of the name before the parenthesis at `column`.
fn callee_in(line: &str, column: usize) -> Option<usize> {
    let mut chars = line.chars();
    let before: Vec<char> = chars.by_ref().take(column).collect();
    if chars.next() != Some('(') {
        return None;
    }
    let mut end = before.len();
    while end > 0 && before[end - 1].is_whitespace() {
        end -= 1;
    }
    let mut start = end;
    while start > 0 && (before[start - 1].is_alphanumeric() || matches!(before[start - 1], '_' | '$' | '#')) {
        start -= 1;
    }
    let name: String = before[start..end].iter().collect();
    (start < end && !KEYWORDS.contains(&name.as_str())).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::callee_in;

    #[test]
    fn a_call_is_where_its_name_is() {
        assert_eq!(callee_in("  outer();", 7), Some(2));
        assert_eq!(callee_in("  a.b.c (1)", 8), Some(6));
        assert_eq!(callee_in("  this.#x(1)", 9), Some(7));
        assert_eq!(callee_in("return (a)", 7), None);
        assert_eq!(callee_in("f()()", 3), None);
        assert_eq!(callee_in("throw new X()", 6), None);
        assert_eq!(callee_in("", 3), None);
    }
}
