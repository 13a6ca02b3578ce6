//! Pipes, devices and loops of links where files and folders of a repository should be: said at once, and never waited for.

use crate::support::{Output, TestRepo, numbered_key};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

fn secret(n: u8) -> String {
    format!("stripe = {}\n", numbered_key(n))
}

/// All that a run said.
fn words(said: &Output) -> String {
    format!("{}{}", said.stdout, said.stderr)
}

/// A repository with a secret in a loose object, one in a pack, and a reflog.
fn repo() -> TestRepo {
    let repo = TestRepo::new();
    repo.stage("a", secret(1));
    repo.commit_all("first");
    repo.git(["gc", "-q"]);
    repo.stage("b", secret(2));
    repo.commit_all("second");
    repo
}

/// Puts a pipe there, or a link to a device.
fn put(path: &Path, is_pipe: bool) {
    let _ = fs::remove_file(path);
    if is_pipe {
        assert!(std::process::Command::new("mkfifo").arg(path).status().expect("it runs").success());
    } else {
        symlink("/dev/zero", path).expect("a link");
    }
}

#[test]
fn what_is_no_file_is_named_and_not_read() {
    for (name, args, code) in [
        ("refs/heads/x", &["--history"][..], 1),
        ("refs/heads/main", &["--history"], 1),
        ("logs/HEAD", &["--history"], 1),
        ("packed-refs", &["--history"], 1),
        ("objects/info/alternates", &["--history"], 1),
        ("refs/heads/x", &["--range", "main~1..x"], 3),
        ("refs/heads/x", &["--since", "2020-01-01"], 3),
        ("index", &["--staged"], 3),
        ("config", &["--history"], 3),
        ("HEAD", &["--history"], 2),
    ] {
        for is_pipe in [true, false] {
            let repo = repo();
            let path = repo.path().join(".git").join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            put(&path, is_pipe);
            let said = repo.scan(args).run();
            let what = if is_pipe { "a named pipe" } else { "a device" };
            assert_eq!(said.code, code, "{name} {args:?}\n{}{}", said.stdout, said.stderr);
            assert!(words(&said).contains(name) && words(&said).contains(what), "{name}: {}", words(&said));
        }
    }
}

/// What else is there is found all the same.
#[test]
fn objects_that_are_no_files() {
    for is_pipe in [true, false] {
        for kind in ["pack", "idx", "loose"] {
            let repo = repo();
            let id = repo.git(["rev-parse", "HEAD:b"]).trim().to_owned();
            let objects = repo.path().join(".git/objects");
            let path = if kind == "loose" {
                objects.join(&id[..2]).join(&id[2..])
            } else {
                let packs = fs::read_dir(objects.join("pack")).expect("a folder");
                let mut paths = packs.map(|entry| entry.expect("an entry").path());
                paths.find(|path| path.extension() == Some(kind.as_ref())).expect("a pack")
            };
            put(&path, is_pipe);
            let said = repo.scan(["--history"]).run().expect(1);
            assert!(words(&said).contains("INCOMPLETE"), "{}", words(&said));
        }
    }
}

#[test]
fn a_repository_that_is_a_pipe() {
    let repo = TestRepo::bare_folder();
    repo.write("a", secret(1));
    put(&repo.path().join(".git"), true);
    let said = repo.scan(["."]).run().expect(1);
    assert!(words(&said).contains(".git"), "{}", words(&said));
    let said = repo.scan(["--history"]).run().expect(2);
    assert!(words(&said).contains("a named pipe"), "{}", words(&said));
}

/// Two links to the folder that they lie in make 2^40 paths.
#[test]
fn folders_are_entered_once() {
    let repo = repo();
    // A folder of refs that lies elsewhere is read, as git does.
    let other = repo.beside("refs");
    fs::create_dir(&other).expect("a folder");
    repo.git(["checkout", "-q", "--orphan", "other"]);
    repo.stage("c", secret(3));
    let id = repo.commit_all("third");
    repo.git(["checkout", "-q", "main"]);
    repo.git(["update-ref", "-d", "refs/heads/other"]);
    fs::remove_dir_all(repo.path().join(".git/logs")).expect("removed");
    fs::write(other.join("far"), format!("{id}\n")).expect("a file");
    symlink(&other, repo.path().join(".git/refs/far")).expect("a link");
    assert!(repo.git(["show-ref"]).contains("refs/far/far"), "git reads it, too");
    // From here on git would not come back.
    for folder in ["refs/heads", "logs/refs/heads"] {
        let folder = repo.path().join(".git").join(folder);
        fs::create_dir_all(&folder).expect("a folder");
        for name in ["a", "b"] {
            symlink(".", folder.join(name)).expect("a link");
        }
    }
    let said = repo.scan(["--history"]).run().expect(1);
    assert!(!words(&said).contains("INCOMPLETE"), "{}", words(&said));
    assert!(words(&said).contains("far/far"), "{}", words(&said));
    repo.scan(["--since", "2020-01-01"]).run().expect(1);
}
