//! Lists a folder: everything that ignore files do not exclude, and tracked files even if they do.

mod threads;

use crate::git::{tracked_paths, work_tree_of};
use crate::outcome::Gap;
use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};
use std::ffi::OsStr;
use std::fs::{File, FileType};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Found {
    /// A file to read.
    File,
    /// A symbolic link. Its target is scanned as text and not followed.
    Link,
    /// Something without content of its own, and what it is.
    Special(&'static str),
}

/// A folder's listing, unsorted. Paths are relative to it.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub found: Vec<(Vec<u8>, Found)>,
    /// Folders that could not be listed.
    pub unread: Vec<Gap>,
    /// Indexes that could not be read.
    pub missing: Vec<Gap>,
}

/// Lists everything below `root` on this many threads.
pub(super) fn walk(root: &Path, threads: usize) -> Walked {
    let nested: Arc<Mutex<Vec<PathBuf>>> = Arc::default();
    let note = Arc::clone(&nested);
    let mut walker = WalkBuilder::new(root);
    walker.hidden(false).ignore(false).git_global(false).follow_links(false).filter_entry(move |entry| {
        let keep = entry.depth() == 0 || !is_repository(entry);
        if !keep && entry.depth() > 1 {
            note.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend(entry.path().parent().map(Path::to_path_buf));
        }
        keep
    });
    let all = Mutex::new(Walked::default());
    let mut builder = Builder { root, all: &all };
    // The library assumes that threads can be started. If they cannot, this thread does it alone.
    if threads > 1 && threads::may_run(threads) {
        walker.threads(threads).build_parallel().visit(&mut builder);
    } else {
        let mut visitor = builder.build();
        for entry in walker.build() {
            visitor.visit(entry);
        }
    }
    let mut walked = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    let nested = std::mem::take(&mut *nested.lock().unwrap_or_else(PoisonError::into_inner));
    add_tracked(root, &nested, &mut walked);
    walked
}

struct Builder<'w> {
    root: &'w Path,
    all: &'w Mutex<Walked>,
}

impl<'w> ParallelVisitorBuilder<'w> for Builder<'w> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 'w> {
        Box::new(Visitor { root: self.root, own: Walked::default(), all: self.all })
    }
}

/// What one thread lists; handed over at its end.
struct Visitor<'w> {
    root: &'w Path,
    own: Walked,
    all: &'w Mutex<Walked>,
}

impl ParallelVisitor for Visitor<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        match entry {
            Ok(entry) => {
                if let Some(found) = entry.file_type().and_then(kind) {
                    self.own.found.push((below(self.root, entry.path()), found));
                }
            }
            Err(e) => self.own.unread.push(unlisted(self.root, &e)),
        }
        WalkState::Continue
    }
}

impl Drop for Visitor<'_> {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.found.append(&mut self.own.found);
        all.unread.append(&mut self.own.unread);
    }
}

/// True for a `.git` that makes the folder around it a repository: a folder of objects, or a file that leads to one.
/// Anything else of that name is scanned like other files.
fn is_repository(entry: &DirEntry) -> bool {
    let leads = |path: &Path| {
        let mut head = [0; 8];
        File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head == *b"gitdir: "
    };
    let path = entry.path();
    entry.file_name() == OsStr::new(".git")
        && match entry.file_type() {
            Some(kind) if kind.is_dir() => path.join("HEAD").symlink_metadata().is_ok(),
            Some(kind) if kind.is_file() => leads(path),
            Some(kind) => kind.is_symlink(),
            None => false,
        }
}

/// `None` for folders.
fn kind(file_type: FileType) -> Option<Found> {
    match () {
        () if file_type.is_dir() => None,
        () if file_type.is_file() => Some(Found::File),
        () if file_type.is_symlink() => Some(Found::Link),
        () if file_type.is_fifo() => Some(Found::Special("a named pipe")),
        () if file_type.is_socket() => Some(Found::Special("a socket")),
        () => Some(Found::Special("a device")),
    }
}

/// The bytes of `path` below `root`.
fn below(root: &Path, path: &Path) -> Vec<u8> {
    let (root, path) = (root.as_os_str().as_bytes(), path.as_os_str().as_bytes());
    let rest = path.strip_prefix(root).unwrap_or(path);
    rest.strip_prefix(b"/").unwrap_or(rest).to_vec()
}

/// Names the folder that a walk could not enter, and why.
fn unlisted(root: &Path, error: &ignore::Error) -> Gap {
    match error {
        ignore::Error::WithPath { path, err } => {
            let shown = String::from_utf8_lossy(&below(root, path)).into_owned();
            let what = if shown.is_empty() { root.display().to_string() } else { shown };
            Gap { what, why: reason(err) }
        }
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            unlisted(root, err)
        }
        other => Gap { what: root.display().to_string(), why: other.to_string() },
    }
}

fn reason(error: &ignore::Error) -> String {
    error.io_error().map_or_else(|| error.to_string(), super::files::reason)
}

/// Adds files that are tracked and on disk but not listed, because an ignore file excludes them.
fn add_tracked(root: &Path, nested: &[PathBuf], walked: &mut Walked) {
    let real = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let mut more = Vec::new();
    if let Some(top) = work_tree_of(&real) {
        more.push((top.to_path_buf(), slashed(below(top, &real)), Vec::new()));
    }
    more.extend(nested.iter().map(|top| (top.clone(), Vec::new(), slashed(below(root, top)))));
    if more.is_empty() {
        return;
    }
    walked.found.sort_unstable();
    let listed = walked.found.len();
    for (top, skip, prefix) in more {
        let tracked = tracked_paths(&top).unwrap_or_else(|e| {
            let what = String::from_utf8_lossy(&prefix).into_owned() + ".git";
            let why = format!("{e}; files that are tracked and ignored may be unseen");
            walked.missing.push(Gap { what, why });
            Vec::new()
        });
        for path in &tracked {
            let Some(rest) = path.strip_prefix(skip.as_slice()) else { continue };
            let path = [&prefix, rest].concat();
            if walked.found[..listed].binary_search_by(|(other, _)| other.as_slice().cmp(&path)).is_err() {
                walked.found.extend(on_disk(root, &path).map(|found| (path, found)));
            }
        }
    }
}

fn slashed(mut path: Vec<u8>) -> Vec<u8> {
    if !path.is_empty() {
        path.push(b'/');
    }
    path
}

/// What is at a tracked path; nothing if it is deleted, a folder, or behind a link.
fn on_disk(root: &Path, path: &[u8]) -> Option<Found> {
    let mut at = root.to_path_buf();
    let mut parts = path.split(|b| *b == b'/').peekable();
    while let Some(part) = parts.next() {
        at.push(OsStr::from_bytes(part));
        let file_type = at.symlink_metadata().ok()?.file_type();
        if parts.peek().is_none() {
            return kind(file_type);
        }
        if !file_type.is_dir() {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thread_alone_lists_the_same() {
        assert!(threads::may_run(2));
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let listed = |threads| {
            let mut walked = walk(&root, threads);
            walked.found.sort_unstable();
            walked.found
        };
        assert!(listed(1).len() > 100 && listed(1) == listed(4));
    }
}
