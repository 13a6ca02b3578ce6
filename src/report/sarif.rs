//! `--format sarif`: SARIF 2.1.0, for code scanning, editors and other tools for static analysis.

mod rule;

use super::place::{Ids, file, hex, uri, uuid};
use super::record::{self, LifeRecord, What, account, advice, clear, decided, headline, held};
use super::wire::Each;
use super::{Report, clock, receipt, text, wire};
use crate::finding::{Finding, Frame, Suppression};
use crate::model::{Confidence, Place, RuleIx, Severity};
use crate::outcome::Exit;
use rule::{level, rule, security_severity};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes the log: one run.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let shown = || report.outcome.findings.iter().chain(decided(report));
    let mut rules: Vec<RuleIx> = shown().map(|f| f.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let mut ids = Ids::default();
    let run = Run {
        column_kind: "utf16CodeUnits",
        invocations: [invocation(report)],
        redaction_tokens: ["•"],
        results: Each::of(shown().map(|f| result(report, f, &rules, &mut ids))),
        tool: json!({ "driver": {
            "name": "secretscan",
            "version": record::VERSION,
            "semanticVersion": record::VERSION,
            "rules": rules.iter().map(|ix| rule(report, *ix)).collect::<Vec<_>>(),
        } }),
        version_control_provenance: provenance(report).map(|details| [details]),
    };
    wire::pretty(&Log { schema: SCHEMA, runs: [run], version: "2.1.0" }, out)
}

#[derive(Serialize)]
struct Log<R: Serialize> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    runs: [R; 1],
    version: &'static str,
}

/// The one run. Results are serialised one by one, because there may be many.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<R: Serialize> {
    column_kind: &'static str,
    invocations: [Value; 1],
    redaction_tokens: [&'static str; 1],
    results: R,
    tool: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_control_provenance: Option<[Value; 1]>,
}

/// Which version of which repository was scanned.
fn provenance(report: &Report<'_>) -> Option<Value> {
    let repository = report.context.repository.as_ref()?;
    let mut details = json!({ "repositoryUri": repository.url.as_ref()? });
    put(&mut details, "revisionId", repository.head.as_deref());
    Some(details)
}

fn put(object: &mut Value, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        object[key] = value.into();
    }
}

/// A sort key from 0 to 100: most severe and most certain first.
fn rank(finding: &Finding) -> f64 {
    let severity = match finding.severity {
        Severity::Critical => 75.0,
        Severity::High => 50.0,
        Severity::Medium => 25.0,
        Severity::Low => 0.0,
    };
    severity
        + match finding.confidence {
            Confidence::High => 25.0,
            Confidence::Medium => 15.0,
            Confidence::Low => 5.0,
        }
}

