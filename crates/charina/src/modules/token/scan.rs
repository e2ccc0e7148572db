//! Runs of source bytes: white space, comments, words and strings.

/// One bit for each class of byte.
pub const WORD: u8 = 1;
pub const DIGIT: u8 = 2;
pub const SPACE: u8 = 4;

const CLASS: [u8; 256] = {
    let mut table = [0_u8; 256];
    let mut byte = 0;
    while byte < 256 {
        #[allow(clippy::cast_possible_truncation, reason = "below 256")]
        let b = byte as u8;
        table[byte] = match b {
            b'0'..=b'9' => WORD | DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' | b'\\' | 0x80..=0xff => WORD,
            b' ' | b'\t' | 0x0b | 0x0c => SPACE,
            _ => 0,
        };
        byte += 1;
    }
    table
};

pub fn class(byte: u8) -> u8 {
    CLASS[usize::from(byte)]
}

/// Skips white space and comments from `at`: where they end, and whether a line ended among them.
pub fn skip_space(source: &[u8], mut at: usize) -> (usize, bool) {
    let mut newline = false;
    loop {
        match source.get(at) {
            Some(b'\n' | b'\r') => {
                newline = true;
                at += 1;
            }
            Some(&byte) if class(byte) & SPACE != 0 => at += 1,
            Some(b'/') => match source.get(at + 1) {
                Some(b'/') => at = line_end(source, at + 2),
                Some(b'*') => {
                    let (end, ended_line) = comment_end(source, at + 2);
                    newline |= ended_line;
                    at = end;
                }
                _ => return (at, newline),
            },
            Some(0xc2..=0xef) => match wide_space(&source[at..]) {
                Some((length, is_line)) => {
                    newline |= is_line;
                    at += length;
                }
                None => return (at, newline),
            },
            _ => return (at, newline),
        }
    }
}

/// White space beyond ASCII: its length, and whether it ends a line.
fn wide_space(source: &[u8]) -> Option<(usize, bool)> {
    match source {
        [0xc2, 0xa0, ..] => Some((2, false)),
        // U+FEFF, U+1680, U+2000 to U+200A, U+202F, U+205F, U+3000
        [0xef, 0xbb, 0xbf, ..]
        | [0xe1, 0x9a, 0x80, ..]
        | [0xe2, 0x80, 0x80..=0x8a | 0xaf, ..]
        | [0xe2, 0x81, 0x9f, ..]
        | [0xe3, 0x80, 0x80, ..] => Some((3, false)),
        // U+2028, U+2029
        [0xe2, 0x80, 0xa8 | 0xa9, ..] => Some((3, true)),
        _ => None,
    }
}

/// Where the line ends that `at` lies in.
pub fn line_end(source: &[u8], mut at: usize) -> usize {
    loop {
        match memchr::memchr3(b'\n', b'\r', 0xe2, &source[at.min(source.len())..]) {
            None => return source.len(),
            Some(found) => {
                at += found;
                if source[at] != 0xe2 || matches!(source.get(at + 1..at + 3), Some([0x80, 0xa8 | 0xa9])) {
                    return at;
                }
                at += 1;
            }
        }
    }
}

/// Behind the end of a block comment, and whether a line ends in it. An open one runs to the end.
fn comment_end(source: &[u8], start: usize) -> (usize, bool) {
    let mut at = start;
    let end = loop {
        match memchr::memchr(b'*', &source[at.min(source.len())..]) {
            None => break source.len(),
            Some(found) => {
                at += found + 1;
                if source.get(at) == Some(&b'/') {
                    break at + 1;
                }
            }
        }
    };
    (end, memchr::memchr2(b'\n', b'\r', &source[start.min(end)..end]).is_some())
}

/// Where a word ends; white space beyond ASCII is no part of one.
pub fn word_end(source: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = source.get(at) {
        if class(byte) & WORD == 0 {
            break;
        }
        if byte == b'\\' && source.get(at + 1..at + 3) == Some(b"u{") {
            at += 3;
            while source.get(at).is_some_and(u8::is_ascii_hexdigit) {
                at += 1;
            }
            at += usize::from(source.get(at) == Some(&b'}'));
            continue;
        }
        if byte >= 0xc2 && wide_space(&source[at..]).is_some() {
            break;
        }
        at += 1;
    }
    at
}

/// Behind the closing quote of the string that begins at `start`; `None` if it never closes.
pub fn string_end(source: &[u8], start: usize) -> Option<usize> {
    let quote = source[start];
    let mut at = start + 1;
    loop {
        match *source.get(at)? {
            byte if byte == quote => return Some(at + 1),
            b'\\' if source.get(at + 1) == Some(&b'\r') && source.get(at + 2) == Some(&b'\n') => at += 3,
            b'\\' => at += 2,
            b'\n' | b'\r' => return None,
            _ => at += 1,
        }
    }
}
