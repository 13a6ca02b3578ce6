//! The hooks that it installs, with real commits and merges.

use super::{git, repo, secrets};
use crate::support::TestRepo;
use std::fs;

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
    repo.diverge(("b.txt", "forbidden\n"), ("c.txt", "c\n"));
    let said = git(&repo, &["merge", "-q", "--no-edit", "side"]);
    assert_ne!(said.code, 0, "{}", said.all());
    assert!(said.stderr.contains("forbidden"), "{}", said.stderr);
}

#[test]
fn hooks_go_where_the_original_puts_them() {
    let repo = repo();
    fs::create_dir_all(repo.path().join(".git/hooks/pre-commit.d")).expect("a folder");
    let said = secrets(&repo, &["--install"]).expect(0).stdout;
    assert!(said.contains("Installed pre-commit hook to .git/hooks/pre-commit.d/git-secrets"), "{said}");
    let text = fs::read_to_string(repo.path().join(".git/hooks/commit-msg")).expect("a hook");
    assert_eq!(text, "#!/usr/bin/env bash\ngit secrets --commit_msg_hook -- \"$@\"\n");
    let template = repo.beside("a template");
    let said = secrets(&repo, &["--install", &template.to_string_lossy()]).expect(0).stdout;
    assert!(said.contains("a template/hooks/prepare-commit-msg"), "{said}");
    secrets(&repo, &["--install", "-f", "."]).expect(0);
    let outside = TestRepo::bare_folder();
    assert!(secrets(&outside, &["--install"]).expect(1).stderr.contains("Not in a Git repository"));
}

#[test]
fn what_a_merge_itself_brings_in_is_seen() {
    let repo = repo();
    secrets(&repo, &["--install"]).expect(0);
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    repo.git(["checkout", "-q", "-b", "other"]);
    repo.stage("b.txt", "b\n");
    repo.commit_all("other");
    repo.git(["checkout", "-q", "-b", "side", "main"]);
    repo.stage("c.txt", "c\n");
    repo.commit_all("side");
    repo.git(["merge", "-q", "--no-ff", "--no-commit", "other"]);
    // Neither parent has it, so `git log -p` shows it nowhere.
    repo.stage("evil.txt", "forbidden\n");
    repo.git(["commit", "-q", "--no-verify", "-m", "a merge"]);
    repo.git(["checkout", "-q", "main"]);
    repo.stage("d.txt", "d\n");
    repo.commit_all("main");
    let said = git(&repo, &["merge", "-q", "--no-edit", "side"]);
    assert!(said.code != 0 && said.stderr.contains("forbidden"), "{}", said.all());
    repo.git(["merge", "--abort"]);
    repo.git(["config", "secrets.compat", "strict"]);
    git(&repo, &["merge", "-q", "--no-edit", "side"]).expect(0);
}
