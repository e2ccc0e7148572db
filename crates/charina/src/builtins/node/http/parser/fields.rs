//! Headers and trailers, and what those say that concern the message itself.

use super::tables::{is_token, is_value};
use super::{Failure, Field, Kind, Parser, Special, State, Step, fail};

const BAD_TRANSFER_ENCODING: (&str, &str) =
    ("HPE_INVALID_TRANSFER_ENCODING", "Invalid `Transfer-Encoding` header value");

impl Parser {
    pub(super) fn headers(&mut self, input: &[u8], at: &mut usize) -> Result<Option<Step>, Failure> {
        let byte = input.get(*at).copied().unwrap_or_default();
        match self.state {
            State::LineStart(first) => self.line_start(first, byte, at)?,
            State::Name => self.read_name(input, at)?,
            State::BeforeValue => match byte {
                b' ' | b'\t' => *at += 1,
                b'\r' => {
                    *at += 1;
                    self.state = State::EmptyValueCr;
                }
                b'\n' if self.lenient => {
                    *at += 1;
                    self.state = State::EmptyValueLf;
                }
                _ => {
                    self.begin_value(*at)?;
                    self.state = State::Value;
                }
            },
            State::EmptyValueCr => {
                if byte != b'\n' {
                    return fail("HPE_STRICT", "Expected LF after CR", *at);
                }
                *at += 1;
                self.state = State::EmptyValueLf;
            }
            State::EmptyValueLf => {
                if byte == b' ' || byte == b'\t' {
                    if !self.lenient {
                        return fail("HPE_INVALID_HEADER_TOKEN", "Invalid header value char", *at + 1);
                    }
                    self.state = State::BeforeValue;
                    return Ok(None);
                }
                if self.special == Special::ContentLength {
                    return fail("HPE_INVALID_CONTENT_LENGTH", "Empty Content-Length", *at);
                }
                self.begin_value(*at)?;
                self.end_field(*at)?;
                self.state = State::LineStart(false);
            }
            State::Value => self.read_value(input, at)?,
            State::ValueCr => {
                if byte != b'\n' {
                    return fail("HPE_LF_EXPECTED", "Missing expected LF after header value", *at);
                }
                *at += 1;
                self.state = State::ValueLf;
            }
            State::ValueLf => {
                if byte == b' ' || byte == b'\t' {
                    if !self.lenient {
                        let reason = "Unexpected whitespace after header value";
                        return fail("HPE_INVALID_HEADER_TOKEN", reason, *at);
                    }
                    self.state = State::Value;
                    return Ok(None);
                }
                self.end_field(*at)?;
                self.state = State::LineStart(false);
            }
            _ => {
                if byte != b'\n' {
                    return fail("HPE_STRICT", "Expected LF after headers", *at);
                }
                *at += 1;
                return Ok(self.end_headers());
            }
        }
        Ok(None)
    }

    fn end_headers(&mut self) -> Option<Step> {
        if self.trailing {
            self.state = State::Finish;
            return None;
        }
        self.state = State::Told;
        Some(Step::Head)
    }

    fn line_start(&mut self, first: bool, byte: u8, at: &mut usize) -> Result<(), Failure> {
        match byte {
            b'\r' => {
                *at += 1;
                self.state = State::HeadersCr;
                Ok(())
            }
            // What follows is read again as the end of the line.
            b'\n' if self.lenient => {
                self.state = State::HeadersCr;
                Ok(())
            }
            b'\n' => fail("HPE_INVALID_HEADER_TOKEN", "Invalid header field char", *at + 1),
            b' ' | b'\t' if first && !self.trailing => {
                if self.lenient {
                    *at += 1;
                    return Ok(());
                }
                fail("HPE_UNEXPECTED_SPACE", "Unexpected space after start line", *at + 1)
            }
            b':' => fail("HPE_INVALID_HEADER_TOKEN", "Invalid header token", *at),
            _ => {
                self.field = Field { name: (self.text.len(), self.text.len()), ..Field::default() };
                self.state = State::Name;
                Ok(())
            }
        }
    }

    fn read_name(&mut self, input: &[u8], at: &mut usize) -> Result<(), Failure> {
        let rest = input.get(*at..).unwrap_or_default();
        let len = rest.iter().position(|byte| !is_token(*byte)).unwrap_or(rest.len());
        self.text.extend_from_slice(rest.get(..len).unwrap_or_default());
        self.field.name.1 = self.text.len();
        *at += len;
        match rest.get(len) {
            None => self.count(len, *at),
            Some(b':') => {
                self.count(len, *at)?;
                *at += 1;
                self.name_ends(*at)?;
                self.state = State::BeforeValue;
                Ok(())
            }
            Some(_) => {
                let name = self.text.get(self.field.name.0..self.field.name.1).unwrap_or_default();
                let known = special_of(name) != Special::None && rest.get(len) == Some(&b' ');
                if known {
                    return fail("HPE_INVALID_HEADER_TOKEN", "Invalid header field char", *at + 1);
                }
                fail("HPE_INVALID_HEADER_TOKEN", "Invalid header token", *at)
            }
        }
    }

