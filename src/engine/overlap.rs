//! Several rules may hold the same bytes: the best one keeps them.

use crate::model::{Candidate, Confidence, RuleIx};
use crate::rules::RuleSet;
use std::cmp::Reverse;

/// Sorts candidates by place and drops those whose secret overlaps that of a better one. A rule that holds only under
/// some paths drops nothing: whether it holds is not known yet.
pub fn resolve(rules: &RuleSet, candidates: &mut Vec<Candidate<'_>>) {
    candidates.sort_by_key(|c| (c.secret.start, Reverse(c.secret.end), c.rule));
    if candidates.len() < 2 {
        return;
    }
    let mut dropped = vec![false; candidates.len()];
    for (at, candidate) in candidates.iter().enumerate() {
        // Sorted by start, so what may overlap follows closely.
        for (behind, other) in candidates.iter().enumerate().skip(at + 1) {
            if other.secret.start >= candidate.secret.end {
                break;
            }
            if dropped[at] {
                break;
            }
            if dropped[behind] {
                continue;
            }
            let other_wins = rank(rules, other) > rank(rules, candidate);
            let (winner, loser) = if other_wins { (behind, at) } else { (at, behind) };
            if !by_path(rules, candidates[winner].rule) {
                dropped[loser] = true;
            }
        }
    }
    let mut flags = dropped.into_iter();
    candidates.retain(|_| !flags.next().unwrap_or(false));
}

fn by_path(rules: &RuleSet, rule: RuleIx) -> bool {
    rules.rule(rule).is_some_and(|rule| rule.row.by_path)
}

/// Live before dismissed, vendor before generic, then confidence, severity, and the longer secret.
fn rank(
    rules: &RuleSet,
    candidate: &Candidate<'_>,
) -> (bool, bool, Confidence, crate::model::Severity, usize) {
    let vendor = !rules.is_generic(candidate.rule);
    // A dismissed vendor value is a known dummy: that says more than a guess from its name.
    (
        candidate.dismissed.is_none() || vendor,
        vendor,
        candidate.confidence,
        candidate.severity,
        candidate.secret.len(),
    )
}
