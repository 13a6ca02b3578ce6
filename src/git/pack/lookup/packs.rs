//! The packs of a lookup: finds an object by the index of a pack, and decodes it along its delta chain.

use super::super::bases::Bases;
use super::super::file::{Head, MAX_HEAD, PackFile, Stored, head};
use super::super::inflate::{self, MAX_OBJECT};
use super::super::seek::Index;
use super::super::windows::Windows;
use super::super::{Copied, Fault, Inflater, delta, dirs};
use crate::model::{ObjectId, ObjectKind};
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

/// Git makes no longer chains.
const MAX_CHAIN: usize = 4096;

/// Up to here reading too much costs less than inflating twice.
const SMALL: u64 = 16 << 10;

/// Packs and what is kept between two looks into them. A place in one is its number and an offset.
#[derive(Default)]
pub struct Packs {
    /// Listed when first asked for.
    listed: Option<Vec<Pack>>,
    pub inflater: Inflater,
    bases: Bases,
    /// Buffers for a delta, and for what it takes over.
    change: Vec<u8>,
    copies: Vec<Copied>,
    windows: Windows,
}

/// Where the data of an entry starts, and its inflated size.
type Data = (u64, u64);

/// How an object is made.
struct Chain {
    kind: ObjectKind,
    /// Each with where it starts; the object's own first.
    deltas: Vec<(u64, Data)>,
    base: Below,
}

/// What lies below all deltas.
enum Below {
    /// Content that was decoded before.
    Held(Arc<Vec<u8>>),
    /// An entry that is stored whole, and where it starts.
    Whole(u64, Data),
}

impl Below {
    fn size(&self) -> u64 {
        match self {
            Below::Held(bytes) => bytes.len() as u64,
            Below::Whole(_, (_, size)) => *size,
        }
    }
}

/// A pack and its index, opened when first needed.
struct Pack {
    path: PathBuf,
    index: Option<Result<Index, Fault>>,
    file: Option<Result<PackFile, Fault>>,
}
impl Packs {
    /// How many packs these folders have.
    pub fn count(&mut self, folders: &[PathBuf]) -> usize {
        let list = || {
            let paths = folders.iter().flat_map(|dir| dirs::packs(dir, &mut Vec::new()));
            paths.map(|path| Pack { path, index: None, file: None }).collect()
        };
        self.listed.get_or_insert_with(list).len()
    }

    /// Where the object starts in a pack, where the pack has it.
    pub fn place(&mut self, pack: usize, id: ObjectId) -> Result<Option<u64>, Fault> {
        let pack = self.pack(pack)?;
        let path = &pack.path;
        let index = pack.index.get_or_insert_with(|| Index::open(&path.with_extension("idx")));
        index.as_mut().map_err(|fault| fault.clone())?.find(id)
    }

    /// The objects of a pack whose names begin with these digits.
    pub fn starting_with(&mut self, pack: usize, digits: &str) -> Result<Vec<ObjectId>, Fault> {
        let pack = self.pack(pack)?;
        let path = &pack.path;
        let index = pack.index.get_or_insert_with(|| Index::open(&path.with_extension("idx")));
        index.as_mut().map_err(|fault| fault.clone())?.starting_with(digits)
    }

    /// Makes the object of what it is a change of; what is on the way is kept for others.
    pub fn read(&mut self, pack: usize, offset: u64, most: u64) -> Result<(ObjectKind, Arc<Vec<u8>>), Fault> {
        let Chain { kind, mut deltas, base } = self.chain(pack, offset)?;
        // Of an object that is a change its base tells about how large it is.
        if base.size() > most {
            return Err(Fault::TooBig(base.size()));
        }
        let mut bytes = match base {
            Below::Held(bytes) => bytes,
            Below::Whole(at, data) => {
                let mut whole = self.bases.spare(data.1 as usize);
                self.inflate(pack, data, &mut whole)?;
                self.keep((pack, at), kind, whole)
            }
        };
        let mut change = std::mem::take(&mut self.change);
        while let Some((at, data)) = deltas.pop() {
            self.inflate(pack, data, &mut change)?;
            let size = delta::target_size(&change)?;
            if size > most {
                return Err(Fault::TooBig(size));
            }
            let mut next = self.bases.spare(size as usize);
            delta::apply(&bytes, &change, &mut next, &mut self.copies)?;
            bytes = self.keep((pack, at), kind, next);
        }
        self.change = change;
        Ok((kind, bytes))
    }

