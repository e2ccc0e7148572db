//! `localeCompare` for ASCII and the letters of Latin-1, in the order of the Unicode collation's root
//! (<https://www.unicode.org/reports/tr10/>): first what the letters are, then their accents, then their case.

use super::is_english;
use crate::{Context, JsObject, JsResult, JsString, JsValue};
use boa_engine::value::JsVariant;
use std::cmp::Ordering;

/// ASCII that is no letter or digit, in the root's order.
const SIGNS: &[u8] = b"\t\n\x0b\x0c\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

/// The weights of one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Weights {
    primary: u16,
    accent: u8,
    upper: bool,
}

/// Weights of the accents, in the root's order.
const GRAVE: u8 = 2;
const ACUTE: u8 = 1;
const CIRCUMFLEX: u8 = 3;
const RING: u8 = 4;
const DIAERESIS: u8 = 5;
const TILDE: u8 = 6;
const CEDILLA: u8 = 7;
const STROKE: u8 = 8;

/// Base letter and accent of Latin-1's accented letters, in lower case.
fn base(unit: u16) -> Option<(u8, u8)> {
    Some(match unit {
        0xe0 => (b'a', GRAVE),
        0xe1 => (b'a', ACUTE),
        0xe2 => (b'a', CIRCUMFLEX),
        0xe3 => (b'a', TILDE),
        0xe4 => (b'a', DIAERESIS),
        0xe5 => (b'a', RING),
        0xe7 => (b'c', CEDILLA),
        0xe8 => (b'e', GRAVE),
        0xe9 => (b'e', ACUTE),
        0xea => (b'e', CIRCUMFLEX),
        0xeb => (b'e', DIAERESIS),
        0xec => (b'i', GRAVE),
        0xed => (b'i', ACUTE),
        0xee => (b'i', CIRCUMFLEX),
        0xef => (b'i', DIAERESIS),
        0xf1 => (b'n', TILDE),
        0xf2 => (b'o', GRAVE),
        0xf3 => (b'o', ACUTE),
        0xf4 => (b'o', CIRCUMFLEX),
        0xf5 => (b'o', TILDE),
        0xf6 => (b'o', DIAERESIS),
        0xf8 => (b'o', STROKE),
        0xf9 => (b'u', GRAVE),
        0xfa => (b'u', ACUTE),
        0xfb => (b'u', CIRCUMFLEX),
        0xfc => (b'u', DIAERESIS),
        0xfd => (b'y', ACUTE),
        0xff => (b'y', DIAERESIS),
        _ => return None,
    })
}

/// Appends the weights of a character. What has none here comes last, by its code.
fn push_weights(unit: u16, out: &mut Vec<Weights>) {
    let pair = match unit {
        0xdf => Some((b's', b's', false)),
        0xe6 => Some((b'a', b'e', false)),
        0xc6 => Some((b'a', b'e', true)),
        _ => None,
    };
    match pair {
        Some((first, second, upper)) => {
            let letter = |letter: u8, accent| Weights { primary: 200 + u16::from(letter - b'a'), accent, upper };
            out.extend([letter(first, STROKE), letter(second, STROKE)]);
        }
        None => {
            out.push(weights(unit).unwrap_or(Weights { primary: unit.saturating_add(1000), accent: 0, upper: false }));
        }
    }
}

/// The weights of a character; `None` if they are not known here.
fn weights(unit: u16) -> Option<Weights> {
    let byte = u8::try_from(unit).ok()?;
    if let Some(rank) = SIGNS.iter().position(|sign| *sign == byte) {
        return Some(Weights { primary: 1 + u16::try_from(rank).ok()?, accent: 0, upper: false });
    }
    if byte.is_ascii_digit() {
        return Some(Weights { primary: 100 + u16::from(byte - b'0'), accent: 0, upper: false });
    }
    let upper = byte.is_ascii_uppercase() || (0xc0..=0xde).contains(&byte);
    let lower = if upper { byte + 0x20 } else { byte };
    let (letter, accent) = match lower {
        b'a'..=b'z' => (lower, 0),
        other => base(other.into())?,
    };
    Some(Weights { primary: 200 + u16::from(letter - b'a'), accent, upper })
}

