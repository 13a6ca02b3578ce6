//! Many spans, and whether one of them holds a place: found by halving.

use crate::model::Span;

/// Spans that are asked for what lies in one of them: each with the furthest end of all up to it, in order.
pub struct Held(Vec<Span>);

impl Held {
    /// Spans in any order.
    pub fn new(mut spans: Vec<Span>) -> Self {
        spans.sort_unstable();
        let mut furthest = 0;
        for span in &mut spans {
            furthest = furthest.max(span.end);
            span.end = furthest;
        }
        Held(spans)
    }

    /// True where all of `span` lies in one of them.
    pub fn contain(&self, span: Span) -> bool {
        let before = self.0.partition_point(|held| held.start <= span.start);
        self.0[..before].last().is_some_and(|held| span.end <= held.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_one_of_many_spans() {
        let spans: Vec<Span> = [(40, 50), (0, 9), (2, 30), (10, 12)].map(|(a, b)| Span::new(a, b)).into();
        let held = Held::new(spans.clone());
        for start in 0..60 {
            for end in start..60 {
                let span = Span::new(start, end);
                assert_eq!(held.contain(span), spans.iter().any(|s| s.contains(span)), "{span:?}");
            }
        }
    }
}
