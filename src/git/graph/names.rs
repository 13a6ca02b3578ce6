//! Quick answers about the names in trees: of objects, and of files.

use super::Bits;
use crate::git::pack::Store;
use crate::model::{FileKind, ObjectId};

/// Says of most names that they are none of some objects, without a look into the table of all.
pub struct Hints(Box<[u64; HINTS / 64]>);

/// By the first bytes of the name.
const HINTS: usize = 1 << 16;

impl Hints {
    /// The hints of these.
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

    /// False for an object that is none of them.
    pub fn may_have(&self, id: ObjectId) -> bool {
        let bit = Hints::bit(id);
        self.0[bit / 64] >> (bit % 64) & 1 == 1
    }
}

/// The kinds of names that were seen last: the same few names stand in most trees.
pub struct Kinds(Vec<(Vec<u8>, FileKind)>);

/// Names that are remembered.
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
