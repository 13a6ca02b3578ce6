//! The seats of the catalogue's keywords: windows and buckets chosen together, by what follows what in ordinary text.
//!
//! Good ones take minutes to find, so they are kept in `seats.txt`: keywords that it does not have are seated where they blunt the
//! filter least. `SECRETSCAN_SEATING=ROUNDS cargo check` looks for better ones (with an optimized build script:
//! `CARGO_PROFILE_DEV_BUILD_OVERRIDE_OPT_LEVEL=3`) and writes the file anew; do so when many keywords have come.

mod model;

use crate::gate;
use crate::table::{Tables, WordRow};
use crate::window::{self, BUCKETS, GATED_BUCKETS, NEAREST, Window, spellings};
use model::Model;
use std::collections::{HashMap, HashSet};

/// Seats by whether the keyword is gated, and its text: offset of the window, and bucket.
type Seats = HashMap<(bool, Vec<u8>), (usize, usize)>;

/// Gives the keywords the seats in `known`, or the best that are left. Gives back all of them as a file has them, where `rounds`
/// of looking for better ones were asked for.
pub fn improve(tables: &mut Tables, known: &str, rounds: Option<usize>) -> Option<String> {
    let model = Model::new(include_str!("following.txt"));
    let (blob, words) = (tables.blob.clone(), tables.words.to_mut());
    let text = |row: &WordRow| &blob.as_bytes()[row.text.at as usize..(row.text.at + row.text.len) as usize];
    let known = read(known);
    let mut lines = Vec::new();
    for gated in [true, false] {
        let is_searched = |gates: u8| if gated { gates & gate::MIXED != 0 } else { gates == 0 };
        let rows: Vec<usize> = (0..words.len()).filter(|&at| is_searched(words[at].gates)).collect();
        let mut seating = Seating {
            windows: rows.iter().map(|&at| windows(text(&words[at]), gated)).collect(),
            shares: Vec::new(),
            seats: vec![(0, 0); rows.len()],
            buckets: if gated { GATED_BUCKETS } else { BUCKETS },
            model: &model,
            known: HashMap::new(),
        };
        let seats: Vec<Option<(usize, usize)>> = rows
            .iter()
            .enumerate()
            .map(|(n, &at)| {
                let seat = known.get(&(gated, text(&words[at]).to_vec()))?;
                (seat.0 < seating.windows[n].len() && seat.1 < seating.buckets).then_some(*seat)
            })
            .collect();
        if rounds.is_some() || seats.iter().any(Option::is_none) {
            seating.count();
        }
        seating.take(&seats);
        if let Some(rounds) = rounds {
            seating.look_for_better(rounds);
        }
        for (at, (offset, bucket)) in rows.into_iter().zip(seating.seats) {
            (words[at].offset, words[at].bucket) = (offset as u8, bucket as u8);
            let word = text(&words[at]).escape_ascii();
            lines.push(format!("{} {offset} {bucket} {word}\n", if gated { "gated" } else { "free" }));
        }
    }
    lines.sort();
    rounds.map(|_| lines.concat())
}

/// The seats of a file: a line a keyword.
fn read(text: &str) -> Seats {
    let line = |line: &str| {
        let mut parts = line.splitn(4, ' ');
        let gated = parts.next()? == "gated";
        let (offset, bucket) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(((gated, unescaped(parts.next()?)), (offset, bucket)))
    };
    text.lines().filter_map(line).collect()
}

/// The bytes that `escape_ascii` wrote so.
fn unescaped(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((&first, behind)) = rest.split_first() {
        rest = behind;
        if first != b'\\' {
            bytes.push(first);
            continue;
        }
        let (byte, length) = match rest.first() {
            Some(b'x') => {
                let code = std::str::from_utf8(rest.get(1..3).unwrap_or_default()).unwrap_or_default();
                (u8::from_str_radix(code, 16).unwrap_or_default(), 3)
            }
            Some(b'n') => (b'\n', 1),
            Some(b'r') => (b'\r', 1),
            Some(b't') => (b'\t', 1),
            Some(&sign) => (sign, 1),
            None => (b'\\', 0),
        };
        bytes.push(byte);
        rest = rest.get(length..).unwrap_or_default();
    }
    bytes
}

/// How many places that only pass cost as much as the look-up of one that has a window (by instructions counted).
const LOOK_UP: f64 = 5.0;

/// By byte of the window, the low and the high halves that a bucket lets pass.
type Halves = [[u16; 2]; 4];

