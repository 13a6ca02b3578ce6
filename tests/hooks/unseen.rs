//! Commits for which git runs no pre-commit hook.

use super::{git, with_hooks};
use crate::support::{Output, TestRepo, key};
use std::fs;

/// On `main` and `side`, both without a secret, `a.txt` differs.
fn conflict() -> TestRepo {
    let repo = with_hooks();
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    repo.diverge(("a.txt", "side\n"), ("a.txt", "main\n"));
    repo
}

fn secret(repo: &TestRepo, path: &str) -> String {
    repo.stage(path, format!("stripe = {}\n", key()));
    repo.commit_all("a secret")
}

fn is_stopped(said: &Output, place: &str) {
    assert!(said.code != 0 && said.stderr.contains(place), "{}", said.all());
}

#[test]
fn what_resolves_a_conflict_of_a_rebase_is_judged() {
    let repo = conflict();
    assert_ne!(repo.try_git(["rebase", "side"]).code, 0);
    repo.stage("a.txt", format!("stripe = {}\n", key()));
    is_stopped(&git(&repo, &repo.path(), &["rebase", "--continue"]), "a.txt:1:10");
    repo.stage("a.txt", "both\n");
    git(&repo, &repo.path(), &["rebase", "--continue"]).expect(0);
    assert_eq!(repo.git(["show", "HEAD:a.txt"]), "both\n");
}

#[test]
fn a_rebase_without_conflicts_repeats_what_was_committed() {
    let repo = with_hooks();
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    repo.git(["checkout", "-q", "-b", "side"]);
    secret(&repo, "b.ini");
    repo.git(["checkout", "-q", "main"]);
    repo.stage("c.txt", "c\n");
    repo.commit_all("main");
    // Whoever takes the secret out by a rebase is not stopped on the way; a push would be.
    git(&repo, &repo.path(), &["rebase", "-q", "main", "side"]).expect(0);
}

#[test]
fn picked_and_reverted_commits_are_judged() {
    let repo = conflict();
    repo.git(["checkout", "-q", "side"]);
    let picked = secret(&repo, "b.ini");
    repo.git(["checkout", "-q", "main"]);
    is_stopped(&git(&repo, &repo.path(), &["cherry-pick", &picked]), "b.ini:1:10");
    // Git keeps the state: it can be dropped, or committed all the same.
    repo.git(["cherry-pick", "--abort"]);
    assert_ne!(git(&repo, &repo.path(), &["cherry-pick", &picked]).code, 0);
    git(&repo, &repo.path(), &["commit", "-q", "--no-verify", "-C", &picked]).expect(0);
    repo.git(["rm", "-q", "b.ini"]);
    repo.commit_all("taken out");
    is_stopped(&git(&repo, &repo.path(), &["revert", "--no-edit", "HEAD"]), "b.ini:1:10");
}

#[test]
fn a_patch_is_judged_before_it_is_committed() {
    let repo = conflict();
    repo.git(["checkout", "-q", "side"]);
    secret(&repo, "b.ini");
    let patch = repo.git(["format-patch", "--stdout", "-1"]);
    repo.git(["checkout", "-q", "main"]);
    let file = repo.beside("patch");
    fs::write(&file, patch).expect("a file");
    is_stopped(&git(&repo, &repo.path(), &["am", "-q", &file.to_string_lossy()]), "b.ini:1:10");
    repo.git(["am", "--abort"]);
    repo.git(["am", "-q", "--no-verify", &file.to_string_lossy()]);
}

#[test]
fn no_verify_skips_the_index_of_an_ordinary_commit() {
    let repo = with_hooks();
    repo.stage("b.ini", format!("stripe = {}\n", key()));
    git(&repo, &repo.path(), &["commit", "-q", "--no-verify", "-m", "x"]).expect(0);
}
