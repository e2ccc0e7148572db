//! Bodies: of a known length, in chunks, or until the connection ends.

use super::tables::is_token;
use super::{Failure, Parser, State, Step, fail};

/// The part of a chunk's extension that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::builtins::node::http) enum Extension {
    Start,
    Name,
    Value,
    Quoted,
    Escaped,
    AfterQuoted,
}

/// Extensions of one body may not be longer, as in Node: they are read and thrown away.
const MAX_EXTENSIONS: usize = 16 * 1024;

impl Parser {
    pub(super) fn body(&mut self, input: &[u8], at: &mut usize) -> Result<Option<Step>, Failure> {
        let byte = input.get(*at).copied().unwrap_or_default();
        match self.state {
            State::Sized(left) => {
                let (range, left) = take(left, input, at);
                self.state = if left == 0 { State::Finish } else { State::Sized(left) };
                return Ok(Some(Step::Body(range)));
            }
            State::UntilClose => {
                let range = *at..input.len();
                *at = input.len();
                return Ok(Some(Step::Body(range)));
            }
            State::ChunkStart => {
                if !byte.is_ascii_hexdigit() {
                    return fail("HPE_INVALID_CHUNK_SIZE", "Invalid character in chunk size", *at);
                }
                self.chunk = 0;
                self.state = State::ChunkSize;
            }
            State::ChunkSize => self.chunk_size(byte, at)?,
            State::ChunkSizeCr => {
                if byte != b'\n' {
                    return fail("HPE_STRICT", "Expected LF after chunk size", *at);
                }
                *at += 1;
                self.chunk_begins();
            }
            State::Extension(part) => self.extension(part, byte, at)?,
            State::ChunkData(left) => {
                let (range, left) = take(left, input, at);
                self.state = if left == 0 { State::ChunkDataEnd } else { State::ChunkData(left) };
                return Ok(Some(Step::Body(range)));
            }
            State::ChunkDataEnd => match byte {
                b'\r' => {
                    *at += 1;
                    self.state = State::ChunkDataCr;
                }
                b'\n' if self.lenient => {
                    *at += 1;
                    self.state = State::ChunkStart;
                }
                b'\n' => return fail("HPE_CR_EXPECTED", "Missing expected CR after chunk data", *at + 1),
                _ => return fail("HPE_STRICT", "Expected LF after chunk data", *at),
            },
            _ => {
                if byte != b'\n' {
                    return fail("HPE_STRICT", "Expected LF after chunk data", *at);
                }
                *at += 1;
                self.state = State::ChunkStart;
            }
        }
        Ok(None)
    }

    fn chunk_size(&mut self, byte: u8, at: &mut usize) -> Result<(), Failure> {
        *at += 1;
        match byte {
            _ if byte.is_ascii_hexdigit() => {
                let digit = u64::from(char::from(byte).to_digit(16).unwrap_or(0));
                let longer = self.chunk.checked_mul(16).and_then(|size| size.checked_add(digit));
                let Some(longer) = longer else {
                    return fail("HPE_INVALID_CHUNK_SIZE", "Chunk size overflow", *at);
                };
                self.chunk = longer;
            }
            b'\r' => self.state = State::ChunkSizeCr,
            b'\n' if self.lenient => self.chunk_begins(),
            b'\n' => return fail("HPE_CR_EXPECTED", "Missing expected CR after chunk size", *at),
            b';' => self.state = State::Extension(Extension::Start),
            b' ' | b'\t' if self.lenient => {}
            b' ' => return fail("HPE_INVALID_CHUNK_SIZE", "Invalid character in chunk size", *at),
            _ => return fail("HPE_INVALID_CHUNK_SIZE", "Invalid character in chunk size", *at - 1),
        }
        Ok(())
    }

    /// The line with the chunk's size is read.
    fn chunk_begins(&mut self) {
        if self.chunk == 0 {
            self.trailing = true;
            self.state = State::LineStart(false);
        } else {
            self.state = State::ChunkData(self.chunk);
        }
    }

    fn extension(&mut self, part: Extension, byte: u8, at: &mut usize) -> Result<(), Failure> {
        self.extension_size += 1;
        if self.extension_size > MAX_EXTENSIONS {
            return fail("HPE_CHUNK_EXTENSIONS_OVERFLOW", "Chunk extensions overflow", *at);
        }
        *at += 1;
        let next = match (part, byte) {
            (Extension::Start, b'\r' | b' ') => {
                return fail("HPE_STRICT", "Invalid character in chunk extensions", *at);
            }
            (Extension::Name | Extension::Value | Extension::AfterQuoted, b'\r') => {
                self.state = State::ChunkSizeCr;
                return Ok(());
            }
            (Extension::Name | Extension::Value | Extension::AfterQuoted, b'\n') if self.lenient => {
                self.chunk_begins();
                return Ok(());
            }
            (Extension::Start | Extension::Name, b'\n') => {
                return fail("HPE_CR_EXPECTED", "Missing expected CR after chunk extension name", *at - 1);
            }
            (Extension::Value | Extension::AfterQuoted, b'\n') => {
                return fail("HPE_CR_EXPECTED", "Missing expected CR after chunk extension value", *at - 1);
            }
            (Extension::Name | Extension::Value | Extension::AfterQuoted, b';') => Extension::Start,
            (Extension::Name, b'=') => Extension::Value,
            (Extension::Start | Extension::Name, _) if is_token(byte) => Extension::Name,
            (Extension::Start | Extension::Name, _) => {
                return fail("HPE_STRICT", "Invalid character in chunk extensions name", *at);
            }
            (Extension::Value, b'"') => Extension::Quoted,
            (Extension::Value, _) if is_token(byte) => Extension::Value,
            (Extension::Value, _) => {
                return fail("HPE_STRICT", "Invalid character in chunk extensions value", *at);
            }
            (Extension::Quoted, b'"') => Extension::AfterQuoted,
            (Extension::Quoted, b'\\') => Extension::Escaped,
            (Extension::Quoted | Extension::Escaped, b'\t' | 0x20..=0x7e | 0x80..) => Extension::Quoted,
            (Extension::Quoted | Extension::Escaped, _) => {
                return fail("HPE_STRICT", "Invalid character in chunk extensions quoted value", *at);
            }
            (Extension::AfterQuoted, _) => {
                return fail("HPE_STRICT", "Invalid character in chunk extensions quote value", *at);
            }
        };
        self.state = State::Extension(next);
        Ok(())
    }
}

/// Up to `left` bytes of the input, and how many are still to come.
fn take(left: u64, input: &[u8], at: &mut usize) -> (std::ops::Range<usize>, u64) {
    let there = input.len() - *at;
    let count = usize::try_from(left).map_or(there, |left| left.min(there));
    let range = *at..*at + count;
    *at += count;
    (range, left - u64::try_from(count).unwrap_or(left))
}
