//! The rules of a run: the built-in catalogue, then the user's, and which of them are on.

use super::builtin;
use super::pattern::Automaton;
use super::rule::{Rule, RuleInfo};
use super::table::{AboutRow, Tables};
use crate::error::{Error, Result};
use crate::model::RuleIx;
use globset::{Glob, GlobSet, GlobSetBuilder};
use std::sync::OnceLock;

/// All rules of a run: the built-in ones that are not disabled, then the user's.
#[derive(Debug)]
pub struct RuleSet {
    base: Tables,
    user: Tables,
    off: Vec<bool>,
    /// Which rules were on before some were chosen.
    unchosen: Option<Vec<bool>>,
    automata: Vec<Automaton>,
    globs: Vec<OnceLock<Box<GlobSet>>>,
}

impl Default for RuleSet {
    fn default() -> Self {
        Self::of(Tables::default(), Tables::default())
    }
}

/// The message about an id that no rule has.
pub fn no_rule(id: &str) -> String {
    format!("there is no rule `{id}`: `secretscan rules list` shows them all")
}

impl RuleSet {
    /// The built-in catalogue.
    pub fn builtin() -> Self {
        Self::of(builtin::tables(), Tables::default())
    }

    /// A set of two tables.
    pub(super) fn of(base: Tables, user: Tables) -> Self {
        let off: Vec<bool> = base.rules.iter().chain(user.rules.iter()).map(|row| row.off).collect();
        let total = off.len();
        RuleSet {
            base,
            user,
            off,
            unchosen: None,
            automata: std::iter::repeat_with(Automaton::new).take(total).collect(),
            globs: std::iter::repeat_with(OnceLock::new).take(total).collect(),
        }
    }

    /// The built-in tables, and the user's.
    pub fn tables(&self) -> [&Tables; 2] {
        [&self.base, &self.user]
    }

    /// Number of rules, including those that are off: every [`RuleIx`] below it is valid.
    pub fn len(&self) -> usize {
        self.off.len()
    }

    /// True if no rule is on, which is an error for any scan.
    pub fn is_empty(&self) -> bool {
        self.off.iter().all(|&off| off)
    }

    /// True if the rule is on.
    pub fn is_on(&self, rule: RuleIx) -> bool {
        self.off.get(usize::from(rule.0)) == Some(&false)
    }

