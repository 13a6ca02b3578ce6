//! A set of spans, and whether one of them contains a place: found by binary search.

use crate::model::Span;

/// Spans in order of their starts. The end of each is the furthest of all up to it.
pub struct SpanSet(Vec<Span>);

impl SpanSet {
    /// From spans in any order; they may overlap.
    pub fn new(mut spans: Vec<Span>) -> Self {
        spans.sort_unstable();
        let mut furthest = 0;
        for span in &mut spans {
            furthest = furthest.max(span.end);
            span.end = furthest;
        }
        SpanSet(spans)
    }

    /// True if one of them contains all of `span`.
    pub fn contains(&self, span: Span) -> bool {
        let before = self.0.partition_point(|known| known.start <= span.start);
        self.0[..before].last().is_some_and(|held| span.end <= held.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_one_of_many_spans() {
        let spans: Vec<Span> = [(40, 50), (0, 9), (2, 30), (10, 12)].map(|(a, b)| Span::new(a, b)).into();
        let set = SpanSet::new(spans.clone());
        for start in 0..60 {
            for end in start..60 {
                let span = Span::new(start, end);
                assert_eq!(set.contains(span), spans.iter().any(|s| s.contains(span)), "{span:?}");
            }
        }
    }
}
