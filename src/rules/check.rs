//! Verifies a rule file: that it loads, and that every example, but no non-example, is found by its own rule. Used by
//! `secretscan rules check` and by the tests of the catalogue.

use super::compile::{OWN_VALUES, Problem};
use super::load::{RuleFile, parse, prove};
use super::raw::{RawExample, RawRule};
use super::table::Tables;
use super::{RuleSet, builtin};
use crate::engine::{Engine, Scratch};
use crate::error::Error;
use crate::model::{Chunk, Origin, Place, RepoPath};
use std::sync::Arc;

/// Every problem of a rule file; empty if there is none.
pub fn check(text: &str, file: &str) -> Vec<Problem> {
    let raw = match parse(&RuleFile { name: file, text }) {
        Ok(raw) => raw,
        Err(Error::Rule { rule, message, .. }) => return vec![Problem { rule, message }],
        Err(other) => return vec![Problem { rule: "?".into(), message: other.to_string() }],
    };
    if raw.is_empty() {
        return vec![Problem { rule: "?".into(), message: "the file has no [[rule]] block".into() }];
    }
    // A file of our own catalogue replaces the built-in rules of the same ids; a user's file is added to them.
    let base = builtin::tables();
    let known = raw.iter().filter(|rule| base.find(&rule.id).is_some()).count();
    let proven = if known * 2 >= raw.len() {
        prove(raw.clone(), &Tables::default(), &base).map(|fresh| RuleSet::shadowed(base, fresh))
    } else {
        prove(raw.clone(), &base, &base).map(|user| RuleSet::of(base, user))
    };
    match proven {
        Ok(set) => examples(&raw, Arc::new(set.with_optional())),
        Err(problems) => problems,
    }
}

/// Tests every example and non-example of these rules with the rule set `set`, which contains them.
pub fn examples(raw: &[RawRule], set: Arc<RuleSet>) -> Vec<Problem> {
    let engine = Engine::new(set.clone());
    let mut scratch = Scratch::default();
    let mut problems = Vec::new();
    for rule in raw {
        let mut say = |message: String| problems.push(Problem { rule: rule.id.clone(), message });
        if rule.examples.is_empty() && rule.matcher.as_deref() != Some(OWN_VALUES) {
            say("it has no example: add one that it must find".into());
        }
        for (at, example) in rule.examples.iter().enumerate() {
            if let Err(why) = found(&engine, &set, rule, example, &mut scratch) {
                say(format!("its example {} is not found: {why}", at + 1));
            }
        }
        for (at, example) in rule.non_examples.iter().enumerate() {
            if found(&engine, &set, rule, example, &mut scratch).is_ok() {
                say(format!("its non-example {} is found", at + 1));
            }
        }
    }
    problems
}

fn found(
    engine: &Engine,
    set: &RuleSet,
    rule: &RawRule,
    example: &RawExample,
    scratch: &mut Scratch,
) -> Result<(), String> {
    let (path, text) = match example {
        RawExample::Text(text) => ("example", text.join()),
        RawExample::File { path, text } => (path.as_str(), text.join()),
    };
    let origin = Origin { path: RepoPath::from(path), place: Place::File };
    let chunk = Chunk::whole(origin, text.into_bytes());
    let candidates = engine.scan_all(&chunk, scratch);
    let mut why = "no rule finds it".to_string();
    for candidate in &candidates {
        let info = set.info(candidate.rule);
        if info.id != rule.id || !set.applies(candidate.rule, path.as_bytes()) {
            if info.id == rule.id {
                why = "its paths do not hold there".into();
            } else if why == "no rule finds it" {
                why = format!("only {} finds it", info.id);
            }
            continue;
        }
        match &candidate.dismissed {
            Some(reason) => why = format!("dismissed: {reason}"),
            None if candidate.confidence < info.confidence => {
                why = format!("found at confidence {} only", candidate.confidence.name());
            }
            None => return Ok(()),
        }
    }
    Err(why)
}
