//! What a rule claims about a place, and which of two claims is the stronger.

use crate::finding::Fingerprint;
use crate::model::{Confidence, RuleIx, Severity, Span};

/// The facts that decide between rivals.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    pub fingerprint: Fingerprint,
    pub span: Span,
    /// Length of the decoded value in bytes; `span` may be longer.
    pub length: usize,
    pub rule: RuleIx,
    pub severity: Severity,
    pub confidence: Confidence,
    /// Its rule is a generic one: it judges by name and appearance alone.
    pub generic: bool,
    /// Its rule applies at some paths only.
    pub narrow: bool,
    /// A filter decided that it is no secret.
    pub dismissed: bool,
}

impl Claim {
    /// The greater rank wins. A vendor's rule beats a generic one even if it says "no secret" (a failed checksum).
    /// After that, in this order: not dismissed, higher confidence, higher severity, longer, bound to paths, earlier
    /// rule.
    pub fn rank(&self) -> impl Ord + use<> {
        let rule = std::cmp::Reverse(self.rule);
        (!self.generic, !self.dismissed, self.confidence, self.severity, self.span.len(), self.narrow, rule)
    }

    /// True if `self`, the stronger claim, makes `other` superfluous.
    pub fn covers(&self, partners: &[(Span, bool)], other: &Claim) -> bool {
        let (a, b) = (self, other);
        let partner = partners.iter().any(|&(span, secret)| {
            // A partner that is reported with it (the id beside a secret) needs no finding of its own. A second secret
            // of the same severity does.
            span.overlaps(b.span) && (!secret || other.generic || b.severity < a.severity)
        });
        if partner && !self.dismissed {
            return true;
        }
        if !a.span.overlaps(b.span) {
            return false;
        }
        if other.generic || self.is_spelling_of(other) {
            return true;
        }
        let (long, short) = if a.span.len() >= b.span.len() { (a.span, b.span) } else { (b.span, a.span) };
        if a.fingerprint == b.fingerprint || a.span == b.span && a.length == b.length {
            return true;
        }
        // If one vendor's secret lies inside another's, both rules saw the same secret. But an outer match that is more
        // than twice as long is a container (a key file, an encoded document): both are reported, because allowing one
        // must not hide the other.
        long.contains(short) && long.len() <= 2 * short.len() && a.span != b.span
    }

    /// True if both are the same secret in two spellings: one rule cut it at two places, or one reading decodes the
    /// escapes in it and the other does not.
    fn is_spelling_of(&self, other: &Claim) -> bool {
        let cut = self.rule == other.rule && self.span.start == other.span.start && self.span != other.span;
        let written = |one: &Claim| one.length == one.span.len();
        let both = self.span == other.span && written(self) != written(other);
        cut || both && self.length.max(other.length) <= 2 * self.length.min(other.length)
    }
}
