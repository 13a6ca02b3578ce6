//! What `--staged` sees: the index as `git commit` would record it, against what the parents have.

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

/// Settings that change what `git diff` shows, one by one: none changes what is seen.
#[test]
fn no_setting_hides_anything() {
    let attributes = |text: &'static str| {
        move |repo: &TestRepo| {
            repo.write(".gitattributes", text);
        }
    };
    let config = |key: &'static str, value: &'static str| {
        move |repo: &TestRepo| drop(repo.git(["config", key, value]))
    };
    type Change = Box<dyn Fn(&TestRepo)>;
    let settings: Vec<(&str, Change)> = vec![
        ("-diff", Box::new(attributes("* -diff\n"))),
        ("binary", Box::new(attributes("* binary\n"))),
        ("-text", Box::new(attributes("* -text\n"))),
        ("linguist-generated", Box::new(attributes("* linguist-generated linguist-vendored\n"))),
        ("export-ignore", Box::new(attributes("* export-ignore\n"))),
        ("encoding", Box::new(attributes("* working-tree-encoding=UTF-16LE\n"))),
        ("ident", Box::new(attributes("* ident\n"))),
        ("merge", Box::new(attributes("* merge=ours\n"))),
        (
            "textconv",
            Box::new(|repo| {
                repo.write(".gitattributes", "* diff=hide\n").git(["config", "diff.hide.textconv", "true"]);
            }),
        ),
        (
            "external command",
            Box::new(|repo| {
                repo.write(".gitattributes", "* diff=hide\n").git(["config", "diff.hide.command", "true"]);
            }),
        ),
        (
            "info/attributes",
            Box::new(|repo| {
                repo.write(".git/info/attributes", "* -diff\n");
            }),
        ),
        (
            "ignored",
            Box::new(|repo| {
                repo.write(".gitignore", "*\n").write(".git/info/exclude", "*\n");
            }),
        ),
        ("diff.external", Box::new(config("diff.external", "true"))),
        ("diff.renames", Box::new(config("diff.renames", "copies"))),
        ("diff.ignoreSubmodules", Box::new(config("diff.ignoreSubmodules", "all"))),
        ("diff.noprefix", Box::new(config("diff.noprefix", "true"))),
        ("diff.orderFile", Box::new(config("diff.orderFile", "/dev/null"))),
        ("diff.relative", Box::new(config("diff.relative", "true"))),
        ("diff.context", Box::new(config("diff.context", "0"))),
        ("color.ui", Box::new(config("color.ui", "always"))),
        ("core.autocrlf", Box::new(config("core.autocrlf", "true"))),
        ("core.eol", Box::new(config("core.eol", "crlf"))),
        ("core.bigFileThreshold", Box::new(config("core.bigFileThreshold", "1"))),
        ("core.quotePath", Box::new(config("core.quotePath", "false"))),
        ("core.ignoreCase", Box::new(config("core.ignoreCase", "true"))),
        ("core.fsmonitor", Box::new(config("core.fsmonitor", "true"))),
        ("core.trustctime", Box::new(config("core.trustctime", "false"))),
        ("i18n.commitEncoding", Box::new(config("i18n.commitEncoding", "ISO-2022-JP"))),
        ("skip-worktree", Box::new(|repo| drop(repo.git(["update-index", "--skip-worktree", "lib/b.txt"])))),
        (
            "assume-unchanged",
            Box::new(|repo| drop(repo.git(["update-index", "--assume-unchanged", "lib/b.txt"]))),
        ),
    ];
    for (name, set) in settings {
        let repo = repo();
        repo.stage("lib/b.txt", "one\ntwo\nadded\nlib/b.txt\n");
        set(&repo);
        let new = vec![("lib/b.txt".to_string(), "added\n".to_string())];
        assert_eq!(look(&repo), Seen { new, ..Seen::default() }, "{name}");
    }
}
