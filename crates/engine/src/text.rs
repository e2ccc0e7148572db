//! Strings across the seam: quick conversions between `JsString`, UTF-8, UTF-16 and Latin-1.
//!
//! Boa's own `to_std_string` costs 1.4 ms a megabyte; these go through the representation instead.

use crate::JsString;
pub use boa_engine::string::{JsStr, JsStrVariant};
use boa_engine::string::{Latin1JsStringBuilder, Utf16JsStringBuilder};
use encoding_rs::{Encoding, mem};

/// The two representations of a JS string, borrowed.
#[derive(Debug, Clone, Copy)]
pub enum Units<'a> {
    /// One byte a character, U+0000 to U+00FF.
    Latin1(&'a [u8]),
    /// UTF-16 code units, lone surrogates among them.
    Utf16(&'a [u16]),
}

impl Units<'_> {
    /// The number of UTF-16 code units (`string.length`).
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Latin1(bytes) => bytes.len(),
            Self::Utf16(units) => units.len(),
        }
    }

    /// Whether the string is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code unit at `index`, which must be below [`Units::len`].
    #[must_use]
    pub fn at(&self, index: usize) -> u16 {
        match self {
            Self::Latin1(bytes) => bytes[index].into(),
            Self::Utf16(units) => units[index],
        }
    }
}

/// The code units of a string, as the engine holds them.
#[must_use]
pub fn units(string: &JsString) -> Units<'_> {
    match string.variant() {
        JsStrVariant::Latin1(bytes) => Units::Latin1(bytes),
        JsStrVariant::Utf16(units) => Units::Utf16(units),
    }
}

/// The string as UTF-8; lone surrogates become U+FFFD, as `TextEncoder` and Node's `utf8` do.
#[must_use]
pub fn to_utf8(string: &JsString) -> String {
    // What the converters write is UTF-8, so the lossy conversion never copies.
    String::from_utf8(to_utf8_bytes(string))
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// UTF-8 bytes of the string, lone surrogates as U+FFFD.
#[must_use]
pub fn to_utf8_bytes(string: &JsString) -> Vec<u8> {
    match units(string) {
        Units::Latin1(bytes) if bytes.is_ascii() => bytes.to_vec(),
        Units::Latin1(bytes) => {
            let mut utf8 = vec![0; latin1_utf8_len(bytes)];
            write_latin1_as_utf8(bytes, &mut utf8);
            utf8
        }
        Units::Utf16(units) => {
            let mut utf8 = vec![0; units.len() * 3];
            let len = mem::convert_utf16_to_utf8(units, &mut utf8);
            utf8.truncate(len);
            utf8
        }
    }
}

/// Writes the string as UTF-8 to the start of `target`, never cutting a character.
/// Returns the code units read and the bytes written.
pub fn write_utf8(string: &JsString, target: &mut [u8]) -> (usize, usize) {
    match units(string) {
        Units::Latin1(bytes) => write_latin1_as_utf8(bytes, target),
        Units::Utf16(units) => write_utf16_as_utf8(units, target),
    }
}

fn write_latin1_as_utf8(bytes: &[u8], target: &mut [u8]) -> (usize, usize) {
    let ascii = copy_ascii(bytes, target);
    let (mut read, mut written) = (ascii, ascii);
    // Two bytes are written for each character and one of them counted where it is ASCII: no branch to mispredict. The
    // next character overwrites the second; what it hid is put back behind the last.
    let mut hidden = None;
    for &byte in &bytes[read..] {
        let Some(room) = target.get_mut(written..written + 2) else { break };
        let wide = byte >> 7;
        hidden = (wide == 0).then_some(room[1]);
        room[0] = if wide == 0 { byte } else { 0xc0 | byte >> 6 };
        room[1] = 0x80 | byte & 0x3f;
        written += 1 + usize::from(wide);
        read += 1;
    }
    if let (Some(hidden), Some(behind)) = (hidden, target.get_mut(written)) {
        *behind = hidden;
    }
    if let (Some(&byte @ 0..0x80), Some(last)) = (bytes.get(read), target.get_mut(written)) {
        *last = byte;
        return (read + 1, written + 1);
    }
    (read, written)
}

/// Copies the leading ASCII characters that have room. Returns how many they are.
fn copy_ascii(bytes: &[u8], target: &mut [u8]) -> usize {
    let mut done = 0;
    // Each piece is still in the cache when it is copied.
    for (from, to) in bytes.chunks(4096).zip(target.chunks_mut(4096)) {
        let from = &from[..from.len().min(to.len())];
        let ascii = if from.is_ascii() { from.len() } else { Encoding::ascii_valid_up_to(from) };
        to[..ascii].copy_from_slice(&from[..ascii]);
        done += ascii;
        if ascii < from.len() {
            break;
        }
    }
    done
}

fn write_utf16_as_utf8(units: &[u16], target: &mut [u8]) -> (usize, usize) {
    let (mut read, mut written) = mem::convert_utf16_to_utf8_partial(units, target);
    // The converter wants more room than a character needs near the end of the target: finish one by one.
    while let Some(&unit) = units.get(read) {
        let (c, width) = match unit {
            0xd800..=0xdbff => match units.get(read + 1) {
                Some(&low @ 0xdc00..=0xdfff) => {
                    let code = 0x1_0000 + ((u32::from(unit) & 0x3ff) << 10) + (u32::from(low) & 0x3ff);
                    (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 2)
                }
                _ => (char::REPLACEMENT_CHARACTER, 1),
            },
            _ => (char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER), 1),
        };
        let Some(room) = target.get_mut(written..written + c.len_utf8()) else { break };
        c.encode_utf8(room);
        written += room.len();
        read += width;
    }
    (read, written)
}

