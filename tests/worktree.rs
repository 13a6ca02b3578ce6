//! What a scan of files and folders sees.

use crate::support::TestRepo;
use secretscan::error::Error;
use secretscan::source::{Listing, Read, Source, WorktreeSource};
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

fn list(paths: &[PathBuf]) -> Listing {
    WorktreeSource::new(paths, 2).expect("the paths exist").list().expect("listed")
}

fn paths(listing: &Listing) -> Vec<String> {
    listing.units.iter().map(|unit| unit.origin.path.to_string()).collect()
}

#[test]
fn hidden_files_are_seen_and_ignored_ones_are_not_unless_tracked() {
    let repo = TestRepo::new();
    repo.write("kept/.env", "x").write("build/out", "x").write("log.txt", "x").write("src/a.rs", "x");
    repo.write(".gitignore", "build/\n*.txt\n").write("sub/.gitignore", "local\n").write("sub/local", "x");
    assert_eq!(paths(&list(&[repo.path()])), [".gitignore", "kept/.env", "src/a.rs", "sub/.gitignore"]);
    repo.git(["add", "-f", "build/out", "sub/local"]);
    let all = paths(&list(&[repo.path()]));
    assert_eq!(all, [".gitignore", "build/out", "kept/.env", "src/a.rs", "sub/.gitignore", "sub/local"]);
    // From a folder of the repository, from one that is itself ignored, and what is deleted on disk.
    assert_eq!(paths(&list(&[repo.path().join("sub")])), [".gitignore", "local"]);
    fs::remove_file(repo.path().join("sub/local")).expect("removed");
    assert_eq!(paths(&list(&[repo.path().join("sub")])), [".gitignore"]);
    assert_eq!(paths(&list(&[repo.path().join("log.txt")])).len(), 1);
}

#[test]
fn outside_a_repository_nothing_is_ignored() {
    let folder = TestRepo::bare_folder();
    folder.write(".gitignore", "*\n").write("a", "x").write(".ignore", "a\n");
    assert_eq!(paths(&list(&[folder.path()])), [".gitignore", ".ignore", "a"]);
}

#[test]
fn nested_repositories_are_scanned_and_their_git_folder_is_not() {
    let repo = TestRepo::new();
    repo.write("nested/.gitignore", "hidden\n").write("nested/hidden", "x").write("nested/a", "x");
    repo.git(["init", "-q", "nested"]);
    assert_eq!(paths(&list(&[repo.path()])), ["nested/.gitignore", "nested/a"]);
    repo.git(["-C", "nested", "add", "-f", "hidden"]);
    assert_eq!(paths(&list(&[repo.path()])), ["nested/.gitignore", "nested/a", "nested/hidden"]);
}

#[test]
fn what_is_called_git_and_is_no_repository_is_listed() {
    let folder = TestRepo::bare_folder();
    folder
        .write("a/.git/config", "x")
        .write("b/.git", "no way to anywhere")
        .write("c/.git", "gitdir: ../d\n");
    assert_eq!(paths(&list(&[folder.path()])), ["a/.git/config", "b/.git"]);
}

