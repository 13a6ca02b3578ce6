//! A decoded text with a map back to the original bytes.

use crate::model::{Candidate, Mark, Span};
use std::borrow::Cow;

/// From here on, every `den` bytes of the view come from `num` bytes of the original.
#[derive(Clone, Copy, Debug)]
struct Step {
    view: usize,
    original: usize,
    num: usize,
    den: usize,
}

/// A decoded text.
#[derive(Debug, Default)]
pub struct View {
    /// The text.
    pub bytes: Vec<u8>,
    /// The encoding of the original, such as `base64` or `UTF-16`.
    pub written_in: &'static str,
    steps: Vec<Step>,
}

impl View {
    /// An empty view of something encoded in `written_in`.
    pub fn new(written_in: &'static str) -> Self {
        View { written_in, ..View::default() }
    }

    /// Tells that the bytes pushed next come from offset `original`, `num` bytes there for `den` bytes here.
    pub fn step(&mut self, original: usize, num: usize, den: usize) {
        let view = self.bytes.len();
        if let Some(last) = self.steps.last() {
            let goes_on = (view - last.view).is_multiple_of(last.den)
                && last.original + (view - last.view) / last.den * last.num == original;
            if goes_on && (last.num, last.den) == (num, den) {
                return;
            }
        }
        self.steps.push(Step { view, original, num, den });
    }

    /// The original bytes of a stretch of the view.
    pub fn original(&self, span: Span) -> Span {
        let step = |at: usize| {
            let index = self.steps.partition_point(|step| step.view <= at).checked_sub(1)?;
            self.steps.get(index).copied()
        };
        let Some(first) = step(span.start) else { return Span::default() };
        let start = first.original + (span.start - first.view) * first.num / first.den;
        let Some(last) = step(span.end.saturating_sub(1).max(span.start)) else {
            return Span::new(start, start);
        };
        let end = last.original + ((span.end - last.view) * last.num).div_ceil(last.den);
        Span::new(start, end)
    }

    /// True if every byte of a stretch is one byte of the original.
    fn is_as_it_is(&self, span: Span) -> bool {
        let first = self.steps.partition_point(|step| step.view <= span.start).saturating_sub(1);
        let last = self.steps.partition_point(|step| step.view < span.end).max(first);
        self.steps.get(first..last).is_some_and(|steps| steps.iter().all(|step| step.num == step.den))
    }

    /// A candidate of the view, translated to the original text.
    pub fn back<'o>(&self, candidate: Candidate<'_>) -> Candidate<'o> {
        let mut marks = candidate.marks;
        // In a text with a few escapes, most candidates are outside of them.
        let as_it_is = self.is_as_it_is(candidate.whole);
        if !as_it_is {
            marks.push(Mark::proof("written-in", self.written_in));
        }
        let mut related = candidate.related;
        related.iter_mut().for_each(|place| place.span = self.original(place.span));
        Candidate {
            secret: self.original(candidate.secret),
            whole: self.original(candidate.whole),
            value: Cow::Owned(candidate.value.into_owned()),
            // The prefix is not visible in an encoded text.
            public_prefix: if as_it_is { candidate.public_prefix } else { 0 },
            marks,
            related,
            rule: candidate.rule,
            severity: candidate.severity,
            confidence: candidate.confidence,
            aws_account: candidate.aws_account,
            note: candidate.note,
            ends: candidate.ends,
            dismissed: candidate.dismissed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back() {
        let mut view = View::new("test");
        view.step(10, 2, 1);
        view.bytes.extend_from_slice(b"abc");
        view.step(16, 3, 1);
        view.bytes.push(b'd');
        view.step(19, 1, 1);
        view.bytes.extend_from_slice(b"ef");
        assert_eq!(view.original(Span::new(0, 3)), Span::new(10, 16));
        assert_eq!(view.original(Span::new(1, 4)), Span::new(12, 19));
        assert_eq!(view.original(Span::new(3, 5)), Span::new(16, 20));
        assert!(view.is_as_it_is(Span::new(4, 6)) && !view.is_as_it_is(Span::new(3, 5)));
        let mut view = View::new("test");
        view.step(5, 4, 3);
        view.bytes.extend_from_slice(b"abcdef");
        assert_eq!(view.original(Span::new(0, 6)), Span::new(5, 13));
        assert_eq!(view.original(Span::new(1, 2)), Span::new(6, 8));
    }
}
