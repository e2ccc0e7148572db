//! GetSubstitution: the `$` patterns of a replacement.

use crate::builder::Builder;
use crate::text::{Units, units};
use crate::{Context, JsResult, JsString, JsValue};

/// What a match offers to a replacement.
pub(crate) struct Match<'a> {
    /// The string that was searched, and where in it the match is.
    pub(crate) string: &'a JsString,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The captures from `$1` on: where they are.
    pub(crate) captures: &'a [Option<std::ops::Range<usize>>],
    /// The `groups` object or undefined.
    pub(crate) groups: &'a JsValue,
}

/// Whether a replacement has patterns at all.
pub(crate) fn is_plain(replacement: &JsString) -> bool {
    match units(replacement) {
        Units::Latin1(bytes) => memchr::memchr(b'$', bytes).is_none(),
        Units::Utf16(units) => !units.contains(&0x24),
    }
}

/// Appends `replacement` with its patterns filled in
/// (<https://tc39.es/ecma262/#sec-getsubstitution>).
pub(crate) fn substitute(
    out: &mut Builder,
    replacement: &JsString,
    found: &Match<'_>,
    context: &mut Context,
) -> JsResult<()> {
    let template = units(replacement);
    let length = template.len();
    let at = |index: usize| (index < length).then(|| template.at(index));
    let digit =
        |index: usize| at(index).filter(|unit| (0x30..=0x39).contains(unit)).map(|unit| usize::from(unit - 0x30));
    let mut plain = 0;
    let mut index = 0;
    while index < length {
        if template.at(index) != 0x24 {
            index += 1;
            continue;
        }
        out.slice(replacement, plain, index);
        plain = index;
        index += 1;
        match at(index) {
            Some(0x24) => {
                out.ascii("$");
                index += 1;
                plain = index;
            }
            Some(0x26) => {
                out.slice(found.string, found.start, found.end);
                index += 1;
                plain = index;
            }
            Some(0x60) => {
                out.slice(found.string, 0, found.start);
                index += 1;
                plain = index;
            }
            Some(0x27) => {
                out.slice(found.string, found.end, found.string.len());
                index += 1;
                plain = index;
            }
            Some(0x30..=0x39) => {
                let count = found.captures.len();
                let one = digit(index).unwrap_or(0);
                let two = digit(index + 1).map(|second| one * 10 + second).filter(|two| *two <= count);
                let (number, width) = two.map_or((one, 1), |two| (two, 2));
                if number == 0 || number > count {
                    continue;
                }
                if let Some(range) = &found.captures[number - 1] {
                    out.slice(found.string, range.start, range.end);
                }
                index += width;
                plain = index;
            }
            Some(0x3c) if !found.groups.is_undefined() => {
                let Some(close) = (index + 1..length).find(|close| template.at(*close) == 0x3e) else { continue };
                let name = replacement.slice(index + 1, close);
                let Some(groups) = found.groups.as_object() else { continue };
                let capture = groups.get(name, context)?;
                if !capture.is_undefined() {
                    out.string(&capture.to_string(context)?);
                }
                index = close + 1;
                plain = index;
            }
            _ => {}
        }
        out.check()?;
    }
    out.slice(replacement, plain, length);
    out.check()
}
