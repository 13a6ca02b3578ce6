//! From a hit to the rules that it leads to, and the places to try them at.

use crate::engine::bare::{Bare, RUN_LOOK};
use crate::engine::labels::Read;
use crate::engine::search::{RUN_WORD, is_run_byte};
use crate::engine::{Footprint, Hit};
use crate::model::{FileKind, RuleIx};
use crate::rules::table::{Use, rows};
use crate::rules::{Rule, RuleSet};

/// Calls `visit` with every rule that a hit leads to, the place to try it at, and the length of the keyword. Returns
/// the bytes outside the run that were read to choose among its rules.
pub fn visit_rules<'e>(
    rules: &'e RuleSet,
    bare: &Bare,
    text: &[u8],
    kind: FileKind,
    hit: Hit,
    read: &mut Read,
    visit: impl FnMut(Rule<'e>, &Use, usize, usize),
) -> Option<Footprint> {
    if hit.word != RUN_WORD {
        keyword_rules(rules, text, kind, hit, visit);
        return None;
    }
    // The runs of lock files are hashes of packages.
    if kind == FileKind::Lock {
        return None;
    }
    bare_rules(rules, bare, text, kind, hit, read, visit)
}

/// The rules without a keyword whose value may begin within the run of a hit.
fn bare_rules<'e>(
    rules: &'e RuleSet,
    bare: &Bare,
    text: &[u8],
    kind: FileKind,
    hit: Hit,
    read: &mut Read,
    mut visit: impl FnMut(Rule<'e>, &Use, usize, usize),
) -> Option<Footprint> {
    let at = hit.pos as usize;
    let mut footprint: Option<Footprint> = None;
    let (mut start, end) = (at, run_look(text, at));
    // A bare value may begin with the run, and after every character that is no letter or digit.
    while start + SHORTEST <= end {
        let told = bare.at(rules, text, (start, end), read, |ix| {
            if let Some(rule) = active(rules, kind, ix) {
                visit(rule, &Use { rule: ix, lead_min: 0, lead_max: 0, follow: 0 }, start, 0);
            }
        });
        footprint =
            told.footprint.map(|more| footprint.map_or(more, |footprint| footprint.and(more))).or(footprint);
        start += told.word.max(1) + usize::from(told.word > 0);
    }
    footprint
}

/// The rules of the keyword of a hit that what follows it allows.
fn keyword_rules<'e>(
    rules: &'e RuleSet,
    text: &[u8],
    kind: FileKind,
    hit: Hit,
    mut visit: impl FnMut(Rule<'e>, &Use, usize, usize),
) {
    let at = hit.pos as usize;
    let [base, user] = rules.tables();
    let (tables, word, first) = match usize::from(hit.word).checked_sub(base.words.len()) {
        None => (base, usize::from(hit.word), 0),
        Some(local) => (user, local, base.rules.len() as u16),
    };
    let Some(row) = tables.words.get(word) else { return };
    let len = row.text.len as usize;
    // Nothing behind the end of the text: only a word that anything may follow can end there.
    let behind = text.get(at + len);
    let follows = |used: &&Use| {
        used.follow == 0
            || behind.is_some_and(|&b| {
                let class = tables.classes.get(usize::from(used.follow));
                class.is_none_or(|class| class[usize::from(b >> 6)] >> (b & 63) & 1 == 1)
            })
    };
    for used in rows(&tables.uses, row.uses).iter().filter(follows) {
        if let Some(rule) = active(rules, kind, first + used.rule) {
            visit(rule, used, at, len);
        }
    }
}

/// The rule of a number, if it is on and searches files of this kind.
fn active(rules: &RuleSet, kind: FileKind, ix: u16) -> Option<Rule<'_>> {
    let fits = |rule: &Rule<'_>| rules.is_on(rule.ix) && rule.row.kinds >> kind as u16 & 1 == 1;
    rules.rule(RuleIx(ix)).filter(fits)
}

/// The shortest rest of a run that bare rules are tried in.
const SHORTEST: usize = 16;

/// Where the run at `start` ends, as far as bare rules are tried in it.
pub fn run_look(text: &[u8], start: usize) -> usize {
    let run = &text[start..text.len().min(start + RUN_LOOK)];
    start + run.iter().position(|&b| !is_run_byte(b)).unwrap_or(run.len())
}
