//! Looks objects up in the index of a pack by reading only a few positions, for callers that need few objects.

use super::Fault;
use super::layout::{FAN, Layout, binary_search, bucket};
use crate::git::plain;
use crate::model::ObjectId;
use std::fs::File;
use std::path::Path;

/// A pack's index, looked into by position.
pub struct Index {
    file: File,
    layout: &'static Layout,
    /// How many objects there are up to each first byte of a name.
    fan: Vec<u32>,
    /// The rows that were read last.
    rows: Vec<u8>,
}

impl Index {
    /// Reads its first table.
    pub fn open(path: &Path) -> Result<Index, Fault> {
        let file = plain::open(path)?;
        let mut start = [0; 8 + FAN as usize];
        read_at(&file, 0, &mut start)?;
        let layout = Layout::of(&start)?;
        let table = &start[layout.fan as usize..][..FAN as usize];
        let fan: Vec<u32> = table.as_chunks::<4>().0.iter().map(|n| u32::from_be_bytes(*n)).collect();
        if !fan.is_sorted() {
            return Err(Fault::Corrupt("index fan-out"));
        }
        Ok(Index { file, layout, fan, rows: vec![0; MOST_ROWS * layout.row as usize] })
    }

    /// The place of an object in the pack.
    pub fn find(&mut self, id: ObjectId) -> Result<Option<u64>, Fault> {
        let (mut low, mut high) = self.bucket(id.0[0]);
        let Layout { row: step, skip, apart, .. } = *self.layout;
        // Names are spread evenly: the row is near the share that the next bytes of the name are of all.
        let [_, a, b, c, d, ..] = id.0;
        let share = u64::from(u32::from_be_bytes([a, b, c, d]));
        let mut guess = low + (((high - low) * share) >> 32);
        while low < high {
            let count = (high - low).min(MOST_ROWS as u64);
            let from = guess.saturating_sub(count / 2).clamp(low, high - count);
            let rows = self.read(from, count)?;
            let row = |at: usize| &rows[at * step as usize..(at + 1) * step as usize];
            let name = |at: usize| &row(at)[skip..];
            let (first, last) = (name(0), name(count as usize - 1));
            if id.0[..] < *first {
                high = from;
            } else if id.0[..] > *last {
                low = from + count;
            } else {
                let found = binary_search(count as usize, |at| name(at).cmp(&id.0[..]));
                return match found {
                    None => Ok(None),
                    Some(at) if apart => self.offset(from + at as u64).map(Some),
                    Some(at) => {
                        let row = row(at);
                        Ok(Some(u64::from(u32::from_be_bytes([row[0], row[1], row[2], row[3]]))))
                    }
                };
            }
            // A name that is not where it should be: halve what is left.
            guess = low + (high - low) / 2;
        }
        Ok(None)
    }

    /// The names that begin with these digits, two at least: all of their first byte are looked at.
    pub fn starting_with(&mut self, digits: &str) -> Result<Vec<ObjectId>, Fault> {
        let Some(first) = digits.get(..2).and_then(|byte| u8::from_str_radix(byte, 16).ok()) else {
            return Ok(Vec::new());
        };
        let (low, high) = self.bucket(first);
        let Layout { row: step, skip, .. } = *self.layout;
        let (mut found, mut from) = (Vec::new(), low);
        while from < high {
            let count = (high - from).min(MOST_ROWS as u64);
            let rows = self.read(from, count)?.chunks(step as usize);
            let ids = rows.filter_map(|row| ObjectId::from_bytes(row.get(skip..)?));
            found.extend(ids.filter(|id| id.to_string().starts_with(digits)));
            from += count;
        }
        Ok(found)
    }

    /// From where to where the names with this first byte are.
    fn bucket(&self, first: u8) -> (u64, u64) {
        bucket(first, |first| u64::from(self.fan[first]))
    }

    /// Some rows, `MOST_ROWS` at most.
    fn read(&mut self, from: u64, count: u64) -> Result<&[u8], Fault> {
        let rows = &mut self.rows[..(count * self.layout.row) as usize];
        read_at(&self.file, self.layout.row_at(from), rows)?;
        Ok(rows)
    }

    /// Where offsets lie apart: four bytes, or a number in the table of long ones.
    fn offset(&self, at: u64) -> Result<u64, Fault> {
        let count = u64::from(self.fan[255]);
        let mut short = [0; 4];
        read_at(&self.file, self.layout.offset_at(count, at), &mut short)?;
        let short = u32::from_be_bytes(short);
        if short & 0x8000_0000 == 0 {
            return Ok(u64::from(short));
        }
        let mut long = [0; 8];
        read_at(&self.file, self.layout.long_at(count, u64::from(short & 0x7fff_ffff)), &mut long)?;
        Ok(u64::from_be_bytes(long))
    }
}

/// How many rows of an index are read at a time.
const MOST_ROWS: usize = 160;

fn read_at(file: &File, at: u64, out: &mut [u8]) -> Result<(), Fault> {
    Ok(std::os::unix::fs::FileExt::read_exact_at(file, out, at)?)
}
