//! From a window of three bytes to the keywords that have it, each then compared in full.

use std::ops::Range;

/// Slots of the table of first entries.
const SLOTS: usize = 1 << 12;
/// No further entry.
const NONE: u16 = u16::MAX;

/// A keyword as the search knows it.
#[derive(Clone, Copy, Debug)]
pub struct Word<'w> {
    /// Its bytes; in lower case where `fold`.
    pub text: &'w [u8],
    /// True where it is found in any case.
    pub fold: bool,
    /// Where its window begins.
    pub offset: u8,
    /// The number that hits carry.
    pub number: u16,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Where the bytes of the keyword lie in `letters`.
    at: u32,
    len: u8,
    /// Where the window begins in the keyword.
    offset: u8,
    /// The first byte of the keyword, whatever its case: what is compared before all of it.
    first: u8,
    fold: bool,
    number: u16,
    next: u16,
}

/// The table.
#[derive(Debug)]
pub struct Index {
    /// A bit for every four bytes that are a window, and for every three bytes that are one.
    four: Box<[u64; FOUR / 64]>,
    three: Box<[u64; THREE / 64]>,
    has_three: bool,
    heads: Vec<u16>,
    /// The same for keywords of two bytes; empty where there are none.
    short: Vec<u16>,
    entries: Vec<Entry>,
    letters: Vec<u8>,
}

impl Index {
    /// An index of these words.
    pub fn new(words: &[Word<'_>]) -> Self {
        let mut index = Index {
            four: Box::new([0; FOUR / 64]),
            three: Box::new([0; THREE / 64]),
            has_three: false,
            heads: vec![NONE; SLOTS],
            short: Vec::new(),
            entries: Vec::with_capacity(words.len()),
            letters: Vec::with_capacity(words.len() * 12),
        };
        for word in words {
            index.enter(word);
        }
        index
    }

    fn enter(&mut self, word: &Word<'_>) {
        let offset = usize::from(word.offset);
        let key = four_of(word.text, offset);
        let head = match word.text.len() - offset {
            0..2 => return,
            2 => {
                self.short.resize(SLOTS, NONE);
                &mut self.short[two_slot(key)]
            }
            3 => {
                put(&mut self.three[..], three_bit(key));
                self.has_three = true;
                &mut self.heads[slot(key)]
            }
            _ => {
                put(&mut self.four[..], four_bit(key));
                &mut self.heads[slot(key)]
            }
        };
        let entry = Entry {
            at: self.letters.len() as u32,
            len: word.text.len() as u8,
            offset: word.offset,
            first: word.text[0] | 0x20,
            fold: word.fold,
            number: word.number,
            next: *head,
        };
        *head = self.entries.len() as u16;
        self.letters.extend_from_slice(word.text);
        self.entries.push(entry);
    }

    /// Hands out the keywords whose window begins at `at`: their start and number.
    #[inline(always)]
    pub fn at(&self, text: &[u8], at: usize, out: &mut impl FnMut(usize, u16)) {
        let four = match text.get(at..).and_then(|rest| rest.first_chunk::<4>()) {
            Some(four) => u32::from_le_bytes(*four),
            None => four_of(text, at),
        };
        if self.passes::<true>(four) {
            self.follow(self.heads.get(slot(four)), text, at, out);
        }
        if !self.short.is_empty() {
            self.follow(self.short.get(two_slot(four)), text, at, out);
        }
    }

    /// The same for every place of a stretch.
    pub fn within(&self, text: &[u8], places: Range<usize>, out: &mut impl FnMut(usize, u16)) {
        // What an index has is asked once, not at every place.
        let whole = match (self.short.is_empty(), self.has_three) {
            (false, _) => places.start,
            (true, true) => self.walk::<true>(text, places.clone(), out),
            (true, false) => self.walk::<false>(text, places.clone(), out),
        };
        (whole..places.end).for_each(|at| self.at(text, at, out));
    }

    /// Walks over the places that have four bytes; gives the first that has not.
    fn walk<const THREE: bool>(
        &self,
        text: &[u8],
        places: Range<usize>,
        out: &mut impl FnMut(usize, u16),
    ) -> usize {
        let end = places.end.min(text.len().saturating_sub(3)).max(places.start);
        let stretch = text.get(places.start..end + 3).unwrap_or_default();
        for (at, four) in stretch.windows(4).enumerate() {
            let four = u32::from_le_bytes([four[0], four[1], four[2], four[3]]);
            if self.passes::<THREE>(four) {
                self.follow(self.heads.get(slot(four)), text, places.start + at, out);
            }
        }
        end
    }

    #[inline(always)]
    fn passes<const THREE: bool>(&self, four: u32) -> bool {
        let has = |filter: &[u64], bit: usize| filter[bit / 64] >> (bit % 64) & 1 == 1;
        has(&self.four[..], four_bit(four)) || THREE && has(&self.three[..], three_bit(four))
    }

    #[inline(never)]
    fn follow(&self, head: Option<&u16>, text: &[u8], at: usize, out: &mut impl FnMut(usize, u16)) {
        let mut next = head.copied().unwrap_or(NONE);
        while let Some(entry) = self.entries.get(usize::from(next)) {
            next = entry.next;
            let Some(start) = at.checked_sub(usize::from(entry.offset)) else { continue };
            if text.get(start).is_none_or(|&b| b | 0x20 != entry.first) {
                continue;
            }
            let (from, len) = (entry.at as usize, usize::from(entry.len));
            let (Some(found), Some(word)) =
                (text.get(start..start + len), self.letters.get(from..from + len))
            else {
                continue;
            };
            if found == word || entry.fold && found.eq_ignore_ascii_case(word) {
                out(start, entry.number);
            }
        }
    }
}

/// Numbers of bits of the filters.
const FOUR: usize = 1 << 16;
const THREE: usize = 1 << 14;

fn put(filter: &mut [u64], bit: usize) {
    filter[bit / 64] |= 1 << (bit % 64);
}

/// The four bytes from `at` on. Zeros follow the end of the text, which no keyword has.
#[cold]
fn four_of(text: &[u8], at: usize) -> u32 {
    let mut four = [0; 4];
    let rest = text.get(at..).unwrap_or_default();
    let rest = &rest[..rest.len().min(4)];
    four[..rest.len()].copy_from_slice(rest);
    u32::from_le_bytes(four)
}

/// Bit of four bytes, whatever their case.
#[inline]
fn four_bit(four: u32) -> usize {
    ((four | 0x2020_2020).wrapping_mul(0x9E37_79B1) >> 16) as usize & (FOUR - 1)
}

/// Bit of the first three of four bytes, whatever their case.
#[inline]
fn three_bit(four: u32) -> usize {
    ((four << 8 | 0x2020_2000).wrapping_mul(0x9E37_79B1) >> 18) as usize & (THREE - 1)
}

/// Slot of the first three of four bytes, whatever their case.
#[inline]
fn slot(four: u32) -> usize {
    ((four << 8 | 0x2020_2000).wrapping_mul(0x9E37_79B1) >> 20) as usize & (SLOTS - 1)
}

/// Slot of the first two of four bytes, whatever their case.
#[inline]
fn two_slot(four: u32) -> usize {
    ((four << 16 | 0x2020_0000).wrapping_mul(0x9E37_79B1) >> 20) as usize & (SLOTS - 1)
}
