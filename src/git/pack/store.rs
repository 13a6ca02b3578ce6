//! All objects that a repository can reach on disk: its own folder and all alternates, packed and loose, each once.

use super::file::PackFile;
use super::idx::Index;
use super::table::PackTable;
use super::{Fault, Inflater, dirs, loose};
use crate::git::{GitError, Objects};
use crate::model::{ObjectId, ObjectKind};
use std::path::PathBuf;

/// Where a copy of an object lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Pack number and entry.
    Packed(u32, u32),
    /// Number of the object folder.
    Loose(u32),
}

/// Something of the store that could not be read: a pack, a folder, an alternate.
pub type Broken = (String, String);

/// The object store. Objects are known by their number, which is their place in the order of ids.
pub struct Store {
    ids: Vec<ObjectId>,
    /// Numbers of the first object of each pair of leading bytes.
    fan: Vec<u32>,
    kinds: Vec<Option<ObjectKind>>,
    places: Vec<Place>,
    /// Further copies of objects, sorted by number.
    copies: Vec<(u32, Place)>,
    pub(super) packs: Vec<PackTable>,
    pub(super) folders: Vec<PathBuf>,
    roots: Vec<PathBuf>,
    broken: Vec<Broken>,
    threads: usize,
}

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
            let table = PackTable::build(file, &index, raw, threads);
            for (i, entry) in table.entries.iter().enumerate() {
                let (object, place) = (entry.object as usize, Place::Packed(number as u32, i as u32));
                if entry.first {
                    store.places[object] = place;
                } else {
                    store.copies.push((entry.object, place));
                }
                if store.kinds[object].is_none() {
                    store.kinds[object] = entry.kind;
                }
            }
            store.packs.push(table);
        }
        store.copies.sort_unstable();
        store.fan = fan(&store.ids);
        store.find_kinds();
        store
    }

    /// Kinds of loose objects, and of those that the tables could not tell.
    fn find_kinds(&mut self) {
        let unknown: Vec<u32> =
            (0..self.ids.len() as u32).filter(|&n| self.kinds[n as usize].is_none()).collect();
        let share = unknown.len().div_ceil(self.threads.max(1)).max(64);
        let this = &*self;
        let found: Vec<(u32, Option<ObjectKind>)> = std::thread::scope(|scope| {
            let workers: Vec<_> = unknown
                .chunks(share)
                .map(|part| {
                    scope.spawn(move || {
                        let (mut inflater, objects) = (Inflater::default(), this.fallback().ok());
                        let one = |&n: &u32| (n, this.kind_of_odd(n, &mut inflater, objects.as_ref()));
                        part.iter().map(one).collect::<Vec<_>>()
                    })
                })
                .collect();
            workers.into_iter().flat_map(|w| w.join().unwrap_or_default()).collect()
        });
        for (n, kind) in found {
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

    /// The same folders, object by object: for what the tables cannot place.
    pub(super) fn fallback(&self) -> Result<Objects, GitError> {
        Objects::open(&self.roots)
    }

    /// Number of objects.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True where there is no object at all.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The name of an object.
    pub fn id(&self, object: u32) -> ObjectId {
        self.ids.get(object as usize).copied().unwrap_or_default()
    }

    /// The kind of an object; `None` where nobody can tell.
    pub fn kind(&self, object: u32) -> Option<ObjectKind> {
        self.kinds.get(object as usize).copied().flatten()
    }

    /// The number of an object.
    pub fn find(&self, id: ObjectId) -> Option<u32> {
        let slot = usize::from(id.0[0]) << 8 | usize::from(id.0[1]);
        let (low, high) = (self.fan[slot] as usize, self.fan[slot + 1] as usize);
        let slot = self.ids.get(low..high)?;
        // Their first bytes are compared as one number: what they do not tell apart is next to nothing.
        let number = |id: &ObjectId| id.0.first_chunk::<8>().map(|first| u64::from_be_bytes(*first));
        let from = slot.partition_point(|known| number(known) < number(&id));
        let at =
            slot[from..].iter().take_while(|known| number(known) == number(&id)).position(|k| *k == id)?;
        Some((low + from + at) as u32)
    }

    /// All copies of an object, the one that is handed out first.
    pub(super) fn places(&self, object: u32) -> impl Iterator<Item = Place> + '_ {
        let from = self.copies.partition_point(|c| c.0 < object);
        let more = self.copies[from..].iter().take_while(move |c| c.0 == object).map(|c| c.1);
        self.places.get(object as usize).copied().into_iter().chain(more)
    }

    /// Loose objects of which no packed copy exists.
    pub(super) fn loose(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.ids.len() as u32).filter(|&n| matches!(self.places[n as usize], Place::Loose(_)))
    }

    /// Packed objects that no entry table can place: broken heads, bases in other packs.
    pub(super) fn odd(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.ids.len() as u32).filter(|&n| match self.places[n as usize] {
            Place::Packed(pack, entry) => self.packs[pack as usize].entries[entry as usize].kind.is_none(),
            Place::Loose(_) => false,
        })
    }

    /// About how many bytes these objects have: an object stored as a change is taken to be as long as the one at the
    /// end of its chain. Loose ones are not counted.
    pub fn expected_bytes(&self, wanted: impl Fn(u32) -> bool) -> u64 {
        let mut total = 0;
        for pack in &self.packs {
            let mut sizes = vec![0u32; pack.entries.len()];
            for (i, entry) in pack.entries.iter().enumerate() {
                // A base that stands behind its heirs is rare: such a one counts for nothing.
                sizes[i] = sizes.get(entry.base as usize).copied().unwrap_or(entry.size);
                if entry.first && wanted(entry.object) {
                    total += u64::from(sizes[i]);
                }
            }
        }
        total
    }

    /// Packs, folders and alternates that could not be read.
    pub fn broken(&self) -> &[Broken] {
        &self.broken
    }

    /// How many threads the passes use.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Bytes of all packs.
    pub fn packed_bytes(&self) -> u64 {
        self.packs.iter().map(|p| p.file.end()).sum()
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

/// Why an object that no table can place is not readable.
pub(super) const UNPLACED: Fault = Fault::Corrupt("pack entry");
