//! Reads the index file. The library's own reader hashes the whole file first, which alone would take longer than the
//! hook may.
//!
//! The checksum at the end is not verified. Git does not verify it either (only `git fsck` does), so this reads what
//! `git commit` will record. Every length and offset is checked.

mod cached_tree;
mod ewah;
mod extension;
mod parse;
mod split;

pub(in crate::git) use cached_tree::CachedTree;

use super::{GitError, plain};
use crate::model::ObjectId;
use std::io::ErrorKind;
use std::path::Path;

/// Larger index files are refused, because offsets have 32 bits.
const MAX_FILE: u64 = 1 << 31;

/// What an entry records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::git) enum Mode {
    /// A file.
    File,
    /// A symbolic link.
    Link,
    /// A commit of a submodule.
    Submodule,
    /// A whole folder (sparse index) or a tree's subfolder.
    Folder,
}

impl Mode {
    /// From the mode bits of git.
    pub fn of(bits: u32) -> Mode {
        match bits & 0o170_000 {
            0o120_000 => Mode::Link,
            0o160_000 => Mode::Submodule,
            0o040_000 => Mode::Folder,
            _ => Mode::File,
        }
    }
}

/// The positions of an entry's parts in [`Index::data`].
#[derive(Clone, Copy, Debug)]
struct Entry {
    name: u32,
    name_len: u32,
    body: u32,
}

/// A parsed index: entries sorted by path and stage.
#[derive(Debug, Default)]
pub(in crate::git) struct Index {
    /// The file; if the format compresses names, the full names follow it.
    data: Vec<u8>,
    entries: Vec<Entry>,
    hash_len: usize,
    /// Position and length of the cached-tree extension in `data`.
    tree: Option<(usize, usize)>,
}

impl Index {
    /// Reads the index file of a SHA-1 repository. A missing file is an empty index, as for git.
    pub fn read(path: &Path, git_dir: &Path) -> Result<Index, GitError> {
        Index::read_with(path, git_dir, 20)
    }

    /// The same for object ids of `hash_len` bytes (20 or 32).
    pub fn read_with(path: &Path, git_dir: &Path, hash_len: usize) -> Result<Index, GitError> {
        let Some(data) = load(path)? else { return Ok(Index { hash_len, ..Index::default() }) };
        let parsed = parse::parse(data, hash_len).map_err(|why| damaged(path, why))?;
        let index = match parsed.link {
            None => parsed.index,
            Some(link) => split::join(parsed.index, &link, path, git_dir)?,
        };
        index.check_order().map_err(|why| damaged(path, why))?;
        Ok(index)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The path of an entry; ends with `/` for a folder of a sparse index.
    pub fn path(&self, at: usize) -> &[u8] {
        self.entries.get(at).map_or(b"", |e| self.bytes(e.name as usize, e.name_len as usize))
    }

    /// What the entry records.
    pub fn mode(&self, at: usize) -> Mode {
        Mode::of(self.number(at, 24))
    }

    /// Size of the file when it was staged, modulo 2^32.
    pub fn size(&self, at: usize) -> u32 {
        self.number(at, 36)
    }

    /// The object that the entry records; only in SHA-1 repositories.
    pub fn id(&self, at: usize) -> ObjectId {
        let body = self.body(at);
        ObjectId::from_bytes(self.bytes(body + 40, 20)).unwrap_or_default()
    }

    /// 0 for what will be committed, 1 to 3 for the sides of a conflict.
    pub fn stage(&self, at: usize) -> u8 {
        (self.flags(at) >> 12 & 3) as u8
    }

    /// True for `git add --intent-to-add`: a path without content, which `git commit` leaves out.
    pub fn is_intent_to_add(&self, at: usize) -> bool {
        let extended = self.flags(at) & 0x4000 != 0;
        extended && self.bytes(self.body(at) + 42 + self.hash_len, 1).first().is_some_and(|b| b & 0x20 != 0)
    }

    /// The first entry of `low..high` that does not start with `prefix`; the entry at `low` does.
    pub fn end_of(&self, prefix: &[u8], low: usize, high: usize) -> usize {
        let range = self.entries.get(low..high).unwrap_or_default();
        low + range.partition_point(|e| self.bytes(e.name as usize, e.name_len as usize).starts_with(prefix))
    }

    /// The cached trees, if the index has them and they are well-formed.
    pub fn cached_tree(&self) -> Option<CachedTree<'_>> {
        let (start, len) = self.tree?;
        (self.hash_len == 20).then(|| CachedTree::parse(self.bytes(start, len)))?
    }

    fn bytes(&self, start: usize, len: usize) -> &[u8] {
        self.data.get(start..start + len).unwrap_or_default()
    }

    fn body(&self, at: usize) -> usize {
        self.entries.get(at).map_or(usize::MAX / 2, |e| e.body as usize)
    }

    fn number(&self, at: usize, offset: usize) -> u32 {
        self.bytes(self.body(at) + offset, 4).try_into().map_or(0, u32::from_be_bytes)
    }

    fn flags(&self, at: usize) -> u16 {
        self.bytes(self.body(at) + 40 + self.hash_len, 2).try_into().map_or(0, u16::from_be_bytes)
    }

    /// All users of an index rely on its order.
    fn check_order(&self) -> Result<(), &'static str> {
        for at in 1..self.entries.len() {
            let (before, after) = (self.path(at - 1), self.path(at));
            if before > after || before == after && self.stage(at - 1) >= self.stage(at) {
                return Err("its entries are out of order");
            }
        }
        Ok(())
    }
}

/// The bytes of the file; `None` if it does not exist.
fn load(path: &Path) -> Result<Option<Vec<u8>>, GitError> {
    let unreadable = |e: std::io::Error| {
        let way_out = if e.kind() == ErrorKind::PermissionDenied { "; check its permissions" } else { "" };
        GitError::Damaged(format!("{}: the index cannot be read: {e}{way_out}", path.display()))
    };
    match path.metadata() {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(unreadable(e)),
        Ok(meta) if meta.len() > MAX_FILE => {
            return Err(GitError::Unusable(format!("{}: the index is larger than 2 GiB", path.display())));
        }
        Ok(_) => {}
    }
    plain::read(path).map(Some).map_err(unreadable)
}

fn damaged(path: &Path, why: &str) -> GitError {
    let path = path.display();
    GitError::Damaged(format!(
        "{path}: the index is damaged: {why}; move it away and run `git reset` to build it anew from HEAD"
    ))
}

#[cfg(test)]
mod tests;
