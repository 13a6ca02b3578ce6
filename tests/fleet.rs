//! Many repositories: several paths in one run, and the worker that schedulers drive through pipes.

use crate::support::{Output, TestRepo, run};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Stdio};

/// A key of the right form that nobody owns, in parts so that no scanner finds it here. `n` tells keys apart.
fn key(n: u32) -> String {
    format!("{}{n:03}{}", ["sk_live", "_9hQ2mV7bT4nK1z"].concat(), "R8wY5cJ3hL6g")
}

fn with_key(n: u32) -> TestRepo {
    let repo = TestRepo::new();
    repo.write("a.ini", format!("stripe = {}\n", key(n)));
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

#[test]
fn no_job_ends_the_worker() {
    let (dirty, clean, broken) = (with_key(1), clean(), with_key(2));
    broken.git(["repack", "-qad"]);
    let packs = broken.path().join(".git/objects/pack");
    let pack = std::fs::read_dir(packs).expect("a folder").map(|e| e.expect("an entry").path());
    for path in pack.filter(|p| p.extension().is_some_and(|e| e == "pack")) {
        let bytes = std::fs::read(&path).expect("a pack");
        std::fs::remove_file(&path).expect("a pack");
        std::fs::write(&path, &bytes[..bytes.len() / 3]).expect("a pack");
    }
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
    assert!(finding["commit"].is_string() && finding["author"].is_string() && finding["in_head"] == true);
    assert!(!output.all().contains(&key(1)));
}

#[test]
fn a_job_says_what_to_scan() {
    let repo = with_key(1);
    repo.write("a.ini", format!("stripe = {}\n", key(2)));
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
    assert!(worker(&repo, &jobs[..1], &["--show-secrets"]).expect(0).stdout.contains(&key(1)));
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
    one.scan(["--history", &gone, &gone]).run().expect(3);
}

/// The two shapes in which schedulers start it: a job list split over workers, and a process a repository.
#[test]
fn xargs_and_parallel() {
    let repos: Vec<TestRepo> = (0..4).map(with_key).collect();
    let home = &repos[0];
    let list = repos.iter().fold(String::new(), |text, r| text + &r.path().to_string_lossy() + "\n");
    std::fs::write(home.beside("list"), &list).expect("a file");
    let jobs = repos.iter().fold(String::new(), |text, r| text + &job("j", &r.path()).to_string() + "\n");
    std::fs::write(home.beside("jobs"), jobs).expect("a file");
    let shell =
        |script: &str| run(home.command("sh", home.path().parent().expect("a folder")).args(["-c", script]));
    let fingerprints = |output: &Output| {
        let lines = output.json_lines();
        let found = lines.iter().filter(|l| l["type"] != "receipt");
        let mut all: Vec<String> = found.map(|f| f["fingerprint"].to_string()).collect();
        all.sort();
        all
    };
    let split =
        shell("split -n l/2 jobs part. && for p in part.*; do secretscan worker <$p & done; wait").expect(0);
    let expected = fingerprints(&split);
    assert_eq!(expected.len(), 4);
    // xargs says 123 where some of its commands ended with another code than 0.
    let output = shell("xargs -P2 -n2 secretscan --history --format jsonl -q <list").expect(123);
    assert_eq!(fingerprints(&output), expected);
    let there =
        Command::new("parallel").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if there.is_ok_and(|status| status.success()) {
        let output = shell("parallel --will-cite --pipe -N1 -j2 secretscan worker <jobs").expect(0);
        assert_eq!(fingerprints(&output), expected);
        assert_eq!(receipts(&output).len(), 4);
    } else {
        eprintln!("GNU parallel is not installed: not tried");
    }
}

/// The files that are handed out name flags and fields that there are.
#[test]
fn the_manifests_call_what_there_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("integrations");
    let repo = clean();
    for (file, words) in [
        ("kubernetes/indexed-job.yaml", ["secretscan worker", "JOB_COMPLETION_INDEX"]),
        ("aws-batch/job-definition.json", ["secretscan worker", "AWS_BATCH_JOB_ARRAY_INDEX"]),
        ("spark/scan_histories.py", ["{worker} worker", "pipe("]),
    ] {
        let text = std::fs::read_to_string(root.join(file)).expect("the file is there");
        assert!(words.iter().all(|word| text.contains(word)), "{file}");
    }
    for file in ["job-definition.json", "submit-job.json"] {
        let text = std::fs::read_to_string(root.join("aws-batch").join(file)).expect("the file is there");
        serde_json::from_str::<Value>(&text).expect("JSON");
    }
    // The script that both containers run picks every line once, whatever the numbers are.
    let script = std::fs::read_to_string(root.join("share.sh")).expect("the file is there");
    repo.write("share.sh", script);
    let list = (0..7).fold(String::new(), |text, n| text + &format!("{{\"job\": {n}}}\n"));
    repo.write("jobs.jsonl", list);
    let mut seen = Vec::new();
    for index in 0..3 {
        let output =
            run(repo.command("sh", &repo.path()).args(["share.sh", "jobs.jsonl", &index.to_string(), "3"]));
        seen.extend(output.expect(0).json_lines().iter().map(|l| l["job"].as_u64().expect("a number")));
    }
    seen.sort();
    assert_eq!(seen, (0..7).collect::<Vec<_>>());
    run(repo.command("sh", &repo.path()).args(["share.sh", "jobs.jsonl", "3", "3"])).expect(2);
    run(repo.command("sh", &repo.path()).args(["share.sh", "gone", "0", "3"])).expect(2);
}
