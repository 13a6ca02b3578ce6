//! In the place of git-secrets: its options, its hooks, and the faults of the original that are not copied.

use crate::support::{Output, TestRepo, run};
use std::fs;
use std::os::unix::fs::symlink;

/// A repository that forbids `forbidden`, with the built binary as `git-secrets` on the path.
fn repo() -> TestRepo {
    let repo = TestRepo::new();
    repo.git(["config", "--add", "secrets.patterns", "forbidden[0-9]*"]);
    let bin = repo.beside("bin");
    fs::create_dir(&bin).expect("a folder");
    symlink(env!("CARGO_BIN_EXE_secretscan"), bin.join("git-secrets")).expect("a link");
    repo
}

/// `git secrets …`
fn secrets(repo: &TestRepo, args: &[&str]) -> Output {
    git(repo, &[&["secrets"], args].concat())
}

fn git(repo: &TestRepo, args: &[&str]) -> Output {
    let mut command = repo.command("git", &repo.path());
    let path = std::env::var("PATH").unwrap_or_default();
    run(command.env("PATH", format!("{}:{path}", repo.beside("bin").display())).args(args))
}

#[test]
fn scan_prints_lines_and_the_block_of_advice() {
    let repo = repo();
    repo.write("a b.txt", "one\nsome forbidden word\nforbiddenish\n");
    let said = secrets(&repo, &["--scan", "a b.txt"]).expect(1).stderr;
    assert!(
        said.starts_with("a b.txt:2:some forbidden word\n\n[ERROR] Matched one or more prohibited"),
        "{said}"
    );
    assert!(said.contains("git config --add secrets.allowed"), "{said}");
    secrets(&repo, &["--scan"]).expect(0);
    repo.git(["add", "-A"]);
    secrets(&repo, &["--scan"]).expect(1);
    repo.write("a b.txt", "fine\n");
    secrets(&repo, &["--scan"]).expect(0);
    secrets(&repo, &["--scan", "--cached"]).expect(1);
    repo.write("new.txt", "forbidden\n");
    secrets(&repo, &["--scan", "--untracked"]).expect(1);
    secrets(&repo, &["--scan", "--no-index"]).expect(1);
    secrets(&repo, &["--scan", "no-such-file"]).expect(2);
    secrets(&repo, &["--scan", "-r", "."]).expect(1);
    secrets(&repo, &["--scan", "."]).expect(0);
}

#[test]
fn an_allowed_text_hides_itself_alone() {
    let repo = repo();
    secrets(&repo, &["--add", "--allowed", "forbidden1"]).expect(0);
    repo.write("a.txt", "forbidden1\n");
    secrets(&repo, &["--scan", "a.txt"]).expect(0);
    repo.write("a.txt", "forbidden1 forbidden2\n");
    secrets(&repo, &["--scan", "a.txt"]).expect(1);
    repo.git(["config", "secrets.compat", "strict"]);
    secrets(&repo, &["--scan", "a.txt"]).expect(0);
    repo.git(["config", "--unset", "secrets.compat"]);
    repo.write(".gitallowed", "# by path\n^a\\.txt:\n");
    secrets(&repo, &["--scan", "a.txt"]).expect(0);
}

#[test]
fn hooks_are_installed_and_judge_what_is_recorded() {
    let repo = repo();
    let said = secrets(&repo, &["--install"]).expect(0).stdout;
    assert!(said.contains("Installed pre-commit hook to .git/hooks/pre-commit"), "{said}");
    assert!(secrets(&repo, &["--install"]).expect(1).stderr.contains("already exists. Use -f to force"));
    secrets(&repo, &["--install", "-f"]).expect(0);
    // Attributes and NUL bytes hide nothing.
    repo.stage(".gitattributes", "*.dat binary\n");
    repo.stage("a.dat", "\0\nforbidden\n");
    assert!(git(&repo, &["commit", "-qm", "x"]).expect(1).stderr.contains("a.dat:2:forbidden"));
    repo.stage("a.dat", "fine\n");
    git(&repo, &["commit", "-qm", "forbidden message"]).expect(1);
    git(&repo, &["commit", "-qm", "x"]).expect(0);
    // A commit that only deletes looks at nothing else, whatever lies in the tree.
    repo.stage("old.txt", "forbidden\n");
    repo.stage("gone.txt", "fine\n");
    repo.git(["commit", "-q", "--no-verify", "-m", "unseen"]);
    repo.git(["rm", "-q", "gone.txt"]);
    git(&repo, &["commit", "-qm", "only deletes"]).expect(0);
}

