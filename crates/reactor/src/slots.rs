//! Names of registered sources: slots that are reused, told apart by a generation.

use crate::Error;

/// A registered source. Tokens are never reused: a late event or call with the token of a source that is gone cannot
/// reach its successor in the same slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token(u64);

impl Token {
    fn new(index: u32, generation: u32) -> Self {
        Self(u64::from(generation) << 32 | u64::from(index))
    }

    /// The token as a number.
    #[must_use]
    pub fn as_u64(self) -> u64 {
        self.0
    }

    #[expect(clippy::cast_possible_truncation, reason = "takes the halves apart")]
    fn parts(self) -> (u32, u32) {
        (self.0 as u32, (self.0 >> 32) as u32)
    }
}

/// Who an event of a slot is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The reactor's user.
    User,
    /// The pipe of a watched signal.
    Signal(i32),
    /// The descriptor of a watched child.
    Child(u32),
    /// The pipe of the signal that tells of children without a descriptor.
    AnyChild,
}

#[derive(Debug)]
struct Slot {
    generation: u32,
    owner: Option<Owner>,
}

/// The slots of one reactor.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    slots: Vec<Slot>,
    free: Vec<u32>,
}

/// The mio token of the waker: its index part is one that no slot has.
pub(crate) const WAKER: mio::Token = mio::Token(usize::MAX);

/// How a slot and its generation share the number the kernel keeps: a `usize`, so less than the whole on 32-bit
/// machines. What is cut off only matters for events of a descriptor that was closed without being deregistered while
/// a duplicate lives on.
#[derive(Debug, Clone, Copy)]
struct Layout {
    index_bits: u32,
    generation_bits: u32,
}

const LAYOUT: Layout = Layout::of(usize::BITS);

impl Layout {
    const fn of(word: u32) -> Self {
        let index_bits = if word >= 64 { 32 } else { 20 };
        Self { index_bits, generation_bits: word - index_bits }
    }

    /// One less than the bits can say: the last index is the waker's.
    const fn max_slots(self) -> u64 {
        (1 << self.index_bits) - 1
    }

    const fn pack(self, index: u32, generation: u32) -> u64 {
        (generation as u64 & ((1 << self.generation_bits) - 1)) << self.index_bits | index as u64
    }

    const fn index(self, packed: u64) -> u64 {
        packed & ((1 << self.index_bits) - 1)
    }
}

impl Slots {
    pub(crate) fn insert(&mut self, owner: Owner) -> Result<Token, Error> {
        if let Some(index) = self.free.pop() {
            let slot = &mut self.slots[index as usize];
            slot.owner = Some(owner);
            return Ok(Token::new(index, slot.generation));
        }
        if self.slots.len() as u64 >= LAYOUT.max_slots() {
            return Err(Error::TooManySources);
        }
        let index = u32::try_from(self.slots.len()).map_err(|_| Error::TooManySources)?;
        self.slots.push(Slot { generation: 0, owner: Some(owner) });
        Ok(Token::new(index, 0))
    }

    /// Frees the slot; `false` if the token is stale.
    pub(crate) fn remove(&mut self, token: Token) -> bool {
        if self.owner(token).is_none() {
            return false;
        }
        let (index, generation) = token.parts();
        let slot = &mut self.slots[index as usize];
        slot.owner = None;
        // A slot out of generations is left unused rather than repeat a token.
        if let Some(next) = generation.checked_add(1) {
            slot.generation = next;
            self.free.push(index);
        }
        true
    }

    pub(crate) fn owner(&self, token: Token) -> Option<Owner> {
        let (index, generation) = token.parts();
        let slot = self.slots.get(index as usize)?;
        slot.owner.filter(|_| slot.generation == generation)
    }

    /// What the kernel is told to call the source.
    #[expect(clippy::unused_self, reason = "reads as a method beside `resolve`")]
    #[expect(clippy::cast_possible_truncation, reason = "the layout fits the word")]
    pub(crate) fn to_mio(&self, token: Token) -> mio::Token {
        let (index, generation) = token.parts();
        mio::Token(LAYOUT.pack(index, generation) as usize)
    }

    /// The token behind what the kernel said; `None` if that source is gone.
    pub(crate) fn resolve(&self, said: mio::Token) -> Option<(Token, Owner)> {
        let said = said.0 as u64;
        let index = u32::try_from(LAYOUT.index(said)).ok()?;
        let slot = self.slots.get(index as usize)?;
        let owner = slot.owner?;
        (LAYOUT.pack(index, slot.generation) == said).then(|| (Token::new(index, slot.generation), owner))
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.slots.iter().filter(|slot| slot.owner.is_some()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reused_slot_has_another_token() {
        let mut slots = Slots::default();
        let first = slots.insert(Owner::User).unwrap();
        let first_mio = slots.to_mio(first);
        assert!(slots.remove(first));
        let second = slots.insert(Owner::Signal(1)).unwrap();
        assert_eq!(first.parts().0, second.parts().0, "the slot is reused");
        assert_ne!(first, second);
        assert_eq!(slots.resolve(first_mio), None);
        assert_eq!(slots.owner(first), None);
        assert!(!slots.remove(first), "a stale token frees nothing");
        assert_eq!(slots.resolve(slots.to_mio(second)), Some((second, Owner::Signal(1))));
    }

    #[test]
    fn a_slot_out_of_generations_is_retired() {
        let mut slots =
            Slots { slots: vec![Slot { generation: u32::MAX, owner: Some(Owner::User) }], free: Vec::new() };
        assert!(slots.remove(Token::new(0, u32::MAX)));
        let next = slots.insert(Owner::User).unwrap();
        assert_eq!(next.parts(), (1, 0));
    }

    #[test]
    fn an_unknown_or_waker_token_resolves_to_nothing() {
        let mut slots = Slots::default();
        slots.insert(Owner::User).unwrap();
        assert_eq!(slots.resolve(mio::Token(7)), None);
        assert_eq!(slots.resolve(WAKER), None);
    }

    #[test]
    fn layouts_round_trip_and_leave_the_waker_alone() {
        for word in [32, 64] {
            let layout = Layout::of(word);
            let last = u32::try_from(layout.max_slots() - 1).unwrap();
            assert_ne!(layout.pack(last, u32::MAX), u64::MAX >> (64 - word), "{word}");
            assert_eq!(layout.index(layout.pack(last, 5)), u64::from(last));
            assert_ne!(layout.pack(3, 1), layout.pack(3, 2));
            assert_ne!(layout.pack(3, 1), layout.pack(4, 1));
        }
    }
}
