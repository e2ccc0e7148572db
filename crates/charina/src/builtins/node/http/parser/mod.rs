//! HTTP/1 messages from bytes, as strict as llhttp, whose error codes and reasons these are
//! (<https://www.rfc-editor.org/rfc/rfc9112>).
//!
//! [`Parser::step`] goes on until there is something to tell or no input is left. It keeps what it has read of a head,
//! so that input may come in pieces of any size.

mod body;
mod fields;
mod start;
mod tables;
#[cfg(test)]
mod tests;

pub(super) use tables::{METHODS, is_token};

use std::ops::Range;

/// Which messages are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Request,
    Response,
}

/// What happened.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// All input is used up.
    More,
    /// A head is read; [`Parser::after_head`] must be told how to go on.
    Head,
    /// A part of the body: the range of the input.
    Body(Range<usize>),
    /// The message is read to its end.
    Complete,
    /// The message is read to its end, and what follows it is no HTTP.
    Upgrade,
    /// The input is no HTTP.
    Failed(Failure),
}

/// Why the input was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Failure {
    /// Node's `error.code`.
    pub(super) code: &'static str,
    /// Node's `error.reason`.
    pub(super) reason: &'static str,
    /// How much of the input is not to blame.
    pub(super) at: usize,
}

/// How to go on after a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// As the head says.
    AsSaid,
    /// There is none, whatever the head says: the response to a HEAD request.
    None,
    /// There is none, and then the connection is another protocol's.
    Upgrade,
}

/// A header of the message, as ranges of [`Parser::text`].
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Field {
    name: (usize, usize),
    value: (usize, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    // Start lines.
    Start,
    Method,
    Preface(usize),
    BeforeUrl,
    Url(start::Part),
    BeforeProtocol,
    Protocol(usize, usize),
    Major,
    Dot,
    Minor,
    AfterRequestVersion,
    RequestLineCr,
    AfterResponseVersion,
    Status(u8),
    AfterStatus,
    Reason,
    ReasonCr,
    // Headers and trailers.
    LineStart(bool),
    Name,
    BeforeValue,
    EmptyValueCr,
    EmptyValueLf,
    Value,
    ValueCr,
    ValueLf,
    HeadersCr,
    /// The head is told of; nothing goes on before [`Parser::after_head`].
    Told,
    // Bodies.
    Sized(u64),
    UntilClose,
    ChunkStart,
    ChunkSize,
    ChunkSizeCr,
    Extension(body::Extension),
    ChunkData(u64),
    ChunkDataEnd,
    ChunkDataCr,
    // Between messages.
    Finish,
    Refuse,
    Closed,
    Upgraded,
    Failed,
}

/// What the header that is being read means for the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Special {
    None,
    ContentLength,
    TransferEncoding,
    Connection,
    Upgrade,
}

/// What the headers of a message said.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of one message")]
struct Flags {
    length: Option<u64>,
    transfer_encoding: bool,
    chunked: bool,
    close: bool,
    keep_alive: bool,
    connection_upgrade: bool,
    upgrade: bool,
    skip_body: bool,
}

/// The reader of one connection's messages.
#[derive(Debug)]
pub(super) struct Parser {
    kind: Kind,
    /// Accepts what is not HTTP but has been seen (`insecureHTTPParser`).
    lenient: bool,
    max_header_size: usize,
    state: State,
    /// The text of the head.
    text: Vec<u8>,
    url: (usize, usize),
    reason: (usize, usize),
    fields: Vec<Field>,
    field: Field,
    special: Special,
    /// How many bytes of head or trailers there are; of a chunk's extensions while one is read.
    head_size: usize,
    method: &'static str,
    protocol: usize,
    pub(super) major: u8,
    pub(super) minor: u8,
    pub(super) status: u16,
    flags: Flags,
    trailing: bool,
    chunk: u64,
    extension_size: usize,
}

impl Parser {
    pub(super) fn new(kind: Kind, lenient: bool, max_header_size: usize) -> Self {
        Self {
            kind,
            lenient,
            max_header_size,
            state: State::Start,
            text: Vec::new(),
            url: (0, 0),
            reason: (0, 0),
            fields: Vec::new(),
            field: Field::default(),
            special: Special::None,
            head_size: 0,
            method: "",
            protocol: 0,
            major: 0,
            minor: 0,
            status: 0,
            flags: Flags::default(),
            trailing: false,
            chunk: 0,
            extension_size: 0,
        }
    }

    /// A parser that takes nothing.
    pub(super) fn closed() -> Self {
        Self { state: State::Failed, ..Self::new(Kind::Request, false, 0) }
    }

    /// Forgets the last message, before the first byte of the next.
    fn begin(&mut self) {
        self.text.clear();
        self.fields.clear();
        self.url = (0, 0);
        self.reason = (0, 0);
        self.head_size = 0;
        self.method = "";
        self.status = 0;
        self.major = 0;
        self.minor = 0;
        self.flags = Flags::default();
        self.trailing = false;
    }

