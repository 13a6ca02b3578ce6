//! Kinds of input. A source lists cheap units in a stable order; a reader, one a worker, turns a unit into a chunk.

mod files;
mod index;
mod range;
mod stdin;
mod text;
mod walk;
mod worktree;

pub use index::IndexSource;
pub use range::RangeSource;
pub use stdin::StdinSource;
pub use text::TextSource;
pub use worktree::WorktreeSource;

use crate::error::Result;
use crate::model::{Chunk, Origin};
use crate::outcome::Gap;

/// A unit larger than this is left unread, and named: chunks are held in memory whole, so that no match is cut.
pub const MAX_BYTES: u64 = 1 << 30;

/// Why a unit of this size is left unread.
fn too_large(size: u64) -> String {
    format!(
        "{size} bytes are more than the {MAX_BYTES} that are read at once; split it, or exclude it in the configuration"
    )
}

/// One thing to read, named but not yet read.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its place in the listing.
    pub index: usize,
    /// Where it lies.
    pub origin: Origin,
    /// Bytes to expect, where known: big units are started first.
    pub size: u64,
}

/// What a source lists: the units, and what it leaves out already.
#[derive(Debug, Default)]
pub struct Listing {
    /// To be read.
    pub units: Vec<Unit>,
    /// Left out on purpose.
    pub skipped: Vec<Gap>,
    /// Could not even be listed (a folder without permission).
    pub unread: Vec<Gap>,
    /// Not units, but unseen (a shallow border).
    pub missing: Vec<Gap>,
}

/// What became of a unit.
#[derive(Debug)]
pub enum Read {
    /// To be scanned.
    Chunk(Chunk),
    /// Left out on purpose; the reason.
    Skipped(String),
    /// Could not be read; the reason.
    Unread(String),
}

/// A kind of input.
pub trait Source: Sync {
    /// The noun of a unit, for the receipt: `file`, `staged file`.
    fn noun(&self) -> &'static str;
    /// True where the receipt is to say how many lines were new (staged content, ranges).
    fn counts_lines(&self) -> bool {
        false
    }
    /// All units, in a stable order.
    fn list(&self) -> Result<Listing>;
    /// A reader for one worker thread.
    fn reader(&self) -> Result<Box<dyn Reader + '_>>;
}

/// Reads units, one at a time; owned by one worker.
pub trait Reader {
    /// Turns a unit into a chunk. A failure is a value, not an error: it goes to the receipt.
    fn read(&mut self, unit: &Unit) -> Read;

    /// Takes the bytes of a chunk back once it is scanned, so that the next one needs no fresh memory.
    fn recycle(&mut self, _bytes: Vec<u8>) {}
}
