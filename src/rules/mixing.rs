//! The probability that the bytes of a pattern form no mixed run of token characters, which is the probability that a
//! gate misses a match. Shared with `rules/build.rs`.

use super::byte_runs::signs;
use super::bytes::Set;
use super::gate::{SHORT_RUN, is_run_byte};

/// The state after some byte runs, as long as no run of [`SHORT_RUN`] was mixed: the probability of each state of the
/// current run.
#[derive(Clone, Debug)]
pub struct Unmixed {
    /// By length of the run, whether it has a mixing byte, and the kind of its last byte.
    odds: [[[f64; LAST]; 2]; SHORT_RUN + 1],
    case: Case,
}

/// The case of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// As in the pattern.
    AsWritten,
    /// One case only: a case-insensitive pattern tells nothing about its values.
    Lower,
    Upper,
}

/// Kinds of the last byte: lower case letter, upper case letter, other.
const LAST: usize = 3;
const LOWER: usize = 0;
const UPPER: usize = 1;
const OTHER: usize = 2;

impl Unmixed {
    /// Before the first draw.
    pub fn new(case: Case) -> Self {
        let mut odds = [[[0.0; LAST]; 2]; SHORT_RUN + 1];
        odds[0][0][OTHER] = 1.0;
        Unmixed { odds, case }
    }

    /// The probability that no run was mixed.
    pub fn left(&self) -> f64 {
        self.odds.iter().flatten().flatten().sum()
    }

    /// Draws `times` bytes from `set`.
    pub fn draw(&mut self, set: &Set, times: usize) {
        let share = Share::of(set, self.case);
        (0..times).for_each(|_| self.draw_one(&share));
    }

    fn draw_one(&mut self, share: &Share) {
        let mut next = [[[0.0; LAST]; 2]; SHORT_RUN + 1];
        for (len, mixes) in self.odds.iter().enumerate() {
            for (mixed, lasts) in mixes.iter().enumerate() {
                for (last, &odds) in lasts.iter().enumerate().filter(|(_, odds)| **odds > 0.0) {
                    let mut go = |kind: usize, mixes: bool, share: f64| {
                        let (len, mixed) = ((len + 1).min(SHORT_RUN), mixed == 1 || mixes);
                        if len < SHORT_RUN || !mixed {
                            next[len][usize::from(mixed)][kind] += odds * share;
                        }
                    };
                    go(LOWER, last == UPPER, share.lower);
                    go(UPPER, last == LOWER, share.upper);
                    go(OTHER, true, share.digit);
                    go(OTHER, false, share.joint);
                    next[0][0][OTHER] += odds * share.other;
                }
            }
        }
        self.odds = next;
    }

    /// Token characters may follow: they can only make the run longer, and change its last byte.
    pub fn may_go_on(&mut self) {
        for lasts in self.odds.iter_mut().flatten() {
            let sum = lasts.iter().sum();
            *lasts = [0.0; LAST];
            lasts[OTHER] = sum;
        }
    }
}

/// The shares of the kinds of bytes in a set.
struct Share {
    lower: f64,
    upper: f64,
    digit: f64,
    joint: f64,
    other: f64,
}

impl Share {
    fn of(set: &Set, case: Case) -> Self {
        let has = |b: u8| super::bytes::has(set, b);
        // If the set has both cases of a letter, only one of them occurs.
        let comes = |b: &u8| match case {
            Case::Lower => !(b.is_ascii_uppercase() && has(b.to_ascii_lowercase())),
            Case::Upper => !(b.is_ascii_lowercase() && has(b.to_ascii_uppercase())),
            Case::AsWritten => true,
        };
        let signs: Vec<u8> = signs(set).filter(comes).collect();
        let share = |test: &dyn Fn(u8) -> bool| {
            signs.iter().filter(|b| test(**b)).count() as f64 / signs.len().max(1) as f64
        };
        Share {
            lower: share(&|b| b.is_ascii_lowercase()),
            upper: share(&|b| b.is_ascii_uppercase()),
            digit: share(&|b| b.is_ascii_digit()),
            joint: share(&|b| is_run_byte(b) && !b.is_ascii_alphanumeric()),
            other: share(&|b| !is_run_byte(b)),
        }
    }
}
