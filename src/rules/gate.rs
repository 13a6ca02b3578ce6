//! Where a keyword has to be searched at all: near a long run of token characters, near a mixed one, or everywhere.
//! Proven from a rule's regular expression. Shared with `rules/build.rs`.

use super::draws::{Way, has, signs};
use super::mixing::{Case, Unmixed};

/// Fewest token characters in a row that count as a run.
pub const RUN: usize = 20;
/// How many bytes before a run a keyword may begin that is gated to its close neighbourhood.
pub const RUN_REACH: usize = 16;
/// Fewest token characters in a row that count as a short run.
pub const SHORT_RUN: usize = 12;
/// How many bytes before a short run a keyword may begin: a name, an operator and a quote lie between.
pub const FAR_REACH: usize = 224;
/// How far into a short run its first mixing byte is looked for.
pub const MIX_LOOK: usize = 48;

/// How many line ends may lie between a keyword and the mixing byte that it is searched before.
pub const MIX_LINES: usize = 2;

/// Gate: the keyword is the front of a secret with a long run in it, and is searched where a word begins, close to runs.
pub const FRONT: u8 = 1;
/// Gate: the keyword is searched before the mixing bytes of short runs. A byte mixes where it is a digit, or a letter
/// right behind a letter of the other case: random values have such bytes, words in snake case and paths have not.
pub const MIXED: u8 = 2;

/// The odds at which a random value may have no mixing byte: of a token with its own front, and of one that is told by
/// a name before it (there a value without one is a word more often than a secret).
const ODDS_FRONT: f64 = 1e-4;
const ODDS_NAMED: f64 = 1e-2;

/// True for the characters that runs are made of.
pub fn is_run_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'/' | b'-')
}

/// The gate that every match with this keyword passes, in whichever of these ways, where at most `lead` bytes stand before
/// it; 0 where none is proven. Where `fold`, values may keep to one case; where `front`, a match begins with the keyword,
/// and that is the front of a secret with a boundary.
pub fn of(ways: &[Way], keyword: &[u8], lead: usize, fold: bool, front: bool) -> u8 {
    // The front of a secret is searched at the starts of words alone, which costs less than any other gate.
    if front && ways.iter().all(|way| run_begins(way).is_some_and(|at| at <= RUN_REACH)) {
        return FRONT;
    }
    let cases: &[Case] = if fold { &[Case::Lower, Case::Upper] } else { &[Case::AsWritten] };
    match ways.iter().all(|way| cases.iter().all(|&case| is_mixed(way, keyword, lead, case))) {
        true => MIXED,
        false => 0,
    }
}

/// The furthest place at which the first run of [`RUN`] signs begins that every match is sure to have.
fn run_begins(way: &Way) -> Option<usize> {
    // `at` is the furthest place that the next draw can begin at, `run` the least length of the run that reaches it.
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

/// True where nearly every match has a mixing byte behind the start of the keyword, close enough to it.
fn is_mixed(way: &Way, keyword: &[u8], lead: usize, case: Case) -> bool {
    // What stands before the keyword is left out, where it is written in one piece.
    let begins = way.windows(keyword.len()).position(|draws| {
        draws.iter().zip(keyword).all(|(draw, b)| (draw.min, draw.more) == (1, 0) && has(&draw.set, *b))
    });
    let (way, floor) = begins.map_or((&way[..], lead), |at| (&way[at..], 0));
    let mut unmixed = Unmixed::new(case);
    // The furthest place at which the signs may begin that are drawn one behind the other, how many they may be, and the
    // furthest place of the next one.
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
        // Behind a sign that surely ends a run the next one begins.
        let ends = draw.min > 0 && !signs(&draw.set).any(is_run_byte);
        if ends || !goes_on {
            (start, drawn) = (at, 0);
            unmixed = Unmixed::new(case);
        }
    }
    false
}

/// True where a letter stands right behind a letter of the other case.
pub fn is_case_change(before: u8, b: u8) -> bool {
    before.is_ascii_lowercase() && b.is_ascii_uppercase()
        || before.is_ascii_uppercase() && b.is_ascii_lowercase()
}
