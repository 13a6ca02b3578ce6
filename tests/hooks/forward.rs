//! Hooks for every repository of a user, and the repositories' own hooks behind them.

use super::{commit, git, script};
use crate::support::{TestRepo, key};
use std::fs;
use std::path::Path;

fn with_global() -> TestRepo {
    let repo = TestRepo::new();
    repo.scan(["hook", "install", "--global"]).run().expect(0);
    repo
}

/// A bare repository that the working one pushes to as `origin`.
fn with_server() -> (TestRepo, std::path::PathBuf) {
    let repo = with_global();
    let server = repo.beside("server.git");
    repo.git(["init", "-q", "--bare", &server.to_string_lossy()]);
    repo.git(["remote", "add", "origin", &server.to_string_lossy()]);
    (repo, server)
}

fn push(repo: &TestRepo, what: &[&str]) -> crate::support::Output {
    git(repo, &repo.path(), &[&["push", "-q", "origin"], what].concat())
}

#[test]
fn global_hooks_serve_every_repository_and_keep_their_own() {
    let repo = TestRepo::new();
    repo.scan(["hook", "install", "--global"]).run().expect(0);
    script(&repo.path().join(".git/hooks/pre-commit"), "#!/bin/sh\necho own pre-commit >&2\n");
    script(&repo.path().join(".git/hooks/post-commit"), "#!/bin/sh\necho own post-commit >&2\n");
    repo.stage("a.txt", "a\n");
    let said = commit(&repo).expect(0).stderr;
    assert_eq!(said, "own pre-commit\nown post-commit\n");
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    commit(&repo).expect(1);
    repo.scan(["hook", "uninstall", "--global"]).run().expect(0);
    assert_ne!(repo.try_git(["config", "--global", "core.hooksPath"]).code, 0);
    commit(&repo).expect(0);
}

#[test]
fn every_hook_of_a_server_runs_with_its_arguments_and_input() {
    let (repo, server) = with_server();
    for name in ["pre-receive", "update", "post-receive", "post-update", "reference-transaction"] {
        let text = format!("#!/bin/sh\necho \"{name} $# $(cat | grep -c refs/heads/main)\" >>log\n");
        script(&server.join("hooks").join(name), &text);
    }
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    push(&repo, &["main"]).expect(0);
    let log = fs::read_to_string(server.join("log")).expect("the hooks ran");
    for line in
        ["pre-receive 0 1", "update 3 0", "post-receive 0 1", "post-update 1 0", "reference-transaction 1 1"]
    {
        assert!(log.lines().any(|l| l == line), "{line} is not in:\n{log}");
    }
}

#[test]
fn a_server_s_own_gate_goes_behind_and_fires() {
    let (repo, server) = with_server();
    let said = repo.scan_in(&server, ["hook", "status"]).run().expect(3).stdout;
    assert!(said.contains("run `secretscan hook install`."), "{said}");
    repo.scan_in(&server, ["hook", "install"]).run().expect(0);
    assert!(server.join("hooks/pre-receive").exists());
    let said = repo.scan_in(&server, ["hook", "status"]).run().expect(0).stdout;
    assert!(said.contains("pre-receive        secretscan ("), "{said}");
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    repo.commit_all("a secret");
    let said = push(&repo, &["--no-verify", "main"]).expect(1).stderr;
    assert!(said.contains("push refused"), "{said}");
    repo.scan_in(&server, ["hook", "uninstall"]).run().expect(0);
    assert!(!server.join("hooks/pre-receive").exists());
    push(&repo, &["--no-verify", "main"]).expect(0);
}

#[test]
fn without_own_hooks_git_is_as_before() {
    let repo = with_global();
    // No hook finds a repository before there is one.
    let said = repo.try_git(["init", &repo.beside("new").to_string_lossy()]);
    assert_eq!(said.expect(0).stderr.lines().filter(|l| !l.starts_with("hint:")).count(), 0);
    // A push to a branch that is checked out: a hook takes over the update of the working tree.
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    let other = repo.beside("other");
    repo.git(["clone", "-q", ".", &other.to_string_lossy()]);
    let in_other = |args: &[&str]| git(&repo, &other, args).expect(0).stdout;
    in_other(&["config", "receive.denyCurrentBranch", "updateInstead"]);
    repo.git(["remote", "add", "origin", &other.to_string_lossy()]);
    repo.stage("a.txt", "b\n");
    repo.commit_all("second");
    push(&repo, &["main"]).expect(0);
    assert_eq!(fs::read_to_string(other.join("a.txt")).expect("updated"), "b\n");
    assert_eq!(in_other(&["status", "--porcelain"]), "");
    fs::write(other.join("a.txt"), "work\n").expect("a change");
    repo.stage("a.txt", "c\n");
    repo.commit_all("third");
    assert!(push(&repo, &["main"]).expect(1).stderr.contains("unstaged changes"));
    script(&other.join(".git/hooks/push-to-checkout"), "#!/bin/sh\necho own $# >&2\n");
    assert!(push(&repo, &["main"]).expect(0).stderr.contains("own 1"));
}

#[test]
fn linked_worktrees_and_one_hook_alone() {
    let repo = TestRepo::new();
    repo.scan(["hook", "install", "--global", "pre-commit"]).run().expect(0);
    for name in ["pre-commit", "commit-msg", "post-checkout"] {
        script(&repo.path().join(".git/hooks").join(name), &format!("#!/bin/sh\necho own {name} >&2\n"));
    }
    repo.stage("a.txt", "a\n");
    assert_eq!(commit(&repo).expect(0).stderr, "own pre-commit\nown commit-msg\n");
    let linked = repo.beside("linked");
    let said = git(&repo, &repo.path(), &["worktree", "add", "-q", &linked.to_string_lossy()]).expect(0);
    assert_eq!(said.stderr, "own post-checkout\n");
    fs::write(linked.join("a.txt"), "b\n").expect("a file");
    let said = git(&repo, &linked, &["commit", "-qam", "b"]).expect(0);
    assert_eq!(said.stderr, "own pre-commit\nown commit-msg\n");
    // What is no hook of ours in our folder stays.
    let folder = repo.home().join(".config/secretscan/hooks");
    script(&folder.join("post-commit"), "#!/bin/sh\necho mine >&2\n");
    let said = repo.scan(["hook", "install", "--global"]).run().expect(0).stdout;
    assert!(said.contains("post-commit") && said.contains("is not ours and stays"), "{said}");
    repo.scan(["hook", "uninstall", "--global"]).run().expect(0);
    let left: Vec<_> = fs::read_dir(Path::new(&folder)).expect("a folder").collect();
    assert_eq!(left.len(), 1);
}
