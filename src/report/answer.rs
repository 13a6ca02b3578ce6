//! The output of `secretscan worker`: for each job its findings, one a line as in `jsonl`, then one receipt.

use super::json::{self, Receipt};
use super::record::{Record, SCHEMA};
use crate::finding::Finding;
use crate::outcome::{Exit, Outcome};
use crate::rules::RuleSet;
use serde::Serialize;
use serde_json::value::RawValue;
use std::io::{self, Write};

/// The job that is answered.
#[derive(Clone, Debug, Default, Serialize)]
pub struct About<'j> {
    /// The name that the job gave itself, as it was written: numbers of any size come back unchanged. Left out if it gave none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<&'j RawValue>,
    /// Its line on standard input, from 1.
    pub line: u64,
    /// The repository as the job named it; left out if the job could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<&'j str>,
}

#[derive(Serialize)]
struct FindingLine<'a> {
    r#type: &'static str,
    #[serde(flatten)]
    about: &'a About<'a>,
    #[serde(flatten)]
    record: Record<'a>,
}

#[derive(Serialize)]
struct ReceiptLine<'a> {
    r#type: &'static str,
    schema: &'static str,
    #[serde(flatten)]
    about: &'a About<'a>,
    status: &'static str,
    exit_code: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    findings: u64,
    suppressed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<Receipt<'a>>,
}

/// One finding of a job.
pub fn finding(
    about: &About<'_>,
    finding: &Finding,
    rules: &RuleSet,
    show_secrets: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    line(&FindingLine { r#type: "finding", about, record: Record::of(finding, rules, show_secrets) }, out)
}

/// The receipt of a job that was done, wholly or in part.
pub fn receipt(about: &About<'_>, outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let exit = outcome.exit();
    let status = match exit {
        Exit::Clean => "clean",
        Exit::Findings => "findings",
        Exit::Incomplete => "incomplete",
        Exit::Interrupted(_) => "interrupted",
        Exit::Usage | Exit::Other(_) => "error",
    };
    let receipt = ReceiptLine {
        r#type: "receipt",
        schema: SCHEMA,
        about,
        status,
        exit_code: exit.code(),
        error: None,
        findings: outcome.findings.len() as u64,
        suppressed: outcome.suppressed.len() as u64,
        receipt: Some(json::receipt(&outcome.coverage)),
    };
    line(&receipt, out)
}

/// The receipt of a job that could not be done, with the exit code that a separate run would have had.
pub fn refusal(about: &About<'_>, error: &str, exit_code: u8, out: &mut dyn Write) -> io::Result<()> {
    let receipt = ReceiptLine {
        r#type: "receipt",
        schema: SCHEMA,
        about,
        status: "error",
        exit_code,
        error: Some(error),
        findings: 0,
        suppressed: 0,
        receipt: None,
    };
    line(&receipt, out)
}

fn line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut text = serde_json::to_vec(value)?;
    text.push(b'\n');
    out.write_all(&text)
}
