//! Nothing hides from a history scan, however the repository keeps it; what cannot be seen is said.

mod holes;

use crate::history::{engine, token};
use crate::support::{TestRepo, run};
use secretscan::finding::{Date, Finding, Policy};
use secretscan::git::Repo;
use secretscan::outcome::Outcome;
use secretscan::scan::{HistoryJob, Options, history};
use std::fs;
use std::path::Path;

fn scan(path: &Path) -> Outcome {
    scan_on(path, Policy::default().today)
}

fn scan_with(path: &Path, unreachable: bool) -> Outcome {
    let repo = Repo::open(path).expect("a repository");
    let job = HistoryJob { repo: &repo, heads: &[], unreachable, whole: false };
    history(&job, &engine(), &Policy::default(), Options { threads: 2, ..Options::default() })
        .expect("a scan")
}

fn scan_on(path: &Path, today: Date) -> Outcome {
    let repo = Repo::open(path).expect("a repository");
    let job = HistoryJob { repo: &repo, heads: &[], unreachable: false, whole: false };
    let policy = Policy { today, ..Policy::default() };
    history(&job, &engine(), &policy, Options { threads: 2, ..Options::default() }).expect("a scan")
}

fn find(outcome: &Outcome, seed: u64) -> &Finding {
    let value = token(seed);
    let found = outcome.findings.iter().find(|f| f.secret.reveal() == value.as_bytes());
    found.unwrap_or_else(|| panic!("token {seed} is not found"))
}

#[test]
fn people_in_commits_and_tags() {
    let repo = TestRepo::new();
    repo.write("a", "a\n");
    repo.commit_all("first");
    let named = |n: u64, args: &[&str]| {
        let mut git = repo.command("git", &repo.path());
        run(git.args(args).env("GIT_COMMITTER_NAME", token(n))).expect(0);
    };
    named(1, &["commit", "-q", "--allow-empty", "-m", "another hand"]);
    named(2, &["tag", "-a", "-m", "a tag", "v1"]);
    // A tag on a tag, and one that no ref names directly.
    repo.git(["tag", "-a", "-m", &format!("outer {}", token(3)), "outer", "v1"]);
    repo.git(["tag", "-a", "-m", &format!("inner {}", token(4)), "inner"]);
    repo.git(["tag", "-a", "-m", "around", "around", "inner"]);
    repo.git(["tag", "-d", "inner"]);
    for packed in [false, true] {
        if packed {
            repo.git(["gc", "-q"]);
        }
        let outcome = scan(&repo.path());
        (1..=4).for_each(|n| assert!(find(&outcome, n).life.is_some()));
        assert_eq!(outcome.findings.len(), 4);
        assert!(outcome.coverage.is_complete());
    }
}

/// A blob behind a hundred tags, each on the one before; and a tag that names nothing.
#[test]
fn tags_are_followed_to_their_end() {
    let repo = TestRepo::new();
    repo.write("a", "a\n");
    repo.commit_all("first");
    repo.write("b", token(1));
    let mut last = repo.git(["hash-object", "-w", "b"]).trim().to_owned();
    let mut kind = "blob";
    for n in 0..100 {
        repo.write("tag", format!("object {last}\ntype {kind}\ntag t{n}\ntagger A <a@b> 1 +0000\n\nm\n"));
        last = repo.git(["hash-object", "-w", "-t", "tag", "tag"]).trim().to_owned();
        kind = "tag";
    }
    repo.git(["update-ref", "refs/tags/last", &last]);
    let outcome = scan(&repo.path());
    find(&outcome, 1);
    assert!(outcome.coverage.is_complete(), "{:?}", outcome.coverage.missing);
    repo.write("tag", "type blob\ntag none\n\nm\n");
    let none = repo.git(["hash-object", "-w", "--literally", "-t", "tag", "tag"]).trim().to_owned();
    fs::write(repo.path().join(".git/refs/tags/none"), format!("{none}\n")).expect("a file");
    let outcome = scan(&repo.path());
    find(&outcome, 1);
    let missing = &outcome.coverage.missing;
    assert!(missing.len() == 1 && missing[0].what.contains("refs/tags/none"), "{missing:?}");
}

/// Old-style grafts cut parents off for git itself.
#[test]
fn grafts_hide_nothing() {
    let repo = TestRepo::new();
    repo.write("a", token(1));
    repo.commit_all("first");
    repo.write("a", token(2));
    repo.commit_all("second");
    repo.write("a", "clean\n");
    let head = repo.commit_all("third");
    fs::create_dir_all(repo.path().join(".git/info")).expect("a folder");
    fs::write(repo.path().join(".git/info/grafts"), format!("{head}\n")).expect("a file");
    assert_eq!(repo.git(["rev-list", "--count", "HEAD"]).trim(), "1");
    let outcome = scan(&repo.path());
    assert!(!find(&outcome, 1).life.as_ref().expect("a story").in_head);
    find(&outcome, 2);
    assert_eq!(outcome.coverage.commits, Some(3));
    assert!(outcome.coverage.is_complete());
}

