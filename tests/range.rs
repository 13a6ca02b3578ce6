//! What ranges find: the same, however their objects are stored and read, and in messages the same as histories.

use crate::history::{engine, token};
use crate::support::{TestRepo, run as run_command};
use secretscan::engine::Scratch;
use secretscan::finding::{Finding, FindingSet, Policy};
use secretscan::git::{Limits, Repo};
use secretscan::model::ObjectId;
use secretscan::outcome::Coverage;
use secretscan::scan::{Options, chunk_findings, run};
use secretscan::source::{RangeSource, Read, Source};

/// Place and fingerprint of each finding.
fn places(findings: &[Finding]) -> Vec<String> {
    let place = |f: &Finding| {
        format!("{:?} {:?}..{:?} {} {:?}", f.origin, f.start, f.end, f.fingerprint, f.suppressed.is_some())
    };
    findings.iter().map(place).collect()
}

/// What a scan finds, and what reading each unit by itself with fresh memory finds.
fn both_ways(repo: &TestRepo, head: &str, threads: usize) -> (Vec<String>, Vec<String>) {
    let repo = Repo::open(&repo.path()).expect("a repository");
    let id: ObjectId = head.parse().expect("an id");
    let limits = Limits { threads, ..Limits::default() };
    let source = RangeSource::new(&repo, repo.range(&[id], &[], &[], limits).expect("a range"));
    let (engine, policy) = (engine(), Policy::default());
    let options = Options { threads, ..Options::default() };
    let together = run(&source, &engine, &policy, options).expect("a scan");
    let mut set = FindingSet::default();
    for unit in source.list().expect("a listing").units {
        let mut reader = source.reader().expect("a reader");
        let Read::Chunk(chunk) = reader.read(&unit) else { panic!("{} is not read", unit.origin) };
        set.extend(chunk_findings(&engine, &policy, &chunk, &mut Scratch::default()));
    }
    let alone = set.finish(Coverage::default());
    (places(&together.findings), places(&alone.findings))
}

/// Commits are read while others are still looked for: what turns out to be reached from the bound is not asked for.
#[test]
fn commits_that_an_older_bound_hides_need_not_be_readable() {
    let repo = TestRepo::new();
    let commit = |tree: &str, parent: &str, seconds: usize| {
        let mut git = repo.command("git", &repo.path());
        git.args(["commit-tree", "-m", "m", tree]).env("GIT_COMMITTER_DATE", format!("@{seconds} +0000"));
        if !parent.is_empty() {
            git.args(["-p", parent]);
        }
        run_command(&mut git).expect(0).stdout.trim().to_owned()
    };
    let tree = |text: &str| {
        repo.stage("a.ini", text);
        repo.git(["write-tree"]).trim().to_owned()
    };
    let (usual, lost, new) = (tree("a\n"), tree("b\n"), tree(&format!("key = {}\n", token(1))));
    let mut chain = vec![commit(&usual, "", 1000)];
    for n in 0..80 {
        let last = chain.last().expect("a root").clone();
        chain.push(commit(if n == 60 { &lost } else { &usual }, &last, 2000 + n));
    }
    std::fs::remove_file(repo.path().join(".git/objects").join(&lost[..2]).join(&lost[2..]))
        .expect("removed");
    // By its date, the bound comes last of all.
    let (bound, tip) = (commit(&usual, &chain[79], 500), commit(&new, &chain[80], 5000));
    let range = format!("{bound}..{tip}");
    for threads in ["1", "2", "5"] {
        let said = repo.scan(["--range", &range, "--threads", threads, "--format", "jsonl"]).run().expect(1);
        let found = said.json_lines();
        assert_eq!((found.len(), found[0]["commit"].as_str()), (1, Some(&tip[..])), "{}", said.stderr);
        assert!(said.stderr.contains("2 commits") && !said.stderr.contains("INCOMPLETE"), "{}", said.stderr);
    }
}

#[test]
fn versions_of_a_file_one_after_the_other_and_each_alone() {
    let repo = TestRepo::new();
    let filler =
        |n: usize| format!("line {n} of a file that is long enough to be worth remembering, {}\n", n * n);
    let mut lines: Vec<String> = (0..120).map(filler).collect();
    for n in 0..40u64 {
        let at = (n as usize * 37) % lines.len();
        match n % 4 {
            0 => lines.insert(at, format!("key = {}\n", token(n))),
            1 => drop(lines.remove(at)),
            2 => lines.swap(at, 5),
            _ => lines[at] = format!("changed {n}\n"),
        }
        repo.write("long.ini", lines.concat());
        repo.write("side.ini", format!("{}other = {}\n", filler(1).repeat(30), token(n / 3)));
        repo.commit_all(&format!("step {n}"));
    }
    let head = repo.git(["rev-parse", "HEAD"]).trim().to_owned();
    for packed in [false, true] {
        if packed {
            repo.git(["repack", "-qadf", "--depth=50"]);
        }
        for threads in [1, 2] {
            let (together, alone) = both_ways(&repo, &head, threads);
            assert!(together.len() >= 20, "{together:?}");
            assert_eq!(together, alone, "packed: {packed}, threads: {threads}");
        }
    }
}

