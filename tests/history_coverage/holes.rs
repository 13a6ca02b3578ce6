//! What cannot be seen is said: objects left out, gone or broken, and formats that are not read.

use super::{find, scan, scan_with};
use crate::history::token;
use crate::support::{TestRepo, numbered_key};
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

/// A tree that calls a blob a folder and a folder a file, and a commit whose tree is a blob: told, and the blobs read.
#[test]
fn objects_that_are_not_what_they_are_called() {
    let repo = TestRepo::new();
    repo.write("d/a", "a\n");
    let first = repo.commit_all("first");
    let object = |kind: &str, bytes: &[u8]| {
        repo.write("raw", bytes);
        repo.git(["hash-object", "-w", "--literally", "-t", kind, "raw"]).trim().to_owned()
    };
    let raw = |id: &str| -> Vec<u8> {
        let byte = |at| u8::from_str_radix(&id[at..at + 2], 16).expect("hex");
        (0..40).step_by(2).map(byte).collect()
    };
    // For rules of our own, and for those that are built in.
    let text = |n: u8| format!("{}\nstripe = {}\n", token(u64::from(n)), numbered_key(n));
    let (one, two) = (object("blob", text(1).as_bytes()), object("blob", text(2).as_bytes()));
    let folder = repo.git(["rev-parse", &format!("{first}:d")]).trim().to_owned();
    let tree = [b"100644 f\0", &raw(&folder)[..], b"40000 x\0", &raw(&one)].concat();
    let tree = object("tree", &tree);
    let people = "author a <a> 1 +0000\ncommitter a <a> 1 +0000\n\nm\n";
    let second = object("commit", format!("tree {tree}\nparent {first}\n{people}").as_bytes());
    let third = object("commit", format!("tree {two}\nparent {second}\n{people}").as_bytes());
    let last =
        repo.git(["commit-tree", "-m", "m", "-p", &third, &format!("{first}^{{tree}}")]).trim().to_owned();
    fs::write(repo.path().join(".git/refs/heads/main"), format!("{last}\n")).expect("a file");
    for unreachable in [false, true] {
        let outcome = scan_with(&repo.path(), unreachable);
        (1..=2).for_each(|n| assert!(find(&outcome, n).life.is_some()));
        assert_eq!(find(&outcome, 1).origin.path.as_bytes(), b"x");
        let missing = &outcome.coverage.missing;
        for id in [&folder, &one, &two] {
            assert!(missing.iter().any(|gap| gap.what.contains(id.as_str())), "{missing:?}");
        }
        assert_eq!(missing.len(), 3, "{missing:?}");
    }
    let range = format!("{first}..{last}");
    let said = repo.scan(["--range", &range, "--format", "jsonl"]).run().expect(1);
    let found = said.json_lines();
    assert_eq!(found.iter().filter(|f| f["path"] == "x").count(), 1, "{}", said.stdout);
    assert!(said.stdout.contains(&two[..10]), "{}", said.stdout);
    for what in ["f", "folder x"] {
        assert!(said.stderr.contains(what), "{}", said.stderr);
    }
}

/// An index that gives all objects of a pack one place hides the others.
#[test]
fn an_index_with_one_place_for_all() {
    let repo = TestRepo::new();
    repo.write("a", token(1));
    repo.commit_all("first");
    repo.git(["gc", "-q"]);
    let packs = fs::read_dir(repo.path().join(".git/objects/pack")).expect("a folder");
    let index =
        packs.map(|entry| entry.expect("an entry").path()).find(|p| p.extension() == Some("idx".as_ref()));
    let index = index.expect("an index");
    let mut bytes = fs::read(&index).expect("a file");
    let offsets = 1032 + 24 * 3;
    let first = bytes[offsets..offsets + 4].to_vec();
    (1..3).for_each(|n| bytes[offsets + 4 * n..][..4].copy_from_slice(&first));
    fs::remove_file(&index).expect("removed");
    fs::write(&index, bytes).expect("a file");
    let outcome = scan(&repo.path());
    assert!(!outcome.coverage.is_complete());
    let missing = &outcome.coverage.missing;
    assert!(missing.iter().any(|gap| gap.why.contains("several objects")), "{missing:?}");
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
