//! Object folders: alternates followed, packs listed.

use super::store::Broken;
use crate::git::plain;
use std::path::{Path, PathBuf};

/// Git itself stops at five.
const MAX_DEPTH: usize = 16;

/// These folders and, recursively, those named by their `info/alternates`; each once, in a stable order.
pub fn with_alternates(roots: &[PathBuf], broken: &mut Vec<Broken>) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut real: Vec<PathBuf> = Vec::new();
    let mut todo: Vec<(PathBuf, usize)> = roots.iter().rev().map(|dir| (dir.clone(), 0)).collect();
    while let Some((dir, depth)) = todo.pop() {
        let full = match dir.canonicalize() {
            Ok(full) => full,
            Err(error) => {
                broken.push((dir.display().to_string(), format!("object folder: {error}")));
                continue;
            }
        };
        if real.contains(&full) || depth > MAX_DEPTH {
            continue;
        }
        real.push(full);
        let list = dir.join("info").join("alternates");
        match plain::read(&list) {
            Ok(text) => {
                let named = text.split(|&b| b == b'\n').rev().filter(|l| !l.is_empty() && l[0] != b'#');
                todo.extend(named.map(|line| (dir.join(as_path(line)), depth + 1)));
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => broken.push((list.display().to_string(), e.to_string())),
        }
        found.push(dir);
    }
    found
}

/// The folders of `GIT_ALTERNATE_OBJECT_DIRECTORIES`: colons part them, and git puts one that has a colon into quotes, as in C.
pub fn listed(list: &[u8]) -> Vec<PathBuf> {
    let (mut folders, mut rest) = (Vec::new(), list);
    while !rest.is_empty() {
        let (folder, behind) = match rest.strip_prefix(b"\"") {
            Some(quoted) => unquoted(quoted),
            None => {
                let end = memchr::memchr(SEPARATOR, rest).unwrap_or(rest.len());
                (rest[..end].to_vec(), &rest[end..])
            }
        };
        if !folder.is_empty() {
            folders.push(as_path(&folder).to_path_buf());
        }
        rest = behind.strip_prefix(&[SEPARATOR]).unwrap_or(behind);
    }
    folders
}

/// What parts the folders of such a list.
const SEPARATOR: u8 = if cfg!(windows) { b';' } else { b':' };

/// The text behind an opening quote, and what follows the closing one. Where none closes it, all is text.
fn unquoted(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(&b) = text.get(at) {
        at += 1;
        match b {
            b'"' => return (out, &text[at..]),
            b'\\' => {
                let octal = text.get(at..at + 3).filter(|o| o.iter().all(|b| (b'0'..=b'7').contains(b)));
                let (byte, length) = match (octal, text.get(at)) {
                    (Some(o), _) => (o.iter().fold(0u8, |n, b| n.wrapping_mul(8).wrapping_add(b - b'0')), 3),
                    (None, Some(b'n')) => (b'\n', 1),
                    (None, Some(b't')) => (b'\t', 1),
                    (None, Some(b'r')) => (b'\r', 1),
                    (None, Some(&other)) => (other, 1),
                    (None, None) => break,
                };
                out.push(byte);
                at += length;
            }
            _ => out.push(b),
        }
    }
    (out, &[])
}

/// The packs of an object folder that have an index, sorted by name.
pub fn packs(dir: &Path, broken: &mut Vec<Broken>) -> Vec<PathBuf> {
    let folder = dir.join("pack");
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Vec::new(),
        Err(e) => {
            broken.push((folder.display().to_string(), e.to_string()));
            return Vec::new();
        }
    };
    let mut found = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) => found.push(entry.path()),
            Err(e) => broken.push((folder.display().to_string(), e.to_string())),
        }
    }
    let with = |wanted: &str| {
        let fits = |path: &&PathBuf| path.extension().is_some_and(|ext| ext == wanted);
        let mut packs: Vec<PathBuf> =
            found.iter().filter(fits).map(|path| path.with_extension("pack")).collect();
        packs.sort();
        packs
    };
    let indexed = with("idx");
    // What git is writing, or was stopped at: its objects are still elsewhere, or were never there.
    let unfinished = |pack: &PathBuf| {
        let name = pack.file_name().unwrap_or_default().as_encoded_bytes();
        name.starts_with(b".tmp-") || name.starts_with(b"tmp_")
    };
    // Nobody can tell what such a pack holds without reading all of it; git leaves it aside as well.
    let lone =
        with("pack").into_iter().filter(|pack| !unfinished(pack) && indexed.binary_search(pack).is_err());
    broken.extend(lone.map(|pack| {
        let why = "it has no index; `git index-pack` on it makes one";
        (pack.display().to_string(), why.to_owned())
    }));
    indexed
}

#[cfg(unix)]
fn as_path(raw: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(raw))
}

#[cfg(not(unix))]
fn as_path(raw: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(raw).into_owned())
}
