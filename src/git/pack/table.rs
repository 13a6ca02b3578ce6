//! The entry table of one pack: every entry's place, kind and delta base, all checked.

use super::file::{Head, MAX_HEAD, PackFile, Stored, head};
use super::idx::Index;
use super::inflate::MAX_OBJECT;
use crate::model::{ObjectKind, map_parallel};

/// No base, or none that can be used.
pub const NONE: u32 = u32::MAX;

/// One entry of a pack, 24 bytes.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Where it starts.
    pub offset: u64,
    /// Its number in the store.
    pub object: u32,
    /// Bytes after inflating: of the object, or of the delta.
    pub size: u32,
    /// The entry it is a change of, or [`NONE`].
    pub base: u32,
    /// Length of its head.
    pub head: u8,
    /// Its kind, that of the last base of its chain; `None` where the chain is broken.
    pub kind: Option<ObjectKind>,
    /// True in the first pack that holds the object: only this copy is handed out.
    pub first: bool,
}

/// A pack and its entries in the order of the file.
pub struct PackTable {
    /// The file.
    pub file: PackFile,
    /// Sorted by offset.
    pub entries: Vec<Entry>,
}

/// An entry whose head is yet to be read: offset, number in the store, first copy.
pub type Raw = (u64, u32, bool);

impl PackTable {
    /// Reads all heads, in file order on `threads` threads, and resolves bases and kinds. An entry that cannot be
    /// used stays in the table without a kind.
    pub fn build(file: PackFile, index: &Index, mut raw: Vec<Raw>, threads: usize) -> PackTable {
        raw.sort_unstable_by_key(|r| r.0);
        let blank = |&(offset, object, first): &Raw| Entry {
            offset,
            object,
            size: 0,
            base: NONE,
            head: 0,
            kind: None,
            first,
        };
        let mut entries: Vec<Entry> = raw.iter().map(blank).collect();
        drop(raw);
        let offsets: Vec<u64> = entries.iter().map(|e| e.offset).collect();
        let share = entries.len().div_ceil(threads.max(1)).max(4096);
        map_parallel(threads, entries.chunks_mut(share).enumerate(), |(part, chunk)| {
            read_heads(&file, index, &offsets, chunk, part * share);
        });
        drop(offsets);
        resolve_kinds(&mut entries);
        PackTable { file, entries }
    }

    /// Where the entry's bytes end.
    pub fn end_of(&self, entry: u32) -> u64 {
        self.entries.get(entry as usize + 1).map_or(self.file.end(), |next| next.offset)
    }
}

/// Reads the heads of `chunk`, whose first entry is number `first` of the pack.
fn read_heads(file: &PackFile, index: &Index, offsets: &[u64], chunk: &mut [Entry], first: usize) {
    const BLOCK: u64 = 1 << 20;
    let (mut block, mut start) = (Vec::new(), 0u64);
    for (i, entry) in chunk.iter_mut().enumerate() {
        let end = offsets.get(first + i + 1).copied().unwrap_or(file.end());
        let want = (entry.offset.saturating_add(MAX_HEAD)).min(end);
        if entry.offset < 12 || want <= entry.offset || want > file.end() {
            continue;
        }
        if entry.offset < start || want > start + block.len() as u64 {
            start = entry.offset;
            block.resize((file.end() - start).min(BLOCK) as usize, 0);
            if file.read_at(start, &mut block).is_err() {
                block.clear();
                continue;
            }
        }
        let bytes = &block[(entry.offset - start) as usize..(want - start) as usize];
        // A neighbour's bytes may complete a broken head; its checks come when it is inflated.
        if let Ok(head) = head(bytes) {
            set(entry, head, index, offsets, first + i);
        }
    }
}

/// Takes a head over into its entry, with the base found in this pack.
fn set(entry: &mut Entry, head: Head, index: &Index, offsets: &[u64], own: usize) {
    if head.size > MAX_OBJECT {
        return;
    }
    entry.size = head.size as u32;
    entry.head = head.len;
    let base = match head.stored {
        Stored::Whole(kind) => {
            entry.kind = Some(kind);
            return;
        }
        Stored::OffsetDelta(back) => entry.offset.checked_sub(back),
        Stored::RefDelta(id) => index.find(id).and_then(|i| index.offset(i)),
    };
    let found = base.and_then(|offset| near(offsets, offset, own));
    entry.base = found.filter(|&i| i != own).map_or(NONE, |i| i as u32);
}

/// Finds an offset, first among the entries just before `own`, where most bases are.
fn near(offsets: &[u64], offset: u64, own: usize) -> Option<usize> {
    let low = own.saturating_sub(64);
    let range = if offsets[low] <= offset && offset < offsets[own] { low..own } else { 0..offsets.len() };
    offsets[range.clone()].binary_search(&offset).ok().map(|i| i + range.start)
}

/// Gives every delta the kind of the last base of its chain; chains that end nowhere, or in themselves, keep none.
fn resolve_kinds(entries: &mut [Entry]) {
    let mut chain = Vec::new();
    let mut walked = vec![false; entries.len()];
    for i in 0..entries.len() {
        let mut at = i;
        while entries[at].kind.is_none() && entries[at].base != NONE && !walked[at] {
            walked[at] = true;
            chain.push(at);
            at = entries[at].base as usize;
        }
        // `at` has a kind, or is broken, or closes a circle: then none of the chain gets one.
        let kind = entries[at].kind;
        for j in chain.drain(..) {
            entries[j].kind = kind;
        }
    }
    for entry in entries.iter_mut().filter(|e| e.kind.is_none()) {
        entry.base = NONE;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(bases: &[(u32, Option<ObjectKind>)]) -> Vec<Entry> {
        let entry = |&(base, kind): &(u32, Option<ObjectKind>)| Entry {
            offset: 12,
            object: 0,
            size: 1,
            base,
            head: 2,
            kind,
            first: true,
        };
        bases.iter().map(entry).collect()
    }

    #[test]
    fn circles_and_broken_chains_get_no_kind() {
        let blob = Some(ObjectKind::Blob);
        // 0 <- 1 <- 2, 3 <-> 4, 5 -> 3, 6 broken, 7 -> 6, 8 -> 9 (a later base)
        let mut entries = chain(&[
            (NONE, blob),
            (0, None),
            (1, None),
            (4, None),
            (3, None),
            (3, None),
            (NONE, None),
            (6, None),
            (9, None),
            (0, None),
        ]);
        resolve_kinds(&mut entries);
        let kinds: Vec<bool> = entries.iter().map(|e| e.kind.is_some()).collect();
        assert_eq!(kinds, [true, true, true, false, false, false, false, false, true, true]);
        assert_eq!((entries[3].base, entries[7].base, entries[8].base), (NONE, NONE, 9));
    }
}
