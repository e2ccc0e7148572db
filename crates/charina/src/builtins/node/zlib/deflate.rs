//! The compressors of zlib: deflate on its own, in zlib's wrapping (RFC 1950) and in gzip's (RFC 1952).
//!
//! The wrapping is written here, not by zlib-rs: `params` may put another compressor in the place of the first in the
//! middle of a stream, where only the compressor knows no other way to change its strategy.

use super::machine::{Codec, Failure};
use zlib_rs::{Deflate, DeflateConfig, DeflateFlush, Status};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrapping {
    None,
    Zlib,
    Gzip,
}

#[derive(PartialEq, Eq)]
enum Stage {
    Begin,
    Body,
    Finished,
}

pub(super) struct Compressor {
    deflate: Deflate,
    config: DeflateConfig,
    wrapping: Wrapping,
    dictionary: Vec<u8>,
    stage: Stage,
    /// Header or trailer bytes that wait for room.
    waiting: Vec<u8>,
    /// Adler-32 or CRC-32 of the input so far.
    check: u32,
    /// Bytes of input so far, modulo 2^32.
    length: u32,
}

const NO_DICTIONARY: Failure = Failure::new("Failed to set dictionary", "Z_STREAM_ERROR", -2);

impl Compressor {
    pub(super) fn new(
        wrapping: Wrapping,
        window_bits: i32,
        level: i32,
        mem_level: i32,
        strategy: i32,
        dictionary: Vec<u8>,
    ) -> Result<Self, Failure> {
        // zlib has no window of 256 bytes, and takes the next.
        let window_bits = -window_bits.clamp(9, 15);
        let strategy = strategy.try_into().unwrap_or_default();
        let config = DeflateConfig { level, window_bits, mem_level, strategy, ..DeflateConfig::default() };
        // Gzip has no place to name a dictionary.
        let dictionary = if wrapping == Wrapping::Gzip { Vec::new() } else { dictionary };
        let mut new = Self {
            deflate: Deflate::new_with_config(config),
            config,
            wrapping,
            dictionary,
            stage: Stage::Begin,
            waiting: Vec::new(),
            check: 0,
            length: 0,
        };
        new.begin()?;
        Ok(new)
    }

    fn begin(&mut self) -> Result<(), Failure> {
        self.stage = Stage::Begin;
        self.waiting.clear();
        self.check = u32::from(self.wrapping == Wrapping::Zlib);
        self.length = 0;
        if !self.dictionary.is_empty() {
            self.deflate.set_dictionary(&self.dictionary).map_err(|_| NO_DICTIONARY)?;
        }
        Ok(())
    }

    fn header(&self) -> Vec<u8> {
        let fast = self.config.strategy as i32 >= 2;
        let level = if self.config.level < 0 { 6 } else { self.config.level };
        match self.wrapping {
            Wrapping::None => Vec::new(),
            Wrapping::Gzip => {
                let extra = if level == 9 {
                    2
                } else if fast || level < 2 {
                    4
                } else {
                    0
                };
                const UNIX: u8 = 3;
                vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, extra, UNIX]
            }
            Wrapping::Zlib => {
                let window = u16::try_from(-self.config.window_bits - 8).unwrap_or(7);
                let level = match level {
                    _ if fast => 0,
                    ..2 => 0,
                    2..6 => 1,
                    6 => 2,
                    _ => 3_u16,
                };
                let mut head = (8 + (window << 4)) << 8 | level << 6;
                if !self.dictionary.is_empty() {
                    head |= 0x20;
                }
                head += 31 - head % 31;
                let mut bytes = head.to_be_bytes().to_vec();
                if !self.dictionary.is_empty() {
                    bytes.extend(zlib_rs::adler32::adler32(1, &self.dictionary).to_be_bytes());
                }
                bytes
            }
        }
    }

    fn count(&mut self, input: &[u8]) {
        match self.wrapping {
            Wrapping::None => {}
            Wrapping::Zlib => self.check = zlib_rs::adler32::adler32(self.check, input),
            Wrapping::Gzip => self.check = zlib_rs::crc32::crc32(self.check, input),
        }
        // What is cut off here is cut off in the format, too.
        #[expect(clippy::cast_possible_truncation, reason = "the length is kept modulo 2^32")]
        let len = input.len() as u32;
        self.length = self.length.wrapping_add(len);
    }

    fn trailer(&self) -> Vec<u8> {
        match self.wrapping {
            Wrapping::None => Vec::new(),
            Wrapping::Zlib => self.check.to_be_bytes().to_vec(),
            Wrapping::Gzip => [self.check.to_le_bytes(), self.length.to_le_bytes()].concat(),
        }
    }

    /// Moves what waits into `output`: how much.
    fn drain(&mut self, output: &mut [u8]) -> usize {
        let len = self.waiting.len().min(output.len());
        output[..len].copy_from_slice(&self.waiting[..len]);
        self.waiting.drain(..len);
        len
    }
}

