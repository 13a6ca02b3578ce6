//! Points: the sum of the weights of the features that hold. The weights are data, fitted by `benches/accuracy/fit.py`.

use super::feature::{COUNT, FEATURES, Feature, NAMES, Set};
use crate::model::{Confidence, Mark};
use std::borrow::Cow;

const DATA: &[u8] = include_bytes!("weights.tsv");
static WEIGHTS: Weights = parse();

struct Weights {
    /// In hundredths of a point.
    of: [i16; COUNT],
    bias: i16,
    low: i16,
    medium: i16,
    high: i16,
}

/// The least points of each confidence.
#[derive(Clone, Copy, Debug)]
pub struct Thresholds {
    /// Nothing is reported below it.
    pub low: f32,
    /// Shown by default from here on.
    pub medium: f32,
    /// Hardly any doubt from here on.
    pub high: f32,
}

/// The thresholds of `weights.tsv`.
pub static THRESHOLDS: Thresholds = Thresholds {
    low: WEIGHTS_CONST.low as f32 / 100.0,
    medium: WEIGHTS_CONST.medium as f32 / 100.0,
    high: WEIGHTS_CONST.high as f32 / 100.0,
};

const WEIGHTS_CONST: Weights = parse();

/// Lines `name TAB hundredths`; a name that is no feature does not compile, a feature without a line weighs nothing.
const fn parse() -> Weights {
    let mut w = Weights { of: [0; COUNT], bias: 0, low: 0, medium: 0, high: 0 };
    let mut i = 0;
    while i < DATA.len() {
        let start = i;
        while DATA[i] != b'\t' {
            i += 1;
        }
        let end = i;
        i += 1;
        let minus = DATA[i] == b'-';
        if minus {
            i += 1;
        }
        let mut value = 0i16;
        while i < DATA.len() && DATA[i] != b'\n' {
            assert!(DATA[i].is_ascii_digit(), "weights are whole hundredths");
            value = value * 10 + (DATA[i] - b'0') as i16;
            i += 1;
        }
        i += 1;
        if minus {
            value = -value;
        }
        if is(start, end, "bias") {
            w.bias = value;
        } else if is(start, end, "low") {
            w.low = value;
        } else if is(start, end, "medium") {
            w.medium = value;
        } else if is(start, end, "high") {
            w.high = value;
        } else {
            let mut f = 0;
            while f < COUNT && !is(start, end, NAMES[f]) {
                f += 1;
            }
            assert!(f < COUNT, "weights.tsv names a feature that is none");
            w.of[f] = value;
        }
    }
    w
}

const fn is(start: usize, end: usize, name: &str) -> bool {
    let name = name.as_bytes();
    if name.len() != end - start {
        return false;
    }
    let mut i = name.len();
    while i > 0 {
        i -= 1;
        if DATA[start + i] != name[i] {
            return false;
        }
    }
    true
}

/// The sum of points.
pub fn points(set: &Set) -> f32 {
    hundredths(set) as f32 / 100.0
}

fn hundredths(set: &Set) -> i32 {
    i32::from(WEIGHTS.bias) + set.iter().map(|f| i32::from(WEIGHTS.of[f as usize])).sum::<i32>()
}

/// The confidence for this many points; `None` below low.
pub fn confidence(points: f32) -> Option<Confidence> {
    match points {
        p if p >= THRESHOLDS.high => Some(Confidence::High),
        p if p >= THRESHOLDS.medium => Some(Confidence::Medium),
        p if p >= THRESHOLDS.low => Some(Confidence::Low),
        _ => None,
    }
}

/// The most points that features of the groups from `first` on can still add.
const fn best_from(first: Feature) -> i32 {
    let mut sum = 0i32;
    let mut best = 0i32;
    let mut f = first as usize;
    while f < COUNT {
        let weight = WEIGHTS_CONST.of[f] as i32;
        let same = f > first as usize
            && !FEATURES_CONST[f].is_empty()
            && same(FEATURES_CONST[f], FEATURES_CONST[f - 1]);
        if same {
            if weight > best {
                sum += weight - best;
                best = weight;
            }
        } else {
            best = if weight > 0 { weight } else { 0 };
            sum += best;
        }
        f += 1;
    }
    sum
}

const FEATURES_CONST: [&str; COUNT] = {
    let mut groups = [""; COUNT];
    let mut i = 0;
    while i < COUNT {
        groups[i] = super::feature::group_of(i);
        i += 1;
    }
    groups
};

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// Points that shape, looks, words, coverage, entropy and surroundings can add at most.
const VALUE_BEST: i32 = best_from(Feature::Len3);
/// Points that the surroundings can add at most.
const AROUND_BEST: i32 = best_from(Feature::InString);

/// True if a set with everything about name and form can still reach `low`.
pub fn may_reach_after_form(set: &Set) -> bool {
    hundredths(set) + VALUE_BEST >= i32::from(WEIGHTS.low)
}

/// True if a set with everything but the surroundings can still reach `low`.
pub fn may_reach_after_value(set: &Set) -> bool {
    hundredths(set) + AROUND_BEST >= i32::from(WEIGHTS.low)
}

/// The features that counted most, largest first: what `-v` and `explain` show.
pub fn marks(set: &Set, most: usize) -> Vec<Mark> {
    let mut all: Vec<(Feature, i16)> =
        set.iter().map(|f| (f, WEIGHTS.of[f as usize])).filter(|(_, w)| *w != 0).collect();
    all.sort_by_key(|(f, w)| (std::cmp::Reverse(w.abs()), *f));
    all.truncate(most);
    all.into_iter()
        .map(|(f, w)| Mark {
            name: Cow::Borrowed(f.name()),
            passed: w > 0,
            points: f32::from(w) / 100.0,
            detail: Cow::Borrowed(FEATURES[f as usize].2),
        })
        .collect()
}
