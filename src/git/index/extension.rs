//! The extensions behind the entries. Cached trees and the link of a split index are used, optional ones are skipped.

use super::ewah;
use super::parse::number;
use crate::model::ObjectId;

/// The extensions that are used.
#[derive(Default)]
pub(super) struct Extensions {
    /// Offset and length of the cached-tree extension.
    pub tree: Option<(usize, usize)>,
    /// The link of a split index.
    pub link: Option<Link>,
}

/// How a split index changes its base.
pub(super) struct Link {
    /// Names the base file; zeros if there is none.
    pub base: ObjectId,
    /// Positions in the base of deleted entries.
    pub deleted: Vec<usize>,
    /// Positions in the base of replaced entries, in the order of the nameless entries.
    pub replaced: Vec<usize>,
}

/// Reads the extensions from `at` to the end of `data`, which does not include the checksum.
pub(super) fn extensions(data: &[u8], mut at: usize, hash_len: usize) -> Result<Extensions, &'static str> {
    let mut found = Extensions::default();
    while at < data.len() {
        let name = data.get(at..at + 4).ok_or("an extension is cut short")?;
        let len = number(data, at + 4).ok_or("an extension is cut short")? as usize;
        let start = at + 8;
        let body = start.checked_add(len).and_then(|end| data.get(start..end));
        let body = body.ok_or("an extension is cut short")?;
        match name {
            b"TREE" => found.tree = Some((start, len)),
            b"link" => found.link = Some(link(body, hash_len).ok_or("the link to its base is broken")?),
            // Sparse directory entries: their mode tells them.
            b"sdir" => {}
            _ if name[0].is_ascii_uppercase() => {}
            _ => return Err("it uses an extension that this program does not know"),
        }
        at = start + len;
    }
    Ok(found)
}

fn link(body: &[u8], hash_len: usize) -> Option<Link> {
    let base = ObjectId::from_bytes(body.get(..hash_len)?)?;
    let rest = &body[hash_len..];
    if rest.is_empty() {
        return Some(Link { base, deleted: Vec::new(), replaced: Vec::new() });
    }
    let (deleted, used) = ewah::positions(rest)?;
    let (replaced, _) = ewah::positions(rest.get(used..)?)?;
    Some(Link { base, deleted, replaced })
}
