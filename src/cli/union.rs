//! Joins the rule sets of several repositories under one numbering, for one report over all of them.

use super::settings::Settings;
use crate::error::{Error, Result};
use crate::outcome::Outcome;
use crate::rules::{RuleFile, RuleSet};

/// The catalogue and the rule files of all repositories so far.
pub struct Union {
    /// Name and text.
    files: Vec<(String, String)>,
    rules: RuleSet,
}

impl Default for Union {
    fn default() -> Self {
        Union { files: Vec::new(), rules: RuleSet::builtin() }
    }
}

impl Union {
    /// Adds the rules of a repository. Two different rules of one id are an error: they cannot be in one report.
    pub fn take_in(&mut self, settings: &Settings) -> Result<()> {
        let known = |text: &str| self.files.iter().any(|file| file.1 == text);
        let fresh: Vec<_> = settings.rule_files.iter().filter(|file| !known(&file.1)).cloned().collect();
        if fresh.is_empty() {
            return Ok(());
        }
        let all: Vec<_> = self.files.iter().cloned().chain(fresh).collect();
        let named: Vec<_> = all.iter().map(|(name, text)| RuleFile { name, text }).collect();
        self.rules = RuleSet::with_user(&named).map_err(|error| {
            Error::Usage(format!(
                "its rules do not go together with those of the repositories before it ({error}): scan it in a run of \
                 its own, or with `secretscan worker`"
            ))
        })?;
        self.files = all;
        Ok(())
    }

    /// All rules.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Replaces the rule numbers of the repository's own set by those of this set.
    pub fn translate(&self, settings: &Settings, outcome: &mut Outcome) {
        let own = settings.engine.rules();
        for finding in outcome.findings.iter_mut().chain(&mut outcome.suppressed) {
            if let Some(rule) = self.rules.find(own.info(finding.rule).id) {
                finding.rule = rule;
            }
        }
    }
}
