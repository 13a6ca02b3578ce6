//! Which index `--staged` reads when real `git commit` runs it: `-a`, `-p`, FILE, `--amend`, merges, odd places.

use crate::support::{Output, TestRepo, numbered_key, run};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;

/// A repository with a commit, and a pre-commit hook that scans and keeps what was found.
fn repo() -> TestRepo {
    let repo = TestRepo::new();
    repo.write("a.ini", "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n")
        .write("b.ini", "b\n")
        .write("sub/c.ini", "c\n");
    repo.commit_all("first");
    let hook = repo.path().join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().expect("a folder")).expect("folders");
    let log = repo.beside("found");
    fs::write(&hook, format!("#!/bin/sh\nsecretscan --staged --format jsonl > '{}'\n", log.display()))
        .expect("a hook");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("executable");
    repo
}

/// `git commit …` in a folder; then path and line of what the hook found.
fn commit(repo: &TestRepo, folder: &Path, args: &[&str]) -> (i32, Vec<String>) {
    let out = run(repo.command("git", folder).arg("commit").args(["-q", "-m", "change"]).args(args));
    (out.code, found(repo, &out))
}

fn found(repo: &TestRepo, said: &Output) -> Vec<String> {
    let text = fs::read_to_string(repo.beside("found")).unwrap_or_else(|_| panic!("{}", said.stderr));
    let rows = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a row"));
    rows.map(|row| format!("{}:{}", row["path"].as_str().unwrap_or_default(), row["start_line"])).collect()
}

#[test]
fn commit_all_takes_what_is_not_staged() {
    let repo = repo();
    repo.write("a.ini", format!("one\npassword = {}\n", numbered_key(1)));
    assert_eq!(commit(&repo, &repo.path(), &["-a"]), (1, vec!["a.ini:2".to_string()]));
    repo.git(["checkout", "-q", "a.ini"]);
    repo.write("b.ini", "harmless\n");
    assert_eq!(commit(&repo, &repo.path(), &["-a"]), (0, vec![]));
}

#[test]
fn commit_of_a_file_leaves_the_rest_of_the_index_out() {
    let repo = repo();
    repo.stage("a.ini", format!("password = {}\n", numbered_key(1)));
    repo.write("b.ini", "harmless\n").write("sub/c.ini", format!("password = {}\n", numbered_key(2)));
    assert_eq!(commit(&repo, &repo.path(), &["b.ini"]), (0, vec![]));
    assert_eq!(commit(&repo, &repo.path(), &["sub/c.ini"]), (1, vec!["sub/c.ini:1".to_string()]));
    // From a folder below: git starts the hook at the top.
    assert_eq!(commit(&repo, &repo.path().join("sub"), &["c.ini"]), (1, vec!["sub/c.ini:1".to_string()]));
    assert_eq!(commit(&repo, &repo.path().join("sub"), &[]), (1, vec!["a.ini:1".to_string()]));
}

#[test]
fn commit_of_chosen_hunks() {
    let repo = repo();
    repo.write(
        "a.ini",
        format!("zero\none\ntwo\nthree\nfour\nfive\nsix\nseven\neight\npassword = {}\n", numbered_key(1)),
    );
    let choose = |answers: &str| {
        let mut git = repo.command("git", &repo.path());
        let mut child = git
            .args(["commit", "-q", "-p", "-m", "hunks"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("git starts");
        std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), answers.as_bytes())
            .expect("written");
        let out = child.wait_with_output().expect("git ends");
        let said = Output {
            code: out.status.code().unwrap_or(-1),
            stdout: String::new(),
            stderr: String::from_utf8_lossy(&out.stderr).into_owned(),
        };
        (said.code, found(&repo, &said))
    };
    assert_eq!(choose("y\nn\n"), (0, vec![]));
    assert_eq!(choose("y\n"), (1, vec!["a.ini:10".to_string()]));
}

#[test]
fn amend_is_judged_against_the_commit_it_replaces() {
    let repo = repo();
    repo.stage("new.ini", format!("password = {}\n", numbered_key(1)));
    repo.git(["commit", "-q", "--no-verify", "-m", "slipped through"]);
    repo.stage("b.ini", format!("password = {}\n", numbered_key(2)));
    assert_eq!(commit(&repo, &repo.path(), &["--amend"]), (1, vec!["b.ini:1".to_string()]));
    repo.git(["reset", "-q", "--hard"]);
    repo.stage("new.ini", "taken out\n");
    assert_eq!(commit(&repo, &repo.path(), &["--amend"]), (0, vec![]));
}

#[test]
fn an_index_named_by_the_environment() {
    let repo = repo();
    let other = repo.beside("other-index");
    fs::copy(repo.path().join(".git/index"), &other).expect("copied");
    repo.stage("a.ini", format!("password = {}\n", numbered_key(1)));
    let rows = |env: &str| {
        let out = repo.scan(["--staged", "--format", "jsonl"]).env("GIT_INDEX_FILE", env).run();
        (out.code, out.json_lines().len())
    };
    assert_eq!(rows(&other.display().to_string()), (0, 0));
    assert_eq!(rows(".git/index"), (1, 1));
    // Relative to the top of the working tree, wherever the command is started.
    let out = repo.scan_in(&repo.path().join("sub"), ["--staged"]).env("GIT_INDEX_FILE", ".git/index").run();
    out.expect(1);
}