/// The length in bytes that [`to_utf8`] would have, without making it.
#[must_use]
pub fn utf8_len(string: &JsString) -> usize {
    match units(string) {
        Units::Latin1(bytes) => latin1_utf8_len(bytes),
        Units::Utf16(units) => utf16_utf8_len(units),
    }
}

fn latin1_utf8_len(bytes: &[u8]) -> usize {
    // Pieces whose count fits a byte, so that the sums are done sixteen or more at a time.
    let wide = |piece: &[u8]| usize::from(piece.iter().map(|byte| byte >> 7).sum::<u8>());
    bytes.len() + bytes.chunks(255).map(wide).sum::<usize>()
}

fn utf16_utf8_len(units: &[u16]) -> usize {
    let (mut wide, mut surrogates) = (0, 0);
    // Pieces whose counts fit the sixteen bits that a unit has.
    for piece in units.chunks(8192) {
        wide += usize::from(piece.iter().map(|unit| u16::from(*unit >= 0x80) + u16::from(*unit >= 0x800)).sum::<u16>());
        surrogates += usize::from(piece.iter().map(|unit| u16::from(unit & 0xf800 == 0xd800)).sum::<u16>());
    }
    let len = units.len() + wide;
    if surrogates == 0 {
        return len;
    }
    // Each half of a pair counted three bytes; together they take four.
    let is_pair = |pair: &&[u16]| pair[0] & 0xfc00 == 0xd800 && pair[1] & 0xfc00 == 0xdc00;
    len - 2 * units.windows(2).filter(is_pair).count()
}

/// A JS string of UTF-8 text; plain ASCII is kept one byte a character.
#[must_use]
pub fn from_utf8(text: &str) -> JsString {
    from_utf8_lossy(text.as_bytes())
}

/// A JS string of bytes taken as Latin-1, one character a byte.
#[must_use]
pub fn from_latin1(bytes: &[u8]) -> JsString {
    JsString::from(JsStr::latin1(bytes))
}

/// A JS string of `len` characters, each in Latin-1, that `fill` writes in pieces: it is handed a function that
/// appends a piece.
pub fn build_latin1(len: usize, fill: impl FnOnce(&mut dyn FnMut(&[u8]))) -> JsString {
    let mut builder = Latin1JsStringBuilder::with_capacity(len);
    fill(&mut |piece| builder.extend_from_slice(piece));
    // SAFETY: every byte is a Latin-1 character.
    unsafe { builder.build_as_latin1() }
}

/// A JS string of UTF-16 code units, lone surrogates kept; narrowed to one byte a character where that loses nothing.
#[must_use]
pub fn from_utf16(units: &[u16]) -> JsString {
    if !mem::is_utf16_latin1(units) {
        return JsString::from(units);
    }
    let mut narrow = [0; 4096];
    build_latin1(units.len(), |push| {
        for chunk in units.chunks(narrow.len()) {
            mem::convert_utf16_to_latin1_lossy(chunk, &mut narrow);
            push(&narrow[..chunk.len()]);
        }
    })
}

