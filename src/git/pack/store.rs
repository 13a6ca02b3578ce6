//! All objects that a repository can reach on disk: its own folder and all alternates, packed and loose, each once.

mod open;

use super::Fault;
use super::table::PackTable;
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

impl Store {
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
                // A base that stands behind its children is rare: such a one counts for nothing.
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

/// Why an object that no table can place is not readable.
pub(super) const UNPLACED: Fault = Fault::Corrupt("pack entry");