    pub(super) fn method(&self) -> &'static str {
        self.method
    }

    pub(super) fn url(&self) -> &[u8] {
        self.text.get(self.url.0..self.url.1).unwrap_or_default()
    }

    pub(super) fn reason(&self) -> &[u8] {
        self.text.get(self.reason.0..self.reason.1).unwrap_or_default()
    }

    /// Names and values of the head, or of the trailers once there are any.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.fields.iter().map(|field| {
            let part = |range: (usize, usize)| self.text.get(range.0..range.1).unwrap_or_default();
            (part(field.name), part(field.value))
        })
    }

    /// How many headers, or trailers, there are.
    pub(super) fn field_count(&self) -> usize {
        self.fields.len()
    }

    /// Whether what follows the head is another protocol.
    pub(super) fn upgrades(&self) -> bool {
        if self.flags.upgrade && self.flags.connection_upgrade {
            self.kind == Kind::Request || self.status == 101
        } else {
            self.method == "CONNECT"
        }
    }

    /// Whether the connection may be used again after the message.
    pub(super) fn keeps_alive(&self) -> bool {
        let wanted = if self.major > 0 && self.minor > 0 { !self.flags.close } else { self.flags.keep_alive };
        wanted && !self.ends_with_connection()
    }

    /// Whether the body goes on until the connection ends.
    fn ends_with_connection(&self) -> bool {
        if self.kind == Kind::Request || self.has_no_body() {
            return false;
        }
        if self.flags.transfer_encoding && !self.flags.chunked {
            return true;
        }
        !self.flags.chunked && self.flags.length.is_none()
    }

    fn has_no_body(&self) -> bool {
        self.kind == Kind::Response && (self.status / 100 == 1 || matches!(self.status, 204 | 304))
            || self.flags.skip_body
    }

    /// Whether the head is all there is, so that the message ends with it if it is taken as it is.
    pub(super) fn ends_with_head(&self) -> bool {
        !self.upgrades()
            && !self.flags.chunked
            && !self.flags.transfer_encoding
            && match self.flags.length {
                Some(length) => length == 0,
                None => !self.ends_with_connection(),
            }
    }

    /// Says how to go on after [`Step::Head`].
    pub(super) fn after_head(&mut self, body: Body) {
        if self.state != State::Told {
            return;
        }
        let mut upgrade = self.upgrades();
        match body {
            Body::AsSaid => {}
            Body::None => self.flags.skip_body = true,
            Body::Upgrade => {
                upgrade = true;
                self.flags.skip_body = true;
            }
        }
        let has_body = self.flags.chunked || self.flags.length.is_some_and(|length| length > 0);
        self.fields_end();
        self.state = if upgrade && (self.method == "CONNECT" || self.flags.skip_body || !has_body) {
            State::Upgraded
        } else if self.flags.skip_body {
            State::Finish
        } else if self.flags.chunked {
            State::ChunkStart
        } else if self.flags.transfer_encoding {
            // RFC 9112 6.3: nothing else says where such a request ends.
            if self.kind == Kind::Request && !self.lenient { State::Refuse } else { State::UntilClose }
        } else {
            match self.flags.length {
                Some(0) => State::Finish,
                Some(length) if !self.has_no_body() => State::Sized(length),
                Some(_) => State::Finish,
                None if self.ends_with_connection() => State::UntilClose,
                None => State::Finish,
            }
        };
    }

    /// The head's fields are taken; what comes next are trailers.
    fn fields_end(&mut self) {
        self.fields.clear();
        self.head_size = 0;
    }

    /// Goes on from `input[*at]`.
    pub(super) fn step(&mut self, input: &[u8], at: &mut usize) -> Step {
        loop {
            match self.state {
                State::Finish => {
                    self.state = if self.keeps_alive() || self.lenient { State::Start } else { State::Closed };
                    return Step::Complete;
                }
                State::Upgraded => return Step::Upgrade,
                State::Refuse => {
                    self.state = State::Failed;
                    return Step::Failed(Failure {
                        code: "HPE_INVALID_TRANSFER_ENCODING",
                        reason: "Request has invalid `Transfer-Encoding`",
                        at: *at,
                    });
                }
                State::Told | State::Failed => return Step::More,
                _ => {}
            }
            if *at >= input.len() {
                return Step::More;
            }
            match self.advance(input, at) {
                Ok(None) => {}
                Ok(Some(step)) => return step,
                Err(failure) => {
                    self.state = State::Failed;
                    return Step::Failed(failure);
                }
            }
        }
    }

    fn advance(&mut self, input: &[u8], at: &mut usize) -> Result<Option<Step>, Failure> {
        match self.state {
            State::LineStart(_)
            | State::Name
            | State::BeforeValue
            | State::EmptyValueCr
            | State::EmptyValueLf
            | State::Value
            | State::ValueCr
            | State::ValueLf
            | State::HeadersCr => self.headers(input, at),
            State::Sized(_)
            | State::UntilClose
            | State::ChunkStart
            | State::ChunkSize
            | State::ChunkSizeCr
            | State::Extension(_)
            | State::ChunkData(_)
            | State::ChunkDataEnd
            | State::ChunkDataCr => self.body(input, at),
            State::Closed => {
                let byte = input.get(*at).copied().unwrap_or_default();
                if byte != b'\r' && byte != b'\n' {
                    return fail("HPE_CLOSED_CONNECTION", "Data after `Connection: close`", *at + 1);
                }
                *at += 1;
                Ok(None)
            }
            _ => self.start_line(input, at).map(|()| None),
        }
    }

    /// The connection ended: `Ok(true)` if that ends a message.
    pub(super) fn finish(&mut self) -> Result<bool, Failure> {
        match self.state {
            State::UntilClose => {
                self.state = State::Closed;
                Ok(true)
            }
            State::Start | State::Closed | State::Upgraded | State::Failed => Ok(false),
            _ => {
                self.state = State::Failed;
                fail("HPE_INVALID_EOF_STATE", "Invalid EOF state", 0)
            }
        }
    }

    /// Counts bytes of a head against the limit.
    fn count(&mut self, bytes: usize, at: usize) -> Result<(), Failure> {
        self.head_size += bytes;
        if self.head_size >= self.max_header_size {
            return fail("HPE_HEADER_OVERFLOW", "Header overflow", at);
        }
        Ok(())
    }
}

fn fail<T>(code: &'static str, reason: &'static str, at: usize) -> Result<T, Failure> {
    Err(Failure { code, reason, at })
}
