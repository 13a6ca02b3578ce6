//! The paths that git tracks in a working tree, for scans of folders: a tracked file is scanned even if an ignore file
//! excludes it.

use super::index::{Index, Mode};
use super::{GitError, plain};
use std::path::{Path, PathBuf};

/// The nearest folder at or above `folder` (an absolute path) that contains `.git`.
pub fn work_tree_of(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|above| above.join(".git").symlink_metadata().is_ok())
}

/// All files and links in the index of the working tree at `top`, sorted. Reads only the index file and no
/// configuration, so it works for every object format and every owner.
pub fn tracked_paths(top: &Path) -> Result<Vec<Vec<u8>>, GitError> {
    let git_dir = git_dir(top)?;
    let path = git_dir.join("index");
    let index = match Index::read_with(&path, &git_dir, 20) {
        Ok(index) => index,
        // The file does not tell the length of its object ids: try the other one.
        Err(first) => Index::read_with(&path, &git_dir, 32).map_err(|_| first)?,
    };
    let entries = (0..index.len()).filter(|&at| matches!(index.mode(at), Mode::File | Mode::Link));
    let mut paths: Vec<Vec<u8>> = entries.map(|at| index.path(at).to_vec()).collect();
    paths.dedup();
    Ok(paths)
}

/// `.git` itself, or the folder that a `.git` file names.
fn git_dir(top: &Path) -> Result<PathBuf, GitError> {
    let dot_git = top.join(".git");
    if dot_git.is_dir() {
        return Ok(dot_git);
    }
    let text = plain::text(&dot_git).map_err(|e| GitError::Damaged(format!("{}: {e}", dot_git.display())))?;
    let target = text.strip_prefix("gitdir:").map(str::trim);
    let target =
        target.ok_or_else(|| GitError::Damaged(format!("{}: names no folder", dot_git.display())))?;
    let folder = top.join(target);
    if !folder.is_dir() {
        // A linked worktree or submodule that was copied or mounted without its repository.
        return Err(GitError::Damaged(format!("it names {target}, which is not there")));
    }
    Ok(folder)
}
