//! What git tells hooks by variables, arguments and files: nothing of it makes a check look elsewhere than git does.

use crate::support::{Output, TestRepo, key, run};

fn hooked() -> TestRepo {
    let repo = TestRepo::new();
    repo.scan(["hook", "install"]).run().expect(0);
    repo
}

/// `git …` at the top of the working tree, with the built binary on the path.
fn git(repo: &TestRepo, args: &[&str]) -> Output {
    run(repo.command("git", &repo.path()).args(args))
}

#[test]
fn a_working_tree_that_is_named_by_a_relative_path() {
    let repo = hooked();
    repo.stage("k.py", format!("stripe = {}\n", key()));
    git(&repo, &["--work-tree=.", "commit", "-qm", "x"]).expect(1);
    git(&repo, &["--git-dir=.git", "--work-tree=.", "commit", "-qm", "x"]).expect(1);
}

#[test]
fn an_entry_that_was_staged_holds_for_a_commit_of_one_file() {
    let repo = hooked();
    repo.stage("a.py", "a\n");
    repo.commit_all("first");
    repo.write("a.py", format!("stripe = {}\n", key()));
    let said = git(&repo, &["commit", "-qm", "x", "a.py"]).expect(1).stderr;
    let id = said.split("secretscan allow ").nth(1).and_then(|rest| rest.split_whitespace().next());
    repo.scan(["allow", id.expect("an id"), "--reason", "a test key"]).run().expect(0);
    git(&repo, &["commit", "-qm", "x", "a.py"]).expect(0);
}

#[test]
fn an_allow_file_that_is_not_checked_out_loses_nothing() {
    let repo = hooked();
    repo.stage("a/a.py", format!("stripe = {}\n", key()));
    let said = git(&repo, &["commit", "-qm", "x"]).expect(1).stderr;
    let id = said.split("secretscan allow ").nth(1).and_then(|rest| rest.split_whitespace().next());
    repo.scan(["allow", id.expect("an id"), "--reason", "the first"]).run().expect(0);
    git(&repo, &["commit", "-qm", "x"]).expect(0);
    repo.git(["sparse-checkout", "set", "--no-cone", "/a/*"]);
    assert!(!repo.path().join(".secretscan-allow").exists(), "it is checked out");
    let other = format!("ss1-{}", "0123456789abcdef".repeat(2));
    repo.scan(["allow", &other, "--reason", "the second"]).run().expect(0);
    let staged = repo.git(["show", ":.secretscan-allow"]);
    assert!(staged.contains("the first") && staged.contains("the second"), "{staged}");
}

#[test]
fn a_message_can_be_allowed_by_what_is_printed() {
    let repo = hooked();
    repo.stage("a.py", "a\n");
    let message = format!("use {}", key());
    let said = git(&repo, &["commit", "-qm", &message]).expect(1).stderr;
    let id = said.split("secretscan allow ").nth(1).and_then(|rest| rest.split_whitespace().next());
    repo.scan(["allow", id.expect("an id"), "--reason", "a test key"]).run().expect(0);
    git(&repo, &["commit", "-qm", &message]).expect(0);
}

#[test]
fn scissors_of_ones_own_hide_nothing_and_comments_block_nothing() {
    let repo = hooked();
    repo.stage("a.py", "a\n");
    let scissors = "# ------------------------ >8 ------------------------";
    repo.write("m.txt", format!("subject\n\n{scissors}\nstripe {}\n", key()));
    git(&repo, &["commit", "-qF", "m.txt"]).expect(1);
    // An editor that adds a comment.
    repo.write("edit.sh", format!("printf 'subject\\n# stripe {}\\n' > \"$1\"\n", key()));
    run(repo.command("git", &repo.path()).args(["commit", "-q"]).env("GIT_EDITOR", "sh edit.sh")).expect(0);
    assert_eq!(repo.git(["log", "-1", "--format=%B"]).trim(), "subject");
}

/// Pushed once, to `origin`.
fn pushed() -> TestRepo {
    let repo = hooked();
    let remote = repo.beside("remote.git");
    repo.git(["init", "-q", "--bare", &remote.to_string_lossy()]);
    repo.git(["remote", "add", "origin", &remote.to_string_lossy()]);
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    git(&repo, &["push", "-q", "origin", "main"]).expect(0);
    repo
}

/// A commit with a key, that no hook saw.
fn unseen(repo: &TestRepo, branch: &str) {
    repo.git(["checkout", "-q", "-b", branch, "main"]);
    repo.stage("k.py", format!("stripe = {}\n", key()));
    repo.git(["commit", "-q", "--no-verify", "-m", "k"]);
}

