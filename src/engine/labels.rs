//! Finds vendors' words around a bare value. Hundreds of rules ask for one, so the few bytes around a value are read
//! once for all words, and only the rules with a word there are tried.

mod read;

use super::near;
use crate::model::{RuleIx, Span};
use crate::rules::RuleSet;
use crate::rules::table::{NearRow, Text, rows};
pub use read::Read;

/// Greatest distance of a word from its value, in bytes.
pub const REACH: usize = 64;
/// Bytes of a word that are looked up.
const KEY: usize = 4;
/// log2 of the bits in the filter in front of the table; filter and table slot are parts of one hash.
const FILTER: u32 = 16;
const SLOTS: u32 = 12;

/// The words of all labelled rules.
#[derive(Debug)]
pub struct Labels {
    /// A bit for each hash of a key.
    filter: Box<[u64; 1 << (FILTER - 6)]>,
    /// Where the words of each slot begin; the last element is the end of the last slot.
    slots: Vec<u32>,
    /// Sorted by slot, then so that equal words are neighbours.
    words: Vec<Label>,
}

/// A word of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Label {
    /// Its first bytes.
    key: u32,
    /// Its first eight bytes up to a gap, and a mask of the bits that count.
    head: (u64, u64),
    /// Which of the rule set's two texts contains the word, and where in it.
    user: bool,
    text: (u32, u32),
    rule: u16,
}

impl Label {
    fn slot(&self) -> usize {
        slot(hash(self.key))
    }
}

/// True if the words of `row` can be looked up here: one of them is required, and all are long enough.
pub fn are_known(row: &NearRow, rules: &RuleSet, rule: RuleIx) -> bool {
    row.required
        && row.words.len > 0
        && rules.rule(rule).is_some_and(|rule| rule.tables.list(row.words).all(is_looked_up))
}

/// True if the words must stand as close as [`Labels::around`] looks.
pub fn are_close(row: &NearRow) -> bool {
    usize::from(row.reach) <= REACH
}

impl Default for Labels {
    /// No words.
    fn default() -> Self {
        Labels { filter: Box::new([0; 1 << (FILTER - 6)]), slots: Vec::new(), words: Vec::new() }
    }
}

impl Labels {
    /// The words of these rules.
    pub fn new(rules: &RuleSet, labelled: impl Iterator<Item = u16>) -> Self {
        let (mut labels, mut words) = (Labels::default(), Vec::new());
        for rule in labelled.filter_map(|ix| rules.rule(RuleIx(ix))) {
            let Some(row) = rule.near() else { continue };
            let user = !std::ptr::eq(rule.tables, rules.tables()[0]);
            for &text in rows(&rule.tables.texts, row.words) {
                let word = rule.tables.text(text).as_bytes();
                let Some(key) = key(word) else { continue };
                let bit = hash(key);
                labels.filter[bit / 64] |= 1 << (bit % 64);
                words.push(Label { key, head: head(word), user, text: (text.at, text.len), rule: rule.ix.0 });
            }
        }
        labels.seat(&words);
        labels
    }

    /// Sorts thousands of words into slots, with few in each.
    fn seat(&mut self, words: &[Label]) {
        let mut next = vec![0; (1 << SLOTS) + 1];
        words.iter().for_each(|label| next[label.slot() + 1] += 1);
        let mut before = 0;
        for slot in &mut next {
            before += *slot;
            *slot = before;
        }
        self.slots = next.clone();
        self.words = words.to_vec();
        for label in words {
            let at = &mut next[label.slot()];
            self.words[*at as usize] = *label;
            *at += 1;
        }
        for ends in self.slots.windows(2) {
            self.words[ends[0] as usize..ends[1] as usize].sort_unstable();
        }
    }

