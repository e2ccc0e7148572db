//! What all codecs of node:zlib have in common: their interface, their failures, and the machine that runs one over a
//! chunk, which is sent to the blocking pool and comes back.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why a codec gave up, as Node tells it: `message`, `code` and `errno` of the error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) message: Cow<'static, str>,
    pub(super) code: Cow<'static, str>,
    pub(super) errno: i32,
}

impl Failure {
    pub(super) const fn new(message: &'static str, code: &'static str, errno: i32) -> Self {
        Self { message: Cow::Borrowed(message), code: Cow::Borrowed(code), errno }
    }

    /// The input ends before the compressed stream does.
    pub(super) const fn truncated() -> Self {
        Self::new("unexpected end of file", "Z_BUF_ERROR", -5)
    }
}

/// A compressor or decompressor with its state.
pub(super) trait Codec: Send {
    /// Takes from `input` and fills `output`; answers how many bytes of each.
    ///
    /// Room left in `output` means that there is nothing to be done before more input comes, or that the stream ended
    /// (then input may be left).
    fn step(&mut self, input: &[u8], output: &mut [u8], flush: u8) -> Result<(usize, usize), Failure>;

    /// Begins a new stream with the same options.
    fn reset(&mut self) -> Result<(), Failure>;

    /// Other parameters for what comes, where there are any.
    fn params(&mut self, _level: i32, _strategy: i32) -> Result<(), Failure> {
        Ok(())
    }
}

/// How a run over a chunk ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The chunk is used up.
    Done,
    /// As much output as was asked for; there may be more.
    Full,
    /// The stream ended before the chunk did.
    Early,
    /// It broke.
    Failed(Failure),
}

/// What a run over a chunk gave.
pub(super) struct Outcome {
    /// Output, each piece with the number of input bytes taken for it.
    pub(super) pieces: Vec<(usize, Vec<u8>)>,
    /// Input bytes taken after the last piece.
    pub(super) rest: usize,
    pub(super) end: End,
}

/// The least that output grows by.
const BLOCK: usize = 16 * 1024;

/// A codec, the chunk it works on and how its output is cut.
pub(super) struct Machine {
    codec: Box<dyn Codec>,
    chunk: Vec<u8>,
    at: usize,
    flush: u8,
    /// The size of a full piece of output.
    piece_size: usize,
    /// What is left of it: pieces of several chunks add up to full ones, as Node's share a buffer.
    room: usize,
    /// Memory for output, kept for the next piece.
    spare: Vec<u8>,
}

impl Machine {
    pub(super) fn new(codec: Box<dyn Codec>, piece_size: usize) -> Self {
        let piece_size = piece_size.max(1);
        Self { codec, chunk: Vec::new(), at: 0, flush: 0, piece_size, room: piece_size, spare: Vec::new() }
    }

    pub(super) fn codec(&mut self) -> &mut dyn Codec {
        &mut *self.codec
    }

    /// The chunk to run over.
    pub(super) fn feed(&mut self, chunk: Vec<u8>, flush: u8) {
        self.chunk = chunk;
        self.at = 0;
        self.flush = flush;
    }

    /// Runs until the chunk is used up or `limit` pieces are full.
    pub(super) fn run(&mut self, limit: usize) -> Outcome {
        let mut outcome = Outcome { pieces: Vec::new(), rest: 0, end: End::Full };
        while outcome.pieces.len() < limit.max(1) {
            let room = self.room;
            let (used, made) = match self.piece(room) {
                Ok(lengths) => lengths,
                Err(failure) => {
                    outcome.end = End::Failed(failure);
                    break;
                }
            };
            if made > 0 {
                outcome.pieces.push((used, self.spare[..made].to_vec()));
            } else {
                outcome.rest += used;
            }
            self.room = if made < room { room - made } else { self.piece_size };
            if made < room {
                outcome.end = if self.at < self.chunk.len() { End::Early } else { End::Done };
                break;
            }
        }
        if outcome.end != End::Full {
            self.chunk = Vec::new();
            self.at = 0;
        }
        outcome
    }

    /// Runs over the whole chunk. More than `limit` bytes of output are `Full`, and lost.
    pub(super) fn run_whole(&mut self, limit: usize) -> (usize, Vec<u8>, End) {
        let result = self.piece(limit.saturating_add(1));
        let (made, end) = match result {
            Err(failure) => (0, End::Failed(failure)),
            Ok((_, made)) if made > limit => (0, End::Full),
            Ok((_, made)) if self.at < self.chunk.len() => (made, End::Early),
            Ok((_, made)) => (made, End::Done),
        };
        let mut output = std::mem::take(&mut self.spare);
        output.truncate(made);
        self.chunk = Vec::new();
        (std::mem::take(&mut self.at), output, end)
    }

