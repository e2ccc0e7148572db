//! A string under construction: one byte a character until something wider comes.

use crate::{JsResult, JsString, text};
use boa_engine::JsNativeError;
use boa_engine::string::{JsStr, JsStrVariant};

/// The most code units a string may have (V8's `String::kMaxLength` on 64-bit machines).
pub const MAX_STRING_LENGTH: usize = (1 << 29) - 24;

/// V8's error for a string longer than [`MAX_STRING_LENGTH`].
///
/// # Errors
/// Always.
pub fn string_too_long<T>() -> JsResult<T> {
    Err(JsNativeError::range().with_message("Invalid string length").into())
}

/// Text that grows at its end.
#[derive(Default)]
pub(crate) struct Builder {
    pub(crate) narrow: Vec<u8>,
    pub(crate) wide: Option<Vec<u16>>,
}

impl Builder {
    pub(crate) fn ascii(&mut self, text: &str) {
        self.latin1(text.as_bytes());
    }

    pub(crate) fn latin1(&mut self, bytes: &[u8]) {
        match &mut self.wide {
            None => self.narrow.extend_from_slice(bytes),
            Some(wide) => wide.extend(bytes.iter().map(|byte| u16::from(*byte))),
        }
    }

    pub(crate) fn string(&mut self, string: &JsString) {
        self.slice(string, 0, string.len());
    }

    /// The part of `string` from `start` to `end`, which must lie in it.
    pub(crate) fn slice(&mut self, string: &JsString, start: usize, end: usize) {
        match string.variant() {
            JsStrVariant::Latin1(bytes) => self.latin1(&bytes[start..end]),
            JsStrVariant::Utf16(units) => self.widen().extend_from_slice(&units[start..end]),
        }
    }

    pub(crate) fn widen(&mut self) -> &mut Vec<u16> {
        let narrow = &mut self.narrow;
        self.wide.get_or_insert_with(|| {
            let mut wide = Vec::with_capacity(narrow.len() * 2 + 64);
            wide.extend(narrow.iter().map(|byte| u16::from(*byte)));
            *narrow = Vec::new();
            wide
        })
    }

    pub(crate) fn finish(self) -> JsString {
        match self.wide {
            None => text::from_latin1(&self.narrow),
            Some(wide) => JsString::from(JsStr::utf16(&wide)),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.wide.as_ref().map_or(self.narrow.len(), Vec::len)
    }

    /// A RangeError once the text is longer than a string may be.
    pub(crate) fn check(&self) -> JsResult<()> {
        if self.len() > MAX_STRING_LENGTH { string_too_long() } else { Ok(()) }
    }

    pub(crate) fn truncate(&mut self, length: usize) {
        match &mut self.wide {
            None => self.narrow.truncate(length),
            Some(wide) => wide.truncate(length),
        }
    }
}
