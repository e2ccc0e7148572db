//! Where messages end in the bytes of a channel: lines of JSON, or V8's serialization format behind its length.
//! <https://nodejs.org/api/child_process.html#advanced-serialization>

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Form {
    /// A line of JSON each.
    #[default]
    Json,
    /// Four bytes of length, the highest first, and that many bytes.
    Advanced,
}

/// The length before a message.
const PREFIX: usize = 4;

impl Form {
    /// A message as it goes over the wire.
    pub(super) fn enclose(self, message: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(message.len() + PREFIX);
        match self {
            Self::Json => {
                bytes.extend_from_slice(message);
                bytes.push(b'\n');
            }
            Self::Advanced => {
                // No message is as long as that: the serializer's own buffer ends earlier.
                let length = u32::try_from(message.len()).unwrap_or(u32::MAX);
                bytes.extend_from_slice(&length.to_be_bytes());
                bytes.extend_from_slice(message);
            }
        }
        bytes
    }
}

/// What came and is not yet a whole message.
#[derive(Default)]
pub(super) struct Frames {
    pub(super) form: Form,
    bytes: Vec<u8>,
    /// Where the next message begins.
    start: usize,
    /// Up to where no line ends.
    searched: usize,
}

impl Frames {
    /// More has come.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.bytes.drain(..self.start);
            self.searched = self.searched.saturating_sub(self.start);
            self.start = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole message.
    pub(super) fn next(&mut self) -> Option<&[u8]> {
        let (from, to, after) = match self.form {
            Form::Json => {
                let from = self.searched.max(self.start);
                let Some(at) = memchr::memchr(b'\n', self.bytes.get(from..)?) else {
                    self.searched = self.bytes.len();
                    return None;
                };
                (self.start, from + at, from + at + 1)
            }
            Form::Advanced => {
                let from = self.start + PREFIX;
                let prefix = self.bytes.get(self.start..from)?.try_into().ok()?;
                let to = from.checked_add(usize::try_from(u32::from_be_bytes(prefix)).ok()?)?;
                (from, to, to)
            }
        };
        let message = self.bytes.get(from..to)?;
        self.start = after;
        self.searched = after;
        Some(message)
    }

    /// Whether a message has begun and not ended.
    pub(super) fn is_partial(&self) -> bool {
        self.start < self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(form: Form, pieces: &[&[u8]]) -> (Vec<Vec<u8>>, bool) {
        let mut frames = Frames { form, ..Frames::default() };
        let mut messages = Vec::new();
        for piece in pieces {
            frames.push(piece);
            while let Some(message) = frames.next() {
                messages.push(message.to_vec());
            }
        }
        (messages, frames.is_partial())
    }

    #[test]
    fn lines_in_pieces() {
        let expected = vec![b"1".to_vec(), b"\"two\"".to_vec(), Vec::new()];
        assert_eq!(all(Form::Json, &[b"1\n\"tw", b"o", b"\"\n\n3"]), (expected, true));
        assert_eq!(all(Form::Json, &[b"1", b"\n"]), (vec![b"1".to_vec()], false));
    }

    #[test]
    fn lengths_in_pieces() {
        let first = Form::Advanced.enclose(b"ab\n");
        assert_eq!(first, b"\0\0\0\x03ab\n");
        let together = [&first[..], &Form::Advanced.enclose(b""), b"\0\0"].concat();
        let (one, rest) = together.split_at(2);
        let (two, three) = rest.split_at(3);
        assert_eq!(all(Form::Advanced, &[one, two, three]), (vec![b"ab\n".to_vec(), Vec::new()], true));
    }
}
