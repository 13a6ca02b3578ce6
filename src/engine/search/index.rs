//! From a window of three bytes to the keywords that have it, each then compared in full.

use super::pairs::Window;

/// Slots of the table of first entries.
const SLOTS: usize = 1 << 12;
/// No further entry.
const NONE: u16 = u16::MAX;

/// A keyword as the search knows it.
#[derive(Clone, Debug)]
pub struct Word<'w> {
    /// Its bytes; in lower case where `fold`.
    pub text: &'w [u8],
    /// True where it is found in any case.
    pub fold: bool,
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
    fold: bool,
    number: u16,
    next: u16,
}

/// The table.
#[derive(Debug)]
pub struct Index {
    /// A bit for every four bytes that a keyword of three or more may begin its window with.
    filter: Vec<u64>,
    heads: Vec<u16>,
    /// The same for keywords of two bytes; empty where there are none.
    short: Vec<u16>,
    entries: Vec<Entry>,
    letters: Vec<u8>,
}

impl Index {
    /// An index of these words, and the windows that a filter in front of it needs, words with like windows side by
    /// side. Windows are the rarest bytes of a word where `rarest`, and its first bytes otherwise.
    pub fn new(words: &[Word<'_>], rarest: bool) -> (Self, Vec<Window>) {
        let mut index = Index {
            filter: vec![0; FILTER / 64],
            heads: vec![NONE; SLOTS],
            short: Vec::new(),
            entries: Vec::new(),
            letters: Vec::new(),
        };
        let mut windows = Vec::with_capacity(words.len());
        for word in words {
            let offset = if rarest { best_window(word.text) } else { 0 };
            let head = match word.text.get(offset..offset + 3) {
                Some(key) => {
                    let fourth = word.text.get(offset + 3).copied();
                    for d in fourth.map_or(0..=255, |d| d..=d) {
                        let bit = filter_bit(u32::from_le_bytes([key[0], key[1], key[2], d]));
                        index.filter[bit / 64] |= 1 << (bit % 64);
                    }
                    &mut index.heads[slot(key[0], key[1], key[2])]
                }
                None => {
                    let &[a, b] = word.text else { continue };
                    index.short.resize(SLOTS, NONE);
                    &mut index.short[slot(a, b, 0)]
                }
            };
            let entry = Entry {
                at: index.letters.len() as u32,
                len: word.text.len() as u8,
                offset: offset as u8,
                fold: word.fold,
                number: word.number,
                next: *head,
            };
            *head = index.entries.len() as u16;
            index.letters.extend_from_slice(word.text);
            index.entries.push(entry);
            windows.push([0, 1, 2, 3].map(|at| word.text.get(offset + at).map(|&b| (b, word.fold))));
        }
        windows.sort_unstable();
        (index, windows)
    }

    /// Hands out the keywords whose window begins at `at`: their start and number.
    #[inline]
    pub fn at(&self, text: &[u8], at: usize, out: &mut impl FnMut(usize, u16)) {
        let four = match text.get(at..).and_then(|rest| rest.first_chunk::<4>()) {
            Some(&four) => four,
            // The last bytes of a text: zeros follow, which no keyword has.
            None => {
                let mut four = [0; 4];
                let rest = text.get(at..).unwrap_or_default();
                four[..rest.len()].copy_from_slice(rest);
                four
            }
        };
        let bit = filter_bit(u32::from_le_bytes(four));
        if self.filter.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1) {
            self.follow(self.heads.get(slot(four[0], four[1], four[2])), text, at, out);
        }
        if !self.short.is_empty() {
            self.follow(self.short.get(slot(four[0], four[1], 0)), text, at, out);
        }
    }

    #[inline]
    fn follow(&self, head: Option<&u16>, text: &[u8], at: usize, out: &mut impl FnMut(usize, u16)) {
        let mut next = head.copied().unwrap_or(NONE);
        while let Some(entry) = self.entries.get(usize::from(next)) {
            next = entry.next;
            let Some(start) = at.checked_sub(usize::from(entry.offset)) else { continue };
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

/// Number of bits of the filter.
const FILTER: usize = 1 << 16;

/// Bit of four bytes, whatever their case.
#[inline]
fn filter_bit(four: u32) -> usize {
    ((four | 0x2020_2020).wrapping_mul(0x9E37_79B1) >> 16) as usize
}

/// Slot of three bytes, whatever their case.
#[inline]
fn slot(a: u8, b: u8, c: u8) -> usize {
    let key = u32::from_le_bytes([a | 0x20, b | 0x20, c | 0x20, 0]);
    (key.wrapping_mul(0x9E37_79B1) >> 20) as usize & (SLOTS - 1)
}

/// Start of the four bytes of a word that are rarest in source text.
fn best_window(word: &[u8]) -> usize {
    let last = word.len().saturating_sub(4);
    (0..=last)
        .max_by_key(|&at| {
            (word[at..word.len().min(at + 4)].iter().map(|&b| rarity(b)).sum::<u32>(), last - at)
        })
        .unwrap_or(0)
}

/// How rare a byte is in source text: eight times the bits of its information.
fn rarity(b: u8) -> u32 {
    #[rustfmt::skip]
    const RARITY: [u8; 96] = [
        25, 81, 55, 73, 70, 84, 53, 62, 55, 55, 59, 80, 56, 46, 56, 61,
        64, 66, 71, 81, 80, 86, 84, 90, 88, 90, 70, 59, 74, 60, 62, 99,
        95, 66, 79, 71, 71, 61, 73, 77, 75, 67, 104, 91, 70, 76, 69, 67,
        75, 104, 67, 69, 63, 74, 92, 87, 92, 90, 99, 79, 77, 79, 92, 44,
        75, 37, 52, 40, 44, 30, 46, 49, 46, 36, 76, 61, 44, 46, 39, 37,
        46, 84, 37, 36, 31, 46, 60, 59, 60, 60, 80, 73, 80, 73, 91, 198,
    ];
    u32::from(RARITY.get(usize::from(b).wrapping_sub(32)).copied().unwrap_or(120))
}
