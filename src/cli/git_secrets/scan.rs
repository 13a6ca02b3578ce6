//! `--scan` and the hook entry points: chooses the texts to search.

use super::options::Options;
use super::search::Search;
use crate::error::{Error, Result};
use crate::git::{GitError, GitTool, Repo, StagedKind};
use crate::model::ObjectId;
use std::ffi::OsStr;
use std::io::Read;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// `--scan`: named files as grep reads them, otherwise tracked files as git grep does.
pub fn scan(options: &Options, git: &GitTool, search: &mut Search<'_>) -> Result<()> {
    if options.cached || options.untracked || options.no_index || options.operands.is_empty() {
        return tracked(options, git, search);
    }
    options.operands.iter().for_each(|name| named(name, options.recursive, search));
    Ok(())
}

/// `--commit_msg_hook FILE`
pub fn message(options: &Options, search: &mut Search<'_>) {
    named(options.operands.first().map_or("", String::as_str), false, search);
}

/// One operand: a file, `-`, or a folder (skipped unless recursive, as grep's `-d skip` does).
fn named(name: &str, recursive: bool, search: &mut Search<'_>) {
    if name == "-" {
        let mut text = Vec::new();
        match std::io::stdin().lock().read_to_end(&mut text) {
            Ok(_) => search.text(b"(standard input)", &text),
            Err(e) => search.unreadable("(standard input)", &e.to_string()),
        }
        return;
    }
    let path = Path::new(name);
    match std::fs::metadata(path) {
        Ok(meta) if meta.is_dir() && !recursive => {}
        Ok(meta) if meta.is_dir() => folder(path, search),
        Ok(_) => file(path, path.as_os_str().as_bytes(), search),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            search.unreadable(name, "No such file or directory")
        }
        Err(e) => search.unreadable(name, &e.to_string()),
    }
}

fn folder(path: &Path, search: &mut Search<'_>) {
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries,
        Err(e) => return search.unreadable(&path.display().to_string(), &e.to_string()),
    };
    let mut below: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    below.sort();
    for path in below {
        // Links inside a folder are not followed: they may lead out of it, or form a circle.
        match std::fs::symlink_metadata(&path) {
            Ok(meta) if meta.is_dir() => folder(&path, search),
            Ok(meta) if meta.is_file() => file(&path, path.as_os_str().as_bytes(), search),
            Ok(_) => {}
            Err(e) => search.unreadable(&path.display().to_string(), &e.to_string()),
        }
    }
}

fn file(path: &Path, name: &[u8], search: &mut Search<'_>) {
    match std::fs::read(path) {
        Ok(text) => search.text(name, &text),
        Err(e) => search.unreadable(&path.display().to_string(), &e.to_string()),
    }
}

/// What git tracks below this folder: working files, or index blobs with `--cached`; with `--untracked` also new
/// files that are not ignored; with `--no-index` every file below the folder.
pub fn tracked(options: &Options, git: &GitTool, search: &mut Search<'_>) -> Result<()> {
    search.like_git = true;
    if options.no_index {
        if options.operands.is_empty() {
            folder_of_names(search);
            return Ok(());
        }
        options.operands.iter().for_each(|name| named(name, true, search));
        return Ok(());
    }
    let repo = Repo::discover(Path::new("."))?;
    if repo.work_tree().is_none() && !options.cached {
        return Err(Error::Git(GitError::Unusable("this operation must be run in a work tree".to_owned())));
    }
    let mut args: Vec<&OsStr> = ["ls-files", "-z", "--stage"].map(OsStr::new).to_vec();
    args.push(OsStr::new("--"));
    args.extend(options.operands.iter().map(OsStr::new));
    let staged = entries(&bytes(git, &args)?);
    if options.cached {
        let objects = repo.objects()?;
        for (id, name) in staged {
            blob(&objects, id, &name, search);
        }
        return Ok(());
    }
    let mut names: Vec<Vec<u8>> = staged.into_iter().map(|(_, name)| name).collect();
    if options.untracked {
        let mut args: Vec<&OsStr> =
            ["ls-files", "-z", "--others", "--exclude-standard", "--"].map(OsStr::new).to_vec();
        args.extend(options.operands.iter().map(OsStr::new));
        names.extend(bytes(git, &args)?.split(|&b| b == 0).filter(|n| !n.is_empty()).map(<[u8]>::to_vec));
        names.sort();
    }
    names.dedup();
    for name in names {
        let path = Path::new(OsStr::from_bytes(&name));
        // Deleted in the working tree, or a submodule: nothing to search, as in git grep.
        if std::fs::symlink_metadata(path).is_ok_and(|m| m.is_file()) {
            file(path, &name, search);
        }
    }
    Ok(())
}

