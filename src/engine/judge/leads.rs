//! From a hit to the rules that it leads to, and the places to try them at.

use crate::engine::Hit;
use crate::engine::bare::Bare;
use crate::engine::labels;
use crate::engine::search::{RUN_WORD, is_run_byte};
use crate::model::{FileKind, RuleIx};
use crate::rules::table::{Use, rows};
use crate::rules::{Rule, RuleSet};

/// Calls `visit` with every rule that a hit leads to, the place to try it at, and the length of the keyword. Says how many
/// bytes behind a run were looked at to choose among its rules, and [`BEFORE`] at most before it; 0 for none.
pub fn each<'e>(
    rules: &'e RuleSet,
    bare: &Bare,
    text: &[u8],
    kind: FileKind,
    hit: Hit,
    mut visit: impl FnMut(Rule<'e>, &Use, usize, usize),
) -> usize {
    let mut looked = 0;
    let at = hit.pos as usize;
    let [base, user] = rules.tables();
    let fits = |rule: &Rule<'_>| rules.is_on(rule.ix) && rule.row.kinds >> kind as u16 & 1 == 1;
    let rule_of = |ix: u16| rules.rule(RuleIx(ix)).filter(fits);
    if hit.word == RUN_WORD {
        // Runs of lock files are the hashes that they are there for.
        if kind == FileKind::Lock {
            return looked;
        }
        let end = run_look(text, at);
        starts(text, at, |start| {
            let around = bare.at(rules, text, start, end, |ix| {
                if let Some(rule) = rule_of(ix) {
                    visit(rule, &Use { rule: ix, lead_min: 0, lead_max: 0, follow: 0 }, start, 0);
                }
            });
            looked = looked.max(around);
        });
        return looked;
    }
    let (tables, word, first) = match usize::from(hit.word).checked_sub(base.words.len()) {
        None => (base, usize::from(hit.word), 0),
        Some(local) => (user, local, base.rules.len() as u16),
    };
    let Some(row) = tables.words.get(word) else { return looked };
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
        if let Some(rule) = rule_of(first + used.rule) {
            visit(rule, used, at, len);
        }
    }
    looked
}

/// How many bytes before a run may be looked at to choose among its rules.
pub const BEFORE: usize = labels::REACH;

/// Longest run that bare rules are tried in.
const RUN_LOOK: usize = 4096;

/// Where a bare value may begin in the run at `start`: there, and behind every sign that is no letter or digit.
fn starts(text: &[u8], start: usize, mut visit: impl FnMut(usize)) {
    let end = run_look(text, start);
    let mut at = start;
    while at + 16 <= end {
        visit(at);
        let word = text[at..end].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        at += word.max(1) + usize::from(word > 0);
    }
}

/// Where the run at `start` ends, as far as bare rules are tried in it.
pub fn run_look(text: &[u8], start: usize) -> usize {
    start + text[start..].iter().take(RUN_LOOK).take_while(|b| is_run_byte(**b)).count()
}
