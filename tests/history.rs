//! All of history: what is found, where it came from, and what is said about what could not be seen.

mod hiding;
mod inherit;
mod submodules;

use crate::support::TestRepo;
use secretscan::engine::Engine;
use secretscan::engine::extra::Extra;
use secretscan::finding::{Finding, Policy};
use secretscan::git::Repo;
use secretscan::model::Span;
use secretscan::outcome::{Exit, Outcome};
use secretscan::rules::RuleSet;
use secretscan::scan::{HistoryJob, Options, history};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// One rule of our own, so that no change of the catalogue touches these tests.
pub fn engine() -> Engine {
    let rule = r#"
[[rule]]
id = "test-token"
name = "test token"
provider = "Test"
severity = "high"
confidence = "high"
keywords = ["tok_"]
regex = '(?P<secret>tok_[a-z0-9]{24})'
advice = "none"
"#;
    Engine::new(Arc::new(RuleSet::of_text(rule, "test.toml").expect("a good rule")))
}

/// An invented token; different for each seed.
pub fn token(seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b"abcdefghijklmnopqrstuvwxyz0123456789"[(state >> 33) as usize % 36])
    };
    std::iter::repeat_with(&mut next).take(24).fold("tok_".to_string(), |text, c| text + &c.to_string())
}

fn scan_with(path: &Path, unreachable: bool, whole: bool, threads: usize) -> Outcome {
    let repo = Repo::open(path).expect("a repository");
    let job = HistoryJob { repo: &repo, heads: &[], unreachable, whole };
    let options = Options { threads, ..Options::default() };
    history(&job, &engine(), &Policy::default(), options).expect("a scan")
}

fn scan(path: &Path) -> Outcome {
    scan_with(path, false, false, 2)
}

fn of<'o>(outcome: &'o Outcome, token: &str) -> &'o Finding {
    let mut found = outcome.findings.iter().filter(|f| f.secret.reveal() == token.as_bytes());
    let finding = found.next().unwrap_or_else(|| panic!("{token} is not found"));
    assert!(found.next().is_none(), "one finding a secret");
    finding
}

fn holds(repo: &TestRepo, commit: &str, token: &str) -> bool {
    repo.try_git(["grep", "-q", "-F", token, commit]).code == 0
}

/// The commit has it, and none of its parents does.
fn check_story(repo: &TestRepo, finding: &Finding) {
    let token = String::from_utf8(finding.secret.reveal().to_vec()).expect("ASCII");
    let life = finding.life.as_ref().expect("a story");
    let commit = life.commit.as_deref().expect("a commit");
    let path = finding.origin.path.to_string();
    let text = repo.git(["show", &format!("{commit}:{path}")]);
    let line = text.lines().nth(finding.start.line - 1).expect("the line");
    assert!(line[finding.start.column - 1..].starts_with(&token));
    for parent in repo.git(["rev-parse", &format!("{commit}^@")]).split_whitespace() {
        assert!(!holds(repo, parent, &token), "{parent} has it already");
    }
    assert_eq!(life.in_head, holds(repo, "HEAD", &token));
    if let Some(last) = &life.last_commit {
        assert!(holds(repo, last, &token));
    }
}

#[test]
fn a_secret_and_its_life() {
    let repo = TestRepo::new();
    repo.write("a.txt", "nothing\n");
    repo.commit_all("first");
    repo.write("b/c.ini", format!("x\nkey = {}\n", token(1)));
    let second = repo.commit_all("bring it in");
    repo.write("b/c.ini", format!("x\ny\nkey = {}\n", token(1))).write("copy.ini", format!("{}\n", token(2)));
    let third = repo.commit_all("more");
    repo.write("b/c.ini", "clean\n");
    repo.commit_all("take it out");
    repo.git(["tag", "old", &third]);
    for packed in [false, true] {
        if packed {
            repo.git(["repack", "-qadf"]);
        }
        let outcome = scan(&repo.path());
        assert_eq!(outcome.findings.len(), 2);
        let gone = of(&outcome, &token(1));
        let life = gone.life.as_ref().expect("a story");
        assert_eq!(life.commit.as_deref(), Some(&second[..]));
        assert_eq!(life.last_commit.as_deref(), Some(&third[..]));
        assert!(!life.in_head && !life.unreachable);
        assert_eq!((life.refs.join(" "), life.occurrences), ("main old".to_string(), 2));
        assert_eq!(life.summary, "bring it in");
        assert_eq!(life.author, "Ada Example <ada@example.com>");
        assert!(of(&outcome, &token(2)).life.as_ref().is_some_and(|l| l.in_head && l.last_commit.is_none()));
        outcome.findings.iter().for_each(|f| check_story(&repo, f));
        assert!(outcome.coverage.is_complete());
        assert_eq!(outcome.coverage.commits, Some(4));
        assert_eq!(outcome.exit(), Exit::Findings);
    }
}

