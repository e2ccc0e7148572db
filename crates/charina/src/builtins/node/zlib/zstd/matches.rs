//! Finding what was said before: hash chains over a window, the matcher behind the crate's encoder, whose own knows one
//! level and looks back no further than a block.

use super::BLOCK;
use ruzstd::encoding::{CompressionLevel, Matcher, Sequence};

/// The shortest match worth a sequence, and the shortest of far away.
const MIN_MATCH: usize = 4;
const MIN_FAR_MATCH: usize = 6;
const FAR: usize = 1 << 15;

pub(super) struct Chains {
    /// The window and up to twice as much before it.
    history: Vec<u8>,
    /// Where the block to compress begins in it.
    block: usize,
    /// The next place to be entered into the chains.
    entered: usize,
    window_log: u32,
    /// The last place with a hash, plus one.
    heads: Vec<u32>,
    /// The place before that one with the same hash, plus one, by place modulo the window.
    chain: Vec<u32>,
    /// The last place with a hash of eight bytes, plus one: where much repeats, however much lies between.
    long_heads: Vec<u32>,
    hash_bits: u32,
    /// How many places are tried.
    depth: usize,
    /// Whether the next byte is looked at before a match is taken.
    lazy: bool,
}

impl Chains {
    /// For a window of `1 << window_log` bytes, in which `dictionary` lies already.
    pub(super) fn new(level: i32, window_log: u32, dictionary: &[u8]) -> Self {
        let depth = match level {
            ..2 => 1,
            2 => 2,
            3 => 4,
            4..7 => 8,
            7..10 => 24,
            10..14 => 64,
            14..18 => 128,
            _ => 256,
        };
        let hash_bits = window_log.clamp(8, 17);
        let from = dictionary.len().saturating_sub(1 << window_log);
        Self {
            history: dictionary[from..].to_vec(),
            block: 0,
            entered: 0,
            window_log,
            heads: vec![0; 1 << hash_bits],
            chain: vec![0; 1 << window_log],
            long_heads: vec![0; 1 << hash_bits],
            hash_bits,
            depth,
            lazy: level > 3,
        }
    }

    fn window(&self) -> usize {
        1 << self.window_log
    }

    /// The hash of the four bytes at a place.
    fn hash(&self, at: usize) -> Option<usize> {
        let bytes = self.history.get(at..at + MIN_MATCH)?;
        let number = u32::from_le_bytes(bytes.try_into().ok()?);
        Some((number.wrapping_mul(0x9e37_79b1) >> (32 - self.hash_bits)) as usize)
    }

