//! Pack index files, versions 1 and 2: which objects a pack holds, and where.

use super::Fault;
use super::layout::{FAN, Layout, binary_search, bucket};
use crate::git::plain;
use crate::model::ObjectId;
use std::path::Path;

/// Bytes of the checksums at the end.
const SUMS: u64 = 40;

/// An index file read whole and checked for size, so that every look-up stays inside.
pub struct Index {
    data: Vec<u8>,
    count: usize,
    layout: &'static Layout,
}

impl Index {
    /// Reads and checks an index file.
    pub fn open(path: &Path) -> Result<Index, Fault> {
        Index::parse(plain::read(path)?)
    }

    /// Checks the bytes of an index file.
    pub fn parse(data: Vec<u8>) -> Result<Index, Fault> {
        let layout = Layout::of(&data)?;
        let mut count = 0;
        for at in (layout.fan..layout.fan + FAN).step_by(4) {
            let n = be32(&data, at).ok_or(Fault::Truncated)?;
            if n < count {
                return Err(Fault::Corrupt("index fan-out"));
            }
            count = n;
        }
        let need = layout.long_at(count.into(), 0) + SUMS;
        let more = (data.len() as u64).checked_sub(need);
        // Version 2 may go on with 8-byte offsets; more than that is the index of other, longer names.
        if !more.is_some_and(|more| more == 0 || layout.apart && more.is_multiple_of(8)) {
            return Err(Fault::Corrupt("index size"));
        }
        Ok(Index { data, count: count as usize, layout })
    }

    /// Number of objects.
    pub fn len(&self) -> usize {
        self.count
    }

    /// The name of the `i`th object; zero where there is none.
    pub fn id(&self, i: usize) -> ObjectId {
        let at = self.layout.row_at(i as u64) as usize + self.layout.skip;
        self.data.get(at..at + 20).and_then(ObjectId::from_bytes).unwrap_or_default()
    }

    /// The place of an object in this index.
    pub fn find(&self, id: ObjectId) -> Option<usize> {
        let up_to = |first: usize| be32(&self.data, self.layout.fan + 4 * first as u64).unwrap_or(0) as usize;
        let (low, high) = bucket(id.0[0], up_to);
        let found = binary_search(high.saturating_sub(low), |at| self.id(low + at).cmp(&id))?;
        Some(low + found)
    }

    /// Where the `i`th object starts in the pack.
    pub fn offset(&self, i: usize) -> Option<u64> {
        let count = self.count as u64;
        let short = be32(&self.data, self.layout.offset_at(count, i as u64))?;
        if !self.layout.apart || short & 0x8000_0000 == 0 {
            return Some(u64::from(short));
        }
        let at = self.layout.long_at(count, u64::from(short & 0x7fff_ffff));
        if at + 8 > self.data.len() as u64 - SUMS {
            return None;
        }
        Some(u64::from(be32(&self.data, at)?) << 32 | u64::from(be32(&self.data, at + 4)?))
    }
}

fn be32(data: &[u8], at: u64) -> Option<u32> {
    let at = usize::try_from(at).ok()?;
    Some(u32::from_be_bytes(data.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fanout(ids: &[ObjectId]) -> Vec<u8> {
        let below = |b: u8| ids.iter().filter(|id| id.0[0] <= b).count() as u32;
        (0..=255).flat_map(|b| below(b).to_be_bytes()).collect()
    }

    #[test]
    fn both_versions() {
        let ids = [ObjectId([3; 20]), ObjectId([7; 20])];
        let mut v1 = fanout(&ids);
        for (id, at) in ids.iter().zip([12u32, 99]) {
            v1.extend_from_slice(&at.to_be_bytes());
            v1.extend_from_slice(&id.0);
        }
        v1.extend_from_slice(&[0; 40]);
        let mut v2 = [&[0xff][..], b"tOc", &[0, 0, 0, 2]].concat();
        v2.extend(fanout(&ids));
        ids.iter().for_each(|id| v2.extend_from_slice(&id.0));
        v2.extend_from_slice(&[0; 8]);
        v2.extend_from_slice(&12u32.to_be_bytes());
        v2.extend_from_slice(&0x8000_0000u32.to_be_bytes());
        v2.extend_from_slice(&(5u64 << 32).to_be_bytes());
        v2.extend_from_slice(&[0; 40]);
        for (data, far) in [(v1, 99), (v2, 5 << 32)] {
            let index = Index::parse(data.clone()).expect("a good index");
            assert_eq!((index.len(), index.id(1), index.offset(0)), (2, ids[1], Some(12)));
            assert_eq!(index.offset(1), Some(far));
            for cut in 0..data.len() {
                if let Ok(index) = Index::parse(data[..cut].to_vec()) {
                    assert!(index.len() == 2 && index.offset(1).is_none(), "cut at {cut}");
                }
            }
        }
    }
}
