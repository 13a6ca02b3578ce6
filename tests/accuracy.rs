//! The labelled cases of `tests/accuracy/cases.tsv`: what is found by the whole engine, category by category.

use secretscan::engine::{Engine, Scratch};
use secretscan::model::{Chunk, Confidence, Origin};
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

fn best(engine: &Engine, case: &Case) -> Option<Confidence> {
    let chunk = Chunk::whole(Origin::of_path(case.path), case.text.clone().into_bytes());
    let mut scratch = Scratch::default();
    let found = engine.scan(&chunk, &mut scratch);
    found.iter().filter(|c| c.dismissed.is_none()).map(|c| c.confidence).max()
}

#[test]
fn the_labelled_cases_are_judged_well() {
    let engine = Engine::new(Arc::new(RuleSet::builtin()));
    let mut tally: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in cases() {
        let got = best(&engine, &case);
        let right = match case.least {
            Some(least) => got >= Some(least),
            None => got < Some(Confidence::Medium),
        };
        let (good, all) = tally.entry(case.category).or_default();
        *good += usize::from(right);
        *all += 1;
        if !right {
            wrong.push(format!("{} {} {:?}: {}", case.category, case.path, got, case.text));
        }
    }
    for (category, (good, all)) in tally {
        println!("{category:12} {good} of {all}");
        let floor = if category == "word-like" { 0.85 } else { 0.9 };
        let share = good as f64 / all as f64;
        assert!(share >= floor, "{category}: {good} of {all} right\n{}", wrong.join("\n"));
    }
    println!("{}", wrong.join("\n"));
}
