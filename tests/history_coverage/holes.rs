//! What cannot be seen is said: objects left out, gone or broken, and formats that are not read.

use super::{find, scan};
use crate::history::token;
use crate::support::TestRepo;
use secretscan::outcome::Exit;
use std::fs;

/// A real partial clone: what was left out is named object by object, and not fetched behind anybody's back.
#[test]
fn a_partial_clone_is_incomplete() {
    let repo = TestRepo::new();
    repo.write("old.txt", token(1)).write("keep.txt", token(2));
    repo.commit_all("first");
    let gone = repo.git(["rev-parse", "HEAD:old.txt"]);
    fs::remove_file(repo.path().join("old.txt")).expect("a file");
    repo.commit_all("second");
    repo.git(["config", "uploadpack.allowFilter", "true"]);
    let clone = repo.beside("partial");
    let url = format!("file://{}", repo.path().display());
    repo.git(["clone", "-q", "--filter=blob:none", &url, &clone.to_string_lossy()]);
    let outcome = scan(&clone);
    find(&outcome, 2);
    assert_eq!(outcome.findings.len(), 1);
    let missing = &outcome.coverage.missing;
    assert!(
        missing.iter().any(|gap| gap.what.contains(gone.trim()) && gap.what.contains("old.txt")),
        "{missing:?}"
    );
    assert_eq!(missing.len(), 1);
    // Without trees less is known, and still all that is there is scanned.
    let bare = repo.beside("treeless");
    repo.git(["clone", "-q", "--bare", "--filter=tree:0", &url, &bare.to_string_lossy()]);
    let outcome = scan(&bare);
    assert_eq!(outcome.exit(), Exit::Incomplete);
    assert_eq!(outcome.coverage.commits, Some(2));
}

/// A missing tree, a missing commit, and a ref to nothing.
#[test]
fn holes_are_named() {
    let repo = TestRepo::new();
    repo.write("d/a", token(1));
    let first = repo.commit_all("first");
    repo.write("d/a", token(2));
    let second = repo.commit_all("second");
    repo.write("b", token(3));
    repo.commit_all("third");
    let tree = repo.git(["rev-parse", &format!("{second}:d")]).trim().to_owned();
    for id in [&tree, &first] {
        fs::remove_file(repo.path().join(".git/objects").join(&id[..2]).join(&id[2..]))
            .expect("a loose object");
    }
    fs::write(repo.path().join(".git/refs/heads/lost"), format!("{}\n", "1".repeat(40))).expect("a file");
    let outcome = scan(&repo.path());
    find(&outcome, 3);
    let named = |text: &str| outcome.coverage.missing.iter().any(|gap| gap.what.contains(text));
    assert!(named(&tree) && named(&first) && named("refs/heads/lost"), "{:?}", outcome.coverage.missing);
    assert!(!outcome.coverage.is_complete());
}

#[test]
fn formats_that_are_not_read_are_refused() {
    for (format, word) in [("--object-format=sha256", "SHA-256"), ("--ref-format=reftable", "reftable")] {
        let repo = TestRepo::bare_folder();
        let init = repo.try_git(["-c", "init.defaultBranch=main", "init", "-q", format]);
        if init.code != 0 {
            eprintln!("this git knows no {format}: not tried");
            continue;
        }
        repo.write("a", "a\n");
        repo.commit_all("first");
        for args in [&["--history"][..], &["--history", "."], &["--since", "2020-01-01"]] {
            let said = repo.scan(args).run().expect(2).stderr;
            assert!(said.contains(word) && said.trim_end().lines().count() == 1, "{said}");
        }
    }
}
