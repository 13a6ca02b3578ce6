//! From a window of three or four bytes to the keywords that have it, each then compared in full.

mod slots;

use slots::{FOUR, SLOTS, THREE, four_bit, four_of, has, put, slot, three_bit, three_slot, two_slot};
use std::ops::Range;

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
    /// Most bytes of the window: three or four.
    pub window: u8,
    /// The number that hits carry.
    pub number: u16,
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
    number: u16,
    next: u16,
}

/// The table.
#[derive(Debug)]
pub struct Index {
    /// A bit for every window of four bytes, and for every one of three.
    four: Box<[u64; FOUR / 64]>,
    three: Box<[u64; THREE / 64]>,
    has_four: bool,
    /// First entries of keywords that are no more than a window; of those that go on behind it, by one byte more; and of
    /// those that begin before it, by the byte before.
    alone: Vec<u16>,
    ahead: Vec<u16>,
    back: Vec<u16>,
    /// The same for keywords of two bytes; empty where there are none.
    short: Vec<u16>,
    /// Furthest that a window begins behind the start of its keyword.
    reach: usize,
    entries: Vec<Entry>,
    letters: Vec<u8>,
}

impl Index {
    /// An index of these words.
    pub fn new(words: &[Word<'_>]) -> Self {
        let mut index = Index {
            four: Box::new([0; FOUR / 64]),
            three: Box::new([0; THREE / 64]),
            has_four: false,
            reach: 0,
            alone: vec![NONE; SLOTS],
            ahead: vec![NONE; SLOTS],
            back: vec![NONE; SLOTS],
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
        let behind = word.text.len() - offset;
        match behind.min(usize::from(word.window)) {
            0 | 1 => return,
            2 => self.short.resize(SLOTS, NONE),
            3 => put(&mut self.three[..], three_bit(key)),
            _ => {
                put(&mut self.four[..], four_bit(key));
                self.has_four = true;
            }
        }
        let head = match (behind, offset) {
            (2, _) => &mut self.short[two_slot(key)],
            (3, 0) => &mut self.alone[three_slot(key)],
            (_, 0) => &mut self.ahead[slot(key)],
            _ => &mut self.back[slot(four_of(word.text, offset - 1))],
        };
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
            number: word.number,
            next: *head,
        };
        *head = self.entries.len() as u16;
        self.reach = self.reach.max(offset);
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
        let has_window = has(&self.four[..], four_bit(four)) || has(&self.three[..], three_bit(four));
        if has_window {
            self.window(four, text, at, out);
        }
        if let Some(&head) = self.short.get(two_slot(four)) {
            self.follow(head, text, at, out);
        }
    }

    /// The same for every keyword that begins in a stretch.
    pub fn within(&self, text: &[u8], starts: Range<usize>, out: &mut impl FnMut(usize, u16)) {
        let mut out = |start, number| {
            if starts.contains(&start) {
                out(start, number);
            }
        };
        let end = (starts.end + self.reach).min(text.len());
        let mut place = starts.start;
        // Where all windows are of three bytes, one look tells.
        if !self.has_four && self.short.is_empty() {
            let stretch = text.get(place..end).unwrap_or_default();
            for four in stretch.windows(4) {
                let four = u32::from_le_bytes([four[0], four[1], four[2], four[3]]);
                if has(&self.three[..], three_bit(four)) {
                    self.window(four, text, place, &mut out);
                }
                place += 1;
            }
        }
        (place..end).for_each(|at| self.at(text, at, &mut out));
    }

    /// Hands out the keywords whose window is the first three or four of these bytes, which begin at `at`.
    #[inline(never)]
    fn window(&self, four: u32, text: &[u8], at: usize, out: &mut impl FnMut(usize, u16)) {
        let back = at.checked_sub(1).map(|before| four << 8 | u32::from(text[before]));
        let heads = [
            self.alone.get(three_slot(four)),
            self.ahead.get(slot(four)),
            back.and_then(|back| self.back.get(slot(back))),
        ];
        heads.into_iter().flatten().for_each(|&head| self.follow(head, text, at, out));
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
                out(text.len() - rest.len(), entry.number);
            }
        }
    }
}

/// How many bytes of a keyword are compared at once.
const HEAD: usize = 8;

/// Makes letters of both cases one.
fn fold(bytes: u64) -> u64 {
    bytes | 0x2020_2020_2020_2020
}
