//! Base64: Buffer's forgiving reader, the WHATWG reader behind `atob`, and the writers.

use base64_simd::{Base64, Out, STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use charina_engine::text::Units;
use charina_engine::{JsString, text};

/// Which characters stand for 62 and 63, and whether the end is padded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// `+` and `/`, padded with `=`.
    Standard,
    /// `-` and `_`, not padded.
    Url,
}

impl Alphabet {
    fn codec(self) -> &'static Base64 {
        match self {
            Self::Standard => &STANDARD,
            Self::Url => &URL_SAFE_NO_PAD,
        }
    }
}

/// Base64 of `bytes`.
pub(super) fn encode(bytes: &[u8], alphabet: Alphabet) -> JsString {
    let codec = alphabet.codec();
    let mut piece = [0; 8192];
    text::build_latin1(codec.encoded_length(bytes.len()), |push| {
        // A whole number of triples each, so that only the last piece is padded.
        for chunk in bytes.chunks(piece.len() / 4 * 3) {
            push(codec.encode(chunk, Out::from_slice(&mut piece)));
        }
    })
}

/// The length of what `units` decode to if every character but the padding counts.
pub(super) fn decoded_length(units: Units<'_>) -> usize {
    let mut len = units.len();
    if len > 0 && units.at(len - 1) == u16::from(b'=') {
        len -= 1;
        if len > 1 && units.at(len - 1) == u16::from(b'=') {
            len -= 1;
        }
    }
    // Not `len * 3 / 4`: that would overflow on 32-bit machines.
    len / 4 * 3 + len % 4 * 3 / 4
}

/// Decodes as Buffer does: either alphabet, skipping what is neither, up to the first `=` or until `target` is full.
/// Returns the bytes written.
pub(super) fn decode(input: &[u8], target: &mut [u8]) -> usize {
    let (mut input, mut read, mut written) = (input, 0, 0);
    let mut ended = false;
    // Groups of four through the SIMD decoders, in pieces, as long as they understand them; by way of a buffer, for
    // they leave rubbish behind where they do not.
    let mut piece = [0; 3072];
    while input.len() - read >= 4 && target.len() - written >= 3 {
        let groups = (piece.len() / 3).min((input.len() - read) / 4).min((target.len() - written) / 3);
        let from = &input[read..read + groups * 4];
        let decoded = STANDARD_NO_PAD.decode(from, Out::from_slice(&mut piece)).is_ok()
            || URL_SAFE_NO_PAD.decode(from, Out::from_slice(&mut piece)).is_ok();
        if !decoded {
            if !ended {
                // Looked for only here: what the decoders understand has none.
                input = &input[..memchr::memchr(b'=', &input[read..]).map_or(input.len(), |at| read + at)];
                ended = true;
                continue;
            }
            match decode_loosely(&input[read..], &mut target[written..]) {
                Loosely::Ended(more) => return written + more,
                Loosely::Piece { read: more_read, written: more_written } => {
                    read += more_read;
                    written += more_written;
                    continue;
                }
            }
        }
        target[written..written + groups * 3].copy_from_slice(&piece[..groups * 3]);
        read += groups * 4;
        written += groups * 3;
    }
    let tail = &input[read..];
    let tail = &tail[..memchr::memchr(b'=', tail).unwrap_or(tail.len())];
    written + decode_tail(tail, &mut target[written..])
}

enum Loosely {
    /// The input or the target came to its end.
    Ended(usize),
    /// A piece is done; the input goes on at a group's start.
    Piece { read: usize, written: usize },
}

/// Takes the characters that have a value out of a piece of input and decodes those.
fn decode_loosely(input: &[u8], target: &mut [u8]) -> Loosely {
    let mut kept = [0; 4096];
    let (mut len, mut read) = (0, 0);
    for &byte in input {
        if len == kept.len() {
            break;
        }
        kept[len] = NORMAL[usize::from(byte)];
        len += usize::from(NORMAL[usize::from(byte)] != 0);
        read += 1;
    }
    if read == input.len() || target.len() < len / 4 * 3 {
        return Loosely::Ended(decode_tail(&kept[..len], target));
    }
    // Only a full piece comes here: whole groups, which cannot fail.
    let written = STANDARD_NO_PAD.decode(&kept[..len], Out::from_slice(target)).map_or(0, |bytes| bytes.len());
    Loosely::Piece { read, written }
}

/// The plain decoder: for what is left behind the whole groups.
fn decode_tail(input: &[u8], target: &mut [u8]) -> usize {
    let (mut bits, mut count, mut written) = (0_u32, 0_u32, 0);
    for &byte in input {
        let value = VALUE[usize::from(byte)];
        if value == NONE {
            continue;
        }
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            let Some(slot) = target.get_mut(written) else { break };
            *slot = (bits >> count & 0xff).to_le_bytes()[0];
            written += 1;
        }
    }
    written
}

