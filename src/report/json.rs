//! `--format json`: one document: secrets with their places, what was held back, and the receipt.

use super::record::{LifeRecord, PlaceRecord, SCHEMA, What, account, clear, held};
use super::wire::Each;
use super::{Report, wire};
use crate::finding::{Finding, Group, groups};
use crate::outcome::{Coverage, Gap};
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'r, S: Serialize, H: Serialize> {
    schema: &'static str,
    complete: bool,
    exit_code: u8,
    secrets: S,
    suppressed: H,
    receipt: Receipt<'r>,
}

/// A secret and all its places.
#[derive(Serialize)]
struct SecretRecord<'r> {
    #[serde(flatten)]
    what: What<'r>,
    redacted: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<Cow<'r, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aws_account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'r str>,
    advice: &'r str,
    #[serde(skip_serializing_if = "str::is_empty")]
    revoke: &'r str,
    places: Vec<Located<'r>>,
}

#[derive(Serialize)]
struct Located<'r> {
    #[serde(flatten)]
    place: PlaceRecord<'r>,
    #[serde(flatten)]
    life: Option<LifeRecord<'r>>,
}

#[derive(Serialize)]
struct HeldBack<'r> {
    #[serde(flatten)]
    what: What<'r>,
    #[serde(flatten)]
    place: PlaceRecord<'r>,
    by: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    reason: &'r str,
}

/// The receipt in the machine formats.
#[derive(Serialize)]
pub struct Receipt<'r> {
    unit: &'static str,
    listed: u64,
    scanned: u64,
    skipped: Vec<GapRecord<'r>>,
    unread: Vec<GapRecord<'r>>,
    missing: Vec<GapRecord<'r>>,
    bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    added_lines: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commits: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'r str>,
    interrupted: bool,
    milliseconds: u64,
}

#[derive(Serialize)]
struct GapRecord<'r> {
    what: &'r str,
    why: &'r str,
}

/// Writes the document.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let outcome = report.outcome;
    let document = Document {
        schema: SCHEMA,
        complete: outcome.coverage.is_complete(),
        exit_code: outcome.exit().code(),
        secrets: Each::of(groups(&outcome.findings).into_iter().map(|g| secret(report, &g))),
        suppressed: Each::of(outcome.suppressed.iter().map(|f| held_back(report, f))),
        receipt: receipt(&outcome.coverage),
    };
    wire::pretty(&document, out)
}

fn secret<'r>(report: &Report<'r>, group: &Group<'r>) -> SecretRecord<'r> {
    let info = report.rules.info(group.first.rule);
    let places = std::iter::once(&group.first).chain(&group.others);
    SecretRecord {
        what: What::of(group.first, report.rules),
        redacted: &group.first.redacted,
        secret: clear(report, group.first),
        aws_account: account(group.first),
        note: group.first.note.as_deref(),
        advice: info.advice,
        revoke: info.revoke,
        places: places.map(|f| Located { place: PlaceRecord::of(f), life: LifeRecord::of(f) }).collect(),
    }
}

fn held_back<'r>(report: &Report<'r>, finding: &'r Finding) -> HeldBack<'r> {
    let (by, reason) = held(finding);
    HeldBack { what: What::of(finding, report.rules), place: PlaceRecord::of(finding), by, reason }
}

/// The receipt of a run.
pub fn receipt(c: &Coverage) -> Receipt<'_> {
    Receipt {
        unit: c.noun,
        listed: c.listed,
        scanned: c.scanned,
        skipped: gaps(&c.skipped),
        unread: gaps(&c.unread),
        missing: gaps(&c.missing),
        bytes: c.bytes,
        added_lines: c.added_lines,
        commits: c.commits,
        scope: c.scope.as_deref(),
        interrupted: c.interrupted.is_some(),
        milliseconds: c.millis,
    }
}

fn gaps(gaps: &[Gap]) -> Vec<GapRecord<'_>> {
    gaps.iter().map(|gap| GapRecord { what: &gap.what, why: &gap.why }).collect()
}
