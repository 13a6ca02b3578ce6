//! The index in every shape that git writes, and in shapes that it does not.

use super::{look, repo, sees, try_look};
use std::fs;

#[test]
fn without_cached_trees_too() {
    let repo = repo();
    repo.stage("lib/deep/c.txt", "one\nnew\n");
    let all = repo.git(["ls-files", "-s"]);
    fs::remove_file(repo.path().join(".git/index")).expect("removed");
    let mut child = repo
        .command("git", &repo.path())
        .args(["update-index", "--index-info"])
        .stdin(std::process::Stdio::piped())
        .spawn()
        .expect("git starts");
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), all.as_bytes()).expect("written");
    assert!(child.wait().expect("git ends").success());
    sees(&repo, &[("lib/deep/c.txt", "new\n")]);
}

#[test]
fn every_index_version() {
    for version in ["2", "3", "4"] {
        let repo = repo();
        repo.git(["update-index", "--index-version", version]);
        repo.write("later", "x").git(["add", "-N", "later"]);
        repo.stage("lib/deep/c.txt", "one\nnew\n").stage("lib/deep/cc.txt", "new too\n");
        let seen = look(&repo);
        let new = [("lib/deep/c.txt", "new\n"), ("lib/deep/cc.txt", "new too\n")];
        assert_eq!(seen.new, new.map(|(p, t)| (p.to_string(), t.to_string())), "version {version}");
        assert_eq!(seen.skipped.len(), 1, "version {version}");
    }
}

#[test]
fn a_split_index() {
    let repo = repo();
    repo.git(["config", "splitIndex.maxPercentChange", "100"]);
    repo.git(["update-index", "--split-index"]);
    repo.stage("lib/deep/c.txt", "one\nreplaced\n").stage("added.txt", "added\n");
    repo.git(["rm", "-q", "--cached", "z/f.txt"]);
    assert!(fs::read(repo.path().join(".git/index")).expect("an index").windows(4).any(|w| w == b"link"));
    sees(&repo, &[("added.txt", "added\n"), ("lib/deep/c.txt", "replaced\n")]);
    for entry in fs::read_dir(repo.path().join(".git")).expect("a folder").flatten() {
        if entry.file_name().to_string_lossy().starts_with("sharedindex") {
            fs::remove_file(entry.path()).expect("removed");
        }
    }
    let error = try_look(&repo.path()).expect_err("the base is missing");
    assert!(error.to_string().contains("shared index"), "{error}");
    assert_eq!(error.exit_code(), 3);
}

#[test]
fn sparse_checkout_and_sparse_index() {
    let repo = repo();
    repo.write("z/g.txt", "outside\n").write("z/f.txt", "one\ntwo\nz/f.txt\nlast\n");
    repo.commit_all("second");
    repo.git(["sparse-checkout", "set", "--cone", "--sparse-index", "lib"]);
    repo.stage("lib/deep/c.txt", "one\nnew\n");
    sees(&repo, &[("lib/deep/c.txt", "new\n")]);
    // A folder outside the checkout that is staged with another content, and is one entry of the index.
    repo.git(["reset", "-q", "--soft", "HEAD~1"]);
    assert!(repo.git(["ls-files", "--sparse"]).contains("z/\n"), "the index is not sparse");
    sees(&repo, &[("lib/deep/c.txt", "new\n"), ("z/f.txt", "last\n"), ("z/g.txt", "outside\n")]);
}

#[test]
fn a_damaged_index_and_a_missing_object() {
    let repo = repo();
    repo.stage("a.txt", "one\nnew\n");
    let blob = repo.git(["rev-parse", ":a.txt"]).trim().to_string();
    fs::remove_file(repo.path().join(".git/objects").join(&blob[..2]).join(&blob[2..])).expect("removed");
    let seen = look(&repo);
    assert_eq!(seen.unread, [format!("a.txt: object {blob} is missing from this clone")]);

    let index = repo.path().join(".git/index");
    let whole = fs::read(&index).expect("an index");
    fs::write(&index, &whole[..whole.len() / 2]).expect("cut short");
    let error = try_look(&repo.path()).expect_err("damaged");
    assert!(error.to_string().contains("the index is damaged"), "{error}");
    assert_eq!(error.exit_code(), 3);
}
