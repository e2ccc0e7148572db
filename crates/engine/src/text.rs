//! Strings across the seam: quick conversions between `JsString`, UTF-8 and Latin-1.
//!
//! Boa's own `to_std_string` costs 1.4 ms a megabyte; these go through the representation instead.

use crate::JsString;
use boa_engine::string::JsStrVariant;

/// The string as UTF-8; lone surrogates become U+FFFD, as `TextEncoder` and Node's `utf8` do.
#[must_use]
pub fn to_utf8(string: &JsString) -> String {
    match string.as_str().variant() {
        JsStrVariant::Latin1(bytes) => latin1_to_utf8(bytes),
        JsStrVariant::Utf16(units) => String::from_utf16_lossy(units),
    }
}

/// UTF-8 bytes of the string, lone surrogates as U+FFFD.
#[must_use]
pub fn to_utf8_bytes(string: &JsString) -> Vec<u8> {
    to_utf8(string).into_bytes()
}

/// The length in bytes that [`to_utf8`] would have, without making it.
#[must_use]
pub fn utf8_len(string: &JsString) -> usize {
    match string.as_str().variant() {
        JsStrVariant::Latin1(bytes) => bytes.len() + bytes.iter().filter(|b| **b >= 0x80).count(),
        JsStrVariant::Utf16(units) => {
            char::decode_utf16(units.iter().copied()).map(|c| c.map_or(3, char::len_utf8)).sum()
        }
    }
}

/// A JS string of UTF-8 text; plain ASCII is kept one byte a character.
#[must_use]
pub fn from_utf8(text: &str) -> JsString {
    JsString::from(text)
}

/// A JS string of bytes taken as Latin-1, one character a byte.
#[must_use]
pub fn from_latin1(bytes: &[u8]) -> JsString {
    JsString::from(boa_engine::string::JsStr::latin1(bytes))
}

/// A JS string of UTF-16 code units, lone surrogates kept.
#[must_use]
pub fn from_utf16(units: &[u16]) -> JsString {
    JsString::from(units)
}

/// A JS string of bytes decoded as UTF-8, ill-formed sequences becoming U+FFFD as the WHATWG decoder does.
#[must_use]
pub fn from_utf8_lossy(bytes: &[u8]) -> JsString {
    if bytes.is_ascii() { from_latin1(bytes) } else { JsString::from(String::from_utf8_lossy(bytes).as_ref()) }
}

fn latin1_to_utf8(bytes: &[u8]) -> String {
    if bytes.is_ascii()
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return text.to_owned();
    }
    bytes.iter().map(|b| char::from(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin1_and_utf16_round_trip() {
        for text in ["", "plain", "h\u{e9}llo", "\u{20ac}uro \u{1f40d}"] {
            let js = from_utf8(text);
            assert_eq!(to_utf8(&js), text);
            assert_eq!(utf8_len(&js), text.len());
        }
    }

    #[test]
    fn lone_surrogates_are_replaced() {
        let js = from_utf16(&[0x61, 0xd800, 0x62]);
        assert_eq!(to_utf8(&js), "a\u{fffd}b");
        assert_eq!(utf8_len(&js), 5);
    }

    #[test]
    fn ill_formed_utf8_is_replaced() {
        assert_eq!(to_utf8(&from_utf8_lossy(b"a\xffb")), "a\u{fffd}b");
    }
}
