//! Where a keyword has to be searched at all: near a long run of token characters, near a mixed one, or everywhere.
//! Proven from a rule's regular expression. Shared with `rules/build.rs`.

use super::proof::{self, Witness};
use regex_syntax::hir::{Class, Hir, HirKind};

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

/// The gate that every match with this keyword passes; 0 where none is proven. Where `fold`, the pattern matches in any
/// case, and its values may well keep to one; where `front`, a match begins with the
/// keyword, and that is the front of a secret with a boundary.
pub fn of(hir: &Hir, witness: &Witness, fold: bool, front: bool) -> u8 {
    let stretches: Vec<Stretch> = proof::flat(hir).into_iter().map(|part| stretch(part, fold)).collect();
    // The front of a secret is searched at the starts of words alone, which costs less than any other gate.
    if front && first_run(&stretches, RUN, None).is_some_and(|at| at <= RUN_REACH) {
        return FRONT;
    }
    let odds = |at: usize| if at <= RUN_REACH { ODDS_FRONT } else { ODDS_NAMED };
    match first_run(&stretches, SHORT_RUN, Some(&odds)) {
        // The mixing byte has to lie behind the start of the keyword.
        Some(at) if at <= FAR_REACH && (witness.max == 0 || at >= witness.max) => MIXED,
        _ => 0,
    }
}

/// What a part of a pattern does to a run of token characters.
struct Stretch {
    /// Fewest token characters that it has at its front, or at its end where it breaks the run.
    least: usize,
    /// Most bytes of it.
    most: usize,
    kind: Kind,
    odds: Odds,
}

enum Kind {
    /// All its bytes are token characters.
    Pure,
    /// It breaks the run, and ends with `least` token characters.
    Ends,
    /// Nothing can be relied on.
    Unknown,
}

/// How likely a random text of a pattern has letters of one case alone and no digit: all lower, all upper.
#[derive(Clone, Copy)]
struct Odds([f64; 2]);

impl Odds {
    const SURE: Odds = Odds([1.0; 2]);

    fn and(self, other: Odds) -> Odds {
        Odds([self.0[0] * other.0[0], self.0[1] * other.0[1]])
    }

    fn or(self, other: Odds) -> Odds {
        Odds([self.0[0].max(other.0[0]), self.0[1].max(other.0[1])])
    }

    fn times(self, count: usize) -> Odds {
        let count = count.min(MIX_LOOK) as i32;
        Odds(self.0.map(|odds| odds.powi(count)))
    }

    /// A case that changes across a sign mixes nothing: the factor is room for that.
    fn total(self) -> f64 {
        3.0 * (self.0[0] + self.0[1])
    }
}

fn stretch(part: &Hir, fold: bool) -> Stretch {
    let most = part.properties().maximum_len().unwrap_or(usize::MAX);
    let pure = |least| Stretch { least, most, kind: Kind::Pure, odds: odds(part, fold) };
    match part.kind() {
        HirKind::Literal(literal) => {
            let tail = literal.0.iter().rev().take_while(|&&b| is_run_byte(b)).count();
            match tail == literal.0.len() {
                true => pure(tail),
                false => {
                    let end = Hir::literal(&literal.0[literal.0.len() - tail..]);
                    Stretch { least: tail, most, kind: Kind::Ends, odds: odds(&end, fold) }
                }
            }
        }
        _ if only_run_bytes(part, false) => pure(part.properties().minimum_len().unwrap_or(0)),
        // A class that holds `=` is one of base64, which ends with it: its last two bytes may be padding.
        HirKind::Repetition(rep) if only_run_bytes(&rep.sub, true) => {
            pure((rep.min as usize).saturating_sub(PADDING))
        }
        _ => Stretch { least: 0, most, kind: Kind::Unknown, odds: Odds::SURE },
    }
}

