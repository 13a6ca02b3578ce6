//! How likely the signs that a pattern draws have no mixed run of token characters: the odds at which a gate would lose
//! a match. Shared with `rules/build.rs`.

use super::bytes::Set;
use super::draws::signs;
use super::gate::{SHORT_RUN, is_run_byte};

/// What has been drawn so far, where no run of [`SHORT_RUN`] has mixed yet: the odds of each state of the run that is
/// under way.
#[derive(Clone, Debug)]
pub struct Unmixed {
    /// By length of the run, whether a byte of it mixes, and what its last byte was.
    odds: [[[f64; LAST]; 2]; SHORT_RUN + 1],
    case: Case,
}

/// In which case letters come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// In those that the pattern names.
    AsWritten,
    /// In one of them alone: a pattern in any case says nothing of its values.
    Lower,
    Upper,
}

/// Kinds of the last byte: a small letter, a capital one, another sign.
const LAST: usize = 3;
const LOWER: usize = 0;
const UPPER: usize = 1;
const OTHER: usize = 2;

impl Unmixed {
    /// Nothing is drawn yet.
    pub fn new(case: Case) -> Self {
        let mut odds = [[[0.0; LAST]; 2]; SHORT_RUN + 1];
        odds[0][0][OTHER] = 1.0;
        Unmixed { odds, case }
    }

    /// How likely no run has mixed.
    pub fn left(&self) -> f64 {
        self.odds.iter().flatten().flatten().sum()
    }

    /// Draws so many signs.
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

    /// Token characters may follow: they can but lengthen the run, and what was last may no longer be so.
    pub fn may_go_on(&mut self) {
        for lasts in self.odds.iter_mut().flatten() {
            let sum = lasts.iter().sum();
            *lasts = [0.0; LAST];
            lasts[OTHER] = sum;
        }
    }
}

/// The kinds of the signs of a set, in shares.
struct Share {
    lower: f64,
    upper: f64,
    digit: f64,
    joint: f64,
    other: f64,
}

impl Share {
    fn of(set: &Set, case: Case) -> Self {
        let has = |b: u8| super::draws::has(set, b);
        // A letter of which the set has both cases comes in one of them.
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
