//! A hook that was there before ours: it is kept, runs as before, and comes back.

use super::{commit, script};
use crate::support::{TestRepo, key};
use std::fs;
use std::path::Path;

#[test]
fn a_kept_hook_runs_as_git_ran_it() {
    let repo = TestRepo::new();
    script(&repo.path().join(".git/hooks/pre-commit"), "echo no interpreter named >&2\n");
    repo.stage("a.txt", "a\n");
    assert_eq!(commit(&repo).expect(0).stderr, "no interpreter named\n");
    repo.scan(["hook", "install"]).run().expect(0);
    repo.stage("a.txt", "b\n");
    assert_eq!(commit(&repo).expect(0).stderr, "no interpreter named\n");
}

#[test]
fn a_kept_hook_that_cannot_start_says_why() {
    let repo = TestRepo::new();
    script(&repo.path().join(".git/hooks/pre-commit"), "#!/bin/sh\r\nexit 0\r\n");
    repo.scan(["hook", "install"]).run().expect(0);
    repo.stage("a.txt", "a\n");
    let said = commit(&repo).expect(1).stderr;
    assert!(said.contains("carriage return"), "{said}");
}

#[test]
fn a_hook_that_never_ran_is_told_so() {
    let repo = TestRepo::new();
    repo.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 1\n");
    let said = repo.scan(["hook", "install"]).run().expect(0).stdout;
    assert!(said.contains("does not run, for it is not executable"), "{said}");
    repo.stage("a.txt", "a\n");
    commit(&repo).expect(0);
}

#[test]
fn a_file_in_place_of_a_folder_of_hooks_is_named() {
    let repo = TestRepo::new();
    repo.write("hooks-file", "x");
    repo.git(["config", "core.hooksPath", "hooks-file"]);
    let said = repo.scan(["hook", "install", "--force"]).run().expect(2).stderr;
    assert!(said.contains("is a file, and git looks for a folder"), "{said}");
}

#[test]
fn a_kept_hook_goes_by_its_name_and_finds_what_lies_beside_it() {
    let repo = TestRepo::new();
    let hooks = repo.path().join(".git/hooks");
    let text = "#!/bin/sh\n. \"$(dirname \"$0\")/more.sh\"\n";
    script(&hooks.join("pre-commit"), text);
    script(
        &hooks.join("more.sh"),
        "echo \"$(basename \"$0\") $(cat \"$(dirname \"$0\")/../../word\")\" >&2\n",
    );
    repo.write("word", "of the top folder");
    repo.stage("a.txt", "a\n");
    let before = commit(&repo).expect(0).stderr;
    assert_eq!(before, "pre-commit of the top folder\n");
    repo.scan(["hook", "install"]).run().expect(0);
    repo.stage("a.txt", "b\n");
    assert_eq!(commit(&repo).expect(0).stderr, before);
    // As earlier versions kept it: it runs, is moved, and comes back.
    let [new, old] = ["../hooks.before-secretscan/pre-commit", "pre-commit.before-secretscan"];
    fs::rename(hooks.join(new), hooks.join(old)).expect("moved");
    script(&hooks.join(old), "#!/bin/sh\necho kept >&2\n");
    repo.stage("a.txt", "c\n");
    assert_eq!(commit(&repo).expect(0).stderr, "kept\n");
    let said = repo.scan(["hook", "status"]).run().expect(0).stdout;
    assert!(said.contains(&format!("{old}, then secretscan")), "{said}");
    let said = repo.scan(["hook", "install"]).run().expect(0).stdout;
    assert!(said.contains("is kept in") && !hooks.join(old).exists(), "{said}");
    repo.stage("a.txt", "d\n");
    assert_eq!(commit(&repo).expect(0).stderr, "kept\n");
    repo.scan(["hook", "uninstall"]).run().expect(0);
    assert_eq!(fs::read_to_string(hooks.join("pre-commit")).expect("back"), "#!/bin/sh\necho kept >&2\n");
    assert!(!repo.path().join(".git/hooks.before-secretscan").exists());
}

#[test]
fn a_manager_that_moves_ours_away_does_not_make_it_call_itself() {
    let repo = TestRepo::new();
    let hooks = repo.path().join(".git/hooks");
    let framework = "#!/bin/sh\nlegacy=$(dirname \"$0\")/pre-commit.legacy\nif [ -x \"$legacy\" ]; then \"$legacy\" || exit 1; fi\necho framework >&2\n";
    script(&hooks.join("pre-commit"), framework);
    script(&hooks.join("pre-commit.legacy"), "#!/bin/sh\necho legacy >&2\n");
    repo.scan(["hook", "install"]).run().expect(0);
    repo.stage("a.txt", "a\n");
    assert_eq!(commit(&repo).expect(0).stderr, "legacy\nframework\n");
    fs::rename(hooks.join("pre-commit"), hooks.join("pre-commit.legacy")).expect("moved");
    script(&hooks.join("pre-commit"), framework);
    repo.stage("a.txt", "b\n");
    assert_eq!(commit(&repo).expect(0).stderr, "framework\n");
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    assert!(commit(&repo).expect(1).stderr.contains("would record 1 secret"));
}

#[test]
fn a_kept_hook_runs_where_the_framework_has_moved_ours() {
    let repo = TestRepo::new();
    let hooks = repo.path().join(".git/hooks");
    let own = "#!/bin/sh\necho own >&2\n";
    script(&hooks.join("pre-commit"), own);
    repo.scan(["hook", "install"]).run().expect(0);
    fs::rename(hooks.join("pre-commit"), hooks.join("pre-commit.legacy")).expect("moved");
    let framework = "#!/bin/sh\n\"$0.legacy\" \"$@\" || exit 1 # hook-impl\necho framework >&2\n";
    script(&hooks.join("pre-commit"), framework);
    repo.stage("a.txt", "a\n");
    assert_eq!(commit(&repo).expect(0).stderr, "own\nframework\n");
    assert!(repo.scan(["hook", "status"]).run().expect(0).stdout.contains("before-secretscan"));
    let said = repo.scan(["hook", "install", "pre-commit"]).run().expect(0).stdout;
    assert!(said.contains("already there") && said.contains("pre-commit.legacy"), "{said}");
    repo.scan(["hook", "uninstall"]).run().expect(0);
    assert_eq!(fs::read_to_string(hooks.join("pre-commit.legacy")).expect("back"), own);
    assert_eq!(fs::read_to_string(hooks.join("pre-commit")).expect("there"), framework);
    assert!(!repo.path().join(".git/hooks.before-secretscan").exists());
}

#[test]
fn a_link_that_leads_nowhere_is_kept_and_comes_back() {
    let repo = TestRepo::new();
    let hook = repo.path().join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().expect("a folder")).expect("a folder");
    std::os::unix::fs::symlink("../../not/yet", &hook).expect("a link");
    repo.scan(["hook", "install"]).run().expect(0);
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    commit(&repo).expect(1);
    repo.scan(["hook", "uninstall"]).run().expect(0);
    assert_eq!(fs::read_link(&hook).expect("the link"), Path::new("../../not/yet"));
}
