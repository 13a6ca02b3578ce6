//! Kinds of input. A source lists units cheaply and in a stable order; readers, one for each worker, turn units into
//! chunks.

mod blob;
mod files;
mod index;
mod range;
mod renamed;
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

/// Larger objects of a repository are read in windows. If such an object is stored as a delta, which can only be
/// applied to the whole, it is left unread and named.
pub const MAX_BYTES: u64 = 1 << 30;

/// Larger files and inputs are read in windows.
pub const WHOLE_BYTES: u64 = 256 << 20;

/// One thing to read, named but not yet read.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its place in the listing.
    pub index: usize,
    /// Where it comes from.
    pub origin: Origin,
    /// Expected size in bytes, if known: large units are started first.
    pub size: u64,
}

/// The result of listing: the units, and what is left out already.
#[derive(Debug, Default)]
pub struct Listing {
    /// Units to read.
    pub units: Vec<Unit>,
    /// Left out on purpose, with the reason.
    pub skipped: Vec<Gap>,
    /// Could not be listed (a folder without permission).
    pub unread: Vec<Gap>,
    /// Not units, but could not be scanned (a shallow border).
    pub missing: Vec<Gap>,
}

/// The result of reading a unit.
pub enum Read {
    /// To be scanned.
    Chunk(Chunk),
    /// To be scanned in windows, because it is too large for memory.
    Large(Box<dyn std::io::Read>),
    /// Left out on purpose, with the reason.
    Skipped(String),
    /// Could not be read, with the reason.
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
    /// The noun for a unit in the receipt: `file`, `staged file`.
    fn noun(&self) -> &'static str;
    /// True if the receipt tells how many lines were new (staged content, ranges).
    fn counts_lines(&self) -> bool {
        false
    }
    /// True if reading may block, as on a pipe: then there is nothing to finish, and a signal ends the program at once.
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
    /// Turns a unit into a chunk. A failure is not an error: it goes to the receipt.
    fn read(&mut self, unit: &Unit) -> Read;

    /// Takes back the bytes of a scanned chunk, to reuse their memory.
    fn recycle(&mut self, _bytes: Vec<u8>) {}

    /// Tells that the next unit is not another version of the last one, so that what was kept for that can be dropped.
    fn forget(&mut self) {}
}
