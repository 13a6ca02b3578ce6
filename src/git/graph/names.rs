//! Quick lookups for tree entries: hints whether an id is of interest, and the kinds of file names.

use super::Bits;
use crate::git::pack::Store;
use crate::model::{FileKind, ObjectId};

/// A filter that rules out most ids without a lookup in the table of all objects.
pub struct Hints(Box<[u64; HINTS / 64]>);

/// Indexed by the first bytes of an id.
const HINTS: usize = 1 << 16;

impl Hints {
    /// The hints for these objects.
    pub fn of(store: &Store, objects: &Bits) -> Hints {
        let mut hints = Hints(Box::new([0; HINTS / 64]));
        for bit in (0..store.len() as u32).filter(|&n| objects.has(n)).map(|n| Hints::bit(store.id(n))) {
            hints.0[bit / 64] |= 1 << (bit % 64);
        }
        hints
    }

    fn bit(id: ObjectId) -> usize {
        usize::from(id.0[0]) << 8 | usize::from(id.0[1])
    }

    /// False if the id is certainly none of them.
    pub fn may_have(&self, id: ObjectId) -> bool {
        let bit = Hints::bit(id);
        self.0[bit / 64] >> (bit % 64) & 1 == 1
    }
}

/// A cache of the kinds of file names: the same few names occur in most trees.
pub struct Kinds(Vec<(Vec<u8>, FileKind)>);

/// Size of the cache.
const NAMES: usize = 1 << 10;

impl Default for Kinds {
    fn default() -> Self {
        Kinds(vec![(Vec::new(), FileKind::None); NAMES])
    }
}

impl Kinds {
    /// The kind of a file of this name.
    pub fn of(&mut self, name: &[u8]) -> FileKind {
        let hash = name.iter().fold(0u32, |hash, b| (hash ^ u32::from(*b)).wrapping_mul(0x0100_0193));
        let (known, kind) = &mut self.0[hash as usize % NAMES];
        if known != name {
            known.clear();
            known.extend_from_slice(name);
            *kind = FileKind::of(name);
        }
        *kind
    }
}
