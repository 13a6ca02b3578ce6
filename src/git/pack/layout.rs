//! Where the tables of a pack index lie, in versions 1 and 2: shared by the reader that holds it and the one that seeks.

use super::Fault;
use std::cmp::Ordering;

/// The places of one version. Positions are of 64 bits: an index may be larger than memory.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// Where the counts by first byte begin.
    pub fan: u64,
    /// Where the rows with names begin.
    names: u64,
    /// Bytes of such a row.
    pub row: u64,
    /// How many of them stand before the name: in version 1, the offset.
    pub skip: usize,
    /// Bytes of all tables for one object.
    each: u64,
    /// True if names and offsets lie apart, and offsets that are too large for their table have one of their own.
    pub apart: bool,
}

/// Rows of an offset and a name.
const V1: Layout = Layout { fan: 0, names: FAN, row: 24, skip: 4, each: 24, apart: false };
/// Names, then checksums and offsets of four bytes each.
const V2: Layout = Layout { fan: 8, names: 8 + FAN, row: 20, skip: 0, each: 28, apart: true };

/// Bytes of the counts by first byte.
pub const FAN: u64 = 1024;

impl Layout {
    /// The layout of an index that begins with these bytes, eight at least.
    pub fn of(start: &[u8]) -> Result<&'static Layout, Fault> {
        match start.get(..8) {
            Some([0xff, b't', b'O', b'c', 0, 0, 0, 2]) => Ok(&V2),
            Some([0xff, b't', b'O', b'c', ..]) => Err(Fault::Corrupt("index version")),
            Some(_) => Ok(&V1),
            None => Err(Fault::Truncated),
        }
    }

    /// Where the `i`th row begins.
    pub fn row_at(&self, i: u64) -> u64 {
        self.names + self.row * i
    }

    /// Where the `i`th of `count` offsets stands, in four bytes.
    pub fn offset_at(&self, count: u64, i: u64) -> u64 {
        if self.apart { self.names + (self.row + 4) * count + 4 * i } else { self.row_at(i) }
    }

    /// Where the table of offsets of eight bytes has its `i`th, or begins.
    pub fn long_at(&self, count: u64, i: u64) -> u64 {
        self.names + self.each * count + 8 * i
    }
}

/// From where to where names with this first byte are, by how many there are up to each first byte.
pub fn bucket<N: Default>(first: u8, up_to: impl Fn(usize) -> N) -> (N, N) {
    let first = usize::from(first);
    (first.checked_sub(1).map_or_else(N::default, &up_to), up_to(first))
}

/// The place, of `len` that are sorted, which `compare` holds for equal.
pub fn binary_search(len: usize, compare: impl Fn(usize) -> Ordering) -> Option<usize> {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        match compare(middle) {
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
            Ordering::Equal => return Some(middle),
        }
    }
    None
}
