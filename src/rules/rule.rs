//! The rules of a run.

use crate::model::{Confidence, RuleIx, Severity};

/// What people are told about a rule: views into the static catalogue or into a user's rule.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct RuleInfo<'r> {
    pub id: &'r str,
    pub name: &'r str,
    pub provider: &'r str,
    pub severity: Severity,
    pub confidence: Confidence,
    pub advice: &'r str,
    pub revoke: &'r str,
    pub references: Vec<&'r str>,
}

/// All rules of a run: the built-in ones that are not disabled, then the user's.
#[derive(Debug, Default)]
pub struct RuleSet {}

impl RuleSet {
    /// The built-in catalogue.
    pub fn builtin() -> Self {
        RuleSet {}
    }

    /// Number of rules.
    pub fn len(&self) -> usize {
        0
    }

    /// True where there is no rule: an error for any scan.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What people are told about a rule.
    pub fn info(&self, _rule: RuleIx) -> RuleInfo<'_> {
        unreachable!("the set is empty")
    }

    /// True where the rule holds in the file at `path`: one of its `paths` globs matches, or it has none.
    pub fn applies(&self, _rule: RuleIx, _path: &[u8]) -> bool {
        true
    }

    /// True for a rule that judges by name and look alone (provider `Generic`): it gives way where a rule of a
    /// vendor holds the same bytes.
    pub fn is_generic(&self, rule: RuleIx) -> bool {
        self.info(rule).provider.eq_ignore_ascii_case("generic")
    }

    /// The rule of that id.
    pub fn find(&self, _id: &str) -> Option<RuleIx> {
        None
    }
}