/// How much a comparison looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Strength {
    accents: bool,
    case: bool,
    numeric: bool,
}

pub(super) fn locale_compare(
    this: &JsValue,
    arguments: &[JsValue],
    original: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let options = arguments.get(2).cloned().unwrap_or_default();
    let english = is_english(&arguments.get(1).cloned().unwrap_or_default(), context)?;
    if this.is_null_or_undefined() || !english {
        return original.call(this, arguments, context);
    }
    let left = this.to_string(context)?;
    let right = arguments.first().cloned().unwrap_or_default().to_string(context)?;
    let Some(strength) = strength(&options, context)? else { return original.call(this, arguments, context) };
    let order = compare(&sequence(&left), &sequence(&right), strength);
    Ok(JsValue::from(order as i32))
}

/// What options ask for; `None` if it is something that only `Intl` knows.
fn strength(options: &JsValue, context: &mut Context) -> JsResult<Option<Strength>> {
    let mut strength = Strength { accents: true, case: true, numeric: false };
    let options = match options.variant() {
        JsVariant::Undefined => return Ok(Some(strength)),
        JsVariant::Object(options) => options,
        _ => return Ok(None),
    };
    strength.numeric = options.get(JsString::from("numeric"), context)?.to_boolean();
    let among =
        &[("base", (false, false)), ("accent", (true, false)), ("case", (false, true)), ("variant", (true, true))];
    if let Some((accents, case)) = super::option(&options, "sensitivity", among, "Intl.Collator", context)? {
        (strength.accents, strength.case) = (accents, case);
    }
    for name in ["ignorePunctuation", "caseFirst"] {
        let value = options.get(JsString::from(name), context)?;
        let off = value.as_string().is_some_and(|value| value == "false");
        if value.to_boolean() && !off {
            return Ok(None);
        }
    }
    Ok(Some(strength))
}

fn sequence(string: &JsString) -> Vec<Weights> {
    let mut out = Vec::with_capacity(string.len());
    string.iter().for_each(|unit| push_weights(unit, &mut out));
    out
}

fn compare(left: &[Weights], right: &[Weights], strength: Strength) -> Ordering {
    let primaries = |weights: &[Weights]| -> Vec<u16> { weights.iter().map(|weight| weight.primary).collect() };
    let (a, b) = (primaries(left), primaries(right));
    let mut order = if strength.numeric { numeric(&a, &b) } else { a.cmp(&b) };
    if strength.accents {
        order = order.then_with(|| left.iter().map(|w| w.accent).cmp(right.iter().map(|w| w.accent)));
    }
    if strength.case {
        order = order.then_with(|| left.iter().map(|w| w.upper).cmp(right.iter().map(|w| w.upper)));
    }
    order
}

/// Runs of digits compare by their value.
fn numeric(left: &[u16], right: &[u16]) -> Ordering {
    let is_digit = |weight: &&u16| (100..110).contains(*weight);
    let (mut left, mut right) = (left, right);
    loop {
        let runs = (left.iter().take_while(is_digit).count(), right.iter().take_while(is_digit).count());
        if runs.0 > 0 && runs.1 > 0 {
            let (a, b) = (&left[..runs.0], &right[..runs.1]);
            let trim = |run: &[u16]| run.iter().position(|digit| *digit != 100).unwrap_or(run.len());
            let (a, b) = (&a[trim(a)..], &b[trim(b)..]);
            let order = a.len().cmp(&b.len()).then_with(|| a.cmp(b));
            if order != Ordering::Equal {
                return order;
            }
            (left, right) = (&left[runs.0..], &right[runs.1..]);
            continue;
        }
        match (left.split_first(), right.split_first()) {
            (Some((a, rest)), Some((b, others))) => {
                if a != b {
                    return a.cmp(b);
                }
                (left, right) = (rest, others);
            }
            (a, b) => return a.is_some().cmp(&b.is_some()),
        }
    }
}