#[test]
fn merges_are_looked_at() {
    let repo = repo();
    secrets(&repo, &["--install"]).expect(0);
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    repo.git(["checkout", "-q", "-b", "side"]);
    repo.stage("b.txt", "forbidden\n");
    repo.commit_all("side");
    repo.git(["checkout", "-q", "main"]);
    repo.stage("c.txt", "c\n");
    repo.commit_all("main");
    let said = git(&repo, &["merge", "-q", "--no-edit", "side"]);
    assert_ne!(said.code, 0, "{}", said.all());
    assert!(said.stderr.contains("forbidden"), "{}", said.stderr);
}

#[test]
fn history_names_the_commit_that_brought_it_in() {
    let repo = repo();
    repo.stage("a.txt", "fine\n");
    repo.commit_all("first");
    repo.stage("a.txt", "fine\nforbidden7\n");
    let commit = repo.commit_all("second");
    repo.stage("a.txt", "fine\n");
    repo.commit_all("third");
    let said = secrets(&repo, &["--scan-history"]).expect(1).stderr;
    assert!(said.starts_with(&format!("{commit}:a.txt:2:forbidden7\n")), "{said}");
    let said = secrets(&repo, &["--scan-history", "-v"]).expect(1).stderr;
    assert!(said.contains("2026-01-02T03:04:05Z Ada Example <ada@example.com>"), "{said}");
    secrets(&repo, &["--add", "-a", "forbidden7"]).expect(0);
    secrets(&repo, &["--scan-history"]).expect(0);
}

#[test]
fn configuration_is_kept_where_git_secrets_keeps_it() {
    let repo = repo();
    secrets(&repo, &["--add", "--literal", "a+b[c"]).expect(0);
    secrets(&repo, &["--add", "-l", "a+b[c"]).expect(1);
    secrets(&repo, &["--add", "--global", "everywhere"]).expect(0);
    assert!(repo.git(["config", "--global", "--get-all", "secrets.patterns"]).contains("everywhere"));
    secrets(&repo, &["--register-aws"]).expect(0);
    let listed = secrets(&repo, &["--list"]).expect(0).stdout;
    assert!(listed.contains("secrets.providers git secrets --aws-provider"), "{listed}");
    secrets(&repo, &["--add-provider", "--", "echo", "from-provider"]).expect(0);
    repo.write("a.txt", "a+b[c\n");
    secrets(&repo, &["--scan", "a.txt"]).expect(1);
    repo.write("a.txt", "from-provider\n");
    secrets(&repo, &["--scan", "a.txt"]).expect(1);
}

#[test]
fn a_pattern_that_cannot_be_matched_fails_closed_and_is_named() {
    let repo = repo();
    repo.git(["config", "--add", "secrets.patterns", r"(a)\1"]);
    repo.write("a.txt", "fine\n");
    let said = secrets(&repo, &["--scan", "a.txt"]).expect(1).stderr;
    assert!(
        said.contains(r"`(a)\1`") && said.contains("secrets.patterns") && said.contains("back-reference"),
        "{said}"
    );
    repo.git(["config", "--unset-all", "secrets.patterns"]);
    repo.git(["config", "--add", "secrets.providers", "no-such-program-here x"]);
    let said = secrets(&repo, &["--scan", "a.txt"]).expect(1).stderr;
    assert!(said.contains("no-such-program-here"), "{said}");
}

#[test]
fn plain_scans_honour_the_patterns_too() {
    let repo = repo();
    repo.stage("a.txt", "one forbidden9 two\n");
    let said = repo.scan(["--staged"]).run().expect(1).stdout;
    assert!(said.contains("a.txt:1:5") && said.contains("git-secrets"), "{said}");
    repo.commit_all("in");
    repo.scan(["--history"]).run().expect(1);
    repo.git(["config", "--add", "secrets.allowed", "forbidden9"]);
    repo.scan(["--staged"]).run().expect(0);
    repo.scan(["--history"]).run().expect(0);
}

#[test]
fn the_subcommand_is_the_same() {
    let repo = repo();
    repo.write("a.txt", "forbidden\n");
    assert!(
        repo.scan(["git-secrets", "--scan", "a.txt"]).run().expect(1).stderr.starts_with("a.txt:1:forbidden")
    );
    assert!(repo.scan(["git-secrets"]).run().expect(0).stdout.starts_with("usage: git secrets --scan"));
}
