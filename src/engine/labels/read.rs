//! Remembers which part of a text was read for words.

use super::{KEY, Labels, hash};
use crate::model::Span;

/// If the next stretch begins within this many bytes, the text in between is read as well instead of starting anew.
const GAP: usize = 128;

/// What was read so far. Values come in order, so each byte around them is read once.
#[derive(Debug, Default)]
pub struct Read {
    /// The bytes that were read.
    pub(super) span: Span,
    /// Where in them the first bytes of a word occur.
    pub(super) places: Vec<u32>,
    /// The last value, and the rules with a word around it.
    pub(super) value: (usize, usize),
    pub(super) found: Vec<u16>,
}

impl Read {
    /// Reads on until all of `span` was read.
    pub(super) fn go_on(&mut self, labels: &Labels, text: &[u8], span: Span) {
        if !(self.span.start..=self.span.end + GAP).contains(&span.start) {
            self.span = Span::new(span.start, span.start);
            self.places.clear();
        }
        let rest = text.get(self.span.end..text.len().min(span.end + KEY - 1)).unwrap_or_default();
        for (at, four) in rest.windows(KEY).enumerate() {
            let four = four.first_chunk::<KEY>().map_or(0, |four| u32::from_le_bytes(*four));
            let bit = hash(four);
            if labels.filter[bit / 64] >> (bit % 64) & 1 == 1
                && labels.begun(text, self.span.end + at).next().is_some()
            {
                self.places.push((self.span.end + at) as u32);
            }
        }
        self.span.end = self.span.end.max(span.end);
    }
}
