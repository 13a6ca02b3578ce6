//! What the buckets of the search filter let pass. Shared with `rules/build.rs`.

use super::odds::share_of;
use super::window::{Window, spellings};

/// What a bucket lets pass: for each byte of the window, the sets of low and high nibbles.
#[derive(Clone, Debug)]
pub struct Sieve {
    halves: [[u16; 2]; 4],
    /// The share of places in ordinary text that pass.
    pub odds: f64,
}

impl Sieve {
    /// For one window.
    pub fn of(window: &Window) -> Self {
        let mut halves = [[0u16; 2]; 4];
        for (half, byte) in halves.iter_mut().zip(window) {
            for b in spellings(*byte) {
                half[0] |= 1 << (b & 15);
                half[1] |= 1 << (b >> 4);
            }
        }
        Sieve { halves, odds: passing(&halves) }
    }

    /// The union of both.
    pub fn with(&self, other: &Sieve) -> Self {
        let mut halves = self.halves;
        for (half, more) in halves.iter_mut().zip(&other.halves) {
            half[0] |= more[0];
            half[1] |= more[1];
        }
        Sieve { halves, odds: passing(&halves) }
    }
}

/// The share of places in ordinary text that pass.
fn passing(halves: &[[u16; 2]; 4]) -> f64 {
    let share = |[low, high]: &[u16; 2]| {
        let (mut share, mut tops) = (0.0, *high);
        while tops != 0 {
            let (top, mut rest) = (tops.trailing_zeros() as u8, *low);
            tops &= tops - 1;
            while rest != 0 {
                share += share_of(top << 4 | rest.trailing_zeros() as u8);
                rest &= rest - 1;
            }
        }
        share
    };
    halves.iter().map(share).product()
}