#[test]
fn links_and_special_files() {
    let folder = TestRepo::bare_folder();
    folder.write("dir/file", "text");
    symlink("dir", folder.path().join("link")).expect("a link");
    symlink("/nowhere", folder.path().join("broken")).expect("a link");
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).expect("a socket");
    let made = folder.command("mkfifo", &folder.path()).arg("pipe").status().expect("mkfifo");
    assert!(made.success());
    let source = WorktreeSource::new(&[folder.path()], 1).expect("a folder");
    let listing = source.list().expect("listed");
    assert_eq!(paths(&listing), ["broken", "dir/file", "link"]);
    let skipped: Vec<String> = listing.skipped.iter().map(|g| format!("{}: {}", g.what, g.why)).collect();
    assert_eq!(skipped, ["pipe: a named pipe", "socket: a socket"]);
    let mut reader = source.reader().expect("a reader");
    let texts: Vec<String> = listing
        .units
        .iter()
        .map(|unit| match reader.read(unit) {
            Read::Chunk(chunk) => {
                let text = String::from_utf8_lossy(&chunk.bytes).into_owned();
                reader.recycle(chunk.bytes);
                text
            }
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(texts, ["/nowhere", "text", "dir"]);
}

#[test]
fn random_strings_without_a_name_are_for_audits() {
    let repo = TestRepo::new();
    let value = ["k7Rk2mVx9Lp4", "Zt8wNc3HbJ6yFd1", "SgQa5eTuXo0"].concat();
    repo.stage("a.py", format!("f(\"{value}\")\n"));
    repo.commit_all("first");
    repo.stage("a.py", format!("# more\nf(\"{value}\")\ng(\"da39a3ee5e6b4b0d3255bfef95601890afd80709\")\n"));
    repo.commit_all("second");
    repo.scan::<[&str; 0]>([]).run().expect(0);
    for mode in [&["."][..], &["--history"], &["--history", "--no-inherit"]] {
        let args = mode.iter().copied().chain(["--confidence", "low", "--format", "jsonl"]);
        let said = repo.scan(args).run().expect(1).stdout;
        let rules = said.matches("\"rule\":\"generic-high-entropy\"").count();
        assert_eq!((rules, said.lines().count()), (1, 1), "{mode:?}: {said}");
    }
}

#[test]
fn unreadable_files_are_named() {
    let folder = TestRepo::bare_folder();
    folder.write("a", "x").write("gone", "x");
    let source = WorktreeSource::new(&[folder.path()], 1).expect("a folder");
    let listing = source.list().expect("listed");
    fs::set_permissions(folder.path().join("a"), fs::Permissions::from_mode(0o0)).expect("changed");
    fs::remove_file(folder.path().join("gone")).expect("removed");
    let mut reader = source.reader().expect("a reader");
    assert!(matches!(reader.read(&listing.units[1]), Read::Unread(why) if why.contains("gone")));
    // Root reads anything.
    if fs::read(folder.path().join("a")).is_err() {
        assert!(matches!(reader.read(&listing.units[0]), Read::Unread(why) if why == "permission denied"));
    }
}

#[test]
fn a_damaged_index_is_told() {
    let repo = TestRepo::new();
    repo.write("a", "x").write(".git/index", "nonsense");
    let listing = list(&[repo.path()]);
    assert_eq!(paths(&listing), ["a"]);
    assert!(listing.missing[0].why.contains("the index is damaged"), "{:?}", listing.missing);
}

#[test]
fn several_paths_and_one_that_is_not_there() {
    let folder = TestRepo::bare_folder();
    folder.write("one/a", "x").write("two/b", "x").write("c", "x");
    let at = |name: &str| folder.path().join(name);
    let found = paths(&list(&[at("two"), at("c"), at("one"), at("one/a")]));
    let expected: Vec<String> =
        ["c", "one/a", "two/b"].iter().map(|name| at(name).display().to_string()).collect();
    assert_eq!(found, expected);
    let error = WorktreeSource::new(&[at("c"), at("none")], 1).expect_err("it is not there");
    assert!(matches!(&error, Error::Usage(text) if text.contains("none: no such file")), "{error}");
    assert_eq!(error.exit_code(), 2);
}

#[test]
fn a_huge_file_is_read_in_windows() {
    let folder = TestRepo::bare_folder();
    folder.write("huge", "");
    let file = fs::File::options().write(true).open(folder.path().join("huge")).expect("a file");
    // Holes: nothing of it is written to disk.
    file.set_len(300 << 20).expect("a sparse file");
    let source = WorktreeSource::new(&[folder.path()], 1).expect("a folder");
    let listing = source.list().expect("listed");
    let Read::Large(mut stream) = source.reader().expect("a reader").read(&listing.units[0]) else {
        panic!("it is taken for a small one");
    };
    stream.read_exact(&mut [0; 10]).expect("a stream");
    // That windows find what a whole text holds, the unit tests of the windows show.
}

#[test]
fn large_public_trees_are_listed_whole() {
    // This repository stands in where no other is at hand: git and the listing agree on what is tracked.
    let top = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let tracked = secretscan::git::tracked_paths(&top).unwrap_or_default();
    let listed = paths(&list(std::slice::from_ref(&top)));
    for path in tracked {
        let path = String::from_utf8_lossy(&path).into_owned();
        if top.join(&path).symlink_metadata().is_ok_and(|m| !m.is_dir()) {
            assert!(listed.binary_search(&path).is_ok(), "{path} is not listed");
        }
    }
}

#[test]
fn a_folder_that_shows_nothing_is_an_error() {
    let repo = TestRepo::new();
    repo.write("a", "x").commit_all("first");
    repo.git(["clone", "-q", "--bare", ".", repo.beside("bare.git").to_str().expect("plain")]);
    for path in [repo.path().join(".git"), repo.beside("bare.git")] {
        let said = repo.scan([&path]).run().expect(2).all();
        assert!(said.contains("--history") && said.contains("without a working tree"), "{said}");
    }
    repo.scan([repo.path().join(".git/config")]).run().expect(0);

    let gone = repo.beside("gone");
    fs::create_dir(&gone).expect("a folder");
    let program = env!("CARGO_BIN_EXE_secretscan");
    let script = format!("rmdir '{}' && exec '{program}'", gone.display());
    let out = repo.command("sh", &gone).args(["-c", &script]).output().expect("a shell");
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.code() == Some(2) && said.contains("current folder is gone"), "{said}");
}

/// A linked worktree or a submodule in a container, without the repository that it belongs to.
#[test]
fn files_whose_repository_is_not_there_are_scanned_all_the_same() {
    let repo = TestRepo::bare_folder();
    repo.write("a.ini", format!("stripe = {}\n", ["sk_live", "_9hQ2mV7bT4nK1z", "R8wY5cJ3hL6g"].concat()));
    repo.write(".git", "gitdir: /no/such/folder\n");
    let said = repo.scan(["."]).run().expect(1);
    assert!(said.stdout.contains("a.ini:1:10") && said.stdout.contains("INCOMPLETE"), "{}", said.all());
    assert!(said.stdout.contains(".git: it names /no/such/folder, which is not there"), "{}", said.stdout);
    repo.scan(["a.ini"]).run().expect(1);
    repo.scan(["--stdin"]).stdin("nothing\n").run().expect(0);
    std::fs::remove_file(repo.path().join("a.ini")).expect("removed");
    repo.scan(["."]).run().expect(3);
    repo.scan(["--staged"]).run().expect(2);
    // A folder of that name alone makes no repository.
    std::fs::remove_file(repo.path().join(".git")).expect("removed");
    std::fs::create_dir(repo.path().join(".git")).expect("a folder");
    repo.scan(["."]).run().expect(0);
}
