//! Where hooks are installed, beside what, and what is said about them.

use super::{commit, git, script, with_hooks};
use crate::support::{TestRepo, key};
use std::fs;
use std::os::unix::fs::PermissionsExt;

#[test]
fn installing_twice_changes_nothing_and_what_was_there_still_runs() {
    let repo = TestRepo::new();
    let hook = repo.path().join(".git/hooks/pre-commit");
    let text = "#!/bin/sh\necho old hook >&2\n";
    script(&hook, text);
    repo.scan(["hook", "install"]).run().expect(0);
    let first = fs::read(&hook).expect("a hook");
    repo.scan(["hook", "install"]).run().expect(0);
    assert_eq!(fs::read(&hook).expect("a hook"), first);
    repo.stage("a.txt", "a\n");
    assert_eq!(commit(&repo).expect(0).stderr, "old hook\n");
    script(&repo.path().join(".git/hooks.before-secretscan/pre-commit"), "#!/bin/sh\nexit 7\n");
    repo.stage("a.txt", "b\n");
    assert_ne!(commit(&repo).code, 0, "the older hook's refusal counts");
    script(&repo.path().join(".git/hooks.before-secretscan/pre-commit"), text);
    repo.scan(["hook", "uninstall"]).run().expect(0);
    assert_eq!(fs::read_to_string(&hook).expect("the old hook"), text);
    assert!(!repo.path().join(".git/hooks/pre-push").exists());
}

#[test]
fn hooks_in_the_working_tree_are_to_be_committed() {
    let repo = TestRepo::new();
    let said = |repo: &TestRepo| repo.scan(["hook", "install"]).run().expect(0).stdout;
    assert!(!said(&repo).contains("commit these files"));
    fs::create_dir_all(repo.path().join(".githooks")).expect("a folder");
    repo.git(["config", "core.hooksPath", ".githooks"]);
    let said = said(&repo);
    assert!(said.contains(".githooks lies in the working tree: commit these files"), "{said}");
}

/// As `pre-commit install` leaves a repository that had a hook of its own, and then ours.
#[test]
fn what_somebody_wrote_into_our_hook_is_copied() {
    let repo = TestRepo::new();
    let hook = repo.path().join(".git/hooks/pre-commit");
    repo.scan(["hook", "install"]).run().expect(0);
    let text = fs::read_to_string(&hook).expect("a hook");
    let changed = text.replace("\nbin=", "\n./own-check || exit 1\nbin=");
    assert_ne!(changed, text);
    for command in ["install", "uninstall"] {
        script(&hook, &changed);
        let said = repo.scan(["hook", command]).run().expect(0).stdout;
        assert!(said.contains("pre-commit.changed"), "{said}");
        let copy = hook.with_file_name("pre-commit.changed");
        assert_eq!(fs::read_to_string(&copy).expect("a copy"), changed);
        fs::remove_file(copy).expect("removed");
    }
    // An untouched one leaves none.
    let said =
        [["hook", "install"], ["hook", "uninstall"]].map(|args| repo.scan(args).run().expect(0).stdout);
    assert!(!said.concat().contains("changed"), "{said:?}");
}

#[test]
fn an_empty_hooks_path_is_told_and_nothing_is_written() {
    let repo = TestRepo::new();
    repo.git(["config", "core.hooksPath", ""]);
    let said = repo.scan(["hook", "install"]).run().expect(2).stderr;
    assert!(said.contains("core.hooksPath is set to nothing"), "{said}");
    assert!(!repo.path().join("pre-commit").exists());
}

#[test]
fn only_the_hooks_that_were_asked_for() {
    let repo = TestRepo::new();
    repo.scan(["hook", "install", "pre-commit,pre-push"]).run().expect(0);
    assert!(repo.path().join(".git/hooks/pre-push").exists());
    assert!(!repo.path().join(".git/hooks/commit-msg").exists());
    let said = repo.scan(["hook", "install", "pre-lunch"]).run().expect(2).stderr;
    assert!(said.contains("pre-lunch") && said.contains("commit-msg"), "{said}");
}

