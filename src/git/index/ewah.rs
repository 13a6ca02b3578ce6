//! Compressed bitmaps (EWAH) as a split index stores them.

use super::parse::number;

/// Limit for the bits of a bitmap: no index has more entries.
const MAX_BITS: usize = 1 << 27;

/// The positions of the set bits in ascending order, and the size of the bitmap in bytes. `None` if it is broken.
pub(super) fn positions(data: &[u8]) -> Option<(Vec<usize>, usize)> {
    let bits = number(data, 0)? as usize;
    let words = number(data, 4)? as usize;
    let used = words.checked_mul(8)?.checked_add(12)?;
    if bits > MAX_BITS || used > data.len() {
        return None;
    }
    let mut words = data[8..used - 4].as_chunks::<8>().0.iter().map(|word| u64::from_be_bytes(*word));
    let (mut set, mut at) = (Vec::new(), 0);
    while let Some(marker) = words.next() {
        // Bit 0: the repeated bit; 32 bits: length of the run in words; 31 bits: number of literal words that follow.
        let run = (marker >> 1 & 0xffff_ffff) as usize * 64;
        if marker & 1 == 1 {
            set.extend(at..bits.min(at + run));
        }
        at += run;
        for _ in 0..marker >> 33 {
            let word = words.next()?;
            set.extend((0..64).filter(|bit| word >> bit & 1 == 1).map(|bit| at + bit).filter(|p| *p < bits));
            at += 64;
        }
        if at > MAX_BITS + 64 {
            return None;
        }
    }
    Some((set, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bitmap(bits: u32, words: &[u64]) -> Vec<u8> {
        let mut data = [bits.to_be_bytes(), (words.len() as u32).to_be_bytes()].concat();
        words.iter().for_each(|w| data.extend(w.to_be_bytes()));
        data.extend([0; 4]);
        data
    }

    #[test]
    fn runs_and_literals() {
        let data = bitmap(200, &[1 | 1 << 1 | 1 << 33, 0b101, 1 << 1]);
        let (set, used) = positions(&data).expect("well-formed");
        assert_eq!(used, data.len());
        assert_eq!(set, (0..64).chain([64, 66]).collect::<Vec<_>>());
    }

    #[test]
    fn broken_ones_are_refused() {
        assert!(positions(&[]).is_none());
        assert!(positions(&bitmap(u32::MAX, &[])).is_none());
        assert!(positions(&bitmap(10, &[u64::MAX])).is_none());
    }
}
