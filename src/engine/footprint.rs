//! The footprint of a result: the bytes of a text that it depends on, and nothing else.

use crate::model::Span;

/// The bytes that a verdict depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// The bytes.
    pub span: Span,
    /// True if it also depends on the text beginning there.
    pub at_start: bool,
    /// True if it also depends on the text ending there.
    pub at_end: bool,
}

impl Footprint {
    /// From `start` (`None`: before the text) to `end` (which may lie beyond the text).
    pub fn new(text: &[u8], start: Option<usize>, end: usize) -> Self {
        let span = Span::new(start.unwrap_or(0), end.min(text.len()));
        Footprint { span, at_start: start.is_none(), at_end: end > text.len() }
    }

    /// The union of both.
    pub fn and(self, other: Footprint) -> Footprint {
        let span = Span::new(self.span.start.min(other.span.start), self.span.end.max(other.span.end));
        let (at_start, at_end) = (self.at_start || other.at_start, self.at_end || other.at_end);
        Footprint { span, at_start, at_end }
    }
}
