//! Strings that are appended to again and again: linear, not quadratic.
//!
//! A string that is the result of a concatenation and is appended to once more gets a buffer with room behind it. The
//! strings that programs see are slices of its filled part, so appending to the longest of them writes into the room,
//! and the shorter ones do not change. Only the last few buffers are remembered.

use crate::{Context, JsResult, JsString};
use boa_string::{JsStr, JsStrVariant, RawJsString};
use std::ptr::NonNull;

/// Shorter results are copied: that costs less than to look.
const SHORTEST: usize = 256;

/// How many buffers, and how many results, are remembered.
const REMEMBERED: usize = 4;

/// A string with room behind what is in use.
#[derive(Debug)]
struct Buffer {
    string: JsString,
    /// The same string's allocation, as the allocator gave it.
    raw: NonNull<RawJsString>,
    /// Where the text begins.
    start: usize,
    /// How many code units strings have been given.
    used: usize,
    capacity: usize,
    wide: bool,
}

/// The buffers of a machine.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    buffers: [Option<Buffer>; REMEMBERED],
    next: usize,
    /// Address and length of the last results that have no buffer. Nothing is kept alive; a false find costs a buffer.
    results: [(usize, usize); REMEMBERED],
    next_result: usize,
}

/// Where a string's text begins.
fn address(text: JsStr<'_>) -> usize {
    match text.variant() {
        JsStrVariant::Latin1(units) => units.as_ptr().addr(),
        JsStrVariant::Utf16(units) => units.as_ptr().addr(),
    }
}

impl Buffer {
    /// A buffer that holds `x` and `y`, with as much room again.
    fn new(x: JsStr<'_>, y: JsStr<'_>) -> Self {
        let used = x.len() + y.len();
        let capacity = used * 2;
        let wide = !(x.is_latin1() && y.is_latin1());
        let string = if wide {
            let mut units = Vec::with_capacity(capacity);
            units.extend(x.iter().chain(y.iter()));
            units.resize(capacity, 0);
            JsString::from(JsStr::utf16(&units))
        } else {
            let mut units = Vec::with_capacity(capacity);
            for text in [x, y] {
                units.extend_from_slice(text.as_latin1().unwrap_or_default());
            }
            units.resize(capacity, 0);
            JsString::from(JsStr::latin1(&units))
        };
        // A string of the kind that was asked for: what is all Latin-1 may have been stored as such.
        let wide = !string.as_str().is_latin1();
        let start = address(string.as_str());
        let raw = string.clone().into_raw();
        // SAFETY: `raw` comes from `into_raw` and is given back once; `string` keeps the allocation alive.
        drop(unsafe { JsString::from_raw(raw) });
        Self { string, raw, start, used, capacity, wide }
    }

    /// Whether `text` is all that is in use.
    fn ends(&self, text: JsStr<'_>) -> bool {
        self.used == text.len() && self.start == address(text)
    }

    /// Writes `text` into the room, if it fits there.
    fn extend(&mut self, text: JsStr<'_>) -> bool {
        let count = text.len();
        if self.used + count > self.capacity {
            return false;
        }
        let offset = self.start - self.raw.as_ptr().addr();
        let units = self.raw.as_ptr().cast::<u8>();
        match (text.variant(), self.wide) {
            (JsStrVariant::Latin1(text), false) => {
                // SAFETY: `raw` is the allocation of `string`, whose text of `capacity` bytes begins at `offset`; bytes
                // from `used` on, which `text` fits into, belong to no string but the buffer's own, whose text nobody
                // reads beyond `used`. So no reference to them is alive, and `text` lies elsewhere.
                unsafe { std::ptr::copy_nonoverlapping(text.as_ptr(), units.add(offset + self.used), count) };
            }
            (JsStrVariant::Utf16(text), true) => {
                let target = units.wrapping_add(offset).cast::<u16>();
                // SAFETY: as above, with code units of two bytes; the text of such a string is aligned for them.
                unsafe { std::ptr::copy_nonoverlapping(text.as_ptr(), target.add(self.used), count) };
            }
            (JsStrVariant::Latin1(text), true) => {
                let target = units.wrapping_add(offset).cast::<u16>();
                for (index, unit) in text.iter().enumerate() {
                    // SAFETY: as above.
                    unsafe { target.add(self.used + index).write(u16::from(*unit)) };
                }
            }
            (JsStrVariant::Utf16(_), false) => return false,
        }
        self.used += count;
        true
    }

    /// The string of what is in use.
    fn text(&self) -> JsString {
        // SAFETY: `used` is within the buffer's string.
        unsafe { JsString::slice_unchecked(&self.string, 0, self.used) }
    }
}

impl Buffers {
    fn concat(&mut self, x: JsStr<'_>, y: JsStr<'_>) -> JsString {
        let mut slot = self.buffers.iter().position(|b| b.as_ref().is_some_and(|b| b.ends(x)));
        if let Some(buffer) = slot.and_then(|slot| self.buffers[slot].as_mut())
            && buffer.extend(y)
        {
            return buffer.text();
        }
        if slot.is_none() && !self.results.contains(&(address(x), x.len())) {
            let result = JsString::concat(x, y);
            self.results[self.next_result] = (address(result.as_str()), result.len());
            self.next_result = (self.next_result + 1) % REMEMBERED;
            return result;
        }
        let slot = *slot.get_or_insert_with(|| {
            self.next = (self.next + 1) % REMEMBERED;
            self.next
        });
        // What nobody else holds goes first: two large buffers at a time are one too many.
        let unused = |b: &Option<Buffer>| b.as_ref().is_some_and(|b| b.string.refcount() == Some(1));
        for buffer in self.buffers.iter_mut().filter(|b| unused(b)) {
            *buffer = None;
        }
        let buffer = self.buffers[slot].insert(Buffer::new(x, y));
        buffer.text()
    }
}

impl Context {
    /// `x` and `y`, one behind the other.
    ///
    /// # Errors
    /// A RangeError if that is longer than a string may be.
    pub(crate) fn concat(&mut self, x: &JsString, y: &JsString) -> JsResult<JsString> {
        let length = x.len() + y.len();
        if length < SHORTEST {
            return Ok(JsString::concat(x.as_str(), y.as_str()));
        }
        if y.is_empty() {
            return Ok(x.clone());
        }
        if x.is_empty() {
            return Ok(y.clone());
        }
        crate::builtins::String::check_length(length)?;
        Ok(self.vm.append_buffers.concat(x.as_str(), y.as_str()))
    }
}
