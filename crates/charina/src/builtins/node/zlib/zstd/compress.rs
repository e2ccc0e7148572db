//! The compressor. ruzstd's encoder makes whole frames from readers; here it makes one block at a time, and the frame
//! around them is ours: it can be flushed, knows its length where that is known, and has a checksum only if asked to.
//!
//! <https://www.rfc-editor.org/rfc/rfc8878#name-frames>

use super::matches::Chains;
use super::{BLOCK, Dictionary, END, FLUSH, MAGIC, PARAMETER, Params, SOURCE_SIZE};
use crate::builtins::node::zlib::machine::{Codec, Failure};
use ruzstd::encoding::{CompressionLevel, FrameCompressor};
use std::hash::Hasher;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use twox_hash::XxHash64;

pub(super) struct Options {
    level: i32,
    window_log: u32,
    content_size: bool,
    checksum: bool,
    dictionary_id: bool,
}

/// `(number, lowest, highest)` of the parameters there are. 0 is the default where it is not within the bounds.
const BOUNDS: &[(u32, u32, u32)] = &[
    (100, 0, u32::MAX),
    (101, 10, 31),
    (102, 6, 30),
    (103, 6, 30),
    (104, 1, 30),
    (105, 3, 7),
    (106, 0, 131_072),
    (107, 1, 9),
    (160, 0, 2),
    (161, 6, 30),
    (162, 4, 4096),
    (163, 1, 8),
    (164, 0, 25),
    (200, 0, 1),
    (201, 0, 1),
    (202, 0, 1),
    (400, 0, u32::MAX),
    (401, 0, u32::MAX),
    (402, 0, 9),
];

impl Options {
    fn new(params: &Params) -> Result<Self, Failure> {
        let get = |number: u32| params.iter().find(|(known, _)| *known == number).map(|(_, value)| *value);
        for (number, value) in params {
            let bounds = BOUNDS.iter().find(|(known, ..)| known == number).ok_or(PARAMETER)?;
            if *value != 0 && !(bounds.1..=bounds.2).contains(value) {
                return Err(PARAMETER);
            }
        }
        // Negative levels come as numbers of 32 bits.
        let level = get(100).map_or(3, u32::cast_signed).min(22);
        let level = if level == 0 { 3 } else { level };
        let window_log = match level {
            ..3 => 19,
            3..10 => 20,
            _ => 21,
        };
        Ok(Self {
            level,
            // More would only cost memory here.
            window_log: get(101).filter(|log| *log != 0).unwrap_or(window_log).min(23),
            content_size: get(200) != Some(0),
            checksum: get(201).is_some_and(|value| value != 0),
            dictionary_id: get(202) != Some(0),
        })
    }
}

type Encoder = FrameCompressor<Cursor<Vec<u8>>, Vec<u8>, Chains>;

pub(in super::super) struct Compressor {
    options: Options,
    pledged: Option<u64>,
    dictionary: Dictionary,
    /// The encoder of the frame under way.
    encoder: Option<Encoder>,
    finished: bool,
    /// Input that is no block yet.
    block: Vec<u8>,
    /// Output that waits for room, and how much of it is gone.
    waiting: Vec<u8>,
    gone: usize,
    total: u64,
    hash: XxHash64,
}

impl Compressor {
    pub(in super::super) fn new(params: &Params, pledged: Option<u64>, dictionary: &[u8]) -> Result<Self, Failure> {
        Ok(Self {
            options: Options::new(params)?,
            pledged,
            dictionary: Dictionary::new(dictionary),
            encoder: None,
            finished: false,
            block: Vec::new(),
            waiting: Vec::new(),
            gone: 0,
            total: 0,
            hash: XxHash64::with_seed(0),
        })
    }

    /// Begins the frame, of which `known` bytes will be all.
    fn begin(&mut self, known: Option<u64>) {
        let reach = known.map(|len| len.saturating_add(self.dictionary.content.len() as u64).max(1024));
        let needed = reach.map_or(u32::MAX, |len| len.next_power_of_two().ilog2());
        let window_log = self.options.window_log.min(needed);
        let matcher = Chains::new(self.options.level, window_log, &self.dictionary.content);
        self.encoder = Some(FrameCompressor::new_with_matcher(matcher, CompressionLevel::Fastest));
        self.header(known.filter(|_| self.options.content_size), window_log);
    }