    /// Fills `spare` up to `room` bytes: how much input that took and how much output it gave.
    fn piece(&mut self, room: usize) -> Result<(usize, usize), Failure> {
        let (mut used, mut made) = (0, 0);
        loop {
            if made == self.spare.len() {
                let len =
                    self.spare.len().saturating_mul(2).max(BLOCK.min(self.chunk.len().saturating_mul(2).max(512)));
                let more = len.min(room).saturating_sub(made);
                if self.spare.try_reserve_exact(more).is_err() {
                    return Err(Failure::new("insufficient memory", "Z_MEM_ERROR", -4));
                }
                self.spare.resize(made + more, 0);
            }
            let limit = self.spare.len().min(room);
            let input = self.chunk.get(self.at..).unwrap_or_default();
            // The codecs are other people's code on other people's data: what panics there is a failure like others.
            let step = AssertUnwindSafe(|| self.codec.step(input, &mut self.spare[made..limit], self.flush));
            let (read, written) =
                catch_unwind(step).unwrap_or_else(|_| Err(Failure::new("Zlib error", "Z_STREAM_ERROR", -2)))?;
            self.at += read;
            used += read;
            made += written;
            if made < limit || limit == room {
                return Ok((used, made));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives every byte thrice and ends at a zero.
    struct Triple {
        left: usize,
        byte: u8,
        ended: bool,
    }

    impl Codec for Triple {
        fn step(&mut self, input: &[u8], output: &mut [u8], _flush: u8) -> Result<(usize, usize), Failure> {
            let (mut read, mut written) = (0, 0);
            while written < output.len() {
                if self.left == 0 {
                    match input.get(read) {
                        Some(0) => self.ended = true,
                        Some(b'!') => return Err(Failure::truncated()),
                        Some(byte) if !self.ended => (self.left, self.byte) = (3, *byte),
                        _ => {}
                    }
                    if self.left == 0 {
                        break;
                    }
                    read += 1;
                }
                output[written] = self.byte;
                written += 1;
                self.left -= 1;
            }
            Ok((read, written))
        }

        fn reset(&mut self) -> Result<(), Failure> {
            Ok(())
        }
    }

    fn machine(piece_size: usize) -> Machine {
        Machine::new(Box::new(Triple { left: 0, byte: 0, ended: false }), piece_size)
    }

    #[test]
    fn pieces_of_chunks_add_up_to_full_ones() {
        let mut machine = machine(4);
        machine.feed(b"a".to_vec(), 0);
        let first = machine.run(9);
        assert_eq!((first.pieces, first.rest, first.end), (vec![(1, b"aaa".to_vec())], 0, End::Done));
        machine.feed(b"b".to_vec(), 0);
        let second = machine.run(9);
        assert_eq!(second.pieces, [(1, b"b".to_vec()), (0, b"bb".to_vec())]);
    }

    #[test]
    fn a_run_stops_at_its_limit_and_goes_on() {
        let mut machine = machine(2);
        machine.feed(b"ab".to_vec(), 0);
        let first = machine.run(1);
        assert_eq!((first.pieces, first.end), (vec![(1, b"aa".to_vec())], End::Full));
        let rest = machine.run(9);
        assert_eq!((rest.pieces, rest.end), (vec![(1, b"ab".to_vec()), (0, b"bb".to_vec())], End::Done));
    }

    #[test]
    fn ends_and_failures_keep_what_came_before() {
        let mut early = machine(3);
        early.feed(b"a\0b".to_vec(), 0);
        let outcome = early.run(9);
        assert_eq!((outcome.pieces.len(), outcome.end), (1, End::Early));
        let mut failed = machine(3);
        failed.feed(b"a!".to_vec(), 0);
        let outcome = failed.run(9);
        assert_eq!((outcome.pieces.len(), outcome.end), (1, End::Failed(Failure::truncated())));
    }

    #[test]
    fn the_whole_is_bounded() {
        let mut exact = machine(1);
        exact.feed(b"ab".to_vec(), 0);
        assert_eq!(exact.run_whole(6), (2, b"aaabbb".to_vec(), End::Done));
        let mut more = machine(1);
        more.feed(b"ab".to_vec(), 0);
        assert_eq!(more.run_whole(5).2, End::Full);
    }
}
