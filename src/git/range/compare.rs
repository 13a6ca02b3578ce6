//! Compares two tree objects in their stored form: entries that are the same byte for byte are skipped without parsing.

use crate::git::index::Mode;
use crate::git::tree::TreeEntry;
use crate::model::{ObjectId, same_start};
use std::cmp::Ordering;

/// The differences between a folder and its older version.
#[derive(Debug, Default)]
pub struct Changes {
    /// Entries that are new or changed, each with the id that the older folder has at the same name.
    pub added: Vec<(TreeEntry, Option<ObjectId>)>,
    /// Entries that only the older folder has.
    pub removed: Vec<TreeEntry>,
}

/// Which of the two folders cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The older one.
    Old,
    /// The newer one.
    New,
}

/// Compares two folders. If the entries of one are not sorted, an entry may wrongly count as new, but none is missed.
pub fn changes(old: &[u8], new: &[u8]) -> Result<Changes, Broken> {
    let mut changes = Changes::default();
    let (mut from, mut at) = (0, 0);
    loop {
        let same = at + same_start(&old[from..], &new[at..]);
        while at < same {
            let next = TreeEntry::skip(new, at).ok_or(Broken::New)?;
            if next > same {
                break;
            }
            (from, at) = (from + next - at, next);
        }
        let read = |data: &[u8], at: usize, broken: Broken| match at < data.len() {
            true => TreeEntry::read(data, at).map(Some).ok_or(broken),
            false => Ok(None),
        };
        let (before, now) = (read(old, from, Broken::Old)?, read(new, at, Broken::New)?);
        let order = match (&before, &now) {
            (None, None) => return Ok(changes),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((before, _)), Some((now, _))) => in_order((before, old), (now, new)),
        };
        if let Some((before, next)) = before.filter(|_| order.is_le()) {
            from = next;
            if order.is_lt() {
                changes.removed.push(before);
            }
        }
        if let Some((now, next)) = now.filter(|_| order.is_ge()) {
            at = next;
            let before = before.filter(|_| order.is_eq()).map(|(before, _)| before.id);
            if before != Some(now.id) {
                changes.added.push((now, before));
            }
        }
    }
}

/// Git's order of entries: the name of a folder sorts as if it ended with a slash.
fn in_order(a: (&TreeEntry, &[u8]), b: (&TreeEntry, &[u8])) -> Ordering {
    let (first, second) = (a.0.name_in(a.1), b.0.name_in(b.1));
    let shared = first.len().min(second.len());
    let folders = [a.0, b.0].map(|entry| entry.mode == Mode::Folder);
    let next = |name: &[u8], folder: bool| match name.get(shared) {
        Some(byte) => u16::from(*byte),
        None => u16::from(if folder { b'/' } else { 0 }),
    };
    first[..shared]
        .cmp(&second[..shared])
        .then_with(|| next(first, folders[0]).cmp(&next(second, folders[1])))
        .then_with(|| first.len().cmp(&second.len()))
        .then_with(|| folders[0].cmp(&folders[1]))
}

/// All entries of a folder; `None` if it cannot be parsed.
pub fn entries(data: &[u8]) -> Option<Vec<TreeEntry>> {
    changes(&[], data).ok().map(|all| all.added.into_iter().map(|(entry, _)| entry).collect())
}

/// True if all entries of a folder can be parsed.
pub fn is_whole(data: &[u8]) -> bool {
    let mut at = 0;
    while at < data.len() {
        match TreeEntry::skip(data, at) {
            Some(next) => at = next,
            None => return false,
        }
    }
    true
}

/// Looks up names that are asked for in git's order.
pub struct Finder<'d> {
    data: &'d [u8],
    at: usize,
}

impl<'d> Finder<'d> {
    /// For a folder in its stored form.
    pub fn new(data: &'d [u8]) -> Self {
        Finder { data, at: 0 }
    }

