//! `--format markdown`: a summary for people in GitHub-flavoured Markdown; with `--format github` it is also the job's
//! summary.

use super::place::label;
use super::record::{self, account, decided, links};
use super::sanitize::{entity, escape};
use super::{Report, advice, life, receipt, text};
use crate::finding::{Finding, Group, groups};
use std::io::{self, Write};

/// Secrets, and suppressed findings, that are listed: a job's summary must not exceed one megabyte.
const MOST: usize = 200;
/// Places that are named for one secret.
const PLACES: usize = 5;

/// Writes the summary. Values stay redacted even with `--show-secrets`, because a summary is kept and shared.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let outcome = report.outcome;
    let coverage = &outcome.coverage;
    let groups = groups(&outcome.findings);
    let secrets = receipt::count(groups.len() as u64, "secret");
    match (groups.is_empty(), coverage.is_complete()) {
        (false, _) => {
            writeln!(out, "## 🔴 secretscan: {}\n", advice::headline(report.options.mode, &secrets))?
        }
        (true, true) => writeln!(out, "## 🟢 secretscan: nothing found\n")?,
        (true, false) => writeln!(out, "## 🟠 secretscan: not everything was looked at\n")?,
    }
    if !coverage.is_complete() {
        writeln!(out, "> [!WARNING]\n> {}", md(&receipt::incomplete(coverage)))?;
        let gaps = record::gaps(coverage);
        for gap in gaps.iter().take(MOST) {
            writeln!(out, "> - {}", md(gap))?;
        }
        more(gaps.len(), "> - ", out)?;
        writeln!(out)?;
    }
    if !groups.is_empty() {
        table(report, &groups, out)?;
    }
    held_back(report, out)?;
    writeln!(out, "<sub>{}</sub>", md(&receipt::summary(coverage)))
}

fn table(report: &Report<'_>, groups: &[Group<'_>], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| severity | what | where | what to do |\n| --- | --- | --- | --- |")?;
    for group in groups.iter().take(MOST) {
        let finding = group.first;
        let rule = report.rules.info(finding.rule);
        let account = account(finding).map_or_else(String::new, |id| format!(", account {id}"));
        let mut what = format!("**{}**{account}<br>{}", md(rule.name), code(&finding.redacted));
        for line in life::lines(finding) {
            what.push_str(&format!("<br><sub>{}</sub>", md(&line)));
        }
        let mut places: Vec<String> = std::iter::once(&group.first)
            .chain(&group.others)
            .take(PLACES)
            .map(|f| code(&format!("{}:{}", label(f), f.start.line)))
            .collect();
        let rest = (group.others.len() + 1).saturating_sub(PLACES);
        if rest > 0 {
            places.push(format!("and {}", receipt::count(rest as u64, "more place")));
        }
        let mut todo = md(&advice::now(report.options.mode, finding, &rule));
        if let Some(place) = advice::place(report.options.mode, &rule) {
            let place = if links(&rule).first() == Some(&place) { format!("<{place}>") } else { md(place) };
            todo.push_str(&format!("<br>Revoke: {place}"));
        }
        let way_out = advice::way_out(finding)
            .map_or_else(str::to_owned, |command| format!("false alarm? {}", code(&command)));
        let severity = finding.severity.name();
        let places = places.join("<br>");
        writeln!(out, "| {severity} | {what} | {places} | {todo}<br><sub>{way_out}</sub> |")?;
    }
    writeln!(out)?;
    more(groups.len(), "", out)
}

fn held_back(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let held: Vec<&Finding> = decided(report).collect();
    if held.is_empty() {
        return Ok(());
    }
    let count = receipt::count(held.len() as u64, "finding");
    writeln!(out, "<details><summary>{count} held back</summary>\n")?;
    writeln!(out, "| where | rule | id | why |\n| --- | --- | --- | --- |")?;
    for finding in held.iter().take(MOST) {
        let why = finding.suppressed.as_ref().map_or_else(String::new, text::reason);
        let place = code(&format!("{}:{}", label(finding), finding.start.line));
        let rule = report.rules.info(finding.rule).id;
        writeln!(out, "| {place} | {} | {} | {} |", md(rule), finding.fingerprint.short(), md(&why))?;
    }
    writeln!(out)?;
    more(held.len(), "", out)?;
    writeln!(out, "</details>\n")
}

fn more(total: usize, before: &str, out: &mut dyn Write) -> io::Result<()> {
    match total.saturating_sub(MOST) {
        0 => Ok(()),
        rest => writeln!(out, "{before}and {rest} more: `--report json=FILE` names all\n"),
    }
}

/// Text without Markdown, HTML or mentions; safe in a table, too.
fn md(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in escape(text).chars() {
        match (entity(ch), ch) {
            (Some(entity), _) => out.push_str(entity),
            (None, '@') => out.push_str("&#64;"),
            (None, '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '$') => {
                out.push('\\');
                out.push(ch);
            }
            (None, _) => out.push(ch),
        }
    }
    out
}

/// Text in a code font, as HTML: between backticks, a pipe would still end the table cell.
fn code(text: &str) -> String {
    format!("<code>{}</code>", md(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_path_is_markup() {
        assert_eq!(md("a|b`<img>[x](y)@ada"), "a\\|b\\`&lt;img&gt;\\[x\\](y)&#64;ada");
        assert_eq!(md("a\nb"), "a\\\\u{a}b");
    }
}
