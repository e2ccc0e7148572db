//! Node's character encodings: names, and conversion between JS strings and bytes. Shared by buffer, fs, crypto,
//! string_decoder and the streams.
//!
//! <https://nodejs.org/api/buffer.html#buffers-and-character-encodings>

mod base64;
mod hex;

use charina_engine::text::{self, Units};
use charina_engine::{AlignedVec, JsString};

pub(crate) use base64::{Alphabet, Base64Error, decode_forgiving as base64_decode_forgiving};

/// An encoding that `Buffer` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf16le,
    Latin1,
    Ascii,
    Base64,
    Base64Url,
    Hex,
}

/// The longest name there is, `utf-16le` and `base64url`.
const LONGEST_NAME: usize = 9;

impl Encoding {
    /// The encoding of that name, in any case; `None` if there is none, also for the empty string.
    pub(crate) fn parse(name: &JsString) -> Option<Self> {
        if name.len() > LONGEST_NAME {
            return None;
        }
        let mut lower = [0; LONGEST_NAME];
        let lower = &mut lower[..name.len()];
        // Even a name in ASCII may be held in UTF-16: toLowerCase() makes such strings.
        for (index, byte) in lower.iter_mut().enumerate() {
            *byte = u8::try_from(text::units(name).at(index)).ok()?;
        }
        lower.make_ascii_lowercase();
        Some(match &*lower {
            b"utf8" | b"utf-8" => Self::Utf8,
            b"ucs2" | b"ucs-2" | b"utf16le" | b"utf-16le" => Self::Utf16le,
            b"latin1" | b"binary" => Self::Latin1,
            b"ascii" => Self::Ascii,
            b"base64" => Self::Base64,
            b"base64url" => Self::Base64Url,
            b"hex" => Self::Hex,
            _ => return None,
        })
    }

    /// The canonical name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf8",
            Self::Utf16le => "utf16le",
            Self::Latin1 => "latin1",
            Self::Ascii => "ascii",
            Self::Base64 => "base64",
            Self::Base64Url => "base64url",
            Self::Hex => "hex",
        }
    }
}

/// `Buffer.byteLength(string, encoding)`: exact but for base64 and hex, where it is what well-formed input would give.
pub(crate) fn byte_length(string: &JsString, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => text::utf8_len(string),
        Encoding::Utf16le => string.len() * 2,
        Encoding::Latin1 | Encoding::Ascii => string.len(),
        Encoding::Hex => string.len() / 2,
        Encoding::Base64 | Encoding::Base64Url => base64::decoded_length(text::units(string)),
    }
}

/// The bytes of `string`.
pub(crate) fn to_bytes(string: &JsString, encoding: Encoding) -> Vec<u8> {
    if encoding == Encoding::Utf8 {
        return text::to_utf8_bytes(string);
    }
    let mut bytes = vec![0; byte_length(string, encoding)];
    let len = write(string, encoding, &mut bytes);
    bytes.truncate(len);
    bytes
}

/// The bytes of `string`, in a block that an ArrayBuffer can take over.
pub(crate) fn to_block(string: &JsString, encoding: Encoding) -> AlignedVec<u8> {
    match (encoding, text::units(string)) {
        (Encoding::Latin1 | Encoding::Ascii, Units::Latin1(bytes)) => return AlignedVec::from_slice(64, bytes),
        (Encoding::Utf8, Units::Latin1(bytes)) if bytes.is_ascii() => return AlignedVec::from_slice(64, bytes),
        _ => {}
    }
    let mut block = AlignedVec::with_capacity(64, 0);
    block.resize(byte_length(string, encoding), 0);
    let len = write(string, encoding, &mut block);
    block.truncate(len);
    block
}

/// Writes `string` to the start of `target`, as much as has room: whole characters in UTF-8, whole units in UTF-16,
/// whole bytes else. Returns the bytes written.
pub(crate) fn write(string: &JsString, encoding: Encoding, target: &mut [u8]) -> usize {
    match encoding {
        Encoding::Utf8 => text::write_utf8(string, target).1,
        Encoding::Utf16le => write_utf16le(text::units(string), target),
        Encoding::Latin1 | Encoding::Ascii => write_latin1(text::units(string), target),
        Encoding::Hex => hex::decode(&narrow(text::units(string)), target),
        Encoding::Base64 | Encoding::Base64Url => base64::decode(&narrow(text::units(string)), target),
    }
}

fn write_latin1(units: Units<'_>, target: &mut [u8]) -> usize {
    let len = units.len().min(target.len());
    match units {
        Units::Latin1(bytes) => target[..len].copy_from_slice(&bytes[..len]),
        Units::Utf16(units) => {
            for (byte, unit) in target.iter_mut().zip(units) {
                *byte = unit.to_le_bytes()[0];
            }
        }
    }
    len
}

fn write_utf16le(units: Units<'_>, target: &mut [u8]) -> usize {
    let pairs = target.as_chunks_mut::<2>().0;
    let len = units.len().min(pairs.len());
    match units {
        Units::Latin1(bytes) => {
            for (pair, byte) in pairs.iter_mut().zip(bytes) {
                *pair = u16::from(*byte).to_le_bytes();
            }
        }
        Units::Utf16(units) => {
            for (pair, unit) in pairs.iter_mut().zip(units) {
                *pair = unit.to_le_bytes();
            }
        }
    }
    len * 2
}

