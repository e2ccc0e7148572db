//! The decompressor. The frame is read here, piece by piece as input comes, and ruzstd decodes its blocks: what its own
//! reading of frames has no place for is dictionaries without a header and limits of one's own.
//!
//! <https://www.rfc-editor.org/rfc/rfc8878#name-frames>

use super::{
    BLOCK, CHECKSUM, CORRUPTION, DICTIONARY, Dictionary, END, MAGIC, PARAMETER, PREFIX, Params, UNSUPPORTED, WINDOW,
};
use crate::builtins::node::zlib::machine::{Codec, Failure};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::hash::Hasher;
use std::io::Read;
use twox_hash::XxHash64;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Before a frame.
    Start,
    Blocks,
    Checksum,
    /// In a skippable frame: bytes left of it.
    Skip(usize),
    /// Behind a frame; another may follow with the next input.
    Done,
}

pub(in super::super) struct Decompressor {
    decoder: FrameDecoder,
    bytes: Vec<u8>,
    dictionary: Dictionary,
    window_log_max: u32,
    stage: Stage,
    /// Input that is not yet all of a header or block.
    held: Vec<u8>,
    checksum: bool,
    content: Option<u64>,
    produced: u64,
    hash: XxHash64,
    /// Bytes that the decoder gives first and that are none of the output: a dictionary, or history.
    skip: usize,
    early: Early,
}

/// ruzstd keeps a window of output back until the frame ends. Who reads as it comes has to be given it before: the
/// decoder is told that the frame ended, gives all it has, and is given it again before the next block.
#[derive(Default)]
struct Early {
    /// Whether the decoder was told.
    told: bool,
    /// Whether something was decoded and not given out.
    undelivered: bool,
    /// What the next block may refer to, where the decoder has it no more.
    history: Vec<u8>,
    /// Output, and how much of it is gone.
    ready: Vec<u8>,
    gone: usize,
    /// As the decoder was told.
    window: usize,
}

/// Where the decoder was told that the frame ended, it gives out what it has whenever it has as much as this.
const PORTION: usize = 1 << 20;

impl Decompressor {
    pub(in super::super) fn new(params: &Params, dictionary: &[u8]) -> Result<Self, Failure> {
        const WINDOW_LOG_MAX: u32 = 100;
        let mut window_log_max = 27;
        for (number, value) in params {
            match value {
                _ if *number != WINDOW_LOG_MAX => return Err(PARAMETER),
                0 => {}
                10..=31 => window_log_max = *value,
                _ => return Err(PARAMETER),
            }
        }
        Ok(Self {
            decoder: new_decoder(),
            dictionary: Dictionary::new(dictionary),
            bytes: dictionary.to_vec(),
            window_log_max,
            stage: Stage::Start,
            held: Vec::new(),
            checksum: false,
            content: None,
            produced: 0,
            hash: XxHash64::with_seed(0),
            skip: 0,
            early: Early::default(),
        })
    }

    /// Moves input to `held` until that has `want` bytes: whether it has.
    fn hold(&mut self, want: usize, input: &[u8], read: &mut usize) -> bool {
        let len = want.saturating_sub(self.held.len()).min(input.len() - *read);
        self.held.extend(&input[*read..*read + len]);
        *read += len;
        self.held.len() >= want
    }

