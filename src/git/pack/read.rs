//! Reads single objects: along the delta chain of any copy, and by name where the tables have no place for it.

use super::inflate::MAX_OBJECT;
use super::store::{Place, Store, UNPLACED};
use super::table::NONE;
use super::windows::Windows;
use super::{Copied, Fault, Inflater, delta, loose};
use crate::git::Objects;
use crate::model::ObjectKind;

/// Buffers and tables for decoding; one a thread.
pub struct Reader<'s> {
    store: &'s Store,
    inflater: Inflater,
    window: Windows,
    /// The instructions of the last delta.
    delta: Vec<u8>,
    pub(super) copies: Vec<Copied>,
    spare: Vec<Vec<u8>>,
    /// Opened when first needed; `Some(None)` where it cannot be opened.
    fallback: Option<Option<Objects>>,
}

/// Buffers kept for the next object.
const SPARE: usize = 8;
/// Bigger ones go back to the system.
const SPARE_BYTES: usize = 8 << 20;

impl<'s> Reader<'s> {
    /// A reader on this store.
    pub fn new(store: &'s Store) -> Self {
        Reader {
            store,
            inflater: Inflater::default(),
            window: Windows::default(),
            delta: Vec::new(),
            copies: Vec::new(),
            spare: Vec::new(),
            fallback: None,
        }
    }

    /// Kind and content of an object: whichever copy is whole, else what is found by name.
    pub fn read(&mut self, object: u32) -> Result<(ObjectKind, Vec<u8>), Fault> {
        let store = self.store;
        let mut why = Fault::Missing;
        for place in store.places(object) {
            match self.read_place(object, place) {
                Ok(found) => return Ok(found),
                Err(fault) => why = fault,
            }
        }
        if self.fallback.is_none() {
            self.fallback = Some(store.fallback().ok());
        }
        // The first reason is the better one: it is about the copy that git would read.
        match &self.fallback {
            Some(Some(objects)) => objects.read(store.id(object)).map_err(|_| why),
            _ => Err(why),
        }
    }

    fn read_place(&mut self, object: u32, place: Place) -> Result<(ObjectKind, Vec<u8>), Fault> {
        let store = self.store;
        match place {
            Place::Loose(folder) => {
                let folder = store.folders.get(folder as usize).ok_or(Fault::Missing)?;
                let mut out = self.buffer();
                let (kind, start) =
                    loose::read(folder, store.id(object), MAX_OBJECT, &mut self.inflater, &mut out)?;
                out.drain(..start);
                Ok((kind, out))
            }
            Place::Packed(pack, entry) => {
                let entries = &store.packs[pack as usize].entries;
                let kind = entries[entry as usize].kind.ok_or(UNPLACED)?;
                let mut chain = vec![entry];
                let mut at = entry;
                while entries[at as usize].base != NONE {
                    at = entries[at as usize].base;
                    chain.push(at);
                }
                chain.pop();
                let mut bytes = self.whole(pack, at)?;
                while let Some(next) = chain.pop() {
                    let changed = self.changed(pack, next, &bytes)?;
                    self.recycle(std::mem::replace(&mut bytes, changed));
                }
                Ok((kind, bytes))
            }
        }
    }

    /// The content of an entry that is stored whole.
    pub(super) fn whole(&mut self, pack: u32, entry: u32) -> Result<Vec<u8>, Fault> {
        let mut out = self.buffer();
        let done = self.inflate(pack, entry, &mut out);
        self.window.trim();
        done.map(|()| out)
    }

    /// The content of an entry that is stored as a change of `base`; `self.copies` tells what it shares with it.
    pub(super) fn changed(&mut self, pack: u32, entry: u32, base: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut delta = std::mem::take(&mut self.delta);
        let done = self.inflate(pack, entry, &mut delta);
        self.delta = delta;
        done?;
        let mut out = self.buffer();
        delta::apply(base, &self.delta, &mut out, &mut self.copies)?;
        Ok(out)
    }

    fn inflate(&mut self, pack: u32, entry: u32, out: &mut Vec<u8>) -> Result<(), Fault> {
        let table = self.store.packs.get(pack as usize).ok_or(UNPLACED)?;
        let row = table.entries.get(entry as usize).filter(|e| e.kind.is_some()).ok_or(UNPLACED)?;
        let (from, to) = (row.offset + u64::from(row.head), table.end_of(entry));
        let input = self.window.get(&table.file, pack as usize, from, to)?;
        self.inflater.inflate(input, row.size as usize, out)
    }

    /// A buffer of an earlier object, whatever is in it.
    fn buffer(&mut self) -> Vec<u8> {
        self.spare.pop().unwrap_or_default()
    }

    /// Takes a buffer back.
    pub(super) fn recycle(&mut self, buffer: Vec<u8>) {
        if self.spare.len() < SPARE && buffer.capacity() <= SPARE_BYTES {
            self.spare.push(buffer);
        }
    }
}
