//! Matching: the compiled expression inside a RegExp object, and the input in the form it wants.

use crate::text::{Units, units};
use crate::{JsObject, JsString};
use boa_engine::builtins::regexp::RegExp;
use regress::{Match, Regex};

/// The same fields in the same order as Boa's `RegExp`, whose own are private.
struct Fields {
    matcher: Regex,
    #[expect(dead_code, reason = "stands for Boa's flags, of the same size")]
    flags: u8,
    source: JsString,
    original_flags: JsString,
}

const _: () = assert!(size_of::<Fields>() == size_of::<RegExp>() && align_of::<Fields>() == align_of::<RegExp>());

fn with<R>(regexp: &JsObject, read: impl FnOnce(&Fields) -> R) -> Option<R> {
    let data = regexp.downcast_ref::<RegExp>()?;
    // SAFETY: `Fields` has the fields of `RegExp` (boa_engine 0.22, builtins/regexp/mod.rs) in the same order and of the
    // same layouts; `usable` has compared them on a sample.
    Some(read(unsafe { &*std::ptr::from_ref::<RegExp>(&*data).cast::<Fields>() }))
}

/// Whether `sample`, made as `/(?:)/g`, reads as that.
pub(super) fn usable(sample: &JsObject) -> bool {
    let is = |string: &JsString, text: &str| *string == *text;
    with(sample, |fields| is(&fields.source, "(?:)") && is(&fields.original_flags, "g")).unwrap_or(false)
}

/// The pattern a RegExp object was made of.
pub(super) fn source(regexp: &JsObject) -> Option<JsString> {
    with(regexp, |fields| fields.source.clone())
}

/// What of an expression's flags matters to matching.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flags {
    pub(super) global: bool,
    pub(super) sticky: bool,
    pub(super) indices: bool,
    pub(super) unicode: bool,
}

/// The flags of a RegExp object, whatever its properties say.
pub(super) fn flags(regexp: &JsObject) -> Option<Flags> {
    with(regexp, |fields| {
        let has = |flag: u8| fields.original_flags.contains(flag);
        Flags { global: has(b'g'), sticky: has(b'y'), indices: has(b'd'), unicode: has(b'u') || has(b'v') }
    })
}

/// The input of the last match, ready for the next.
#[derive(Default)]
pub(super) struct Input {
    /// The string; holding it keeps its address from being another's.
    string: JsString,
    ascii: bool,
    /// The string's units, where it is Latin-1 and the matcher wanted them.
    wide: Vec<u16>,
    filled: bool,
}

/// More units than this are not kept for a string that is no longer matched.
const KEPT: usize = 1 << 16;

impl Input {
    fn take(&mut self, string: &JsString, bytes: &[u8]) {
        let same = match units(&self.string) {
            Units::Latin1(known) => std::ptr::eq(known, bytes),
            Units::Utf16(_) => false,
        };
        if same && !bytes.is_empty() {
            return;
        }
        self.string = string.clone();
        self.ascii = bytes.is_ascii();
        self.filled = false;
        self.wide.clear();
        if self.wide.capacity() > KEPT {
            self.wide = Vec::new();
        }
    }

    fn wide(&mut self, bytes: &[u8]) -> &[u16] {
        if !self.filled {
            self.wide.extend(bytes.iter().map(|byte| u16::from(*byte)));
            self.filled = true;
        }
        &self.wide
    }
}

/// The first match of a RegExp object in `string` from `start` on. Looks at no property and runs nothing.
pub(super) fn find(regexp: &JsObject, string: &JsString, start: usize, input: &mut Input) -> Option<Match> {
    with(regexp, |fields| match units(string) {
        Units::Latin1(bytes) => {
            input.take(string, bytes);
            // Folding is different for ASCII alone: the Kelvin sign matches `k`.
            if input.ascii && !fields.original_flags.contains(b'i') {
                // SAFETY: ASCII is UTF-8.
                let text = unsafe { str::from_utf8_unchecked(bytes) };
                return fields.matcher.find_from_ascii(text, start).next();
            }
            fields.matcher.find_from_ucs2(input.wide(bytes), start).next()
        }
        Units::Utf16(units) if fields.original_flags.contains(b'u') || fields.original_flags.contains(b'v') => {
            fields.matcher.find_from_utf16(units, start).next()
        }
        Units::Utf16(units) => fields.matcher.find_from_ucs2(units, start).next(),
    })
    .flatten()
}

/// AdvanceStringIndex (<https://tc39.es/ecma262/#sec-advancestringindex>).
pub(super) fn advance(string: &JsString, index: usize, unicode: bool) -> usize {
    if unicode
        && let Units::Utf16(units) = units(string)
        && let Some([0xd800..=0xdbff, 0xdc00..=0xdfff]) = units.get(index..index + 2)
    {
        return index + 2;
    }
    index + 1
}
