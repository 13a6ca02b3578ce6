//! Better seats for the keywords of the catalogue than those that are worked out in a moment: windows and buckets are
//! chosen together, by what follows what in ordinary text. Done when the program is built, because it takes seconds.

use crate::gate;
use crate::table::{Tables, WordRow};
use crate::window::{self, BUCKETS, GATED_BUCKETS, NEAREST, Window, spellings};
use std::collections::HashMap;

/// How often all keywords are tried in other seats.
const SWEEPS: usize = 6;
/// What a move has to save: a share of the places of a text.
const GAIN: f64 = 1e-8;

/// Gives the keywords better seats.
pub fn improve(tables: &mut Tables) {
    let model = Model::new(include_str!("following.txt"));
    let (blob, words) = (tables.blob.clone(), tables.words.to_mut());
    let text = |row: &WordRow| &blob.as_bytes()[row.text.at as usize..(row.text.at + row.text.len) as usize];
    for gated in [true, false] {
        let is_searched = |gates: u8| if gated { gates & gate::MIXED != 0 } else { gates == 0 };
        let rows: Vec<usize> = (0..words.len()).filter(|&at| is_searched(words[at].gates)).collect();
        let mut seating = Seating {
            windows: rows.iter().map(|&at| windows(text(&words[at]), gated)).collect(),
            seats: rows.iter().map(|&at| (words[at].offset.into(), words[at].bucket.into())).collect(),
            model: &model,
            known: HashMap::new(),
        };
        seating.settle(if gated { GATED_BUCKETS } else { BUCKETS });
        for (at, (offset, bucket)) in rows.into_iter().zip(seating.seats) {
            (words[at].offset, words[at].bucket) = (offset as u8, bucket as u8);
        }
    }
}

/// By byte of the window, the low and the high halves that a bucket lets pass.
type Halves = [[u16; 2]; 4];

struct Seating<'s> {
    /// Of each keyword, what each of its windows lets pass, by offset.
    windows: Vec<Vec<Halves>>,
    /// Offset of the window, and its bucket.
    seats: Vec<(usize, usize)>,
    model: &'s Model,
    /// What has been worked out.
    known: HashMap<Halves, f64>,
}

impl Seating<'_> {
    /// Moves keywords one by one to the seat where they blunt the filter least, as long as that helps.
    fn settle(&mut self, buckets: usize) {
        let mut sieves: Vec<Halves> = (0..buckets).map(|bucket| self.sieve(bucket, usize::MAX)).collect();
        for _ in 0..SWEEPS {
            let mut moved = false;
            for word in 0..self.windows.len() {
                let (offset, from) = self.seats[word];
                let left = self.sieve(from, word);
                let saved = self.odds(&sieves[from]) - self.odds(&left);
                if saved <= GAIN {
                    continue;
                }
                let mut best = (saved - GAIN, (offset, from));
                for offset in 0..self.windows[word].len() {
                    let own = self.windows[word][offset];
                    for (bucket, sieve) in sieves.iter().enumerate() {
                        let base = if bucket == from { &left } else { sieve };
                        let grown = joined(base, &own);
                        let price = if grown == *base { 0.0 } else { self.odds(&grown) - self.odds(base) };
                        if price < best.0 {
                            best = (price, (offset, bucket));
                        }
                    }
                }
                if best.1 != (offset, from) {
                    self.seats[word] = best.1;
                    for bucket in [from, best.1.1] {
                        sieves[bucket] = self.sieve(bucket, usize::MAX);
                    }
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
    }

    /// What a bucket lets pass, but for one keyword of it.
    fn sieve(&self, bucket: usize, but: usize) -> Halves {
        let members = (0..self.windows.len()).filter(|&word| word != but && self.seats[word].1 == bucket);
        members.fold(Halves::default(), |all, word| joined(&all, &self.windows[word][self.seats[word].0]))
    }

    fn odds(&mut self, halves: &Halves) -> f64 {
        let model = self.model;
        *self.known.entry(*halves).or_insert_with(|| model.odds(halves))
    }
}

/// Three bytes at least are left for a window, where the keyword has so many.
fn windows(text: &[u8], gated: bool) -> Vec<Halves> {
    let last = text.len().saturating_sub(3);
    let last = if gated { last.min(NEAREST) } else { last };
    let at = if gated { window::gated_at } else { window::at };
    (0..=last).map(|offset| halves(&at(text, offset))).collect()
}

fn halves(window: &Window) -> Halves {
    window.map(|byte| {
        spellings(byte).iter().fold([0, 0], |[low, high], b| [low | 1 << (b & 15), high | 1 << (b >> 4)])
    })
}

fn joined(one: &Halves, other: &Halves) -> Halves {
    std::array::from_fn(|at| [one[at][0] | other[at][0], one[at][1] | other[at][1]])
}

/// What follows what in ordinary text.
struct Model {
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
    fn new(text: &str) -> Self {
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
    fn odds(&self, halves: &Halves) -> f64 {
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
