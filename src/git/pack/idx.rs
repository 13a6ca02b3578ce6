//! Pack index files, versions 1 and 2: which objects a pack holds, and where.

use super::Fault;
use crate::git::plain;
use crate::model::ObjectId;
use std::path::Path;

const MAGIC: [u8; 4] = [0xff, b't', b'O', b'c'];

/// An index file read whole and checked for size, so that every look-up stays inside.
pub struct Index {
    data: Vec<u8>,
    count: usize,
    version: u8,
}

impl Index {
    /// Reads and checks an index file.
    pub fn open(path: &Path) -> Result<Index, Fault> {
        Index::parse(plain::read(path)?)
    }

    /// Checks the bytes of an index file.
    pub fn parse(data: Vec<u8>) -> Result<Index, Fault> {
        let version = match data.get(..8) {
            Some([a, b, c, d, 0, 0, 0, 2]) if [*a, *b, *c, *d] == MAGIC => 2,
            Some(head) if head[..4] == MAGIC => return Err(Fault::Corrupt("index version")),
            Some(_) => 1,
            None => return Err(Fault::Truncated),
        };
        let fan = if version == 2 { 8 } else { 0 };
        let mut last = 0;
        for i in 0..256 {
            let n = be32(&data, fan + 4 * i).ok_or(Fault::Truncated)?;
            if n < last {
                return Err(Fault::Corrupt("index fan-out"));
            }
            last = n;
        }
        let count = last as usize;
        let table = fan + 1024;
        let need = if version == 2 { count.checked_mul(28) } else { count.checked_mul(24) };
        let need = need.and_then(|n| n.checked_add(table + 40)).ok_or(Fault::Corrupt("index size"))?;
        let fits = if version == 2 { data.len() >= need } else { data.len() == need };
        // Version 2 may go on with 8-byte offsets; more than that is the index of other, longer names.
        if !fits || (version == 2 && !(data.len() - need).is_multiple_of(8)) {
            return Err(Fault::Corrupt("index size"));
        }
        Ok(Index { data, count, version })
    }

    /// Number of objects.
    pub fn len(&self) -> usize {
        self.count
    }

    /// The name of the `i`th object; zero where there is none.
    pub fn id(&self, i: usize) -> ObjectId {
        let at = if self.version == 2 { 1032 + 20 * i } else { 1024 + 24 * i + 4 };
        self.data.get(at..at + 20).and_then(ObjectId::from_bytes).unwrap_or_default()
    }

    /// The place of an object in this index.
    pub fn find(&self, id: ObjectId) -> Option<usize> {
        let fan = if self.version == 2 { 8 } else { 0 };
        let bound = |first: usize| be32(&self.data, fan + 4 * first).map_or(0, |n| n as usize);
        let first = usize::from(id.0[0]);
        let (mut low, mut high) = (if first == 0 { 0 } else { bound(first - 1) }, bound(first));
        while low < high {
            let mid = low + (high - low) / 2;
            match self.id(mid).cmp(&id) {
                std::cmp::Ordering::Equal => return Some(mid),
                std::cmp::Ordering::Less => low = mid + 1,
                std::cmp::Ordering::Greater => high = mid,
            }
        }
        None
    }

    /// Where the `i`th object starts in the pack.
    pub fn offset(&self, i: usize) -> Option<u64> {
        if self.version == 1 {
            return be32(&self.data, 1024 + 24 * i).map(u64::from);
        }
        let short = be32(&self.data, 1032 + 24 * self.count + 4 * i)?;
        if short & 0x8000_0000 == 0 {
            return Some(u64::from(short));
        }
        let at = 1032 + 28 * self.count + 8 * (short & 0x7fff_ffff) as usize;
        // The last 40 bytes are checksums.
        if at + 8 > self.data.len() - 40 {
            return None;
        }
        Some(u64::from(be32(&self.data, at)?) << 32 | u64::from(be32(&self.data, at + 4)?))
    }
}

fn be32(data: &[u8], at: usize) -> Option<u32> {
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
        let mut v2 = [&MAGIC[..], &[0, 0, 0, 2]].concat();
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
