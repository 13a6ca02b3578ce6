//! One secret is the same in every mode and format, from its finding to its end.

use super::{all_reports, full, json, read};
use crate::support::{TestRepo, key};
use serde_json::Value;
use std::fs;

#[test]
fn one_fingerprint_everywhere_and_one_entry_silences_all() {
    let repo = TestRepo::new();
    repo.stage("README.md", "hello\n");
    repo.commit_all("begin");
    repo.git(["checkout", "-q", "-b", "work"]);
    repo.stage("app.py", format!("k = '{}'\n", key()));

    let ids = |args: &[&str]| -> Vec<String> {
        let lines = repo.scan(args.iter().chain(&["--format", "jsonl"])).run().expect(1).json_lines();
        lines.iter().map(|l| l["fingerprint"].as_str().expect("an id").to_owned()).collect()
    };
    let hook = ids(&["--staged"]);
    assert_eq!(hook.len(), 1);
    repo.commit_all("work");
    assert_eq!(ids(&["--range", "main..work"]), hook);
    assert_eq!(ids(&["--history"]), hook);
    assert_eq!(ids(&["."]), hook);
    let ci = |args: &[&str]| {
        let target = repo.git(["rev-parse", "main"]);
        repo.git(["update-ref", "refs/remotes/origin/main", target.trim()]);
        let run = repo.scan(["--ci"].iter().chain(args));
        run.env("BITBUCKET_BUILD_NUMBER", "1")
            .env("BITBUCKET_PR_ID", "7")
            .env("BITBUCKET_PR_DESTINATION_BRANCH", "main")
            .env("BITBUCKET_COMMIT", repo.git(["rev-parse", "HEAD"]).trim())
            .run()
    };
    let gate = ci(&["--format", "jsonl"]).expect(1).json_lines();
    assert_eq!(gate[0]["fingerprint"], hook[0].as_str());

    all_reports(&repo, &["--history"], 1);
    let sarif = &json(&repo, "sarif")["runs"][0]["results"][0];
    assert_eq!(sarif["partialFingerprints"]["secretscan/v1"], hook[0].as_str());
    let named = |format: &str| read(&repo, format).contains(&hook[0]);
    for format in ["gitlab", "junit", "csv", "html", "asff", "ocsf", "json"] {
        assert!(named(format), "{format}");
    }
    repo.scan(["baseline", "create"]).run().expect(0);
    let baseline = repo.path().join(".secretscan-baseline");
    assert!(fs::read_to_string(&baseline).expect("the file").contains(&hook[0]));
    fs::remove_file(baseline).expect("the file");

    repo.scan(["allow", &hook[0][4..12], "--reason", "a dummy"]).run().expect(0);
    let allow = fs::read_to_string(repo.path().join(".secretscan-allow")).expect("the file");
    assert!(allow.contains(&hook[0]), "{allow}");
    repo.commit_all("allow");
    for args in [&["."][..], &["--staged"], &["--history"], &["--range", "main..work"]] {
        repo.scan(args).run().expect(0);
    }
    ci(&[]).expect(0);
    repo.stage("copy.py", format!("again = '{}'\n", key()));
    repo.scan(["--staged"]).run().expect(0);
    all_reports(&repo, &["--history"], 0);
    let sarif = &json(&repo, "sarif")["runs"][0]["results"][0];
    assert_eq!(sarif["suppressions"][0]["justification"], "allowed: a dummy");
    assert_eq!(json(&repo, "gitlab")["vulnerabilities"], Value::Array(Vec::new()));
    assert!(!read(&repo, "github").contains("::error"));
}

#[test]
fn history_tells_what_took_a_secret_out() {
    let repo = full(false);
    let removed = repo.git(["rev-parse", "HEAD"]);
    all_reports(&repo, &["--history"], 1);
    let document = json(&repo, "json");
    let secrets = document["secrets"].as_array().expect("secrets");
    let gone = secrets.iter().map(|s| &s["places"][0]).find(|p| p["path"] == "old.ini").expect("the old one");
    assert_eq!((&gone["in_head"], &gone["removed_commit"]), (&false.into(), &removed.trim().into()));
    let live = secrets.iter().map(|s| &s["places"][0]).find(|p| p["in_head"] == true).expect("a live one");
    assert!(live.get("removed_commit").is_none());
    let text = repo.scan(["--history"]).run().expect(1).stdout;
    assert!(text.contains(&format!("taken out with {} on 2026-01-02", &removed[..12])), "{text}");
}
