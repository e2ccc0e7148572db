//! Zstandard (RFC 8878), both ways, over the crate ruzstd.

mod compress;
mod decompress;
mod matches;

use super::machine::Failure;
pub(super) use compress::Compressor;
pub(super) use decompress::Decompressor;

/// Parameters by number, and their values.
pub(super) type Params = Vec<(u32, u32)>;

/// The most that one block holds.
const BLOCK: usize = 128 * 1024;
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

const PARAMETER: Failure = Failure::new("Setting parameter failed", "ERR_ZLIB_INITIALIZATION_FAILED", 0);
const SOURCE_SIZE: Failure = Failure::new("Src size is incorrect", "ZSTD_error_srcSize_wrong", 72);
const PREFIX: Failure = Failure::new("Unknown frame descriptor", "ZSTD_error_prefix_unknown", 10);
const UNSUPPORTED: Failure = Failure::new("Unsupported frame parameter", "ZSTD_error_frameParameter_unsupported", 14);
const WINDOW: Failure =
    Failure::new("Frame requires too much memory for decoding", "ZSTD_error_frameParameter_windowTooLarge", 16);
const CORRUPTION: Failure = Failure::new("Data corruption detected", "ZSTD_error_corruption_detected", 20);
const CHECKSUM: Failure = Failure::new("Restored data doesn't match checksum", "ZSTD_error_checksum_wrong", 22);
const DICTIONARY: Failure = Failure::new("Dictionary mismatch", "ZSTD_error_dictionary_wrong", 32);

/// What flush flags mean.
const FLUSH: u8 = 1;
const END: u8 = 2;

/// A dictionary of the format's own, with its id, or plain content that may be referred to.
struct Dictionary {
    id: u32,
    content: Vec<u8>,
}

