//! Decoding text that comes in pieces: what is cut at a piece's end waits for the next one.

use crate::encoding::{self, Encoding};
use charina_engine::JsString;

/// Where each field lies in the bytes that JS holds as the decoder's state: first the incomplete character.
pub(super) const SIZE: usize = 7;
const MISSING: usize = 4;
const BUFFERED: usize = 5;
const ENCODING: usize = 6;

/// A decoder's state. Streams keep one natively; `StringDecoder` keeps it in a Buffer of [`SIZE`] bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decoder {
    /// The start of a character that was cut.
    incomplete: [u8; 4],
    /// How many bytes it still needs.
    pub(super) missing: u8,
    /// How many bytes of it are there.
    pub(super) buffered: u8,
    pub(super) encoding: Encoding,
}

/// Node's numbers of the encodings.
const NUMBERS: &[(u8, Encoding)] = &[
    (0, Encoding::Ascii),
    (1, Encoding::Utf8),
    (2, Encoding::Base64),
    (3, Encoding::Utf16le),
    (4, Encoding::Latin1),
    (5, Encoding::Hex),
    (7, Encoding::Base64Url),
];

impl Decoder {
    /// A decoder that has seen nothing.
    pub(crate) fn new(encoding: Encoding) -> Self {
        Self { incomplete: [0; 4], missing: 0, buffered: 0, encoding }
    }

    /// The decoder whose state these bytes are; scripts can write to them, so nothing in them is trusted.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; SIZE] = bytes.try_into().ok()?;
        let encoding = NUMBERS.iter().find(|(number, _)| *number == bytes[ENCODING])?.1;
        let [a, b, c, d, ..] = bytes;
        let (missing, buffered) = (bytes[MISSING].min(4), bytes[BUFFERED].min(4));
        Some(Self { incomplete: [a, b, c, d], missing: missing.min(4 - buffered), buffered, encoding })
    }

    /// The state as the bytes that JS holds.
    pub(super) fn to_bytes(self) -> [u8; SIZE] {
        let [a, b, c, d] = self.incomplete;
        let number = NUMBERS.iter().find(|(_, encoding)| *encoding == self.encoding).map_or(1, |(number, _)| *number);
        [a, b, c, d, self.missing, self.buffered, number]
    }

    fn buffered(&self) -> &[u8] {
        &self.incomplete[..usize::from(self.buffered)]
    }

    /// The text of `data`, with what was left of the piece before, less what is cut at the end.
    pub(crate) fn write(&mut self, data: &[u8]) -> JsString {
        if matches!(self.encoding, Encoding::Ascii | Encoding::Latin1 | Encoding::Hex) {
            return encoding::to_string(data, self.encoding);
        }
        let mut data = data;
        let mut before = JsString::default();
        if self.missing > 0 {
            data = self.complete(data);
            if self.missing == 0 {
                before = encoding::to_string(self.buffered(), self.encoding);
                self.buffered = 0;
            }
            if data.is_empty() {
                return before;
            }
        }
        let kept = self.cut(data);
        let (body, rest) = data.split_at(data.len() - kept);
        self.incomplete[..kept].copy_from_slice(rest);
        let body = encoding::to_string(body, self.encoding);
        if before.is_empty() { body } else { JsString::concat(before.as_str(), body.as_str()) }
    }

    /// Adds to the incomplete character what it misses and gives back the rest of the data.
    fn complete<'a>(&mut self, data: &'a [u8]) -> &'a [u8] {
        let mut wanted = usize::from(self.missing).min(data.len());
        if self.encoding == Encoding::Utf8
            && let Some(stray) = data[..wanted].iter().position(|byte| byte & 0xc0 != 0x80)
        {
            // A byte that continues nothing: the character stays as ill-formed as it is, and a new one starts.
            wanted = stray;
            self.missing = u8::try_from(stray).unwrap_or(0);
        }
        let start = usize::from(self.buffered);
        self.incomplete[start..start + wanted].copy_from_slice(&data[..wanted]);
        let count = u8::try_from(wanted).unwrap_or(0);
        self.missing -= count;
        self.buffered += count;
        let rest = &data[wanted..];
        let lead = self.encoding == Encoding::Utf16le && self.buffered == 2 && is_lead(self.incomplete[1]);
        // With more data at hand the second half, if it is one, joins the first in the text.
        if lead && self.missing == 0 && rest.is_empty() {
            self.missing = 2;
        }
        rest
    }

    /// Sets what is missing at the end of `data` and says how many bytes of it must wait.
    fn cut(&mut self, data: &[u8]) -> usize {
        let (kept, missing) = match self.encoding {
            Encoding::Utf8 => cut_utf8(data),
            Encoding::Utf16le if data.len() % 2 == 1 => (1, 1),
            Encoding::Utf16le if data.last().copied().is_some_and(is_lead) => (2, 2),
            Encoding::Base64 | Encoding::Base64Url if !data.len().is_multiple_of(3) => {
                (data.len() % 3, 3 - data.len() % 3)
            }
            _ => (0, 0),
        };
        self.buffered = u8::try_from(kept).unwrap_or(0);
        self.missing = u8::try_from(missing).unwrap_or(0);
        kept
    }

    /// What is left at the end of all data.
    pub(crate) fn end(&mut self) -> JsString {
        if self.encoding == Encoding::Utf16le && self.buffered % 2 == 1 {
            self.missing = self.missing.saturating_sub(1);
            self.buffered -= 1;
        }
        if self.buffered == 0 {
            return JsString::default();
        }
        let text = encoding::to_string(self.buffered(), self.encoding);
        self.missing = 0;
        self.buffered = 0;
        text
    }

    /// Forgets the incomplete character.
    pub(super) fn reset(&mut self) {
        self.missing = 0;
        self.buffered = 0;
    }
}

