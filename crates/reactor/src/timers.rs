//! The timer queue: deadlines in order, without a clock.
//!
//! Times are whole milliseconds, so many timers share a deadline: each deadline has a first-in-first-out list, and an
//! ordered map has the deadlines. The lists are threaded through one array of nodes; a map finds the node of an id.
//! Removing takes the node out at once, so nothing is left of cancelled timers. Inserting and removing cost one hash
//! look-up, plus O(log d) among the d distinct deadlines when a list begins or ends.

use std::collections::BTreeMap;
use std::collections::hash_map::{Entry, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

/// No node.
const NONE: u32 = u32::MAX;

/// Storage for this many timers is kept when the queue empties; more goes back to the allocator.
const KEEP: usize = 4096;

#[derive(Debug)]
struct Node {
    id: u64,
    deadline: u64,
    previous: u32,
    /// The next of the list, or of the free nodes.
    next: u32,
}

/// The timers of one deadline, in order of insertion.
#[derive(Debug, Clone, Copy)]
struct List {
    first: u32,
    last: u32,
}

/// Timers by deadline, and by order of insertion among equal deadlines. Times are milliseconds on any clock of the
/// caller's; ids are the caller's.
#[derive(Debug)]
pub struct TimerQueue {
    deadlines: BTreeMap<u64, List>,
    nodes: Vec<Node>,
    free: u32,
    by_id: HashMap<u64, u32, BuildHasherDefault<IdHasher>>,
}

impl Default for TimerQueue {
    fn default() -> Self {
        Self { deadlines: BTreeMap::new(), nodes: Vec::new(), free: NONE, by_id: HashMap::default() }
    }
}

impl TimerQueue {
    /// An empty queue.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many timers wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether no timer waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// The deadline of a timer that waits.
    #[must_use]
    pub fn deadline(&self, id: u64) -> Option<u64> {
        let index = *self.by_id.get(&id)?;
        Some(self.nodes[index as usize].deadline)
    }

    /// Adds a timer behind those of the same deadline. An id that waits already is moved, as if it had been removed
    /// first.
    ///
    /// # Panics
    /// At 2^32 - 1 timers, for which no machine of ours has the memory.
    pub fn insert(&mut self, deadline_ms: u64, id: u64) {
        match self.by_id.entry(id) {
            Entry::Occupied(entry) => {
                let index = *entry.get();
                self.unlink(index);
                self.nodes[index as usize].deadline = deadline_ms;
                self.link(index);
            }
            Entry::Vacant(entry) => {
                let node = Node { id, deadline: deadline_ms, previous: NONE, next: NONE };
                let index = if self.free == NONE {
                    let index = u32::try_from(self.nodes.len()).expect("fewer than 2^32 timers");
                    self.nodes.push(node);
                    index
                } else {
                    let index = self.free;
                    self.free = std::mem::replace(&mut self.nodes[index as usize], node).next;
                    index
                };
                entry.insert(index);
                self.link(index);
            }
        }
    }

    /// Takes a timer out; `false` if it does not wait.
    pub fn remove(&mut self, id: u64) -> bool {
        let Some(index) = self.by_id.remove(&id) else { return false };
        self.unlink(index);
        self.release(index);
        true
    }

    /// The earliest deadline.
    #[must_use]
    pub fn next_deadline(&self) -> Option<u64> {
        self.deadlines.first_key_value().map(|(deadline, _)| *deadline)
    }

    /// Takes out the first timer whose deadline is `now_ms` or earlier.
    pub fn pop_expired(&mut self, now_ms: u64) -> Option<u64> {
        let (deadline, list) = self.deadlines.first_key_value()?;
        if *deadline > now_ms {
            return None;
        }
        let index = list.first;
        let id = self.nodes[index as usize].id;
        self.by_id.remove(&id);
        self.unlink(index);
        self.release(index);
        Some(id)
    }

    /// Puts the node at the end of its deadline's list.
    fn link(&mut self, index: u32) {
        let deadline = self.nodes[index as usize].deadline;
        let list = self.deadlines.entry(deadline).or_insert(List { first: index, last: NONE });
        let previous = std::mem::replace(&mut list.last, index);
        self.nodes[index as usize].previous = previous;
        self.nodes[index as usize].next = NONE;
        if previous != NONE {
            self.nodes[previous as usize].next = index;
        }
    }

    /// Takes the node out of its deadline's list.
    fn unlink(&mut self, index: u32) {
        let Node { deadline, previous, next, .. } = self.nodes[index as usize];
        if previous == NONE && next == NONE {
            self.deadlines.remove(&deadline);
            return;
        }
        if previous != NONE {
            self.nodes[previous as usize].next = next;
        }
        if next != NONE {
            self.nodes[next as usize].previous = previous;
        }
        // Only the ends are written in the map: the middle of a list costs no look-up.
        if (previous == NONE || next == NONE)
            && let Some(list) = self.deadlines.get_mut(&deadline)
        {
            if previous == NONE {
                list.first = next;
            }
            if next == NONE {
                list.last = previous;
            }
        }
    }

    /// Gives an unlinked node back, or all of the storage after the last of very many timers.
    fn release(&mut self, index: u32) {
        if self.by_id.is_empty() && self.nodes.len() > KEEP {
            *self = Self::default();
            return;
        }
        self.nodes[index as usize].next = self.free;
        self.free = index;
    }
}

/// Ids are counted up, mostly, and timers made one after another are used and removed so: each block of this many bits
/// of ids stays together in memory, the blocks scattered.
const BLOCK_BITS: u32 = 4;

/// A hash for ids that nobody picks to collide: one multiplication.
#[derive(Debug, Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        // The multiplier is 2^64 divided by the golden ratio; the fold brings the well-mixed high bits down to where
        // tables look.
        let product = (self.0 ^ value >> BLOCK_BITS).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let place = value & ((1 << BLOCK_BITS) - 1);
        // The place is also in the high bits, by which the table tells neighbours apart.
        self.0 = ((product ^ product >> 32) << BLOCK_BITS | place) ^ place << (64 - BLOCK_BITS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drain(queue: &mut TimerQueue, now: u64) -> Vec<u64> {
        std::iter::from_fn(|| queue.pop_expired(now)).collect()
    }

    #[test]
    fn deadlines_come_in_order_and_equal_ones_as_inserted() {
        let mut queue = TimerQueue::new();
        for (deadline, id) in [(30, 1), (10, 2), (20, 3), (10, 4), (30, 5), (10, 6)] {
            queue.insert(deadline, id);
        }
        assert_eq!(queue.next_deadline(), Some(10));
        assert_eq!(queue.pop_expired(9), None);
        assert_eq!(drain(&mut queue, 20), [2, 4, 6, 3]);
        assert_eq!(queue.next_deadline(), Some(30));
        assert_eq!(drain(&mut queue, u64::MAX), [1, 5]);
        assert_eq!(queue.next_deadline(), None);
        assert!(queue.is_empty());
    }

    #[test]
    fn removal_at_every_place_of_a_list() {
        for gone in 1..=3 {
            let mut queue = TimerQueue::new();
            (1..=3).for_each(|id| queue.insert(5, id));
            assert!(queue.remove(gone));
            assert!(!queue.remove(gone));
            queue.insert(5, 4);
            let left: Vec<_> = [1, 2, 3, 4].into_iter().filter(|id| *id != gone).collect();
            assert_eq!(drain(&mut queue, 5), left);
        }
    }

    #[test]
    fn inserting_again_moves_behind_the_others() {
        let mut queue = TimerQueue::new();
        (1..=3).for_each(|id| queue.insert(5, id));
        queue.insert(5, 1);
        queue.insert(7, 2);
        assert_eq!(queue.len(), 3);
        assert_eq!(queue.deadline(2), Some(7));
        assert_eq!(drain(&mut queue, 5), [3, 1]);
        assert_eq!(drain(&mut queue, 7), [2]);
    }

    /// Against a sorted list of (deadline, order, id), the definition of what is wanted.
    #[test]
    fn agrees_with_a_sorted_list() {
        let mut queue = TimerQueue::new();
        let mut model: BTreeMap<(u64, u64), u64> = BTreeMap::new();
        let mut random = 0x1234_5678_u64;
        let mut now = 0;
        for order in 0..10_000 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let id = random >> 32 & 0xff;
            match random & 7 {
                0..=3 => {
                    let deadline = now + (random >> 8 & 0x3f);
                    model.retain(|_, other| *other != id);
                    model.insert((deadline, order), id);
                    queue.insert(deadline, id);
                }
                4 | 5 => {
                    let known = model.len();
                    model.retain(|_, other| *other != id);
                    assert_eq!(queue.remove(id), model.len() < known);
                }
                _ => {
                    now += random >> 8 & 7;
                    let expected = model.first_key_value().filter(|((deadline, _), _)| *deadline <= now);
                    let expected = expected.map(|(key, id)| (*key, *id));
                    if let Some((key, _)) = expected {
                        model.remove(&key);
                    }
                    assert_eq!(queue.pop_expired(now), expected.map(|(_, id)| id));
                }
            }
            assert_eq!(queue.next_deadline(), model.keys().next().map(|(deadline, _)| *deadline));
            assert_eq!(queue.len(), model.len());
        }
    }

    #[test]
    fn cancelled_timers_leave_nothing() {
        let mut queue = TimerQueue::new();
        queue.insert(1, 0);
        for id in 1..=100_000 {
            queue.insert(1000 + id % 977, id);
            assert!(queue.remove(id));
        }
        assert_eq!((queue.len(), queue.deadlines.len(), queue.nodes.len()), (1, 1, 2));
        assert!(queue.by_id.capacity() < 64);
        for id in 1..=100_000 {
            queue.insert(id, 7);
        }
        assert_eq!((queue.len(), queue.deadlines.len(), queue.nodes.len()), (2, 2, 2));
    }

    #[test]
    fn a_million_timers_and_the_memory_goes_back() {
        let mut queue = TimerQueue::new();
        for id in 0..1_000_000 {
            queue.insert(id * 7919 % 60_000, id);
        }
        assert_eq!(queue.len(), 1_000_000);
        let mut last = 0;
        let mut count = 0;
        for now in 0..60_000 {
            while let Some(id) = queue.pop_expired(now) {
                let deadline = id * 7919 % 60_000;
                assert!(deadline == now && deadline >= last);
                last = deadline;
                count += 1;
            }
        }
        assert_eq!(count, 1_000_000);
        assert_eq!((queue.nodes.capacity(), queue.by_id.capacity()), (0, 0));
    }
}
