//! `--format asff`: AWS Security Finding Format, an array for `aws securityhub batch-import-findings`.

use super::place::{Ids, file_name, hex};
use super::record::{self, VERSION, account, advice, decided, headline};
use super::sanitize::cut;
use super::{AwsTarget, Report, clock, receipt, text, wire};
use crate::finding::Finding;
use crate::model::{Confidence, Severity};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Longest values that Security Hub accepts, in characters.
const TITLE: usize = 256;
const DESCRIPTION: usize = 1024;
const ADVICE: usize = 512;
const ID: usize = 512;
const FACT: usize = 1024;

/// The error if the account or region is not known.
pub const NEEDS: &str = "the format asff needs the account and region that Security Hub runs in: set AWS_ACCOUNT_ID and AWS_REGION (CodeBuild sets them itself)";

/// Writes the array: findings, suppressed ones among them, and one more for a run that was incomplete.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let aws = report.context.aws.as_ref().ok_or_else(|| io::Error::other(NEEDS))?;
    let mut ids = Ids::default();
    let shown = report.outcome.findings.iter().chain(decided(report));
    let rest = (!report.outcome.coverage.is_complete()).then(|| incomplete(report, aws));
    let all = shown.map(|f| finding(report, aws, f, &mut ids)).chain(rest);
    wire::pretty(&wire::Each::of(all), out)
}

/// What all findings of this run have in common.
fn common(report: &Report<'_>, aws: &AwsTarget) -> Value {
    let (partition, region, account) = (aws.partition(), &aws.region, &aws.account);
    let now = clock::utc(report.context.finished);
    json!({
        "SchemaVersion": "2018-10-08",
        "ProductArn": format!("arn:{partition}:securityhub:{region}:{account}:product/{account}/default"),
        "ProductName": "secretscan",
        "CompanyName": "secretscan",
        "Region": region,
        "AwsAccountId": account,
        "CreatedAt": now,
        "UpdatedAt": now,
        "RecordState": "ACTIVE",
    })
}

fn finding<'r>(report: &Report<'r>, aws: &AwsTarget, finding: &'r Finding, ids: &mut Ids<'r>) -> Value {
    let rule = report.rules.info(finding.rule);
    let place = format!("{}:{}", file_name(finding), finding.start.line);
    let mut out = common(report, aws);
    out["Id"] = format!("secretscan/{}/{}", report.context.name(), hex(&ids.next(finding))).into();
    out["GeneratorId"] = format!("secretscan/{}", rule.id).into();
    out["Types"] = json!(["Sensitive Data Identifications/Passwords", "Software and Configuration Checks"]);
    out["Title"] = cut(&format!("{} in {place}", rule.name), TITLE).into();
    out["Description"] = cut(&headline(finding, &rule), DESCRIPTION).into();
    out["Severity"] = json!({ "Label": label(finding.severity), "Original": finding.severity.name() });
    out["Confidence"] = confidence(finding.confidence).into();
    let mut advised = json!({ "Text": cut(&advice(&rule), ADVICE) });
    if let Some(link) = record::links(&rule).first() {
        advised["Url"] = (*link).into();
    }
    out["Remediation"] = json!({ "Recommendation": advised });
    out["Resources"] = json!([resource(report, finding)]);
    out["ProductFields"] = fields(finding, rule.id, rule.provider);
    let status = if finding.suppressed.is_some() { "SUPPRESSED" } else { "NEW" };
    out["Workflow"] = json!({ "Status": status });
    if let Some(life) = &finding.life
        && clock::parse(&life.date).is_some()
    {
        out["FirstObservedAt"] = life.date.as_str().into();
    }
    out
}

fn label(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "CRITICAL",
        Severity::High => "HIGH",
        Severity::Medium => "MEDIUM",
        Severity::Low => "LOW",
    }
}

fn confidence(confidence: Confidence) -> u8 {
    match confidence {
        Confidence::High => 95,
        Confidence::Medium => 70,
        Confidence::Low => 40,
    }
}

/// The file in its repository, and the AWS account if the finding is a key of one.
fn resource(report: &Report<'_>, finding: &Finding) -> Value {
    let context = report.context;
    let base = context.repository.as_ref().and_then(|r| r.url.as_deref()).unwrap_or(context.name());
    let mut facts = json!({ "path": cut(&file_name(finding), FACT), "line": finding.start.line.to_string() });
    if let Some(commit) = finding.life.as_ref().and_then(|life| life.commit.as_deref()).or(context.head()) {
        facts["commit"] = commit.into();
    }
    if let Some(id) = account(finding) {
        facts["awsAccount"] = id.into();
    }
    json!({
        "Type": "Other",
        "Id": cut(&format!("{base}/{}", file_name(finding)), ID),
        "Details": { "Other": facts },
    })
}

/// Facts of the JSON Lines schema that have no field in ASFF. Empty values are not allowed.
fn fields(finding: &Finding, rule: &str, provider: &str) -> Value {
    let mut fields = json!({
        "secretscan/fingerprint": finding.fingerprint.to_string(),
        "secretscan/rule": rule,
        "secretscan/provider": provider,
        "secretscan/redacted": finding.redacted,
        "secretscan/version": VERSION,
    });
    if let Some(life) = &finding.life {
        fields["secretscan/in_head"] = life.in_head.to_string().into();
        fields["secretscan/occurrences"] = life.occurrences.to_string().into();
        if !life.author.is_empty() {
            fields["secretscan/author"] = cut(&life.author, FACT).into();
        }
    }
    if let Some(suppression) = &finding.suppressed {
        fields["secretscan/held_back"] = cut(&text::reason(suppression), FACT).into();
    }
    fields
}

fn incomplete(report: &Report<'_>, aws: &AwsTarget) -> Value {
    let coverage = &report.outcome.coverage;
    let mut out = common(report, aws);
    let name = report.context.name();
    out["Id"] = format!("secretscan/{name}/incomplete").into();
    out["GeneratorId"] = "secretscan/coverage".into();
    out["Types"] = json!(["Software and Configuration Checks"]);
    out["Title"] = cut(&format!("secretscan could not look at all of {name}"), TITLE).into();
    let what = format!("{} {}", receipt::incomplete(coverage), record::gaps(coverage).join("; "));
    out["Description"] = cut(&what, DESCRIPTION).into();
    out["Severity"] = json!({ "Label": "MEDIUM" });
    let text = "Mend what the description names and scan again: what was not looked at is not clean.";
    out["Remediation"] = json!({ "Recommendation": { "Text": text } });
    out["Resources"] = json!([{ "Type": "Other", "Id": cut(name, ID) }]);
    out["Workflow"] = json!({ "Status": "NEW" });
    out
}