    /// The hash of the eight bytes at a place.
    fn long_hash(&self, at: usize) -> Option<usize> {
        let bytes = self.history.get(at..at + 8)?;
        let number = u64::from_le_bytes(bytes.try_into().ok()?);
        usize::try_from(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - self.hash_bits)).ok()
    }

    /// Enters all places up to `end`.
    fn enter(&mut self, end: usize) {
        let mask = self.window() - 1;
        while self.entered < end {
            let Some(hash) = self.hash(self.entered) else { return };
            let long_hash = self.long_hash(self.entered);
            self.chain[self.entered & mask] = self.heads[hash];
            self.entered += 1;
            let place = u32::try_from(self.entered).unwrap_or(0);
            self.heads[hash] = place;
            if let Some(hash) = long_hash {
                self.long_heads[hash] = place;
            }
        }
    }

    /// The longest match for what is at a place: its length, and how far back it lies.
    fn longest(&mut self, at: usize) -> Option<(usize, usize)> {
        self.enter(at);
        let mask = self.window() - 1;
        let lowest = at.saturating_sub(self.window());
        let mut next = self.heads[self.hash(at)?] as usize;
        let (mut best, mut offset) = (MIN_MATCH - 1, 0);
        let far = self.long_hash(at).and_then(|hash| (self.long_heads[hash] as usize).checked_sub(1));
        if let Some(from) = far.filter(|from| (lowest..at).contains(from)) {
            let len = common(&self.history[from..], &self.history[at..]);
            if len >= 8 {
                (best, offset) = (len, at - from);
            }
        }
        for _ in 0..self.depth {
            // Places are counted from one, and always lead further back.
            let Some(from) = next.checked_sub(1).filter(|from| (lowest..at).contains(from)) else { break };
            // Longer than the best so far only if the byte behind it agrees as well.
            if self.history.get(from + best) == self.history.get(at + best) {
                let len = common(&self.history[from..], &self.history[at..]);
                if len > best && (len >= MIN_FAR_MATCH || at - from < FAR) {
                    (best, offset) = (len, at - from);
                }
            }
            next = self.chain[from & mask] as usize;
            if next > from {
                break;
            }
        }
        (offset > 0).then_some((best, offset))
    }

    /// The matches of the block: where each begins, how long it is, how far back lies what it repeats.
    fn sequences(&mut self) -> Vec<(usize, usize, usize)> {
        let end = self.history.len();
        let mut found = Vec::new();
        let mut literals = self.block;
        let mut at = self.block;
        while at + MIN_MATCH <= end {
            let Some((mut len, mut offset)) = self.longest(at) else {
                // Steps get longer where nothing repeats.
                at += 1 + ((at - literals) >> 8);
                continue;
            };
            if self.lazy
                && let Some((next_len, next_offset)) = self.longest(at + 1)
                && next_len > len + 1
            {
                at += 1;
                (len, offset) = (next_len, next_offset);
            }
            // The first must have literals: see `can_encode`.
            let lowest = literals + usize::from(found.is_empty());
            while at > lowest && at > offset && self.history[at - 1] == self.history[at - offset - 1] {
                at -= 1;
                len += 1;
            }
            if at < lowest {
                at += 1;
                len -= 1;
            }
            if len >= MIN_MATCH {
                found.push((at, len, offset));
                at += len;
                literals = at;
            }
        }
        found
    }

    /// Whether ruzstd can: its tables need two symbols. Of lengths there are two, as the first match has literals
    /// before it and none has the shortest length; the literals themselves may be all the same, and have a table where
    /// there are many.
    fn can_encode(&self, found: &[(usize, usize, usize)]) -> bool {
        const FEW: usize = 1024;
        let matched: usize = found.iter().map(|(_, len, _)| len).sum();
        let Some((first, ..)) = found.first() else { return true };
        if self.history.len() - self.block - matched <= FEW {
            return true;
        }
        let byte = self.history[first - 1];
        let mut from = self.block;
        for (at, len, _) in found {
            if self.history[from..*at].iter().any(|literal| *literal != byte) {
                return true;
            }
            from = at + len;
        }
        self.history[from..].iter().any(|literal| *literal != byte)
    }

    /// Forgets what lies further back than it needs to, by whole windows: places keep their remainders.
    fn slide(&mut self) {
        if self.history.len() < 3 * self.window() + BLOCK {
            return;
        }
        let gone = (self.history.len() / self.window() - 1) * self.window();
        self.history.drain(..gone);
        self.entered = self.entered.saturating_sub(gone);
        let gone = u32::try_from(gone).unwrap_or(u32::MAX);
        for place in self.heads.iter_mut().chain(&mut self.chain).chain(&mut self.long_heads) {
            *place = place.saturating_sub(gone);
        }
    }
}

/// How many bytes two slices have in common from their beginnings.
fn common(a: &[u8], b: &[u8]) -> usize {
    let words = a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0);
    let mut len = 0;
    for (a, b) in words {
        let differing = u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b);
        if differing != 0 {
            return len + (differing.trailing_zeros() / 8) as usize;
        }
        len += 8;
    }
    len + a[len..].iter().zip(&b[len..]).take_while(|(a, b)| a == b).count()
}

impl Matcher for Chains {
    fn get_next_space(&mut self) -> Vec<u8> {
        vec![0; BLOCK]
    }

    fn get_last_space(&mut self) -> &[u8] {
        &self.history[self.block..]
    }

    fn commit_space(&mut self, space: Vec<u8>) {
        self.slide();
        self.block = self.history.len();
        self.history.extend(space);
    }

    fn skip_matching(&mut self) {
        self.enter(self.history.len());
    }

    fn start_matching(&mut self, mut handle: impl for<'a> FnMut(Sequence<'a>)) {
        let found = self.sequences();
        let mut literals = self.block;
        if self.can_encode(&found) {
            for (at, len, offset) in found {
                handle(Sequence::Triple { literals: &self.history[literals..at], offset, match_len: len });
                literals = at + len;
            }
        }
        if literals < self.history.len() {
            handle(Sequence::Literals { literals: &self.history[literals..] });
        }
    }

    /// Each block is compressed by itself, as far as the crate is concerned; the window goes on.
    fn reset(&mut self, _level: CompressionLevel) {}

    fn window_size(&self) -> u64 {
        1 << self.window_log
    }
}
