//! How often bytes occur in ordinary text. Shared with `rules/build.rs`.

use super::window::{Window, spellings};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The share of places in ordinary text that have this window. For three bytes in a row it was counted; for four it is
/// computed from the single bytes: rare windows mean more windows, which blunt the filter in front of the search as
/// much as they save behind it.
pub fn odds(window: &Window) -> f64 {
    let alone = window.iter().map(|byte| spellings(*byte).into_iter().map(share_of).sum::<f64>()).product();
    match *window {
        [Some((a, _)), Some((b, _)), Some((c, _)), None] => THREES.share_of([a, b, c], alone),
        _ => alone,
    }
}

/// The most frequent sequences of three bytes, in lower case, and their shares.
struct Threes {
    shares: HashMap<[u8; 3], f64>,
    rarest: f64,
}

static THREES: LazyLock<Threes> = LazyLock::new(|| Threes::read(include_str!("threes.txt")));

impl Threes {
    /// From lines of eight times the information in bits and the sequences that have it, with `~` for a blank, as
    /// `benches/threes.py` writes them.
    fn read(lines: &str) -> Self {
        let (mut shares, mut rarest) = (HashMap::new(), f64::MAX);
        for (bits, signs) in lines.lines().filter_map(|line| line.split_once(' ')) {
            let share = (-bits.parse().unwrap_or(0.0_f64) / 8.0).exp2();
            let blanks = |sign: u8| if sign == b'~' { b' ' } else { sign };
            shares.extend(signs.as_bytes().as_chunks().0.iter().map(|signs| (signs.map(blanks), share)));
            rarest = share.min(rarest);
        }
        Threes { shares, rarest }
    }

    /// A sequence that is not listed is rarer than all that are; its share is `alone` if such characters were left out
    /// of the list.
    fn share_of(&self, signs: [u8; 3], alone: f64) -> f64 {
        let is_counted = signs.iter().all(|sign| matches!(sign, b' '..=b'}'));
        let unlisted = if is_counted { alone.min(self.rarest) } else { alone };
        self.shares.get(&signs).copied().unwrap_or(unlisted)
    }
}

/// The share of a byte in source text.
pub fn share_of(b: u8) -> f64 {
    SHARES[usize::from(b)]
}

static SHARES: LazyLock<[f64; 256]> = LazyLock::new(|| std::array::from_fn(|b| worked_out(b as u8)));

fn worked_out(b: u8) -> f64 {
    // Eight times the information, in bits, of the bytes from the blank on.
    #[rustfmt::skip]
    const RARITY: [u8; 96] = [
        25, 81, 55, 73, 70, 84, 53, 62, 55, 55, 59, 80, 56, 46, 56, 61,
        64, 66, 71, 81, 80, 86, 84, 90, 88, 90, 70, 59, 74, 60, 62, 99,
        95, 66, 79, 71, 71, 61, 73, 77, 75, 67, 104, 91, 70, 76, 69, 67,
        75, 104, 67, 69, 63, 74, 92, 87, 92, 90, 99, 79, 77, 79, 92, 44,
        75, 37, 52, 40, 44, 30, 46, 49, 46, 36, 76, 61, 44, 46, 39, 37,
        46, 84, 37, 36, 31, 46, 60, 59, 60, 60, 80, 73, 80, 73, 91, 198,
    ];
    let bits = match b {
        b'\n' => 40,
        b'\t' => 44,
        _ => RARITY.get(usize::from(b).wrapping_sub(32)).copied().unwrap_or(100),
    };
    (-f64::from(bits) / 8.0).exp2()
}
