//! `--format csv`: a table for spreadsheets (RFC 4180), one row for each place, safe to open in a spreadsheet.

use super::Report;
use super::place::label;
use super::record::{LifeRecord, PlaceRecord, What, account, clear, held};
use super::sanitize::escape;
use crate::finding::Finding;
use std::borrow::Cow;
use std::io::{self, Write};

const COLUMNS: [&str; 21] = [
    "state",
    "severity",
    "confidence",
    "rule",
    "name",
    "provider",
    "path",
    "start_line",
    "start_column",
    "end_line",
    "end_column",
    "redacted",
    "aws_account",
    "commit",
    "author",
    "date",
    "in_head",
    "occurrences",
    "fingerprint",
    "reason",
    "advice",
];

/// Writes the header, findings (`found`), suppressed ones (`held back`), and what was not scanned (`unread`,
/// `missing`).
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let secret = report.options.show_secrets.then_some("secret");
    row(&COLUMNS.iter().copied().chain(secret).map(str::to_owned).collect::<Vec<_>>(), out)?;
    for finding in report.outcome.findings.iter().chain(&report.outcome.suppressed) {
        row(&cells(report, finding), out)?;
    }
    let coverage = &report.outcome.coverage;
    let gaps = coverage.unread.iter().map(|gap| ("unread", gap));
    for (state, gap) in gaps.chain(coverage.missing.iter().map(|gap| ("missing", gap))) {
        row(&sparse(state, &gap.what, &gap.why), out)?;
    }
    if coverage.interrupted.is_some() {
        row(&sparse("interrupted", "", "the scan was stopped before its end"), out)?;
    }
    Ok(())
}

/// A row with a state, a path and a reason.
fn sparse(state: &str, path: &str, reason: &str) -> Vec<String> {
    let mut cells = vec![String::new(); COLUMNS.len()];
    for (column, text) in [("state", state), ("path", path), ("reason", reason)] {
        if let Some(at) = COLUMNS.iter().position(|name| *name == column) {
            cells[at] = text.to_owned();
        }
    }
    cells
}

fn cells(report: &Report<'_>, finding: &Finding) -> Vec<String> {
    let (what, place) = (What::of(finding, report.rules), PlaceRecord::of(finding));
    let life = LifeRecord::of(finding);
    let reason = match finding.suppressed {
        Some(_) => match held(finding) {
            (by, "") => by.to_owned(),
            (by, reason) => format!("{by}: {reason}"),
        },
        None => String::new(),
    };
    let mut cells = vec![
        if finding.suppressed.is_some() { "held back" } else { "found" }.to_owned(),
        what.severity.to_owned(),
        what.confidence.to_owned(),
        what.rule.to_owned(),
        what.name.to_owned(),
        what.provider.to_owned(),
        label(finding),
        place.start_line.to_string(),
        place.start_column.to_string(),
        place.end_line.to_string(),
        place.end_column.to_string(),
        finding.redacted.clone(),
        account(finding).unwrap_or_default(),
        life.as_ref().and_then(|l| l.commit).unwrap_or_default().to_owned(),
        life.as_ref().map(|l| l.author).unwrap_or_default().to_owned(),
        life.as_ref().map(|l| l.date).unwrap_or_default().to_owned(),
        life.as_ref().map(|l| l.in_head.to_string()).unwrap_or_default(),
        life.as_ref().map(|l| l.occurrences.to_string()).unwrap_or_default(),
        what.fingerprint,
        reason,
        super::record::advice(&report.rules.info(finding.rule)),
    ];
    cells.extend(clear(report, finding).map(Cow::into_owned));
    cells
}

fn row(cells: &[String], out: &mut dyn Write) -> io::Result<()> {
    let line: Vec<String> = cells.iter().map(|cell| self::cell(cell)).collect();
    write!(out, "{}\r\n", line.join(","))
}

/// Quotes a cell. Text that begins like a formula is kept from being computed.
fn cell(text: &str) -> String {
    let text = escape(text);
    let formula = text.trim_start().starts_with(['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠']);
    let text = if formula { format!("'{text}") } else { text };
    if formula || text.contains(['"', ',', ';', '\n', '\r', '\'']) || text.trim() != text {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_stay_text() {
        assert_eq!(cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        for text in ["+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1", "|calc"] {
            assert!(cell(text).starts_with("\"'"), "{text}");
        }
        assert_eq!(cell("a.ini"), "a.ini");
        assert_eq!(cell("a,b"), "\"a,b\"");
        assert_eq!(cell("12"), "12");
    }
}