#[test]
fn each_branch_of_a_push_is_judged_by_its_own_configuration() {
    let repo = pushed();
    unseen(&repo, "aaa");
    repo.git(["checkout", "-q", "-b", "zzz", "main"]);
    repo.stage(".secretscan.toml", "exclude = [\"**\"]\n");
    repo.commit_all("excludes");
    git(&repo, &["push", "-q", "origin", "aaa", "zzz"]).expect(1);
    git(&repo, &["push", "-q", "origin", "zzz"]).expect(0);
}

#[test]
fn what_is_typed_for_a_ref_may_hold_blanks() {
    let repo = pushed();
    repo.stage("b.txt", "b\n");
    repo.commit_all("second");
    git(&repo, &["push", "-q", "origin", "HEAD^{/sec ond}:refs/heads/x"]).expect(1);
    repo.git(["commit", "-q", "--allow-empty", "-m", "two words"]);
    git(&repo, &["push", "-q", "origin", "HEAD^{/two words}:refs/heads/x"]).expect(0);
}

#[test]
fn what_is_fetched_from_one_place_is_not_known_to_be_at_another() {
    let repo = pushed();
    let (private, public) = (repo.beside("remote.git"), repo.beside("public.git"));
    repo.git(["init", "-q", "--bare", &public.to_string_lossy()]);
    unseen(&repo, "work");
    repo.git(["push", "-q", "--no-verify", "origin", "work"]);
    repo.git(["remote", "set-url", "--push", "origin", &public.to_string_lossy()]);
    git(&repo, &["push", "-q", "origin", "work"]).expect(1);
    repo.git(["remote", "set-url", "--push", "origin", &private.to_string_lossy()]);
    git(&repo, &["push", "-q", "origin", "work:other"]).expect(0);
}

#[test]
fn a_server_whose_path_holds_a_colon() {
    let repo = TestRepo::new();
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    let server = repo.beside("a:b.git");
    repo.git(["init", "-q", "--bare", &server.to_string_lossy()]);
    repo.scan_in(&server, ["hook", "install"]).run().expect(0);
    let address = server.to_string_lossy().into_owned();
    git(&repo, &["push", "-q", &address, "main"]).expect(0);
    repo.stage("k.py", format!("stripe = {}\n", key()));
    repo.commit_all("k");
    git(&repo, &["push", "-q", &address, "main"]).expect(1);
}

#[test]
fn a_rule_file_without_a_rule_is_an_error() {
    let repo = TestRepo::new();
    repo.stage("rules.toml", "");
    repo.stage(".secretscan.toml", "rules = [\"rules.toml\"]\n");
    let said = repo.scan(["--staged"]).run().expect(2).stderr;
    assert!(said.contains("rules.toml") && said.contains("no [[rule]] block"), "{said}");
}

#[test]
fn a_gap_is_told_however_quiet_a_run_is() {
    let repo = TestRepo::new();
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    let id = repo.git(["rev-parse", "HEAD:a.txt"]);
    let (folder, name) = id.trim().split_at(2);
    std::fs::remove_file(repo.path().join(".git/objects").join(folder).join(name)).expect("a loose object");
    let said = repo.scan(["--history", "-q", "--format", "jsonl", "--output", "f", "."]).run().expect(3);
    assert!(said.stderr.contains("INCOMPLETE"), "{}", said.stderr);
}

#[test]
fn what_is_moved_to_where_it_is_judged_otherwise_is_new() {
    let repo = TestRepo::new();
    repo.stage(".secretscan.toml", "exclude = [\"third_party/**\"]\n");
    repo.stage("third_party/k.py", format!("a\nb\nstripe = {}\n", key()));
    repo.stage("plain/k.py", "a\nb\nc\n");
    repo.commit_all("first");
    repo.git(["mv", "third_party/k.py", "src.py"]);
    repo.scan(["--staged"]).run().expect(1);
    repo.commit_all("moved out");
    repo.scan(["--range", "HEAD~1..HEAD"]).run().expect(1);
    // From one place where all is seen to another it was seen before.
    repo.git(["mv", "src.py", "lib.py"]);
    repo.scan(["--staged"]).run().expect(0);
}

#[test]
fn what_is_excluded_does_not_depend_on_where_a_scan_begins() {
    let repo = TestRepo::new();
    repo.write(".secretscan.toml", "exclude = [\"b/**\"]\n");
    repo.write("a/b/k.py", format!("stripe = {}\n", key()));
    repo.write("b/k.py", format!("stripe = {}\n", key()));
    for (folder, args, code) in [
        (".", &["a"][..], 1),
        ("a", &["."], 1),
        ("a", &["b/k.py"], 1),
        ("a", &["../b"], 0),
        (".", &["b"], 0),
        (".", &["b/k.py"], 0),
        (".", &["a", "b"], 1),
        ("b", &[], 0),
    ] {
        repo.scan_in(&repo.path().join(folder), args).run().expect(code);
    }
    let found = repo.scan(["--format", "jsonl", "a", "b"]).run().expect(1).json_lines();
    assert_eq!(found[0]["path"], "a/b/k.py");
}