/// The same secrets wherever the objects lie: alternates, bare clones, linked worktrees, several packs.
#[test]
fn wherever_objects_lie() {
    let repo = TestRepo::new();
    repo.write("a", token(1));
    repo.commit_all("first");
    repo.git(["repack", "-qad"]);
    repo.write("a", token(2));
    repo.commit_all("second");
    repo.git(["repack", "-q"]);
    repo.git(["multi-pack-index", "write"]);
    let shared = repo.beside("shared");
    repo.git(["clone", "-q", "--shared", ".", &shared.to_string_lossy()]);
    fs::write(shared.join("a"), token(3)).expect("a file");
    run(repo.command("git", &shared).args(["commit", "-qam", "third"])).expect(0);
    let bare = repo.beside("bare.git");
    let from = shared.to_string_lossy().into_owned();
    repo.git(["clone", "-q", "--bare", "--reference", &from, &from, &bare.to_string_lossy()]);
    let linked = repo.beside("linked");
    run(repo.command("git", &shared).args(["worktree", "add", "-q", "--detach", &linked.to_string_lossy()]))
        .expect(0);
    for path in [&shared, &bare, &linked] {
        let outcome = scan(path);
        (1..=3).for_each(|n| assert!(find(&outcome, n).life.is_some()));
        assert!(outcome.coverage.is_complete(), "{:?}", outcome.coverage.missing);
        assert_eq!(outcome.coverage.listed, outcome.coverage.scanned);
    }
    // An alternate that is gone takes its objects along, and is named.
    fs::rename(repo.path(), repo.beside("moved")).expect("a folder");
    fs::create_dir(repo.path()).expect("a folder");
    let outcome = scan(&shared);
    find(&outcome, 3);
    assert!(!outcome.coverage.is_complete());
    assert!(
        outcome.coverage.missing.iter().any(|gap| gap.why.contains("object folder")),
        "{:?}",
        outcome.coverage.missing
    );
}

/// Folders that lie in each other without end are nobody's project, but they must not end the program.
#[test]
fn folders_without_end() {
    let repo = TestRepo::new();
    repo.write("a.txt", "nothing\n");
    repo.commit_all("first");
    let deep = "d/".repeat(3000);
    let script = format!(
        "commit refs/heads/main\ncommitter A <a@b.c> 1800000000 +0000\ndata 4\ndeep\nfrom refs/heads/main^0\nM 100644 inline \
         {deep}f\ndata 29\n{}\n\n",
        token(1)
    );
    fs::write(repo.beside("script"), script).expect("a file");
    let shell = run(repo.command("sh", &repo.path()).args(["-c", "git fast-import --quiet <../script"]));
    shell.expect(0);
    let outcome = scan(&repo.path());
    assert_eq!(find(&outcome, 1).origin.path.as_bytes().len(), 6001);
    let said = repo.scan(["--range", "main~1..main"]).run().expect(3).stdout;
    assert!(said.contains("2048 deep"), "{said}");
}

/// Days are those between the author's date and the day of the run; a commit of tomorrow has no age.
#[test]
fn the_age_of_a_secret() {
    let repo = TestRepo::new();
    repo.write("a", token(1));
    repo.commit_all("first");
    for (today, age) in [("2026-01-02", Some(0)), ("2026-03-01", Some(58)), ("2026-01-01", None)] {
        let outcome = scan_on(&repo.path(), today.parse().expect("a day"));
        let life = find(&outcome, 1).life.as_ref().expect("a story");
        assert_eq!((life.date.as_str(), life.age_days), ("2026-01-02T03:04:05Z", age));
    }
}

/// `explain` prints the story, and the receipt of a whole history adds up.
#[test]
fn the_story_is_told_on_request() {
    let repo = TestRepo::new();
    let key = ["sk_live", "_9hQ2mV7bT4nK1z", "R8wY5cJ3hL6g"].concat();
    repo.write("conf/a.ini", format!("stripe = {key}\n"));
    let first = repo.commit_all("bring it in");
    repo.git(["tag", "v1"]);
    repo.write("copy.ini", format!("x\nstripe = {key}\n"));
    let last = repo.commit_all("copy it");
    fs::remove_file(repo.path().join("copy.ini")).expect("a file");
    fs::remove_file(repo.path().join("conf/a.ini")).expect("a file");
    repo.commit_all("take it out");
    let found = repo.scan(["--history", "--format", "jsonl"]).run().expect(1).json_lines();
    assert_eq!(found.len(), 1);
    let record = &found[0];
    assert_eq!((&record["commit"], &record["path"]), (&first.as_str().into(), &"conf/a.ini".into()));
    assert_eq!(record["last_commit"], last.as_str());
    assert_eq!(record["in_head"], false);
    assert_eq!(record["refs"], serde_json::json!(["main", "v1"]));
    assert_eq!(record["other_paths"], serde_json::json!(["copy.ini"]));
    let id = record["fingerprint"].as_str().expect("a fingerprint").to_owned();
    let said = repo.scan(["explain", &id, "--history"]).run().expect(0).stdout;
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = [
        &first[..12],
        &last[..12],
        "bring it in",
        "Ada Example",
        "conf/a.ini",
        "copy.ini",
        "main, v1",
        "not in HEAD",
    ];
    assert!(words.iter().all(|word| said.contains(word)), "{said}");
    let output = repo.scan(["--history", "--format", "json"]).run().expect(1);
    let document: serde_json::Value = serde_json::from_str(&output.stdout).expect("a document");
    let receipt = &document["receipt"];
    let number = |name: &str| receipt[name].as_u64().expect("a number");
    let length = |name: &str| receipt[name].as_array().expect("a list").len() as u64;
    assert_eq!(number("listed"), number("scanned") + length("skipped") + length("unread"));
    assert_eq!((number("listed"), number("commits")), (2, 3));
}
