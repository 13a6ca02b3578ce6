//! Enters rules under the keywords that lead to them. Shared with `rules/build.rs`.

use super::byte_runs;
use super::compile::{LONGEST_LEAD, OWN_VALUES};
use super::gate;
use super::layout::Builder;
use super::proof::{self, Witness};
use super::raw::RawRule;
use super::secret;
use super::table::Use;
use regex_syntax::hir::Hir;

impl Builder {
    /// Enters a rule under its keywords, with the proven distance from the start of the match. True if every secret
    /// certainly begins with one of them.
    pub fn enter(
        &mut self,
        at: usize,
        rule: &RawRule,
        keywords: &[String],
        hir: Option<&Hir>,
        say: &mut dyn FnMut(String),
    ) -> bool {
        let index = at as u16;
        if rule.matcher.as_deref() == Some(OWN_VALUES) {
            return false;
        }
        if keywords.is_empty() {
            self.enter_bare(index, rule, say);
            return false;
        }
        let Some(hir) = hir else {
            for word in keywords {
                let entry = self.words.entry((word.clone(), rule.ignore_case)).or_default();
                entry.push((Use { rule: index, lead_min: 0, lead_max: 0, follow: 0 }, 0));
            }
            return false;
        };
        let literal: Vec<Vec<u8>> = keywords.iter().map(|word| word.clone().into_bytes()).collect();
        let Some(witnesses) = proof::witnesses(hir, &literal, rule.ignore_case) else {
            say("its regex can match without any of its keywords: name a literal that is in every match"
                .into());
            return false;
        };
        self.enter_proven(index, rule, keywords, hir, &witnesses, say);
        secret::opens(hir) && witnesses.iter().all(|witness| witness.max == 0)
    }

    /// Enters a rule under the keywords that its pattern was proven to hold.
    fn enter_proven(
        &mut self,
        index: u16,
        rule: &RawRule,
        keywords: &[String],
        hir: &Hir,
        witnesses: &[Witness],
        say: &mut dyn FnMut(String),
    ) {
        // The boundary is tested at the start of the secret, which must be the start of the match.
        let bounded = rule.boundary.as_deref() != Some("none");
        let fronted = bounded && secret::opens(hir);
        // A part of a case-insensitive pattern that is written in one case tells the case of its values.
        let fold = rule.ignore_case && !rule.regex.as_deref().is_some_and(|regex| regex.contains("(?-i:"));
        let ways = byte_runs::ways(hir);
        for witness in witnesses {
            let keyword = &keywords[witness.keyword];
            if witness.max > LONGEST_LEAD {
                say(format!(
                    "more than {LONGEST_LEAD} bytes can stand before `{keyword}` in a match: bound what comes before it"
                ));
            }
            let gate = gate::of(&ways, keyword.as_bytes(), witness.max, fold, fronted && witness.max == 0);
            let follow = self.class(&witness.follow);
            let entry = self.words.entry((keyword.clone(), rule.ignore_case)).or_default();
            let lead_max = witness.max.min(LONGEST_LEAD) as u16;
            entry.push((Use { rule: index, lead_min: witness.min as u16, lead_max, follow }, gate));
        }
    }

    /// Enters a rule without a keyword.
    fn enter_bare(&mut self, index: u16, rule: &RawRule, say: &mut dyn FnMut(String)) {
        let near = rule.near.as_ref().is_some_and(|near| near.required && !near.words.is_empty());
        // A rule that is only on by request may be expensive.
        let asked_for = rule.default == Some(false);
        match near || asked_for || !rule.paths.is_empty() {
            true => self.tables.bare.to_mut().push(index),
            false => {
                say("it has no keyword: give one, or `paths`, or `near` with `words` and `required = true`"
                    .into())
            }
        }
    }
}