    /// The object with the name and kind of `wanted`, which is an entry of `of`.
    pub fn find(&mut self, wanted: &TreeEntry, of: &[u8]) -> Option<ObjectId> {
        while let Some((entry, next)) = TreeEntry::read(self.data, self.at) {
            let order = in_order((&entry, self.data), (wanted, of));
            if order.is_gt() {
                break;
            }
            self.at = next;
            if order.is_eq() {
                return Some(entry.id);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Dice;
    use std::collections::BTreeMap;

    /// Names and objects; the names of folders end with a slash, as in git's order.
    type Folder = BTreeMap<String, u8>;

    fn data(folder: &Folder) -> Vec<u8> {
        let mut data = Vec::new();
        for (name, id) in folder {
            let (mode, name) = match name.strip_suffix('/') {
                Some(name) => ("40000", name),
                None if name.ends_with('x') => ("100755", &name[..]),
                None => ("100644", &name[..]),
            };
            data.extend(format!("{mode} {name}\0").bytes());
            data.extend([*id; 20]);
        }
        data
    }

    fn spelled(entry: &TreeEntry, data: &[u8]) -> String {
        let name = String::from_utf8_lossy(entry.name_in(data)).into_owned();
        if entry.mode == Mode::Folder { format!("{name}/") } else { name }
    }

    #[test]
    fn changes_are_those_of_the_names() {
        let mut dice = Dice(3);
        let name = |dice: &mut Dice| {
            let mut name: String =
                (0..1 + dice.below(12)).map(|_| ['a', '-', '.', 'x'][dice.below(4)]).collect();
            if dice.below(3) == 0 {
                name.push('/');
            }
            name
        };
        for _ in 0..300 {
            let mut old = Folder::new();
            for _ in 0..dice.below(40) {
                old.insert(name(&mut dice), dice.below(4) as u8);
            }
            let mut new = old.clone();
            for _ in 0..dice.below(4) {
                let first = new.keys().nth(dice.below(new.len())).cloned();
                match (dice.below(3), first) {
                    (0, Some(first)) => drop(new.remove(&first)),
                    (1, Some(first)) => drop(new.insert(first, 9)),
                    _ => drop(new.insert(name(&mut dice), 8)),
                }
            }
            let (before, now) = (data(&old), data(&new));
            let found = changes(&before, &now).expect("well-formed");
            let come: Vec<(String, Option<u8>)> =
                found.added.iter().map(|(e, old)| (spelled(e, &now), old.map(|id| id.0[0]))).collect();
            let other = new.iter().filter(|(name, id)| old.get(*name) != Some(id));
            assert_eq!(come, other.map(|(n, _)| (n.clone(), old.get(n).copied())).collect::<Vec<_>>());
            let gone: Vec<String> = found.removed.iter().map(|e| spelled(e, &before)).collect();
            assert_eq!(gone, old.keys().filter(|n| !new.contains_key(*n)).cloned().collect::<Vec<_>>());
            let mut finder = Finder::new(&before);
            for entry in entries(&now).expect("well-formed") {
                let id = finder.find(&entry, &now).map(|id| id.0[0]);
                assert_eq!(id, old.get(&spelled(&entry, &now)).copied());
            }
        }
    }

    #[test]
    fn broken_folders_are_told() {
        let good = data(&[("a".to_owned(), 1), ("b".to_owned(), 2)].into());
        for cut in 1..good.len() {
            if cut * 2 == good.len() {
                continue;
            }
            assert_eq!(changes(&good, &good[..cut]).err(), Some(Broken::New), "cut at {cut}");
            assert!(entries(&good[..cut]).is_none() && !is_whole(&good[..cut]));
            assert_eq!(changes(&good[..cut], &good).err(), Some(Broken::Old), "cut at {cut}");
        }
        assert!(is_whole(&good) && is_whole(b""));
        assert!(changes(b"", b"999 a\0aaaaaaaaaaaaaaaaaaaa").is_err(), "no octal mode");
    }
}
