//! Hooks that were there before ours may stage files and rewrite messages: ours judges what they left.

use super::{commit, git, pushed, script};
use crate::support::{TestRepo, key};
use std::fs;

/// A repository whose older hook of this name is this shell script.
fn with(name: &str, text: &str) -> TestRepo {
    let repo = TestRepo::new();
    script(&repo.path().join(".git/hooks").join(name), &format!("#!/bin/sh\n{text}\n"));
    repo.scan(["hook", "install"]).run().expect(0);
    repo.stage("a.txt", "a\n");
    repo
}

#[test]
fn what_an_older_hook_stages_is_judged() {
    let generator = format!("echo stripe = {} >gen.ini; git add gen.ini", key());
    let repo = with("pre-commit", &generator);
    assert!(commit(&repo).expect(1).stderr.contains("gen.ini:1:10"));
    // One commit of some files has an index of its own.
    let repo = with("pre-commit", &generator);
    repo.write("b.txt", "b\n");
    repo.git(["add", "b.txt"]);
    let said = git(&repo, &repo.path(), &["commit", "-qm", "x", "b.txt"]).expect(1).stderr;
    assert!(said.contains("gen.ini:1:10"), "{said}");
}

#[test]
fn a_message_that_an_older_hook_writes_is_judged() {
    let repo = with("commit-msg", &format!("echo use {} >>\"$1\"", key()));
    assert!(commit(&repo).expect(1).stderr.contains("commit message:2:5"));
}

#[test]
fn the_older_hook_s_exit_code_ends_the_commit() {
    let repo = with("pre-commit", "exit 7");
    let run = || repo.scan(["hook", "run", "pre-commit", "--from", ".git/hooks/pre-commit"]).run();
    assert_eq!(run().expect(7).all(), "");
    assert_ne!(commit(&repo).code, 0);
}

#[test]
fn parts_that_run_before_ours() {
    let repo = TestRepo::new();
    let hooks = repo.path().join(".git/hooks");
    let all = "#!/bin/sh\nfor part in \"$0.d\"/*; do \"$part\" \"$@\" || exit 1; done\n";
    script(&hooks.join("pre-commit"), all);
    let generator = format!("#!/bin/sh\necho stripe = {} >gen.ini; git add gen.ini\n", key());
    script(&hooks.join("pre-commit.d/stage"), &generator);
    repo.scan(["hook", "install", "pre-commit"]).run().expect(0);
    // As earlier versions named it.
    let [new, old] = ["zz-secretscan", "secretscan"].map(|name| hooks.join("pre-commit.d").join(name));
    fs::rename(&new, &old).expect("renamed");
    repo.scan(["hook", "status"]).run().expect(0);
    repo.scan(["hook", "install", "pre-commit"]).run().expect(0);
    assert!(new.exists() && !old.exists());
    repo.stage("a.txt", "a\n");
    assert!(commit(&repo).expect(1).stderr.contains("gen.ini:1:10"));
    repo.scan(["hook", "uninstall"]).run().expect(0);
    assert!(!new.exists());
}

#[test]
fn parts_folders_in_the_manner_of_debian() {
    let repo = TestRepo::new();
    let hooks = repo.path().join(".git/hooks");
    fs::create_dir_all(hooks.join("pre-commit.d")).expect("a folder");
    script(
        &hooks.join("pre-commit"),
        "#!/bin/sh\nfor part in \"$0.d\"/*; do \"$part\" \"$@\" || exit 1; done\n",
    );
    repo.scan(["hook", "install", "pre-commit"]).run().expect(0);
    assert!(hooks.join("pre-commit.d/zz-secretscan").exists());
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    assert!(commit(&repo).expect(1).stderr.contains("would record 1 secret"));
}

#[test]
fn before_a_push_ours_comes_first_and_both_get_git_s_input() {
    let repo = pushed();
    let log = repo.beside("log");
    let text = format!("#!/bin/sh\necho \"$1 $(cat)\" >>'{}'\n", log.display());
    script(&repo.path().join(".git/hooks.before-secretscan/pre-push"), &text);
    repo.stage("b.ini", format!("stripe = {}\n", key()));
    repo.commit_all("unseen");
    git(&repo, &repo.path(), &["push", "-q", "origin", "main"]).expect(1);
    assert!(!log.exists(), "the other hook may publish what ours refuses");
    repo.git(["reset", "-q", "--hard", "HEAD~1"]);
    git(&repo, &repo.path(), &["push", "-q", "origin", "main:other"]).expect(0);
    let said = fs::read_to_string(&log).expect("it ran");
    assert!(said.starts_with("origin refs/heads/main") && said.contains(" refs/heads/other "), "{said}");
}
