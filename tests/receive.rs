//! The hooks pre-receive and update: real pushes to a bare repository, what they refuse, and in which words.

mod refs;

use crate::support::{Output, TestRepo, numbered_key, run};
use std::fs;
use std::path::PathBuf;

/// A server's repository with our hook, and a clone that pushes to it; `main` has one commit.
struct Server {
    repo: TestRepo,
    bare: PathBuf,
}

impl Server {
    fn with(hooks: &str) -> Server {
        let repo = TestRepo::new();
        let bare = repo.beside("server.git");
        repo.git(["-c", "init.defaultBranch=main", "init", "-q", "--bare", &bare.to_string_lossy()]);
        repo.git(["remote", "add", "origin", &bare.to_string_lossy()]);
        repo.stage("a.txt", "a\n");
        repo.commit_all("first");
        repo.git(["push", "-q", "origin", "main"]);
        let args = ["hook", "install", hooks];
        let args = if hooks.is_empty() { &args[..2] } else { &args[..] };
        repo.scan_in(&bare, args).run().expect(0);
        Server { repo, bare }
    }

    fn new() -> Server {
        Server::with("")
    }

    /// A commit that adds `stripe = KEY` to a file of its own.
    fn commit(&self, name: &str, n: u8) -> String {
        self.repo.stage(name, format!("stripe = {}\n", numbered_key(n)));
        self.repo.commit_all(&format!("adds {name}"))
    }

    fn push(&self, args: &[&str]) -> Output {
        let args = [&["push", "-q", "origin"], args].concat();
        run(self.repo.command("git", &self.repo.path()).args(args))
    }

    fn configure(&self, key: &str, value: &str) {
        self.repo.git(["-C", &self.bare.to_string_lossy(), "config", key, value]);
    }

    fn refs(&self) -> String {
        self.repo.git(["-C", &self.bare.to_string_lossy(), "for-each-ref", "--format=%(refname)"])
    }
}

#[test]
fn a_push_with_a_secret_is_refused_in_a_few_lines() {
    let server = Server::new();
    server.commit("deploy/prod.ini", 1);
    // Taken out again: it would be in the server's history for good.
    server.repo.git(["rm", "-q", "deploy/prod.ini"]);
    server.repo.commit_all("takes it out");
    let said = server.push(&["main"]).expect(1).stderr;
    assert!(said.contains("remote: secretscan: push refused, it would publish a secret:"), "{said}");
    assert!(said.contains("deploy/prod.ini:1:10 in commit "), "{said}");
    assert!(said.contains("secretscan allow ID") && said.contains("git rebase -i"), "{said}");
    assert!(!said.contains(&numbered_key(1)[8..]), "the secret itself is printed: {said}");
    let lines = said.lines().filter(|line| line.starts_with("remote: ")).count();
    assert!(lines <= 6, "{lines} lines for one secret:\n{said}");
    assert_eq!(server.refs(), "refs/heads/main\n");
    assert_eq!(fs::read_dir(server.bare.join("objects/pack")).map_or(0, Iterator::count), 0);
}

#[test]
fn what_is_clean_passes_without_a_word() {
    let server = Server::new();
    server.repo.stage("b.txt", "nothing here\n");
    server.repo.commit_all("clean");
    assert_eq!(server.push(&["main"]).expect(0).all(), "");
    assert_eq!(server.push(&["main:refs/heads/copy", "main:refs/tags/v1"]).expect(0).all(), "");
    assert_eq!(server.push(&[":copy"]).expect(0).all(), "");
}

#[test]
fn the_update_hook_refuses_one_ref_and_lets_the_others_pass() {
    let server = Server::with("update");
    server.repo.git(["checkout", "-q", "-b", "bad"]);
    server.commit("bad.ini", 1);
    let said = server.push(&["main:refs/heads/good", "bad"]).expect(1).stderr;
    assert!(said.contains("bad.ini:1:10"), "{said}");
    assert_eq!(server.refs(), "refs/heads/good\nrefs/heads/main\n");
    server.push(&[":good"]).expect(0);
}

