//! Finding one string in another in linear time, whatever their representations.

use crate::text::Units;
use memchr::memmem;

/// A needle made ready for one kind of haystack.
pub(crate) struct Searcher<'n> {
    needle: Needle<'n>,
}

enum Needle<'n> {
    Byte(u8),
    Bytes(Box<memmem::Finder<'n>>),
    Units(Vec<u16>),
    /// Of wider characters than the haystack can hold.
    Never,
    Empty,
}

impl<'n> Searcher<'n> {
    /// A searcher for `needle` in haystacks of the same representation as `haystack`.
    pub(crate) fn new(needle: Units<'n>, haystack: Units<'_>) -> Self {
        let needle = match (needle, haystack) {
            (needle, _) if needle.is_empty() => Needle::Empty,
            (Units::Latin1([byte]), Units::Latin1(_)) => Needle::Byte(*byte),
            (Units::Latin1(bytes), Units::Latin1(_)) => Needle::Bytes(Box::new(memmem::Finder::new(bytes))),
            (Units::Utf16(units), Units::Latin1(_)) if units.iter().all(|unit| *unit < 0x100) => {
                let bytes: Vec<u8> = units.iter().map(|unit| unit.to_le_bytes()[0]).collect();
                Needle::Bytes(Box::new(memmem::Finder::new(&bytes).into_owned()))
            }
            (Units::Utf16(_), Units::Latin1(_)) => Needle::Never,
            (needle, Units::Utf16(_)) => Needle::Units(wide(needle)),
        };
        Self { needle }
    }

    /// Where the needle is in `haystack` from `from` on.
    pub(crate) fn find(&self, haystack: Units<'_>, from: usize) -> Option<usize> {
        if from > haystack.len() {
            return None;
        }
        let found = match (&self.needle, haystack) {
            (Needle::Empty, _) => Some(0),
            (Needle::Byte(byte), Units::Latin1(bytes)) => memchr::memchr(*byte, &bytes[from..]),
            (Needle::Bytes(finder), Units::Latin1(bytes)) => finder.find(&bytes[from..]),
            (Needle::Units(needle), Units::Utf16(units)) => find_units(&units[from..], needle),
            _ => None,
        };
        found.map(|at| at + from)
    }
}

/// Where `needle` is in `haystack` from `from` on, once: without making it ready for more searches.
pub(crate) fn find_once(needle: Units<'_>, haystack: Units<'_>, from: usize) -> Option<usize> {
    match (needle, haystack) {
        (Units::Latin1(needle), Units::Latin1(haystack)) => {
            memmem::find(haystack.get(from..)?, needle).map(|found| found + from)
        }
        _ => Searcher::new(needle, haystack).find(haystack, from),
    }
}

fn wide(units: Units<'_>) -> Vec<u16> {
    match units {
        Units::Latin1(bytes) => bytes.iter().map(|byte| u16::from(*byte)).collect(),
        Units::Utf16(units) => units.to_vec(),
    }
}

/// Comparisons that went wrong, a unit of the haystack, before the search turns to the method without bad cases.
const PATIENCE: usize = 4;

fn find_units(haystack: &[u16], needle: &[u16]) -> Option<usize> {
    let (first, rest) = needle.split_first()?;
    let last_start = haystack.len().checked_sub(needle.len())?;
    let mut wasted = 0;
    let mut at = 0;
    loop {
        at += haystack[at..=last_start].iter().position(|unit| unit == first)?;
        let same = haystack[at + 1..].iter().zip(rest).take_while(|(a, b)| a == b).count();
        if same == rest.len() {
            return Some(at);
        }
        wasted += same;
        at += 1;
        if at > last_start {
            return None;
        }
        if wasted > PATIENCE * at + 1024 {
            return knuth_morris_pratt(&haystack[at..], needle).map(|found| found + at);
        }
    }
}

