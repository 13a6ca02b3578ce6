//! Several rules may match the same bytes: keeps the best candidate.

use crate::model::{Candidate, Confidence, RuleIx};
use crate::rules::RuleSet;
use std::cmp::Reverse;

/// Sorts candidates by place and drops those whose secret overlaps that of a better one. A rule that is bound to paths
/// drops nothing, because the path is not known yet.
pub fn resolve(rules: &RuleSet, candidates: &mut Vec<Candidate<'_>>) {
    candidates.sort_by_key(|c| (c.secret.start, Reverse(c.secret.end), c.rule));
    if candidates.len() < 2 {
        return;
    }
    let mut dropped = vec![false; candidates.len()];
    for (at, candidate) in candidates.iter().enumerate() {
        // Sorted by start, so overlapping candidates are close together.
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

/// Vendor before generic, live before dismissed, then confidence, severity, and the longer secret. A vendor's value
/// that is known to be a dummy says more than a guess from its name, but nothing about the rules of another vendor.
fn rank(
    rules: &RuleSet,
    candidate: &Candidate<'_>,
) -> (bool, bool, Confidence, crate::model::Severity, usize) {
    (
        !rules.is_generic(candidate.rule),
        candidate.dismissed.is_none(),
        candidate.confidence,
        candidate.severity,
        candidate.secret.len(),
    )
}

#[cfg(test)]
mod tests {
    use crate::engine::{Engine, Scratch};
    use crate::model::{Chunk, Origin, Place, RepoPath};
    use crate::rules::RuleSet;
    use std::sync::Arc;

    #[test]
    fn a_refuted_form_yields_to_another_that_holds() {
        // Its first part is not a number, as that of a bot token is; beside the word it is accepted anyway.
        let parts =
            ["discord_token = \"MTk4kqWzVbXnRtYpLdFh", "GsQ2.Kq8vXw.", "PzR7nTbYcJ5mHf9PsDg3UaE6iNo\""];
        let rules = Arc::new(RuleSet::builtin());
        let origin = Origin { path: RepoPath::from("bot.py"), place: Place::File };
        let chunk = Chunk::whole(origin, parts.concat().into_bytes());
        let found = Engine::new(rules.clone()).scan(&chunk, &mut Scratch::default());
        let live: Vec<&str> =
            found.iter().filter(|c| c.dismissed.is_none()).map(|c| rules.info(c.rule).id).collect();
        assert!(live.contains(&"discord-bot-token-context"), "{live:?}");
    }
}
