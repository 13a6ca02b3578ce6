//! Places that wait to be looked at. A batch of them is gathered and sifted without a branch for each: which of them is
//! kept is as good as random, and a processor that guesses wrong loses more time than the look takes.

/// How many places are written at a time.
const STEP: usize = 4;

/// Places in a text, ascending.
#[derive(Debug, Default)]
pub struct Places {
    at: Vec<u32>,
}

impl Places {
    /// Adds the place of every bit that is set, counted from `first` on.
    #[inline(always)]
    pub fn add(&mut self, first: usize, mut bits: u64) {
        loop {
            let mut step = [0; STEP];
            let mut set = 0;
            for slot in &mut step {
                // Where no bit is left, the place is written and not counted.
                *slot = (first as u32).wrapping_add(bits.trailing_zeros());
                set += usize::from(bits != 0);
                bits &= bits.wrapping_sub(1);
            }
            let len = self.at.len() + set;
            self.at.extend_from_slice(&step);
            self.at.truncate(len);
            if bits == 0 {
                return;
            }
        }
    }

    /// Keeps those that pass.
    #[inline(always)]
    pub fn sift(&mut self, mut passes: impl FnMut(usize) -> bool) {
        let mut kept = 0;
        for next in 0..self.at.len() {
            let place = self.at[next];
            self.at[kept] = place;
            kept += usize::from(passes(place as usize));
        }
        self.at.truncate(kept);
    }

    /// Hands all of them out.
    #[inline(always)]
    pub fn drain(&mut self) -> impl Iterator<Item = usize> + '_ {
        self.at.drain(..).map(|place| place as usize)
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
        assert_eq!(places.at.len(), bits);
        assert!(places.at.is_sorted_by(|a, b| a < b));
        places.sift(|place| place < 256 && place % 2 == 1);
        assert_eq!(places.drain().collect::<Vec<_>>(), [127, 129, 131, 193, 195]);
        assert_eq!(places.drain().count(), 0);
    }
}
