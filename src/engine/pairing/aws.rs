//! AWS: the account that a key id names, and ids that are reported with their pair.

use super::span_set::SpanSet;
use crate::engine::checks::aws;
use crate::engine::matcher::aws::ID_LENGTH;
use crate::model::{Candidate, Confidence, Mark, Related, Span};
use crate::rules::RuleSet;
use std::borrow::Cow;

pub(super) const IDS: [&str; 2] = ["aws-access-key-id", "aws-temporary-access-key-id"];
const PAIRS: [&str; 2] = ["aws-key-pair", "aws-root-key"];
pub(super) const LABEL: &str = "its access key id";
const BEDROCK: &str = "aws-bedrock-long-term-key";

/// Adds the account to each key, marks canary tokens and ids that AWS does not issue, and leaves one finding for each
/// pair.
pub fn apply<'b>(rules: &RuleSet, text: &'b [u8], candidates: &mut Vec<Candidate<'b>>) {
    name_ids(rules, text, candidates);
    super::halves::join(rules, text, candidates);
    let mut paired: Vec<Span> = Vec::new();
    for candidate in candidates.iter_mut() {
        let rule = rules.id(candidate.rule);
        if let Some(id) = told_with(candidate) {
            if candidate.dismissed.is_none() {
                paired.push(id);
            }
        } else if IDS.contains(&rule) {
            let id = candidate.value.clone();
            name_account(candidate, &id);
            if !aws::plausible(&id) {
                candidate.confidence = candidate.confidence.min(Confidence::Medium);
                let reason = "AWS mints no id with this fifth character today";
                candidate.marks.push(Mark::doubt("aws-generation", reason));
            }
        } else if rule == BEDROCK {
            candidate.aws_account = aws::bedrock_account(&candidate.value);
        }
    }
    if !paired.is_empty() {
        // Other findings of the same id, by its form or by its name, are part of the report of the pair.
        let paired = SpanSet::new(paired);
        candidates.retain(|c| !paired.contains(c.secret));
    }
}

/// Relates each pair to its id. `text` must be the one that the pair was found in, after decoding: the text around it
/// does not show where the id ends.
pub fn name_ids(rules: &RuleSet, text: &[u8], candidates: &mut [Candidate<'_>]) {
    for candidate in candidates.iter_mut().filter(|c| PAIRS.contains(&rules.id(c.rule))) {
        if told_with(candidate).is_some() {
            continue;
        }
        let Some(id) = id_of(candidate, text) else { continue };
        let label = Cow::Borrowed(LABEL);
        candidate.related.push(Related { span: id, label, secret: false });
        name_account(candidate, id.of(text));
    }
}

fn told_with(candidate: &Candidate<'_>) -> Option<Span> {
    candidate.related.iter().find(|related| related.label == LABEL).map(|related| related.span)
}

/// The id of a pair: the secret is at one end of the whole match, the id at the other.
fn id_of(pair: &Candidate<'_>, text: &[u8]) -> Option<Span> {
    let whole = pair.whole;
    let id = if whole.start == pair.secret.start {
        Span::new(whole.end.checked_sub(ID_LENGTH)?, whole.end)
    } else {
        Span::new(whole.start, whole.start + ID_LENGTH)
    };
    (id.of(text).len() == ID_LENGTH).then_some(id)
}

pub(super) fn name_account(candidate: &mut Candidate<'_>, id: &[u8]) {
    candidate.aws_account = aws::account(id);
    if candidate.aws_account.is_some_and(aws::is_canary) {
        candidate.note =
            Some(Cow::Borrowed("canary token: its owner is told when it is used, so never try it"));
    }
}

#[cfg(test)]
mod tests;
