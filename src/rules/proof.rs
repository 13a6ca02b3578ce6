//! What can be proven from a rule's regular expression: that every match contains a keyword, how far from its start,
//! and what follows it. Shared with `rules/build.rs`.

use super::bytes::{self, ANY, Set};
use super::enumerate::{all_matches, product};
use regex_syntax::hir::{Hir, HirKind};

/// A keyword in a match, and how many bytes of the match come before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Index of the keyword in the rule's list.
    pub keyword: usize,
    /// Fewest bytes before it.
    pub min: usize,
    /// Most bytes before it; `usize::MAX` if there is no bound.
    pub max: usize,
    /// The bytes that can follow it; all, if a match may end there.
    pub follow: Set,
}

/// Parses a pattern as the engine compiles it: over bytes, with ASCII classes, in linear time.
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

/// Proves that every match of `hir` contains a keyword, and where. With `fold`, keywords are in lower case.
pub fn witnesses(hir: &Hir, keywords: &[Vec<u8>], fold: bool) -> Option<Vec<Witness>> {
    let search = Search { keywords, fold };
    let mut found = search.prove(hir, (0, 0), &ANY)?;
    found.sort_by_key(|w| w.keyword);
    let mut merged: Vec<Witness> = Vec::new();
    for witness in found {
        match merged.last_mut() {
            Some(last) if last.keyword == witness.keyword => {
                last.min = last.min.min(witness.min);
                last.max = last.max.max(witness.max);
                bytes::join(&mut last.follow, &witness.follow);
            }
            _ => merged.push(witness),
        }
    }
    Some(merged)
}

/// The keywords that a proof may use.
struct Search<'k> {
    keywords: &'k [Vec<u8>],
    fold: bool,
}

impl Search<'_> {
    /// The proof for a part of a pattern. `before` is the fewest and most bytes before it, `behind` the bytes that can
    /// follow.
    fn prove(&self, hir: &Hir, before: (usize, usize), behind: &Set) -> Option<Vec<Witness>> {
        if let Some(spelled) = all_matches(hir, self.fold) {
            return self.in_all(&spelled, before, behind);
        }
        match hir.kind() {
            HirKind::Capture(group) => self.prove(&group.sub, before, behind),
            HirKind::Repetition(rep) if rep.min > 0 => {
                let mut again = *behind;
                bytes::join(&mut again, &first(&[&rep.sub], behind));
                self.prove(&rep.sub, before, &again)
            }
            HirKind::Alternation(branches) => {
                let mut all = Vec::new();
                for branch in branches {
                    all.extend(self.prove(branch, before, behind)?);
                }
                Some(all)
            }
            HirKind::Concat(parts) => self.in_concat(&flatten(parts), before, behind),
            _ => None,
        }
    }

    /// The best proof from one stretch of a concatenation: the one with the best known position.
    fn in_concat(&self, parts: &[&Hir], before: (usize, usize), behind: &Set) -> Option<Vec<Witness>> {
        let (mut min, mut max) = before;
        let mut best: Option<Vec<Witness>> = None;
        let mut keep = |proof: Option<Vec<Witness>>| {
            if let Some(proof) = proof {
                let slack = |p: &[Witness]| p.iter().map(|w| w.max.saturating_sub(w.min)).max().unwrap_or(0);
                if best.as_ref().is_none_or(|b| slack(&proof) < slack(b)) {
                    best = Some(proof);
                }
            }
        };
        // The strings that the current run of neighbours can spell, and where the run begins.
        let mut run: Vec<Vec<u8>> = vec![Vec::new()];
        let mut began = (min, max);
        for (at, part) in parts.iter().enumerate() {
            match all_matches(part, self.fold).and_then(|spelled| product(&run, &spelled)) {
                Some(grown) => run = grown,
                None => {
                    keep(self.in_all(&run, began, &first(&parts[at..], behind)));
                    keep(self.prove(part, (min, max), &first(&parts[at + 1..], behind)));
                    run = all_matches(part, self.fold).unwrap_or_else(|| vec![Vec::new()]);
                    began = (min, max);
                    if run == [Vec::<u8>::new()] {
                        began = after(part, min, max);
                    }
                }
            }
            (min, max) = after(part, min, max);
        }
        keep(self.in_all(&run, began, behind));
        best
    }

    /// Where a keyword is in each of these strings; `None` if one of them has none.
    fn in_all(&self, spelled: &[Vec<u8>], (min, max): (usize, usize), behind: &Set) -> Option<Vec<Witness>> {
        let mut all = Vec::new();
        for text in spelled {
            let mut longest: Option<Witness> = None;
            for (keyword, word) in self.keywords.iter().enumerate() {
                let Some(at) = text.windows(word.len()).position(|w| w == word.as_slice()) else { continue };
                if longest.is_none_or(|l| word.len() > self.keywords[l.keyword].len()) {
                    let follow = match text.get(at + word.len()) {
                        Some(&b) => of_byte(b, self.fold),
                        None => *behind,
                    };
                    let (min, max) = (min.saturating_add(at), max.saturating_add(at));
                    longest = Some(Witness { keyword, min, max, follow });
                }
            }
            all.push(longest?);
        }
        (!all.is_empty()).then_some(all)
    }
}

fn of_byte(b: u8, fold: bool) -> Set {
    let mut set = [0; 4];
    let cases = if fold { [b.to_ascii_lowercase(), b.to_ascii_uppercase()] } else { [b; 2] };
    cases.iter().for_each(|&b| bytes::insert(&mut set, b));
    set
}

/// The bytes that these parts in sequence can begin with; with `behind` if all of them can be empty.
fn first(parts: &[&Hir], behind: &Set) -> Set {
    let mut set = [0; 4];
    for part in parts {
        bytes::join(&mut set, &bytes::first(part));
        if part.properties().minimum_len().unwrap_or(0) > 0 {
            return set;
        }
    }
    bytes::join(&mut set, behind);
    set
}

fn after(part: &Hir, min: usize, max: usize) -> (usize, usize) {
    let properties = part.properties();
    let longest = properties.maximum_len().unwrap_or(usize::MAX);
    (min.saturating_add(properties.minimum_len().unwrap_or(0)), max.saturating_add(longest))
}

/// The parts of nested concatenations as one list.
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
