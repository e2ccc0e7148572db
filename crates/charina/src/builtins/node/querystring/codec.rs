//! Percent-encoding as querystring does it, on UTF-16 units.

use charina_engine::JsString;
use charina_engine::text::{self, Units};

const PERCENT: u16 = b'%' as u16;
const PLUS: u16 = b'+' as u16;

/// The UTF-16 units of a string.
pub(super) fn units_of(string: &JsString) -> Vec<u16> {
    match text::units(string) {
        Units::Latin1(bytes) => bytes.iter().map(|byte| u16::from(*byte)).collect(),
        Units::Utf16(units) => units.to_vec(),
    }
}

/// Whether the character stands for itself in a query.
fn is_plain(unit: u16) -> bool {
    u8::try_from(unit).is_ok_and(|byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'!' | b'\'' | b'(' | b')' | b'*' | b'-' | b'.' | b'_' | b'~')
    })
}

/// `querystring.escape`; `None` if the string ends in half a surrogate pair.
pub(super) fn escape(string: &JsString) -> Option<JsString> {
    let units = units_of(string);
    if units.iter().all(|unit| is_plain(*unit)) {
        return Some(string.clone());
    }
    let mut out = Vec::with_capacity(units.len() * 3);
    let mut rest = units.iter().copied();
    while let Some(unit) = rest.next() {
        if is_plain(unit) {
            out.push(unit.to_le_bytes()[0]);
            continue;
        }
        let code = if unit & 0xf800 == 0xd800 {
            // As in Node, whatever follows a surrogate is taken for its other half.
            0x1_0000 + ((u32::from(unit) & 0x3ff) << 10 | u32::from(rest.next()?) & 0x3ff)
        } else {
            unit.into()
        };
        let mut bytes = [0; 4];
        for byte in char::from_u32(code)?.encode_utf8(&mut bytes).bytes() {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            out.extend([b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        }
    }
    Some(text::from_latin1(&out))
}

fn hex(unit: Option<&u16>) -> Option<u8> {
    let digit = char::from_u32((*unit?).into())?.to_digit(16)?;
    u8::try_from(digit).ok()
}

/// The byte that `%XX` at `index` stands for.
fn escaped_byte(units: &[u16], index: usize) -> Option<u8> {
    Some(hex(units.get(index + 1))? << 4 | hex(units.get(index + 2))?)
}

/// Whether there is a well-formed `%XX`.
pub(super) fn has_escape(units: &[u16]) -> bool {
    units.iter().enumerate().any(|(index, unit)| *unit == PERCENT && escaped_byte(units, index).is_some())
}

/// `querystring.unescape`: as `decodeURIComponent` does, or byte by byte where that would throw.
pub(super) fn unescape(string: &JsString, plus: bool) -> JsString {
    let units = units_of(string);
    if !units.contains(&PERCENT) {
        return string.clone();
    }
    match strictly_unescaped(&units) {
        Some(decoded) => text::from_utf16(&decoded),
        None => text::from_utf8_lossy(&unescape_bytes(string, plus)),
    }
}

/// `decodeURIComponent`; `None` where that throws.
pub(super) fn strictly_unescaped(units: &[u16]) -> Option<Vec<u16>> {
    let mut out = Vec::with_capacity(units.len());
    let mut index = 0;
    while let Some(&unit) = units.get(index) {
        if unit != PERCENT {
            out.push(unit);
            index += 1;
            continue;
        }
        let first = escaped_byte(units, index)?;
        let length = match first {
            0..=0x7f => 1,
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf7 => 4,
            _ => return None,
        };
        let mut bytes = [0; 4];
        for byte in &mut bytes[..length] {
            if units.get(index) != Some(&PERCENT) {
                return None;
            }
            *byte = escaped_byte(units, index)?;
            index += 3;
        }
        let text = std::str::from_utf8(&bytes[..length]).ok()?;
        out.extend(text.encode_utf16());
    }
    Some(out)
}

/// `querystring.unescapeBuffer`: what is no escape stays, cut to its low byte.
pub(super) fn unescape_bytes(string: &JsString, plus: bool) -> Vec<u8> {
    let units = units_of(string);
    let mut out = Vec::with_capacity(units.len());
    let mut index = 0;
    while let Some(&unit) = units.get(index) {
        index += 1;
        out.push(match (unit, escaped_byte(&units, index - 1)) {
            (PERCENT, Some(byte)) => {
                index += 2;
                byte
            }
            (PLUS, _) if plus => b' ',
            _ => unit.to_le_bytes()[0],
        });
    }
    out
}

/// One side of a pair with its plus signs as spaces, or as escaped spaces for a decoder of the script's own.
pub(super) fn without_plus(units: &[u16], escaped: bool) -> JsString {
    if !units.contains(&PLUS) {
        return text::from_utf16(units);
    }
    let space: &[u16] = if escaped { &[PERCENT, b'2' as u16, b'0' as u16] } else { &[b' ' as u16] };
    let mut out = Vec::with_capacity(units.len() * 3);
    for unit in units {
        match *unit {
            PLUS => out.extend_from_slice(space),
            unit => out.push(unit),
        }
    }
    text::from_utf16(&out)
}

fn find(units: &[u16], needle: &[u16]) -> Option<usize> {
    match needle {
        // An empty sign between key and value stands before everything; see `split` for separators.
        [] => Some(0),
        [only] => units.iter().position(|unit| unit == only),
        _ => units.windows(needle.len()).position(|window| window == needle),
    }
}

/// The parts before and behind the first `needle`.
pub(super) fn split_once<'a>(units: &'a [u16], needle: &[u16]) -> Option<(&'a [u16], &'a [u16])> {
    let index = find(units, needle)?;
    Some((&units[..index], &units[index + needle.len()..]))
}

/// The parts between separators; an empty one separates nothing.
pub(super) fn split<'a>(units: &'a [u16], sep: &[u16]) -> impl Iterator<Item = &'a [u16]> {
    let mut rest = Some(units);
    std::iter::from_fn(move || {
        let units = rest?;
        match split_once(units, sep) {
            Some((part, behind)) if !sep.is_empty() => {
                rest = Some(behind);
                Some(part)
            }
            _ => rest.take(),
        }
    })
}
