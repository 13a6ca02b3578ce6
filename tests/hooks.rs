//! The hooks, end to end with real git: what they stop, what they keep, and how they fail.

use crate::support::{Output, TestRepo, run};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// A key of the right form that nobody owns, in parts so that no scanner finds it here.
fn key() -> String {
    ["sk_live", "_9hQ2mV7bT4nK1z", "R8wY5cJ3hL6g"].concat()
}

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
    assert!(said.contains("commit message:1:5"), "{said}");
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
    script(&hook.with_file_name("pre-commit.before-secretscan"), "#!/bin/sh\nexit 7\n");
    repo.stage("a.txt", "b\n");
    assert_ne!(commit(&repo).code, 0, "the older hook's refusal counts");
    script(&hook.with_file_name("pre-commit.before-secretscan"), text);
    repo.scan(["hook", "uninstall"]).run().expect(0);
    assert_eq!(fs::read_to_string(&hook).expect("the old hook"), text);
    assert!(!repo.path().join(".git/hooks/pre-push").exists());
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
    script(&repo.path().join(".husky/_/pre-commit"), "#!/bin/sh\n. \"$(dirname \"$0\")/../pre-commit\"\n");
    script(&repo.path().join(".husky/pre-commit"), "npm test --if-present\n");
    repo.git(["config", "core.hooksPath", ".husky/_"]);
    repo.scan(["hook", "install", "pre-commit"]).run().expect(0);
    repo.scan(["hook", "install", "pre-commit"]).run().expect(0);
    let text = fs::read_to_string(repo.path().join(".husky/pre-commit")).expect("husky's script");
    assert_eq!(text, "secretscan hook run pre-commit -- \"$@\"\nnpm test --if-present\n");
    repo.scan(["hook", "uninstall"]).run().expect(0);
    let text = fs::read_to_string(repo.path().join(".husky/pre-commit")).expect("husky's script");
    assert_eq!(text, "npm test --if-present\n");

    let repo = TestRepo::new();
    repo.git(["config", "core.hooksPath", "/opt/company/hooks"]);
    let said = repo.scan(["hook", "install"]).run().expect(2).stderr;
    assert!(said.contains("/opt/company/hooks") && said.contains("--global"), "{said}");
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
    assert!(hooks.join("pre-commit.d/secretscan").exists());
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    assert!(commit(&repo).expect(1).stderr.contains("would record 1 secret"));
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
    assert!(repo.scan(["hook", "status"]).run().stdout.contains("DOES NOT FIRE"));
}

#[test]
fn doctor_proves_it_with_a_canary() {
    let repo = with_hooks();
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    let bin = Path::new(env!("CARGO_BIN_EXE_secretscan")).parent().expect("a folder");
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display());
    let said = repo.scan(["doctor"]).env("PATH", &path).run().expect(0).stdout;
    assert!(said.contains("ok   canary: a commit with a key in it is stopped"), "{said}");
    assert_eq!(repo.git(["status", "--porcelain"]), "", "the canary left something behind");
    script(&repo.path().join(".git/hooks/pre-commit"), "#!/bin/sh\nexit 0\n");
    let said = repo.scan(["doctor"]).env("PATH", &path).run().stdout;
    assert!(said.contains("BAD"), "{said}");
}

#[test]
fn what_was_committed_unseen_is_stopped_before_it_is_pushed() {
    let repo = with_hooks();
    let remote = repo.beside("remote.git");
    repo.git(["init", "-q", "--bare", &remote.to_string_lossy()]);
    repo.git(["remote", "add", "origin", &remote.to_string_lossy()]);
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    git(&repo, &repo.path(), &["push", "-q", "origin", "main"]).expect(0);
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
