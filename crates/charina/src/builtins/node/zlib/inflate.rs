//! The decompressors of zlib: deflate on its own, in zlib's wrapping, in gzip's (any number of members) and whichever
//! of the two there is.

use super::machine::{Codec, Failure};
use zlib_rs::{Inflate, InflateError, InflateFlush, Status};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Zlib,
    Gzip,
    Raw,
    /// Zlib or gzip, as the first two bytes say; how many of gzip's were seen.
    Either(u8),
}

pub(super) struct Decompressor {
    inflate: Inflate,
    first_mode: Mode,
    mode: Mode,
    window_bits: u8,
    dictionary: Vec<u8>,
    /// Whether a second member of a gzip file is none of ours.
    single: bool,
}

const FINISH: u8 = 4;

fn new_inflate(mode: Mode, window_bits: u8) -> Inflate {
    match mode {
        Mode::Raw => Inflate::new(false, window_bits),
        Mode::Zlib => Inflate::new(true, window_bits),
        Mode::Gzip => Inflate::new(true, 16 + window_bits),
        Mode::Either(_) => Inflate::new(true, 32 + window_bits),
    }
}

impl Decompressor {
    pub(super) fn new(mode: Mode, window_bits: i32, dictionary: Vec<u8>, single: bool) -> Result<Self, Failure> {
        let window_bits = u8::try_from(window_bits).ok().filter(|bits| matches!(bits, 0 | 8..=15)).unwrap_or(15);
        let inflate = new_inflate(mode, window_bits);
        let mut new = Self { inflate, first_mode: mode, mode, window_bits, dictionary, single };
        new.set_raw_dictionary()?;
        Ok(new)
    }

    /// Raw data does not say that it needs a dictionary.
    fn set_raw_dictionary(&mut self) -> Result<(), Failure> {
        if self.mode == Mode::Raw && !self.dictionary.is_empty() {
            let set = self.inflate.set_dictionary(&self.dictionary);
            set.map_err(|_| Failure::new("Failed to set dictionary", "Z_STREAM_ERROR", -2))?;
        }
        Ok(())
    }

    fn renew(&mut self) -> Result<(), Failure> {
        // zlib-rs resets to windows of its own choice and forgets gzip.
        self.inflate = new_inflate(self.first_mode, self.window_bits);
        self.set_raw_dictionary()
    }

    /// Looks at the first two bytes, which may come one by one.
    fn detect(&mut self, input: &[u8]) {
        let Mode::Either(seen) = self.mode else { return };
        const MAGIC: [u8; 2] = [0x1f, 0x8b];
        let mut seen = usize::from(seen);
        for byte in input {
            if *byte != MAGIC[seen] {
                self.mode = Mode::Zlib;
                return;
            }
            seen += 1;
            if seen == MAGIC.len() {
                self.mode = Mode::Gzip;
                return;
            }
        }
        self.mode = Mode::Either(u8::try_from(seen).unwrap_or(0));
    }

    fn inflate(
        &mut self,
        input: &[u8],
        output: &mut [u8],
        flush: InflateFlush,
        done: &mut (usize, usize),
    ) -> Result<Status, InflateError> {
        let before = (self.inflate.total_in(), self.inflate.total_out());
        let result = self.inflate.decompress(&input[done.0..], &mut output[done.1..], flush);
        done.0 += usize::try_from(self.inflate.total_in() - before.0).unwrap_or(0);
        done.1 += usize::try_from(self.inflate.total_out() - before.1).unwrap_or(0);
        result
    }

    fn failure(&self, error: InflateError) -> Failure {
        let (message, code, errno) = match error {
            InflateError::NeedDict { .. } if self.dictionary.is_empty() => ("Missing dictionary", "Z_NEED_DICT", 2),
            InflateError::NeedDict { .. } => ("Bad dictionary", "Z_NEED_DICT", 2),
            InflateError::StreamError => ("Zlib error", "Z_STREAM_ERROR", -2),
            InflateError::DataError => ("Zlib error", "Z_DATA_ERROR", -3),
            InflateError::MemError => ("Zlib error", "Z_MEM_ERROR", -4),
        };
        Failure::new(self.inflate.error_message().unwrap_or(message), code, errno)
    }
}

