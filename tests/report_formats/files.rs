//! Where reports go: summaries, files, pipes, and what is refused.

use super::full;
use crate::support::{key, run};
use std::fs;

#[test]
fn the_job_summary_is_added_to_the_page_of_the_job() {
    let repo = full(false);
    let summary = repo.beside("summary.md");
    fs::write(&summary, "before\n").expect("a file");
    let run = |args: &[&str]| repo.scan(args).env("GITHUB_STEP_SUMMARY", &summary).run().expect(1);
    run(&[".", "--format", "text"]);
    assert_eq!(fs::read_to_string(&summary).expect("the file"), "before\n");
    let said = run(&[".", "--format", "github", "--show-secrets"]);
    let text = fs::read_to_string(&summary).expect("the file");
    assert!(text.starts_with("before\n## 🔴 secretscan: "), "{text}");
    assert!(!text.contains(&key()[8..]) && !said.stdout.contains(&key()[8..]), "{text}");
    let broken = repo.scan([".", "--format", "github"]).env("GITHUB_STEP_SUMMARY", repo.path());
    assert_eq!(broken.run().expect(2).stderr.lines().count(), 1);
}

#[test]
fn reports_that_cannot_be_written_are_refused_before_the_scan() {
    let repo = full(false);
    let refused = |args: &[&str], why: &str| {
        let said = repo.scan(args).run().expect(2);
        assert!(said.stdout.is_empty() && said.stderr.lines().count() == 1, "{}", said.all());
        assert!(said.stderr.contains(why), "{}", said.stderr);
    };
    refused(&["--report", "sarif=none/x.sarif"], "there is no folder none; make it first");
    refused(&["--report", "sarif=marked.py/x.sarif"], "there is no folder marked.py");
    refused(&["--report", "sarif=deploy"], "that is a folder");
    refused(&["--report", "csv=../a", "--report", "html=deploy/../../a"], "two reports go to");
    refused(&["--format", "csv", "-o", "../a", "--report", "html=../a"], "two reports go to");
    refused(&["--report", "sarif"], "write FORMAT=FILE");
    refused(&["--report", "srif=x"], "there is no format srif: choose from text, json");
    refused(&["--report", "asff=../a"], "set AWS_ACCOUNT_ID and AWS_REGION");
    assert!(!repo.beside("a").exists() && !repo.path().join("none").exists());
}

#[test]
fn pipes_and_devices_take_reports_and_are_opened_once() {
    let repo = full(false);
    // A reader of the pipe that sees it opened and closed before the report comes would get nothing.
    let script = "mkfifo ../pipe; timeout 60 cat ../pipe >../got & \
                  timeout 60 secretscan . --report json=../pipe --report csv=/dev/null --report html=/dev/null; \
                  code=$?; wait; exit $code";
    run(repo.command("sh", &repo.path()).args(["-c", script])).expect(1);
    let got = fs::read(repo.beside("got")).expect("what the reader got");
    serde_json::from_slice::<serde_json::Value>(&got).expect("a whole report");
}