struct Seating<'s> {
    /// Of each keyword, what each of its windows lets pass, by offset.
    windows: Vec<Vec<Halves>>,
    /// The share of places that have each of these windows, by offset.
    shares: Vec<Vec<f64>>,
    /// Offset of the window, and its bucket.
    seats: Vec<(usize, usize)>,
    buckets: usize,
    model: &'s Model,
    /// What has been worked out.
    known: HashMap<Halves, f64>,
}

impl Seating<'_> {
    /// Works out the shares: only where somebody looks for a seat, for it takes a while.
    fn count(&mut self) {
        let windows = std::mem::take(&mut self.windows);
        self.shares =
            windows.iter().map(|own| own.iter().map(|window| self.odds(window)).collect()).collect();
        self.windows = windows;
    }

    /// Takes these seats, and the best that are left for keywords that have none.
    fn take(&mut self, seats: &[Option<(usize, usize)>]) {
        let mut open = Vec::new();
        for (word, seat) in seats.iter().enumerate() {
            match seat {
                Some(seat) => self.seats[word] = *seat,
                None => open.push(word),
            }
        }
        let left: HashSet<usize> = open.iter().copied().collect();
        let mut sieves = self.sieves(&left);
        self.seat(open, &mut sieves);
    }

    /// Empties some buckets at random and seats their keywords anew, again and again: moved one by one, keywords that share a bucket
    /// would never leave it.
    fn look_for_better(&mut self, rounds: usize) {
        let mut dice = 1u64;
        let mut roll = |sides: usize| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) as usize % sides
        };
        let sieves = self.sieves(&HashSet::new());
        let mut best = (self.cost(&sieves), self.seats.clone());
        for _ in 0..rounds {
            let emptied = [roll(self.buckets), roll(self.buckets), roll(self.buckets)];
            let leaves = |word: &usize| emptied.contains(&best.1[*word].1) || roll(16) == 0;
            let out: Vec<usize> = (0..self.seats.len()).filter(leaves).collect();
            let mut sieves = self.sieves(&out.iter().copied().collect());
            self.seat(out, &mut sieves);
            let now = self.cost(&sieves);
            if now < best.0 {
                best = (now, self.seats.clone());
            } else {
                self.seats.clone_from(&best.1);
            }
        }
        let passing: f64 = self.sieves(&HashSet::new()).iter().map(|sieve| self.odds(sieve)).sum();
        println!(
            "cargo::warning=of {} keywords: {passing:.5} of all places pass, cost {:.5}",
            self.seats.len(),
            best.0
        );
    }

    /// What the seats cost, in places that pass: all that do, and the look-ups of those that have a window.
    fn cost(&mut self, sieves: &[Halves]) -> f64 {
        let passing: f64 = sieves.iter().map(|sieve| self.odds(sieve)).sum();
        let found: f64 =
            self.seats.iter().zip(&self.shares).map(|((offset, _), shares)| shares[*offset]).sum();
        passing + LOOK_UP * found
    }

    /// Seats keywords one after the other where they blunt the filter least, first those that do so most.
    fn seat(&mut self, words: Vec<usize>, sieves: &mut [Halves]) {
        let least = |word: usize| self.shares[word].iter().copied().fold(f64::MAX, f64::min);
        let mut order: Vec<(f64, usize)> = words.into_iter().map(|word| (least(word), word)).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (_, word) in order {
            let mut best = (f64::MAX, (0, 0));
            for offset in 0..self.windows[word].len() {
                let own = self.windows[word][offset];
                let found = LOOK_UP * self.shares[word][offset];
                for (bucket, base) in sieves.iter().enumerate() {
                    let grown = joined(base, &own);
                    let more = if grown == *base { 0.0 } else { self.odds(&grown) - self.odds(base) };
                    let price = found + more;
                    if price < best.0 {
                        best = (price, (offset, bucket));
                    }
                }
            }
            let (offset, bucket) = best.1;
            self.seats[word] = best.1;
            sieves[bucket] = joined(&sieves[bucket], &self.windows[word][offset]);
        }
    }

    /// What each bucket lets pass, but for these keywords.
    fn sieves(&self, but: &HashSet<usize>) -> Vec<Halves> {
        let mut sieves = vec![Halves::default(); self.buckets];
        for (word, &(offset, bucket)) in self.seats.iter().enumerate().filter(|(word, _)| !but.contains(word))
        {
            sieves[bucket] = joined(&sieves[bucket], &self.windows[word][offset]);
        }
        sieves
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
