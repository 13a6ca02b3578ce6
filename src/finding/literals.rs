//! Searches for the known values of a text, which may occur again where no rule found them: in the lines that are
//! shown, or in the whole text if most lines are.

use super::mask::Mask;
use super::values::{SHORTEST, Values};
use crate::model::Span;

/// Longer values, in bytes, are hidden at their own place only.
const LONGEST: usize = 4096;

/// The values, and how many bytes at the front of each may be shown.
#[derive(Debug, Default)]
pub(super) struct Literals<'t> {
    values: Values<(&'t [u8], usize)>,
    /// For each value, the smaller of what may be shown of it and of the values that it begins with.
    shown: Vec<usize>,
}

impl<'t> Literals<'t> {
    /// From values in any order, with duplicates. Short ones are dropped: they would often be ordinary words.
    pub fn new(mut values: Vec<(&'t [u8], usize)>) -> Self {
        values.retain(|(v, _)| (SHORTEST..=LONGEST).contains(&v.len()));
        // Of equal values, the one with the longest public prefix comes first and is kept.
        values.sort_unstable_by(|a, b| a.0.cmp(b.0).then(b.1.cmp(&a.1)));
        values.dedup_by(|later, kept| later.0 == kept.0);
        let values = Values::of_sorted(values);
        let mut shown: Vec<usize> = Vec::new();
        for (value, shorter) in values.chains() {
            let least = shorter.map_or(value.1, |shorter| shown[shorter].min(value.1));
            shown.push(least);
        }
        Literals { values, shown }
    }

    /// How many places are searched for a window of this many bytes.
    pub fn reach(&self, window: usize) -> usize {
        if self.values.is_empty() { 0 } else { window + self.values.longest() }
    }

    /// Masks for every value that overlaps `window`.
    pub fn masks(&self, text: &[u8], window: Span) -> Vec<Mask> {
        let mut masks = Vec::new();
        if self.values.is_empty() {
            return masks;
        }
        let from = window.start.saturating_sub(self.values.longest());
        for at in from..window.end.min(text.len()) {
            // The longest one hides what the others do.
            if let Some(value) = self.values.at(&text[at..]).next() {
                let span = Span::new(at, at + self.values.get(value).0.len());
                masks.push(Mask { span, shown: self.shown[value], soft: true });
            }
        }
        masks
    }
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

    #[test]
    fn no_value_is_one_too_many() {
        let all: Vec<String> = (0..20_000).map(|n| format!("same-front-{n:06}-zyxwvuts")).collect();
        let literals = Literals::new(all.iter().map(|v| (v.as_bytes(), 5)).collect());
        for n in [0, 8_191, 9_000, 19_999] {
            let text = format!("it was {} then", all[n]);
            let masks = literals.masks(text.as_bytes(), Span::new(0, text.len()));
            assert_eq!(masks, [Mask { span: Span::new(7, 7 + all[n].len()), shown: 5, soft: true }]);
        }
    }

    #[test]
    fn one_that_is_shown_less_of_counts() {
        let literals = Literals::new(vec![(b"tok_", 0), (b"tok_1234", 4)]);
        let masks = literals.masks(b"tok_1234", Span::new(0, 8));
        assert_eq!(masks, [Mask { span: Span::new(0, 8), shown: 0, soft: true }]);
    }
}
