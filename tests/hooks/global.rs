//! Hooks for every repository of a user, and what was set before them.

use super::{commit, script};
use crate::support::{TestRepo, key};
use std::fs;
use std::path::Path;

/// A user who has a folder of hooks already.
fn with_folder() -> (TestRepo, String) {
    let repo = TestRepo::new();
    let folder = repo.beside("company hooks");
    script(&folder.join("pre-commit"), "#!/bin/sh\necho company >&2\n");
    let folder = folder.to_string_lossy().into_owned();
    repo.git(["config", "--global", "core.hooksPath", &folder]);
    (repo, folder)
}

#[test]
fn a_folder_that_is_set_already_gets_our_hooks_so_that_they_fire() {
    let (repo, folder) = with_folder();
    let said = repo.scan(["hook", "install", "--global"]).run().expect(2).stderr;
    assert!(said.contains(&folder) && said.contains("`secretscan hook install --force`"), "{said}");
    // The advice holds: the hooks fire, in every repository, and those from before still run.
    repo.scan(["hook", "install", "--force"]).run().expect(0);
    let binary = repo.git(["config", "--global", "secretscan.binary"]);
    assert_eq!(binary.trim(), env!("CARGO_BIN_EXE_secretscan"));
    repo.stage("a.txt", "a\n");
    assert_eq!(commit(&repo).expect(0).stderr, "company\n");
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    commit(&repo).expect(1);
}

#[test]
fn a_repository_that_the_hooks_of_all_check_needs_none_of_its_own() {
    let repo = TestRepo::new();
    repo.scan(["hook", "install", "--global"]).run().expect(0);
    let said = repo.scan(["hook", "install"]).run().expect(0).stdout;
    assert!(said.contains("checks this repository, too"), "{said}");
    assert!(!repo.path().join(".git/hooks/pre-commit").exists());
    // Somebody else's script that calls us is left alone; where it does not, it is no protection.
    let (repo, folder) = with_folder();
    let hook = Path::new(&folder).join("pre-commit");
    let text = "#!/bin/sh\nsecretscan hook run pre-commit\n";
    script(&hook, text);
    repo.scan(["hook", "install", "pre-commit"]).run().expect(0);
    assert_eq!(fs::read_to_string(&hook).expect("a hook"), text);
    repo.scan(["hook", "install"]).run().expect(2);
}

#[test]
fn a_value_that_is_replaced_comes_back() {
    let (repo, folder) = with_folder();
    let said = repo.scan(["hook", "install", "--global", "--force"]).run().expect(0).stdout;
    assert!(said.contains(&folder) && said.contains("no longer run"), "{said}");
    // Once more loses nothing.
    repo.scan(["hook", "install", "--global", "--force"]).run().expect(0);
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    commit(&repo).expect(1);
    let said = repo.scan(["hook", "uninstall", "--global"]).run().expect(0).stdout;
    assert!(said.contains(&format!("core.hooksPath is {folder} again")), "{said}");
    let left = fs::read_to_string(repo.home().join(".gitconfig")).expect("the user's file");
    assert!(left.contains("company hooks") && !left.contains("previousHooksPath"), "{left}");
    assert!(!left.contains("binary"), "{left}");
    assert_eq!(commit(&repo).expect(0).stderr, "company\n");
}

#[test]
fn uninstalling_leaves_no_setting_behind() {
    let repo = TestRepo::new();
    repo.scan(["hook", "install"]).run().expect(0);
    assert_eq!(repo.try_git(["config", "--local", "secretscan.binary"]).code, 0);
    repo.scan(["hook", "uninstall"]).run().expect(0);
    assert_eq!(repo.try_git(["config", "--local", "secretscan.binary"]).code, 1);
}

#[test]
fn no_hook_goes_where_every_scan_would_be_refused() {
    for (init, word) in [("--object-format=sha256", "SHA-256"), ("--ref-format=reftable", "git refs migrate")]
    {
        let repo = TestRepo::with_init(&[init]);
        let said = repo.scan(["hook", "install"]).run().expect(2).stderr;
        assert!(said.contains(word), "{said}");
        assert_eq!(said, repo.scan(["hook", "status"]).run().expect(2).stderr);
        assert!(!repo.path().join(".git/hooks/pre-commit").exists());
        // What the sentence says, works: the ignore file counts, and what is tracked all the same is seen.
        repo.write(".gitignore", "ignored.ini\ntracked.ini\n");
        for name in ["ignored.ini", "tracked.ini", "a.ini"] {
            repo.write(name, format!("stripe = {}\n", key()));
        }
        repo.git(["add", "-f", "tracked.ini"]);
        let said = repo.scan([".", "--format", "jsonl"]).run().expect(1);
        let paths: Vec<_> = said.json_lines().iter().map(|line| line["path"].to_string()).collect();
        assert_eq!(paths, ["\"a.ini\"", "\"tracked.ini\""], "{}", said.all());
    }
}

