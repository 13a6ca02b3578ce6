//! Reads a few objects by name without listing the others: for the hook, whose cost must not follow the repository.
//!
//! An index file is looked into by position, not read whole; a pack is opened on its first hit.

mod packs;

use super::{Fault, Inflater, dirs, loose};
use crate::model::{Keyed, ObjectId, ObjectKind};
use packs::Packs;
use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Object folders with their packs, as far as they were needed.
pub struct Lookup {
    folders: Vec<PathBuf>,
    packs: Packs,
    /// Where objects were found.
    places: HashMap<ObjectId, (usize, u64), Keyed>,
}

/// So many places are remembered.
const MOST_PLACES: usize = 4096;

impl Lookup {
    /// These folders and all alternates.
    pub fn new(roots: &[PathBuf]) -> Self {
        // A folder that is not there has no objects; what is missed then is named object by object.
        let folders = dirs::with_alternates(roots, &mut Vec::new());
        Lookup { folders, packs: Packs::default(), places: HashMap::default() }
    }

    /// Kind and content: of the first copy that is whole. What is larger than `most` is not read.
    pub fn read(&mut self, id: ObjectId, most: u64) -> Result<(ObjectKind, Arc<Vec<u8>>), Fault> {
        if let Some((pack, offset)) = self.places.get(&id).copied()
            && let Ok(found) = self.packs.read(pack, offset, most)
        {
            return Ok(found);
        }
        // Most objects are packed; a look into a pack's index costs no more than one for a loose copy.
        let why = match self
            .packed(id, |packs, pack, offset| Ok(((pack, offset), packs.read(pack, offset, most)?)))
        {
            Ok((place, found)) => {
                self.remember(id, place);
                return Ok(found);
            }
            Err(fault) => fault,
        };
        self.unpacked(id, why, |dir, inflater| {
            let mut out = Vec::new();
            let (kind, start) = loose::read(dir, id, most, inflater, &mut out)?;
            out.drain(..start);
            Ok((kind, Arc::new(out)))
        })
    }

    /// Kind and first bytes of a packed object that is stored whole and longer than `most`; `None` for any other.
    pub fn start(&mut self, id: ObjectId, most: usize, out: &mut Vec<u8>) -> Option<ObjectKind> {
        for pack in 0..self.packs.count(&self.folders) {
            let Some(offset) = self.packs.place(pack, id).ok()? else { continue };
            return self.packs.start(pack, offset, most, out);
        }
        None
    }

    /// The content of an object that is stored whole, to be read bit by bit.
    pub fn stream(&mut self, id: ObjectId) -> Result<Box<dyn Read>, Fault> {
        self.packed(id, Packs::stream).or_else(|why| self.unpacked(id, why, |dir, _| loose::stream(dir, id)))
    }

    /// Kind and size, without the content where that is possible.
    pub fn header(&mut self, id: ObjectId) -> Result<(ObjectKind, u64), Fault> {
        self.packed(id, Packs::header).or_else(|why| {
            let inflater = &mut self.packs.inflater;
            self.folders.iter().find_map(|dir| loose::header(dir, id, inflater).ok()).ok_or(why)
        })
    }

    /// True where some folder or pack names the object.
    pub fn contains(&mut self, id: ObjectId) -> bool {
        self.folders.iter().any(|dir| !gone(dir, id))
            || (0..self.packs.count(&self.folders))
                .any(|pack| matches!(self.packs.place(pack, id), Ok(Some(_))))
    }

    /// The objects whose names begin with these digits, two at least; sorted. An index that cannot be read has none.
    pub fn starting_with(&mut self, digits: &str) -> Vec<ObjectId> {
        let mut found = Vec::new();
        for pack in 0..self.packs.count(&self.folders) {
            found.extend(self.packs.starting_with(pack, digits).unwrap_or_default());
        }
        for dir in &self.folders {
            found.extend(loose::starting_with(dir, digits));
        }
        found.sort();
        found.dedup();
        found
    }

    /// What is asked for next has nothing to do with what was.
    pub fn forget(&mut self) {
        self.packs.forget();
    }

    fn remember(&mut self, id: ObjectId, place: (usize, u64)) {
        if self.places.len() >= MOST_PLACES {
            self.places.clear();
        }
        self.places.insert(id, place);
    }

    /// What `look` makes of the first packed copy with which it comes to an end; else why not of the last one.
    fn packed<T>(
        &mut self,
        id: ObjectId,
        look: impl Fn(&mut Packs, usize, u64) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut why = Fault::Missing;
        for pack in 0..self.packs.count(&self.folders) {
            let found = match self.packs.place(pack, id) {
                Ok(None) => continue,
                Ok(Some(offset)) => look(&mut self.packs, pack, offset),
                Err(fault) => Err(fault),
            };
            match found {
                Ok(found) => return Ok(found),
                Err(fault) => why = fault,
            }
        }
        Err(why)
    }

    /// The same for loose copies; `why` where there is none.
    fn unpacked<T>(
        &mut self,
        id: ObjectId,
        mut why: Fault,
        look: impl Fn(&Path, &mut Inflater) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        for dir in self.folders.iter().filter(|dir| !gone(dir, id)) {
            match look(dir, &mut self.packs.inflater) {
                Ok(found) => return Ok(found),
                Err(fault) => why = fault,
            }
        }
        Err(why)
    }
}

/// True where the folder has no loose copy.
fn gone(dir: &Path, id: ObjectId) -> bool {
    loose::path(dir, id).symlink_metadata().is_err()
}
