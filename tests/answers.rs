//! An answer that got lost is no answer, and an option that would be ignored is refused.

use crate::support::{TestRepo, key};
use std::fs::OpenOptions;
use std::process::Stdio;

/// The exit code and standard error of a run that writes to `stdout`.
fn run(repo: &TestRepo, args: &[&str], stdin: &str, stdout: Stdio) -> (i32, String) {
    let input = repo.beside("input");
    std::fs::write(&input, stdin).expect("a file");
    let mut command = repo.command(env!("CARGO_BIN_EXE_secretscan"), &repo.path());
    command.args(args).stdin(std::fs::File::open(input).expect("a file")).stdout(stdout);
    let done = command.output().expect("the binary starts");
    (done.status.code().unwrap_or(-1), String::from_utf8_lossy(&done.stderr).into_owned())
}

fn with_key() -> (TestRepo, String) {
    let repo = TestRepo::new();
    repo.write("clean/a.txt", "nothing\n");
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    repo.commit_all("a key");
    let job = format!("{{\"repository\": \"{}\"}}\n", repo.path().display());
    (repo, job)
}

#[test]
fn what_a_full_disk_swallows_is_an_error() {
    let (repo, job) = with_key();
    for args in [
        &["clean"][..],
        &["clean", "--format", "json"],
        &["a.ini", "--format", "jsonl"],
        &["--history", "--format", "jsonl"],
        &["--history", ".", ".", "--format", "jsonl"],
        &["rules", "list"],
        &["--help"],
        &["git-secrets", "--register-aws"],
        &["worker"],
    ] {
        let full = OpenOptions::new().write(true).open("/dev/full").expect("a device");
        let (code, said) = run(&repo, args, &job, full.into());
        assert_eq!(code, 2, "{args:?}: {said}");
        assert!(said.contains("could not be written to standard output"), "{args:?}: {said}");
    }
}

#[test]
fn a_closed_pipe_is_the_readers_choice_but_not_the_schedulers() {
    let (repo, job) = with_key();
    for (args, expected) in
        [(&["clean"][..], 0), (&["a.ini"], 1), (&["--history", "--format", "jsonl"], 1), (&["worker"], 2)]
    {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let (code, said) = run(&repo, args, &job, writer.into());
        assert_eq!(code, expected, "{args:?}: {said}");
        assert_eq!(said.contains("could not be written"), expected == 2, "{args:?}: {said}");
    }
}

#[test]
fn options_that_would_be_ignored_are_refused() {
    let repo = TestRepo::new();
    for (args, word) in [
        (&["doctor", "--format", "json", "-o", "F"][..], "`doctor` writes no report: leave --format out"),
        (&["rules", "list", "--output", "F"], "`rules list` writes no report: leave --output out"),
        (&["explain", "aws-key-pair", "--report", "json=F"], "leave --report out"),
        (&["hook", "status", "--format", "json"], "`hook status`"),
        (&["--strict"], "--ci"),
        (&["--staged", "--strict"], "--ci"),
        (&["rules", "list", "--strict"], "--ci"),
    ] {
        let said = repo.scan(args).run().expect(2);
        assert!(said.stderr.contains(word) && said.stdout.is_empty(), "{args:?}: {}", said.all());
        assert_eq!(said.stderr.lines().count(), 1, "{}", said.stderr);
    }
    assert!(!repo.path().join("F").exists());
}

#[test]
fn help_is_given_both_ways_and_names_every_command() {
    let repo = TestRepo::bare_folder();
    let said = repo.scan(["help", "hook", "install"]).run().expect(0).stdout;
    assert_eq!(said, repo.scan(["hook", "install", "--help"]).run().expect(0).stdout);
    let said = repo.scan(["help"]).run().expect(0).stdout;
    assert!(said.contains("  git-secrets "), "{said}");
}

#[test]
fn an_id_that_nothing_has_is_told_without_talk_of_allowing() {
    let (repo, _) = with_key();
    let said = repo.scan(["explain", "deadbeef"]).run().expect(2).stderr;
    assert!(said.contains("no finding here begins with deadbeef") && !said.contains("allow"), "{said}");
}

/// `--range "$BASE..HEAD"` with an empty variable is not clean.
#[test]
fn a_range_without_its_left_side_is_refused() {
    let (repo, _) = with_key();
    for range in ["..HEAD", "..", "...", "...HEAD"] {
        let said = repo.scan(["--range", range]).run().expect(2).stderr;
        let words =
            format!("--range {range}: the revision before the dots is missing (is a variable empty?)");
        assert!(said.contains(&words), "{said}");
    }
    repo.stage("b.ini", "nothing\n");
    repo.commit_all("more");
    repo.scan(["--range", "HEAD~1.."]).run().expect(0);
    let said = repo.scan(["--max-count", "1"]).run().expect(0).stdout;
    assert!(said.contains("at most 1 commit:"), "{said}");
}