impl Codec for Compressor {
    fn step(&mut self, input: &[u8], output: &mut [u8], flush: u8) -> Result<(usize, usize), Failure> {
        let flush = DeflateFlush::try_from(i32::from(flush)).unwrap_or_default();
        if self.stage == Stage::Finished && self.waiting.is_empty() {
            return match flush {
                DeflateFlush::Finish if input.is_empty() => Ok((0, 0)),
                DeflateFlush::Finish => Err(Failure::new("buffer error", "Z_BUF_ERROR", -5)),
                _ => Err(Failure::new("stream error", "Z_STREAM_ERROR", -2)),
            };
        }
        if self.stage == Stage::Begin {
            self.waiting = self.header();
            self.stage = Stage::Body;
        }
        let mut written = self.drain(output);
        if self.stage == Stage::Finished || written == output.len() {
            return Ok((0, written));
        }
        let before = (self.deflate.total_in(), self.deflate.total_out());
        let status = self.deflate.compress(input, &mut output[written..], flush).map_err(|error| {
            let message = self.deflate.error_message().unwrap_or(error.as_str());
            Failure::new(message, "Z_STREAM_ERROR", -2)
        })?;
        let read = usize::try_from(self.deflate.total_in() - before.0).unwrap_or(0);
        written += usize::try_from(self.deflate.total_out() - before.1).unwrap_or(0);
        self.count(&input[..read]);
        if status == Status::StreamEnd {
            self.stage = Stage::Finished;
            self.waiting = self.trailer();
            written += self.drain(&mut output[written..]);
        }
        Ok((read, written))
    }

    fn reset(&mut self) -> Result<(), Failure> {
        self.deflate.reset();
        self.begin()
    }

    /// Comes after a flush, so that nothing waits in the old compressor.
    fn params(&mut self, level: i32, strategy: i32) -> Result<(), Failure> {
        let plain = self.config.strategy as i32 == 0 && strategy == 0;
        self.config.level = level;
        self.config.strategy = strategy.try_into().unwrap_or_default();
        if plain && matches!(self.deflate.set_level(level), Ok(Status::Ok)) {
            return Ok(());
        }
        self.deflate = Deflate::new_with_config(self.config);
        if self.stage == Stage::Begin { self.begin() } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(compressor: &mut Compressor, input: &[u8], flush: u8) -> Vec<u8> {
        let mut output = vec![0; 100_000];
        let (_, written) = compressor.step(input, &mut output, flush).unwrap();
        output.truncate(written);
        output
    }

    const FINISH: u8 = 4;
    const SYNC: u8 = 2;

    #[test]
    fn headers_say_what_zlib_says() {
        let header = |wrapping, bits, level, strategy, dictionary: &[u8]| {
            let mut new = Compressor::new(wrapping, bits, level, 8, strategy, dictionary.to_vec()).unwrap();
            all(&mut new, b"", FINISH)
        };
        for (level, byte) in [(-1, 0x9c), (0, 0x01), (1, 0x01), (5, 0x5e), (6, 0x9c), (9, 0xda)] {
            assert_eq!(header(Wrapping::Zlib, 15, level, 0, b"")[..2], [0x78, byte], "level {level}");
        }
        assert_eq!(header(Wrapping::Zlib, 15, -1, 2, b"")[..2], [0x78, 0x01]);
        assert_eq!(header(Wrapping::Zlib, 8, -1, 0, b"")[..2], [0x18, 0x95]);
        assert_eq!(header(Wrapping::Zlib, 15, -1, 0, b"dict")[..6], [0x78, 0xbb, 0x04, 0x09, 0x01, 0xa5]);
        assert_eq!(header(Wrapping::Gzip, 15, 9, 0, b"")[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3]);
        assert_eq!(header(Wrapping::None, 15, -1, 0, b""), [3, 0]);
    }

    #[test]
    fn a_strategy_changes_in_the_middle() {
        let text = b"the same words, the same words, the same words ".repeat(20);
        let mut compressor = Compressor::new(Wrapping::Gzip, 15, 6, 8, 0, Vec::new()).unwrap();
        let mut packed = all(&mut compressor, &text, SYNC);
        compressor.params(6, 2).unwrap();
        let huffman = all(&mut compressor, &text, SYNC);
        // Huffman codes alone make no use of repetitions.
        assert!(huffman.len() > text.len() / 3, "{}", huffman.len());
        packed.extend(huffman);
        compressor.params(9, 0).unwrap();
        packed.extend(all(&mut compressor, &text, FINISH));
        let mut output = vec![0; text.len() * 3 + 1];
        let mut inflate = zlib_rs::Inflate::new(true, 31);
        inflate.decompress(&packed, &mut output, zlib_rs::InflateFlush::Finish).unwrap();
        assert_eq!(output[..text.len() * 3], text.repeat(3));
        assert_eq!(inflate.total_out(), text.len() as u64 * 3);
    }

    #[test]
    fn output_may_come_byte_by_byte() {
        let mut compressor = Compressor::new(Wrapping::Gzip, 15, 6, 8, 0, Vec::new()).unwrap();
        let whole = all(&mut compressor, b"abc", FINISH);
        compressor.reset().unwrap();
        let mut single = Vec::new();
        let mut input = &b"abc"[..];
        loop {
            let mut byte = [0];
            let (read, written) = compressor.step(input, &mut byte, FINISH).unwrap();
            input = &input[read..];
            if written == 0 {
                break;
            }
            single.push(byte[0]);
        }
        assert_eq!(single, whole);
        assert!(compressor.step(b"more", &mut [0; 9], 0).is_err());
    }
}
