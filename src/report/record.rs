//! The stable facts of a finding, as the machine formats print them: structs of their own, so that internal changes do
//! not change the formats.

use super::sanitize::escape;
use super::{Report, why};
use crate::finding::{Finding, Suppression};
use crate::outcome::{Coverage, Gap};
use crate::rules::{RuleInfo, RuleSet};
use serde::Serialize;
use std::borrow::Cow;

/// Version of the schema: existing fields keep their name and meaning.
pub const SCHEMA: &str = "secretscan/1";

/// One place of one secret. The order of the fields is the order of the keys.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct Record<'f> {
    pub schema: &'static str,
    #[serde(flatten)]
    pub what: What<'f>,
    #[serde(flatten)]
    pub place: PlaceRecord<'f>,
    pub redacted: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Cow<'f, str>>,
    #[serde(flatten)]
    pub life: Option<LifeRecord<'f>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aws_account: Option<String>,
}

/// What was found.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct What<'f> {
    pub fingerprint: String,
    pub rule: &'f str,
    pub name: &'f str,
    pub provider: &'f str,
    pub severity: &'static str,
    pub confidence: &'static str,
}

/// Its place: 1-based, columns in bytes, end exclusive.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct PlaceRecord<'f> {
    pub path: Cow<'f, str>,
    pub start_line: usize,
    pub start_column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// Its story, if history was scanned.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct LifeRecord<'f> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<&'f str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub author: &'f str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub date: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_days: Option<u64>,
    pub in_head: bool,
    pub occurrences: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_commit: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed_commit: Option<&'f str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub removed_date: &'f str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub refs: &'f [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub other_paths: &'f [String],
    #[serde(skip_serializing_if = "is_false")]
    pub unreachable: bool,
}

fn is_false(value: &bool) -> bool {
    !value
}

impl<'f> What<'f> {
    /// What a finding is.
    pub fn of(finding: &'f Finding, rules: &'f RuleSet) -> Self {
        let info = rules.info(finding.rule);
        What {
            fingerprint: finding.fingerprint.to_string(),
            rule: info.id,
            name: info.name,
            provider: info.provider,
            severity: finding.severity.name(),
            confidence: finding.confidence.name(),
        }
    }
}

impl<'f> PlaceRecord<'f> {
    /// Where a finding stands.
    pub fn of(finding: &'f Finding) -> Self {
        PlaceRecord {
            path: String::from_utf8_lossy(finding.origin.path.as_bytes()),
            start_line: finding.start.line,
            start_column: finding.start.column,
            end_line: finding.end.line,
            end_column: finding.end.column,
        }
    }
}

impl<'f> LifeRecord<'f> {
    /// The story of a finding, if it has one.
    pub fn of(finding: &'f Finding) -> Option<Self> {
        finding.life.as_ref().map(|life| LifeRecord {
            commit: life.commit.as_deref(),
            author: &life.author,
            date: &life.date,
            age_days: life.age_days,
            in_head: life.in_head,
            occurrences: life.occurrences,
            last_commit: life.last_commit.as_deref(),
            removed_commit: life.removed_commit.as_deref(),
            removed_date: &life.removed_date,
            refs: &life.refs,
            other_paths: &life.other_paths,
            unreachable: life.unreachable,
        })
    }
}

impl<'f> Record<'f> {
    /// All facts; the value only if `show_secrets` is set.
    pub fn of(finding: &'f Finding, rules: &'f RuleSet, show_secrets: bool) -> Self {
        Record {
            schema: SCHEMA,
            what: What::of(finding, rules),
            place: PlaceRecord::of(finding),
            redacted: &finding.redacted,
            secret: show_secrets.then(|| String::from_utf8_lossy(finding.secret.reveal())),
            life: LifeRecord::of(finding),
            aws_account: account(finding),
        }
    }
}

/// The AWS account in its usual form: 12 digits.
pub fn account(finding: &Finding) -> Option<String> {
    finding.aws_account.map(|id| format!("{id:012}"))
}

/// The value, if the user asked for it.
pub fn clear<'f>(report: &Report<'_>, finding: &'f Finding) -> Option<Cow<'f, str>> {
    report.options.show_secrets.then(|| String::from_utf8_lossy(finding.secret.reveal()))
}

/// What suppresses a finding, in one word, and the reason if there is one.
pub fn held(finding: &Finding) -> (&'static str, &str) {
    match &finding.suppressed {
        Some(Suppression::Allowed(reason)) => ("allow", reason),
        Some(Suppression::Marker(marker)) => ("marker", marker),
        Some(Suppression::Baseline) | None => ("baseline", ""),
        Some(Suppression::Filter(reason)) => ("filter", reason),
        Some(Suppression::Pattern(place)) => ("pattern", place),
        Some(Suppression::Excluded(reason)) => ("exclude", reason),
    }
}

/// Findings that a person decided to suppress. Those dismissed by a filter are no findings and only counted in the
/// receipt.
pub fn decided<'r>(report: &Report<'r>) -> impl Iterator<Item = &'r Finding> {
    let by_filter = |f: &&Finding| matches!(f.suppressed, Some(Suppression::Filter(_)));
    report.outcome.suppressed.iter().filter(move |f| !by_filter(f))
}

/// A finding in one line without its place: what it is, and why it was flagged.
pub fn headline(finding: &Finding, rule: &RuleInfo<'_>) -> String {
    let account = account(finding).map_or_else(String::new, |id| format!(", account {id}"));
    let why = why::words(finding);
    let why = if why.is_empty() { String::new() } else { format!(": {why}") };
    escape(&format!("{}{account} ({}){why}", rule.name, finding.redacted))
}

/// What to do, and where.
pub fn advice(rule: &RuleInfo<'_>) -> String {
    let mut text = rule.advice.trim().to_owned();
    if !rule.revoke.trim().is_empty() {
        text.push_str(&format!(" Revoke: {}", rule.revoke.trim()));
    }
    escape(&text)
}

/// The web addresses that a rule names; the one to revoke the secret first.
pub fn links<'r>(rule: &RuleInfo<'r>) -> Vec<&'r str> {
    let is_web = |text: &&str| {
        (text.starts_with("https://") || text.starts_with("http://"))
            && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c))
    };
    let mut links: Vec<&str> = Vec::new();
    for link in std::iter::once(rule.revoke.trim()).chain(rule.references.iter().copied()).filter(is_web) {
        if !links.contains(&link) {
            links.push(link);
        }
    }
    links
}

/// What should have been scanned but was not, one a line: `cause: thing: why`.
pub fn gaps(coverage: &Coverage) -> Vec<String> {
    let line = |word: &str, gap: &Gap| escape(&format!("{word}: {}: {}", gap.what, gap.why));
    let mut lines: Vec<String> = Vec::new();
    if coverage.interrupted.is_some() {
        lines.push("interrupted: the scan was stopped before its end".to_owned());
    }
    lines.extend(coverage.unread.iter().map(|gap| line("unread", gap)));
    lines.extend(coverage.missing.iter().map(|gap| line("missing", gap)));
    lines
}

/// The entry of the Common Weakness Enumeration that fits every finding.
pub const CWE: (&str, &str) = ("798", "Use of Hard-coded Credentials");
/// Where it is described.
pub const CWE_URL: &str = "https://cwe.mitre.org/data/definitions/798.html";
/// The version of this program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