/// Each unit of the haystack is looked at twice at most.
fn knuth_morris_pratt(haystack: &[u16], needle: &[u16]) -> Option<usize> {
    // How long a beginning of the needle ends at each of its units.
    let mut borders = vec![0; needle.len()];
    let mut matched = 0;
    for index in 1..needle.len() {
        while matched > 0 && needle[index] != needle[matched] {
            matched = borders[matched - 1];
        }
        matched += usize::from(needle[index] == needle[matched]);
        borders[index] = matched;
    }
    matched = 0;
    for (index, unit) in haystack.iter().enumerate() {
        while matched > 0 && *unit != needle[matched] {
            matched = borders[matched - 1];
        }
        matched += usize::from(*unit == needle[matched]);
        if matched == needle.len() {
            return Some(index + 1 - matched);
        }
    }
    None
}

/// The last place at or before `from` where `needle` is in `haystack`.
pub(crate) fn find_last(haystack: Units<'_>, needle: Units<'_>, from: usize) -> Option<usize> {
    let from = from.min(haystack.len().checked_sub(needle.len())?);
    let end = from + needle.len();
    match (haystack, needle) {
        (_, needle) if needle.is_empty() => Some(from),
        (Units::Latin1(haystack), Units::Latin1(needle)) => memmem::rfind(&haystack[..end], needle),
        (Units::Latin1(haystack), Units::Utf16(needle)) => {
            let narrow: Option<Vec<u8>> = needle.iter().map(|unit| u8::try_from(*unit).ok()).collect();
            memmem::rfind(&haystack[..end], &narrow?)
        }
        (Units::Utf16(haystack), needle) => {
            // Backwards is forwards in the mirror.
            let mut needle = wide(needle);
            needle.reverse();
            let mirror: Vec<u16> = haystack[..end].iter().rev().copied().collect();
            find_units(&mirror, &needle).map(|found| end - found - needle.len())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair of texts over a small alphabet agrees with the search that compares at every place.
    #[test]
    fn searches_agree_with_the_plain_one() {
        let texts = |length: u32, alphabet: &[u16]| -> Vec<Vec<u16>> {
            let count = alphabet.len().pow(length);
            let digit = |number: usize, place: u32| alphabet[number / alphabet.len().pow(place) % alphabet.len()];
            (0..count).map(|number| (0..length).map(|place| digit(number, place)).collect()).collect()
        };
        for needle in (0..4).flat_map(|length| texts(length, &[0x61, 0x62])) {
            for haystack in texts(7, &[0x61, 0x62]) {
                let expected = |from: usize| (from..=7).find(|at| haystack[*at..].starts_with(&needle));
                let last = |from: usize| (0..=from).rev().find(|at| haystack[*at..].starts_with(&needle));
                let narrow = |units: &[u16]| units.iter().map(|unit| unit.to_le_bytes()[0]).collect::<Vec<u8>>();
                let (narrow_needle, narrow_haystack) = (narrow(&needle), narrow(&haystack));
                for h in [Units::Latin1(&narrow_haystack), Units::Utf16(&haystack)] {
                    for n in [Units::Latin1(&narrow_needle), Units::Utf16(&needle)] {
                        let searcher = Searcher::new(n, h);
                        for from in 0..=7 {
                            assert_eq!(searcher.find(h, from), expected(from), "{needle:?} in {haystack:?}");
                            assert_eq!(find_last(h, n, from), last(from), "last {needle:?} in {haystack:?}");
                        }
                    }
                }
                if !needle.is_empty() {
                    assert_eq!(knuth_morris_pratt(&haystack, &needle), expected(0));
                }
            }
        }
    }

    #[test]
    fn a_bad_case_is_linear() {
        let haystack = vec![0x100; 2_000_000];
        let mut needle = vec![0x100; 100_000];
        needle.push(0x101);
        let started = std::time::Instant::now();
        assert_eq!(find_units(&haystack, &needle), None);
        assert!(started.elapsed().as_secs() < 5, "comparing at every place takes minutes");
    }

    #[test]
    fn wider_needles_are_never_found() {
        assert_eq!(Searcher::new(Units::Utf16(&[0x161]), Units::Latin1(b"a")).find(Units::Latin1(b"a"), 0), None);
        assert_eq!(find_last(Units::Latin1(b"a"), Units::Utf16(&[0x161]), 5), None);
    }
}
