//! All of history: what is found, where it came from, and what is said about what could not be seen.

use crate::support::{TestRepo, run};
use secretscan::engine::{Engine, Scratch};
use secretscan::finding::{Finding, Fingerprint, Policy};
use secretscan::git::Repo;
use secretscan::model::{Chunk, Origin, Place};
use secretscan::outcome::{Exit, Outcome};
use secretscan::rules::RuleSet;
use secretscan::scan::{HistoryJob, Options, history};
use std::path::Path;
use std::sync::Arc;

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
fn wherever_it_hides() {
    let repo = TestRepo::new();
    repo.write("base.txt", "base\n");
    repo.commit_all("base");
    // Only in a merge.
    repo.git(["checkout", "-q", "-b", "side"]);
    repo.write("side.txt", "side\n");
    repo.commit_all("side");
    repo.git(["checkout", "-q", "main"]);
    repo.write("main.txt", "main\n");
    repo.commit_all("main");
    repo.git(["merge", "-q", "--no-commit", "--no-ff", "side"]);
    repo.write("merged.txt", token(10));
    let merge = repo.commit_all("merge");
    // In messages, author names, tags, tags on blobs and trees, notes, stashes, a detached worktree, a reflog.
    repo.git(["commit", "-q", "--allow-empty", "-m", &format!("use {}", token(11))]);
    repo.git([
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "author",
        "--author",
        &format!("{} <a@b.c>", token(12)),
    ]);
    repo.git(["tag", "-a", "note", "-m", &format!("see {}", token(13))]);
    let blob = |text: &str| {
        repo.write("../blob", text);
        repo.git(["hash-object", "-w", "../blob"]).trim().to_string()
    };
    let id = blob(&token(14));
    repo.git(["tag", "on-blob", &id]);
    let id = blob(&token(15));
    repo.git(["read-tree", "--empty"]);
    repo.git(["update-index", "--add", "--cacheinfo", &format!("100644,{id},in/tree.txt")]);
    let tree = repo.git(["write-tree"]);
    repo.git(["read-tree", "HEAD"]);
    repo.git(["tag", "-a", "-m", "a tree", "on-tree", tree.trim()]);
    repo.git(["notes", "add", "-m", &format!("noted {}", token(16))]);
    repo.write("main.txt", token(17));
    repo.git(["stash", "-q"]);
    let linked = repo.beside("linked");
    repo.git(["worktree", "add", "-q", "--detach", &linked.to_string_lossy()]);
    std::fs::write(linked.join("detached.txt"), token(18)).expect("a file");
    for args in [&["add", "."][..], &["commit", "-q", "-m", "detached"]] {
        assert!(repo.command("git", &linked).args(args).status().expect("git runs").success());
    }
    repo.write("amended.txt", token(19));
    repo.commit_all("to be amended");
    repo.write("amended.txt", "clean");
    repo.git(["add", "-A"]);
    repo.git(["commit", "-q", "--amend", "-m", "amended"]);
    // Nothing hides it: attributes, replacements, grafts.
    repo.write(".gitattributes", "* -diff binary\n");
    repo.commit_all("attributes");
    repo.git(["replace", "--graft", "HEAD"]);
    for packed in [false, true] {
        if packed {
            let never = ["-c", "gc.reflogExpire=never", "-c", "gc.reflogExpireUnreachable=never"];
            repo.git(never.iter().chain(&["gc", "-q"]));
        }
        let outcome = scan(&repo.path());
        for seed in 10..20 {
            of(&outcome, &token(seed));
        }
        assert_eq!(outcome.findings.len(), 10);
        let life = |seed| of(&outcome, &token(seed)).life.clone().expect("a story");
        assert_eq!(life(10).commit.as_deref(), Some(&merge[..]));
        assert!(matches!(of(&outcome, &token(11)).origin.place, Place::Commit(_)));
        assert!(matches!(of(&outcome, &token(13)).origin.place, Place::Tag(_)));
        assert_eq!(life(13).refs, ["note"]);
        assert_eq!(life(14).refs, ["on-blob"]);
        assert_eq!(
            (life(15).refs, of(&outcome, &token(15)).origin.path.to_string()),
            (vec!["on-tree".into()], "in/tree.txt".into())
        );
        assert!(life(19).commit.is_some() && life(19).refs.is_empty() && !life(19).unreachable);
        assert!(outcome.coverage.is_complete(), "{:?}", outcome.coverage.missing);
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

/// What a scan of every single blob finds, history finds too.
#[test]
fn no_less_than_blob_by_blob() {
    let repo = TestRepo::new();
    for i in 0..30u64 {
        let text = (0..60).fold(String::new(), |text, n| match (n + i) % 23 {
            0 => text + &format!("key: {}\n", token(500 + 60 * i + n)),
            _ => text + &format!("plain line {}\n", (n * i) % 17),
        });
        repo.write(&format!("f{}.yml", i % 3), &text).write("wide.txt", wide(&text));
        repo.commit_all(&format!("change {i}"));
    }
    repo.git(["repack", "-qadf"]);
    let engine = engine();
    let mut singly = std::collections::BTreeSet::new();
    for line in repo.git(["rev-list", "--objects", "--all"]).lines() {
        let Some((id, path)) = line.split_once(' ').filter(|(_, path)| path.contains('.')) else { continue };
        let output = repo.command("git", &repo.path()).args(["cat-file", "blob", id]).output();
        let origin = Origin { path: path.into(), place: Place::File };
        let chunk = Chunk::whole(origin, output.expect("git runs").stdout);
        let found = engine.scan(&chunk, &mut Scratch::default());
        singly.extend(found.iter().map(|c| Fingerprint::of(&c.value)));
    }
    let outcome = scan(&repo.path());
    let found: std::collections::BTreeSet<_> = outcome.findings.iter().map(|f| f.fingerprint).collect();
    assert!(singly.len() > 30);
    assert_eq!(found, singly);
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn submodules_on_request() {
    let inner = TestRepo::new();
    inner.write("s.txt", token(60));
    inner.commit_all("inner");
    let repo = TestRepo::new();
    let url = inner.path().to_string_lossy().into_owned();
    repo.git(["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &url, "libs/inner"]);
    repo.commit_all("outer");
    let modules = Repo::open(&repo.path()).expect("a repository").submodules();
    assert_eq!(modules.found.len(), 1);
    assert_eq!((modules.found[0].0.as_str(), modules.absent.len()), ("libs/inner", 0));
    of(&scan(&modules.found[0].1), &token(60));
    let clone = repo.beside("clone");
    repo.git(["clone", "-q", ".", &clone.to_string_lossy()]);
    let output = repo.scan_in(&clone, ["--history", "--recurse-submodules"]).run().expect(3);
    assert!(output.all().contains("git submodule update"), "{}", output.all());
}

/// Submodules in submodules are followed for some levels; what lies below is named.
#[test]
fn submodules_that_lie_too_deep_are_named() {
    let repo = TestRepo::new();
    let mut folder = repo.path();
    for level in 1..=9 {
        // A repository within a repository, as git kept submodules before it had one place for all.
        std::fs::write(folder.join(".gitmodules"), "[submodule \"in\"]\n\tpath = in\n\turl = ./in\n")
            .expect("a file");
        folder = folder.join("in");
        std::fs::create_dir(&folder).expect("a folder");
        run(repo.command("git", &folder).args(["init", "-q"])).expect(0);
        std::fs::write(folder.join("s.txt"), token(level)).expect("a file");
        run(repo.command("git", &folder).args(["add", "s.txt"])).expect(0);
        run(repo.command("git", &folder).args(["commit", "-q", "-m", "inner"])).expect(0);
    }
    let said = repo.scan(["--history", "--recurse-submodules", "--format", "json"]).run();
    let document: serde_json::Value = serde_json::from_str(&said.stdout).expect("a document");
    let missing = document["receipt"]["missing"].as_array().expect("a list");
    assert_eq!(missing.len(), 1, "{missing:?}");
    let text = missing[0].to_string();
    assert!(text.contains("submodule in") && text.contains("too deep"), "{text}");
    assert_ne!(said.code, 0);
}

/// Inheritance, packing and threads change nothing.
#[test]
fn the_same_whatever_the_store_looks_like() {
    let repo = TestRepo::new();
    let mut lines: Vec<String> =
        (0..400).map(|i| format!("line {i} of a long file, text text text")).collect();
    for i in 0..40u64 {
        let at = (i as usize * 37) % lines.len();
        match i % 4 {
            0 => lines[at] = format!("key = {}", token(100 + i)),
            1 => lines.insert(at, format!("{}, {}", token(100 + i), token(200 + i))),
            2 => drop(lines.remove(at)),
            _ => lines.rotate_left(at),
        }
        repo.write("long.txt", lines.join("\n")).write(&format!("d{}/x.py", i % 3), lines[..50].join("\n"));
        repo.commit_all(&format!("change {i}"));
    }
    let key = |f: &Finding| (f.origin.clone(), f.span, f.fingerprint, f.life.clone());
    let expected: Vec<_> = scan_with(&repo.path(), false, true, 1).findings.iter().map(key).collect();
    assert!(expected.len() > 25);
    repo.git(["repack", "-qadf", "--depth=60", "--window=50"]);
    for (whole, threads) in [(true, 1), (false, 1), (false, 4), (true, 3)] {
        let outcome = scan_with(&repo.path(), false, whole, threads);
        assert_eq!(outcome.findings.iter().map(key).collect::<Vec<_>>(), expected);
        outcome.findings.iter().for_each(|f| check_story(&repo, f));
    }
}

/// Lines of every kind that the catalogue judges by what stands around them.
fn lines(seed: u64) -> [String; 12] {
    let value = &token(seed)[4..];
    let long = [value, &token(seed + 1)[4..20]].concat();
    [
        format!("password = \"{value}\""),
        format!("db = postgres://joe:{}@db.local/x", &value[..12]),
        format!("aws_access_key_id = {}", ["AKI", "ARZPUZDIKK", "UJDIVTY"].concat()),
        format!("aws_secret_access_key = {}", ["q7Rk2mVx9Lp4", "/Zt8wNc3HbJ6yFd1", "+SgQa5eTuXo0"].concat()),
        format!("client.login(user, \"{}\")  # gitleaks:allow", &value[..14]),
        format!("Authorization: Bearer {long}"),
        format!("url%3Dhttps%3A%2F%2Fjoe%3A{}%40host%2F", &value[..10]),
        "cGFzc3dvcmQ9aHVudGVyMi1odW50ZXIyLWh1bnRlcjI=".to_owned(),
        format!("if pass == {} {{ return {} }}", &value[..8], &value[..8]),
        format!("github_token: {}", ["gh", "p_", &long[..36]].concat()),
        "lorem ipsum dolor sit amet, consectetur adipiscing elit".to_owned(),
        String::new(),
    ]
}

/// Versions of a file of many lines that are inserted, deleted and moved: what is taken over from a delta base must be
/// what judging each version by itself says.
#[test]
fn inherited_verdicts_are_those_of_each_version() {
    let repo = TestRepo::new();
    let mut state = 5u64;
    let mut dice = |sides: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % sides
    };
    let mut text: Vec<String> = (0..120).map(|n| lines(n as u64)[dice(12)].clone()).collect();
    for version in 0..60 {
        for _ in 0..1 + dice(3) {
            let at = dice(text.len());
            match dice(3) {
                0 => text.insert(at, lines(version)[dice(12)].clone()),
                1 => drop(text.remove(at)),
                _ => text.swap(at, version as usize % 60),
            }
        }
        let name = ["app.py", "app.conf", "notes.md"][version as usize % 3];
        repo.write(name, text.join("\n")).commit_all("more");
    }
    repo.git(["repack", "-adfq", "--depth=60", "--window=60"]);
    let scan = |args: &[&str]| {
        let output = repo.scan(["--history", "--format", "jsonl"].iter().chain(args)).run();
        assert!(output.code < 2, "{}", output.all());
        output.stdout
    };
    let inherited = scan(&[]);
    assert!(inherited.len() > 10_000, "much is found");
    assert!(inherited == scan(&["--no-inherit"]), "verdicts differ");
}