impl Dictionary {
    fn new(bytes: &[u8]) -> Self {
        match ruzstd::decoding::Dictionary::decode_dict(bytes) {
            Ok(dictionary) => Self { id: dictionary.id, content: dictionary.dict_content },
            Err(_) => Self { id: 0, content: bytes.to_vec() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtins::node::zlib::machine::{End, Machine};

    fn whole(machine: &mut Machine, input: &[u8], flush: u8) -> (Vec<u8>, End) {
        machine.feed(input.to_vec(), flush);
        let (_, output, end) = machine.run_whole(1 << 30);
        (output, end)
    }

    fn compressor(level: u32, dictionary: &[u8]) -> Machine {
        let params = vec![(100, level)];
        Machine::new(Box::new(Compressor::new(&params, None, dictionary).unwrap()), 1 << 14)
    }

    fn decompressor(dictionary: &[u8]) -> Machine {
        Machine::new(Box::new(Decompressor::new(&Params::new(), dictionary).unwrap()), 1 << 14)
    }

    /// Text of `len` bytes with repetitions near and far, the same for each seed.
    fn text(len: usize, mut seed: u32) -> Vec<u8> {
        let mut text = Vec::with_capacity(len + 64);
        while text.len() < len {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let run = 3 + (seed >> 27) as usize;
            if seed & 0x300 != 0 && text.len() > 64 {
                let from = (seed >> 8) as usize % (text.len() - 40);
                let copy = text[from..from + run].to_vec();
                text.extend(copy);
            } else {
                text.extend((0..run).map(|i| (seed >> (i % 20)) as u8 & 0x7f));
            }
        }
        text.truncate(len);
        text
    }

    #[test]
    fn what_is_compressed_comes_back() {
        let lengths = [0, 1, 2, 7, 100, 255, 256, 257, 5000, 70_000, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 900_000];
        for (index, len) in lengths.into_iter().enumerate() {
            for level in [1, 3, 9, 19] {
                let input = text(len, index as u32 + level);
                let (packed, end) = whole(&mut compressor(level, b""), &input, END);
                assert_eq!(end, End::Done);
                let (output, end) = whole(&mut decompressor(b""), &packed, END);
                assert_eq!(end, End::Done, "{len} at {level}");
                assert!(output == input, "{len} at {level}");
                if len > 5000 {
                    assert!(packed.len() < len, "{len} at {level}");
                }
            }
        }
    }

    #[test]
    fn extremes_come_back() {
        let noise: Vec<u8> = (0..400_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let mostly_one: Vec<u8> = (0..200_000_u32).map(|i| u8::from(i % 977 == 0)).collect();
        let two: Vec<u8> = (0..50_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 31) as u8).collect();
        for input in [vec![b'a'; 500_000], noise, mostly_one, two, (0..=255).collect()] {
            let (packed, _) = whole(&mut compressor(3, b""), &input, END);
            let (output, end) = whole(&mut decompressor(b""), &packed, END);
            assert!(output == input && end == End::Done, "{end:?}");
            assert!(packed.len() <= input.len() + 64);
        }
    }

    /// Blocks that ruzstd's encoder stumbles over if it is given what is found in them as it is.
    #[test]
    fn one_sided_blocks_are_encoded() {
        // The second block repeats the first; and its literals are all the same.
        let phrase = text(5000, 1);
        let twice = [phrase.clone(), phrase.clone()].concat();
        let mut same_literals = phrase.clone();
        for at in (0..phrase.len() - 12).step_by(3) {
            same_literals.extend(&phrase[at..at + 11]);
            same_literals.push(0xff);
        }
        for input in [twice, same_literals] {
            let mut machine = compressor(3, b"");
            let mut packed = whole(&mut machine, &input[..phrase.len()], FLUSH).0;
            let second = whole(&mut machine, &input[phrase.len()..], END).0;
            assert!(second.len() < input.len() - phrase.len());
            packed.extend(second);
            let (output, end) = whole(&mut decompressor(b""), &packed, END);
            assert!(output == input && end == End::Done, "{end:?}");
        }
    }

    #[test]
    fn many_small_inputs_come_back() {
        for seed in 0..120_u32 {
            let len = (seed.wrapping_mul(7919) % 9000) as usize + 1;
            let mask = [0xff, 1, 3, 7, 0x0f, 0x80, 0xf0][seed as usize % 7];
            let factor = [1, 3, 0, 17][seed as usize / 7 % 4];
            let mut input = text(len, seed);
            for (at, byte) in input.iter_mut().enumerate() {
                *byte = (*byte & mask).wrapping_add((at >> (seed % 9)) as u8 & factor);
            }
            let mut machine = compressor([1, 3, 9][seed as usize % 3], b"");
            let mut packed = whole(&mut machine, &input[..len / 2], FLUSH).0;
            packed.extend(whole(&mut machine, &input[len / 2..], END).0);
            let (output, end) = whole(&mut decompressor(b""), &packed, END);
            assert!(output == input && end == End::Done, "{end:?} {seed}");
        }
    }

    #[test]
    fn what_was_flushed_can_be_read() {
        let input = text(700_000, 9);
        let dictionary = text(4000, 9);
        let mut packer = compressor(3, &dictionary);
        let mut unpacker = decompressor(&dictionary);
        for chunk in input.chunks(45_000) {
            let packed = whole(&mut packer, chunk, FLUSH).0;
            let (output, end) = whole(&mut unpacker, &packed, 0);
            assert!(output == chunk && end == End::Done, "{end:?}");
        }
        // And what is referred to after that is still there.
        let (packed, _) = whole(&mut packer, &input[300_000..], END);
        assert!(packed.len() < 2000, "{}", packed.len());
        let (output, end) = whole(&mut unpacker, &packed, END);
        assert!(output == input[300_000..] && end == End::Done, "{end:?}");
    }

    #[test]
    fn chunks_and_flushes_make_one_frame() {
        let input = text(300_000, 5);
        let mut machine = compressor(3, b"");
        let mut packed = Vec::new();
        for (index, chunk) in input.chunks(7001).enumerate() {
            let flush = if index % 3 == 0 { FLUSH } else { 0 };
            packed.extend(whole(&mut machine, chunk, flush).0);
        }
        packed.extend(whole(&mut machine, b"", END).0);
        assert_eq!(packed[..4], MAGIC);
        let (output, end) = whole(&mut decompressor(b""), &packed, END);
        assert!(output == input && end == End::Done, "{end:?}");
        // And back in single bytes.
        let mut machine = decompressor(b"");
        let mut output = Vec::new();
        for byte in packed.chunks(1) {
            output.extend(whole(&mut machine, byte, 0).0);
        }
        assert!(output == input);
    }

    #[test]
    fn plain_dictionaries_are_referred_to() {
        let dictionary = text(3000, 11);
        let input = [&dictionary[100..2000], b"something else", &dictionary[1500..]].concat();
        let (plain, _) = whole(&mut compressor(3, b""), &input, END);
        let (packed, _) = whole(&mut compressor(3, &dictionary), &input, END);
        assert!(packed.len() * 4 < plain.len(), "{} of {}", packed.len(), plain.len());
        let (output, end) = whole(&mut decompressor(&dictionary), &packed, END);
        assert!(output == input && end == End::Done, "{end:?}");
        let (_, end) = whole(&mut decompressor(b""), &packed, END);
        assert_eq!(end, End::Failed(CORRUPTION));
    }

    #[test]
    fn broken_data_is_told_from_short_data() {
        let (packed, _) = whole(&mut compressor(3, b""), &text(1000, 3), END);
        for len in 0..packed.len() {
            let (_, end) = whole(&mut decompressor(b""), &packed[..len], END);
            assert_eq!(end, End::Failed(Failure::truncated()), "{len}");
        }
        assert_eq!(whole(&mut decompressor(b""), b"ab", 0).1, End::Failed(PREFIX));
        let behind = [&packed[..], b"x"].concat();
        assert_eq!(whole(&mut decompressor(b""), &behind, END).1, End::Early);
    }

    #[test]
    fn skippable_frames_are_skipped() {
        let frame =
            [&[0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3][..], &whole(&mut compressor(1, b""), b"abc", END).0];
        let (output, end) = whole(&mut decompressor(b""), &frame.concat(), END);
        assert_eq!((&output[..], end), (&b"abc"[..], End::Done));
    }
}
