//! Crowds: many values of one kind in a text are data of a program, not keys that somebody left there.

use super::bytes::is_name;
use super::key::{Class, Words, class};
use crate::model::{Candidate, Confidence, Mark, RuleIx};
use crate::rules::RuleSet;
use std::collections::HashMap;

/// The number of distinct values of a rule that makes a crowd.
const CROWD: usize = 12;

/// Lowers weak candidates in a crowd: UUIDs whose name is just `key` or `token`, and values that only a word nearby speaks
/// for. Passwords, random tokens and values with a form of their own may come in any number.
pub fn lower(rules: &RuleSet, text: &[u8], candidates: &mut [Candidate<'_>]) {
    if candidates.len() < CROWD {
        return;
    }
    let mut values: HashMap<RuleIx, Vec<usize>> = HashMap::new();
    for (at, candidate) in candidates.iter().enumerate() {
        if candidate.confidence != Confidence::High
            && candidate.dismissed.is_none()
            && is_weak(rules, text, candidate)
        {
            values.entry(candidate.rule).or_default().push(at);
        }
    }
    for places in values.into_values().filter(|places| places.len() >= CROWD) {
        let mut distinct: Vec<&[u8]> = places.iter().map(|at| &*candidates[*at].value).collect();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() < CROWD {
            continue;
        }
        for at in places {
            if candidates[at].confidence == Confidence::Low {
                continue;
            }
            candidates[at].confidence = Confidence::Low;
            candidates[at].marks.push(Mark::doubt("crowd", "one of many such values in this text"));
        }
    }
}

/// Only a bare `key` or a `token` before a UUID, or a word near it, speaks for the value.
fn is_weak(rules: &RuleSet, text: &[u8], candidate: &Candidate<'_>) -> bool {
    let Some(rule) = rules.rule(candidate.rule) else { return false };
    if !rules.is_generic(candidate.rule) {
        return candidate.public_prefix == 0
            && candidate.secret == candidate.whole
            && rule.near().is_some_and(|near| near.required && near.words.len > 0)
            && !is_promised(text, candidate.secret.start);
    }
    if candidate.value.len() != 36 || candidate.value.iter().filter(|b| **b == b'-').count() != 4 {
        return false;
    }
    let name = text.get(candidate.whole.start..candidate.secret.start).unwrap_or_default();
    let end = name.iter().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')));
    let words = Words::of(&name[..end.unwrap_or(name.len())]);
    matches!(class(&words, b"").0, Class::Key | Class::Token)
}

/// True if the name right before the value says that it is a key or a token: `DATADOG_API_KEY=`, once for each of many
/// customers.
fn is_promised(text: &[u8], at: usize) -> bool {
    let head = &text[at.saturating_sub(NAME)..at];
    let between = |b: &u8| matches!(b, b' ' | b'"' | b'\'' | b'`' | b':' | b'=' | b'>' | b'(');
    let name = &head[..head.len() - head.iter().rev().take_while(|b| between(b)).count()];
    let length = name.iter().rev().take_while(|b| is_name(**b)).count();
    name.len() < head.len() && class(&Words::of(&name[name.len() - length..]), b"").0 != Class::None
}

/// How far before a value its name is read.
const NAME: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_promise() {
        for text in ["DATADOG_API_KEY=", "\"acme_token\": \"", "password: '", "secret => "] {
            assert!(is_promised(text.as_bytes(), text.len()), "{text}");
        }
        for text in ["\"sha\": \"", "datadog id ", "- ", "", "api_key"] {
            assert!(!is_promised(text.as_bytes(), text.len()), "{text}");
        }
    }
}
