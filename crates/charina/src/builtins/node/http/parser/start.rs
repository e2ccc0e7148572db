//! Request lines and status lines.

use super::tables::{METHODS, PREFACE, RTSP_ONLY, RTSP_SHARED, all_methods, is_server, is_url};
use super::{Failure, Kind, Parser, State, fail};

/// The part of a URL that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::builtins::node::http) enum Part {
    Start,
    Schema,
    SchemaSlash,
    SchemaSlashSlash,
    Server,
    ServerWithAt,
    Path,
    Query,
    Fragment,
}

const PROTOCOLS: [&[u8]; 3] = [b"HTTP/", b"RTSP/", b"ICE/"];
const NO_PROTOCOL: (&str, &str) = ("HPE_INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/");
const PREFACE_REST: &[u8] = b" * HTTP/2.0\r\n\r\nSM\r\n\r\n";

impl Parser {
    pub(super) fn start_line(&mut self, input: &[u8], at: &mut usize) -> Result<(), Failure> {
        let byte = input.get(*at).copied().unwrap_or_default();
        match self.state {
            State::Start => {
                if byte == b'\r' || byte == b'\n' {
                    *at += 1;
                    return Ok(());
                }
                self.begin();
                self.state = match self.kind {
                    Kind::Request => State::Method,
                    Kind::Response => State::BeforeProtocol,
                };
                Ok(())
            }
            State::Method => self.read_method(byte, at),
            State::Preface(index) => {
                if PREFACE_REST.get(index) != Some(&byte) {
                    return fail("HPE_INVALID_VERSION", "Expected HTTP/2 Connection Preface", *at);
                }
                *at += 1;
                if index + 1 == PREFACE_REST.len() {
                    return fail("HPE_PAUSED_H2_UPGRADE", "Pause on PRI/Upgrade", *at);
                }
                self.state = State::Preface(index + 1);
                Ok(())
            }
            State::BeforeUrl => {
                if byte == b' ' {
                    *at += 1;
                } else {
                    self.url.0 = self.text.len();
                    self.state = State::Url(if self.method == "CONNECT" { Part::Server } else { Part::Start });
                }
                Ok(())
            }
            State::Url(part) => self.read_url(part, input, at),
            State::BeforeProtocol => {
                if byte == b' ' && self.kind == Kind::Request {
                    *at += 1;
                    return Ok(());
                }
                let Some(protocol) = PROTOCOLS.iter().position(|name| name.first() == Some(&byte)) else {
                    return fail(NO_PROTOCOL.0, NO_PROTOCOL.1, *at);
                };
                self.protocol = protocol;
                self.state = State::Protocol(protocol, 1);
                *at += 1;
                Ok(())
            }
            State::Protocol(protocol, index) => {
                let name = PROTOCOLS.get(protocol).copied().unwrap_or_default();
                if name.get(index) != Some(&byte) {
                    return fail(NO_PROTOCOL.0, NO_PROTOCOL.1, *at);
                }
                if index + 1 == name.len() {
                    if self.kind == Kind::Request {
                        self.check_method(protocol, *at)?;
                    }
                    self.state = State::Major;
                } else {
                    self.state = State::Protocol(protocol, index + 1);
                }
                *at += 1;
                Ok(())
            }
            State::Major | State::Minor => self.read_version(byte, at),
            State::Dot => {
                if byte != b'.' {
                    return fail("HPE_INVALID_VERSION", "Expected dot", *at);
                }
                *at += 1;
                self.state = State::Minor;
                Ok(())
            }
            State::AfterRequestVersion => {
                *at += 1;
                match byte {
                    b'\r' => self.state = State::RequestLineCr,
                    b'\n' if self.lenient => self.state = State::LineStart(true),
                    b'\n' => return fail("HPE_INVALID_VERSION", "Expected CRLF after version", *at),
                    _ => return fail("HPE_INVALID_VERSION", "Expected CRLF after version", *at - 1),
                }
                Ok(())
            }
            State::RequestLineCr => {
                if byte != b'\n' {
                    return fail("HPE_STRICT", "Expected CRLF after version", *at);
                }
                *at += 1;
                self.state = State::LineStart(true);
                Ok(())
            }
            _ => self.status_line(byte, input, at),
        }
    }