/// Whether the high byte of a UTF-16 unit makes it the first half of a pair.
fn is_lead(high: u8) -> bool {
    high & 0xfc == 0xd8
}

/// How many bytes of a cut character `data` ends with, and how many it misses.
fn cut_utf8(data: &[u8]) -> (usize, usize) {
    for (index, byte) in data.iter().rev().take(4).enumerate() {
        let have = index + 1;
        let whole = match byte {
            0x80..=0xbf => continue,
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf7 => 4,
            _ => return (0, 0),
        };
        return if have >= whole { (0, 0) } else { (have, whole - have) };
    }
    (0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use charina_engine::text;

    fn decode_all(encoding: Encoding, pieces: &[&[u8]]) -> String {
        let mut decoder = Decoder::new(encoding);
        let mut result: String = pieces.iter().map(|piece| text::to_utf8(&decoder.write(piece))).collect();
        result.push_str(&text::to_utf8(&decoder.end()));
        result
    }

    #[test]
    fn characters_cut_anywhere() {
        let text = "a\u{e9}\u{20ac}\u{1f40d}z";
        for cut in 0..=text.len() {
            let (head, tail) = text.as_bytes().split_at(cut);
            assert_eq!(decode_all(Encoding::Utf8, &[head, tail]), text, "{cut}");
        }
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let single: Vec<&[u8]> = units.chunks(1).collect();
        assert_eq!(decode_all(Encoding::Utf16le, &single), text);
    }

    #[test]
    fn ill_formed_text_is_replaced_once_a_character() {
        assert_eq!(decode_all(Encoding::Utf8, &[b"\xe2\x82", b"x"]), "\u{fffd}x");
        assert_eq!(decode_all(Encoding::Utf8, &[b"\xe2", b"\xe2\x82\xac"]), "\u{fffd}\u{20ac}");
        assert_eq!(decode_all(Encoding::Utf8, &[b"\x82\x82"]), "\u{fffd}\u{fffd}");
        assert_eq!(decode_all(Encoding::Utf8, &[b"ab\xf0\x9f"]), "ab\u{fffd}");
    }

    #[test]
    fn base64_waits_for_triples() {
        assert_eq!(decode_all(Encoding::Base64, &[b"a", b"bcd", b"e"]), "YWJjZGU=");
    }

    #[test]
    fn hostile_state_is_refused_or_cut() {
        assert_eq!(Decoder::from_bytes(&[0; 6]), None);
        assert_eq!(Decoder::from_bytes(&[0, 0, 0, 0, 9, 9, 6]), None);
        let mut decoder = Decoder::from_bytes(&[0, 0, 0, 0, 255, 255, 1]).unwrap();
        assert_eq!(decoder.write(b"abcdef").len(), 6);
    }
}
