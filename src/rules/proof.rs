//! What can be proven from a rule's regular expression: that a keyword is in every match, how far from its start,
//! how long a match can be. Shared with `rules/build.rs`.

use regex_syntax::hir::{Class, Hir, HirKind};

/// A keyword that stands in a match, and how many bytes of the match may precede it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Index in the rule's list of keywords.
    pub keyword: usize,
    /// Fewest bytes before it.
    pub min: usize,
    /// Most bytes before it; `usize::MAX` where there is no bound.
    pub max: usize,
}

/// How many strings a stretch may spell before it is no longer spelled out.
const SPELLINGS: usize = 256;

/// Parses a pattern the way that the engine compiles it: over bytes, ASCII classes, linear time.
pub fn parse(pattern: &str, ignore_case: bool) -> Result<Hir, String> {
    regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .case_insensitive(ignore_case)
        .build()
        .parse(pattern)
        .map_err(|e| match e {
            regex_syntax::Error::Parse(e) => e.kind().to_string(),
            regex_syntax::Error::Translate(e) => e.kind().to_string(),
            _ => "it cannot be parsed".to_string(),
        })
}

/// Proves that every match of `hir` holds a keyword, and says where. Keywords are in lower case where `fold`.
pub fn witnesses(hir: &Hir, keywords: &[Vec<u8>], fold: bool) -> Option<Vec<Witness>> {
    let mut found = prove(hir, keywords, fold, 0, 0)?;
    found.sort_by_key(|w| w.keyword);
    let mut merged: Vec<Witness> = Vec::new();
    for witness in found {
        match merged.last_mut() {
            Some(last) if last.keyword == witness.keyword => {
                last.min = last.min.min(witness.min);
                last.max = last.max.max(witness.max);
            }
            _ => merged.push(witness),
        }
    }
    Some(merged)
}

fn prove(hir: &Hir, keywords: &[Vec<u8>], fold: bool, min: usize, max: usize) -> Option<Vec<Witness>> {
    if let Some(spelled) = spell(hir, fold) {
        return in_all(&spelled, keywords, min, max);
    }
    match hir.kind() {
        HirKind::Capture(group) => prove(&group.sub, keywords, fold, min, max),
        HirKind::Repetition(rep) if rep.min > 0 => prove(&rep.sub, keywords, fold, min, max),
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(prove(branch, keywords, fold, min, max)?);
            }
            Some(all)
        }
        HirKind::Concat(parts) => in_concat(parts, keywords, fold, min, max),
        _ => None,
    }
}

/// The best proof that one stretch of a concatenation gives: the one whose place is known best.
fn in_concat(
    parts: &[Hir],
    keywords: &[Vec<u8>],
    fold: bool,
    mut min: usize,
    mut max: usize,
) -> Option<Vec<Witness>> {
    let parts = flatten(parts);
    let mut best: Option<Vec<Witness>> = None;
    let mut keep = |proof: Option<Vec<Witness>>| {
        if let Some(proof) = proof {
            let slack = |p: &[Witness]| p.iter().map(|w| w.max.saturating_sub(w.min)).max().unwrap_or(0);
            if best.as_ref().is_none_or(|b| slack(&proof) < slack(b)) {
                best = Some(proof);
            }
        }
    };
    // A growing product of neighbours that can be spelled out, and where it began.
    let mut run: Vec<Vec<u8>> = vec![Vec::new()];
    let mut began = (min, max);
    for part in parts {
        match spell(part, fold).and_then(|spelled| product(&run, &spelled)) {
            Some(grown) => run = grown,
            None => {
                keep(in_all(&run, keywords, began.0, began.1));
                keep(prove(part, keywords, fold, min, max));
                run = spell(part, fold).unwrap_or_else(|| vec![Vec::new()]);
                began = (min, max);
                if run == [Vec::<u8>::new()] {
                    began = after(part, min, max);
                }
            }
        }
        (min, max) = after(part, min, max);
    }
    keep(in_all(&run, keywords, began.0, began.1));
    best
}

fn after(part: &Hir, min: usize, max: usize) -> (usize, usize) {
    let properties = part.properties();
    let longest = properties.maximum_len().unwrap_or(usize::MAX);
    (min.saturating_add(properties.minimum_len().unwrap_or(0)), max.saturating_add(longest))
}