    /// Takes a byte of the method: it must be one of those known.
    fn read_method(&mut self, byte: u8, at: &mut usize) -> Result<(), Failure> {
        let so_far = &self.text;
        let known = |text: &[u8]| all_methods().any(|method| method.as_bytes().starts_with(text));
        let exact = all_methods().find(|method| method.as_bytes() == so_far.as_slice());
        if byte == b' '
            && let Some(method) = exact
        {
            self.method = method;
            if method == PREFACE {
                self.state = State::Preface(0);
            } else {
                *at += 1;
                self.state = State::BeforeUrl;
            }
            return Ok(());
        }
        self.text.push(byte);
        if known(&self.text) {
            *at += 1;
            return Ok(());
        }
        let reason = if exact.is_some() { "Expected space after method" } else { "Invalid method encountered" };
        fail("HPE_INVALID_METHOD", reason, *at)
    }

    fn check_method(&self, protocol: usize, at: usize) -> Result<(), Failure> {
        let reason = match protocol {
            0 if METHODS.binary_search(&self.method).is_err() => "Invalid method for HTTP/x.x request",
            1 if !RTSP_ONLY.contains(&self.method) && !RTSP_SHARED.contains(&self.method) => {
                "Invalid method for RTSP/x.x request"
            }
            2 if self.method != "SOURCE" => "Expected SOURCE method for ICE/x.x request",
            _ => return Ok(()),
        };
        fail("HPE_INVALID_CONSTANT", reason, at)
    }

    fn read_url(&mut self, mut part: Part, input: &[u8], at: &mut usize) -> Result<(), Failure> {
        let from = *at;
        let bad = |reason, at| fail("HPE_INVALID_URL", reason, at);
        while let Some(&byte) = input.get(*at) {
            if byte == b' ' || byte == b'\r' || byte == b'\n' {
                if matches!(part, Part::Start | Part::Schema | Part::SchemaSlash | Part::SchemaSlashSlash) {
                    return bad("Invalid characters in url", *at + 1);
                }
                break;
            }
            if byte == b'\t' || byte == 0x0c {
                return bad("Invalid characters in url", *at + 1);
            }
            part = match (part, byte) {
                (Part::Start, b'/' | b'*') => Part::Path,
                (Part::Start, _) if byte.is_ascii_alphabetic() => Part::Schema,
                (Part::Start, _) => return bad("Unexpected start char in url", *at),
                (Part::Schema, b':') => Part::SchemaSlash,
                (Part::Schema, _) if byte.is_ascii_alphabetic() => Part::Schema,
                (Part::SchemaSlash, b'/') => Part::SchemaSlashSlash,
                (Part::SchemaSlashSlash, b'/') => Part::Server,
                (Part::Schema | Part::SchemaSlash | Part::SchemaSlashSlash, _) => {
                    return bad("Unexpected char in url schema", *at);
                }
                (Part::Server | Part::ServerWithAt, b'/') => Part::Path,
                (Part::Server | Part::ServerWithAt, b'?') => Part::Query,
                (Part::Server, b'@') => Part::ServerWithAt,
                (Part::ServerWithAt, b'@') => return bad("Double @ in url", *at),
                (Part::Server | Part::ServerWithAt, _) if is_server(byte) => part,
                (Part::Server | Part::ServerWithAt, _) => return bad("Unexpected char in url server", *at),
                (Part::Path, b'?') => Part::Query,
                (Part::Path | Part::Query, b'#') => Part::Fragment,
                (Part::Query | Part::Fragment, b'?') | (Part::Fragment, b'#') => part,
                (Part::Path | Part::Query | Part::Fragment, _) if is_url(byte) => part,
                (Part::Path, _) => return bad("Invalid char in url path", *at),
                (Part::Query, _) => return bad("Invalid char in url query", *at),
                (Part::Fragment, _) => return bad("Invalid char in url fragment start", *at),
            };
            *at += 1;
        }
        let read = input.get(from..*at).unwrap_or_default();
        self.text.extend_from_slice(read);
        self.count(read.len(), *at)?;
        self.state = match input.get(*at) {
            None => State::Url(part),
            Some(b' ') => {
                self.url.1 = self.text.len();
                *at += 1;
                State::BeforeProtocol
            }
            Some(byte) => {
                // A request of HTTP/0.9 says no version.
                self.url.1 = self.text.len();
                (self.major, self.minor) = (0, 9);
                *at += 1;
                if *byte == b'\r' { State::RequestLineCr } else { State::LineStart(true) }
            }
        };
        Ok(())
    }

