//! The hook that was there before ours: where it is kept, so that it runs as it did, and how it comes back.
//!
//! It keeps its name, in a folder beside the one of the hooks: `$0` ends as it did, a way up from there (`../..`) leads where
//! it led, and links stand in for the files that lay beside it.

use super::place::is_there;
use super::script;
use crate::error::{Error, Result};
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// Ends the name of the folder of kept hooks; of the hooks themselves in earlier versions, and where no folder can be made.
const SUFFIX: &str = ".before-secretscan";

/// The file that keeps what was at `hook` before.
pub fn kept(hook: &Path) -> PathBuf {
    folder(hook.parent().unwrap_or(Path::new(""))).join(hook.file_name().unwrap_or_default())
}

/// The file that was at `hook` before, wherever it is kept.
pub fn find(hook: &Path) -> Option<PathBuf> {
    [kept(hook), beside(hook)].into_iter().find(|file| is_there(file) && !is_stand_in(file))
}

/// Moves a hook to where it is kept.
pub fn keep(hook: &Path) -> Result<PathBuf> {
    if let Some(other) = find(hook) {
        return Err(Error::Usage(format!(
            "{} and {} are both there, and neither is ours to lose: move one of them away",
            hook.display(),
            other.display()
        )));
    }
    move_out(hook, hook).map_err(|source| Error::Io { path: hook.to_owned(), source })
}

/// Moves what an earlier version kept under a name of its own to where it is kept now. Says where, if there was such.
pub fn renew(hook: &Path) -> Result<Option<PathBuf>> {
    let old = beside(hook);
    if !is_there(&old) || is_there(&kept(hook)) && !is_stand_in(&kept(hook)) {
        return Ok(None);
    }
    let new = move_out(&old, hook).map_err(|source| Error::Io { path: old.clone(), source })?;
    Ok((new != old).then_some(new))
}

/// Puts back what was there before. False where there was nothing.
pub fn give_back(hook: &Path) -> io::Result<bool> {
    let Some(file) = find(hook) else { return Ok(false) };
    fs::rename(file, hook)?;
    Ok(true)
}

/// Links stand in for what lies in a folder of hooks, so that a kept hook finds what it calls. Ours are not among it.
pub fn link_rest(hooks: &Path) -> io::Result<()> {
    let (folder, name) = (folder(hooks), real(hooks));
    let (true, Some(name)) = (folder.is_dir(), name.file_name()) else { return Ok(()) };
    remove_stand_ins(&folder)?;
    for entry in fs::read_dir(hooks)? {
        let entry = entry?.file_name();
        let (file, text) = (hooks.join(&entry), entry.to_string_lossy());
        let link = folder.join(&entry);
        if !text.ends_with(".sample") && !text.ends_with(SUFFIX) && !is_ours(&file) && !is_there(&link) {
            symlink(Path::new("..").join(name).join(&entry), link)?;
        }
    }
    Ok(())
}

/// Takes the folder of kept hooks away where none is left.
pub fn tidy(hooks: &Path) -> io::Result<()> {
    let folder = folder(hooks);
    let Ok(mut entries) = fs::read_dir(&folder) else { return Ok(()) };
    if entries.all(|entry| entry.is_ok_and(|entry| is_stand_in(&entry.path()))) {
        remove_stand_ins(&folder)?;
        fs::remove_dir(folder)?;
    }
    Ok(())
}

/// True for a script of ours: nothing that could be kept, for it would call itself.
pub fn is_ours(file: &Path) -> bool {
    let mut head = Vec::new();
    let read = fs::File::open(file).and_then(|file| file.take(1024).read_to_end(&mut head));
    read.is_ok() && script::is_ours(&head)
}

fn folder(hooks: &Path) -> PathBuf {
    let hooks = real(hooks);
    let mut name = hooks.file_name().unwrap_or_default().to_owned();
    name.push(SUFFIX);
    hooks.with_file_name(name)
}

/// Where a folder lies that has a link for a name, or none: behind a link, `..` is not what stands before its name.
fn real(folder: &Path) -> PathBuf {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let real = (folder.file_name().is_none() || folder.is_symlink()).then(|| folder.canonicalize().ok());
    real.flatten().unwrap_or_else(|| folder.to_owned())
}

/// Beside the hook, under a name that is not its own.
fn beside(hook: &Path) -> PathBuf {
    let mut name = hook.file_name().unwrap_or_default().to_owned();
    name.push(SUFFIX);
    hook.with_file_name(name)
}

