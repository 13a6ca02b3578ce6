//! The index of keywords: from a window of three or four bytes to the keywords that contain it, which are then compared in
//! full.

mod slots;

use super::places::Places;
use crate::engine::{FOOTPRINT, FOOTPRINT_BEFORE};
use crate::rules::LONGEST_KEYWORD;
pub use slots::four_at;
use slots::four_of;
use slots::{AHEAD, ALONE, BACK, FILTER, FOURTH, SHORT, SLOTS, bit, put_all, slot, three_slot, two_slot};

/// No further entry.
const NONE: u16 = u16::MAX;

/// A keyword as the search knows it.
#[derive(Clone, Copy, Debug)]
pub struct Word<'w> {
    /// Its bytes; in lower case where `fold`.
    pub text: &'w [u8],
    /// True if it is searched in any case.
    pub fold: bool,
    /// Where its window begins.
    pub offset: u8,
    /// Most bytes of the window: three or four.
    pub window: u8,
    /// The number that hits carry.
    pub number: u16,
}

impl Word<'_> {
    /// How many bytes its window has.
    fn window_len(&self) -> usize {
        (self.text.len() - usize::from(self.offset)).min(usize::from(self.window))
    }
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// The first eight bytes of the keyword, folded, and which of them it has: what is compared before all of it.
    head: u64,
    mask: u64,
    /// Where the bytes of the keyword lie in `letters`.
    at: u32,
    len: u8,
    /// Where the window begins in the keyword.
    offset: u8,
    fold: bool,
    /// True if it consists of one repeated character.
    uniform: bool,
    number: u16,
    next: u16,
}

/// First entries by slot.
type Heads = Box<[u16; SLOTS]>;

/// The table.
#[derive(Debug)]
pub struct Index {
    /// A filter: for each window the bits of all four bytes that begin with it.
    filter: Box<[u64; FILTER / 64]>,
    /// The bits of the fourth byte that count; none if all windows have three bytes.
    fourth: u32,
    /// By the first three bytes of a window, which of these tables have it.
    tables: Box<[u8; SLOTS]>,
    /// First entries of keywords that are exactly a window (`alone`), of longer ones by the byte after it (`ahead`), and of those
    /// that begin before it by the byte before (`back`).
    alone: Heads,
    ahead: Heads,
    back: Heads,
    /// The same for keywords of two bytes.
    short: Heads,
    /// Furthest that a window begins behind the start of its keyword.
    pub reach: usize,
    entries: Vec<Entry>,
    letters: Vec<u8>,
}

