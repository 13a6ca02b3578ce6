//! A verdict is what the bytes that were looked at make it: whatever else of a text changes, it stays.

use super::*;
use crate::engine::{Engine, Footprint, Hit, Progress, Reading};
use crate::model::{Dice, FileKind};
use crate::rules::RuleSet;
use std::path::Path;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Arc::new(RuleSet::builtin())).with_literals([OWN.as_bytes().to_vec()]));
const OWN: &str = "zyxw-vuts-rqpo";

/// Lines that may stand around a secret.
const LINES: [&str; 14] = [
    "",
    "password = \"hunter2-Xy9\"",
    "  token: abcdefgh,",
    "# an example of user and host",
    "{\"secret\": \"kD93jf02mXp1\", \"name\": \"value\"}",
    "}",
    "[section]",
    "export API_KEY=q7Rk2mVx9Lp4Zt8wNc3H",
    "lorem ipsum dolor sit amet, consectetur adipiscing elit; sed do eiusmod",
    "cGFzc3dvcmQ9aHVudGVyMi1odW50ZXIyLWh1bnRlcjI=",
    "url%3Dhttps%3A%2F%2Fjoe%3As3cr3t-9@db.local",
    "x = get('secret', 'kD93jf02mXp1')",
    "<key>Password</key>",
    "0123456789abcdef0123456789abcdef",
];

/// The examples of the catalogue, every so many of them.
fn examples(step: usize) -> Vec<String> {
    fn text(value: &toml::Value) -> String {
        match value {
            toml::Value::Array(parts) => parts.iter().map(text).collect(),
            toml::Value::Table(file) => file.get("text").map(text).unwrap_or_default(),
            other => other.as_str().unwrap_or_default().to_owned(),
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("a file").path()).collect();
    files.retain(|path| path.extension().is_some_and(|ext| ext == "toml"));
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let table: toml::Table = std::fs::read_to_string(file).expect("UTF-8").parse().expect("TOML");
        let rules = table.get("rule").and_then(|rules| rules.as_array()).into_iter().flatten();
        let lists = rules.filter_map(|rule| rule.get("examples")?.as_array());
        all.extend(lists.flatten().map(text));
    }
    all.into_iter().step_by(step).collect()
}

fn noise(dice: &mut Dice, most: usize) -> String {
    let mut text = String::new();
    for _ in 0..dice.below(most) {
        text += LINES[dice.below(LINES.len())];
        text += ["\n", "\n", "\n", "\r\n", "", " "][dice.below(6)];
    }
    text
}

/// All that a verdict says, seen from `to`.
fn said(verdict: &Verdict, text: &[u8], to: usize) -> String {
    let inner = match &verdict.inside {
        Inside::Text(inner) => Some(inner),
        _ => None,
    };
    let kept = verdict.found.iter().chain(inner.iter().flat_map(|inner| &inner.found));
    let all: Vec<_> = kept.map(|k| (k.places(verdict.pos, to), k.candidate(text, verdict.pos, to))).collect();
    let covered = inner.map(|inner| inner.covered.moved(verdict.pos, to));
    format!("{all:?} {covered:?}")
}

/// The verdict on a hit, and on the text that lies there, if any.
fn judge(kind: FileKind, text: &[u8], hit: Hit) -> (Arc<Verdict>, Footprint) {
    let (verdict, mut footprint) = ENGINE.verdict(kind, text, hit, &mut Reading::default());
    let mut verdict = Arc::new(verdict);
    let more = ENGINE.open(kind, text, hit, &mut verdict, &mut Progress::new(text));
    footprint = more.map_or(footprint, |more| footprint.and(more));
    (verdict, footprint)
}

#[test]
fn only_what_was_looked_at_decides() {
    let dice = &mut Dice(7);
    let (mut live, mut bound) = (0, 0);
    for (number, example) in examples(20).iter().enumerate() {
        let kind = FileKind::ALL[number % FileKind::ALL.len()];
        let own = if number % 5 == 0 { OWN } else { "" };
        let text = [&noise(dice, 40), example, own, &noise(dice, 40)].concat().into_bytes();
        let mut hits = Vec::new();
        ENGINE.hits(&text, &mut hits);
        for hit in hits {
            let (verdict, footprint) = judge(kind, &text, hit);
            let Footprint { span, at_start, at_end } = footprint;
            let pos = hit.pos as usize;
            let before = if at_start { text[..span.start].to_vec() } else { noise(dice, 9).into_bytes() };
            let behind = if at_end { text[span.end..].to_vec() } else { noise(dice, 9).into_bytes() };
            let there = before.len() + pos - span.start;
            let other = [&before, span.of(&text), &behind].concat();
            if !verdict.counts_in(&other, there) {
                continue;
            }
            let again = judge(kind, &other, Hit { pos: there as u32, ..hit }).0;
            live += usize::from(!verdict.is_silent());
            bound += usize::from(!(at_start && at_end));
            assert_eq!(
                said(&verdict, &other, there),
                said(&again, &other, there),
                "{kind:?}, {hit:?}, {footprint:?}, once in\n{}\n, once in\n{}",
                String::from_utf8_lossy(&text),
                String::from_utf8_lossy(&other)
            );
            assert_eq!(verdict.is_negative(), again.is_negative());
        }
    }
    assert!(live > 1000 && bound > 2 * live, "{live} live verdicts, {bound} bound ones");
}

#[test]
fn verdicts_make_up_the_judgement() {
    let dice = &mut Dice(11);
    let examples = examples(1);
    for number in 0..150 {
        let kind = FileKind::ALL[number % FileKind::ALL.len()];
        let mut text = noise(dice, 9);
        for _ in 0..dice.below(6) {
            text += &examples[dice.below(examples.len())];
            text += &noise(dice, 3);
        }
        let text = [text.as_bytes(), &[0u8][..number % 29 / 28]].concat();
        let mut hits = Vec::new();
        ENGINE.hits(&text, &mut hits);
        let (mut progress, mut reading) = (Progress::new(&text), Reading::default());
        let verdicts: Vec<_> = hits
            .iter()
            .map(|&hit| {
                // What was read for other hits changes nothing.
                let (alone, footprint) = ENGINE.verdict(kind, &text, hit, &mut Reading::default());
                let (verdict, same) = ENGINE.verdict(kind, &text, hit, &mut reading);
                assert_eq!((format!("{alone:?}"), footprint), (format!("{verdict:?}"), same));
                let mut verdict = Arc::new(verdict);
                ENGINE.open(kind, &text, hit, &mut verdict, &mut progress);
                (hit, verdict)
            })
            .collect();
        let judged: Vec<_> =
            verdicts.iter().filter(|v| !v.1.is_silent()).map(|(hit, verdict)| (*hit, verdict)).collect();
        let whole = ENGINE.judge_with(kind, &text, &hits, Vec::new());
        let conclude = |for_report| ENGINE.conclude(kind, &text, &judged, Vec::new(), for_report);
        assert_eq!(
            format!("{:#?}", conclude(true)),
            format!("{whole:#?}"),
            "{kind:?} of\n{}",
            String::from_utf8_lossy(&text)
        );
        let name = |c: &Candidate<'_>| (c.rule, c.secret, c.confidence, c.value.to_vec());
        let names = |all: &[Candidate<'_>]| all.iter().map(name).collect::<Vec<_>>();
        assert_eq!(names(&conclude(false)), names(&whole));
    }
}
