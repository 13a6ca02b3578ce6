//! The hooks, end to end with real git: what they stop, what they keep, and how they fail.

mod doctor;
mod edited;
mod forward;
mod framework;
mod global;
mod hints;
mod husky;
mod install;
mod kept;
mod order;
mod parts;
mod remotes;
mod unseen;

use crate::support::{Output, TestRepo, key, run};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn with_hooks() -> TestRepo {
    let repo = TestRepo::new();
    repo.scan(["hook", "install"]).run().expect(0);
    repo
}

fn script(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder above")).expect("folders");
    fs::write(path, text).expect("a script");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("executable");
}

/// `git …` with the built binary on the path.
fn git(repo: &TestRepo, folder: &Path, args: &[&str]) -> Output {
    run(repo.command("git", folder).args(args))
}

fn commit(repo: &TestRepo) -> Output {
    git(repo, &repo.path(), &["commit", "-qm", "a change"])
}

#[test]
fn a_commit_with_a_secret_is_stopped_and_told_what_to_do() {
    let repo = with_hooks();
    repo.stage("deploy/prod.ini", format!("[pay]\nstripe = {}\n", key()));
    let said = commit(&repo).expect(1).stderr;
    assert!(said.starts_with("secretscan: this commit would record 1 secret"), "{said}");
    assert!(said.contains("deploy/prod.ini:2:10"), "{said}");
    assert!(said.contains("secretscan allow "), "{said}");
    assert!(said.contains("1 staged file, 2 added lines scanned, nothing skipped, nothing unread"), "{said}");
    assert!(!said.contains(&key()[8..]), "the secret itself is printed: {said}");
    assert_ne!(repo.try_git(["rev-parse", "--verify", "-q", "HEAD"]).code, 0, "something was committed");
}

#[test]
fn allowed_once_it_passes_everywhere_on_every_path() {
    let repo = with_hooks();
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    let said = commit(&repo).expect(1).stderr;
    let id = said.split("secretscan allow ").nth(1).expect("the command to paste");
    let id = id.split_whitespace().next().expect("an id").to_owned();
    repo.scan(["allow", &id, "--reason", "a test key of the sandbox"]).run().expect(0);
    commit(&repo).expect(0);
    repo.git(["mv", "a.ini", "b.ini"]);
    repo.stage("c/d.txt", format!("moved: {}\n", key()));
    commit(&repo).expect(0);
    repo.scan::<[&str; 0]>([]).run().expect(0);
    assert!(repo.git(["show", "HEAD:.secretscan-allow"]).contains("a test key of the sandbox"));
}

#[test]
fn a_clean_commit_is_not_talked_about() {
    let repo = with_hooks();
    repo.stage("a.txt", "nothing here\n");
    assert_eq!(commit(&repo).expect(0).all(), "");
}

#[test]
fn the_message_is_looked_at_too() {
    let repo = with_hooks();
    repo.stage("a.txt", "nothing here\n");
    let message = format!("use {} for now", key());
    let said = git(&repo, &repo.path(), &["commit", "-qm", &message]).expect(1).stderr;
    assert!(said.contains("commit message:1:5") && said.contains("write the message without it"), "{said}");
}

/// A repository with our hooks, and a first commit that its remote has.
fn pushed() -> TestRepo {
    let repo = with_hooks();
    let remote = repo.beside("remote.git");
    repo.git(["init", "-q", "--bare", &remote.to_string_lossy()]);
    repo.git(["remote", "add", "origin", &remote.to_string_lossy()]);
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    git(&repo, &repo.path(), &["push", "-q", "origin", "main"]).expect(0);
    repo
}

#[test]
fn a_tag_that_holds_a_secret_is_stopped_before_it_is_pushed() {
    let repo = pushed();
    repo.git(["tag", "-a", "v1", "-m", &format!("use {}", key())]);
    let said = git(&repo, &repo.path(), &["push", "-q", "origin", "v1"]).expect(1).stderr;
    assert!(said.contains("make the tag anew without it"), "{said}");
}

#[test]
fn a_merge_that_brings_a_secret_in_is_stopped() {
    let repo = with_hooks();
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    repo.git(["checkout", "-q", "-b", "side"]);
    repo.stage("b.ini", format!("stripe = {}\n", key()));
    repo.commit_all("side");
    repo.git(["checkout", "-q", "main"]);
    repo.stage("c.txt", "c\n");
    repo.commit_all("main");
    // What a parent of the merge has is committed already: the pre-push hook and CI see it. What the merge itself
    // adds is the commit hook's business.
    git(&repo, &repo.path(), &["merge", "-q", "--no-commit", "side"]).expect(0);
    repo.stage("evil.ini", format!("stripe = {}\n", key().replace('Q', "W")));
    let said = git(&repo, &repo.path(), &["commit", "-qm", "merge"]).expect(1).stderr;
    assert!(said.contains("evil.ini:1:10") && !said.contains("b.ini"), "{said}");
}

#[test]
fn partial_commits_are_judged_by_what_they_record() {
    let repo = with_hooks();
    repo.stage("a.txt", "a\n");
    repo.stage("b.txt", "b\n");
    repo.commit_all("first");
    repo.write("a.txt", "a2\n");
    repo.write("b.txt", format!("{}\n", key()));
    git(&repo, &repo.path(), &["commit", "-qm", "one file", "a.txt"]).expect(0);
    git(&repo, &repo.path(), &["commit", "-qam", "all"]).expect(1);
    // Staged, then taken back in the working tree: the index is what counts.
    repo.git(["add", "b.txt"]);
    repo.write("b.txt", "b3\n");
    commit(&repo).expect(1);
    git(&repo, &repo.path(), &["commit", "-qam", "all"]).expect(0);
}

#[test]
fn without_the_program_the_hook_stops_the_commit() {
    let repo = with_hooks();
    repo.git(["config", "--unset", "secretscan.binary"]);
    repo.stage("a.txt", "a\n");
    let mut command = repo.command("git", &repo.path());
    command.args(["commit", "-qm", "x"]).env("PATH", repo.git_alone());
    let said = run(&mut command);
    assert_ne!(said.code, 0);
    assert!(said.stderr.contains("secretscan: the program was not found"), "{}", said.stderr);
}

#[test]
fn the_configured_binary_serves_where_path_does_not() {
    let repo = with_hooks();
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    let mut command = repo.command("git", &repo.path());
    command.args(["commit", "-qm", "x"]).env("PATH", repo.git_alone());
    assert!(run(&mut command).stderr.contains("would record 1 secret"));
}

#[test]
fn what_was_committed_unseen_is_stopped_before_it_is_pushed() {
    let repo = pushed();
    repo.stage("b.ini", format!("stripe = {}\n", key()));
    git(&repo, &repo.path(), &["commit", "-q", "--no-verify", "-m", "unseen"]).expect(0);
    // Added and taken out again: it would be in the remote's history for good.
    repo.git(["rm", "-q", "b.ini"]);
    repo.commit_all("gone");
    let said = git(&repo, &repo.path(), &["push", "-q", "origin", "main"]).expect(1).stderr;
    assert!(said.contains("this push would publish 1 secret") && said.contains("b.ini:1:10"), "{said}");
    git(&repo, &repo.path(), &["push", "-q", "origin", "main~2:refs/heads/other"]).expect(0);
    git(&repo, &repo.path(), &["push", "-q", "origin", ":other"]).expect(0);
    let said = git(&repo, &repo.path(), &["push", "-q", "origin", "HEAD:refs/heads/new"]).expect(1).stderr;
    assert!(said.contains("b.ini:1:10"), "{said}");
}
