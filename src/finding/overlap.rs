//! Several rules, one secret: which of them speaks.

use super::{Finding, Fingerprint, Secret};
use crate::model::{Confidence, RuleIx, Severity, Span};

/// A finding that still competes with others of its text.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// What it becomes where it wins.
    pub finding: Finding,
    /// Its rule judges by name and look alone.
    pub generic: bool,
    /// Its rule holds at some paths only.
    pub narrow: bool,
    /// A filter holds it for no secret.
    pub dismissed: bool,
    /// The line that it starts in, where allowed patterns are to see it.
    pub line: Option<ShownLine>,
    /// Partner places, and whether they are secret themselves.
    pub partners: Vec<(Span, bool)>,
}

/// A line, and where in it a finding stands. It holds the secret, so it does not print itself.
#[derive(Clone, Debug)]
pub(super) struct ShownLine {
    /// 1-based.
    pub number: usize,
    pub text: Secret,
    pub place: Span,
}

/// All that decides between rivals.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub fingerprint: Fingerprint,
    pub span: Span,
    /// Length of the value.
    pub length: usize,
    pub rule: RuleIx,
    pub severity: Severity,
    pub confidence: Confidence,
    /// Its rule judges by name and look alone.
    pub generic: bool,
    /// Its rule holds at some paths only.
    pub narrow: bool,
    /// A filter holds it for no secret.
    pub dismissed: bool,
}

/// Something that competes for the bytes of a text.
pub(super) trait Rival {
    /// What it claims.
    fn claim(&self) -> Claim;
    /// Partner places, and whether they are secret themselves.
    fn partners(&self) -> &[(Span, bool)];
}

impl Rival for Draft {
    fn claim(&self) -> Claim {
        let f = &self.finding;
        Claim {
            fingerprint: f.fingerprint,
            span: f.span,
            length: f.secret.len(),
            rule: f.rule,
            severity: f.severity,
            confidence: f.confidence,
            generic: self.generic,
            narrow: self.narrow,
            dismissed: self.dismissed,
        }
    }

    fn partners(&self) -> &[(Span, bool)] {
        &self.partners
    }
}

impl Claim {
    /// Greater is stronger. A vendor's rule beats a generic one even where it says "no secret" (a failed checksum);
    /// among equals the one that is a secret, then the surer, the graver and the longer, then the one that is made for
    /// this file, then the first rule.
    fn rank(&self) -> impl Ord + use<> {
        let rule = std::cmp::Reverse(self.rule);
        (!self.generic, !self.dismissed, self.confidence, self.severity, self.span.len(), self.narrow, rule)
    }

    /// True where `self`, the stronger, leaves nothing to say for `other`.
    fn covers(&self, partners: &[(Span, bool)], other: &Claim) -> bool {
        let (a, b) = (self, other);
        let partner = partners.iter().any(|&(span, secret)| {
            // What is told with it (the id beside a secret) needs no finding of its own; a second secret that is as
            // grave does.
            span.overlaps(b.span) && (!secret || other.generic || b.severity < a.severity)
        });
        if partner && !self.dismissed {
            return true;
        }
        if !a.span.overlaps(b.span) {
            return false;
        }
        if other.generic {
            return true;
        }
        if self.is_writing_of(other) {
            return true;
        }
        let (long, short) = if a.span.len() >= b.span.len() { (a.span, b.span) } else { (b.span, a.span) };
        if a.fingerprint == b.fingerprint || a.span == b.span && a.length == b.length {
            return true;
        }
        // Two vendors' secrets of which one lies in the other are one, seen twice, unless the outer is so much
        // longer that it is a container (a key file, an encoded document): then both are told, for allowing the
        // one must not hide the other.
        long.contains(short) && long.len() <= 2 * short.len() && a.span != b.span
    }
}

impl Claim {
    /// True where both are one secret: of one rule and cut at another place, or as its bytes stand and as they are meant.
    fn is_writing_of(&self, other: &Claim) -> bool {
        let cut = self.rule == other.rule && self.span.start == other.span.start && self.span != other.span;
        let written = |one: &Claim| one.length == one.span.len();
        let both = self.span == other.span && written(self) != written(other);
        cut || both && self.length.max(other.length) <= 2 * self.length.min(other.length)
    }
}