#[test]
fn a_linked_worktree_and_a_bare_repository_with_one_elsewhere() {
    let repo = repo();
    let linked = repo.beside("linked");
    repo.git(["worktree".as_ref(), "add".as_ref(), "-q".as_ref(), linked.as_os_str()]);
    fs::write(linked.join("b.ini"), format!("password = {}\n", numbered_key(1))).expect("a file");
    assert_eq!(commit(&repo, &linked, &["-a"]), (1, vec!["b.ini:1".to_string()]));

    let (bare, tree) = (repo.beside("dots.git"), repo.beside("tree"));
    repo.git(["clone".as_ref(), "-q".as_ref(), "--bare".as_ref(), ".".as_ref(), bare.as_os_str()]);
    fs::create_dir_all(tree.join("below")).expect("a folder");
    let at = |program: &str, folder: &Path, args: &[&str]| {
        let mut command = repo.command(program, folder);
        run(command.args(args).env("GIT_DIR", &bare).env("GIT_WORK_TREE", &tree))
    };
    at("git", &tree, &["checkout", "-f"]).expect(0);
    fs::write(tree.join("below/x.ini"), format!("password = {}\n", numbered_key(2))).expect("a file");
    at("git", &tree, &["add", "below/x.ini"]).expect(0);
    let out = at("secretscan", &tree.join("below"), &["--staged", "--format", "jsonl"]).expect(1);
    assert!(out.stdout.contains("\"below/x.ini\""), "{}", out.stdout);
    assert_eq!(out.stdout.lines().count(), 1, "{}", out.stdout);
}

#[test]
fn what_cannot_be_judged_is_told_with_the_right_code() {
    let repo = repo();
    let none = TestRepo::bare_folder();
    let out = none.scan(["--staged"]).run().expect(2);
    assert!(out.stderr.contains("not inside a git repository"), "{}", out.stderr);
    let bare = TestRepo::with_init(&["--bare"]);
    let out = bare.scan(["--staged"]).run().expect(2);
    assert!(out.stderr.contains("has no index"), "{}", out.stderr);
    let sha256 = TestRepo::with_init(&["--object-format=sha256"]);
    assert!(sha256.scan(["--staged"]).run().expect(2).stderr.contains("SHA-256"));
    let reftable = TestRepo::with_init(&["--ref-format=reftable"]);
    assert!(reftable.scan(["--staged"]).run().expect(2).stderr.contains("git refs migrate"));

    repo.stage("a.ini", "harmless\n");
    let blob = repo.git(["rev-parse", ":a.ini"]).trim().to_string();
    fs::remove_file(repo.path().join(".git/objects").join(&blob[..2]).join(&blob[2..])).expect("removed");
    let out = repo.scan(["--staged"]).run().expect(3);
    assert!(out.all().contains(&blob), "{}", out.all());
    let index = repo.path().join(".git/index");
    let whole = fs::read(&index).expect("an index");
    fs::write(&index, &whole[..100]).expect("cut short");
    let out = repo.scan(["--staged"]).run().expect(3);
    assert!(out.stderr.contains("the index is damaged"), "{}", out.stderr);
}

/// Only where the test may give files away (as root).
#[test]
fn the_repository_of_another_user() {
    let repo = repo();
    let given = run(repo.command("chown", &repo.path()).args(["-R", "12345", "."]));
    if given.code != 0 || std::env::var_os("SUDO_UID").is_some() {
        return;
    }
    let out = repo.scan(["--staged"]).run().expect(2);
    let path = repo.path().canonicalize().expect("a path").display().to_string();
    let fix = format!("git config --global --add safe.directory {path}");
    assert!(out.stderr.contains(&fix), "{}", out.stderr);
    // Said for one command only, where the library does not look, and git does.
    let told = |scan: crate::support::Cmd| {
        scan.env("GIT_CONFIG_COUNT", "1")
            .env("GIT_CONFIG_KEY_0", "safe.directory")
            .env("GIT_CONFIG_VALUE_0", &path)
            .run()
    };
    told(repo.scan(["--staged"])).expect(0);
    told(repo.scan_in(&repo.home(), ["--history", &path])).expect(0);
    repo.scan_in(&repo.home(), ["--history", &path]).env("GIT_DIR", repo.home()).run().expect(2);
    repo.git(["config", "--global", "--add", "safe.directory", &path]);
    repo.scan(["--staged"]).run().expect(0);
}

/// It does not count before it is staged, but whoever writes it should not hear "clean" for a broken one.
#[test]
fn a_broken_configuration_is_told_before_anything_is_staged() {
    let repo = TestRepo::new();
    repo.write(".secretscan.toml", "exclude = [\n");
    let said = repo.scan(["--staged"]).run().expect(2).stderr;
    assert!(said.contains(".secretscan.toml (not staged): line 1"), "{said}");
    repo.write(".secretscan.toml", "exclude = [\"**\"]\n");
    repo.scan(["--staged"]).run().expect(0);
    repo.stage("a.ini", format!("stripe = {}\n", numbered_key(1)));
    repo.scan(["--staged"]).run().expect(1);
    // Where one is staged, work on it in progress is nobody's concern.
    repo.stage(".secretscan.toml", "");
    repo.write(".secretscan.toml", "exclude = [\n");
    repo.scan(["--staged"]).run().expect(1);
}
