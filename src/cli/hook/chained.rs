//! The chained hook: the one that was there before ours, runs besides it, and comes back when ours is uninstalled.
//!
//! It is moved to a folder beside the folder of hooks and keeps its file name, so that it works as before: `$0` ends
//! with the same name, `../..` leads to the same place, and symbolic links stand for the files that lay beside it.

use super::framework::name_of;
use super::place::is_there;
use super::script;
use crate::error::{Error, Result};
use crate::git::shell_word;
use std::fs;
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// Appended to the name of the folder of hooks. If that folder cannot be made, and in older installations, it is
/// appended to the name of the hook itself (see [`old_path_of`]).
const SUFFIX: &str = ".before-secretscan";

/// Where the hook that was at `hook` is moved to.
pub fn path_of(hook: &Path) -> PathBuf {
    folder(hook.parent().unwrap_or(Path::new(""))).join(name_of(hook))
}

/// The file that was at `hook` before ours, wherever it was moved to.
pub fn find(hook: &Path) -> Option<PathBuf> {
    [path_of(hook), old_path_of(hook)].into_iter().find(|file| is_there(file) && !is_sibling_link(file))
}

/// Moves a hook out of the way of ours. If the same is kept already, the one at `hook` goes.
pub fn set_aside(hook: &Path) -> Result<PathBuf> {
    let fail = |source| Error::Io { path: hook.to_owned(), source };
    let Some(other) = find(hook) else { return move_aside(hook, hook).map_err(fail) };
    // A manager that is set up anew writes over our hook what ours has kept from it.
    if fs::read(hook).is_ok_and(|text| fs::read(&other).is_ok_and(|kept| kept == text)) {
        fs::remove_file(hook).map_err(fail)?;
        return Ok(other);
    }
    let word = |file: &Path| shell_word(&file.to_string_lossy());
    let mut away = hook.as_os_str().to_owned();
    away.push(".old");
    Err(Error::Usage(format!(
        "{} has taken the place of ours, and ours keeps another one in {}: to go on with the first alone, run \
         `mv {} {}`, then `secretscan hook install`",
        hook.display(),
        other.display(),
        word(&other),
        word(Path::new(&away))
    )))
}

/// Moves a chained hook from its old path to its path of today. Returns that path if there was one to move.
pub fn move_from_old_path(hook: &Path) -> Result<Option<PathBuf>> {
    let old = old_path_of(hook);
    if !is_there(&old) || is_there(&path_of(hook)) && !is_sibling_link(&path_of(hook)) {
        return Ok(None);
    }
    let new = move_aside(&old, hook).map_err(|source| Error::Io { path: old.clone(), source })?;
    Ok((new != old).then_some(new))
}

/// Moves the chained hook back to `hook`. False if there was none.
pub fn restore(hook: &Path) -> io::Result<bool> {
    let Some(file) = find(hook) else { return Ok(false) };
    // Earlier versions also kept a folder, which does not take the place of a file.
    if file.is_dir() && !file.is_symlink() {
        fs::remove_file(hook)?;
    }
    fs::rename(file, hook)?;
    Ok(true)
}

