//! A prefilter that tells which of hundreds of words may occur in a name, by their first letters, so that each letter
//! of the name is read once.

use crate::engine::near;

/// Letters of a word that are looked up.
const KEY: usize = 3;
/// Bits of the filter in front of the list.
const FILTER: usize = 1 << 12;

/// The first letters of words, each with the number of its word.
#[derive(Debug, Default)]
pub struct Prefilter {
    /// A bit for each hash of first letters.
    filter: Vec<u64>,
    /// First letters in the high bits and the number in the low ones; sorted by [`Prefilter::sort`].
    list: Vec<u64>,
}

impl Prefilter {
    /// Adds a word. One that is too short to be looked up is ignored.
    pub fn enter(&mut self, word: &str, number: usize) {
        let Some(key) = word.as_bytes().first_chunk::<KEY>() else { return };
        let key = key.map(|b| b.to_ascii_lowercase());
        self.filter.resize(FILTER / 64, 0);
        self.filter[hash(key) / 64] |= 1 << (hash(key) % 64);
        self.list.push(row(key, number as u32));
    }

    /// Sorts the list; needed before any lookup.
    pub fn sort(&mut self) {
        self.list.sort_unstable();
        self.list.dedup();
    }

    /// The numbers of the words that may begin somewhere in `text`, ascending.
    pub fn in_text(&self, text: &[u8]) -> Vec<usize> {
        let mut found = Vec::new();
        for (at, key) in text.windows(KEY).enumerate() {
            let Some(key) = key.first_chunk::<KEY>() else { continue };
            let may = self.filter.get(hash(*key) / 64).is_some_and(|bits| bits >> (hash(*key) % 64) & 1 == 1);
            if !may || !near::begins_word(text, at) {
                continue;
            }
            let key = key.map(|b| b.to_ascii_lowercase());
            let from = self.list.partition_point(|other| *other < row(key, 0));
            let same = self.list[from..].iter().take_while(|other| **other <= row(key, u32::MAX));
            found.extend(same.map(|row| *row as u32 as usize));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// An entry of the list, ordered by letters first.
fn row(key: [u8; KEY], number: u32) -> u64 {
    let [a, b, c] = key.map(u64::from);
    (a << 16 | b << 8 | c) << 32 | u64::from(number)
}

/// A hash that ignores case.
fn hash(key: [u8; KEY]) -> usize {
    let [a, b, c] = key.map(|b| usize::from(b | 0x20));
    (a ^ b << 3 ^ c << 6) % FILTER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_by_their_first_letters_where_words_begin() {
        let mut heads = Prefilter::default();
        for (number, word) in ["acme_", "Zulu", "key", "no", "acid"].into_iter().enumerate() {
            heads.enter(word, number);
        }
        heads.sort();
        assert_eq!(heads.in_text(b"ACME_ZULU_KEY"), [0, 1, 2]);
        assert_eq!(heads.in_text(b"acidKey = monkey"), [2, 4]);
        assert!(heads.in_text(b"no").is_empty() && Prefilter::default().in_text(b"acme").is_empty());
    }
}
