//! Many repositories: several paths in one run, and the worker that schedulers drive through pipes.

mod schedulers;

use crate::support::{Output, TestRepo, numbered_key};
use serde_json::{Value, json};
use std::path::Path;

fn with_key(n: u32) -> TestRepo {
    let repo = TestRepo::new();
    repo.write("a.ini", format!("stripe = {}\n", numbered_key(n)));
    repo.commit_all("bring it in");
    repo
}

fn clean() -> TestRepo {
    let repo = TestRepo::new();
    repo.write("a.txt", "nothing\n");
    repo.commit_all("nothing");
    repo
}

/// Runs the worker on these jobs.
fn worker(repo: &TestRepo, jobs: &[Value], args: &[&str]) -> Output {
    let input = jobs.iter().fold(String::new(), |text, job| text + &job.to_string() + "\n");
    repo.scan([&["worker"], args].concat()).stdin(input).run()
}

fn job(name: &str, path: &Path) -> Value {
    json!({ "job": name, "repository": path.to_string_lossy() })
}

/// The receipts, and for each how many findings came before it.
fn receipts(output: &Output) -> Vec<(Value, usize)> {
    let (mut all, mut findings) = (Vec::new(), 0);
    for line in output.json_lines() {
        if line["type"] == "finding" {
            findings += 1;
        } else {
            assert_eq!(line["type"], "receipt");
            all.push((line, std::mem::take(&mut findings)));
        }
    }
    assert_eq!(findings, 0, "a receipt closes every job");
    all
}

/// Packs everything, and cuts the pack short.
fn damage(repo: &TestRepo) {
    repo.git(["repack", "-qad"]);
    let packs = repo.path().join(".git/objects/pack");
    let pack = std::fs::read_dir(packs).expect("a folder").map(|e| e.expect("an entry").path());
    for path in pack.filter(|p| p.extension().is_some_and(|e| e == "pack")) {
        let bytes = std::fs::read(&path).expect("a pack");
        std::fs::remove_file(&path).expect("a pack");
        std::fs::write(&path, &bytes[..bytes.len() / 3]).expect("a pack");
    }
}

