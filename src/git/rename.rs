//! Finds the removed file that a new file was renamed from: one that the same commit removes and whose lines it mostly
//! has.
//!
//! Git's rename settings have no effect. Whatever source is chosen, a line only counts as old if HEAD has it.

use super::{Objects, Removed, lines};
use crate::model::ObjectId;

/// The greatest number of removed files that are read for one new file.
const MAX_READ: usize = 8;

/// Larger files are not compared.
const MAX_BYTES: u64 = 8 << 20;

/// The content of the removed file that `new`, at `path`, was made from; `None` if none is similar.
pub fn rename_source(
    objects: &Objects,
    removed: &[Removed],
    path: &[u8],
    id: ObjectId,
    new: &[u8],
) -> Option<Vec<u8>> {
    if new.is_empty() || removed.is_empty() {
        return None;
    }
    if removed.iter().any(|r| r.id == id) {
        return Some(new.to_vec());
    }
    let mut best: Option<(usize, Vec<u8>)> = None;
    for (distance, candidate) in nearest(removed, path) {
        let Some(old) = comparable(objects, candidate.id, new.len()) else { continue };
        let shared = lines::shared(&old, new);
        if shared * 2 >= new.len().min(old.len()) && best.as_ref().is_none_or(|(most, _)| shared > *most) {
            best = Some((shared, old));
        }
        if distance == 0 && best.is_some() {
            break;
        }
    }
    best.map(|(_, old)| old)
}

/// Removed files, likely sources first: same name, same extension, the rest.
fn nearest<'r>(removed: &'r [Removed], path: &[u8]) -> Vec<(u8, &'r Removed)> {
    let name = file_name(path);
    let mut order: Vec<(u8, &Removed)> = removed
        .iter()
        .map(|candidate| {
            let other = file_name(&candidate.path);
            let distance = if other == name {
                0
            } else if extension(other) == extension(name) {
                1
            } else {
                2
            };
            (distance, candidate)
        })
        .collect();
    order.sort_by_key(|(distance, _)| *distance);
    order.truncate(MAX_READ);
    order
}

/// The content of a blob whose size is close enough to `len`.
fn comparable(objects: &Objects, id: ObjectId, len: usize) -> Option<Vec<u8>> {
    let (_, size) = objects.header(id).ok()?;
    let len = len as u64;
    let alike = size <= MAX_BYTES
        && len <= MAX_BYTES
        && size <= len.saturating_mul(4)
        && len <= size.saturating_mul(4);
    if alike { objects.read(id).ok().map(|(_, bytes)| bytes) } else { None }
}

fn file_name(path: &[u8]) -> &[u8] {
    path.rsplit(|b| *b == b'/').next().unwrap_or_default()
}

fn extension(name: &[u8]) -> &[u8] {
    name.iter().rposition(|b| *b == b'.').map_or(b"", |dot| &name[dot..])
}