    /// Reads the header of a frame: false if more input is needed.
    fn start(&mut self, input: &[u8], read: &mut usize) -> Result<bool, Failure> {
        let known = self.hold(5, input, read);
        let skippable = |at: usize, byte: u8| match at {
            0 => byte & 0xf0 == 0x50,
            _ => byte == [0, 0x2a, 0x4d, 0x18][at],
        };
        let prefix = &self.held[..self.held.len().min(4)];
        if prefix.iter().enumerate().all(|(at, byte)| skippable(at, *byte)) && !prefix.is_empty() {
            if !self.hold(8, input, read) {
                return Ok(false);
            }
            let len = u32::from_le_bytes([self.held[4], self.held[5], self.held[6], self.held[7]]);
            self.stage = Stage::Skip(len as usize);
            self.held.clear();
            return Ok(true);
        }
        if !MAGIC.starts_with(prefix) {
            return Err(PREFIX);
        }
        if !known {
            return Ok(false);
        }
        let descriptor = self.held[4];
        let single = descriptor >> 5 & 1 == 1;
        let id_len = [0, 1, 2, 4][usize::from(descriptor & 3)];
        let size_len = match descriptor >> 6 {
            0 => usize::from(single),
            flag => 1 << flag,
        };
        if !self.hold(5 + usize::from(!single) + id_len + size_len, input, read) {
            return Ok(false);
        }
        if descriptor & 8 != 0 {
            return Err(UNSUPPORTED);
        }
        let little_endian = |bytes: &[u8]| bytes.iter().rev().fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
        let (id, size) = self.held[5 + usize::from(!single)..].split_at(id_len);
        let id = little_endian(id);
        self.content = (size_len > 0).then(|| little_endian(size) + if size_len == 2 { 256 } else { 0 });
        let window = if single {
            self.content.unwrap_or(0)
        } else {
            let (exponent, mantissa) = (self.held[5] >> 3, self.held[5] & 7);
            let base = 1_u64 << (10 + exponent);
            base + base / 8 * u64::from(mantissa)
        };
        if window > 1 << self.window_log_max {
            return Err(WINDOW);
        }
        if id != 0 && id != u64::from(self.dictionary.id) {
            return Err(DICTIONARY);
        }
        self.checksum = descriptor & 4 != 0;
        self.held.clear();
        self.begin(window)?;
        self.stage = Stage::Blocks;
        Ok(true)
    }

    /// Makes the decoder ready for the blocks of a frame with that window.
    fn begin(&mut self, window: u64) -> Result<(), Failure> {
        self.produced = 0;
        self.hash = XxHash64::with_seed(0);
        let plain = self.dictionary.id == 0;
        self.skip = if plain { self.dictionary.content.len() } else { 0 };
        // What the decoder is told: a window in which there is room for a plain dictionary as well.
        let window = (window + self.skip as u64).clamp(1024, 1 << 41).next_power_of_two();
        let header = [&MAGIC[..], &[0, u8::try_from((window.ilog2() - 10) << 3).unwrap_or(u8::MAX)]].concat();
        self.early = Early { window: usize::try_from(window).unwrap_or(usize::MAX), ..Early::default() };
        self.decoder.init(&header[..]).map_err(|_| WINDOW)?;
        if !plain {
            let dictionary = ruzstd::decoding::Dictionary::decode_dict(&self.bytes).map_err(|_| DICTIONARY)?;
            self.decoder.add_dict(dictionary).map_err(|_| DICTIONARY)?;
            self.decoder.force_dict(self.dictionary.id).map_err(|_| DICTIONARY)?;
            return Ok(());
        }
        // It goes before the frame as blocks of its own.
        put(&mut self.decoder, &self.dictionary.content)
    }

    /// Gives out all that is decoded.
    fn give_out(&mut self) -> Result<(), Failure> {
        if !self.early.told {
            const EMPTY_LAST_BLOCK: [u8; 3] = [1, 0, 0];
            let strategy = BlockDecodingStrategy::UptoBlocks(1);
            self.decoder.decode_blocks(&EMPTY_LAST_BLOCK[..], strategy).map_err(|_| CORRUPTION)?;
            self.early.told = true;
        }
        let mut all = self.decoder.collect().unwrap_or_default();
        self.early.ready.extend(all.get(self.skip..).unwrap_or_default());
        self.early.undelivered = false;
        self.skip = 0;
        let behind = all.len().saturating_sub(self.early.window);
        all.drain(..behind);
        self.early.history = all;
        Ok(())
    }

    /// Decodes a block: false if more input is needed.
    fn block(&mut self, input: &[u8], read: &mut usize) -> Result<bool, Failure> {
        if !self.hold(3, input, read) {
            return Ok(false);
        }
        let header = u32::from_le_bytes([self.held[0], self.held[1], self.held[2], 0]);
        let (last, kind, len) = (header & 1 == 1, header >> 1 & 3, (header >> 3) as usize);
        const RUN: u32 = 1;
        const RESERVED: u32 = 3;
        if kind == RESERVED || len > BLOCK {
            return Err(CORRUPTION);
        }
        if !self.hold(3 + if kind == RUN { 1 } else { len }, input, read) {
            return Ok(false);
        }
        let history = std::mem::take(&mut self.early.history);
        put(&mut self.decoder, &history)?;
        self.skip += history.len();
        let strategy = BlockDecodingStrategy::UptoBlocks(1);
        self.decoder.decode_blocks(&self.held[..], strategy).map_err(|_| CORRUPTION)?;
        self.held.clear();
        self.early.undelivered = true;
        if last {
            self.stage = if self.checksum { Stage::Checksum } else { Stage::Done };
        } else if self.early.told && self.decoder.can_collect() >= self.skip + PORTION {
            self.give_out()?;
        }
        Ok(true)
    }