#[test]
fn managers_are_recognised() {
    let repo = TestRepo::new();
    repo.write("lefthook.yml", "pre-commit: {}\n");
    let said = repo.scan(["hook", "install"]).run().expect(2).stderr;
    assert!(said.contains("lefthook") && said.contains("secretscan hook run pre-commit"), "{said}");
    assert!(repo.scan(["hook", "status"]).run().stdout.contains("Commits are NOT checked"));
    repo.write(
        "lefthook.yml",
        "pre-commit:\n  commands:\n    s:\n      run: secretscan hook run pre-commit\n",
    );
    script(&repo.path().join(".git/hooks/pre-commit"), "#!/bin/sh\nlefthook run pre-commit\n");
    let said = repo.scan(["hook", "status"]).run().expect(0).stdout;
    assert!(said.contains("secretscan (") && said.contains("lefthook.yml"), "{said}");

    let repo = TestRepo::new();
    repo.write(".pre-commit-config.yaml", "repos:\n- repo: x\n  hooks: [{id: secretscan-commit-msg}]\n");
    script(&repo.path().join(".git/hooks/commit-msg"), "#!/bin/sh\nexec pre-commit hook-impl\n");
    let said = repo.scan(["hook", "status"]).run().stdout;
    assert!(said.contains("commit-msg         secretscan ("), "{said}");
    // An id that begins like ours, or stands in a comment, protects no commit.
    script(&repo.path().join(".git/hooks/pre-commit"), "#!/bin/sh\nexec pre-commit hook-impl\n");
    let said = repo.scan(["hook", "status"]).run().expect(3).stdout;
    assert!(said.contains("Commits are NOT checked"), "{said}");
    repo.write(
        ".pre-commit-config.yaml",
        "repos:\n- repo: x\n  hooks:\n  # - id: secretscan\n  - id: other\n",
    );
    repo.scan(["hook", "status"]).run().expect(3);
    repo.write(".pre-commit-config.yaml", "repos:\n- repo: x\n  hooks:\n  - id: secretscan-system\n");
    repo.scan(["hook", "status"]).run().expect(0);

    let repo = TestRepo::new();
    repo.git(["config", "core.hooksPath", "/opt/company/hooks"]);
    let said = repo.scan(["hook", "install"]).run().expect(2).stderr;
    assert!(said.contains("/opt/company/hooks") && said.contains("hook install --force"), "{said}");
}

#[test]
fn templates_are_copied_into_new_repositories() {
    let repo = TestRepo::bare_folder();
    let template = repo.beside("template");
    let dir = template.to_string_lossy().into_owned();
    repo.scan(["hook", "install", "--template", &dir]).run().expect(0);
    git(&repo, &repo.path(), &["init", "-q", "--template", &dir]).expect(0);
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    commit(&repo).expect(1);
}

#[test]
fn linked_worktrees_share_the_hooks() {
    let repo = with_hooks();
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    let linked = repo.beside("linked");
    repo.git(["worktree", "add", "-q", &linked.to_string_lossy()]);
    fs::write(linked.join("b.ini"), format!("stripe = {}\n", key())).expect("a file");
    git(&repo, &linked, &["add", "b.ini"]).expect(0);
    let said = git(&repo, &linked, &["commit", "-qm", "x"]).expect(1).stderr;
    assert!(said.contains("b.ini:1:10"), "{said}");
}

#[test]
fn status_says_which_hook_fires() {
    let repo = TestRepo::new();
    let said = repo.scan(["hook", "status"]).run();
    assert!(said.code != 0 && said.stdout.contains("Commits are NOT checked"), "{}", said.stdout);
    repo.scan(["hook", "install"]).run().expect(0);
    let said = repo.scan(["hook", "status"]).run().expect(0).stdout;
    assert!(said.contains("pre-commit         secretscan ("), "{said}");
    let hook = repo.path().join(".git/hooks/pre-commit");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o644)).expect("not executable");
    assert!(repo.scan(["hook", "status"]).run().stdout.contains("is not executable"));
    // The advice holds.
    repo.scan(["hook", "install"]).run().expect(0);
    let text = fs::read_to_string(&hook).expect("a hook");
    script(&hook, &text.replace('\n', "\r\n"));
    let said = repo.scan(["hook", "status"]).run().expect(3).stdout;
    assert!(said.contains("DOES NOT FIRE") && said.contains("has CRLF line ends"), "{said}");
    repo.scan(["hook", "install"]).run().expect(0);
    repo.scan(["hook", "status"]).run().expect(0);
    // As `pre-commit install` leaves it.
    fs::rename(&hook, hook.with_file_name("pre-commit.legacy")).expect("moved");
    script(&hook, "#!/bin/sh\n\"$0.legacy\" && true pre-commit hook-impl\n");
    let said = repo.scan(["hook", "status"]).run().expect(0).stdout;
    assert!(said.contains("secretscan (") && said.contains("pre-commit.legacy)"), "{said}");
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    commit(&repo).expect(1);
    repo.scan(["hook", "uninstall"]).run().expect(0);
    assert!(!hook.with_file_name("pre-commit.legacy").exists() && hook.exists());
}

#[test]
fn a_folder_in_place_of_a_hook_is_told() {
    let repo = TestRepo::new();
    let hooks = repo.path().join(".git/hooks");
    fs::create_dir_all(hooks.join("pre-commit")).expect("a folder");
    let said = repo.scan(["hook", "install"]).run().expect(2).stderr;
    assert!(said.contains("is a folder, and git runs no folder as a hook"), "{said}");
    assert!(!hooks.join("pre-push").exists(), "half installed");
    assert!(repo.scan(["hook", "status"]).run().expect(3).stdout.contains("is a folder"));
    // Earlier versions kept it: it comes back.
    fs::remove_dir(hooks.join("pre-commit")).expect("removed");
    repo.scan(["hook", "install"]).run().expect(0);
    fs::create_dir_all(repo.path().join(".git/hooks.before-secretscan/pre-commit")).expect("a folder");
    repo.scan(["hook", "uninstall"]).run().expect(0);
    assert!(hooks.join("pre-commit").is_dir());
}
