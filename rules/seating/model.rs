//! How often a window lets a place of ordinary text pass.

use super::Halves;

/// What follows what in ordinary text.
pub struct Model {
    /// The share of every kind of byte.
    share: Vec<f64>,
    /// By kind of a byte, the share of every kind before it.
    before: Vec<Vec<f64>>,
    /// By half byte, low ones and high ones: the kinds that have it.
    kinds: [[u128; 16]; 2],
}

impl Model {
    /// From a line of the shares of all kinds, and one for what stands behind each: a sign for each share, which tells how
    /// many quarters of a bit it has.
    pub fn new(text: &str) -> Self {
        let share = |sign: u8| (-f64::from(sign - b'#') / 4.0).exp2();
        let mut lines = text.lines().map(|line| line.bytes().map(share).collect::<Vec<f64>>());
        let share = lines.next().unwrap_or_default();
        let behind: Vec<Vec<f64>> = lines.collect();
        let before = (0..share.len()).map(|kind| behind.iter().map(|row| row[kind]).collect()).collect();
        let mut kinds = [[0; 16]; 2];
        for (kind, b) in KINDS.into_iter().enumerate() {
            kinds[0][usize::from(b & 15)] |= 1 << kind;
            kinds[1][usize::from(b >> 4)] |= 1 << kind;
        }
        Model { share, before, kinds }
    }

    /// The share of the places of ordinary text that pass. (Plain loops: a build script is not optimized.)
    pub fn odds(&self, halves: &Halves) -> f64 {
        let (mut ways, mut next) = ([(0, 0.0); KINDS.len()], [(0, 0.0); KINDS.len()]);
        let (mut len, mut total) = (0, 0.0);
        for (at, half) in halves.iter().enumerate() {
            let mut kinds = self.passing(half);
            let mut count = 0;
            total = 0.0;
            while kinds != 0 {
                let kind = kinds.trailing_zeros() as usize;
                kinds &= kinds - 1;
                let mut odds = if at == 0 { self.share[kind] } else { 0.0 };
                let before = &self.before[kind];
                let mut way = 0;
                while way < len {
                    odds += ways[way].1 * before[ways[way].0];
                    way += 1;
                }
                next[count] = (kind, odds);
                count += 1;
                total += odds;
            }
            (ways, next, len) = (next, ways, count);
        }
        total
    }

    /// The kinds that a byte of a window may be.
    fn passing(&self, halves: &[u16; 2]) -> u128 {
        let [low, high] = [0, 1].map(|half| {
            let has = |at: &usize| halves[half] >> at & 1 == 1;
            (0..16).filter(has).fold(0, |all, at| all | self.kinds[half][at])
        });
        low & high
    }
}

/// The kinds of bytes of the model: line feed, tabulator, the printable ones, and one for all others.
const KINDS: [u8; 98] = {
    let mut kinds = [0xc3; 98];
    (kinds[0], kinds[1]) = (b'\n', b'\t');
    let mut at = 2;
    while at < 97 {
        kinds[at] = at as u8 + 0x1e;
        at += 1;
    }
    kinds
};