impl Index {
    /// An index of these words.
    pub fn new(words: &[Word<'_>]) -> Self {
        let mut index = Index {
            filter: Box::new([0; FILTER / 64]),
            fourth: if words.iter().any(|word| word.window_len() == 4) { FOURTH } else { 0 },
            tables: Box::new([0; SLOTS]),
            reach: 0,
            alone: none(),
            ahead: none(),
            back: none(),
            short: none(),
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
        let behind = word.text.len() - offset;
        let window = word.window_len();
        if window < 2 {
            return;
        }
        put_all(&mut self.filter[..], key, window, self.fourth);
        let (head, table) = match (behind, offset) {
            (2, _) => (&mut self.short[two_slot(key)], SHORT),
            (3, 0) => (&mut self.alone[three_slot(key)], ALONE),
            (_, 0) => (&mut self.ahead[slot(key)], AHEAD),
            _ => (&mut self.back[slot(four_of(word.text, offset - 1))], BACK),
        };
        let thirds = if window < 3 { 0..=255 } else { 0..=0 };
        for third in thirds {
            self.tables[three_slot(key | third << 16)] |= table;
        }
        let mut first = [0; HEAD];
        let len = word.text.len().min(HEAD);
        first[..len].copy_from_slice(&word.text[..len]);
        let mask = u64::MAX >> (8 * (HEAD - len));
        let entry = Entry {
            head: fold(u64::from_le_bytes(first)) & mask,
            mask,
            at: self.letters.len() as u32,
            len: word.text.len() as u8,
            offset: word.offset,
            fold: word.fold,
            uniform: word.text.iter().all(|b| word.text.first() == Some(b)),
            number: word.number,
            next: *head,
        };
        *head = self.entries.len() as u16;
        self.reach = self.reach.max(offset);
        self.letters.extend_from_slice(word.text);
        self.entries.push(entry);
    }

    /// Calls back with start and number of the keywords whose window begins at one of these places; empties `places`.
    #[inline(always)]
    pub fn each(&self, text: &[u8], places: &mut Places, out: &mut impl FnMut(usize, u16)) {
        let (filter, fourth) = (&*self.filter, self.fourth);
        places.sift(|at| is_set(filter, bit(four_at(text, at), fourth)));
        places.drain().for_each(|at| self.window(four_at(text, at), text, at, out));
    }

    /// True if these bytes may begin the window of a keyword.
    #[inline(always)]
    pub fn may_be(&self, four: u32) -> bool {
        is_set(&self.filter, bit(four, self.fourth))
    }

    /// Hands out the keywords whose window is the first two, three or four of these bytes, which begin at `at`.
    #[inline(never)]
    pub fn window(&self, four: u32, text: &[u8], at: usize, out: &mut impl FnMut(usize, u16)) {
        let tables = self.tables[three_slot(four)];
        if tables & ALONE != 0 {
            self.follow(self.alone[three_slot(four)], text, at, out);
        }
        if tables & AHEAD != 0 {
            self.follow(self.ahead[slot(four)], text, at, out);
        }
        if tables & SHORT != 0 {
            self.follow(self.short[two_slot(four)], text, at, out);
        }
        if tables & BACK != 0 {
            let before = at.checked_sub(1).map_or(0, |before| text[before]);
            self.follow(self.back[slot(four << 8 | u32::from(before))], text, at, out);
        }
    }

    #[inline]
    fn follow(&self, head: u16, text: &[u8], at: usize, out: &mut impl FnMut(usize, u16)) {
        let mut next = head;
        while let Some(entry) = self.entries.get(usize::from(next)) {
            next = entry.next;
            let Some(rest) = at.checked_sub(usize::from(entry.offset)).and_then(|start| text.get(start..))
            else {
                continue;
            };
            if let Some(first) = rest.first_chunk::<HEAD>()
                && fold(u64::from_le_bytes(*first)) & entry.mask != entry.head
            {
                continue;
            }
            let (from, len) = (entry.at as usize, usize::from(entry.len));
            let (Some(found), Some(word)) = (rest.get(..len), self.letters.get(from..from + len)) else {
                continue;
            };
            if found == word || entry.fold && found.eq_ignore_ascii_case(word) {
                let start = text.len() - rest.len();
                if !(entry.uniform && is_inside(text, start, len)) {
                    out(start, entry.number);
                }
            }
        }
    }
}

/// True if the character repeated `len` times at `start` continues so far to both sides that no keyword begins or ends
/// nearby. Otherwise a long run of one character would have a hit at each byte.
pub fn is_inside(text: &[u8], start: usize, len: usize) -> bool {
    const { assert!(FILL <= FOOTPRINT_BEFORE && FILL + LONGEST_KEYWORD <= FOOTPRINT) };
    start.checked_sub(FILL).and_then(|from| text.get(from..start + len + FILL)).is_some_and(|around| {
        let sign = around[0];
        around.iter().all(|b| *b == sign)
    })
}

/// See [`is_inside`].
const FILL: usize = 32;

#[inline(always)]
fn is_set(filter: &[u64; FILTER / 64], bit: usize) -> bool {
    filter[bit / 64] & 1 << (bit % 64) != 0
}

fn none() -> Heads {
    Box::new([NONE; SLOTS])
}

/// How many bytes of a keyword are compared at once.
const HEAD: usize = 8;

/// Folds the case of letters.
fn fold(bytes: u64) -> u64 {
    bytes | 0x2020_2020_2020_2020
}