    /// Every rule that is on, in order.
    pub fn iter(&self) -> impl Iterator<Item = RuleIx> + '_ {
        (0..self.len() as u16).map(RuleIx).filter(|&ix| self.is_on(ix))
    }

    /// Switches on rules that are off by default.
    pub fn enable(&mut self, ids: &[String]) -> Result<()> {
        for id in ids {
            let ix = self.named(id)?;
            self.off[usize::from(ix.0)] = false;
        }
        Ok(())
    }

    fn named(&self, id: &str) -> Result<RuleIx> {
        self.find(id).ok_or_else(|| Error::Usage(no_rule(id)))
    }

    /// Keeps only the rules in `only` (all, if it is empty), without those in `disable`.
    pub fn select(&mut self, only: &[String], disable: &[String]) -> Result<()> {
        let mut off = if only.is_empty() { self.off.clone() } else { vec![true; self.len()] };
        for (ids, value) in [(only, false), (disable, true)] {
            for id in ids {
                let ix = self.named(id)?;
                off[usize::from(ix.0)] = value;
            }
        }
        let before = std::mem::replace(&mut self.off, off);
        self.unchosen.get_or_insert(before);
        Ok(())
    }

    /// The set as it was before rules were chosen or disabled; `None` if that switched none off.
    pub fn unchosen(&self) -> Option<RuleSet> {
        let off = self.unchosen.as_ref()?;
        let more = off.iter().zip(&self.off).any(|(before, now)| *now && !before);
        more.then(|| RuleSet { off: off.clone(), ..RuleSet::of(self.base.clone(), self.user.clone()) })
    }

    /// A rule; `None` for an index that is not in this set.
    pub fn rule(&self, ix: RuleIx) -> Option<Rule<'_>> {
        let (tables, local) = self.place(ix);
        let row = tables.rules.get(local)?;
        let about = tables.about.get(local)?;
        Some(Rule { ix, tables, row, about, automaton: self.automata.get(usize::from(ix.0))? })
    }

    fn place(&self, ix: RuleIx) -> (&Tables, usize) {
        let at = usize::from(ix.0);
        match at.checked_sub(self.base.rules.len()) {
            None => (&self.base, at),
            Some(local) => (&self.user, local),
        }
    }

    fn about(&self, ix: RuleIx) -> Option<(&Tables, &AboutRow)> {
        let (tables, local) = self.place(ix);
        Some((tables, tables.about.get(local)?))
    }

    /// The id of a rule. Panics if the index is not in this set.
    pub fn id(&self, rule: RuleIx) -> &str {
        let (tables, local) = self.place(rule);
        tables.text(tables.rules[local].id)
    }

    /// The texts about a rule. Panics if the index is not in this set.
    pub fn info(&self, rule: RuleIx) -> RuleInfo<'_> {
        let (tables, local) = self.place(rule);
        let (about, row) = (&tables.about[local], &tables.rules[local]);
        let level = Rule { ix: rule, tables, row, about, automaton: &self.automata[usize::from(rule.0)] };
        RuleInfo {
            id: tables.text(row.id),
            name: tables.text(about.name),
            provider: tables.text(about.provider),
            severity: level.severity(),
            confidence: level.confidence(),
            advice: tables.text(about.advice),
            revoke: tables.text(about.revoke),
            references: tables.list(about.references).collect(),
        }
    }

    /// The keywords of a rule as they are searched.
    pub fn keywords(&self, rule: RuleIx) -> Vec<&str> {
        self.about(rule).map_or_else(Vec::new, |(tables, about)| tables.list(about.keywords).collect())
    }

    /// The path globs of a rule; empty if it applies everywhere.
    pub fn paths(&self, rule: RuleIx) -> Vec<&str> {
        self.about(rule).map_or_else(Vec::new, |(tables, about)| tables.list(about.paths).collect())
    }

    /// True if the rule applies to the file at `path`: it has no `paths`, or one of them matches.
    pub fn applies(&self, rule: RuleIx, path: &[u8]) -> bool {
        let Some((tables, about)) = self.about(rule) else { return false };
        if about.paths.len == 0 {
            return true;
        }
        let compile = || {
            let mut set = GlobSetBuilder::new();
            // Case is ignored. Converting both sides to lower case is cheaper than globs that ignore case.
            let glob = |text: &str| Glob::new(&text.to_ascii_lowercase()).ok();
            tables.list(about.paths).filter_map(glob).for_each(|glob| {
                set.add(glob);
            });
            Box::new(set.build().unwrap_or_default())
        };
        let globs = self.globs[usize::from(rule.0)].get_or_init(compile);
        globs.is_match(String::from_utf8_lossy(path).to_ascii_lowercase())
    }

    /// True for a rule that judges by name and appearance alone (provider `Generic`): it yields to a vendor's rule for
    /// the same bytes.
    pub fn is_generic(&self, rule: RuleIx) -> bool {
        self.about(rule)
            .is_some_and(|(tables, about)| tables.text(about.provider).eq_ignore_ascii_case("generic"))
    }

    /// The rule with that id, whether on or off.
    pub fn find(&self, id: &str) -> Option<RuleIx> {
        let user = |at: u16| at + self.base.rules.len() as u16;
        self.base.find(id).or_else(|| self.user.find(id).map(user)).map(RuleIx)
    }

    /// The set with the rules on that are off by default.
    pub fn with_optional(mut self) -> Self {
        let base = self.base.rules.len();
        for (at, off) in self.off.iter_mut().enumerate() {
            let row = if at < base { self.base.rules.get(at) } else { self.user.rules.get(at - base) };
            let shadowed = |id: &str| at < base && self.user.find(id).is_some();
            if row.is_some_and(|row| row.off && !shadowed(self.base.text(row.id))) {
                *off = false;
            }
        }
        self
    }

    /// The set without those built-in rules whose ids are also in `user`.
    pub(super) fn shadowed(base: Tables, user: Tables) -> Self {
        let mut set = Self::of(base, user);
        for (at, row) in set.base.rules.iter().enumerate() {
            set.off[at] |= set.user.find(set.base.text(row.id)).is_some();
        }
        set
    }
}