fn folder_of_names(search: &mut Search<'_>) {
    let mut below: Vec<PathBuf> = std::fs::read_dir(".")
        .map(|d| d.filter_map(|e| e.ok().map(|e| e.file_name().into())).collect())
        .unwrap_or_default();
    below.sort();
    for path in below.iter().filter(|p| p.as_os_str() != ".git") {
        if path.is_dir() { folder(path, search) } else { file(path, path.as_os_str().as_bytes(), search) }
    }
}

/// `--pre_commit_hook`: the blobs that the commit adds or changes, whole.
pub fn staged(git: &GitTool, search: &mut Search<'_>) -> Result<()> {
    search.like_git = true;
    let repo = Repo::discover(Path::new("."))?;
    let objects = repo.objects()?;
    if repo.merge_heads()?.is_empty() {
        for entry in repo.staged()?.entries {
            if let StagedKind::File(id) | StagedKind::Link(id) = entry.kind {
                blob(&objects, id, &entry.path, search);
            }
        }
        return Ok(());
    }
    // In a merge, everything that the other side brings counts, not only what is new to both sides.
    let args = ["diff-index", "--cached", "-z", "--no-renames", "--diff-filter=ACMTU", "HEAD", "--"];
    let text = bytes(git, &args.map(OsStr::new))?;
    let mut fields = text.split(|&b| b == 0).filter(|f| !f.is_empty());
    // Raw format: `:mode mode id id status`, then the path.
    while let (Some(about), Some(name)) = (fields.next(), fields.next()) {
        let words: Vec<&[u8]> = about.split(|&b| b == b' ').collect();
        let is_link = words.get(1).is_some_and(|mode| *mode == b"160000");
        let id = words.get(3).and_then(|hex| std::str::from_utf8(hex).ok()).and_then(|hex| hex.parse().ok());
        match id {
            Some(id) if !is_link => blob(&objects, id, name, search),
            _ => {}
        }
    }
    Ok(())
}

/// `--prepare_commit_msg_hook FILE merge`: what the merged branch would bring in.
pub fn merged(options: &Options, git: &GitTool, search: &mut Search<'_>) -> Result<()> {
    if options.operands.get(1).map(String::as_str) != Some("merge")
        || options.operands.get(2).is_some_and(|s| !s.is_empty())
    {
        return Ok(());
    }
    // Git names the merged branches in GITHEAD_<id>; otherwise MERGE_HEAD has their ids.
    let heads: Vec<String> = std::env::vars_os()
        .filter_map(|(key, _)| key.to_str().and_then(|k| k.strip_prefix("GITHEAD_")).map(str::to_owned))
        .collect();
    let heads = if heads.is_empty() {
        Repo::discover(Path::new("."))?.merge_heads()?.iter().map(|h| h.to_string()).collect()
    } else {
        heads
    };
    for head in heads {
        let range = format!("HEAD..{head}");
        let log = ["log", "-p", "-m", "--text", "--no-ext-diff", "--no-textconv", "--no-color", &range, "--"];
        search.text(b"(standard input)", &bytes(git, &log.map(OsStr::new))?);
    }
    Ok(())
}

fn blob(objects: &crate::git::Objects, id: ObjectId, name: &[u8], search: &mut Search<'_>) {
    match objects.read(id) {
        Ok((_, text)) => search.text(name, &text),
        Err(e) => search.unreadable(&String::from_utf8_lossy(name), &e.to_string()),
    }
}

fn bytes(git: &GitTool, args: &[&OsStr]) -> Result<Vec<u8>> {
    Ok(git.ask(args)?.unwrap_or_default().into_os_string().into_vec())
}

/// `mode id stage\tpath` entries; submodules are left out.
fn entries(listing: &[u8]) -> Vec<(ObjectId, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in listing.split(|&b| b == 0) {
        let Some(tab) = entry.iter().position(|&b| b == b'\t') else { continue };
        let about = String::from_utf8_lossy(&entry[..tab]);
        let mut words = about.split(' ');
        if let (Some(mode), Some(Ok(id))) = (words.next(), words.next().map(str::parse))
            && mode != "160000"
        {
            found.push((id, entry[tab + 1..].to_vec()));
        }
    }
    found
}