    fn header(&mut self, known: Option<u64>, window_log: u32) {
        let single = known.is_some_and(|len| len <= 1 << window_log);
        let id = if self.options.dictionary_id { self.dictionary.id } else { 0 };
        let id_flag = match id {
            0 => 0,
            1..=0xff => 1,
            0x100..=0xffff => 2,
            _ => 3_u8,
        };
        let size_flag = match known {
            None | Some(..256) => 0,
            Some(..65_792) => 1,
            Some(..0xffff_ffff) => 2,
            Some(_) => 3_u8,
        };
        self.waiting.extend(MAGIC);
        let checksum = u8::from(self.options.checksum);
        self.waiting.push(size_flag << 6 | u8::from(single) << 5 | checksum << 2 | id_flag);
        if !single {
            self.waiting.push(u8::try_from((window_log - 10) << 3).unwrap_or(0));
        }
        self.waiting.extend(&id.to_le_bytes()[..[0, 1, 2, 4][usize::from(id_flag)]]);
        if let Some(len) = known {
            let (len, bytes) = match size_flag {
                0 if !single => (0, 0),
                0 => (len, 1),
                1 => (len - 256, 2),
                2 => (len, 4),
                _ => (len, 8),
            };
            self.waiting.extend(&len.to_le_bytes()[..bytes]);
        }
    }

    /// Compresses what `block` holds.
    fn compress(&mut self, last: bool) {
        if self.encoder.is_none() {
            self.begin(self.pledged);
        }
        let block = std::mem::take(&mut self.block);
        self.total += block.len() as u64;
        if self.options.checksum {
            self.hash.write(&block);
        }
        let start = self.waiting.len();
        let Some(encoder) = self.encoder.as_mut().filter(|_| !block.is_empty()) else {
            self.raw_block(&block, last);
            return;
        };
        encoder.set_source(Cursor::new(block));
        encoder.set_drain(Vec::new());
        // A block that the crate stumbles over is stored as it is.
        let made = catch_unwind(AssertUnwindSafe(|| encoder.compress()));
        let frame = encoder.take_drain().unwrap_or_default();
        let block = encoder.take_source().map(Cursor::into_inner).unwrap_or_default();
        match first_block(&frame).filter(|_| made.is_ok()) {
            Some(compressed) => {
                self.waiting.extend(compressed);
                self.waiting[start] = self.waiting[start] & !1 | u8::from(last);
            }
            None => self.raw_block(&block, last),
        }
    }

    fn raw_block(&mut self, block: &[u8], last: bool) {
        let header = u32::try_from(block.len()).unwrap_or(0) << 3 | u32::from(last);
        self.waiting.extend(&header.to_le_bytes()[..3]);
        self.waiting.extend(block);
    }

    fn end(&mut self) -> Result<(), Failure> {
        self.compress(true);
        if self.pledged.is_some_and(|pledged| pledged != self.total) {
            return Err(SOURCE_SIZE);
        }
        if self.options.checksum {
            self.waiting.extend(&self.hash.finish().to_le_bytes()[..4]);
        }
        self.finished = true;
        Ok(())
    }

    fn drain(&mut self, output: &mut [u8]) -> usize {
        let len = (self.waiting.len() - self.gone).min(output.len());
        output[..len].copy_from_slice(&self.waiting[self.gone..self.gone + len]);
        self.gone += len;
        if self.gone == self.waiting.len() {
            self.waiting.clear();
            self.gone = 0;
        }
        len
    }

    fn clear(&mut self) {
        self.encoder = None;
        self.finished = false;
        self.total = 0;
        self.hash = XxHash64::with_seed(0);
        self.block.clear();
    }
}

/// The first block of a frame that the crate made, behind its header of magic number, descriptor and window.
fn first_block(frame: &[u8]) -> Option<&[u8]> {
    let blocks = frame.get(6..)?;
    let header = u32::from_le_bytes([*blocks.first()?, *blocks.get(1)?, *blocks.get(2)?, 0]);
    const RUN: u32 = 1;
    let len = if header >> 1 & 3 == RUN { 1 } else { usize::try_from(header >> 3).ok()? };
    blocks.get(..3 + len)
}

impl Codec for Compressor {
    fn step(&mut self, input: &[u8], output: &mut [u8], flush: u8) -> Result<(usize, usize), Failure> {
        let (mut read, mut written) = (0, 0);
        loop {
            written += self.drain(&mut output[written..]);
            if written == output.len() || self.finished && read == input.len() {
                return Ok((read, written));
            }
            if self.finished {
                self.clear();
            }
            if self.encoder.is_none() && flush == END {
                self.begin(Some(self.pledged.unwrap_or((self.block.len() + input.len() - read) as u64)));
            }
            let len = (input.len() - read).min(BLOCK - self.block.len());
            self.block.extend(&input[read..read + len]);
            read += len;
            if read == input.len() && flush == END {
                self.end()?;
            } else if self.block.len() == BLOCK || read == input.len() && flush == FLUSH && !self.block.is_empty() {
                self.compress(false);
            } else if self.waiting.is_empty() {
                return Ok((read, written));
            }
        }
    }

    fn reset(&mut self) -> Result<(), Failure> {
        self.clear();
        self.waiting.clear();
        self.gone = 0;
        Ok(())
    }
}
