//! Kinds of input. A source lists cheap units in a stable order; a reader, one a worker, turns a unit into a chunk.

mod blob;
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

/// An object of a repository that is larger than this is read in windows, too; where its bytes come out of a chain of
/// deltas, which are applied to the whole, it is left unread, and named.
pub const MAX_BYTES: u64 = 1 << 30;

/// A file or an input that is larger than this is read in windows.
pub const WHOLE_BYTES: u64 = 256 << 20;

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
pub enum Read {
    /// To be scanned.
    Chunk(Chunk),
    /// To be scanned in windows: too large to be held whole.
    Large(Box<dyn std::io::Read>),
    /// Left out on purpose; the reason.
    Skipped(String),
    /// Could not be read; the reason.
    Unread(String),
}

impl std::fmt::Debug for Read {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Read::Chunk(chunk) => f.debug_tuple("Chunk").field(chunk).finish(),
            Read::Large(_) => f.write_str("Large"),
            Read::Skipped(why) => f.debug_tuple("Skipped").field(why).finish(),
            Read::Unread(why) => f.debug_tuple("Unread").field(why).finish(),
        }
    }
}

/// A kind of input.
pub trait Source: Sync {
    /// The noun of a unit, for the receipt: `file`, `staged file`.
    fn noun(&self) -> &'static str;
    /// True where the receipt is to say how many lines were new (staged content, ranges).
    fn counts_lines(&self) -> bool {
        false
    }
    /// True where reading may wait for somebody else, as at a pipe: nothing is to be had of what was asked for then, and a
    /// signal ends the program at once.
    fn may_wait(&self) -> bool {
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

    /// The next unit is no version of the last one: what was kept for that is not needed.
    fn forget(&mut self) {}
}
