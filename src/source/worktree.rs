//! Files and folders on disk. `.gitignore` is honoured inside git repositories, but tracked files and files that are
//! named are always scanned.

use super::files::FileReader;
use super::walk::{Found, walk};
use super::{Listing, Reader, Source, Unit};
use crate::error::{Error, Result};
use crate::model::{Origin, Place, RepoPath};
use crate::outcome::Gap;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Component, Path, PathBuf};

/// Files and folders.
#[derive(Debug)]
pub struct WorktreeSource {
    /// The folder that unit paths are relative to: the one given folder, otherwise the current folder.
    base: PathBuf,
    /// The paths that were given.
    roots: Vec<PathBuf>,
    threads: usize,
}

impl WorktreeSource {
    /// Scans these files and folders; a missing path is an error. `threads` is for the listing.
    ///
    /// Paths are relative to the folder if just one is given, otherwise as given.
    pub fn new(paths: &[PathBuf], threads: usize) -> Result<Self> {
        for path in paths {
            if path.is_relative() && std::env::current_dir().is_err() {
                let message = "the current folder is gone or cannot be read; change to one that is there";
                return Err(Error::Usage(format!("{}: {message}", path.display())));
            }
            match path.metadata() {
                Ok(_) if is_git_folder(path) => {
                    return Err(Error::Usage(format!(
                        "{}: a git repository without a working tree, whose files lie in packs; scan it with \
                         `secretscan --history`",
                        path.display()
                    )));
                }
                Ok(_) => {}
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                    return Err(Error::Usage(format!(
                        "{}: no such file or folder; give paths that exist, or none for the current folder",
                        path.display()
                    )));
                }
                Err(source) => return Err(Error::Io { path: path.clone(), source }),
            }
        }
        let base = match paths {
            [folder] if folder.is_dir() => folder.clone(),
            _ => PathBuf::new(),
        };
        Ok(WorktreeSource { base, roots: paths.to_vec(), threads: threads.max(1) })
    }

    /// The folder that unit paths are relative to; empty for the current one.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// The prefix of paths below a root.
    fn prefix(&self, root: &Path) -> Vec<u8> {
        if root == self.base {
            return Vec::new();
        }
        let mut prefix = plain(root);
        if !prefix.is_empty() && !prefix.ends_with(b"/") {
            prefix.push(b'/');
        }
        prefix
    }
}

impl Source for WorktreeSource {
    fn noun(&self) -> &'static str {
        "file"
    }

    fn may_wait(&self) -> bool {
        let is_plain = |root: &PathBuf| root.metadata().is_ok_and(|m| m.is_file() || m.is_dir());
        !self.roots.iter().all(is_plain)
    }

    fn list(&self) -> Result<Listing> {
        let mut found: Vec<(Vec<u8>, Found)> = Vec::new();
        let mut listing = Listing::default();
        for root in &self.roots {
            if !root.is_dir() {
                found.push((plain(root), Found::File));
                continue;
            }
            let prefix = self.prefix(root);
            let named = |path: &[u8]| [&prefix, path].concat();
            let walked = walk(root, self.threads);
            found.extend(walked.found.into_iter().map(|(path, kind)| {
                let path = if prefix.is_empty() { path } else { named(&path) };
                (path, kind)
            }));
            listing.unread.extend(walked.unread);
            listing.missing.extend(walked.missing);
        }
        // If a place was named twice, the plain file wins, because it was asked for by name.
        found.sort_unstable();
        found.dedup_by(|later, first| later.0 == first.0);
        for (path, kind) in found {
            let path = RepoPath(path);
            let place = match kind {
                Found::File => Place::File,
                Found::Link => Place::Link,
                Found::Special(what) => {
                    listing.skipped.push(Gap { what: path.to_string(), why: what.to_string() });
                    continue;
                }
            };
            let index = listing.units.len();
            listing.units.push(Unit { index, origin: Origin { path, place }, size: 0 });
        }
        Ok(listing)
    }

    fn reader(&self) -> Result<Box<dyn Reader + '_>> {
        Ok(Box::new(FileReader::new(&self.base)))
    }
}

/// True for the content of a `.git` folder: scanned as files, its compressed objects would show nothing.
fn is_git_folder(path: &Path) -> bool {
    path.join("HEAD").is_file() && path.join("objects").is_dir() && path.join("refs").is_dir()
}

/// A path as given, without its `.` parts.
fn plain(path: &Path) -> Vec<u8> {
    if path.as_os_str().as_bytes().starts_with(b".") {
        let rest: PathBuf = path.components().filter(|c| *c != Component::CurDir).collect();
        return rest.into_os_string().into_vec();
    }
    path.components().collect::<PathBuf>().into_os_string().into_vec()
}
