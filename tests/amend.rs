//! `git commit --amend` with real git: what the commit that it replaces holds would be recorded again.

use crate::support::{Output, TestRepo, numbered_key, run};

/// `git commit …` as a person runs it: nobody gives dates by hand.
fn commit(repo: &TestRepo, args: &[&str]) -> Output {
    let mut git = repo.command("git", &repo.path());
    run(git.env_remove("GIT_AUTHOR_DATE").env_remove("GIT_COMMITTER_DATE").arg("commit").arg("-q").args(args))
}

/// A commit of long ago that holds a secret, made before the hooks were there.
fn slipped() -> TestRepo {
    let repo = TestRepo::new();
    repo.write("a.txt", "a\n");
    repo.commit_all("first");
    repo.stage("new.ini", format!("password = {}\n", numbered_key(1)));
    let old = "2020-01-02T03:04:05+01:00";
    run(repo.command("git", &repo.path()).env("GIT_AUTHOR_DATE", old).args(["commit", "-qm", "slipped"]))
        .expect(0);
    repo.scan(["hook", "install"]).run().expect(0);
    repo
}

fn subject(repo: &TestRepo) -> String {
    repo.git(["log", "-1", "--format=%s"]).trim().to_owned()
}

#[test]
fn an_amend_that_keeps_a_secret_is_stopped_however_it_is_written() {
    let repo = slipped();
    for args in [
        &["--amend", "--no-edit"][..],
        &["--amend", "-m", "better words"],
        &["--amend", "-a", "--no-edit"],
        // The author is another one: the hook that runs after pre-commit tells.
        &["--amend", "--no-edit", "--reset-author"],
        &["--amend", "--no-edit", "--author", "Eve <eve@example.com>"],
    ] {
        let said = commit(&repo, args);
        assert_eq!(said.code, 1, "{args:?}: {}", said.stderr);
        assert!(said.stderr.contains("the commit being amended holds 1 secret"), "{args:?}: {}", said.stderr);
        assert_eq!(said.stderr.matches("new.ini:1:12").count(), 1, "{args:?}: {}", said.stderr);
        assert_eq!(subject(&repo), "slipped");
    }
    let id = commit(&repo, &["--amend", "--no-edit"]).stderr;
    let id = id
        .split("secretscan allow ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next())
        .expect("an id")
        .to_owned();
    repo.scan(["allow", &id, "--reason", "a test key of the sandbox"]).run().expect(0);
    assert_eq!(commit(&repo, &["--amend", "-m", "better words"]).expect(0).stderr, "");
}

#[test]
fn an_amend_that_takes_the_secret_out_passes() {
    let repo = slipped();
    repo.stage("new.ini", "password = ${PASSWORD}\n");
    assert_eq!(commit(&repo, &["--amend", "--no-edit", "--reset-author"]).expect(0).stderr, "");
    let repo = slipped();
    repo.git(["rm", "-q", "--cached", "new.ini"]);
    repo.stage("b.txt", "b\n");
    assert_eq!(commit(&repo, &["--amend", "-m", "better"]).expect(0).stderr, "");
    // The first of all commits has no parent.
    repo.git(["update-ref", "-d", "HEAD"]);
    repo.stage("new.ini", format!("password = {}\n", numbered_key(1)));
    repo.git(["commit", "-q", "--no-verify", "-m", "first"]);
    commit(&repo, &["--amend", "--no-edit"]).expect(1);
    repo.git(["rm", "-q", "--cached", "new.ini"]);
    commit(&repo, &["--amend", "--no-edit"]).expect(0);
}

#[test]
fn what_is_new_is_told_first_and_nothing_twice() {
    let repo = slipped();
    repo.stage("b.ini", format!("password = {}\n", numbered_key(2)));
    let said = commit(&repo, &["--amend", "--no-edit"]).expect(1).stderr;
    assert!(said.contains("this commit would record 1 secret") && said.contains("b.ini:1:12"), "{said}");
    assert!(!said.contains("new.ini"), "{said}");
}

#[test]
fn other_commits_are_not_taken_for_an_amend() {
    let repo = slipped();
    repo.stage("b.txt", "b\n");
    assert_eq!(commit(&repo, &["-m", "ordinary"]).expect(0).stderr, "");
    // By the same author, and with dates that are given by hand: all the same.
    let repo = slipped();
    repo.stage("b.txt", "b\n");
    let old = "2020-01-02T03:04:05+01:00";
    let mut git = repo.command("git", &repo.path());
    let dated =
        git.env("GIT_AUTHOR_DATE", old).env("GIT_COMMITTER_DATE", old).args(["commit", "-qm", "dated"]);
    assert_eq!(run(dated).expect(0).stderr, "");
    // Who wants no check gets none.
    let repo = slipped();
    assert_eq!(commit(&repo, &["--amend", "--no-verify", "-m", "as it is"]).expect(0).stderr, "");
    assert_eq!(commit(&repo, &["--amend", "--no-verify", "--no-edit"]).expect(0).stderr, "");
}

#[test]
fn a_merge_is_amended_against_all_its_parents_and_a_shallow_commit_against_none() {
    let repo = slipped();
    repo.git(["checkout", "-q", "-b", "side", "HEAD~1"]);
    repo.write("c.txt", "c\n");
    repo.commit_all("side");
    let mut git = repo.command("git", &repo.path());
    run(git.env_remove("GIT_COMMITTER_DATE").args(["merge", "-q", "--no-ff", "-m", "merge", "main"]))
        .expect(0);
    // The secret is in a parent: the merge does not bring it in.
    assert_eq!(commit(&repo, &["--amend", "-m", "better words"]).expect(0).stderr, "");

    let clone = repo.beside("clone");
    let url = format!("file://{}", repo.path().display());
    repo.git([
        "clone".as_ref(),
        "-q".as_ref(),
        "--depth=1".as_ref(),
        "--branch=main".as_ref(),
        url.as_ref(),
        clone.as_os_str(),
    ]);
    repo.scan_in(&clone, ["hook", "install"]).run().expect(0);
    let mut git = repo.command("git", &clone);
    let said = run(git
        .env_remove("GIT_AUTHOR_DATE")
        .env_remove("GIT_COMMITTER_DATE")
        .args(["commit", "-q", "--amend", "-m", "x"]));
    assert_eq!(said.expect(0).stderr, "");
}