fn result<'r>(report: &Report<'r>, finding: &'r Finding, rules: &[RuleIx], ids: &mut Ids<'r>) -> Value {
    let info = report.rules.info(finding.rule);
    let index = rules.binary_search(&finding.rule).unwrap_or(0);
    let mut result = json!({
        "ruleId": info.id,
        "ruleIndex": index,
        "level": level(finding.severity),
        "rank": rank(finding),
        "message": { "text": format!("{}. {}", headline(finding, &info), advice(&info)) },
        "locations": [location(finding)],
        "partialFingerprints": {
            "secretscan/v1": finding.fingerprint.to_string(),
            "primaryLocationLineHash": format!("{}:1", hex(&ids.next(finding))),
        },
        "correlationGuid": uuid(&finding.fingerprint),
        "properties": properties(report, finding),
    });
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|p| {
            json!({
                "message": { "text": p.label },
                "physicalLocation": {
                    "artifactLocation": { "uri": uri(&file(finding)) },
                    "region": { "startLine": p.start.line, "endLine": p.end.line },
                },
            })
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    if let Some(suppression) = &finding.suppressed {
        let kind = if matches!(suppression, Suppression::Marker(_)) { "inSource" } else { "external" };
        let justification = text::reason(suppression);
        result["suppressions"] =
            json!([{ "kind": kind, "status": "accepted", "justification": justification }]);
    }
    result
}

fn location(finding: &Finding) -> Value {
    let region = json!({
        "startLine": finding.start.line,
        "startColumn": finding.columns.0,
        "endLine": finding.end.line,
        "endColumn": finding.columns.1,
        "byteOffset": finding.span.start,
        "byteLength": finding.span.len(),
        "snippet": { "text": finding.redacted },
    });
    let mut physical = json!({ "artifactLocation": { "uri": uri(&file(finding)) }, "region": region });
    if let Some(context) = context_region(&finding.frame, finding.end.line) {
        physical["contextRegion"] = context;
    }
    let mut location = json!({ "physicalLocation": physical });
    if let Place::Commit(id) | Place::Tag(id) = finding.origin.place {
        let kind = if matches!(finding.origin.place, Place::Tag(_)) { "tag" } else { "commit" };
        location["logicalLocations"] =
            json!([{ "name": id.short(12), "fullyQualifiedName": id.to_string(), "kind": kind }]);
    }
    location
}

/// The masked lines around it; only if they are consecutive, as a region must be.
fn context_region(frame: &Frame, end: usize) -> Option<Value> {
    let (first, last) = (frame.lines.first()?.number, frame.lines.last()?.number);
    let joined = last + 1 - first == frame.lines.len();
    let text: Vec<&str> = frame.lines.iter().map(|line| line.text.as_str()).collect();
    (joined && frame.lines.len() > 1).then(
        || json!({ "startLine": first, "endLine": last.max(end), "snippet": { "text": text.join("\n") } }),
    )
}

/// Facts of the JSON Lines schema that have no property in SARIF.
fn properties(report: &Report<'_>, finding: &Finding) -> Value {
    let what = What::of(finding, report.rules);
    let mut facts = Map::new();
    for (key, value) in [
        ("fingerprint", what.fingerprint.as_str()),
        ("provider", what.provider),
        ("severity", what.severity),
        ("confidence", what.confidence),
        ("redacted", &finding.redacted),
    ] {
        facts.insert(key.to_owned(), value.into());
    }
    facts.insert("security-severity".to_owned(), security_severity(finding.severity).into());
    if let Some(id) = account(finding) {
        facts.insert("aws_account".to_owned(), id.into());
    }
    if let Some(value) = clear(report, finding) {
        facts.insert("secret".to_owned(), value.into());
    }
    if finding.suppressed.is_some() {
        facts.insert("held_back_by".to_owned(), held(finding).0.into());
    }
    if let Some(life) = LifeRecord::of(finding)
        && let Ok(Value::Object(life)) = serde_json::to_value(life)
    {
        facts.extend(life);
    }
    facts.into()
}

fn invocation(report: &Report<'_>) -> Value {
    let coverage = &report.outcome.coverage;
    let exit = report.outcome.exit();
    let said = match exit {
        Exit::Clean => "nothing found, and everything was looked at",
        Exit::Findings => "secrets were found",
        Exit::Interrupted(_) => "interrupted before the end",
        _ => "nothing found, but not everything was looked at",
    };
    let mut invocation = json!({
        "executionSuccessful": coverage.is_complete(),
        "exitCode": exit.code(),
        "exitCodeDescription": said,
        "properties": { "receipt": receipt::summary(coverage) },
    });
    if report.context.finished > 0 {
        let started = report.context.finished.saturating_sub(coverage.millis / 1000);
        invocation["startTimeUtc"] = clock::utc(started).into();
        invocation["endTimeUtc"] = clock::utc(report.context.finished).into();
    }
    let notes: Vec<Value> = record::gaps(coverage)
        .into_iter()
        .map(|gap| {
            json!({
                "level": "error",
                "descriptor": { "id": format!("coverage/{}", gap.split(':').next().unwrap_or("unread")) },
                "message": { "text": gap },
            })
        })
        .collect();
    if !notes.is_empty() {
        invocation["toolExecutionNotifications"] = notes.into();
    }
    invocation
}
