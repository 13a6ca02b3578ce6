//! Entries of tree objects, read along the delta tree: what a tree copies from its base is not parsed again.

use crate::git::pack::{Copied, Fault};
use crate::model::{ObjectId, ObjectKind};

/// One entry.
#[derive(Clone, Copy, Debug)]
pub struct TreeEntry<'a> {
    /// Offset of the entry in the tree object.
    pub at: u32,
    /// What it is.
    pub mode: Mode,
    /// Its name: one part of a path.
    pub name: &'a [u8],
    /// The object.
    pub id: ObjectId,
}

/// The four kinds of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A subfolder.
    Tree,
    /// A file, or the target of a link.
    Blob,
    /// A symbolic link.
    Link,
    /// A commit of another repository (a submodule).
    Submodule,
}

impl Mode {
    /// False if an entry of this mode cannot be an object of this kind. An unknown kind fits every mode.
    pub fn fits(self, kind: Option<ObjectKind>) -> bool {
        match (self, kind) {
            (_, None) | (Mode::Submodule, _) => true,
            (Mode::Tree, Some(kind)) => kind == ObjectKind::Tree,
            (Mode::Blob | Mode::Link, Some(kind)) => kind == ObjectKind::Blob,
        }
    }
}

/// Reads the entry at offset `at`, and returns the offset of the next one.
fn entry(bytes: &[u8], at: usize) -> Result<(TreeEntry<'_>, usize), Fault> {
    let rest = &bytes[at..];
    let space =
        memchr::memchr(b' ', rest).filter(|&n| n > 0 && n <= 7).ok_or(Fault::Corrupt("tree entry"))?;
    let name = &rest[space + 1..];
    let nul = memchr::memchr(0, name).filter(|&n| n > 0).ok_or(Fault::Corrupt("tree entry"))?;
    let id = name.get(nul + 1..nul + 21).and_then(ObjectId::from_bytes).ok_or(Fault::Truncated)?;
    let mode = match &rest[..space] {
        b"40000" | b"040000" => Mode::Tree,
        b"120000" => Mode::Link,
        b"160000" => Mode::Submodule,
        _ => Mode::Blob,
    };
    Ok((TreeEntry { at: at as u32, mode, name: &name[..nul], id }, at + space + nul + 22))
}

/// All entries of a tree.
pub fn entries(bytes: &[u8]) -> impl Iterator<Item = Result<TreeEntry<'_>, Fault>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= bytes.len() {
            return None;
        }
        let found = entry(bytes, at);
        at = found.as_ref().map_or(bytes.len(), |&(_, next)| next);
        Some(found.map(|(entry, _)| entry))
    })
}

/// Receives the entries of a tree.
pub trait EntrySink {
    /// The base's entries at offsets `from..to` are also in this tree, `shift` bytes further on.
    fn inherit(&mut self, from: u32, to: u32, shift: i64);
    /// An entry that was not taken over from the base.
    fn fresh(&mut self, entry: TreeEntry<'_>);
}

/// Goes through a tree. `base` has the offsets of its base's entries, and as its last element the base's length. An
/// entry is inherited if it begins inside a copied range, where an entry of the base begins, and also ends inside that
/// range. `starts`, if given, receives the offsets for this tree.
pub fn fold(
    bytes: &[u8],
    base: Option<(&[u32], &[Copied])>,
    mut starts: Option<&mut Vec<u32>>,
    sink: &mut impl EntrySink,
) -> Result<(), Fault> {
    let (base, copies) = base.unwrap_or((&[], &[]));
    let mut copies = copies.iter().copied().peekable();
    let mut at = 0;
    while at < bytes.len() {
        while copies.next_if(|c| (c.to + c.len) as usize <= at).is_some() {}
        if let Some(c) = copies.peek().filter(|c| c.to as usize <= at) {
            let from = c.from + (at as u32 - c.to);
            if let Ok(first) = base.binary_search(&from) {
                let end = c.from + c.len;
                let last = first + base[first..].partition_point(|&s| s <= end) - 1;
                if last > first {
                    let shift = at as i64 - i64::from(from);
                    if let Some(starts) = starts.as_deref_mut() {
                        starts.extend(base[first..last].iter().map(|&s| (i64::from(s) + shift) as u32));
                    }
                    sink.inherit(from, base[last], shift);
                    at += (base[last] - from) as usize;
                    continue;
                }
            }
        }
        let (found, next) = entry(bytes, at)?;
        if let Some(starts) = starts.as_deref_mut() {
            starts.push(at as u32);
        }
        sink.fresh(found);
        at = next;
    }
    if let Some(starts) = starts {
        starts.push(bytes.len() as u32);
    }
    Ok(())
}
