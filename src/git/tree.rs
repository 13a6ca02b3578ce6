//! A parsed tree object, for lookups by name.

use super::index::Mode;
use super::{GitError, Objects};
use crate::model::{ObjectId, ObjectKind};
use std::cell::Cell;
use std::sync::Arc;

/// One name in a folder.
#[derive(Clone, Copy, Debug)]
pub(in crate::git) struct TreeEntry {
    name: (u32, u32),
    /// What it is.
    pub mode: Mode,
    /// The object.
    pub id: ObjectId,
}

/// The folder of a commit; an empty one if it does not exist.
#[derive(Debug, Default)]
pub(in crate::git) struct Tree {
    data: Arc<Vec<u8>>,
    entries: Vec<TreeEntry>,
    /// The entry behind the last one found: an index asks for names in nearly the same order.
    next: Cell<usize>,
}

impl Tree {
    /// Reads a tree object.
    pub fn read(objects: &Objects, id: ObjectId) -> Result<Tree, GitError> {
        let (kind, data) = objects.shared(id)?;
        let entries = if kind == ObjectKind::Tree { parse(&data) } else { None };
        let entries =
            entries.ok_or_else(|| GitError::Damaged(format!("tree {id} is broken; run `git fsck`")))?;
        Ok(Tree { data, entries, next: Cell::new(0) })
    }

    /// All entries in git's order.
    pub fn entries(&self) -> &[TreeEntry] {
        &self.entries
    }

    /// The name of an entry of this tree.
    pub fn name(&self, entry: &TreeEntry) -> &[u8] {
        entry.name_in(&self.data)
    }

    /// The position of the folder, or of the file, with this name. If the tree is not sorted, a name may not be found;
    /// then it counts as new.
    pub fn find(&self, name: &[u8], folder: bool) -> Option<usize> {
        let key = |name: &[u8], folder: bool, at: usize| match name.get(at) {
            Some(byte) => *byte,
            None if folder && at == name.len() => b'/',
            None => 0,
        };
        let next = self.next.get();
        let is_next = |entry: &&TreeEntry| (entry.mode == Mode::Folder) == folder && self.name(entry) == name;
        if self.entries.get(next).filter(is_next).is_some() {
            self.next.set(next + 1);
            return Some(next);
        }
        let found = self
            .entries
            .binary_search_by(|entry| {
                let own = self.name(entry);
                let is_folder = entry.mode == Mode::Folder;
                let shared = own.len().min(name.len());
                own[..shared]
                    .cmp(&name[..shared])
                    .then_with(|| key(own, is_folder, shared).cmp(&key(name, folder, shared)))
                    .then_with(|| own.len().cmp(&name.len()))
            })
            .ok()
            .filter(|&at| (self.entries[at].mode == Mode::Folder) == folder);
        self.next.set(found.map_or(next, |at| at + 1));
        found
    }
}

fn parse(data: &[u8]) -> Option<Vec<TreeEntry>> {
    let mut entries = Vec::with_capacity(data.len() / 36);
    let mut at = 0;
    while at < data.len() {
        let (entry, next) = TreeEntry::read(data, at)?;
        entries.push(entry);
        at = next;
    }
    Some(entries)
}

impl TreeEntry {
    /// The entry at offset `at`, and the offset of the next one; `None` if it cannot be parsed.
    pub fn read(data: &[u8], at: usize) -> Option<(TreeEntry, usize)> {
        let space = at + memchr::memchr(b' ', data.get(at..)?)?;
        let bits = octal(&data[at..space])?;
        let end = nul(data, space + 1)?;
        let id = ObjectId::from_bytes(data.get(end + 1..end + 21)?)?;
        let name = (u32::try_from(space + 1).ok()?, u32::try_from(end).ok()?);
        Some((TreeEntry { name, mode: Mode::of(bits), id }, end + 21))
    }

    /// The offset of the entry behind the one at `at`.
    pub fn skip(data: &[u8], at: usize) -> Option<usize> {
        const USUAL: [&[u8]; 3] = [b"100644 ", b"100755 ", b"40000 "];
        let rest = data.get(at..)?;
        match USUAL.iter().find(|mode| rest.starts_with(mode)) {
            Some(mode) => Some(nul(data, at + mode.len())? + 21).filter(|next| *next <= data.len()),
            None => Self::read(data, at).map(|(_, next)| next),
        }
    }

    /// Its name in the tree that it was read from.
    pub fn name_in<'d>(&self, data: &'d [u8]) -> &'d [u8] {
        data.get(self.name.0 as usize..self.name.1 as usize).unwrap_or_default()
    }
}

/// The offset of the first NUL from `at` on. Names are short: calling a searcher would take longer.
fn nul(data: &[u8], mut at: usize) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    while let Some(word) = data.get(at..).and_then(|rest| rest.first_chunk()) {
        let word = u64::from_le_bytes(*word);
        // The lowest set bit belongs to the first zero byte.
        let zeros = word.wrapping_sub(ONES) & !word & (ONES << 7);
        if zeros != 0 {
            return Some(at + zeros.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    data.get(at..)?.iter().position(|b| *b == 0).map(|n| at + n)
}

fn octal(digits: &[u8]) -> Option<u32> {
    let next =
        |bits: u32, digit: &u8| matches!(digit, b'0'..=b'7').then(|| bits << 3 | u32::from(digit - b'0'));
    (1..=7).contains(&digits.len()).then(|| digits.iter().try_fold(0, next))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_names_in_git_order() {
        let mut data = Vec::new();
        for (mode, name) in [
            ("100644", "a"),
            ("100644", "a-b"),
            ("40000", "a.d"),
            ("40000", "ab"),
            ("120000", "b"),
            ("160000", "c"),
        ] {
            data.extend(format!("{mode} {name}\0").bytes());
            data.extend([7; 20]);
        }
        let entries = parse(&data).expect("well-formed");
        let tree = Tree { entries, data: Arc::new(data), next: Cell::default() };
        for (at, entry) in tree.entries().iter().enumerate() {
            let name = tree.name(entry).to_vec();
            assert_eq!(tree.find(&name, entry.mode == Mode::Folder), Some(at));
            assert_eq!(tree.find(&name, entry.mode != Mode::Folder), None);
        }
        assert_eq!(tree.find(b"", false), None);
        assert_eq!(tree.find(b"zz", true), None);
        assert!(parse(b"100644 a\0short").is_none());
    }
}
