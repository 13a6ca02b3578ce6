//! What `--staged` sees: the index as `git commit` would record it, against what the parents have.

mod index;
mod settings;

use crate::support::TestRepo;
use secretscan::error::Error;
use secretscan::git::Repo;
use secretscan::model::Added;
use secretscan::source::{IndexSource, Read, Source};
use std::fs;
use std::path::Path;

/// What a scan of the index reads.
#[derive(Debug, Default, PartialEq)]
struct Seen {
    /// Path and new text of each unit.
    new: Vec<(String, String)>,
    skipped: Vec<String>,
    unread: Vec<String>,
}

fn try_look(folder: &Path) -> Result<Seen, Error> {
    let repo = Repo::discover(folder)?;
    let source = IndexSource::new(&repo)?;
    let listing = source.list()?;
    let mut reader = source.reader()?;
    let mut seen = Seen::default();
    let gaps =
        |gaps: Vec<secretscan::outcome::Gap>| gaps.into_iter().map(|g| format!("{}: {}", g.what, g.why));
    seen.skipped.extend(gaps(listing.skipped));
    seen.unread.extend(gaps(listing.unread));
    for unit in &listing.units {
        match reader.read(unit) {
            Read::Chunk(chunk) => {
                let text = match &chunk.added {
                    Added::All => chunk.bytes.clone(),
                    Added::Ranges(ranges) => {
                        ranges.iter().flat_map(|r| r.of(&chunk.bytes)).copied().collect()
                    }
                };
                seen.new.push((chunk.origin.path.to_string(), String::from_utf8_lossy(&text).into_owned()));
                reader.recycle(chunk.bytes);
            }
            Read::Skipped(why) => seen.skipped.push(format!("{}: {why}", unit.origin.path)),
            Read::Unread(why) => seen.unread.push(format!("{}: {why}", unit.origin.path)),
            Read::Large(_) => unreachable!("objects are read whole"),
        }
    }
    Ok(seen)
}

#[track_caller]
fn look(repo: &TestRepo) -> Seen {
    try_look(&repo.path()).expect("readable")
}

#[track_caller]
fn sees(repo: &TestRepo, new: &[(&str, &str)]) {
    let new = new.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
    assert_eq!(look(repo), Seen { new, ..Seen::default() });
}

/// A commit with a few folders.
fn repo() -> TestRepo {
    let repo = TestRepo::new();
    for path in ["a.txt", "lib/b.txt", "lib/deep/c.txt", "lib.d/e.txt", "z/f.txt"] {
        repo.write(path, format!("one\ntwo\n{path}\n"));
    }
    repo.commit_all("first");
    repo
}

#[test]
fn first_commit_and_unborn_head() {
    let repo = TestRepo::new();
    sees(&repo, &[]);
    repo.stage("dir/a", "x\n").stage("b", "y\n");
    sees(&repo, &[("b", "y\n"), ("dir/a", "x\n")]);
}

#[test]
fn only_added_lines_and_the_index_not_the_working_tree() {
    let repo = repo();
    sees(&repo, &[]);
    repo.stage("lib/deep/c.txt", "one\nnew\ntwo\nlib/deep/c.txt\n");
    repo.write("lib/deep/c.txt", "not staged\n");
    repo.write("untracked", "not staged\n");
    repo.stage("lib/deep/new.txt", "all of it");
    sees(&repo, &[("lib/deep/c.txt", "new\n"), ("lib/deep/new.txt", "all of it")]);
}

#[test]
fn deletions_mode_changes_and_pure_renames_add_nothing() {
    let repo = repo();
    repo.git(["rm", "-q", "-r", "z"]);
    repo.git(["update-index", "--chmod=+x", "a.txt"]);
    sees(&repo, &[]);
    repo.git(["mv", "lib", "moved"]);
    sees(&repo, &[("moved/b.txt", ""), ("moved/deep/c.txt", "")]);
}

