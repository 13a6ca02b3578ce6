//! Known values of a text, searched for in a few lines of it: they may stand again where no rule saw them. Built for
//! every text that has a finding, so building is a sort, and not an automaton.

use super::mask::Mask;
use crate::model::Span;

/// Values beyond this length are found by their place alone.
const LONGEST: usize = 4096;
/// More values in one file are data, not text.
const MOST: usize = 8192;
/// Shorter values are too likely to be a word of their surroundings.
const SHORTEST: usize = 4;
/// Words of bits that hold one for every two bytes.
const HEADS: usize = 1 << 10;

/// The values, and how many bytes at the front of each may be shown.
#[derive(Debug, Default)]
pub(super) struct Literals<'t> {
    sorted: Vec<(&'t [u8], usize)>,
    longest: usize,
    /// A bit for every two bytes that a value begins with: few places of a text pass it.
    heads: Vec<u64>,
}

impl<'t> Literals<'t> {
    /// Values in any order, doubles among them.
    pub fn new(mut values: Vec<(&'t [u8], usize)>) -> Self {
        values.retain(|(v, _)| (SHORTEST..=LONGEST).contains(&v.len()));
        // Of equal values the one with the longest public prefix is kept.
        values.sort_unstable_by(|a, b| a.0.cmp(b.0).then(b.1.cmp(&a.1)));
        values.dedup_by(|later, kept| later.0 == kept.0);
        values.truncate(MOST);
        let longest = values.iter().map(|(v, _)| v.len()).max().unwrap_or(0);
        let mut heads = vec![0; if values.is_empty() { 0 } else { HEADS }];
        for head in values.iter().filter_map(|(value, _)| head(value)) {
            heads[head / 64] |= 1 << (head % 64);
        }
        Literals { sorted: values, longest, heads }
    }

    /// True where a value may begin at the front of `rest`.
    fn may_begin(&self, rest: &[u8]) -> bool {
        head(rest).is_some_and(|head| self.heads[head / 64] >> (head % 64) & 1 == 1)
    }

    /// Masks for every value that reaches into `window`.
    pub fn masks(&self, text: &[u8], window: Span) -> Vec<Mask> {
        let mut masks = Vec::new();
        if self.sorted.is_empty() {
            return masks;
        }
        let from = window.start.saturating_sub(self.longest);
        for at in from..window.end.min(text.len()) {
            let Some(head) = text.get(at..at + SHORTEST) else { break };
            if !self.may_begin(head) {
                continue;
            }
            let first = self.sorted.partition_point(|(value, _)| &value[..SHORTEST] < head);
            let same = self.sorted[first..].iter().take_while(|(value, _)| value.starts_with(head));
            for (value, shown) in same.filter(|(value, _)| text[at..].starts_with(value)) {
                masks.push(Mask { span: Span::new(at, at + value.len()), shown: *shown, soft: true });
            }
        }
        masks
    }
}

/// The first two bytes as a number.
fn head(text: &[u8]) -> Option<usize> {
    text.first_chunk::<2>().map(|two| usize::from(u16::from_le_bytes(*two)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_reach_into_the_window() {
        let text = b"zyxwvuts tok_1234 zyxw zyxwvuts";
        let values: Vec<(&[u8], usize)> =
            vec![(b"zyxwvuts", 0), (b"tok_1234", 4), (b"tok_1234", 0), (b"abc", 0)];
        let literals = Literals::new(values);
        let spans = |from, to| -> Vec<(usize, usize, usize)> {
            let masks = literals.masks(text, Span::new(from, to));
            masks.iter().map(|m| (m.span.start, m.span.end, m.shown)).collect()
        };
        assert_eq!(spans(0, text.len()), [(0, 8, 0), (9, 17, 4), (23, 31, 0)]);
        assert_eq!(spans(10, 14), [(9, 17, 4)]);
    }
}
