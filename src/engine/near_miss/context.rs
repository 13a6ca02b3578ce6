//! Values that a word beside them, or a keyword in their name, assigns to a vendor whose tokens have another length or
//! alphabet.

use super::Valued;
use super::common_words::is_common;
use super::formats::{Formats, Keyed, LEAST, SHORTEST};
use super::miss::{FOREIGN, LABELLED_SLACK, Miss, SLACK, is_padding, missed, signs};
use super::name::{Name, REACH};
use super::vendor::{is_told, is_vendor_in};
use crate::engine::labels::Read;
use crate::engine::matcher::Catch;
use crate::engine::{Footprint, form, judge, near};
use crate::model::{RuleIx, Span};
use crate::rules::{Rule, RuleSet, has};

impl Formats {
    /// The rule that has a word beside the value, but whose length or alphabet it does not have.
    pub fn mislabelled(
        &self,
        rules: &RuleSet,
        text: &[u8],
        before: &Name<'_>,
        valued: Valued<'_>,
        footprint: &mut Footprint,
    ) -> Option<RuleIx> {
        let Valued { place, value } = valued;
        // Only read before the value: a label behind it is at most a comment, and would double the work.
        let mut read = Read::default();
        let around = self.labels.around(rules, text, (place.start, text.len()), &mut read);
        let of_rule = |ix: u16| {
            let at = self.labelled.binary_search_by_key(&ix, |labelled| labelled.rule.0).ok()?;
            self.labelled.get(at)
        };
        let near_by = around.iter().copied().filter_map(of_rule);
        let named = self.vendors.in_text(before.bytes());
        let named = named.into_iter().filter_map(|number| self.labelled.get(number));
        let tried = near_by.chain(self.labelled.iter().filter(|labelled| labelled.short)).chain(named);
        let mut misses =
            tried.filter(|labelled| labelled.lengths.contains(&value.len())).filter(|labelled| {
                let Some(rule) = rules.rule(labelled.rule) else { return false };
                let Some(row) = rule.near() else { return false };
                match missed(&rule, &labelled.alphabet, value) {
                    None => false,
                    _ if is_told(&labelled.vendor, before) => true,
                    Some(Miss::Little) => {
                        *footprint = footprint.and(near::footprint(text, place, row));
                        near::word(text, place, row, rule.tables).is_some()
                    }
                    Some(Miss::Much) => is_vendor_in(&rule, before),
                }
            });
        misses.next().map(|labelled| labelled.rule)
    }

    /// The rule that has a keyword in the name of the value, which is too short for it or has other characters.
    pub fn unfinished(&self, rules: &RuleSet, before: &Name<'_>, value: &[u8]) -> Option<RuleIx> {
        let close = |keyed: &&Keyed| (keyed.least / 2..=keyed.least + LABELLED_SLACK).contains(&value.len());
        let signs = signs(value);
        let mut found = self.long(before).filter(close).filter(|keyed| {
            let Some(rule) = rules.rule(keyed.rule) else { return false };
            let Some(class) = rule.tables.classes.get(usize::from(rule.row.front)) else { return false };
            // Cheap lower bound: counts kinds of characters, and most values have too many foreign ones already.
            let differing: u32 =
                signs.iter().zip(class).map(|(has, class)| (has & !class).count_ones()).sum();
            let misses = match value.len() < keyed.least {
                true => differing == 0,
                false => {
                    (1..=FOREIGN).contains(&(differing as usize))
                        && value.iter().filter(|&&b| !has(class, b)).count() <= FOREIGN
                }
            };
            misses && rule.keywords().any(|word| before.has(word) && is_name(word))
        });
        found.next().map(|keyed| keyed.rule)
    }

    /// The keyed rules that may have a keyword in the name.
    fn keyed_in(&self, name: &Name<'_>) -> impl Iterator<Item = &Keyed> {
        self.heads.in_text(name.bytes()).into_iter().filter_map(|number| self.keyed.get(number))
    }

