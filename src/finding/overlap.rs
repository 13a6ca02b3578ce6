//! Several rules may match the same secret: decides which of them reports it.

mod claim;

pub(super) use claim::Claim;

use super::{Finding, Secret};
use crate::model::Span;

/// A finding that still competes with others of its text.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// The finding that it becomes if it wins.
    pub finding: Finding,
    /// Its rule is a generic one: it judges by name and appearance alone.
    pub generic: bool,
    /// Its rule applies at some paths only.
    pub narrow: bool,
    /// A filter decided that it is no secret.
    pub dismissed: bool,
    /// The line that it starts in; only if allowed patterns of git-secrets are to be matched against it.
    pub line: Option<ShownLine>,
    /// Places reported with it, and whether each is a secret itself.
    pub partners: Vec<(Span, bool)>,
}

/// The text of a line and the place of a finding in it. It contains the secret, so it has no readable `Debug`.
#[derive(Clone, Debug)]
pub(super) struct ShownLine {
    /// 1-based.
    pub number: usize,
    pub text: Secret,
    pub place: Span,
}

/// Something that competes with others for the same bytes of a text.
pub(super) trait Rival {
    /// What it claims.
    fn claim(&self) -> Claim;
    /// Places reported with it, and whether each is a secret itself.
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

/// Drops every rival that a stronger one covers. The result is sorted by place.
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

/// For each claim, the furthest end among it and all claims before it: never decreasing, so that it can be searched.
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
        // One rule that cut it at an escape, or where decoding ended.
        let drafts = vec![
            draft(&"x".repeat(30), (0, 30), false, false),
            draft(&"y".repeat(90), (0, 94), false, false),
        ];
        assert_eq!(kept(drafts), [(0, false)]);
        // Two rules, one of which does not decode escapes.
        let mut drafts = vec![
            draft(&"x".repeat(30), (0, 30), false, false),
            draft(&"y".repeat(26), (0, 30), false, false),
        ];
        drafts[1].finding.rule = RuleIx(7);
        assert_eq!(kept(drafts), [(0, false)]);
        // A short value in a long encoded text is a secret of its own.
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