/// Concatenations inside of groups, laid flat.
fn flatten(parts: &[Hir]) -> Vec<&Hir> {
    let mut flat = Vec::new();
    for part in parts {
        match part.kind() {
            HirKind::Capture(group) => match group.sub.kind() {
                HirKind::Concat(inner) => flat.extend(flatten(inner)),
                _ => flat.push(&*group.sub),
            },
            HirKind::Concat(inner) => flat.extend(flatten(inner)),
            _ => flat.push(part),
        }
    }
    flat
}

/// Where a keyword stands in each of these strings; `None` where one of them has none.
fn in_all(spelled: &[Vec<u8>], keywords: &[Vec<u8>], min: usize, max: usize) -> Option<Vec<Witness>> {
    let mut all = Vec::new();
    for text in spelled {
        let mut first: Option<Witness> = None;
        for (keyword, word) in keywords.iter().enumerate() {
            if let Some(at) = text.windows(word.len()).position(|w| w == word.as_slice()) {
                let longer = first.is_none_or(|f| word.len() > keywords[f.keyword].len());
                if longer {
                    first =
                        Some(Witness { keyword, min: min.saturating_add(at), max: max.saturating_add(at) });
                }
            }
        }
        all.push(first?);
    }
    (!all.is_empty()).then_some(all)
}

/// Every string that `hir` can match, where they are few.
fn spell(hir: &Hir, fold: bool) -> Option<Vec<Vec<u8>>> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(vec![Vec::new()]),
        HirKind::Literal(literal) => Some(vec![lower(&literal.0, fold)]),
        HirKind::Class(Class::Bytes(class)) => {
            let mut signs: Vec<u8> = Vec::new();
            for range in class.ranges() {
                if range.len() > 16 {
                    return None;
                }
                signs.extend(range.start()..=range.end());
            }
            if fold {
                signs.iter_mut().for_each(|b| b.make_ascii_lowercase());
                signs.sort_unstable();
                signs.dedup();
            }
            (signs.len() <= 16).then(|| signs.into_iter().map(|b| vec![b]).collect())
        }
        HirKind::Class(Class::Unicode(_)) => None,
        HirKind::Capture(group) => spell(&group.sub, fold),
        HirKind::Alternation(branches) => {
            let mut all = Vec::new();
            for branch in branches {
                all.extend(spell(branch, fold)?);
            }
            (all.len() <= SPELLINGS).then_some(all)
        }
        HirKind::Concat(parts) => {
            let mut all = vec![Vec::new()];
            for part in parts {
                all = product(&all, &spell(part, fold)?)?;
            }
            Some(all)
        }
        HirKind::Repetition(rep) => {
            let most = rep.max.filter(|&most| most <= 4)?;
            let once = spell(&rep.sub, fold)?;
            let mut all = Vec::new();
            for times in rep.min..=most {
                let mut strings = vec![Vec::new()];
                for _ in 0..times {
                    strings = product(&strings, &once)?;
                }
                all.extend(strings);
            }
            (all.len() <= SPELLINGS).then_some(all)
        }
    }
}

fn lower(text: &[u8], fold: bool) -> Vec<u8> {
    if fold { text.to_ascii_lowercase() } else { text.to_vec() }
}

fn product(left: &[Vec<u8>], right: &[Vec<u8>]) -> Option<Vec<Vec<u8>>> {
    if left.len() * right.len() > SPELLINGS {
        return None;
    }
    Some(left.iter().flat_map(|l| right.iter().map(move |r| [l.as_slice(), r].concat())).collect())
}

/// The bytes that the secret may end with, as far as boundaries ask: bit 0 `_`, 1 `-`, 2 `+`, 3 `/`, 4 `=`.
pub fn tail_bits(hir: &Hir) -> u8 {
    let last = last_bytes(secret_group(hir).unwrap_or(hir));
    b"_-+/=".iter().enumerate().filter(|&(_, &sign)| last[sign as usize]).map(|(bit, _)| 1 << bit).sum()
}

