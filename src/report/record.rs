//! The stable facts of a finding, as the machine formats print them: our own structs, so that a change inside does not
//! change what others read.

use super::Report;
use crate::finding::Finding;
use crate::rules::RuleSet;
use serde::Serialize;
use std::borrow::Cow;

/// Version of the schema: a field that is there stays, with its meaning.
pub const SCHEMA: &str = "secretscan/1";

/// One place of one secret; the order of the fields is the order of the keys.
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

/// Where it stands: 1-based, columns in bytes, end exclusive.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct PlaceRecord<'f> {
    pub path: Cow<'f, str>,
    pub start_line: usize,
    pub start_column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// Where it came from, where there is history.
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
    /// Its story, where it has one.
    pub fn of(finding: &'f Finding) -> Option<Self> {
        finding.life.as_ref().map(|life| LifeRecord {
            commit: life.commit.as_deref(),
            author: &life.author,
            date: &life.date,
            age_days: life.age_days,
            in_head: life.in_head,
            occurrences: life.occurrences,
            last_commit: life.last_commit.as_deref(),
            refs: &life.refs,
            other_paths: &life.other_paths,
            unreachable: life.unreachable,
        })
    }
}

impl<'f> Record<'f> {
    /// All of it; the value in clear only where `show_secrets` says so.
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

/// The AWS account as it is written everywhere: 12 digits.
pub fn account(finding: &Finding) -> Option<String> {
    finding.aws_account.map(|id| format!("{id:012}"))
}

/// The value in clear, where the user asked for it.
pub fn clear<'f>(report: &Report<'_>, finding: &'f Finding) -> Option<Cow<'f, str>> {
    report.options.show_secrets.then(|| String::from_utf8_lossy(finding.secret.reveal()))
}
