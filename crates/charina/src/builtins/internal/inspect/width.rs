//! How many columns a text takes in a terminal, and removing its control sequences.

use super::width_table::{WIDE, ZERO};
use std::cmp::Ordering;

/// Columns of the text; with `strip`, of what is left without its control sequences.
pub(crate) fn display_width(text: &str, strip: bool) -> usize {
    if strip && text.contains(['\u{1b}', '\u{9b}']) {
        return display_width(&strip_vt(text), false);
    }
    if text.is_ascii() {
        return text.bytes().filter(|byte| (0x20..0x7f).contains(byte)).count();
    }
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> usize {
    let code = c as u32;
    match code {
        0x20..=0x7e => 1,
        0..0x20 | 0x7f => 0,
        _ if in_table(ZERO, code) => 0,
        _ if in_table(WIDE, code) => 2,
        _ => 1,
    }
}

fn in_table(table: &[(u32, u32)], code: u32) -> bool {
    let found = table.binary_search_by(|(start, end)| {
        if code < *start {
            Ordering::Greater
        } else if code > *end {
            Ordering::Less
        } else {
            Ordering::Equal
        }
    });
    found.is_ok()
}

/// The text without ANSI control sequences (`util.stripVTControlCharacters`).
pub(crate) fn strip_vt(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(['\u{1b}', '\u{9b}']) {
        out.push_str(&rest[..start]);
        let sequence = &rest[start..];
        let introducer = sequence.chars().next().map_or(1, char::len_utf8);
        let operating = sequence.starts_with('\u{1b}');
        let length = match_sequence(&sequence[introducer..], operating).map_or(0, |length| length + introducer);
        if length == 0 {
            // No sequence after all: the character stays.
            out.push_str(&sequence[..introducer]);
        }
        rest = &sequence[length.max(introducer)..];
    }
    out.push_str(rest);
    out
}

/// The length in bytes of the control sequence that follows the introducer; `operating` if that may open a string.
fn match_sequence(text: &str, operating: bool) -> Option<usize> {
    // A string sequence (a title, a link) runs up to BEL, ESC \ or ST.
    if operating && let Some(string) = text.strip_prefix(']') {
        let ends = ["\u{7}", "\u{1b}\\", "\u{9c}"].map(|end| string.find(end).map(|at| at + end.len()));
        if let Some(end) = ends.into_iter().flatten().min() {
            return Some(end + 1);
        }
    }
    let opening = text.bytes().take_while(|byte| b"[]()#;?".contains(byte)).count();
    match_csi(&text.as_bytes()[opening..]).map(|length| length + opening)
}

/// A control sequence: numbers with semicolons or colons, then the character that says what it does.
fn match_csi(bytes: &[u8]) -> Option<usize> {
    let digits = |from: usize| bytes[from..].iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let is_final = |byte: &u8| {
        matches!(byte, b'0'..=b'9' | b'A'..=b'P' | b'R'..=b'T' | b'Z' | b'c' | b'f'..=b'n' | b'q'..=b'u' | b'y')
            || b"=><~".contains(byte)
    };
    let mut at = digits(0);
    if at > 0 {
        while matches!(bytes.get(at), Some(b';' | b':')) {
            at += 1 + digits(at + 1);
        }
    }
    if bytes.get(at).is_some_and(is_final) {
        return Some(at + 1);
    }
    // The last of the numbers' digits can stand for the final character.
    bytes[..at].iter().rposition(u8::is_ascii_digit).map(|last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [ZERO, WIDE] {
            assert!(table.windows(2).all(|pair| pair[0].1 < pair[1].0));
        }
    }

    #[test]
    fn widths_are_columns() {
        for (text, width) in [("abc", 3), ("\u{4e2d}a", 3), ("e\u{301}", 1), ("\u{1f600}", 2), ("a\tb", 2), ("", 0)] {
            assert_eq!(display_width(text, true), width, "{text:?}");
        }
        assert_eq!(display_width("\u{1b}[31mred\u{1b}[39m", true), 3);
    }

    #[test]
    fn sequences_are_removed() {
        for (text, left) in [
            ("\u{1b}[31mred\u{1b}[39m", "red"),
            ("\u{1b}[1;31;42mx", "x"),
            ("\u{9b}31mx", "x"),
            ("\u{1b}]8;;http://example.com\u{7}link\u{1b}]8;;\u{7}", "link"),
            ("\u{1b}]0;title\u{7}x", "x"),
            ("\u{1b}[?25lx", "x"),
            ("\u{1b}x", "\u{1b}x"),
            ("\u{1b}[12", ""),
            ("a\u{1b}", "a\u{1b}"),
        ] {
            assert_eq!(strip_vt(text), left, "{text:?}");
        }
    }
}
