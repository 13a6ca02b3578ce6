//! `--format gitlab`: GitLab's secret detection report, for `artifacts:reports:secret_detection`.
//!
//! The format has no field for suppressed findings, and GitLab would show them as open. They are left out of the list
//! and counted in the scan's messages.

use super::advice::way_out;
use super::place::{Ids, file_name, label, uuid};
use super::record::{self, CWE, CWE_URL, VERSION, advice, clear, headline};
use super::sanitize::cut;
use super::wire::Each;
use super::{Report, clock, receipt, wire};
use crate::finding::Finding;
use crate::model::{Place, Severity};
use serde::Serialize;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Version of GitLab's report schema.
const SCHEMA: &str = "15.2.4";
const SCHEMA_URL: &str = "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v15.2.4/dist/secret-detection-report-format.json";
/// In place of a commit id if there is none, as in a scan of files.
const NO_COMMIT: &str = "0000000";
/// Longest name and longest solution that the schema allows, in characters.
const NAME: usize = 255;
const SOLUTION: usize = 7000;

/// Writes the report.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut ids = Ids::default();
    let found = report.outcome.findings.iter();
    let document = Document {
        scan: scan(report),
        schema: SCHEMA_URL,
        version: SCHEMA,
        vulnerabilities: Each::of(found.map(|f| vulnerability(report, f, &mut ids))),
    };
    wire::pretty(&document, out)
}

/// The report. Findings are serialised one by one, because there may be many.
#[derive(Serialize)]
struct Document<V: Serialize> {
    scan: Value,
    schema: &'static str,
    version: &'static str,
    vulnerabilities: V,
}

fn scan(report: &Report<'_>) -> Value {
    let coverage = &report.outcome.coverage;
    let tool = json!({
        "id": "secretscan",
        "name": "secretscan",
        "version": VERSION,
        "vendor": { "name": "secretscan" },
    });
    let mut messages = vec![json!({ "level": "info", "value": receipt::summary(coverage) })];
    if let Some(held) = receipt::held_back(&report.outcome.suppressed) {
        messages.push(json!({ "level": "info", "value": held }));
    }
    if !coverage.is_complete() {
        messages.push(json!({ "level": "fatal", "value": receipt::incomplete(coverage) }));
    }
    messages.extend(record::gaps(coverage).into_iter().map(|gap| json!({ "level": "warn", "value": gap })));
    let finished = report.context.finished;
    json!({
        "type": "secret_detection",
        "status": if coverage.is_complete() { "success" } else { "failure" },
        "start_time": clock::stamp(finished.saturating_sub(coverage.millis / 1000)),
        "end_time": clock::stamp(finished),
        "analyzer": tool,
        "scanner": tool,
        "messages": messages,
    })
}

fn vulnerability<'r>(report: &Report<'r>, finding: &'r Finding, ids: &mut Ids<'r>) -> Value {
    let rule = report.rules.info(finding.rule);
    let file = file_name(finding);
    let links: Vec<Value> = record::links(&rule).iter().map(|url| json!({ "url": url })).collect();
    let mut identifiers = vec![json!({
        "type": "secretscan_rule_id",
        "name": format!("secretscan rule {}", rule.id),
        "value": rule.id,
    })];
    identifiers.push(json!({
        "type": "cwe", "name": format!("CWE-{}", CWE.0), "value": CWE.0, "url": CWE_URL,
    }));
    identifiers.push(json!({
        "type": "secretscan_fingerprint",
        "name": format!("secretscan fingerprint {}", finding.fingerprint),
        "value": finding.fingerprint.to_string(),
    }));
    let way_out = way_out(finding).map_or_else(str::to_owned, |command| format!("False alarm? {command}"));
    json!({
        "id": uuid(&ids.next(finding)),
        "name": cut(rule.name, NAME),
        "description": format!("{}. Found in {}, line {}. {}",
            headline(finding, &rule), label(finding), finding.start.line, way_out),
        "severity": severity(finding.severity),
        "solution": cut(&advice(&rule), SOLUTION),
        "identifiers": identifiers,
        "links": links,
        "location": {
            "file": file,
            "start_line": finding.start.line,
            "end_line": finding.end.line,
            "commit": commit(report, finding),
        },
        "raw_source_code_extract": clear(report, finding).as_deref().unwrap_or(&finding.redacted),
        "tracking": {
            "type": "source",
            "items": [{
                "file": file,
                "start_line": finding.start.line,
                "end_line": finding.end.line,
                "signatures": [{ "algorithm": "hash", "value": format!("{}:{file}", finding.fingerprint) }],
            }],
        },
        "details": details(finding),
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Critical",
        Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
    }
}

/// The commit that brought it in, otherwise the one it was found in.
fn commit(report: &Report<'_>, finding: &Finding) -> Value {
    if let Some(life) = &finding.life
        && let Some(id) = &life.commit
    {
        return json!({ "sha": id, "author": life.author, "date": life.date, "message": life.summary });
    }
    match finding.origin.place {
        Place::Commit(id) => json!({ "sha": id.to_string() }),
        _ => json!({ "sha": report.context.head().unwrap_or(NO_COMMIT) }),
    }
}

/// The rows that GitLab shows below the description.
fn details(finding: &Finding) -> Value {
    let mut details = json!({
        "fingerprint": { "name": "Fingerprint", "type": "text", "value": finding.fingerprint.to_string() },
        "confidence": { "name": "Confidence", "type": "text", "value": finding.confidence.name() },
        "redacted": { "name": "Secret, redacted", "type": "code", "value": finding.redacted },
    });
    if let Some(account) = record::account(finding) {
        details["aws_account"] = json!({ "name": "AWS account", "type": "text", "value": account });
    }
    if let Some(life) = &finding.life {
        details["in_head"] = json!({ "name": "Still in HEAD", "type": "value", "value": life.in_head });
        details["occurrences"] = json!({ "name": "Occurrences", "type": "value", "value": life.occurrences });
        if let Some(removed) = &life.removed_commit {
            details["removed_commit"] =
                json!({ "name": "Taken out with", "type": "commit", "value": removed });
        }
        if let Some(last) = &life.last_commit {
            details["last_commit"] = json!({ "name": "Last seen in", "type": "commit", "value": last });
        }
    }
    details
}
