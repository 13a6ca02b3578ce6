//! Owned findings: what a candidate becomes when it is kept.

mod allow;
mod assemble;
mod baseline;
mod date;
mod fingerprint;
mod frame;
mod literals;
mod marker;
mod mask;
mod offset;
mod overlap;
pub mod own;
mod policy;
mod resolve;
mod scrub;
mod secret;
mod set;
#[cfg(test)]
pub(crate) mod testing;
mod values;

pub use allow::{ALLOW_FILE, AllowEntry, AllowList, UNION_HINT, Verdict};
pub use assemble::{Assembler, RuleFacts, Sheet, Sketch};
pub use baseline::{BASELINE_FILE, Baseline, Scope, Shrunk};
pub use date::Date;
pub use fingerprint::Fingerprint;
pub use frame::{Frame, FrameLine};
pub use mask::{BULLET, MOST_BULLETS, redacted};
pub use offset::Offset;
pub use policy::{AllowedLines, Policy};
pub use resolve::{Named, resolve};
pub use scrub::Scrubber;
pub use secret::Secret;
pub use set::{FindingSet, Group, groups};

use crate::model::{Confidence, Mark, Origin, Position, RuleIx, Severity, Span};
use std::borrow::Cow;

/// One place where a secret stands. Places of one secret share the fingerprint.
#[derive(Clone, Debug)]
pub struct Finding {
    /// `ss1-` and 32 hex digits, of the value alone.
    pub fingerprint: Fingerprint,
    /// The rule, in the run's rule set.
    pub rule: RuleIx,
    /// Severity after pairing and context.
    pub severity: Severity,
    /// Confidence after checks and context.
    pub confidence: Confidence,
    /// Where.
    pub origin: Origin,
    /// The secret in the original bytes.
    pub span: Span,
    /// 1-based start.
    pub start: Position,
    /// 1-based, exclusive end.
    pub end: Position,
    /// Start and end column once more, in UTF-16 code units: what editors and SARIF count in.
    pub columns: (usize, usize),
    /// The value; prints redacted.
    pub secret: Secret,
    /// Public prefix and one bullet a hidden character (at most 40): safe to print.
    pub redacted: String,
    /// The lines around, already masked, for people.
    pub frame: Frame,
    /// Partner places, in words.
    pub related: Vec<RelatedPlace>,
    /// Checks and features behind the verdict.
    pub marks: Vec<Mark>,
    /// The AWS account, where the key id names it.
    pub aws_account: Option<u64>,
    /// A sentence that only this finding has.
    pub note: Option<Cow<'static, str>>,
    /// Where it came from and went to, in history and range scans.
    pub life: Option<Box<Life>>,
    /// Reported although the branch that brings it lets it pass: a strict run refuses that.
    pub refused: bool,
    /// Why it is not reported; `None` where it is.
    pub suppressed: Option<Suppression>,
}

/// How the reason of a filter begins that holds a secret for over.
pub const EXPIRED: &str = "expired";

/// A partner place: the id beside a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedPlace {
    /// 1-based start.
    pub start: Position,
    /// 1-based, exclusive end.
    pub end: Position,
    /// What it is: `its access key id`.
    pub label: String,
}

/// A secret's story, from the object graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Life {
    /// Hex id of the commit that brought it in; `None` for an unreachable object.
    pub commit: Option<String>,
    /// `Name <mail>` of its author.
    pub author: String,
    /// Author date, RFC 3339.
    pub date: String,
    /// How many days before this run that was; `None` where it is not known, or in the future.
    pub age_days: Option<u64>,
    /// First line of the commit message.
    pub summary: String,
    /// Still in the tree of HEAD.
    pub in_head: bool,
    /// Hex id of the last commit that had it, where it is gone from HEAD.
    pub last_commit: Option<String>,
    /// Author date of that commit, RFC 3339; empty where there is none.
    pub last_date: String,
    /// Hex id of the commit that took it out, where that is known.
    pub removed_commit: Option<String>,
    /// Author date of that commit, RFC 3339; empty where there is none.
    pub removed_date: String,
    /// How many (blob, path) places hold it.
    pub occurrences: u64,
    /// Other paths it was seen at.
    pub other_paths: Vec<String>,
    /// Branches and tags that contain it.
    pub refs: Vec<String>,
    /// True where no ref reaches it.
    pub unreachable: bool,
}

/// Why a finding is held back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suppression {
    /// An entry of the allow file; with its reason.
    Allowed(String),
    /// An inline marker in the scanned text; which one.
    Marker(String),
    /// A known finding of the baseline.
    Baseline,
    /// A filter of the rule: documented dummy, failed checksum; with its reason.
    Filter(String),
    /// An allowed pattern registered for git-secrets; where it is written.
    Pattern(String),
    /// An exclusion of the configuration, applied after the scan.
    Excluded(String),
}