    fn name_ends(&mut self, at: usize) -> Result<(), Failure> {
        let name = self.text.get(self.field.name.0..self.field.name.1).unwrap_or_default();
        self.special = special_of(name);
        match self.special {
            Special::ContentLength if self.flags.transfer_encoding && !self.lenient => {
                let reason = "Content-Length can't be present with Transfer-Encoding";
                fail("HPE_INVALID_CONTENT_LENGTH", reason, at)
            }
            Special::TransferEncoding if self.flags.length.is_some() && !self.lenient => {
                let reason = "Transfer-Encoding can't be present with Content-Length";
                fail("HPE_INVALID_TRANSFER_ENCODING", reason, at)
            }
            _ => Ok(()),
        }
    }

    fn begin_value(&mut self, at: usize) -> Result<(), Failure> {
        self.field.value = (self.text.len(), self.text.len());
        match self.special {
            Special::ContentLength if self.flags.length.is_some() => {
                fail("HPE_UNEXPECTED_CONTENT_LENGTH", "Duplicate Content-Length", at)
            }
            Special::TransferEncoding => {
                // Nothing may follow what says where the body ends.
                if self.flags.chunked && self.kind == Kind::Request && !self.lenient {
                    return fail(BAD_TRANSFER_ENCODING.0, BAD_TRANSFER_ENCODING.1, at + 1);
                }
                self.flags.transfer_encoding = true;
                self.flags.chunked = false;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn read_value(&mut self, input: &[u8], at: &mut usize) -> Result<(), Failure> {
        let rest = input.get(*at..).unwrap_or_default();
        let len = rest.iter().position(|byte| !is_value(*byte)).unwrap_or(rest.len());
        let read = rest.get(..len).unwrap_or_default();
        if self.special == Special::ContentLength {
            self.check_digits(read, *at)?;
        }
        self.text.extend_from_slice(read);
        self.field.value.1 = self.text.len();
        *at += len;
        self.count(len, *at)?;
        match rest.get(len) {
            None => {}
            Some(b'\r') => {
                *at += 1;
                self.state = State::ValueCr;
            }
            Some(b'\n') if self.lenient => {
                *at += 1;
                self.state = State::ValueLf;
            }
            Some(b'\n') => return fail("HPE_CR_EXPECTED", "Missing expected CR after header value", *at),
            Some(byte) if self.lenient => {
                self.text.push(*byte);
                self.field.value.1 = self.text.len();
                *at += 1;
            }
            Some(_) => return fail("HPE_INVALID_HEADER_TOKEN", "Invalid header value char", *at),
        }
        Ok(())
    }

    /// The length as far as it is read: digits, then nothing but spaces.
    fn check_digits(&mut self, read: &[u8], at: usize) -> Result<(), Failure> {
        let before = self.text.get(self.field.value.0..self.field.value.1).unwrap_or_default();
        let mut ended = before.last().is_some_and(|byte| !byte.is_ascii_digit());
        let mut length = self.flags.length;
        for (index, byte) in read.iter().enumerate() {
            match byte {
                b' ' | b'\t' => ended = true,
                b'0'..=b'9' if !ended => {
                    let digit = u64::from(byte - b'0');
                    let longer = length.unwrap_or(0).checked_mul(10).and_then(|length| length.checked_add(digit));
                    let Some(longer) = longer else {
                        return fail("HPE_INVALID_CONTENT_LENGTH", "Content-Length overflow", at + index + 1);
                    };
                    length = Some(longer);
                }
                _ => return fail("HPE_INVALID_CONTENT_LENGTH", "Invalid character in Content-Length", at + index),
            }
        }
        self.flags.length = length;
        Ok(())
    }

    /// The field is read: takes white space off its end and heeds what it says.
    fn end_field(&mut self, at: usize) -> Result<(), Failure> {
        let (start, mut end) = self.field.value;
        while end > start && matches!(self.text.get(end - 1), Some(b' ' | b'\t')) {
            end -= 1;
        }
        self.field.value.1 = end;
        self.fields.push(self.field);
        // The colon, the space and the line's end.
        self.count(4, at)?;
        let value = self.text.get(start..end).unwrap_or_default();
        match self.special {
            Special::None | Special::ContentLength => {}
            Special::Upgrade => self.flags.upgrade = true,
            Special::Connection => {
                for token in value.split(|byte| *byte == b',') {
                    let token = token.trim_ascii();
                    self.flags.close |= token.eq_ignore_ascii_case(b"close");
                    self.flags.keep_alive |= token.eq_ignore_ascii_case(b"keep-alive");
                    self.flags.connection_upgrade |= token.eq_ignore_ascii_case(b"upgrade");
                }
            }
            Special::TransferEncoding => {
                let is_chunked = |token: &[u8]| token.trim_ascii().eq_ignore_ascii_case(b"chunked");
                let mut tokens = value.split(|byte| *byte == b',').rev();
                self.flags.chunked = tokens.next().is_some_and(is_chunked);
                if self.kind == Kind::Request && !self.lenient && tokens.any(is_chunked) {
                    return fail(BAD_TRANSFER_ENCODING.0, BAD_TRANSFER_ENCODING.1, at);
                }
            }
        }
        Ok(())
    }
}

fn special_of(name: &[u8]) -> Special {
    let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
    match name.len() {
        7 if is("upgrade") => Special::Upgrade,
        10 if is("connection") => Special::Connection,
        14 if is("content-length") => Special::ContentLength,
        16 if is("proxy-connection") => Special::Connection,
        17 if is("transfer-encoding") => Special::TransferEncoding,
        _ => Special::None,
    }
}
