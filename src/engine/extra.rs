//! Finders that a run brings along beside the catalogue: patterns that no keyword announces, so each text is searched
//! whole.

use crate::model::{Candidate, Mark, Span};
use crate::rules::RuleSet;
use std::borrow::Cow;
use std::fmt::Debug;

/// The rule that speaks for what they find. It has no keywords in the catalogue.
pub const RULE: &str = "git-secrets-pattern";

/// Finds places in a text. Pure: the same text, the same places. A place lies within one line and depends on that line
/// alone, so what is found in lines that two texts share need be looked for once.
pub trait Extra: Debug + Send + Sync {
    /// The places in `text`, in order.
    fn find(&self, text: &[u8]) -> Vec<Span>;
}

/// The candidates of places that a finder found in `text`; none where its rule is off.
pub fn candidates_at<'b>(places: Vec<Span>, rules: &RuleSet, text: &'b [u8]) -> Vec<Candidate<'b>> {
    if places.is_empty() {
        return Vec::new();
    }
    let Some(rule) = rules.find(RULE).filter(|&ix| rules.is_on(ix)) else { return Vec::new() };
    let info = rules.info(rule);
    let candidate = |secret: Span| Candidate {
        rule,
        secret,
        whole: secret,
        value: Cow::Borrowed(secret.of(text)),
        public_prefix: 0,
        severity: info.severity,
        confidence: info.confidence,
        related: Vec::new(),
        marks: vec![Mark {
            name: Cow::Borrowed("pattern"),
            passed: true,
            points: 0.0,
            detail: Cow::Borrowed("a pattern registered for git-secrets matches"),
        }],
        aws_account: None,
        note: None,
        ends: None,
        dismissed: None,
    };
    places.into_iter().map(candidate).collect()
}
