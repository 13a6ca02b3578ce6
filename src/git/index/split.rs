//! A split index: a small file that changes a shared base.

use super::extension::Link;
use super::{Entry, GitError, Index, damaged, load, parse};
use std::path::Path;

/// Joins a split index with the base that it names.
pub(super) fn join(top: Index, link: &Link, path: &Path, git_dir: &Path) -> Result<Index, GitError> {
    if link.base.is_zero() {
        return Ok(top);
    }
    let base_path = git_dir.join(format!("sharedindex.{}", link.base));
    let missing = || damaged(path, "the shared index that it builds on is missing");
    let data = load(&base_path)?.ok_or_else(missing)?;
    let base = parse::parse(data, top.hash_len).map_err(|why| damaged(&base_path, why))?;
    if base.link.is_some() {
        return Err(damaged(&base_path, "it builds on a further one"));
    }
    merge(base.index, top, link)
        .ok_or_else(|| damaged(path, "it does not fit the shared index that it builds on"))
}

fn merge(base: Index, top: Index, link: &Link) -> Option<Index> {
    let shift = u32::try_from(base.data.len()).ok()?;
    let lifted = |e: &Entry| -> Option<Entry> {
        Some(Entry {
            name: e.name.checked_add(shift)?,
            name_len: e.name_len,
            body: e.body.checked_add(shift)?,
        })
    };
    let mut entries: Vec<Option<Entry>> = base.entries.into_iter().map(Some).collect();
    // Replacement entries come first and have no name of their own.
    let (nameless, named) = top.entries.split_at_checked(link.replaced.len())?;
    for (position, entry) in link.replaced.iter().zip(nameless) {
        let slot = entries.get_mut(*position)?.as_mut()?;
        if entry.name_len != 0 {
            return None;
        }
        slot.body = lifted(entry)?.body;
    }
    for position in &link.deleted {
        *entries.get_mut(*position)? = None;
    }
    let mut entries: Vec<Entry> = entries.into_iter().flatten().collect();
    for entry in named {
        entries.push(lifted(entry)?);
    }
    let mut data = base.data;
    data.extend_from_slice(&top.data);
    let tree = top.tree.map(|(start, len)| (start + shift as usize, len));
    let mut index = Index { data, entries, hash_len: top.hash_len, tree };
    sort(&mut index);
    Some(index)
}

/// Sorts by path and stage. Of two equal entries the later one (from the top file) wins.
fn sort(index: &mut Index) {
    let mut order: Vec<usize> = (0..index.len()).collect();
    order.sort_by(|&a, &b| (index.path(a), index.stage(a), b).cmp(&(index.path(b), index.stage(b), a)));
    order.dedup_by(|later, first| {
        index.path(*later) == index.path(*first) && index.stage(*later) == index.stage(*first)
    });
    index.entries = order.iter().map(|&at| index.entries[at]).collect();
}
