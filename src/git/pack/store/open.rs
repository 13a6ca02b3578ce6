//! Opening a store: every copy of every object is listed, and each object gets its number, place and kind.

use super::super::file::PackFile;
use super::super::idx::Index;
use super::super::table::PackTable;
use super::super::{Inflater, dirs, loose};
use super::{Broken, Place, Store};
use crate::git::{GitError, Objects};
use crate::model::{ObjectId, ObjectKind, map_parallel};
use std::path::PathBuf;

/// A copy while the table is made: id, pack (packs first) or folder, place in its index.
type Copy = (ObjectId, u32, u32);

/// Marks folder numbers among pack numbers, so that packed copies sort before loose ones.
const LOOSE: u32 = 1 << 31;

impl Store {
    /// Opens all packs and lists all loose objects of these object folders and their alternates.
    pub fn open(roots: &[PathBuf], threads: usize) -> Result<Store, GitError> {
        let mut broken = Vec::new();
        let folders = dirs::with_alternates(roots, &mut broken);
        let mut packs: Vec<(PackFile, Index)> = Vec::new();
        let mut all: Vec<Copy> = Vec::new();
        for (number, folder) in folders.iter().enumerate() {
            for path in dirs::packs(folder, &mut broken) {
                match Index::open(&path.with_extension("idx")).and_then(|i| Ok((PackFile::open(&path)?, i))) {
                    Ok(pack) => packs.push(pack),
                    Err(fault) => broken.push((path.display().to_string(), fault.to_string())),
                }
            }
            let (mut ids, mut unread) = (Vec::new(), Vec::new());
            loose::list(folder, &mut ids, &mut unread);
            broken.extend(unread.into_iter().map(|(path, why)| (path.display().to_string(), why)));
            all.extend(ids.into_iter().map(|id| (id, LOOSE | number as u32, 0)));
        }
        for (number, (_, index)) in packs.iter().enumerate() {
            all.extend((0..index.len()).map(|i| (index.id(i), number as u32, i as u32)));
        }
        if all.len() >= u32::MAX as usize / 2 {
            return Err(GitError::Unusable(format!(
                "{} objects are more than secretscan can count",
                all.len()
            )));
        }
        // Packs are sorted already: this merges runs.
        all.sort();
        Ok(Store::number(all, packs, folders, roots.to_vec(), broken, threads))
    }

    /// Gives each object its number and builds the entry tables.
    fn number(
        all: Vec<Copy>,
        packs: Vec<(PackFile, Index)>,
        folders: Vec<PathBuf>,
        roots: Vec<PathBuf>,
        broken: Vec<Broken>,
        threads: usize,
    ) -> Store {
        let mut raw: Vec<Vec<(u64, u32, bool)>> =
            packs.iter().map(|(_, index)| Vec::with_capacity(index.len())).collect();
        let mut store = Store {
            ids: Vec::with_capacity(all.len()),
            fan: Vec::new(),
            kinds: Vec::new(),
            places: Vec::with_capacity(all.len()),
            copies: Vec::new(),
            packs: Vec::new(),
            folders,
            roots,
            broken,
            threads,
        };
        for &(id, holder, at) in &all {
            let first = store.ids.last() != Some(&id);
            if first {
                store.ids.push(id);
                store.places.push(Place::Loose(holder & !LOOSE));
            }
            let object = store.ids.len() as u32 - 1;
            if holder & LOOSE == 0 {
                // An offset that the index does not have leads to an entry that cannot be read.
                let offset = packs[holder as usize].1.offset(at as usize).unwrap_or(0);
                raw[holder as usize].push((offset, object, first));
            } else if !first {
                store.copies.push((object, Place::Loose(holder & !LOOSE)));
            }
        }
        drop(all);
        store.kinds = vec![None; store.ids.len()];
        for (number, ((file, index), raw)) in packs.into_iter().zip(raw).enumerate() {
            store.take(number as u32, PackTable::build(file, &index, raw, threads));
        }
        store.copies.sort_unstable();
        store.fan = fan(&store.ids);
        store.find_kinds();
        store
    }

    /// Notes what a pack says about places and kinds. Where its index gives several objects one place, it hides others.
    fn take(&mut self, number: u32, table: PackTable) {
        let shared = table.entries.windows(2).filter(|pair| pair[0].offset == pair[1].offset);
        if let Some(pair) = shared.clone().next() {
            let why = format!(
                "its index gives one place to several objects, {} among them, so others may be hidden; \
                 `git index-pack` makes it anew",
                self.id(pair[1].object)
            );
            self.broken.push((table.file.path().display().to_string(), why));
        }
        for (i, entry) in table.entries.iter().enumerate() {
            let (object, place) = (entry.object as usize, Place::Packed(number, i as u32));
            if entry.first {
                self.places[object] = place;
            } else {
                self.copies.push((entry.object, place));
            }
            if self.kinds[object].is_none() {
                self.kinds[object] = entry.kind;
            }
        }
        self.packs.push(table);
    }

    /// Kinds of loose objects, and of those that the tables could not tell.
    fn find_kinds(&mut self) {
        let unknown: Vec<u32> =
            (0..self.ids.len() as u32).filter(|&n| self.kinds[n as usize].is_none()).collect();
        let share = unknown.len().div_ceil(self.threads.max(1)).max(64);
        let this = &*self;
        let found = map_parallel(self.threads, unknown.chunks(share), |part| {
            let (mut inflater, objects) = (Inflater::default(), this.fallback().ok());
            let one = |&n: &u32| (n, this.kind_of_odd(n, &mut inflater, objects.as_ref()));
            part.iter().map(one).collect::<Vec<_>>()
        });
        for (n, kind) in found.into_iter().flatten() {
            self.kinds[n as usize] = kind;
        }
    }

    fn kind_of_odd(&self, n: u32, inflater: &mut Inflater, objects: Option<&Objects>) -> Option<ObjectKind> {
        if let Place::Loose(folder) = self.places[n as usize]
            && let Ok(kind) = loose::kind(&self.folders[folder as usize], self.id(n), inflater)
        {
            return Some(kind);
        }
        objects?.header(self.id(n)).ok().map(|(kind, _)| kind)
    }
}

fn fan(ids: &[ObjectId]) -> Vec<u32> {
    let mut fan = vec![0u32; 65537];
    for id in ids {
        fan[(usize::from(id.0[0]) << 8 | usize::from(id.0[1])) + 1] += 1;
    }
    for i in 1..fan.len() {
        fan[i] += fan[i - 1];
    }
    fan
}