/// The group named `secret`.
pub fn secret_group(hir: &Hir) -> Option<&Hir> {
    match hir.kind() {
        HirKind::Capture(group) if group.name.as_deref() == Some("secret") => Some(&group.sub),
        HirKind::Capture(group) => secret_group(&group.sub),
        HirKind::Repetition(rep) => secret_group(&rep.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().find_map(secret_group),
        _ => None,
    }
}

fn last_bytes(hir: &Hir) -> [bool; 256] {
    let mut set = [false; 256];
    match hir.kind() {
        HirKind::Literal(literal) => {
            if let Some(&b) = literal.0.last() {
                set[b as usize] = true;
            }
        }
        HirKind::Class(Class::Bytes(class)) => {
            for range in class.ranges() {
                (range.start()..=range.end()).for_each(|b| set[b as usize] = true);
            }
        }
        HirKind::Class(Class::Unicode(_)) | HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Repetition(rep) => set = last_bytes(&rep.sub),
        HirKind::Capture(group) => set = last_bytes(&group.sub),
        HirKind::Alternation(branches) => {
            for branch in branches {
                merge(&mut set, &last_bytes(branch));
            }
        }
        HirKind::Concat(parts) => {
            for part in parts.iter().rev() {
                merge(&mut set, &last_bytes(part));
                if part.properties().minimum_len().unwrap_or(0) > 0 {
                    break;
                }
            }
        }
    }
    set
}

fn merge(set: &mut [bool; 256], more: &[bool; 256]) {
    set.iter_mut().zip(more).for_each(|(a, b)| *a |= b);
}

/// Fewest token characters in a row that count as a run.
pub const RUN: usize = 20;
/// How many bytes before a run a keyword may begin that is gated to its close neighbourhood.
pub const RUN_REACH: usize = 16;
/// The same for the wide neighbourhood: a name, an operator and a quote lie between.
pub const FAR_REACH: usize = 192;

/// True for the characters that runs are made of.
pub fn is_run_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'/' | b'-')
}

/// How many bytes behind the start of the keyword a run of token characters begins at most, in every match, or the
/// keyword lies in it: [`RUN_REACH`], [`FAR_REACH`], or 0 where neither is proven.
pub fn gates(hir: &Hir, witness: &Witness) -> usize {
    // What stands before the keyword is too short for a run of its own, so a run that is found ends behind it.
    if witness.max > RUN_REACH {
        return 0;
    }
    match run_start(hir) {
        Some(start) if start <= RUN_REACH => RUN_REACH,
        Some(start) if start <= FAR_REACH => FAR_REACH,
        _ => 0,
    }
}

/// The furthest place at which the first run that every match is sure to have begins.
fn run_start(hir: &Hir) -> Option<usize> {
    let flat = match hir.kind() {
        HirKind::Concat(parts) => flatten(parts),
        HirKind::Capture(group) => match group.sub.kind() {
            HirKind::Concat(parts) => flatten(parts),
            _ => vec![&*group.sub],
        },
        _ => vec![hir],
    };
    // `at` is the furthest place that the next part can begin at, `run` the least length of the run that reaches it.
    let (mut run, mut start, mut at) = (0usize, 0usize, 0usize);
    for part in flat {
        let most = part.properties().maximum_len().unwrap_or(usize::MAX);
        match run_of(part) {
            Run::Pure(least) => run += least,
            Run::Ends(tail) => {
                run = tail;
                start = at.saturating_add(most - tail);
            }
            Run::Unknown => {
                run = 0;
                start = at.saturating_add(most);
            }
        }
        at = at.saturating_add(most);
        if start > FAR_REACH {
            return None;
        }
        if run >= RUN {
            return Some(start);
        }
    }
    None
}

/// What a part does to a run of token characters.
enum Run {
    /// All its bytes are token characters, and there are at least so many.
    Pure(usize),
    /// A literal that breaks the run, and ends with so many token characters.
    Ends(usize),
    /// Nothing that can be relied on.
    Unknown,
}

fn run_of(part: &Hir) -> Run {
    match part.kind() {
        HirKind::Literal(literal) => {
            let tail = literal.0.iter().rev().take_while(|&&b| is_run_byte(b)).count();
            if tail == literal.0.len() { Run::Pure(tail) } else { Run::Ends(tail) }
        }
        _ if only_run_bytes(part) => Run::Pure(part.properties().minimum_len().unwrap_or(0)),
        _ => Run::Unknown,
    }
}

fn only_run_bytes(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => literal.0.iter().all(|&b| is_run_byte(b)),
        HirKind::Class(Class::Bytes(class)) => {
            class.ranges().iter().all(|r| (r.start()..=r.end()).all(is_run_byte))
        }
        HirKind::Class(Class::Unicode(_)) => false,
        HirKind::Repetition(rep) => only_run_bytes(&rep.sub),
        HirKind::Capture(group) => only_run_bytes(&group.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().all(only_run_bytes),
    }
}