#[test]
fn a_push_is_judged_by_what_the_repository_has_agreed_to() {
    let server = Server::new();
    server.commit("g.ini", 1);
    server.repo.stage(".secretscan.toml", "disable = [\"stripe-api-key\"]\nexclude = [\"**\"]\n");
    server.repo.commit_all("weakens the check");
    let said = server.push(&["main"]).expect(1).stderr;
    assert!(said.contains("g.ini:1:10"), "{said}");
    // What its author allowed passes, and is named; with secretscan.strict it is not.
    server.repo.git(["rm", "-q", ".secretscan.toml"]);
    let found = server.repo.scan(["--format", "jsonl"]).run().expect(1).json_lines();
    let id = found[0]["fingerprint"].as_str().expect("a fingerprint").to_owned();
    server.repo.scan(["allow", &id, "--reason", "of the sandbox"]).run().expect(0);
    server.repo.commit_all("allows it");
    server.configure("secretscan.strict", "true");
    let said = server.push(&["main"]).expect(1).stderr;
    assert!(said.contains("refused (--strict)") && said.contains("of the sandbox"), "{said}");
    assert!(said.contains("push that alone first") && !said.contains("False alarm?"), "{said}");
    server.configure("secretscan.strict", "false");
    let said = server.push(&["main"]).expect(0).stderr;
    assert!(said.contains("please review") && said.contains("of the sandbox"), "{said}");
}

#[test]
fn a_push_that_takes_too_long_is_refused_with_the_way_out() {
    let server = Server::new();
    server.repo.stage("b.txt", "b\n");
    server.repo.commit_all("one more");
    // Over before the first object is read.
    server.configure("secretscan.timeBudget", "0.000001");
    let said = server.push(&["main"]).expect(1).stderr;
    assert!(said.contains("push refused, not all of it could be checked"), "{said}");
    assert!(said.contains("not reached within the time budget"), "{said}");
    assert!(said.contains("git config secretscan.timeBudget SECONDS"), "{said}");
    server.configure("secretscan.timeBudget", "soon");
    let said = server.push(&["main"]).expect(1).stderr;
    assert!(said.contains("secretscan.timeBudget") && said.contains("no number of seconds"), "{said}");
    server.configure("secretscan.timeBudget", "0");
    server.push(&["main"]).expect(0);
    // The same flag serves every mode, and what was not looked at is no clean run.
    let said = server.repo.scan(["--time-budget", "0.000001"]).run().expect(3).stdout;
    assert!(said.contains("INCOMPLETE") && said.contains("not reached within the time budget"), "{said}");
    server.repo.scan(["--history", "--time-budget", "0.000001"]).run().expect(3);
    server.repo.scan(["--time-budget", "-1"]).run().expect(2);
}

#[test]
fn without_the_program_nothing_gets_in() {
    let server = Server::new();
    server.repo.git(["-C", &server.bare.to_string_lossy(), "config", "--unset", "secretscan.binary"]);
    server.repo.stage("b.txt", "b\n");
    server.repo.commit_all("b");
    let mut command = server.repo.command("git", &server.repo.path());
    command.args(["push", "-q", "origin", "main"]).env("PATH", server.repo.git_alone());
    let said = run(&mut command);
    assert_ne!(said.code, 0);
    assert!(said.stderr.contains("not found on the server"), "{}", said.stderr);
}

#[test]
fn an_older_hook_still_runs_with_the_same_input() {
    let server = Server::new();
    server.repo.scan_in(&server.bare, ["hook", "uninstall"]).run().expect(0);
    assert!(!server.bare.join("hooks/pre-receive").exists());
    let hook = server.bare.join("hooks/pre-receive");
    fs::write(&hook, "#!/bin/sh\nwhile read old new ref; do echo \"old hook saw $ref\"; done\n")
        .expect("a hook");
    let mut mode = fs::metadata(&hook).expect("a hook").permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o755);
    fs::set_permissions(&hook, mode).expect("executable");
    server.repo.scan_in(&server.bare, ["hook", "install"]).run().expect(0);
    server.repo.stage("b.txt", "b\n");
    server.repo.commit_all("b");
    let said = server.push(&["main"]).expect(0).stderr;
    assert!(said.contains("old hook saw refs/heads/main"), "{said}");
}

#[test]
fn status_in_a_bare_repository_speaks_of_pushes() {
    let server = Server::new();
    let said = server.repo.scan_in(&server.bare, ["hook", "status"]).run().expect(0).stdout;
    assert!(said.contains("pre-receive        secretscan (") && !said.contains("pre-commit"), "{said}");
    server.repo.scan_in(&server.bare, ["hook", "uninstall"]).run().expect(0);
    let said = server.repo.scan_in(&server.bare, ["hook", "status"]).run().stdout;
    assert!(said.contains("Pushes to this repository are NOT checked"), "{said}");
}