    /// Those with tokens long enough that the length says something.
    fn long(&self, name: &Name<'_>) -> impl Iterator<Item = &Keyed> {
        self.keyed_in(name).filter(|keyed| keyed.least >= SHORTEST)
    }

    /// The rule that has a keyword in the name of the value, in its line or the one before, and would accept the value
    /// if both were in a plain assignment.
    pub fn promised(&self, rules: &RuleSet, text: &[u8], place: Span, value: &[u8]) -> Option<RuleIx> {
        let around = near::window(text, place, 1, REACH);
        let before = text.get(around.start..place.start).unwrap_or_default();
        let name = Name::of(before);
        let mut found = self.keyed_in(&name).filter(|keyed| keyed.least <= value.len()).filter(|keyed| {
            let Some(rule) = rules.rule(keyed.rule) else { return false };
            let Some(class) = rule.tables.classes.get(usize::from(rule.row.front)) else { return false };
            value[..keyed.least].iter().all(|&b| has(class, b))
                && rule.keywords().filter(|word| name.has(word) && is_name(word)).any(|word| {
                    let part = |b: &u8| !b.is_ascii_alphanumeric() && !matches!(b, b'_' | b'-' | b'.');
                    let mut names = before.rsplit(part);
                    let name = names.find(|name| Name::of(name).has(word));
                    name.is_some_and(|name| takes(&rule, name, value))
                })
        });
        found.next().map(|keyed| keyed.rule)
    }

    /// The rule that has a keyword in the name of the value at `place`, and accepts all of the value except for a few
    /// bytes at its end.
    pub fn overlong(
        &self,
        rules: &RuleSet,
        text: &[u8],
        before: &Name<'_>,
        valued: Valued<'_>,
    ) -> Option<RuleIx> {
        let place = valued.place;
        let first = place.start - before.bytes().len();
        let mut found = self.long(before).filter(|keyed| keyed.least < place.len()).filter(|keyed| {
            let Some(rule) = rules.rule(keyed.rule) else { return false };
            if !rule.keywords().any(|word| before.has(word) && is_name(word)) {
                return false;
            }
            let taken = rule.matcher().and_then(|pattern| pattern.find(text, first, place.start, place.end));
            let Some((_, Some(secret))) = taken else { return false };
            let rest = text.get(secret.end..place.end).unwrap_or_default();
            secret.start == place.start && rest.len() <= SLACK && !is_padding(rest)
        });
        found.next().map(|keyed| keyed.rule)
    }
}

/// True if the rule accepts `value`, alone or in an assignment to one of its keywords.
pub fn would_take(rule: &Rule<'_>, value: &[u8]) -> bool {
    const ENDS: [&str; 5] = ["", "_key", "_token", "_secret", "_api_key"];
    let named = |word: &str| {
        let word = word.trim_end_matches('=');
        ENDS.iter().any(|end| takes(rule, [word, end].concat().as_bytes(), value))
    };
    form::fits(rule, value) || rule.keywords().filter(|word| is_name(word)).any(named)
}

/// True if the rule accepts `value` in an assignment to `name`.
fn takes(rule: &Rule<'_>, name: &[u8], value: &[u8]) -> bool {
    let plain = [name, b" = \"", value, b"\""].concat();
    let start = name.len() + 4;
    let found = rule.matcher().and_then(|pattern| pattern.find(&plain, 0, name.len(), plain.len()));
    let Some((whole, Some(secret))) = found else { return false };
    let caught = Catch { secret, whole, ..Catch::default() };
    secret == Span::new(start, start + value.len())
        && judge::weigh(rule, caught, &plain, &mut judge::Seen::default())
            .is_some_and(|candidate| candidate.dismissed.is_none())
}

/// True for a keyword that can be part of a name and tells the vendor.
fn is_name(word: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'=');
    word.len() >= LEAST && word.bytes().all(plain) && !is_common(word)
}
