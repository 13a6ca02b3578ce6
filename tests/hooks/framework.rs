//! The pre-commit framework runs our hook outside of commits, too. Then it tells in its variables what for.

use crate::support::{Cmd, TestRepo, key};

/// Our hook as the framework starts it.
fn hook(repo: &TestRepo) -> Cmd {
    repo.scan(["hook", "run", "pre-commit"]).env("PRE_COMMIT", "1")
}

#[test]
fn a_range_is_scanned() {
    let repo = TestRepo::new();
    repo.stage("a.txt", "a\n");
    let first = repo.commit_all("first");
    repo.stage("b.ini", format!("stripe = {}\n", key()));
    let second = repo.commit_all("a secret");
    repo.git(["rm", "-q", "b.ini"]);
    let third = repo.commit_all("gone");
    let range = |from: &str, to: &str| {
        hook(&repo).env("PRE_COMMIT_FROM_REF", from).env("PRE_COMMIT_TO_REF", to).run()
    };
    assert!(range(&first, "HEAD").expect(1).stderr.contains("b.ini:1:10"));
    assert_eq!(range(&second, &third).expect(0).all(), "");
    // What cannot be looked at is not clean.
    assert_ne!(range("0123456789012345678901234567890123456789", "HEAD").code, 0);
    // What is staged counts, too.
    repo.stage("c.ini", format!("stripe = {}\n", key()));
    assert!(range(&second, &third).expect(1).stderr.contains("c.ini:1:10"));
}

#[test]
fn if_nothing_is_staged_all_files_are_scanned() {
    let repo = TestRepo::new();
    repo.stage("b.ini", format!("stripe = {}\n", key()));
    repo.commit_all("a secret");
    assert!(hook(&repo).run().expect(1).stderr.contains("b.ini:1:10"));
    // In a commit that changes nothing, nothing is to be looked at.
    assert_eq!(hook(&repo).env("GIT_INDEX_FILE", ".git/index").run().expect(0).all(), "");
    repo.stage("c.txt", "c\n");
    assert_eq!(hook(&repo).run().expect(0).all(), "");
    // Without the framework, too, nobody takes silence for an answer.
    repo.commit_all("more");
    let said = repo.scan(["hook", "run", "pre-commit"]).run().expect(0).stderr;
    assert!(said.contains("nothing is staged, so nothing was looked at"), "{said}");
}
