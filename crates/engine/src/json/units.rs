//! The code units of a JSON text, one or two bytes each, and the scans that differ between them.

use crate::{JsString, text};

/// A code unit of either representation.
pub(super) trait Unit: Copy + Eq + 'static {
    fn value(self) -> u16;
    /// A JS string of the units.
    fn string(units: &[Self]) -> JsString;
    /// Where the plain part of a string literal ends: at a quote, a backslash, a control character or the end.
    fn plain_end(units: &[Self], from: usize) -> usize;
    /// Whether `units` starts with these Latin-1 characters.
    fn starts_with(units: &[Self], latin1: &[u8]) -> bool;
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The high bit of each byte that a string literal cannot hold plainly; right up to the first such byte, which is all
/// that is asked of it.
pub(super) fn special_bytes(word: u64) -> u64 {
    let zero = |x: u64| x.wrapping_sub(ONES) & !x;
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (control | zero(word ^ (ONES * 0x22)) | zero(word ^ (ONES * 0x5c))) & HIGHS
}

/// The first byte from `from` on that a string literal cannot hold plainly, or the end.
pub(super) fn plain_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(chunk) = bytes.get(at..at + 8).and_then(|chunk| chunk.first_chunk::<8>()) {
        let found = special_bytes(u64::from_le_bytes(*chunk));
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|byte| *byte >= 0x20 && *byte != b'"' && *byte != b'\\') {
        at += 1;
    }
    at
}

impl Unit for u8 {
    fn value(self) -> u16 {
        u16::from(self)
    }
    fn string(units: &[Self]) -> JsString {
        text::from_latin1(units)
    }
    fn plain_end(units: &[Self], from: usize) -> usize {
        plain_end(units, from)
    }
    fn starts_with(units: &[Self], latin1: &[u8]) -> bool {
        units.starts_with(latin1)
    }
}

impl Unit for u16 {
    fn value(self) -> u16 {
        self
    }
    fn string(units: &[Self]) -> JsString {
        // Mostly narrow even in a document that is not: kept one byte a character, as other strings are.
        text::from_utf16(units)
    }
    fn plain_end(units: &[Self], from: usize) -> usize {
        let plain = |unit: &&u16| **unit >= 0x20 && **unit != 0x22 && **unit != 0x5c;
        from + units[from..].iter().take_while(plain).count()
    }
    fn starts_with(units: &[Self], latin1: &[u8]) -> bool {
        units.len() >= latin1.len() && units.iter().zip(latin1).all(|(unit, byte)| *unit == u16::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_special_byte_is_found_at_every_offset() {
        for special in [0x00, 0x1f, b'"', b'\\'] {
            for at in 0..20 {
                let mut bytes = [b'\xff'; 24];
                bytes[at] = special;
                bytes[at + 2] = 0;
                assert_eq!(plain_end(&bytes, 0), at);
                assert_eq!(<u16 as Unit>::plain_end(&bytes.map(u16::from), 0), at);
            }
        }
        assert_eq!(plain_end(b" !#[]~\x7f\x80\xa2\xdc", 0), 10);
    }
}
