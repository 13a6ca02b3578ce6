//! How schedulers start it, and the manifests that are handed out.

use super::{clean, job, receipts, with_key};
use crate::support::{Output, TestRepo, run};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};

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
