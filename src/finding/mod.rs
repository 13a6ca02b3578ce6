//! Owned findings, made of the engine's candidates.

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
pub use policy::{AllowedLines, Policy, Scanned, without_dots};
pub use resolve::{Named, resolve};
pub use scrub::Scrubber;
pub use secret::Secret;
pub use set::{FindingSet, Group, groups};

use crate::model::{Confidence, Mark, Origin, Position, RuleIx, Severity, Span};
use std::borrow::Cow;

/// One place of a secret. All places of one secret have the same fingerprint.
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
    /// The text that it was found in.
    pub origin: Origin,
    /// The secret in the original bytes.
    pub span: Span,
    /// Where the secret starts, 1-based.
    pub start: Position,
    /// Where the secret ends, 1-based and exclusive.
    pub end: Position,
    /// Start and end column in UTF-16 code units, as editors and SARIF count them.
    pub columns: (usize, usize),
    /// The value; `Debug` prints it redacted.
    pub secret: Secret,
    /// Public prefix and one bullet for each hidden character (at most 40): safe to print.
    pub redacted: String,
    /// The lines around it, already masked.
    pub frame: Frame,
    /// Related places, such as the id of a key pair.
    pub related: Vec<RelatedPlace>,
    /// Checks and features behind the verdict.
    pub marks: Vec<Mark>,
    /// The AWS account, if the key id names it.
    pub aws_account: Option<u64>,
    /// A remark about this finding only.
    pub note: Option<Cow<'static, str>>,
    /// Where it came from and went to, in history and range scans.
    pub life: Option<Box<Life>>,
    /// True if the branch itself allows it, but a strict run does not accept that.
    pub refused: bool,
    /// Why it is suppressed; `None` if it is reported.
    pub suppressed: Option<Suppression>,
}

/// How the reason for an expired credential begins.
pub const EXPIRED: &str = "expired";

/// A related place: the id beside a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedPlace {
    /// 1-based start.
    pub start: Position,
    /// 1-based, exclusive end.
    pub end: Position,
    /// What it is, such as `its access key id`.
    pub label: String,
}

/// The story of a secret in history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Life {
    /// Hex id of the commit that brought it in; `None` for an unreachable object.
    pub commit: Option<String>,
    /// `Name <mail>` of its author.
    pub author: String,
    /// Author date, RFC 3339.
    pub date: String,
    /// Days between that commit and this run; `None` if the date is unknown or in the future.
    pub age_days: Option<u64>,
    /// First line of the commit message.
    pub summary: String,
    /// True if HEAD still has it.
    pub in_head: bool,
    /// Hex id of the last commit that had it, if HEAD does not.
    pub last_commit: Option<String>,
    /// Author date of that commit, RFC 3339; empty if there is none.
    pub last_date: String,
    /// Hex id of the commit that removed it, if known.
    pub removed_commit: Option<String>,
    /// Author date of that commit, RFC 3339; empty if there is none.
    pub removed_date: String,
    /// How many (blob, path) pairs have it.
    pub occurrences: u64,
    /// Other paths at which it was found.
    pub other_paths: Vec<String>,
    /// Branches and tags that contain it.
    pub refs: Vec<String>,
    /// True if no ref reaches it.
    pub unreachable: bool,
}

/// Why a finding is suppressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suppression {
    /// An entry of the allow file, with its reason.
    Allowed(String),
    /// An inline marker in the scanned text, and which one.
    Marker(String),
    /// An entry of the baseline.
    Baseline,
    /// A filter of the rule (documented dummy, failed checksum), with the reason.
    Filter(String),
    /// An allowed pattern of git-secrets, and where it is written.
    Pattern(String),
    /// An excluded path; exclusions are applied after the scan.
    Excluded(String),
}
