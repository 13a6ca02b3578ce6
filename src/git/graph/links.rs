//! What a pass over trees kept of them: links from each tree to what it names.

use crate::git::pack::Fault;
use crate::model::{ObjectId, ObjectKind};

/// The number of an object that the store does not have.
pub const MISSING: u32 = u32::MAX;

/// Edges are numbered in blocks, so that threads rarely have to coordinate.
pub(super) const BLOCK: usize = 4096;

/// Kept entries: object, and the position of the name in `names`.
#[derive(Default)]
pub struct Block {
    pub(super) number: u32,
    pub(super) links: Vec<(u32, u32)>,
    pub(super) names: Vec<u8>,
}

/// An object that a tree names but the store does not have, or has as another kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// Its name.
    pub id: ObjectId,
    /// Its name in the tree.
    pub name: Vec<u8>,
    /// True for a folder.
    pub folder: bool,
    /// The kind that the object really has, if it is not what the tree says.
    pub instead: Option<ObjectKind>,
}

/// The kept entries of all trees.
pub struct Links {
    /// Position of the edges of each object; only trees have any.
    pub(super) start: Vec<(u32, u32)>,
    pub(super) edges: Vec<u32>,
    pub(super) blocks: Vec<Block>,
    /// Objects that are named but missing; sorted, without duplicates.
    pub missing: Vec<Missing>,
    /// Objects that should be trees but are not, or cannot be read.
    pub broken: Vec<(u32, Fault)>,
    /// Folders whose name may make translations of what lies below; some more than once.
    pub(super) translating: Vec<u32>,
}

impl Links {
    /// The kept entries of a tree: object number ([`MISSING`] if the store does not have it) and name.
    pub fn of(&self, tree: u32) -> impl Iterator<Item = (u32, &[u8])> {
        let (from, len) = self.start.get(tree as usize).copied().unwrap_or_default();
        let edges = self.edges.get(from as usize..(from + len) as usize).unwrap_or_default();
        edges.iter().map(|&edge| self.link(edge))
    }

    /// True if no entry of the tree was kept.
    pub fn is_leaf(&self, tree: u32) -> bool {
        self.start.get(tree as usize).is_none_or(|&(_, len)| len == 0)
    }

    fn link(&self, edge: u32) -> (u32, &[u8]) {
        let block = &self.blocks[edge as usize / BLOCK];
        let (object, at) = block.links[edge as usize % BLOCK];
        let at = at as usize;
        let len = usize::from(u16::from_le_bytes([block.names[at], block.names[at + 1]]));
        (object, &block.names[at + 2..at + 2 + len])
    }
}