/// Keeps the strongest of those that speak of one secret. Order of the places is kept.
pub(super) fn resolve<R: Rival>(mut rivals: Vec<R>) -> Vec<R> {
    if rivals.len() < 2 {
        return rivals;
    }
    rivals.sort_by_cached_key(|r| {
        let span = r.claim().span;
        (span.start, span.end)
    });
    let claims: Vec<Claim> = rivals.iter().map(R::claim).collect();
    let reach = reaches(&claims);
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse((claims[i].rank(), std::cmp::Reverse(i))));
    let mut dropped = vec![false; claims.len()];
    for &strong in &order {
        if dropped[strong] {
            continue;
        }
        let (claim, partners) = (&claims[strong], rivals[strong].partners());
        let spans = std::iter::once(claim.span).chain(partners.iter().map(|p| p.0));
        for span in spans {
            let first = reach.partition_point(|&end| end <= span.start);
            for weak in first..claims.len() {
                if claims[weak].span.start >= span.end {
                    break;
                }
                let weaker = weak != strong && !dropped[weak] && claims[weak].rank() <= claim.rank();
                if weaker && claim.covers(partners, &claims[weak]) {
                    dropped[weak] = true;
                }
            }
        }
    }
    let mut keep = dropped.into_iter().map(|d| !d);
    rivals.retain(|_| keep.next().unwrap_or(true));
    rivals
}

/// The furthest end of all claims up to each one.
fn reaches(claims: &[Claim]) -> Vec<usize> {
    let mut furthest = 0;
    claims
        .iter()
        .map(|c| {
            furthest = furthest.max(c.span.end);
            furthest
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::testing;
    use crate::model::{Confidence, RuleIx, Severity};

    fn draft(value: &str, span: (usize, usize), generic: bool, dismissed: bool) -> Draft {
        let mut finding = testing::finding(value, "a.txt", Span::new(span.0, span.1));
        finding.rule = RuleIx(u16::from(generic));
        finding.confidence = if generic { Confidence::Medium } else { Confidence::High };
        Draft { finding, generic, narrow: false, dismissed, line: None, partners: Vec::new() }
    }

    fn kept(drafts: Vec<Draft>) -> Vec<(usize, bool)> {
        resolve(drafts).iter().map(|d| (d.finding.span.start, d.generic)).collect()
    }

    #[test]
    fn a_vendor_beats_generic() {
        let drafts = vec![draft("key=abcdef", (0, 10), true, false), draft("abcdef", (4, 10), false, false)];
        assert_eq!(kept(drafts), [(4, false)]);
        // Also where it knows better that this is no secret.
        let drafts = vec![draft("abcdef", (4, 10), true, false), draft("abcdef", (4, 10), false, true)];
        assert_eq!(kept(drafts), [(4, false)]);
    }

    #[test]
    fn a_container_hides_nothing() {
        let drafts =
            vec![draft(&"x".repeat(100), (0, 100), false, false), draft("abcdef", (50, 56), false, false)];
        assert_eq!(kept(drafts).len(), 2);
        let apart = vec![draft("abcdef", (0, 6), false, false), draft("ghijkl", (6, 12), false, false)];
        assert_eq!(kept(apart).len(), 2);
    }

    #[test]
    fn two_values_of_one_encoded_text_stay_two() {
        let drafts = vec![draft("firstsecret", (0, 60), false, false), draft("other", (0, 60), false, false)];
        assert_eq!(kept(drafts).len(), 2);
    }

    #[test]
    fn a_value_and_its_escaped_writing_are_one() {
        // Of one rule, cut at an escape, or where decoding ended.
        let drafts = vec![
            draft(&"x".repeat(30), (0, 30), false, false),
            draft(&"y".repeat(90), (0, 94), false, false),
        ];
        assert_eq!(kept(drafts), [(0, false)]);
        // Of two rules, one of which reads escapes as they stand.
        let mut drafts = vec![
            draft(&"x".repeat(30), (0, 30), false, false),
            draft(&"y".repeat(26), (0, 30), false, false),
        ];
        drafts[1].finding.rule = RuleIx(7);
        assert_eq!(kept(drafts), [(0, false)]);
        // A short value in a long encoded text is another one.
        let drafts =
            vec![draft(&"x".repeat(60), (0, 60), false, false), draft("other", (0, 60), false, false)];
        assert_eq!(kept(drafts).len(), 2);
    }

    #[test]
    fn the_id_is_told_with_its_secret() {
        let id = draft("AAAAAAAA", (0, 8), false, false);
        let mut pair = draft("ssssssssssss", (20, 32), false, false);
        pair.partners.push((Span::new(0, 8), false));
        assert_eq!(kept(vec![id.clone(), pair.clone()]), [(20, false)]);
        pair.partners[0].1 = true;
        assert_eq!(kept(vec![id.clone(), pair.clone()]).len(), 2);
        pair.finding.severity = Severity::Critical;
        assert_eq!(kept(vec![id.clone(), pair.clone()]), [(20, false)]);
        pair.partners[0].1 = false;
        pair.dismissed = true;
        assert_eq!(kept(vec![id, pair]).len(), 2);
    }
}