/// A JS string of `len` code units read from little-endian byte pairs; an odd last byte is left out.
#[must_use]
pub fn from_utf16le(bytes: &[u8]) -> JsString {
    let mut builder = Utf16JsStringBuilder::with_capacity(bytes.len() / 2);
    let mut units = [0_u16; 4096];
    let mut all = 0;
    for chunk in bytes.chunks(units.len() * 2) {
        let pairs = chunk.as_chunks::<2>().0;
        for (unit, pair) in units.iter_mut().zip(pairs) {
            *unit = u16::from_le_bytes(*pair);
            all |= *unit;
        }
        builder.extend_from_slice(&units[..pairs.len()]);
    }
    if all < 0x100 { from_utf16(builder.as_slice()) } else { builder.build() }
}

/// A JS string of bytes decoded as UTF-8, ill-formed sequences becoming U+FFFD as the WHATWG decoder does.
#[must_use]
pub fn from_utf8_lossy(bytes: &[u8]) -> JsString {
    if bytes.is_ascii() {
        return from_latin1(bytes);
    }
    if mem::is_utf8_latin1(bytes) {
        let mut narrow = vec![0; bytes.len()];
        let len = mem::convert_utf8_to_latin1_lossy(bytes, &mut narrow);
        return from_latin1(&narrow[..len]);
    }
    let mut decoder = encoding_rs::UTF_8.new_decoder_without_bom_handling();
    // Bytes are a good guess: at most one unit each, and a string that is mostly ASCII needs nearly all of them.
    let mut builder = Utf16JsStringBuilder::with_capacity(bytes.len());
    let mut piece = [0_u16; 4096];
    let mut rest = bytes;
    loop {
        let (result, read, written, _) = decoder.decode_to_utf16(rest, &mut piece, true);
        builder.extend_from_slice(&piece[..written]);
        rest = &rest[read..];
        if result == encoding_rs::CoderResult::InputEmpty {
            // Text in other scripts leaves half of the guess unused, which the string would hold for its life.
            let wasteful = builder.capacity() > builder.len() + builder.len() / 4;
            return if wasteful { JsString::from(builder.as_slice()) } else { builder.build() };
        }
    }
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
    fn long_text_crosses_the_pieces() {
        let text = "\u{20ac}\u{1f40d}x".repeat(3000);
        let js = from_utf8(&text);
        assert_eq!(js.len(), 12000);
        assert_eq!(to_utf8(&js), text);
        assert_eq!(utf8_len(&js), text.len());
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
        assert_eq!(to_utf8(&from_utf8_lossy(b"\xe2\x82\xc3\xa9\xf0\x9f")), "\u{fffd}\u{e9}\u{fffd}");
    }

    #[test]
    fn written_utf8_fills_the_target_but_cuts_no_character() {
        let js = from_utf8("a\u{20ac}\u{1f40d}\u{e9}");
        let mut target = [b'.'; 10];
        for (room, expected) in [(0, (0, 0)), (3, (1, 1)), (4, (2, 4)), (7, (2, 4)), (8, (4, 8)), (10, (5, 10))] {
            assert_eq!(write_utf8(&js, &mut target[..room]), expected, "{room}");
        }
        assert_eq!(target, *"a\u{20ac}\u{1f40d}\u{e9}".as_bytes());
    }

    #[test]
    fn written_latin1_touches_nothing_behind_it() {
        for (text, room, expected) in [
            ("\u{e9}a", 5, &b"\xc3\xa9a.."[..]),
            ("a\u{e9}", 5, b"a\xc3\xa9.."),
            ("\u{e9}a", 3, b"\xc3\xa9a"),
            ("\u{e9}\u{e9}", 3, b"\xc3\xa9."),
            ("a\u{e9}", 2, b"a."),
            ("\u{e9}ab", 4, b"\xc3\xa9ab"),
        ] {
            let mut target = vec![b'.'; room];
            let (_, written) = write_utf8(&from_utf8(text), &mut target);
            assert_eq!(target, expected, "{text} {room}");
            assert_eq!(target[written..], vec![b'.'; room - written]);
        }
    }

    #[test]
    fn utf16le_is_narrowed_only_without_loss() {
        assert_eq!(to_utf8(&from_utf16le(b"a\0\xe9\0z")), "a\u{e9}");
        assert!(matches!(units(&from_utf16le(b"a\0\xe9\0")), Units::Latin1(b"a\xe9")));
        assert_eq!(to_utf8(&from_utf16le(b"\xac\x20a\0")), "\u{20ac}a");
    }
}
