//! Checks files that the library would open, before it does: a pipe in their place would block it, and a device would
//! never end.

use super::{GitError, Repo, plain};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Symbolic refs are followed to this depth, as in git.
const MOST: usize = 5;

/// The files that the library reads when it opens a repository.
const OPENED: [&str; 5] = ["config", "config.worktree", "commondir", "gitdir", "shallow"];

/// An error if the nearest repository at or above `start` has something other than a file where the library would open
/// one.
pub(in crate::git) fn folders(start: &Path) -> Result<(), GitError> {
    let start = std::path::absolute(start).unwrap_or_else(|_| start.to_path_buf());
    for folder in start.ancestors() {
        let inner = folder.join(".git");
        // Files beside such a `.git` can still be scanned.
        if let Err(e) = plain::check(&inner) {
            return Err(GitError::Absent(format!("{}: {e}, so there is no repository", inner.display())));
        }
        let is_one =
            |folder: &Path| folder.join("HEAD").symlink_metadata().is_ok() && folder.join("refs").is_dir();
        let Some(found) = [inner.as_path(), folder].into_iter().find(|folder| is_one(folder)) else {
            continue;
        };
        for name in OPENED {
            plainly(&found.join(name), plain::check(&found.join(name)))?;
        }
        break;
    }
    Ok(())
}

impl Repo {
    /// An error if the library would block on what is in the place of this ref, or of one that it points to.
    pub(in crate::git) fn guard(&self, name: &str) -> Result<(), GitError> {
        let packed = self.common_dir().join("packed-refs");
        plainly(&packed, plain::check(&packed))?;
        let mut name = name.to_owned();
        for _ in 0..MOST {
            // A person may write anything, but only names below the repository are refs.
            if name.starts_with('/') || name.split('/').any(|part| part == "..") {
                break;
            }
            let mut target = None;
            for folder in [self.git_dir(), self.common_dir()] {
                let path = folder.join(&name);
                let text = plain::text(&path);
                target = text
                    .as_ref()
                    .ok()
                    .and_then(|text| text.strip_prefix("ref:"))
                    .map(|to| to.trim().to_owned());
                plainly(&path, text)?;
                if target.is_some() {
                    break;
                }
            }
            let Some(next) = target else { break };
            name = next;
        }
        Ok(())
    }

    /// The same for all refs that a short name may mean.
    pub(in crate::git) fn guard_short(&self, name: &str) -> Result<(), GitError> {
        for (before, after) in [
            ("", ""),
            ("refs/", ""),
            ("refs/tags/", ""),
            ("refs/heads/", ""),
            ("refs/remotes/", ""),
            ("refs/remotes/", "/HEAD"),
        ] {
            self.guard(&format!("{before}{name}{after}"))?;
        }
        Ok(())
    }
}

/// Only something that is neither file nor folder is an error here; the library handles everything else.
fn plainly<T>(path: &Path, looked: io::Result<T>) -> Result<(), GitError> {
    match looked {
        Err(e) if e.kind() == ErrorKind::InvalidInput => {
            Err(GitError::Damaged(format!("{}: {e}; take it away and run `git fsck`", path.display())))
        }
        _ => Ok(()),
    }
}
