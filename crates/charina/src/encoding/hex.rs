//! Hexadecimal, as Buffer reads and writes it.

use charina_engine::{JsString, text};
use hex_simd::{AsciiCase, Out};

/// Lower-case hexadecimal of `bytes`.
pub(super) fn encode(bytes: &[u8]) -> JsString {
    let mut piece = [0; 8192];
    text::build_latin1(bytes.len() * 2, |push| {
        for chunk in bytes.chunks(piece.len() / 2) {
            push(hex_simd::encode(chunk, Out::from_slice(&mut piece), AsciiCase::Lower));
        }
    })
}

/// Decodes up to the first pair that is no hexadecimal, or until `target` is full. Returns the bytes written.
pub(super) fn decode(digits: &[u8], target: &mut [u8]) -> usize {
    let len = target.len().min(digits.len() / 2);
    let mut done = 0;
    // In pieces and by way of a buffer: the SIMD decoder leaves rubbish behind where it meets a bad pair.
    let mut piece = [0; 4096];
    while done < len {
        let end = (done + piece.len()).min(len);
        let from = &digits[done * 2..end * 2];
        match hex_simd::decode(from, Out::from_slice(&mut piece)) {
            Ok(bytes) => target[done..end].copy_from_slice(bytes),
            Err(_) => return done + decode_slowly(from, &mut target[done..end]),
        }
        done = end;
    }
    len
}

fn decode_slowly(digits: &[u8], target: &mut [u8]) -> usize {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    for (index, (pair, byte)) in digits.as_chunks::<2>().0.iter().zip(&mut *target).enumerate() {
        match (digit(pair[0]), digit(pair[1])) {
            (Some(high), Some(low)) => *byte = high << 4 | low,
            _ => return index,
        }
    }
    target.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_at_the_first_bad_pair() {
        for (digits, expected) in
            [("abCD", &b"\xab\xcd"[..]), ("abc", b"\xab"), ("abxxcd", b"\xab"), ("xxab", b""), ("", b"")]
        {
            let mut target = vec![0; digits.len()];
            let len = decode(digits.as_bytes(), &mut target);
            assert_eq!(&target[..len], expected, "{digits}");
        }
    }

    #[test]
    fn long_input_goes_through_the_pieces() {
        let bytes: Vec<u8> = (0..20_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        let hex = text::to_utf8(&encode(&bytes));
        assert_eq!(hex.len(), 40_000);
        let mut small = [7; 4];
        assert_eq!(decode(b"abxxcdef", &mut small), 1);
        assert_eq!(small, [0xab, 7, 7, 7]);
        let mut target = vec![0; 20_000];
        assert_eq!(decode(hex.as_bytes(), &mut target), 20_000);
        assert_eq!(target, bytes);
        let bad = hex[..30_000].to_owned() + "zz";
        assert_eq!(decode(bad.as_bytes(), &mut target), 15_000);
    }
}