impl Codec for Decompressor {
    fn step(&mut self, input: &[u8], output: &mut [u8], flush: u8) -> Result<(usize, usize), Failure> {
        self.detect(input);
        let kind = match flush {
            0 => InflateFlush::NoFlush,
            FINISH => InflateFlush::Finish,
            5 => InflateFlush::Block,
            _ => InflateFlush::SyncFlush,
        };
        let mut done = (0, 0);
        let mut result = self.inflate(input, output, kind, &mut done);
        if let Err(InflateError::NeedDict { .. }) = result
            && self.mode != Mode::Raw
            && !self.dictionary.is_empty()
            && self.inflate.set_dictionary(&self.dictionary).is_ok()
        {
            result = self.inflate(input, output, kind, &mut done);
        }
        // Another member of the same file, or garbage; zeros are padding.
        while result == Ok(Status::StreamEnd)
            && self.mode == Mode::Gzip
            && !self.single
            && input.get(done.0).is_some_and(|byte| *byte != 0)
        {
            self.renew()?;
            result = self.inflate(input, output, kind, &mut done);
        }
        match result {
            Ok(Status::Ok | Status::BufError) if flush == FINISH && done.1 < output.len() => Err(Failure::truncated()),
            Ok(_) => Ok(done),
            Err(error) => Err(self.failure(error)),
        }
    }

    fn reset(&mut self) -> Result<(), Failure> {
        self.mode = self.first_mode;
        self.renew()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtins::node::zlib::deflate::{Compressor, Wrapping};

    fn compress(wrapping: Wrapping, input: &[u8], dictionary: &[u8]) -> Vec<u8> {
        let mut output = vec![0; input.len() + 64];
        let mut compressor = Compressor::new(wrapping, 15, -1, 8, 0, dictionary.to_vec()).unwrap();
        let (read, written) = compressor.step(input, &mut output, FINISH).unwrap();
        assert_eq!(read, input.len());
        output.truncate(written);
        output
    }

    fn decompress(mode: Mode, input: &[u8], dictionary: &[u8], flush: u8) -> Result<(usize, Vec<u8>), Failure> {
        let mut output = vec![0; 1000];
        let mut decompressor = Decompressor::new(mode, 0, dictionary.to_vec(), false)?;
        let (read, written) = decompressor.step(input, &mut output, flush)?;
        output.truncate(written);
        Ok((read, output))
    }

    #[test]
    fn members_are_joined_and_zeros_left() {
        let one = compress(Wrapping::Gzip, b"abc", b"");
        let file = [&one[..], &one, &[0, 0]].concat();
        assert_eq!(decompress(Mode::Gzip, &file, b"", FINISH), Ok((file.len() - 2, b"abcabc".to_vec())));
        let garbage = [&one[..], b"garbage"].concat();
        let failure = decompress(Mode::Either(0), &garbage, b"", FINISH).unwrap_err();
        assert_eq!((&*failure.message, failure.errno), ("incorrect header check", -3));
    }

    #[test]
    fn either_is_told_by_single_bytes() {
        for wrapping in [Wrapping::Gzip, Wrapping::Zlib] {
            let mut decompressor = Decompressor::new(Mode::Either(0), 15, Vec::new(), false).unwrap();
            let mut all: Vec<u8> = Vec::new();
            for byte in compress(wrapping, b"abcabcabc", b"") {
                let mut output = [0; 16];
                let (_, written) = decompressor.step(&[byte], &mut output, 0).unwrap();
                all.extend(&output[..written]);
            }
            assert_eq!(all, b"abcabcabc");
        }
    }

    #[test]
    fn dictionaries_are_missed_and_told_apart() {
        let packed = compress(Wrapping::Zlib, b"some words", b"words and some words");
        assert_eq!(decompress(Mode::Zlib, &packed, b"words and some words", FINISH).unwrap().1, b"some words");
        let message = |dictionary: &[u8]| decompress(Mode::Zlib, &packed, dictionary, 0).unwrap_err().message;
        assert_eq!(message(b""), "Missing dictionary");
        assert_eq!(message(b"other words"), "Bad dictionary");
    }

    #[test]
    fn short_input_fails_only_where_it_is_the_last() {
        let packed = compress(Wrapping::Zlib, b"some words", b"");
        let short = &packed[..packed.len() - 3];
        assert_eq!(decompress(Mode::Zlib, short, b"", FINISH), Err(Failure::truncated()));
        assert!(decompress(Mode::Zlib, short, b"", 2).is_ok());
    }
}
