//! Several rules, one secret: which of them speaks.

use super::{Finding, Secret};
use crate::model::Span;

/// A finding that still competes with others of its text.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// What it becomes where it wins.
    pub finding: Finding,
    /// Its rule judges by name and look alone.
    pub generic: bool,
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
    pub text: Secret,
    pub place: Span,
}

impl Draft {
    /// Greater is stronger. A vendor's rule beats a generic one even where it says "no secret" (a failed checksum);
    /// among equals the one that is a secret, then the surer, the graver and the longer, then the first rule.
    fn rank(&self) -> impl Ord + use<> {
        let f = &self.finding;
        let rule = std::cmp::Reverse(f.rule);
        (!self.generic, !self.dismissed, f.confidence, f.severity, f.span.len(), rule)
    }

    /// True where `self`, the stronger, leaves nothing to say for `other`.
    fn covers(&self, other: &Draft) -> bool {
        let (a, b) = (&self.finding, &other.finding);
        let partner = self.partners.iter().any(|&(span, secret)| {
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
        let (long, short) = if a.span.len() >= b.span.len() { (a.span, b.span) } else { (b.span, a.span) };
        if a.fingerprint == b.fingerprint || a.span == b.span && a.secret.len() == b.secret.len() {
            return true;
        }
        // Two vendors' secrets of which one lies in the other are one, seen twice, unless the outer is so much
        // longer that it is a container (a key file, an encoded document): then both are told, for allowing the
        // one must not hide the other.
        long.contains(short) && long.len() <= 2 * short.len() && a.span != b.span
    }
}

/// Keeps the strongest of those that speak of one secret. Order of the places is kept.
pub(super) fn resolve(mut drafts: Vec<Draft>) -> Vec<Draft> {
    if drafts.len() < 2 {
        return drafts;
    }
    drafts.sort_by_key(|d| (d.finding.span.start, d.finding.span.end));
    let reach = reaches(&drafts);
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse((drafts[i].rank(), std::cmp::Reverse(i))));
    let mut dropped = vec![false; drafts.len()];
    for &strong in &order {
        if dropped[strong] {
            continue;
        }
        let draft = &drafts[strong];
        let spans = std::iter::once(draft.finding.span).chain(draft.partners.iter().map(|p| p.0));
        for span in spans {
            let first = reach.partition_point(|&end| end <= span.start);
            for weak in first..drafts.len() {
                if drafts[weak].finding.span.start >= span.end {
                    break;
                }
                let weaker = weak != strong && !dropped[weak] && drafts[weak].rank() <= draft.rank();
                if weaker && draft.covers(&drafts[weak]) {
                    dropped[weak] = true;
                }
            }
        }
    }
    let mut keep = dropped.into_iter().map(|d| !d);
    drafts.retain(|_| keep.next().unwrap_or(true));
    drafts
}

/// The furthest end of all drafts up to each one.
fn reaches(drafts: &[Draft]) -> Vec<usize> {
    let mut furthest = 0;
    drafts
        .iter()
        .map(|d| {
            furthest = furthest.max(d.finding.span.end);
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
        Draft { finding, generic, dismissed, line: None, partners: Vec::new() }
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