    /// Moves what is decoded into `output`: how much.
    fn drain(&mut self, output: &mut [u8]) -> Result<usize, Failure> {
        let early = &mut self.early;
        let mut written = (early.ready.len() - early.gone).min(output.len());
        output[..written].copy_from_slice(&early.ready[early.gone..early.gone + written]);
        early.gone += written;
        if early.gone == early.ready.len() {
            early.ready.clear();
            early.gone = 0;
            // What the decoder has now, the next block needs.
            if !early.told || self.stage != Stage::Blocks {
                written += self.drain_decoder(&mut output[written..])?;
            }
        }
        self.produced += written as u64;
        if self.checksum {
            self.hash.write(&output[..written]);
        }
        Ok(written)
    }

    fn drain_decoder(&mut self, output: &mut [u8]) -> Result<usize, Failure> {
        while self.skip > 0 && self.decoder.can_collect() > 0 {
            let mut scrap = vec![0; self.skip.min(BLOCK)];
            let len = self.decoder.read(&mut scrap).map_err(|_| CORRUPTION)?;
            if len == 0 {
                break;
            }
            self.skip -= len;
        }
        if self.skip > 0 || self.decoder.can_collect() == 0 {
            return Ok(0);
        }
        self.decoder.read(output).map_err(|_| CORRUPTION)
    }

    fn is_drained(&self) -> bool {
        self.decoder.can_collect() == 0 && self.early.ready.is_empty()
    }

    /// Compares the checksum: false if more input is needed.
    fn compare(&mut self, input: &[u8], read: &mut usize) -> Result<bool, Failure> {
        if !self.hold(4, input, read) {
            return Ok(false);
        }
        if self.held[..] != self.hash.finish().to_le_bytes()[..4] {
            return Err(CHECKSUM);
        }
        self.held.clear();
        self.stage = Stage::Done;
        Ok(true)
    }
}

/// Puts bytes into the decoder's window, as blocks of their own.
fn put(decoder: &mut FrameDecoder, bytes: &[u8]) -> Result<(), Failure> {
    for bytes in bytes.chunks(BLOCK) {
        let header = u32::try_from(bytes.len()).unwrap_or(0) << 3;
        let block = [&header.to_le_bytes()[..3], bytes].concat();
        decoder.decode_blocks(&block[..], BlockDecodingStrategy::UptoBlocks(1)).map_err(|_| CORRUPTION)?;
    }
    Ok(())
}

fn new_decoder() -> FrameDecoder {
    let mut decoder = FrameDecoder::new();
    // The limit is ours.
    decoder.set_max_window_size(u64::MAX);
    decoder
}

impl Codec for Decompressor {
    fn step(&mut self, input: &[u8], output: &mut [u8], flush: u8) -> Result<(usize, usize), Failure> {
        let (mut read, mut written) = (0, 0);
        if self.stage == Stage::Done && self.is_drained() && !input.is_empty() {
            self.stage = Stage::Start;
        }
        loop {
            if matches!(self.stage, Stage::Blocks | Stage::Checksum | Stage::Done) {
                written += self.drain(&mut output[written..])?;
                if written == output.len() {
                    return Ok((read, written));
                }
            }
            let went_on = match self.stage {
                Stage::Start => self.start(input, &mut read)?,
                Stage::Blocks => self.block(input, &mut read)?,
                Stage::Checksum => self.compare(input, &mut read)?,
                Stage::Skip(left) => {
                    let len = left.min(input.len() - read);
                    read += len;
                    self.stage = if len == left { Stage::Start } else { Stage::Skip(left - len) };
                    len == left
                }
                Stage::Done if self.content.is_some_and(|content| content != self.produced) => return Err(CORRUPTION),
                Stage::Done => return Ok((read, written)),
            };
            if !went_on && self.stage == Stage::Blocks && self.early.undelivered {
                self.give_out()?;
            } else if !went_on {
                return if flush == END { Err(Failure::truncated()) } else { Ok((read, written)) };
            }
        }
    }

    fn reset(&mut self) -> Result<(), Failure> {
        self.decoder = new_decoder();
        self.stage = Stage::Start;
        self.held.clear();
        self.content = None;
        self.early = Early::default();
        Ok(())
    }
}