/// The low bytes of the characters, which is what Node's base64 and hexadecimal readers look at: "\u0161" is an "a".
fn narrow(units: Units<'_>) -> std::borrow::Cow<'_, [u8]> {
    match units {
        Units::Latin1(bytes) => bytes.into(),
        Units::Utf16(units) => units.iter().map(|unit| unit.to_le_bytes()[0]).collect(),
    }
}

/// The string that `bytes` are in `encoding` (`buffer.toString(encoding)`).
pub(crate) fn to_string(bytes: &[u8], encoding: Encoding) -> JsString {
    match encoding {
        Encoding::Utf8 => text::from_utf8_lossy(bytes),
        Encoding::Utf16le => text::from_utf16le(bytes),
        Encoding::Latin1 => text::from_latin1(bytes),
        Encoding::Ascii => ascii_to_string(bytes),
        Encoding::Base64 => base64::encode(bytes, Alphabet::Standard),
        Encoding::Base64Url => base64::encode(bytes, Alphabet::Url),
        Encoding::Hex => hex::encode(bytes),
    }
}

/// The length that [`to_string`] would give, at most: what is checked against the longest string before it is made.
pub(crate) fn string_length(len: usize, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 | Encoding::Latin1 | Encoding::Ascii => len,
        Encoding::Utf16le => len / 2,
        Encoding::Base64 => len.div_ceil(3).saturating_mul(4),
        Encoding::Base64Url => len.saturating_mul(4).div_ceil(3),
        Encoding::Hex => len.saturating_mul(2),
    }
}

/// Seven bits of each byte: what Node's `ascii` reads.
fn ascii_to_string(bytes: &[u8]) -> JsString {
    if bytes.is_ascii() {
        return text::from_latin1(bytes);
    }
    let mut piece = [0; 4096];
    text::build_latin1(bytes.len(), |push| {
        for chunk in bytes.chunks(piece.len()) {
            for (to, from) in piece.iter_mut().zip(chunk) {
                *to = from & 0x7f;
            }
            push(&piece[..chunk.len()]);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn js(text: &str) -> JsString {
        text::from_utf8(text)
    }

    #[test]
    fn names_in_any_case() {
        assert_eq!(Encoding::parse(&js("UTF-8")), Some(Encoding::Utf8));
        assert_eq!(Encoding::parse(&js("Ucs2")), Some(Encoding::Utf16le));
        assert_eq!(Encoding::parse(&js("BASE64URL")), Some(Encoding::Base64Url));
        for wrong in ["", "utf", "utf-7", "base64urls", "hex ", "h\u{e9}x", "\u{20ac}"] {
            assert_eq!(Encoding::parse(&js(wrong)), None, "{wrong}");
        }
    }

    #[test]
    fn strings_to_bytes() {
        assert_eq!(to_bytes(&js("h\u{e9}\u{20ac}"), Encoding::Utf8), "h\u{e9}\u{20ac}".as_bytes());
        assert_eq!(to_bytes(&js("h\u{e9}\u{20ac}"), Encoding::Latin1), b"h\xe9\xac");
        assert_eq!(to_bytes(&js("h\u{e9}\u{20ac}"), Encoding::Utf16le), b"h\0\xe9\0\xac\x20");
        assert_eq!(to_bytes(&js("abcd\u{20ac}0"), Encoding::Hex), b"\xab\xcd");
        assert_eq!(to_bytes(&js("aGk\u{20ac}="), Encoding::Base64), b"hi");
        assert_eq!(&*to_block(&js("\u{e9}"), Encoding::Utf8), "\u{e9}".as_bytes());
    }

    #[test]
    fn bytes_to_strings() {
        assert_eq!(to_string(b"\xe9a", Encoding::Ascii), js("ia"));
        assert_eq!(to_string(b"\xe9a", Encoding::Latin1), js("\u{e9}a"));
        assert_eq!(to_string(b"\xfb\xff", Encoding::Base64), js("+/8="));
        assert_eq!(to_string(b"\xfb\xff", Encoding::Base64Url), js("-_8"));
        assert_eq!(to_string(b"\xfb\xff", Encoding::Hex), js("fbff"));
        assert_eq!(to_string(b"\xac\x20x", Encoding::Utf16le), js("\u{20ac}"));
    }

    #[test]
    fn targets_too_small_get_whole_characters() {
        let mut target = [0; 3];
        assert_eq!(write(&js("\u{e9}\u{e9}"), Encoding::Utf8, &mut target), 2);
        assert_eq!(write(&js("ab"), Encoding::Utf16le, &mut target), 2);
        assert_eq!(target, [b'a', 0, 0]);
        assert_eq!(write(&js("0102030405"), Encoding::Hex, &mut target), 3);
        assert_eq!(write(&js("AQIDBAU="), Encoding::Base64, &mut target), 3);
        assert_eq!(target, [1, 2, 3]);
    }
}
