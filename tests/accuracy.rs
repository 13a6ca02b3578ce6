//! The labelled cases of `tests/accuracy/cases.tsv`: what is found by the whole engine, category by category.

use secretscan::engine::{Engine, Scratch};
use secretscan::model::{Chunk, Confidence, Origin, Place};
use secretscan::rules::RuleSet;
use std::collections::BTreeMap;
use std::sync::Arc;

struct Case {
    category: &'static str,
    /// `None`: nothing may be found at medium.
    least: Option<Confidence>,
    path: &'static str,
    text: String,
}

fn cases() -> Vec<Case> {
    include_str!("accuracy/cases.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut columns = line.split('\t');
            let mut next = || columns.next().expect("four columns");
            let (category, least, path, text) = (next(), next(), next(), next());
            let least = match least {
                "-" => None,
                "low" => Some(Confidence::Low),
                "medium" => Some(Confidence::Medium),
                other => panic!("no confidence: {other}"),
            };
            let text = text.replace('~', "").replace("\\\\", "\0").replace("\\n", "\n").replace('\0', "\\");
            Case { category, least, path, text }
        })
        .collect()
}

/// The best confidence of any finding, and the rule that has it.
fn best(engine: &Engine, case: &Case) -> Option<(Confidence, String)> {
    let chunk =
        Chunk::whole(Origin { path: case.path.into(), place: Place::File }, case.text.clone().into_bytes());
    let mut scratch = Scratch::default();
    let found = engine.scan(&chunk, &mut scratch);
    found
        .iter()
        .filter(|c| c.dismissed.is_none() && engine.rules().applies(c.rule, case.path.as_bytes()))
        .map(|c| (c.confidence, engine.rules().info(c.rule).id.to_string()))
        .max()
}

#[test]
fn the_labelled_cases_are_judged_well() {
    let engine = Engine::new(Arc::new(RuleSet::builtin()));
    let mut tally: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in cases() {
        let found = best(&engine, &case);
        let got = found.as_ref().map(|(level, _)| *level);
        let right = match case.least {
            Some(least) => got >= Some(least),
            None => got < Some(Confidence::Medium),
        };
        let (good, all) = tally.entry(case.category).or_default();
        *good += usize::from(right);
        *all += 1;
        if !right {
            wrong.push(format!("{} {} {:?}: {}", case.category, case.path, found, case.text));
        }
    }
    for (category, (good, all)) in tally {
        println!("{category:12} {good} of {all}");
        let floor = 0.9;
        let share = good as f64 / all as f64;
        assert!(share >= floor, "{category}: {good} of {all} right\n{}", wrong.join("\n"));
    }
    println!("{}", wrong.join("\n"));
}
