//! A custom finder of a run, besides the catalogue: for patterns that no keyword announces, so that each text is
//! searched as a whole.

use crate::model::{Candidate, Mark, Span};
use crate::rules::RuleSet;
use std::fmt::Debug;

/// The rule of its findings. It has no keywords in the catalogue.
pub const RULE: &str = "git-secrets-pattern";

/// Finds places in a text. Must be a pure function. A place must lie within one line and depend on that line alone, so
/// that lines which two texts share need to be searched only once.
pub trait Extra: Debug + Send + Sync {
    /// The places in `text`, in order.
    fn find(&self, text: &[u8]) -> Vec<Span>;
}

/// The candidates for places that a finder found in `text`; none if its rule is off.
pub fn candidates_at<'b>(places: Vec<Span>, rules: &RuleSet, text: &'b [u8]) -> Vec<Candidate<'b>> {
    if places.is_empty() {
        return Vec::new();
    }
    let Some(rule) = rules.find(RULE).filter(|&ix| rules.is_on(ix)) else { return Vec::new() };
    let info = rules.info(rule);
    let candidate = |secret: Span| Candidate {
        marks: vec![Mark::proof("pattern", "a pattern registered for git-secrets matches")],
        ..Candidate::new(rule, secret, secret.of(text).into(), info.severity, info.confidence)
    };
    places.into_iter().map(candidate).collect()
}
