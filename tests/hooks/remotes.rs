//! What a clone believes to be on a remote, and when git's own word about a push contradicts it.

use super::{git, pushed};
use crate::support::{Output, TestRepo, key};

fn push(repo: &TestRepo, args: &[&str]) -> Output {
    let mut words = vec!["push", "-q", "origin"];
    words.extend(args);
    git(repo, &repo.path(), &words)
}

/// A repository whose remote has a secret that was pushed past the hook.
fn published() -> TestRepo {
    let repo = pushed();
    repo.stage("b.ini", format!("stripe = {}\n", key()));
    repo.commit_all("unseen");
    push(&repo, &["--no-verify", "main"]).expect(0);
    push(&repo, &["main"]).expect(0);
    repo
}

/// Makes an empty repository and has `origin` be that.
fn move_origin(repo: &TestRepo) {
    let public = repo.beside("public.git");
    repo.git(["init", "-q", "--bare", &public.to_string_lossy()]);
    repo.git(["remote", "set-url", "origin", &public.to_string_lossy()]);
}

#[test]
fn a_remote_with_another_address_is_another_remote() {
    let repo = published();
    move_origin(&repo);
    let said = push(&repo, &["main"]).expect(1).stderr;
    assert!(said.contains("b.ini:1:10"), "{said}");
}

#[test]
fn nothing_of_a_remote_without_its_default_branch_is_believed() {
    let repo = published();
    repo.git(["checkout", "-q", "-b", "feature"]);
    repo.write("c.txt", "c\n").commit_all("more");
    push(&repo, &["feature"]).expect(0);
    repo.git(["remote", "set-head", "origin", "main"]);
    move_origin(&repo);
    push(&repo, &["feature", "main"]).expect(1);
    push(&repo, &["main"]).expect(1);
    // Nobody said which branch is the default one: its name does.
    repo.git(["remote", "set-head", "origin", "--delete"]);
    push(&repo, &["main"]).expect(1);
}

#[test]
fn a_remote_that_has_less_than_was_known_is_told_by_what_it_has() {
    let repo = published();
    move_origin(&repo);
    push(&repo, &["--no-verify", "main~1:refs/heads/main"]).expect(0);
    repo.git(["update-ref", "refs/remotes/origin/main", "main"]);
    let said = push(&repo, &["main"]).expect(1).stderr;
    assert!(said.contains("b.ini:1:10"), "{said}");
}

#[test]
fn a_branch_that_was_deleted_after_its_merge_contradicts_itself_alone() {
    let repo = published();
    repo.git(["checkout", "-q", "-b", "feature"]);
    repo.write("c.txt", "c\n").commit_all("more");
    push(&repo, &["feature"]).expect(0);
    let remote = repo.beside("remote.git");
    repo.git(["-C", &remote.to_string_lossy(), "update-ref", "-d", "refs/heads/feature"]);
    // The secret on main was published before, so a push of the branch is not about it.
    push(&repo, &["feature"]).expect(0);
    repo.git(["-C", &remote.to_string_lossy(), "update-ref", "-d", "refs/heads/feature"]);
    repo.stage("d.ini", format!("stripe = {}\n", key().replace('Q', "W")));
    repo.commit_all("one more");
    let said = push(&repo, &["feature"]).expect(1).stderr;
    assert!(said.contains("d.ini:1:10") && !said.contains("b.ini"), "{said}");
}