    fn read_version(&mut self, byte: u8, at: &mut usize) -> Result<(), Failure> {
        let major = self.state == State::Major;
        if !byte.is_ascii_digit() {
            let reason = if major { "Invalid major version" } else { "Invalid minor version" };
            return fail("HPE_INVALID_VERSION", reason, *at);
        }
        *at += 1;
        if major {
            self.major = byte - b'0';
            self.state = State::Dot;
            return Ok(());
        }
        self.minor = byte - b'0';
        if !self.lenient && !matches!((self.major, self.minor), (0, 9) | (1, 0 | 1) | (2, 0)) {
            return fail("HPE_INVALID_VERSION", "Invalid HTTP version", *at);
        }
        self.state = match self.kind {
            Kind::Request => State::AfterRequestVersion,
            Kind::Response => State::AfterResponseVersion,
        };
        Ok(())
    }

    fn status_line(&mut self, byte: u8, input: &[u8], at: &mut usize) -> Result<(), Failure> {
        match self.state {
            State::AfterResponseVersion => {
                if byte != b' ' {
                    return fail("HPE_INVALID_VERSION", "Expected space after version", *at);
                }
                self.state = State::Status(0);
            }
            State::Status(digits) => {
                if !byte.is_ascii_digit() {
                    return fail("HPE_INVALID_STATUS", "Invalid status code", *at);
                }
                self.status = self.status * 10 + u16::from(byte - b'0');
                self.state = if digits == 2 { State::AfterStatus } else { State::Status(digits + 1) };
            }
            State::AfterStatus => match byte {
                b' ' => {
                    self.reason.0 = self.text.len();
                    self.reason.1 = self.reason.0;
                    self.state = State::Reason;
                }
                b'\r' => self.state = State::ReasonCr,
                b'\n' if self.lenient => self.state = State::LineStart(true),
                b'\n' => return fail("HPE_CR_EXPECTED", "Missing expected CR after response line", *at + 1),
                _ => return fail("HPE_INVALID_STATUS", "Invalid response status", *at),
            },
            State::Reason => {
                let rest = input.get(*at..).unwrap_or_default();
                let len = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
                self.text.extend_from_slice(rest.get(..len).unwrap_or_default());
                self.reason.1 = self.text.len();
                *at += len;
                self.count(len, *at)?;
                match rest.get(len) {
                    None => return Ok(()),
                    Some(b'\r') => self.state = State::ReasonCr,
                    Some(_) if self.lenient => self.state = State::LineStart(true),
                    Some(_) => return fail("HPE_CR_EXPECTED", "Missing expected CR after response line", *at + 1),
                }
            }
            _ => {
                if byte != b'\n' {
                    return fail("HPE_STRICT", "Expected LF after CR", *at);
                }
                self.state = State::LineStart(true);
            }
        }
        *at += 1;
        Ok(())
    }
}