/// The furthest place at which the first run of `least` characters begins that every match is sure to have; where
/// `allowed`, the first that is mixed but for the odds that it allows at a place.
fn first_run(stretches: &[Stretch], least: usize, allowed: Option<&dyn Fn(usize) -> f64>) -> Option<usize> {
    // `at` is the furthest place that the next part can begin at, `run` the least length of the run that reaches it.
    let (mut run, mut start, mut at, mut odds) = (0usize, 0usize, 0usize, Odds::SURE);
    for part in stretches {
        match part.kind {
            Kind::Pure => {
                odds = if run < MIX_LOOK { odds.and(part.odds) } else { odds };
                run += part.least;
            }
            Kind::Ends | Kind::Unknown => {
                run = part.least;
                start = at.saturating_add(part.most - part.least);
                odds = part.odds;
            }
        }
        at = at.saturating_add(part.most);
        if start > FAR_REACH {
            return None;
        }
        if run >= least && allowed.is_none_or(|allowed| odds.total() <= allowed(start)) {
            return Some(start);
        }
    }
    None
}

fn odds(hir: &Hir, fold: bool) -> Odds {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Odds::SURE,
        HirKind::Literal(literal) => {
            let mixes = literal.0.windows(2).any(|pair| is_case_change(pair[0], pair[1]));
            let has = |test: fn(&u8) -> bool| literal.0.iter().any(test);
            match mixes || has(u8::is_ascii_digit) {
                true => Odds([0.0; 2]),
                // A literal in one case leaves that case alone possible.
                false => Odds([
                    f64::from(u8::from(!has(u8::is_ascii_uppercase))),
                    f64::from(u8::from(!has(u8::is_ascii_lowercase))),
                ]),
            }
        }
        HirKind::Class(Class::Bytes(class)) => {
            of_signs(class.ranges().iter().flat_map(|r| r.start()..=r.end()).collect(), fold)
        }
        HirKind::Class(Class::Unicode(_)) => Odds::SURE,
        HirKind::Repetition(rep) => odds(&rep.sub, fold).times(rep.min as usize),
        HirKind::Capture(group) => odds(&group.sub, fold),
        HirKind::Concat(parts) => parts.iter().map(|part| odds(part, fold)).fold(Odds::SURE, Odds::and),
        HirKind::Alternation(parts) => {
            parts.iter().map(|part| odds(part, fold)).fold(Odds([0.0; 2]), Odds::or)
        }
    }
}

/// The odds of one sign of a class.
fn of_signs(mut signs: Vec<u8>, fold: bool) -> Odds {
    if fold && signs.iter().all(|b| signs.contains(&(b.to_ascii_lowercase()))) {
        signs.retain(|b| !b.is_ascii_uppercase());
        let letters = signs.iter().filter(|b| !b.is_ascii_digit()).count();
        return Odds([letters as f64 / signs.len().max(1) as f64; 2]);
    }
    let share = |test: fn(&u8) -> bool| {
        let fit = signs.iter().filter(|b| test(b) || !b.is_ascii_alphanumeric()).count();
        fit as f64 / signs.len().max(1) as f64
    };
    Odds([share(u8::is_ascii_lowercase), share(u8::is_ascii_uppercase)])
}

/// True where a letter stands right behind a letter of the other case.
pub fn is_case_change(before: u8, b: u8) -> bool {
    before.is_ascii_lowercase() && b.is_ascii_uppercase()
        || before.is_ascii_uppercase() && b.is_ascii_lowercase()
}

/// Most signs of padding.
const PADDING: usize = 2;

fn only_run_bytes(hir: &Hir, padded: bool) -> bool {
    let fits = |b: u8| is_run_byte(b) || padded && b == b'=';
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => literal.0.iter().all(|&b| fits(b)),
        HirKind::Class(Class::Bytes(class)) => class.ranges().iter().all(|r| (r.start()..=r.end()).all(fits)),
        HirKind::Class(Class::Unicode(_)) => false,
        HirKind::Repetition(rep) => only_run_bytes(&rep.sub, padded),
        HirKind::Capture(group) => only_run_bytes(&group.sub, padded),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().all(|part| only_run_bytes(part, padded))
        }
    }
}
