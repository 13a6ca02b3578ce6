//! `--format ocsf`: Detection Findings of the Open Cybersecurity Schema Framework, one JSON object a line, for Amazon
//! Security Lake and others.

use super::place::{Ids, file_name, hex};
use super::record::{self, VERSION, account, advice, decided, headline};
use super::{Report, clock, receipt, text, wire};
use crate::finding::Finding;
use crate::model::{Confidence, Severity};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Version of the schema. Every attribute used here is in all versions since 1.1, the oldest with this class.
const SCHEMA: &str = "1.5.0";
/// Category "Findings", class "Detection Finding".
const CATEGORY: u32 = 2;
const CLASS: u32 = 2004;
const CREATE: u32 = 1;

/// Writes the events: findings, suppressed ones among them, and one more for a run that was incomplete.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut ids = Ids::default();
    for finding in report.outcome.findings.iter().chain(decided(report)) {
        wire::line(&event_of(report, finding, &mut ids), out)?;
    }
    if !report.outcome.coverage.is_complete() {
        wire::line(&incomplete(report), out)?;
    }
    Ok(())
}

/// What all events of this run have in common.
fn common(report: &Report<'_>) -> Value {
    let now = report.context.finished * 1000;
    json!({
        "activity_id": CREATE,
        "activity_name": "Create",
        "category_uid": CATEGORY,
        "category_name": "Findings",
        "class_uid": CLASS,
        "class_name": "Detection Finding",
        "type_uid": CLASS * 100 + CREATE,
        "type_name": "Detection Finding: Create",
        "time": now,
        "start_time": now.saturating_sub(report.outcome.coverage.millis),
        "end_time": now,
        "metadata": {
            "version": SCHEMA,
            "product": { "name": "secretscan", "vendor_name": "secretscan", "version": VERSION },
        },
    })
}

fn event_of<'r>(report: &Report<'r>, finding: &'r Finding, ids: &mut Ids<'r>) -> Value {
    let rule = report.rules.info(finding.rule);
    let message = headline(finding, &rule);
    let mut event = common(report);
    let (id, severity) = severity(finding.severity);
    event["severity_id"] = id.into();
    event["severity"] = severity.into();
    let (id, confidence) = match finding.confidence {
        Confidence::Low => (1, "Low"),
        Confidence::Medium => (2, "Medium"),
        Confidence::High => (3, "High"),
    };
    event["confidence_id"] = id.into();
    event["confidence"] = confidence.into();
    event["status_id"] = if finding.suppressed.is_some() { 3 } else { 1 }.into();
    event["status"] = if finding.suppressed.is_some() { "Suppressed" } else { "New" }.into();
    if let Some(suppression) = &finding.suppressed {
        event["status_detail"] = text::reason(suppression).into();
    }
    event["message"] = format!("{message} in {}", file_name(finding)).into();
    event["finding_info"] = info(report, finding, &hex(&ids.next(finding)), &message);
    let links = record::links(&rule);
    event["remediation"] = json!({ "desc": advice(&rule), "references": links });
    event["evidences"] = json!([evidence(report, finding)]);
    event["resources"] = json!([resource(report)]);
    if let Some(id) = account(finding)
        && let Some(resources) = event["resources"].as_array_mut()
    {
        resources.push(json!({ "name": id, "uid": id, "type": "AWS account" }));
    }
    event
}

fn severity(severity: Severity) -> (u32, &'static str) {
    match severity {
        Severity::Low => (2, "Low"),
        Severity::Medium => (3, "Medium"),
        Severity::High => (4, "High"),
        Severity::Critical => (5, "Critical"),
    }
}

fn info(report: &Report<'_>, finding: &Finding, uid: &str, desc: &str) -> Value {
    let rule = report.rules.info(finding.rule);
    let mut info = json!({
        "uid": uid,
        "title": rule.name,
        "desc": desc,
        "types": ["Secret", format!("CWE-{}", record::CWE.0)],
        "analytic": { "type_id": 1, "type": "Rule", "name": rule.name, "uid": rule.id, "category": rule.provider },
        "created_time": report.context.finished * 1000,
    });
    let seen = finding.life.as_ref().and_then(|life| clock::parse(&life.date));
    if let Some(first) = seen.filter(|time| *time >= 0) {
        info["first_seen_time"] = (first * 1000).into();
    }
    info
}

/// The file, and facts of the JSON Lines schema that have no field in OCSF.
fn evidence(report: &Report<'_>, finding: &Finding) -> Value {
    let path = file_name(finding);
    let name = path.rsplit('/').next().unwrap_or(&path);
    let mut data = json!({
        "fingerprint": finding.fingerprint.to_string(),
        "redacted": finding.redacted,
        "start_line": finding.start.line,
        "start_column": finding.start.column,
        "end_line": finding.end.line,
        "end_column": finding.end.column,
    });
    if let Some(life) = &finding.life {
        data["commit"] = life.commit.clone().into();
        data["author"] = life.author.clone().into();
        data["in_head"] = life.in_head.into();
        data["occurrences"] = life.occurrences.into();
    }
    if let Some(value) = record::clear(report, finding) {
        data["secret"] = value.into();
    }
    json!({ "file": { "name": name, "path": path, "type_id": 1, "type": "Regular File" }, "data": data })
}

fn resource(report: &Report<'_>) -> Value {
    let name = report.context.name();
    let repository = report.context.repository.as_ref();
    let uid = repository.and_then(|r| r.url.as_deref()).unwrap_or(name);
    let mut resource = json!({ "name": name, "uid": uid, "type": "Repository" });
    if let Some(head) = report.context.head() {
        resource["version"] = head.into();
    }
    resource
}

fn incomplete(report: &Report<'_>) -> Value {
    let coverage = &report.outcome.coverage;
    let name = report.context.name();
    let mut event = common(report);
    event["severity_id"] = 3.into();
    event["severity"] = "Medium".into();
    event["status_id"] = 1.into();
    event["status"] = "New".into();
    event["message"] = receipt::incomplete(coverage).into();
    event["finding_info"] = json!({
        "uid": format!("incomplete/{name}"),
        "title": "secretscan could not look at everything",
        "desc": record::gaps(coverage).join("; "),
        "types": ["Coverage"],
        "created_time": report.context.finished * 1000,
    });
    event["resources"] = json!([resource(report)]);
    event
}