#[test]
fn many_commits_are_read_by_several_threads() {
    let repo = TestRepo::new();
    let mut input = String::new();
    for n in 1..=100 {
        let text = format!("n = {}\n", if n % 7 == 0 { token(n / 21) } else { n.to_string() });
        let parent = if n > 1 { format!("from :{}\n", n - 1) } else { String::new() };
        input += &format!(
            "commit refs/heads/main\nmark :{n}\ncommitter A <a@b.c> {} +0000\ndata 1\nm\n{parent}M 100644 inline d/{}.ini\n\
             data {}\n{text}\n",
            1_800_000_000 + n,
            n % 5,
            text.len()
        );
    }
    let mut import = repo.command("git", &repo.path());
    import.args(["fast-import", "--quiet"]).stdin(std::process::Stdio::piped());
    let mut import = import.spawn().expect("git");
    std::io::Write::write_all(&mut import.stdin.take().expect("a pipe"), input.as_bytes()).expect("written");
    assert!(import.wait().expect("git").success());
    let head: ObjectId = repo.git(["rev-parse", "main"]).trim().parse().expect("an id");
    let opened = Repo::open(&repo.path()).expect("a repository");
    let read =
        |threads| opened.range(&[head], &[], &[], Limits { threads, ..Limits::default() }).expect("a range");
    let one = read(1);
    assert_eq!(one.commits.len(), 100);
    assert_eq!((read(2) == one, read(3) == one), (true, true));
}

#[test]
fn a_message_is_the_same_place_in_ranges_and_histories() {
    let repo = TestRepo::new();
    repo.write("a.txt", "nothing\n");
    repo.commit_all("first");
    let key = ["sk_live_9hQ2mV7bT4", "nK1zR8wY5cJ3hL"].concat();
    repo.write("a.txt", "more\n");
    repo.commit_all(&format!("deploy with {key}"));
    let places = |args: &[&str]| {
        let said = repo.scan([args, &["--format", "jsonl"]].concat()).run().expect(1);
        let place = |f: &serde_json::Value| {
            ["fingerprint", "path", "start_line", "start_column", "commit"].map(|name| f[name].to_string())
        };
        said.json_lines().iter().map(place).collect::<Vec<_>>()
    };
    let history = places(&["--history"]);
    assert_eq!(history.len(), 1);
    assert_eq!(history[0][1], "\"\"", "a message has no path");
    assert_eq!(places(&["--range", "HEAD~1..HEAD"]), history);
    let said = repo.scan(["--range", "HEAD~1..HEAD"]).run().expect(1).all();
    assert!(said.contains("--> commit ") && said.contains(":1:13"), "{said}");
    // What is decided about the one holds for the other.
    let fingerprint = history[0][0].trim_matches('"').to_owned();
    repo.scan(["allow", &fingerprint, "--reason", "revoked"]).run().expect(0);
    repo.commit_all("allow it");
    repo.scan(["--range", "HEAD~2..HEAD"]).run().expect(0);
    repo.scan(["--history"]).run().expect(0);
}

#[test]
fn head_still_holds_what_its_own_file_says_in_other_words() {
    let repo = TestRepo::new();
    repo.write("a.txt", "nothing\n");
    repo.commit_all("first");
    // A key of the right form that nobody owns, in base64.
    let encoded = ["c3RyaXBlID0gc2tfbGl2ZV85aFEybVY3Y", "lQ0bksxelI4d1k1Y0ozaEw2MQ=="].concat();
    repo.write("s.yaml", format!("data: {encoded}\n"));
    repo.commit_all("an encoded key");
    let in_head = |range: &str| {
        let said = repo.scan(["--range", range, "--format", "jsonl"]).run().expect(1);
        said.json_lines().iter().map(|f| f["in_head"].as_bool()).collect::<Vec<_>>()
    };
    assert_eq!(in_head("HEAD~1..HEAD"), [Some(true)]);
    repo.write("s.yaml", "data: none\n");
    repo.commit_all("take it out");
    assert_eq!(in_head("HEAD~2..HEAD"), [Some(false)]);
}

#[test]
fn of_no_commits_nothing_would_be_seen() {
    let repo = TestRepo::new();
    repo.stage("a.txt", "a\n");
    repo.commit_all("one");
    let said = repo.scan(["--max-count", "0"]).run().expect(2).stderr;
    assert!(said.contains("give 1 or more"), "{said}");
    repo.scan(["--max-count", "1"]).run().expect(0);
    // A range says itself how many it has.
    repo.scan(["--range", "HEAD~0..HEAD", "--max-count", "1"]).run().expect(2);
}

/// What names no commit is told with its name, however it is written.
#[test]
fn odd_revisions_end_in_a_sentence() {
    let repo = TestRepo::new();
    repo.stage("a.txt", "a\n");
    repo.commit_all("one");
    for rev in [
        "HEAD~1é",
        "HEAD~é",
        "HEAD^é",
        "é",
        "HEAD^{",
        "HEAD^{é}",
        "HEAD~99999999999999999999",
        "HEAD^7",
        "@~",
    ] {
        let said = repo.scan(["--range", &format!("{rev}..HEAD")]).run().expect(2).stderr;
        assert!(said.contains(rev) && !said.contains("internal error"), "{rev}: {said}");
    }
    repo.scan(["--range", "@^{commit}~0..HEAD"]).run().expect(0);
}

#[test]
fn refs_that_lead_to_nothing_make_a_part_of_history_incomplete() {
    let repo = TestRepo::new();
    repo.write("a", "text\n").commit_all("one");
    repo.scan(["--since", "2000-01-01"]).run().expect(0);
    repo.write(".git/refs/heads/bad", "no object name\n");
    repo.write(".git/refs/heads/gone", format!("{:040}\n", 7));
    let said = repo.scan(["--since", "2000-01-01"]).run().expect(3).all();
    assert!(said.contains("refs/heads/bad") && said.contains("refs/heads/gone"), "{said}");
    // A tag on a blob is no branch, and leads to something.
    let repo = TestRepo::new();
    let commit = repo.write("a", "text\n").commit_all("one");
    repo.git(["tag", "of-blob", &format!("{}:a", commit.trim())]);
    repo.scan(["--since", "2000-01-01"]).run().expect(0);
}
