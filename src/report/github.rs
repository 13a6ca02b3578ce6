//! `--format github`: workflow commands that GitHub shows as annotations beside the lines of a pull request.

use super::advice::way_out;
use super::place::{file_name, is_file, label};
use super::record::{self, advice, decided, headline};
use super::{Report, receipt, sanitize};
use crate::finding::Finding;
use crate::model::Severity;
use std::io::{self, Write};

/// Writes a command for each place, then one for each thing that was not scanned.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.outcome.findings {
        annotation(report, finding, out)?;
    }
    let coverage = &report.outcome.coverage;
    if !coverage.is_complete() {
        let mut message = receipt::incomplete(coverage);
        message.extend(record::gaps(coverage).iter().map(|gap| format!("\n{gap}")));
        writeln!(out, "::error title=secretscan is incomplete::{}", data(&message))?;
    }
    if decided(report).next().is_some()
        && let Some(held) = receipt::held_back(&report.outcome.suppressed)
    {
        writeln!(out, "::notice title=secretscan::{}", data(&held))?;
    }
    Ok(())
}

fn annotation(report: &Report<'_>, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let rule = report.rules.info(finding.rule);
    let command = match finding.severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "notice",
    };
    // No line is given for a message or standard input, or for an old version of a file, whose lines differ from
    // today's.
    let gone = finding.life.as_ref().filter(|life| !life.in_head);
    let mut place = String::new();
    if is_file(finding) {
        place = format!("file={}", property(&file_name(finding)));
    }
    if is_file(finding) && gone.is_none() {
        place.push_str(&format!(",line={},endLine={}", finding.start.line, finding.end.line));
        if finding.start.line == finding.end.line {
            place.push_str(&format!(",col={},endColumn={}", finding.columns.0, finding.columns.1));
        }
    }
    let title = format!("{} ({})", rule.name, finding.severity.name());
    let mut message = headline(finding, &rule);
    if !is_file(finding) {
        message.push_str(&format!("\nIn the {}, line {}.", label(finding), finding.start.line));
    }
    if let Some(life) = gone.filter(|_| is_file(finding)) {
        let commit = life.commit.as_deref().unwrap_or("an unreachable commit");
        message.push_str(&format!(
            "\nGone from HEAD, but commit {commit} has it in line {}.",
            finding.start.line
        ));
    }
    message.push_str(&format!("\n{}", advice(&rule)));
    message.push_str(&match way_out(finding) {
        Ok(command) => format!("\nFalse alarm? {command}"),
        Err(refused) => format!("\n{refused}"),
    });
    let comma = if place.is_empty() { "" } else { "," };
    writeln!(out, "::{command} {place}{comma}title={}::{}", property(&title), data(&message))
}

/// The text of a command. Line ends and `%` are escaped, and so are invisible characters, which could mislead whoever
/// reads the log.
fn data(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            _ if sanitize::is_unsafe(ch) => sanitize::push(ch, &mut out),
            _ => out.push(ch),
        }
    }
    out
}

/// A property of a command: a comma or colon would end it, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(
            property("a,b:c%\r\n::error::x"),
            "a%2Cb%3Cc%25%0D%0A%3A%3Aerror%3A%3Ax".replace("%3Cc", "%3Ac")
        );
        assert_eq!(property("a\u{1b}[31m"), "a\\u{1b}[31m");
        assert_eq!(property("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(data("50%\n::warning::"), "50%25%0A::warning::");
    }
}
