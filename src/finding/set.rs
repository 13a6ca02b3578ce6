//! All findings of a run: sorted, without duplicates, and with secrets redacted in every text.

use super::{Finding, Scrubber};
use crate::outcome::{Coverage, Outcome};

/// Collects findings from any number of workers, in any order.
#[derive(Debug, Default)]
pub struct FindingSet {
    all: Vec<Finding>,
}

impl FindingSet {
    /// Adds findings.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        if self.all.is_empty() {
            // The first list is taken over as it is.
            self.all = findings.into_iter().collect();
        } else {
            self.all.extend(findings);
        }
    }

    /// Number of findings, suppressed ones included.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// True if nothing was taken in.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The outcome, sorted by path, place and rule, so that it does not depend on the order of the threads.
    pub fn finish(mut self, mut coverage: Coverage) -> Outcome {
        self.all.sort_by(|a, b| key(a).cmp(&key(b)));
        self.all.dedup_by(|a, b| key(a) == key(b));
        let scrubber = Scrubber::new(&self.all);
        scrubber.all(&mut self.all, &mut coverage);
        let suppressed = self.all.extract_if(.., |f| f.suppressed.is_some()).collect();
        Outcome { findings: self.all, suppressed, coverage }
    }
}

fn key(f: &Finding) -> impl Ord + '_ {
    (&f.origin, f.span, f.fingerprint, f.rule)
}

/// The places of one secret.
#[derive(Clone, Debug)]
pub struct Group<'f> {
    /// The place that is shown first: highest confidence and severity, then first in order.
    pub first: &'f Finding,
    /// All other places, in report order.
    pub others: Vec<&'f Finding>,
}

/// Findings grouped by value: most severe groups first, then by their first places.
pub fn groups(findings: &[Finding]) -> Vec<Group<'_>> {
    let mut by_value: Vec<Vec<&Finding>> = Vec::new();
    let mut at = std::collections::HashMap::new();
    for finding in findings {
        let slot = *at.entry(finding.fingerprint).or_insert(by_value.len());
        match by_value.get_mut(slot) {
            Some(places) => places.push(finding),
            None => by_value.push(vec![finding]),
        }
    }
    let mut groups: Vec<Group<'_>> = by_value
        .into_iter()
        .filter_map(|mut places| {
            let strength = |f: &&Finding| (f.severity, f.confidence);
            let top = places.iter().map(strength).max()?;
            let best = places.iter().position(|f| strength(f) == top)?;
            let first = places.remove(best);
            Some(Group { first, others: places })
        })
        .collect();
    groups.sort_by_key(|g| std::cmp::Reverse((g.first.severity, g.first.confidence)));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Suppression, testing};
    use crate::model::{Severity, Span};

    #[test]
    fn order_does_not_depend_on_who_came_first() {
        let one = testing::finding("value-one", "b", Span::new(0, 9));
        let two = testing::finding("value-two", "a", Span::new(5, 9));
        let mut held = testing::finding("value-two", "a", Span::new(0, 4));
        held.suppressed = Some(Suppression::Baseline);
        let paths = |findings: Vec<Finding>| {
            let mut set = FindingSet::default();
            set.extend(findings);
            let out = set.finish(Coverage::default());
            assert_eq!(out.suppressed.len(), 1);
            out.findings.iter().map(|f| f.origin.path.to_string()).collect::<Vec<_>>()
        };
        let order = paths(vec![one.clone(), two.clone(), held.clone(), one.clone()]);
        assert_eq!(order, ["a", "b"]);
        assert_eq!(order, paths(vec![held, two, one]));
    }

    #[test]
    fn groups_by_value_gravest_first() {
        let mut all = vec![
            testing::finding("value-one", "a", Span::new(0, 9)),
            testing::finding("value-two", "b", Span::new(0, 9)),
            testing::finding("value-one", "c", Span::new(0, 9)),
        ];
        all[1].severity = Severity::Critical;
        let shown: Vec<_> =
            groups(&all).iter().map(|g| (g.first.origin.path.to_string(), g.others.len())).collect();
        assert_eq!(shown, [("b".to_owned(), 0), ("a".to_owned(), 1)]);
    }
}