    fn keep(&mut self, place: (usize, u64), kind: ObjectKind, bytes: Vec<u8>) -> Arc<Vec<u8>> {
        let bytes = Arc::new(bytes);
        self.bases.keep(place, kind, &bytes);
        bytes
    }
    /// Kind and first bytes of an entry that is stored whole and longer than `most`; `None` for any other.
    pub fn start(&mut self, pack: usize, offset: u64, most: usize, out: &mut Vec<u8>) -> Option<ObjectKind> {
        let Head { stored: Stored::Whole(kind), size, len } = self.head(pack, offset).ok()? else {
            return None;
        };
        if size <= most as u64 {
            return None;
        }
        let (file, at) = (opened(&self.listed, pack).ok()?, offset + u64::from(len));
        let input = self.windows.get(file, pack, at, at.saturating_add(size + 64)).ok()?;
        self.inflater.inflate_start(input, most, out).ok().map(|()| kind)
    }

    /// The content of an entry that is stored whole, to be read bit by bit.
    pub fn stream(&mut self, pack: usize, offset: u64) -> Result<Box<dyn Read>, Fault> {
        let head = self.head(pack, offset)?;
        match head.stored {
            Stored::Whole(_) => {
                let input = self.file(pack)?.stream(offset + u64::from(head.len))?;
                Ok(Box::new(inflate::Stream::new(input, head.size)))
            }
            // Out of a chain of changes it would have to be made whole.
            _ => Err(Fault::TooBig(self.header(pack, offset)?.1)),
        }
    }

    /// Kind and size of an object; of its content no more is read than tells.
    pub fn header(&mut self, pack: usize, offset: u64) -> Result<(ObjectKind, u64), Fault> {
        let Chain { kind, deltas, base } = self.chain(pack, offset)?;
        let Some((_, data)) = deltas.first().copied() else {
            return Ok((kind, base.size()));
        };
        let mut change = std::mem::take(&mut self.change);
        self.inflate(pack, data, &mut change)?;
        self.change = change;
        Ok((kind, delta::target_size(&self.change)?))
    }

    /// The deltas from the object down, to an entry that is stored whole or held.
    fn chain(&mut self, pack: usize, mut offset: u64) -> Result<Chain, Fault> {
        let mut deltas = Vec::new();
        loop {
            if let Some((kind, bytes)) = self.bases.get((pack, offset)) {
                return Ok(Chain { kind, deltas, base: Below::Held(bytes) });
            }
            let head = self.head(pack, offset)?;
            let data = (offset + u64::from(head.len), head.size);
            let base = match head.stored {
                Stored::Whole(kind) => return Ok(Chain { kind, deltas, base: Below::Whole(offset, data) }),
                Stored::OffsetDelta(back) if back > 0 => offset.checked_sub(back).ok_or(Fault::Base)?,
                Stored::OffsetDelta(_) => return Err(Fault::Corrupt("delta base offset")),
                Stored::RefDelta(id) => self.place(pack, id)?.ok_or(Fault::Base)?,
            };
            deltas.push((offset, data));
            if deltas.len() > MAX_CHAIN {
                return Err(Fault::Corrupt("delta chain"));
            }
            offset = base;
        }
    }

    /// What is asked for next has nothing to do with what was.
    pub fn forget(&mut self) {
        self.bases.forget();
    }

    fn pack(&mut self, pack: usize) -> Result<&mut Pack, Fault> {
        self.listed.as_mut().and_then(|packs| packs.get_mut(pack)).ok_or(Fault::Missing)
    }

    fn head(&mut self, pack: usize, offset: u64) -> Result<Head, Fault> {
        self.file(pack)?;
        let file = opened(&self.listed, pack)?;
        head(self.windows.get(file, pack, offset, offset.saturating_add(MAX_HEAD))?)
    }

    fn file(&mut self, pack: usize) -> Result<&PackFile, Fault> {
        let pack = self.pack(pack)?;
        let path = &pack.path;
        pack.file.get_or_insert_with(|| PackFile::open(path)).as_ref().map_err(|fault| fault.clone())
    }

    /// Inflates data of a pack. Where it ends is not known: a likely length is tried first.
    fn inflate(&mut self, pack: usize, (at, size): Data, out: &mut Vec<u8>) -> Result<(), Fault> {
        if size > MAX_OBJECT {
            return Err(Fault::TooBig(size));
        }
        let longest = size + size / 1000 + 4096;
        let likely = if size > SMALL { size / 2 } else { size + 64 };
        self.file(pack)?;
        let file = opened(&self.listed, pack)?;
        let mut done = Err(Fault::Truncated);
        for len in [likely, longest] {
            let input = self.windows.get(file, pack, at, at.saturating_add(len))?;
            let is_all = (input.len() as u64) < len;
            done = self.inflater.inflate(input, size as usize, out);
            if done.is_ok() || is_all {
                break;
            }
        }
        self.windows.trim();
        done
    }
}
/// The file of a pack that was opened before.
fn opened(packs: &Option<Vec<Pack>>, pack: usize) -> Result<&PackFile, Fault> {
    let file = packs.as_ref().and_then(|packs| packs.get(pack)?.file.as_ref()?.as_ref().ok());
    file.ok_or(Fault::Missing)
}