    /// The rules with a word within [`REACH`] bytes of the value from `start` to `end`.
    pub fn around<'k>(
        &self,
        rules: &RuleSet,
        text: &[u8],
        (start, end): (usize, usize),
        known: &'k mut Read,
    ) -> &'k [u16] {
        let end = end.min(text.len());
        if self.words.is_empty() || known.value == (start, end) {
            return &known.found;
        }
        known.value = (start, end);
        known.found.clear();
        let before = Span::new(start.saturating_sub(REACH), start);
        let behind = Span::new(end, text.len().min(end + REACH));
        for part in [before, behind].into_iter().filter(|part| !part.is_empty()) {
            known.go_on(self, text, part);
            let text = part.of(text);
            let first = known.places.partition_point(|&place| (place as usize) < part.start);
            let places = known.places[first..].iter().map(|&place| place as usize);
            for at in places.take_while(|place| place + KEY <= part.end).map(|place| place - part.start) {
                if near::begins_word(text, at) {
                    self.read_word(rules, text, at, &mut known.found);
                }
            }
        }
        &known.found
    }

    /// The rules with a word whose first bytes occur in `window`.
    pub fn hinted<'k>(&self, text: &[u8], window: Span, known: &'k mut Read) -> &'k [u16] {
        known.value = (0, 0);
        known.found.clear();
        known.go_on(self, text, window);
        let first = known.places.partition_point(|&place| (place as usize) < window.start);
        let places = known.places[first..].iter().map(|&place| place as usize);
        for place in places.take_while(|&place| place < window.end) {
            for label in self.begun(text, place) {
                if !known.found.contains(&label.rule) {
                    known.found.push(label.rule);
                }
            }
        }
        &known.found
    }

    /// The words that may begin at `at`, judging by their first bytes.
    fn begun(&self, text: &[u8], at: usize) -> impl Iterator<Item = &Label> {
        let rest = text.get(at..).unwrap_or_default();
        let mut eight = [0; 8];
        eight.iter_mut().zip(rest).for_each(|(to, b)| *to = b.to_ascii_lowercase());
        let [eight, four] =
            [8, 4].map(|len| (0..len).fold(0, |all, at| all | u64::from(eight[at]) << (8 * at)));
        let slot = slot(hash(four as u32));
        let (from, to) = (self.slots[slot] as usize, self.slots[slot + 1] as usize);
        self.words[from..to].iter().filter(move |label| eight & label.head.1 == label.head.0)
    }

    /// Adds the rules of the words that stand at `at`.
    fn read_word(&self, rules: &RuleSet, text: &[u8], at: usize, found: &mut Vec<u16>) {
        let mut last = None;
        for label in self.begun(text, at) {
            let word = (label.user, label.text);
            let known = last.filter(|&(known, _)| known == word).map(|(_, stands)| stands);
            let stands = known.unwrap_or_else(|| {
                let (at_text, len) = label.text;
                let word = rules.tables()[usize::from(label.user)].text(Text { at: at_text, len });
                near::begins(text, at + KEY, &word.as_bytes()[KEY..])
            });
            last = Some((word, stands));
            if stands && !found.contains(&label.rule) {
                found.push(label.rule);
            }
        }
    }
}

/// True if [`Labels::around`] can find the word.
pub fn is_looked_up(word: &str) -> bool {
    key(word.as_bytes()).is_some()
}

/// The bytes of a word that are looked up; `None` if it is too short or may have a gap among them.
fn key(word: &[u8]) -> Option<u32> {
    let four = word.first_chunk::<KEY>()?;
    (!four.iter().any(|b| matches!(b, b' ' | b'*' | b'='))).then(|| u32::from_le_bytes(*four))
}

/// The first eight bytes of a word, up to a gap, and a mask of the bits that count.
fn head(word: &[u8]) -> (u64, u64) {
    let plain = word.iter().take(8).take_while(|b| !matches!(b, b' ' | b'*' | b'='));
    plain
        .enumerate()
        .fold((0, 0), |(head, mask), (at, &b)| (head | u64::from(b) << (8 * at), mask | 0xff << (8 * at)))
}

/// A hash that ignores case.
fn hash(key: u32) -> usize {
    ((key | 0x2020_2020).wrapping_mul(0x9E37_79B1) >> (32 - FILTER)) as usize
}

fn slot(hash: usize) -> usize {
    hash >> (FILTER - SLOTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_words_around() {
        let rules = RuleSet::builtin();
        let known = |id: &str| rules.find(id).map(|ix| ix.0).expect("it is a rule");
        let labels = Labels::new(&rules, [known("airvisual-api-key"), known("clarifai-api-key")].into_iter());
        let text = b"CLARIFAI_KEY=0123 # not AirVisual";
        let around = |text, value| labels.around(&rules, text, value, &mut Read::default()).to_vec();
        assert_eq!(around(text, (13, 17)), [known("clarifai-api-key"), known("airvisual-api-key")]);
        assert!(around(b"nothing 0123", (8, 12)).is_empty());
    }
}
