//! Header and entries, versions 2 to 4.

use super::extension::{Extensions, Link, extensions};
use super::{Entry, Index};

/// Limit for the full names of a version 4 index, in bytes: a small file can claim any amount.
const MAX_NAMES: usize = 1 << 30;

/// An index file before a split index is joined with its base.
pub(super) struct Parsed {
    /// Its entries.
    pub index: Index,
    /// The link to the base, if it is a split index.
    pub link: Option<Link>,
}

/// Parses an index file. The error is a clause about the file.
pub(super) fn parse(mut data: Vec<u8>, hash_len: usize) -> Result<Parsed, &'static str> {
    if data.len() < 12 + hash_len {
        return Err("it is cut short");
    }
    if !data.starts_with(b"DIRC") {
        return Err("it does not start like an index");
    }
    let version = number(&data, 4).unwrap_or(0);
    let count = number(&data, 8).unwrap_or(0) as usize;
    let end = data.len() - hash_len;
    if count > (end - 12) / (42 + hash_len) {
        return Err("it claims more entries than it has room for");
    }
    let (entries, rest) = match version {
        2 | 3 => plain(&data[..end], count, hash_len)?,
        4 => {
            let (entries, names, rest) = compressed(&data[..end], count, hash_len)?;
            data.extend_from_slice(&names);
            (entries, rest)
        }
        _ => return Err("its version is none that this program knows"),
    };
    let Extensions { tree, link } = extensions(&data[..end], rest, hash_len)?;
    Ok(Parsed { index: Index { data, entries, hash_len, tree }, link })
}

/// Versions 2 and 3: whole names, entries padded to eight bytes.
fn plain(data: &[u8], count: usize, hash_len: usize) -> Result<(Vec<Entry>, usize), &'static str> {
    let mut entries = Vec::with_capacity(count);
    let mut at = 12;
    for _ in 0..count {
        let (name, known) = head(data, at, hash_len)?;
        let name_len = match known {
            0xfff => memchr::memchr(0, data.get(name..).unwrap_or_default()).ok_or("a name has no end")?,
            short => short,
        };
        if data.get(name + name_len) != Some(&0) {
            return Err("an entry is cut short");
        }
        entries.push(Entry { name: name as u32, name_len: name_len as u32, body: at as u32 });
        at += (name - at + name_len + 8) & !7;
    }
    Ok((entries, at))
}

/// Version 4: each name is stored as its difference from the one before. The full names are put behind the file.
fn compressed(
    data: &[u8],
    count: usize,
    hash_len: usize,
) -> Result<(Vec<Entry>, Vec<u8>, usize), &'static str> {
    let mut entries: Vec<Entry> = Vec::with_capacity(count);
    let mut names: Vec<u8> = Vec::with_capacity(data.len() / 2);
    // The full names come after the whole file, including the checksum.
    let base = data.len() + hash_len;
    let (mut at, mut last) = (12, 0..0);
    for _ in 0..count {
        let (strip_at, _) = head(data, at, hash_len)?;
        let (strip, suffix) = varint(data, strip_at).ok_or("a name is cut short")?;
        let suffix_len =
            memchr::memchr(0, data.get(suffix..).unwrap_or_default()).ok_or("a name has no end")?;
        let shared = last.len().checked_sub(strip).ok_or("a name shares more than there is")?;
        let start = names.len();
        if start + shared + suffix_len > MAX_NAMES {
            return Err("its names are too long");
        }
        names.extend_from_within(last.start..last.start + shared);
        names.extend_from_slice(&data[suffix..suffix + suffix_len]);
        last = start..names.len();
        entries.push(Entry { name: (base + start) as u32, name_len: last.len() as u32, body: at as u32 });
        at = suffix + suffix_len + 1;
    }
    Ok((entries, names, at))
}

/// Offset of the name of the entry at `at`, and the length that its flags claim.
fn head(data: &[u8], at: usize, hash_len: usize) -> Result<(usize, usize), &'static str> {
    let flags_at = at + 40 + hash_len;
    let flags = data.get(flags_at..flags_at + 2).ok_or("an entry is cut short")?;
    let flags = u16::from_be_bytes([flags[0], flags[1]]);
    let extended = if flags & 0x4000 != 0 { 2 } else { 0 };
    Ok((flags_at + 2 + extended, usize::from(flags & 0xfff)))
}

/// Git's offset encoding; returns the value and the offset behind it.
fn varint(data: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut byte = *data.get(at)?;
    let mut value = usize::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        at += 1;
        byte = *data.get(at)?;
        value = value.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(byte & 0x7f))?;
    }
    Some((value, at + 1))
}

/// A big-endian 32-bit number.
pub(super) fn number(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_be_bytes)
}