#[test]
fn an_edited_rename_adds_its_new_lines() {
    let repo = repo();
    repo.git(["mv", "lib/b.txt", "elsewhere.txt"]);
    repo.stage("elsewhere.txt", "one\ntwo\nlib/b.txt\nmore\n");
    sees(&repo, &[("elsewhere.txt", "more\n")]);
    repo.stage("elsewhere.txt", "quite\nanother\ntext\n");
    sees(&repo, &[("elsewhere.txt", "quite\nanother\ntext\n")]);
}

#[test]
fn a_folder_becomes_a_file_and_back() {
    let repo = repo();
    repo.git(["rm", "-q", "-r", "z"]);
    repo.stage("z", "now a file\n");
    sees(&repo, &[("z", "now a file\n")]);
    repo.commit_all("second");
    repo.git(["rm", "-q", "z"]);
    repo.stage("z/f.txt", "a folder again\n");
    sees(&repo, &[("z/f.txt", "a folder again\n")]);
}

#[test]
fn links_submodules_and_intended_files() {
    let repo = repo();
    std::os::unix::fs::symlink("where/it/points", repo.path().join("link")).expect("a link");
    repo.git(["add", "link"]);
    let commit = repo.git(["rev-parse", "HEAD"]).trim().to_string();
    repo.git(["update-index", "--add", "--cacheinfo", &format!("160000,{commit},module")]);
    repo.write("later", "content\n").git(["add", "--intent-to-add", "later"]);
    let seen = look(&repo);
    assert_eq!(seen.new, [("link".to_string(), "where/it/points".to_string())]);
    assert_eq!(seen.skipped.len(), 2, "{seen:?}");
    assert!(seen.skipped[0].starts_with("later: only intended"), "{seen:?}");
    assert!(seen.skipped[1].starts_with("module: a submodule's commit"), "{seen:?}");
    repo.git(["commit", "-q", "--no-verify", "-m", "second"]);
    assert_eq!(look(&repo).skipped.len(), 1);
}

#[test]
fn odd_path_bytes() {
    let repo = repo();
    for path in ["with space", "tab\there", "new\nline", "quo\"te", "ünï", "-dash", "lib/'"] {
        repo.stage(path, "new\n");
    }
    use std::os::unix::ffi::OsStrExt;
    let raw = std::ffi::OsStr::from_bytes(b"bad\xff\xfe");
    fs::write(repo.path().join(raw), "new\n").expect("a file");
    repo.git(["add".as_ref(), raw]);
    let seen = look(&repo);
    assert_eq!(seen.new.len(), 8);
    assert!(seen.new.iter().all(|(_, text)| text == "new\n"));
}

#[test]
fn a_merge_brings_in_only_what_no_parent_has() {
    let repo = repo();
    repo.git(["checkout", "-q", "-b", "side"]);
    repo.write("side.txt", "from the side\n").write("a.txt", "one\ntwo\nside\na.txt\n");
    repo.commit_all("side");
    repo.git(["checkout", "-q", "main"]);
    repo.write("a.txt", "one\ntwo\nmain\na.txt\n");
    repo.commit_all("main");
    repo.try_git(["merge", "-q", "--no-commit", "side"]).expect(1);
    let seen = look(&repo);
    assert_eq!(seen.new, []);
    assert!(seen.unread[0].starts_with("a.txt: in conflict"), "{seen:?}");
    repo.stage("a.txt", "one\ntwo\nside\nmain\nevil\na.txt\n");
    sees(&repo, &[("a.txt", "evil\n")]);
}

#[test]
fn linked_worktrees_and_subfolders() {
    let repo = repo();
    let linked = repo.beside("linked");
    repo.git(["worktree".as_ref(), "add".as_ref(), "-q".as_ref(), linked.as_os_str()]);
    fs::write(linked.join("lib/b.txt"), "one\nlinked\n").expect("a file");
    repo.git(["-C".as_ref(), linked.as_os_str(), "add".as_ref(), "-A".as_ref()]);
    sees(&repo, &[]);
    let new = vec![("lib/b.txt".to_string(), "linked\n".to_string())];
    assert_eq!(try_look(&linked).expect("readable").new, new);
    assert_eq!(try_look(&linked.join("lib/deep")).expect("readable").new, new);
}