/// Links the other files of a folder of hooks, ours left out, into the folder of chained hooks, so that these find what
/// they call.
pub fn link_siblings(hooks: &Path) -> io::Result<()> {
    let (folder, name) = (folder(hooks), real(hooks));
    let (true, Some(name)) = (folder.is_dir(), name.file_name()) else { return Ok(()) };
    remove_sibling_links(&folder)?;
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

/// Removes the folder of chained hooks if none is left in it.
pub fn remove_if_empty(hooks: &Path) -> io::Result<()> {
    let folder = folder(hooks);
    let Ok(mut entries) = fs::read_dir(&folder) else { return Ok(()) };
    if entries.all(|entry| entry.is_ok_and(|entry| is_sibling_link(&entry.path()))) {
        remove_sibling_links(&folder)?;
        fs::remove_dir(folder)?;
    }
    Ok(())
}

/// True for a script of ours. It must not be chained, because it would call itself.
pub fn is_ours(file: &Path) -> bool {
    let mut head = Vec::new();
    let read = fs::File::open(file).and_then(|file| file.take(4096).read_to_end(&mut head));
    read.is_ok() && script::is_ours(&head)
}

fn folder(hooks: &Path) -> PathBuf {
    let hooks = real(hooks);
    let mut name = hooks.file_name().unwrap_or_default().to_owned();
    name.push(SUFFIX);
    hooks.with_file_name(name)
}

/// The folder itself if `folder` is a symbolic link or has no name: `..` of a link is not the folder above its target.
fn real(folder: &Path) -> PathBuf {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let real = (folder.file_name().is_none() || folder.is_symlink()).then(|| folder.canonicalize().ok());
    real.flatten().unwrap_or_else(|| folder.to_owned())
}

/// Where a chained hook lies if the folder for it could not be made: beside ours, under another name.
fn old_path_of(hook: &Path) -> PathBuf {
    let mut name = name_of(hook);
    name.push(SUFFIX);
    hook.with_file_name(name)
}

fn is_sibling_link(file: &Path) -> bool {
    let folder = file.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    let Some(hooks) = folder.and_then(|name| name.strip_suffix(SUFFIX)) else { return false };
    let target = Path::new("..").join(hooks).join(file.file_name().unwrap_or_default());
    fs::read_link(file).is_ok_and(|link| link == target)
}

fn remove_sibling_links(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        if is_sibling_link(&file) {
            fs::remove_file(file)?;
        }
    }
    Ok(())
}

/// Moves `file` to [`path_of`] its hook, or to [`old_path_of`] it if the folder cannot be made.
fn move_aside(file: &Path, hook: &Path) -> io::Result<PathBuf> {
    let keep = path_of(hook);
    let there = keep.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::rename(file, &keep));
    match there.map_err(|e| (e.kind(), e)) {
        Ok(()) => Ok(keep),
        Err((ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::CrossesDevices, _)) => {
            let keep = old_path_of(hook);
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
            path_of(Path::new("/h/hooks/pre-commit")),
            Path::new("/h/hooks.before-secretscan/pre-commit")
        );
        assert_eq!(
            path_of(Path::new(".git/hooks/pre-push")),
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
        fs::write(hooks.join("commit-msg"), script::forward("commit-msg")).expect("written");
        let hook = hooks.join("pre-commit");
        let file = set_aside(&hook).expect("moved");
        assert_eq!((fs::read(&file).expect("kept"), is_there(&hook)), (b"theirs".to_vec(), false));
        link_siblings(&hooks).expect("linked");
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
        set_aside(&other).expect("moved over its link");
        assert_eq!(fs::read(find(&other).expect("kept")).expect("itself"), b"other");
        fs::write(&other, "new").expect("written");
        assert!(set_aside(&other).expect_err("both are there").to_string().contains("another one in"));
        assert!(restore(&other).expect("back") && is_there(there));
        remove_if_empty(&hooks).expect("one is kept still");
        assert!(is_there(&file) && restore(&hook).expect("back"));
        remove_if_empty(&hooks).expect("taken away");
        assert!(!is_there(there) && !restore(&hook).expect("nothing more"));
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
        assert_eq!(path_of(&link.join("pre-commit")), folder.join("pre-commit"));
        let old = real.join("pre-commit.before-secretscan");
        fs::write(&old, "theirs").expect("written");
        assert_eq!(find(&link.join("pre-commit")), Some(link.join("pre-commit.before-secretscan")));
        assert_eq!(
            move_from_old_path(&link.join("pre-commit")).expect("moved"),
            Some(folder.join("pre-commit"))
        );
        assert_eq!(move_from_old_path(&link.join("pre-commit")).expect("done before"), None);
        assert!(!is_there(&old));
    }
}
