//! Reads commit and tag objects without trusting their format.

use crate::model::calendar::Moment;
use crate::model::{ObjectId, ObjectKind};

/// The fields of a commit that scans need.
#[derive(Debug)]
pub struct CommitText<'a> {
    /// Its tree.
    pub tree: Option<ObjectId>,
    /// Its parents, in order.
    pub parents: Vec<ObjectId>,
    /// `Name <mail> seconds zone`.
    pub author: &'a [u8],
    /// `Name <mail> seconds zone`.
    pub committer: &'a [u8],
    /// Everything behind the header.
    pub message: &'a [u8],
    /// The header.
    head: &'a [u8],
    /// True if the header has further lines with readable text, such as the message of a merged tag.
    has_more: bool,
}

/// Header and message of an object.
fn parts(bytes: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memmem::find(bytes, b"\n\n") {
        Some(at) => (&bytes[..at], &bytes[at + 2..]),
        None => (bytes, b""),
    }
}

/// The lines of a header as `key value`; if a key occurs twice, the first counts. A continuation line has an empty key.
fn lines(head: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    head.split(|&b| b == b'\n').map(|line| match memchr::memchr(b' ', line) {
        Some(at) => (&line[..at], &line[at + 1..]),
        None => (line, &b""[..]),
    })
}

/// True for keys of signatures, whose armour is no readable text.
fn is_signature(key: &[u8]) -> bool {
    matches!(key, b"gpgsig" | b"gpgsig-sha256")
}

/// True for a line that the armour of a signature is made of. Git takes any other text for one, too.
fn is_armour(line: &[u8]) -> bool {
    line.starts_with(b"-----")
        || line.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
}

/// Adds the header lines that are not `known`, with their continuation lines.
fn add_rest(head: &[u8], known: impl Fn(&[u8], &[u8]) -> bool, out: &mut Vec<u8>) {
    let (mut skips, mut signed) = (false, false);
    for (key, value) in lines(head) {
        if !key.is_empty() {
            (skips, signed) = (known(key, value), is_signature(key));
        }
        if skips || signed && is_armour(value) || key.is_empty() && value.is_empty() {
            continue;
        }
        out.push(b'\n');
        out.extend_from_slice(key);
        out.extend_from_slice(if key.is_empty() || value.is_empty() { b"" } else { b" " });
        out.extend_from_slice(value);
    }
}

fn id(hex: &[u8]) -> Option<ObjectId> {
    std::str::from_utf8(hex).ok()?.trim_end().parse().ok()
}

impl<'a> CommitText<'a> {
    /// Reads a commit object.
    pub fn parse(bytes: &'a [u8]) -> CommitText<'a> {
        let (head, message) = parts(bytes);
        let (tree, parents, author, committer) = (None, Vec::new(), &b""[..], &b""[..]);
        let mut text = CommitText { tree, parents, author, committer, message, head, has_more: false };
        let mut signed = false;
        for (key, value) in lines(head) {
            signed = if key.is_empty() { signed } else { is_signature(key) };
            match key {
                _ if signed => text.has_more |= !is_armour(value),
                b"tree" if text.tree.is_none() => text.tree = id(value),
                b"parent" => text.parents.extend(id(value)),
                b"author" if text.author.is_empty() => text.author = value,
                b"committer" if text.committer.is_empty() => text.committer = value,
                b"" => {}
                _ => text.has_more = true,
            }
        }
        text
    }

    /// Committer date in seconds since 1970; 0 if there is none.
    pub fn time(&self) -> i64 {
        seconds(self.committer).0
    }

    /// The readable text: the message first, so that its lines keep their numbers, then author and committer, then the
    /// rest of the header.
    pub fn readable(&self, out: &mut Vec<u8>) {
        out.clear();
        out.extend_from_slice(self.message);
        if !self.message.ends_with(b"\n") {
            out.push(b'\n');
        }
        out.extend_from_slice(person(self.author));
        if person(self.committer) != person(self.author) {
            out.push(b'\n');
            out.extend_from_slice(person(self.committer));
        }
        if self.has_more {
            let known = |key: &[u8], value: &[u8]| match key {
                b"tree" | b"parent" => id(value).is_some(),
                b"author" => value == self.author,
                b"committer" => value == self.committer,
                _ => false,
            };
            add_rest(self.head, known, out);
        }
    }

    /// First line of the message.
    pub fn summary(&self) -> String {
        let text = self.message.trim_ascii_start();
        let line = text.split(|&b| b == b'\n').next().unwrap_or_default();
        String::from_utf8_lossy(line.trim_ascii_end()).into_owned()
    }
}

/// The target of a tag object, and its readable text.
pub fn tag(bytes: &[u8]) -> (Option<(ObjectId, Option<ObjectKind>)>, Vec<u8>) {
    let (head, message) = parts(bytes);
    let (mut object, mut kind, mut tagger) = (None, None, &b""[..]);
    for (key, value) in lines(head) {
        match key {
            b"object" => object = object.or_else(|| id(value)),
            b"type" => {
                let kinds = [ObjectKind::Commit, ObjectKind::Tree, ObjectKind::Blob, ObjectKind::Tag];
                kind = kinds.into_iter().find(|k| k.name().as_bytes() == value);
            }
            b"tagger" => tagger = value,
            _ => {}
        }
    }
    let mut text = message.to_vec();
    if !tagger.is_empty() {
        text.push(b'\n');
        text.extend_from_slice(person(tagger));
    }
    let known = |key: &[u8], value: &[u8]| match key {
        b"object" => id(value).is_some(),
        b"tagger" => value == tagger,
        key => key == b"type",
    };
    add_rest(head, known, &mut text);
    (object.map(|id| (id, kind)), text)
}

/// `Name <mail>` of an author line.
pub fn person(line: &[u8]) -> &[u8] {
    let end = line.iter().rposition(|&b| b == b'>').map_or(line.len(), |at| at + 1);
    &line[..end]
}

/// Seconds since 1970 and the zone in minutes east of UTC, of an author line.
pub fn seconds(line: &[u8]) -> (i64, i32) {
    let rest = String::from_utf8_lossy(&line[person(line).len()..]).into_owned();
    let mut words = rest.split_ascii_whitespace();
    let time = words.next().and_then(|w| w.parse().ok()).unwrap_or(0);
    let zone: i32 = words.next().and_then(|w| w.parse().ok()).unwrap_or(0);
    (time, (zone / 100).clamp(-99, 99) * 60 + zone % 100)
}

/// The author date of an author line in RFC 3339.
pub fn rfc3339(line: &[u8]) -> String {
    let (time, zone) = seconds(line);
    let Moment { year, month, day, hour, minute, second } =
        Moment::of_unix(time.saturating_add(i64::from(zone) * 60));
    let zone = match zone {
        0 => "Z".to_string(),
        z => format!("{}{:02}:{:02}", if z < 0 { '-' } else { '+' }, z.abs() / 60, z.abs() % 60),
    };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
}

#[cfg(test)]
mod tests;
