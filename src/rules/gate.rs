//! Where a keyword has to be searched: near a long run of token characters, near a mixed run, or everywhere. Proven
//! from a rule's regular expression. Shared with `rules/build.rs`.

use super::byte_runs::{Sequence, signs};
use super::bytes::has;
use super::mixing::{Case, Unmixed};

/// Length of a run: fewest token characters in a row.
pub const RUN: usize = 20;
/// How many bytes before a run a keyword with the front gate may begin.
pub const RUN_REACH: usize = 16;
/// Length of a short run: fewest token characters in a row.
pub const SHORT_RUN: usize = 12;
/// How many bytes before a short run a keyword may begin: a name, an operator and a quote come between.
pub const FAR_REACH: usize = 224;
/// How far into a short run its first mixing byte is searched.
pub const MIX_LOOK: usize = 48;

/// How many line ends may be between a keyword and the mixing byte.
pub const MIX_LINES: usize = 2;

/// Gate: the keyword is the front of a secret that has a long run in it. It is searched at starts of words close to
/// runs.
pub const FRONT: u8 = 1;
/// Gate: the keyword is searched before the mixing bytes of short runs. A mixing byte is a digit, or a letter right
/// behind a letter of the other case: random values have them, words in snake case and paths do not.
pub const MIXED: u8 = 2;

/// The greatest probability that a random value has no mixing byte, for tokens with a front of their own and for values
/// that a name identifies. (Of the latter, those without a mixing byte are more often words than secrets.)
const ODDS_FRONT: f64 = 1e-4;
const ODDS_NAMED: f64 = 1e-2;

/// True for the characters of runs.
pub fn is_run_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'/' | b'-')
}

/// The gate that all matches with this keyword pass, if they match in one of these ways and at most `lead` bytes come
/// before the keyword; 0 if none can be proven. With `fold`, values may have only one case. With `front`, a match
/// begins with the keyword, and that is the bounded front of a secret.
pub fn of(ways: &[Sequence], keyword: &[u8], lead: usize, fold: bool, front: bool) -> u8 {
    // Only starts of words are searched for the front of a secret, which costs less than any other gate.
    if front && ways.iter().all(|way| run_begins(way).is_some_and(|at| at <= RUN_REACH)) {
        return FRONT;
    }
    let cases: &[Case] = if fold { &[Case::Lower, Case::Upper] } else { &[Case::AsWritten] };
    match ways.iter().all(|way| cases.iter().all(|&case| is_mixed(way, keyword, lead, case))) {
        true => MIXED,
        false => 0,
    }
}

/// The greatest offset at which the first certain run of [`RUN`] characters begins.
fn run_begins(way: &Sequence) -> Option<usize> {
    // `at` is the greatest offset at which the next draw can begin, `run` the shortest length of the run before it.
    let (mut run, mut start, mut at) = (0usize, 0usize, 0usize);
    for draw in way {
        let pure = signs(&draw.set).all(is_run_byte);
        let behind = at.saturating_add(draw.min).saturating_add(draw.more);
        (run, start) = if pure { (run + draw.min, start) } else { (0, behind) };
        if run >= RUN {
            return Some(start);
        }
        at = behind;
    }
    None
}

/// True if nearly every match has a mixing byte close enough behind the start of the keyword.
fn is_mixed(way: &Sequence, keyword: &[u8], lead: usize, case: Case) -> bool {
    // What comes before the keyword is left out, if the keyword is literal in the pattern.
    let begins = way.windows(keyword.len()).position(|runs| {
        runs.iter().zip(keyword).all(|(run, b)| (run.min, run.more) == (1, 0) && has(&run.set, *b))
    });
    let (way, floor) = begins.map_or((&way[..], lead), |at| (&way[at..], 0));
    let mut unmixed = Unmixed::new(case);
    // The greatest offset at which the current sequence of byte runs may begin, its greatest length, and the greatest
    // offset of the next draw.
    let (mut start, mut drawn, mut at) = (0usize, 0usize, 0usize);
    for draw in way {
        unmixed.draw(&draw.set, draw.min.min(MIX_LOOK.saturating_sub(drawn)));
        let allowed = if start <= RUN_REACH { ODDS_FRONT } else { ODDS_NAMED };
        if start >= floor && start <= FAR_REACH && unmixed.left() <= allowed {
            return true;
        }
        at = at.saturating_add(draw.min).saturating_add(draw.more);
        drawn = drawn.saturating_add(draw.min).saturating_add(draw.more);
        if draw.more > 0 {
            unmixed.may_go_on();
        }
        let goes_on = draw.more == 0 || signs(&draw.set).all(is_run_byte);
        // A character that certainly ends a run lets the next one begin.
        let ends = draw.min > 0 && !signs(&draw.set).any(is_run_byte);
        if ends || !goes_on {
            (start, drawn) = (at, 0);
            unmixed = Unmixed::new(case);
        }
    }
    false
}

/// True for a letter right behind a letter of the other case.
pub fn is_case_change(before: u8, b: u8) -> bool {
    before.is_ascii_lowercase() && b.is_ascii_uppercase()
        || before.is_ascii_uppercase() && b.is_ascii_lowercase()
}