fn is_stand_in(file: &Path) -> bool {
    let folder = file.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    let Some(hooks) = folder.and_then(|name| name.strip_suffix(SUFFIX)) else { return false };
    let target = Path::new("..").join(hooks).join(file.file_name().unwrap_or_default());
    fs::read_link(file).is_ok_and(|link| link == target)
}

fn remove_stand_ins(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        if is_stand_in(&file) {
            fs::remove_file(file)?;
        }
    }
    Ok(())
}

/// Moves `file` to where the hook is kept: beside it where the folder for that is not ours to make.
fn move_out(file: &Path, hook: &Path) -> io::Result<PathBuf> {
    let keep = kept(hook);
    let there = keep.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::rename(file, &keep));
    match there.map_err(|e| (e.kind(), e)) {
        Ok(()) => Ok(keep),
        Err((ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::CrossesDevices, _)) => {
            let keep = beside(hook);
            fs::rename(file, &keep)?;
            Ok(keep)
        }
        Err((_, e)) => Err(e),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_hook_has_its_name_as_deep_as_it_was() {
        assert_eq!(
            kept(Path::new("/h/hooks/pre-commit")),
            Path::new("/h/hooks.before-secretscan/pre-commit")
        );
        assert_eq!(
            kept(Path::new(".git/hooks/pre-push")),
            Path::new(".git/hooks.before-secretscan/pre-push")
        );
    }

    #[test]
    fn kept_and_given_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let hooks = folder.path().join("hooks");
        fs::create_dir_all(hooks.join("pre-commit.d")).expect("a folder");
        for (name, text) in
            [("pre-commit", "theirs"), ("common.sh", "more"), ("x.sample", ""), ("pre-push", "other")]
        {
            fs::write(hooks.join(name), text).expect("written");
        }
        fs::write(hooks.join("commit-msg"), script::FORWARD).expect("written");
        let hook = hooks.join("pre-commit");
        let file = keep(&hook).expect("moved");
        assert_eq!((fs::read(&file).expect("kept"), is_there(&hook)), (b"theirs".to_vec(), false));
        link_rest(&hooks).expect("linked");
        let all = |folder: &Path| {
            let names = fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").file_name());
            let mut names: Vec<_> = names.collect();
            names.sort();
            names
        };
        let there = file.parent().expect("a folder");
        assert_eq!(all(there), ["common.sh", "pre-commit", "pre-commit.d", "pre-push"]);
        assert_eq!(fs::read(there.join("common.sh")).expect("through the link"), b"more");
        // What stands in for another hook is not that hook.
        let other = hooks.join("pre-push");
        assert!(find(&other).is_none());
        keep(&other).expect("moved over its link");
        assert_eq!(fs::read(find(&other).expect("kept")).expect("itself"), b"other");
        fs::write(&other, "new").expect("written");
        assert!(keep(&other).expect_err("both are there").to_string().contains("neither is ours"));
        assert!(give_back(&other).expect("back") && is_there(there));
        tidy(&hooks).expect("one is kept still");
        assert!(is_there(&file) && give_back(&hook).expect("back"));
        tidy(&hooks).expect("taken away");
        assert!(!is_there(there) && !give_back(&hook).expect("nothing more"));
        assert_eq!(fs::read(&hook).expect("the hook"), b"theirs");
    }

    #[test]
    fn behind_a_link_and_from_earlier_versions() {
        let root = tempfile::tempdir().expect("a folder");
        let real = root.path().join("tools/githooks");
        fs::create_dir_all(&real).expect("a folder");
        let link = root.path().join("hooks");
        symlink("tools/githooks", &link).expect("a link");
        let folder = real.canonicalize().expect("it is there").with_file_name("githooks.before-secretscan");
        assert_eq!(kept(&link.join("pre-commit")), folder.join("pre-commit"));
        let old = real.join("pre-commit.before-secretscan");
        fs::write(&old, "theirs").expect("written");
        assert_eq!(find(&link.join("pre-commit")), Some(link.join("pre-commit.before-secretscan")));
        assert_eq!(renew(&link.join("pre-commit")).expect("moved"), Some(folder.join("pre-commit")));
        assert_eq!(renew(&link.join("pre-commit")).expect("done before"), None);
        assert!(!is_there(&old));
    }
}