#[test]
fn unreachable_only_on_request() {
    let repo = TestRepo::new();
    repo.write("a", "a\n");
    repo.commit_all("first");
    repo.write("a", token(30));
    let lost = repo.commit_all("lost");
    repo.git(["reset", "-q", "--hard", "HEAD~1"]);
    repo.git(["reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all"]);
    repo.write("../blob", token(31));
    repo.git(["hash-object", "-w", "../blob"]);
    for cruft in [false, true] {
        if cruft {
            repo.git(["gc", "-q", "--cruft", "--prune=never"]);
        }
        assert_eq!(scan(&repo.path()).exit(), Exit::Clean);
        let outcome = scan_with(&repo.path(), true, false, 2);
        assert_eq!(outcome.findings.len(), 2);
        let life = of(&outcome, &token(30)).life.clone().expect("a story");
        assert!(life.unreachable && life.commit.as_deref() == Some(&lost));
        let life = of(&outcome, &token(31)).life.clone().expect("a story");
        assert!(life.unreachable && life.commit.is_none());
    }
}

#[test]
fn what_is_not_there_is_named() {
    let repo = TestRepo::new();
    repo.write("a", "one\n");
    repo.commit_all("one");
    repo.write("a", "two\n");
    repo.commit_all("two");
    let shallow = repo.beside("shallow");
    let url = format!("file://{}", repo.path().display());
    repo.git(["clone", "-q", "--depth=1", &url, &shallow.to_string_lossy()]);
    let outcome = scan(&shallow);
    assert_eq!(outcome.exit(), Exit::Incomplete);
    assert!(outcome.coverage.missing[0].why.contains("--unshallow"), "{:?}", outcome.coverage.missing);
    // A blob that is gone, everything else still scanned.
    repo.write("b", token(40));
    repo.commit_all("three");
    let id = repo.git(["rev-parse", "HEAD~1:a"]);
    let (first, rest) = id.trim().split_at(2);
    std::fs::remove_file(repo.path().join(".git/objects").join(first).join(rest)).expect("a loose object");
    let outcome = scan(&repo.path());
    assert_eq!(outcome.findings.len(), 1);
    assert!(!outcome.coverage.is_complete());
    assert!(outcome.coverage.missing.iter().any(|gap| gap.what.contains(id.trim())));
}

/// Interrupts the run while a text is judged.
#[derive(Debug)]
struct Impatient(Arc<AtomicUsize>);

impl Extra for Impatient {
    fn find(&self, _: &[u8]) -> Vec<Span> {
        self.0.store(2, Ordering::Relaxed);
        Vec::new()
    }
}

#[test]
fn a_blob_that_is_left_in_its_middle_is_not_reached() {
    let repo = TestRepo::new();
    let text: String = (0..300).map(|n| format!("{}\n", token(n))).collect();
    repo.stage("keys.txt", &text);
    repo.commit_all("many");
    let flag = Arc::new(AtomicUsize::new(0));
    let engine = engine().with_extra(Box::new(Impatient(Arc::clone(&flag))));
    let of = Repo::open(&repo.path()).expect("a repository");
    let job = HistoryJob { repo: &of, heads: &[], unreachable: false, whole: false };
    let options = Options { interrupt: Some(&flag), threads: 1, ..Options::default() };
    let out = history(&job, &engine, &Policy::default(), options).expect("a scan");
    assert!(out.coverage.interrupted == Some(2) && !out.coverage.is_complete());
    assert_eq!((out.findings.len(), out.coverage.scanned), (0, 0));
}

#[test]
fn many_secrets_of_one_blob_have_each_their_own_story() {
    let repo = TestRepo::new();
    let text = |order: &mut dyn Iterator<Item = u64>| -> String {
        order.map(|n| format!("{}\n", token(n))).collect()
    };
    // More than are told about together, in one order and in the other.
    repo.stage("up.txt", text(&mut (0..700)));
    repo.commit_all("up");
    repo.stage("down.txt", text(&mut (100..900).rev()));
    repo.commit_all("down");
    let commits = repo.git(["rev-list", "--reverse", "HEAD"]);
    let commits: Vec<&str> = commits.lines().collect();
    let out = scan(&repo.path());
    assert_eq!(out.findings.len(), 900);
    let by_value: std::collections::HashMap<_, _> =
        out.findings.iter().map(|f| (f.secret.reveal().to_vec(), f)).collect();
    for n in 0..900 {
        let finding = by_value[token(n).as_bytes()];
        let life = finding.life.as_ref().expect("a story");
        let first = usize::from(n >= 700);
        let path = ["up.txt", "down.txt"][first];
        assert_eq!(
            (finding.origin.path.to_string(), life.commit.as_deref()),
            (path.to_owned(), Some(commits[first])),
            "{n}"
        );
        assert_eq!((life.in_head, life.occurrences), (true, 1 + u64::from((100..700).contains(&n))), "{n}");
    }
}
