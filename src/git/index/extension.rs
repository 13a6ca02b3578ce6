//! The extensions behind the entries: cached trees and the link of a split index matter, optional ones are passed over.

use super::ewah;
use super::parse::number;
use crate::model::ObjectId;

/// What the extensions say.
#[derive(Default)]
pub(super) struct Extensions {
    /// Start and length of the cached trees.
    pub tree: Option<(usize, usize)>,
    /// The link of a split index.
    pub link: Option<Link>,
}

/// How a split index changes its base.
pub(super) struct Link {
    /// Names the base file; zero where there is none.
    pub base: ObjectId,
    /// Positions in the base that are gone.
    pub deleted: Vec<usize>,
    /// Positions in the base whose content is replaced, in the order of the nameless entries.
    pub replaced: Vec<usize>,
}

/// Reads the extensions from `at` to the end of `data` (the checksum left out).
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
            // Folders as entries: they say so by their mode.
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
