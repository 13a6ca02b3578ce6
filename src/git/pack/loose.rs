//! Loose objects: one file each, named by their id.

use super::inflate::Stream;
use super::{Fault, Inflater};
use crate::git::plain;
use crate::model::{ObjectId, ObjectKind};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The first bytes of loose objects, as the names of the subfolders say: most of them are not there. All, where the folder
/// itself cannot be listed.
fn firsts(dir: &Path) -> Vec<u8> {
    let names = || -> std::io::Result<Vec<std::ffi::OsString>> {
        std::fs::read_dir(dir)?.map(|entry| Ok(entry?.file_name())).collect()
    };
    let Ok(names) = names() else { return (0..=255).collect() };
    let hex = |name: &std::ffi::OsString| {
        let name = name.to_str().filter(|n| n.len() == 2 && n.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u8::from_str_radix(name, 16).ok()
    };
    let mut firsts: Vec<u8> = names.iter().filter_map(hex).collect();
    firsts.sort_unstable();
    firsts.dedup();
    firsts
}

/// All loose objects of an object folder. A subfolder that cannot be listed is handed to `unread`.
pub fn list(dir: &Path, found: &mut Vec<ObjectId>, unread: &mut Vec<(PathBuf, String)>) {
    for first in firsts(dir) {
        let folder = dir.join(format!("{first:02x}"));
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
            Err(e) => {
                unread.push((folder, e.to_string()));
                continue;
            }
        };
        for entry in entries {
            match entry {
                Ok(entry) => {
                    let name = entry.file_name();
                    let id = name.to_str().filter(|n| n.len() == 38).map(|n| format!("{first:02x}{n}"));
                    found.extend(id.and_then(|hex| hex.parse::<ObjectId>().ok()));
                }
                Err(e) => {
                    unread.push((folder, e.to_string()));
                    break;
                }
            }
        }
    }
}

/// The loose objects of an object folder whose names begin with these digits, two at least.
pub fn starting_with(dir: &Path, digits: &str) -> Vec<ObjectId> {
    let Some((first, rest)) = digits.split_at_checked(2) else { return Vec::new() };
    let entries = std::fs::read_dir(dir.join(first)).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let begins = names.filter(|name| name.len() == 38 && name.starts_with(rest));
    begins.filter_map(|name| format!("{first}{name}").parse().ok()).collect()
}

/// Where the file of a loose object lies.
pub fn path(dir: &Path, id: ObjectId) -> PathBuf {
    let hex = id.to_string();
    dir.join(&hex[..2]).join(&hex[2..])
}

/// The kind of a loose object, from its first bytes.
pub fn kind(dir: &Path, id: ObjectId, inflater: &mut Inflater) -> Result<ObjectKind, Fault> {
    header(dir, id, inflater).map(|(kind, _)| kind)
}

/// Kind and size of a loose object, from its first bytes.
pub fn header(dir: &Path, id: ObjectId, inflater: &mut Inflater) -> Result<(ObjectKind, u64), Fault> {
    let mut file = plain::open(&path(dir, id))?;
    let mut start = [0; 512];
    let mut have = 0;
    while have < start.len() {
        match file.read(&mut start[have..])? {
            0 => break,
            n => have += n,
        }
    }
    let mut out = Vec::new();
    let end = inflater.inflate_loose(&start[..have], None, &mut out)?;
    let size = super::inflate::loose_size(&out[..end - 1])?;
    Ok((kind_of(&out)?, size))
}

/// Kind and content of a loose object, where it is no larger than `most`; the content is `out[start..]`, and `start` is
/// returned.
pub fn read(
    dir: &Path,
    id: ObjectId,
    most: u64,
    inflater: &mut Inflater,
    out: &mut Vec<u8>,
) -> Result<(ObjectKind, usize), Fault> {
    let mut file = plain::open(&path(dir, id))?;
    let size = file.metadata()?.len();
    if size > most {
        return Err(Fault::TooBig(size));
    }
    let mut input = Vec::with_capacity(size as usize);
    file.read_to_end(&mut input)?;
    let start = inflater.inflate_loose(&input, Some(most), out)?;
    Ok((kind_of(out)?, start))
}

/// The content of a loose object, to be read bit by bit.
pub fn stream(dir: &Path, id: ObjectId) -> Result<Box<dyn std::io::Read>, Fault> {
    Ok(Box::new(Stream::loose(plain::open(&path(dir, id))?)?))
}

fn kind_of(head: &[u8]) -> Result<ObjectKind, Fault> {
    let kinds = [ObjectKind::Commit, ObjectKind::Tree, ObjectKind::Blob, ObjectKind::Tag];
    let is =
        |k: &ObjectKind| head.strip_prefix(k.name().as_bytes()).is_some_and(|r| r.first() == Some(&b' '));
    kinds.into_iter().find(is).ok_or(Fault::Corrupt("loose object header"))
}
