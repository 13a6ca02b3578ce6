//! Places that wait to be compared with keywords. A batch of them is collected and filtered without branches: which of them
//! pass is unpredictable, and a mispredicted branch costs more than the filter.

use super::block::{BATCH, BLOCK};

/// How many places are written at a time.
const STEP: usize = 4;
/// Room for every place of a batch and of the block before it, and for what is written past the last one.
const ROOM: usize = (BATCH + 2) * BLOCK;

/// Places in a text, ascending.
#[derive(Debug)]
pub struct Places {
    at: Box<[u32; ROOM]>,
    len: usize,
}

impl Default for Places {
    fn default() -> Self {
        Places { at: Box::new([0; ROOM]), len: 0 }
    }
}

impl Places {
    /// Adds the place of every set bit; bit 0 is for `first`. At most a batch and one block, until the places are taken.
    #[inline(always)]
    pub fn add(&mut self, first: usize, mut bits: u64) {
        let mut left = bits.count_ones() as usize;
        loop {
            let room = self.at.get_mut(self.len..).and_then(|room| room.first_chunk_mut::<STEP>());
            let Some(step) = room else { unreachable!("more places than a batch has") };
            for slot in step {
                // If no bit is left, the place is written but not counted.
                *slot = (first as u32).wrapping_add(bits.trailing_zeros());
                bits &= bits.wrapping_sub(1);
            }
            self.len += left.min(STEP);
            left = left.saturating_sub(STEP);
            if left == 0 {
                return;
            }
        }
    }

    /// Keeps the places that pass.
    #[inline(always)]
    pub fn sift(&mut self, mut passes: impl FnMut(usize) -> bool) {
        let mut kept = 0;
        let places = &mut self.at[..self.len];
        for next in 0..places.len() {
            let place = places[next];
            places[kept] = place;
            kept += usize::from(passes(place as usize));
        }
        self.len = kept;
    }

    /// Takes all places.
    #[inline(always)]
    pub fn drain(&mut self) -> impl Iterator<Item = usize> + '_ {
        let len = std::mem::take(&mut self.len);
        self.at[..len].iter().map(|place| *place as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_is_a_place_and_sifting_keeps_their_order() {
        let mut places = Places::default();
        let all = [(0, 0), (64, 1 << 63 | 1), (128, 0b1111), (192, 0b11111), (256, u64::MAX)];
        all.into_iter().for_each(|(first, bits)| places.add(first, bits));
        let bits = all.iter().map(|(_, bits)| bits.count_ones() as usize).sum::<usize>();
        assert_eq!(places.len, bits);
        assert!(places.at[..bits].is_sorted_by(|a, b| a < b));
        places.sift(|place| place < 256 && place % 2 == 1);
        assert_eq!(places.drain().collect::<Vec<_>>(), [127, 129, 131, 193, 195]);
        assert_eq!(places.drain().count(), 0);
    }
}