#[test]
fn no_job_ends_the_worker() {
    let (dirty, clean, broken) = (with_key(1), clean(), with_key(2));
    damage(&broken);
    let lines = [
        job("dirty", &dirty.path()).to_string(),
        "{\"repository\": ".to_owned(),
        String::new(),
        job("gone", &dirty.beside("gone")).to_string(),
        job("broken", &broken.path()).to_string(),
        json!({ "repository": dirty.path().to_string_lossy(), "repositry": 1 }).to_string(),
        json!({ "job": "range", "repository": dirty.path().to_string_lossy(), "range": "nope..HEAD" })
            .to_string(),
        "\u{0}\u{1}".to_owned(),
        "[".repeat(200_000),
        "x".repeat(3 << 20),
        // Without the end of the last line.
        job("clean", &clean.path()).to_string(),
    ];
    let output = dirty.scan(["worker"]).stdin(lines.join("\n")).run().expect(0);
    let all = receipts(&output);
    let said: Vec<_> = all
        .iter()
        .map(|(r, n)| {
            (
                r["line"].as_u64().unwrap_or(0),
                r["status"].as_str().unwrap_or(""),
                r["exit_code"].as_u64().unwrap_or(99),
                *n,
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            (1, "findings", 1, 1),
            (2, "error", 2, 0),
            (4, "error", 2, 0),
            (5, "incomplete", 3, 0),
            (6, "error", 2, 0),
            (7, "error", 2, 0),
            (8, "error", 2, 0),
            (9, "error", 2, 0),
            (10, "error", 2, 0),
            (11, "clean", 0, 0),
        ]
    );
    assert_eq!(all[0].0["job"], "dirty");
    assert!(all[2].0["error"].as_str().is_some_and(|e| e.contains("gone")), "{}", all[2].0);
    assert!(all[4].0["error"].as_str().is_some_and(|e| e.contains("repositry")), "{}", all[4].0);
    assert!(!all[3].0["receipt"]["missing"].as_array().expect("a list").is_empty());
    let finding = &output.json_lines()[0];
    assert_eq!((&finding["job"], &finding["line"]), (&json!("dirty"), &json!(1)));
    assert_eq!(finding["schema"], "secretscan/1");
    assert!(
        finding["commit"].is_string() && finding["author"].is_string() && finding["in_head"] == true,
        "{finding}"
    );
    assert!(!output.all().contains(&numbered_key(1)));
}

#[test]
fn a_job_says_what_to_scan() {
    let repo = with_key(1);
    repo.write("a.ini", format!("stripe = {}\n", numbered_key(2)));
    repo.commit_all("another");
    let path = repo.path();
    let path = path.to_string_lossy();
    let jobs = [
        json!({ "repository": path }),
        json!({ "repository": path, "range": "HEAD~1..HEAD" }),
        json!({ "repository": path, "max_count": 1, "threads": 1 }),
        json!({ "repository": path, "disable": ["stripe-live-secret-key"], "confidence": "high" }),
        json!({ "repository": path, "exclude": ["*.ini"] }),
    ];
    let output = worker(&repo, &jobs, &[]).expect(0);
    let counts: Vec<_> = receipts(&output).iter().map(|(r, n)| (r["findings"].as_u64(), *n)).collect();
    assert_eq!(counts, [(Some(2), 2), (Some(1), 1), (Some(1), 1), (Some(0), 0), (Some(0), 0)]);
    // The worker's own command line is what a job leaves out; only it can show secrets.
    assert!(worker(&repo, &jobs[..1], &["--show-secrets"]).expect(0).stdout.contains(&numbered_key(1)));
    let loud = json!({ "repository": path, "show_secrets": true });
    let output = worker(&repo, &[loud], &[]).expect(0);
    assert_eq!(receipts(&output)[0].0["status"], "error");
    worker(&repo, &jobs[..1], &["--format", "json"]).expect(2);
    worker(&repo, &[], &[]).expect(0);
}

#[test]
fn each_repository_is_judged_by_its_own_files() {
    let (one, two, three) = (with_key(1), with_key(2), with_key(1));
    let listed = two.scan(["--history", "--format", "jsonl"]).run().expect(1).json_lines();
    let id = listed[0]["fingerprint"].as_str().expect("a fingerprint").to_owned();
    two.scan(["allow", &id, "--reason", "a test"]).run().expect(0);
    let rule = "[[rule]]\nid = \"team-token\"\nname = \"team token\"\nprovider = \"Team\"\nseverity = \"low\"\n\
        confidence = \"high\"\nkeywords = [\"team_\"]\nregex = 'team_[a-z0-9]{12}'\nadvice = \"none\"\n\
        examples = [[\"team_\", \"a1b2c3d4e5f6\"]]\n";
    three
        .write("team.toml", rule)
        .write(".secretscan.toml", "rules = [\"team.toml\"]\nexclude = [\"team.toml\"]\n");
    three.write("b.txt", ["team", "_q1w2e3r4t5z6\n"].concat());
    three.commit_all("rules of our own");
    let paths: Vec<String> =
        [&one, &two, &three].iter().map(|r| r.path().to_string_lossy().into_owned()).collect();
    let gone = one.beside("gone").to_string_lossy().into_owned();
    let args = ["--history", &paths[0], &gone, &paths[1], &paths[2]];
    let output = one.scan([&args[..], &["--format", "jsonl"]].concat()).run().expect(1);
    let found: Vec<_> = output
        .json_lines()
        .iter()
        .map(|f| (f["path"].as_str().unwrap_or("").to_owned(), f["rule"].as_str().unwrap_or("").to_owned()))
        .collect();
    let stripe = "stripe-live-secret-key".to_owned();
    let at = |i: usize, name: &str| format!("{}/{name}", paths[i]);
    assert_eq!(
        found,
        [
            (at(0, "a.ini"), stripe.clone()),
            (at(2, "a.ini"), stripe),
            (at(2, "b.txt"), "team-token".to_owned())
        ]
    );
    assert!(output.stderr.contains("INCOMPLETE") && output.stderr.contains(&gone), "{}", output.stderr);
    // The other formats tell the same, once, at the end.
    let output = one.scan([&args[..], &["--format", "json"]].concat()).run().expect(1);
    let document: Value = serde_json::from_str(&output.stdout).expect("one document");
    assert_eq!(document["secrets"].as_array().map(Vec::len), Some(2));
    assert_eq!(document["receipt"]["commits"], 4);
    // A single one that is not there is a mistake, not a gap.
    one.scan(["--history", &gone]).run().expect(2);
    one.scan(["--history", &gone, &format!("{gone}-too")]).run().expect(3);
    one.scan(["--history", &gone, &gone]).run().expect(2);
}
