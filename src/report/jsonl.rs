//! `--format jsonl`: one object for each place, one a line. Findings only: the receipt goes to standard error.

use super::record::Record;
use super::{Report, wire};
use crate::finding::Finding;
use crate::rules::RuleSet;
use std::io::{self, Write};

/// Writes all findings of a report.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    report
        .outcome
        .findings
        .iter()
        .try_for_each(|finding| write_finding(finding, report.rules, report.options.show_secrets, out))
}

/// Writes one finding, as soon as it is known. A finding that is not from a `FindingSet` must have been redacted by a
/// [`crate::finding::Scrubber`].
pub fn write_finding(
    finding: &Finding,
    rules: &RuleSet,
    show_secrets: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    wire::line(&Record::of(finding, rules, show_secrets), out)
}