#[test]
fn a_folder_that_another_file_of_the_configuration_sets_is_noticed() {
    let (repo, folder) = with_folder();
    let own = repo.home().join(".gitconfig");
    let other = repo.home().join("company.gitconfig");
    fs::rename(&own, &other).expect("moved");
    let install = |system: bool, args: &[&str]| {
        let mut words = vec!["hook", "install", "--global"];
        words.extend(args);
        let run = repo.scan(words);
        let run = if system { run.env("GIT_CONFIG_SYSTEM", &other) } else { run };
        run.env("GIT_CONFIG_NOSYSTEM", "0").run()
    };
    let said = install(true, &[]).expect(2).stderr;
    assert!(said.contains(&folder) && said.contains("company.gitconfig"), "{said}");
    assert!(install(true, &["--force"]).expect(0).stdout.contains("no longer run"));
    repo.scan(["hook", "uninstall", "--global"]).run().expect(0);
    // Included, it is read before or after the line of ours.
    let include = "[include]\n\tpath = company.gitconfig\n";
    fs::write(&own, include).expect("a file");
    let said = install(false, &[]).expect(2).stderr;
    assert!(said.contains(&folder) && said.contains("company.gitconfig"), "{said}");
    install(false, &["--force"]).expect(0);
    repo.scan(["hook", "uninstall", "--global"]).run().expect(0);
    assert_eq!(repo.git(["config", "core.hooksPath"]).trim(), folder);
    let late = format!("[core]\n\tpager = cat\n{include}");
    fs::write(&own, &late).expect("a file");
    let said = install(false, &["--force"]).expect(2).stderr;
    assert!(said.contains("company.gitconfig is read after the user's own file"), "{said}");
    assert_eq!(fs::read_to_string(&own).expect("the user's file"), late);
    assert!(!repo.home().join(".config/secretscan/hooks").join("pre-push").exists());
}

#[test]
fn a_configuration_that_is_no_file_is_left_alone() {
    let repo = TestRepo::new();
    let pipe = repo.home().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    for args in [&["hook", "install", "--global"][..], &["hook", "uninstall", "--global"]] {
        let said = repo.scan(args).env("GIT_CONFIG_GLOBAL", &pipe).run().expect(2).stderr;
        assert!(said.contains("GIT_CONFIG_GLOBAL names") && said.contains("no file"), "{said}");
    }
    assert!(!repo.home().join(".config/secretscan/hooks").exists());
}

#[test]
fn a_folder_of_some_repositories_alone_is_told() {
    let repo = TestRepo::new();
    fs::write(repo.home().join("office.gitconfig"), "[core]\n\thooksPath = ~/office-hooks\n")
        .expect("a file");
    let include = "[includeIf \"gitdir:~/office/\"]\n\tpath = office.gitconfig\n";
    fs::write(repo.home().join(".gitconfig"), include).expect("a file");
    let said = repo.scan(["hook", "install", "--global"]).run().expect(0).stdout;
    assert!(
        said.contains("In repositories of `gitdir:~/office/`") && said.contains("office-hooks"),
        "{said}"
    );
}

#[test]
fn a_repository_that_cannot_be_read_tells_the_way_on() {
    let repo = TestRepo::with_init(&["--object-format=sha256"]);
    repo.scan(["hook", "install", "--global"]).run().expect(0);
    repo.stage("a.txt", "a\n");
    let said = commit(&repo).expect(1).stderr;
    assert!(said.contains("SHA-256") && said.contains("git config core.hooksPath .git/hooks"), "{said}");
    repo.git(["commit", "-q", "--no-verify", "-m", "unchecked"]);
    repo.git(["config", "core.hooksPath", ".git/hooks"]);
    repo.stage("a.txt", "b\n");
    commit(&repo).expect(0);
}
