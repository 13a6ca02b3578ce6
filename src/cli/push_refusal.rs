//! The message for a refused push: a few lines, which git shows to the person who pushes behind `remote:`.

use crate::finding::{Finding, groups};
use crate::model::Place;
use crate::outcome::Outcome;
use crate::report::{self, sanitize::escape};
use crate::rules::RuleSet;
use std::io::Write;
use std::time::Duration;

/// How many secrets, and how many things that could not be checked, are named.
const SHOWN: usize = 5;

/// Writes why a push is refused; writes nothing if it is not.
pub fn write(outcome: &Outcome, rules: &RuleSet, budget: Option<Duration>, out: &mut dyn Write) {
    // If the client hung up, the exit code still refuses the push.
    let _ = out.write_all(text(outcome, rules, budget).as_bytes());
}

fn text(outcome: &Outcome, rules: &RuleSet, budget: Option<Duration>) -> String {
    let mut text = String::new();
    if !outcome.findings.is_empty() {
        text += &secrets(outcome, rules);
    }
    if !outcome.coverage.is_complete() {
        text += &gaps(outcome, budget);
    }
    text
}

/// The secrets that the push would publish, and what to do about them.
fn secrets(outcome: &Outcome, rules: &RuleSet) -> String {
    let groups = groups(&outcome.findings);
    let secrets = if groups.len() == 1 { "a secret" } else { "secrets" };
    let mut text = format!("secretscan: push refused, it would publish {secrets}:\n");
    for group in groups.iter().take(SHOWN) {
        let first = group.first;
        let more = match group.others.len() {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        text += &format!(
            "  {:<8}  {}  {}{more}  (id {})\n",
            first.severity.name(),
            escape(rules.info(first.rule).name),
            place(first),
            first.fingerprint.short()
        );
    }
    if groups.len() > SHOWN {
        text += &format!("  and {} more secrets\n", groups.len() - SHOWN);
    }
    let is_tag = |finding: &&Finding| matches!(finding.origin.place, Place::Tag(_));
    let tags = outcome.findings.iter().filter(is_tag).count();
    let ways = [
        (tags < outcome.findings.len(), "Take it out of the commits (git commit --amend, git rebase -i)"),
        (tags > 0, "Make the tag anew without it (git tag -f -a)"),
    ];
    for (_, way) in ways.iter().filter(|(is_needed, _)| *is_needed) {
        text += &format!("{way} and push again; revoke what was published elsewhere.\n");
    }
    // With `secretscan.strict`, allow entries that are part of the push do not count: one more would not help.
    text += if groups.iter().all(|group| group.first.refused) {
        "What it lets pass by itself is refused here: push that alone first, for somebody to agree to.\n"
    } else {
        "False alarm? secretscan allow ID --reason \"...\", commit that, and push again.\n"
    };
    text
}

/// What could not be checked, and how to raise the time budget where that was the reason.
fn gaps(outcome: &Outcome, budget: Option<Duration>) -> String {
    let gaps: Vec<_> = outcome.coverage.unread.iter().chain(&outcome.coverage.missing).collect();
    let mut text = "secretscan: push refused, not all of it could be checked:\n".to_owned();
    for gap in gaps.iter().take(SHOWN) {
        text += &format!("  {}: {}\n", escape(&gap.what), escape(&gap.why));
    }
    if gaps.len() > SHOWN {
        text += &format!("  and {} more\n", gaps.len() - SHOWN);
    }
    if gaps.iter().any(|gap| gap.why.contains(crate::git::OUT_OF_TIME)) {
        let seconds = budget.unwrap_or_default().as_secs_f64();
        text += &format!(
            "The time budget is {seconds} s: push fewer commits at once, or have it raised on the server \
             (git config secretscan.timeBudget SECONDS).\n"
        );
    }
    text
}

/// The place of a finding, and the commit that brought it in.
fn place(finding: &Finding) -> String {
    let place = report::place(finding);
    match (&finding.life, finding.origin.place) {
        (Some(life), Place::Blob(_)) => match &life.commit {
            Some(commit) => format!("{place} in commit {}", commit.get(..10).unwrap_or(commit)),
            None => place,
        },
        _ => place,
    }
}
