//! Which refs bring in what: new branches, tags, forced pushes, first pushes.

use super::Server;
use crate::support::{TestRepo, numbered_key};
use std::fs;

#[test]
fn only_what_is_new_to_the_repository_is_judged() {
    let server = Server::new();
    // There before the hook was.
    fs::remove_file(server.bare.join("hooks/pre-receive")).expect("a hook");
    server.commit("old.ini", 1);
    server.push(&["main"]).expect(0);
    server.repo.scan_in(&server.bare, ["hook", "install"]).run().expect(0);
    // A new branch, a tag and a merge over it bring nothing.
    server.push(&["main:refs/heads/other", "main~1:refs/heads/older", "main:refs/tags/v1"]).expect(0);
    server.repo.git(["checkout", "-q", "-b", "side", "main~1"]);
    server.repo.stage("c.txt", "c\n");
    server.repo.commit_all("side");
    server.repo.git(["merge", "-q", "-m", "merge", "main"]);
    server.push(&["side"]).expect(0);
    // An old line that is moved along is not new; one beside it is.
    server.repo.write("old.ini", format!("[pay]\nstripe = {}\n", numbered_key(1)));
    server.repo.commit_all("edits around it");
    server.push(&["side"]).expect(0);
}

#[test]
fn new_branches_tags_and_forced_pushes() {
    let server = Server::new();
    server.repo.git(["checkout", "-q", "-b", "topic"]);
    server.commit("t.ini", 1);
    let said = server.push(&["topic"]).expect(1).stderr;
    assert!(said.contains("t.ini:1:10"), "{said}");
    server.repo.git(["tag", "light"]);
    assert!(server.push(&["light"]).expect(1).stderr.contains("t.ini:1:10"));
    server.repo.git(["tag", "-a", "heavy", "-m", "all of it"]);
    assert!(server.push(&["heavy"]).expect(1).stderr.contains("t.ini:1:10"));
    // A forced push that rewrites the branch and brings the secret with it.
    server.repo.git(["checkout", "-q", "-b", "clean", "main"]);
    server.repo.stage("c.txt", "c\n");
    server.repo.commit_all("clean");
    server.push(&["clean:topic"]).expect(0);
    let said = server.push(&["--force", "topic:topic"]).expect(1).stderr;
    assert!(said.contains("t.ini:1:10"), "{said}");
    // One bad ref refuses the push as a whole.
    server.push(&["clean:refs/heads/fine", "topic:refs/heads/bad"]).expect(1);
    assert_eq!(server.refs(), "refs/heads/main\nrefs/heads/topic\n");
}

#[test]
fn the_message_of_a_tag_and_what_a_ref_names_itself() {
    let server = Server::new();
    server.repo.git(["tag", "-a", "v1", "-m", &format!("deployed with {}", numbered_key(1))]);
    let said = server.push(&["v1"]).expect(1).stderr;
    assert!(said.contains("tag ") && said.contains(":1:15"), "{said}");
    assert!(said.contains("Make the tag anew") && !said.contains("git rebase"), "{said}");
    server.repo.write("loose.ini", format!("stripe = {}\n", numbered_key(2)));
    let blob = server.repo.git(["hash-object", "-w", "loose.ini"]).trim().to_owned();
    let said = server.push(&[&format!("{blob}:refs/odd/blob")]).expect(1).stderr;
    assert!(said.contains("blob ") && said.contains(":1:10"), "{said}");
    server.repo.git(["add", "loose.ini"]);
    let tree = server.repo.git(["write-tree"]).trim().to_owned();
    let said = server.push(&[&format!("{tree}:refs/odd/tree")]).expect(1).stderr;
    assert!(said.contains("loose.ini:1:10"), "{said}");
}

#[test]
fn the_first_push_to_an_empty_repository() {
    let repo = TestRepo::new();
    let bare = repo.beside("empty.git");
    repo.git(["init", "-q", "--bare", &bare.to_string_lossy()]);
    repo.git(["remote", "add", "origin", &bare.to_string_lossy()]);
    repo.scan_in(&bare, ["hook", "install"]).run().expect(0);
    let server = Server { repo, bare };
    server.commit("a.ini", 1);
    let said = server.push(&["main"]).expect(1).stderr;
    assert!(said.contains("a.ini:1:10"), "{said}");
    server.repo.git(["rm", "-q", "a.ini"]);
    server.repo.stage("b.txt", "b\n");
    server.repo.git(["commit", "-q", "--amend", "--no-edit"]);
    server.push(&["main"]).expect(0);
}

/// `git init --bare` with another branch in HEAD than the one that people push: only the first push judges itself.
#[test]
fn a_head_without_a_branch_agrees_to_nothing() {
    let repo = TestRepo::new();
    let bare = repo.beside("unborn.git");
    repo.git(["-c", "init.defaultBranch=master", "init", "-q", "--bare", &bare.to_string_lossy()]);
    repo.git(["remote", "add", "origin", &bare.to_string_lossy()]);
    repo.scan_in(&bare, ["hook", "install"]).run().expect(0);
    let server = Server { repo, bare };
    server.repo.stage("a.txt", "a\n");
    server.repo.commit_all("first");
    server.push(&["main"]).expect(0);
    server.commit("g.ini", 1);
    server.repo.stage(".secretscan.toml", "disable = [\"stripe-api-key\"]\nexclude = [\"**\"]\n");
    server.repo.commit_all("weakens the check");
    for target in ["main", "main:refs/heads/topic"] {
        let said = server.push(&[target]).expect(1).stderr;
        assert!(said.contains("g.ini:1:10"), "{said}");
    }
}