const NONE: u8 = 0xff;

/// The value of each character in either alphabet.
const VALUE: [u8; 256] = {
    let mut table = [NONE; 256];
    let standard = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut value = 0_u8;
    while value < 64 {
        table[standard[value as usize] as usize] = value;
        value += 1;
    }
    table[b'-' as usize] = 62;
    table[b'_' as usize] = 63;
    table
};

/// Each character as it is in the standard alphabet, 0 where it has no value.
const NORMAL: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        if VALUE[byte] != NONE {
            table[byte] = byte as u8;
        }
        byte += 1;
    }
    table[b'-' as usize] = b'+';
    table[b'_' as usize] = b'/';
    table
};

/// Why [`decode_forgiving`] refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base64Error {
    /// A character outside the alphabet, or padding where none may be.
    Character,
    /// One character left over behind the groups of four.
    Length,
}

/// The forgiving decode of the Infra standard, behind `atob` (<https://infra.spec.whatwg.org/#forgiving-base64-decode>).
///
/// # Errors
/// What is wrong with the input.
pub(crate) fn decode_forgiving(input: &[u8]) -> Result<Vec<u8>, Base64Error> {
    if let Ok(bytes) = base64_simd::forgiving_decode_to_vec(input) {
        return Ok(bytes);
    }
    // Again, slowly: the SIMD decoder is stricter about the spare bits of the last character, and does not say why.
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r');
    let mut data: Vec<u8> = input.iter().copied().filter(|byte| !is_space(byte)).collect();
    if data.len().is_multiple_of(4) && data.last() == Some(&b'=') {
        data.pop();
        if data.last() == Some(&b'=') {
            data.pop();
        }
    }
    if data.iter().any(|byte| matches!(byte, b'-' | b'_') || VALUE[usize::from(*byte)] == NONE) {
        return Err(Base64Error::Character);
    }
    if data.len() % 4 == 1 {
        return Err(Base64Error::Length);
    }
    let mut bytes = vec![0; data.len() / 4 * 3 + data.len() % 4 * 3 / 4];
    let len = decode_tail(&data, &mut bytes);
    bytes.truncate(len);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(input: &str) -> Vec<u8> {
        let mut target = vec![0; input.len()];
        let len = decode(input.as_bytes(), &mut target);
        target.truncate(len);
        target
    }

    #[test]
    fn reads_what_node_reads() {
        for (input, expected) in [
            ("aGVsbG8=", &b"hello"[..]),
            ("aGVsbG8", b"hello"),
            ("aGV\nsbG 8=", b"hello"),
            ("aG==VsbG8=", b"h"),
            ("-_-_", b"\xfb\xff\xbf"),
            ("+_-/", b"\xfb\xff\xbf"),
            ("aGVsbG9", b"hello"),
            ("a", b""),
            ("====", b""),
            ("*", b""),
        ] {
            assert_eq!(decoded(input), expected, "{input}");
        }
    }

    #[test]
    fn long_input_with_line_ends() {
        let bytes: Vec<u8> = (0..50_000_u32).map(|n| (n * 7).to_le_bytes()[0]).collect();
        let plain = STANDARD.encode_to_string(&bytes);
        let lines =
            plain.as_bytes().chunks(76).map(|l| std::str::from_utf8(l).unwrap()).collect::<Vec<_>>().join("\r\n");
        assert_eq!(decoded(&plain), bytes);
        assert_eq!(decoded(&lines), bytes);
        assert_eq!(decoded(&lines.replace('+', "-")), bytes);
        let mut small = [0; 5000];
        assert_eq!(decode(lines.as_bytes(), &mut small), 5000);
        assert_eq!(small, bytes[..5000]);
    }

    #[test]
    fn forgiving_as_the_standard_says() {
        assert_eq!(decode_forgiving(b" aGk = "), Ok(b"hi".to_vec()));
        assert_eq!(decode_forgiving(b"aGl"), Ok(b"hi".to_vec()));
        assert_eq!(decode_forgiving(b"a"), Err(Base64Error::Length));
        assert_eq!(decode_forgiving(b"a==="), Err(Base64Error::Character));
        assert_eq!(decode_forgiving(b"aG-_"), Err(Base64Error::Character));
        assert_eq!(decode_forgiving(b"aGk=="), Err(Base64Error::Character));
    }

    #[test]
    fn lengths() {
        for (input, expected) in [("", 0), ("=", 0), ("a", 0), ("aG", 1), ("aGk=", 2), ("aa==", 1), ("aGkh", 3)] {
            assert_eq!(decoded_length(Units::Latin1(input.as_bytes())), expected, "{input}");
        }
    }
}
