//! `--format text`: for people. A finding has about ten lines: what, where, the lines around it, what to do, and the
//! command for a false alarm.

use super::paint::Paint;
use super::place::within;
use super::sanitize::{cells, escape};
use super::{Mode, Report, advice, life, receipt, record, snippet, why};
use crate::finding::{Finding, Group, Suppression, groups};
use crate::model::{Mark, Place};
use std::io::{self, Write};

/// Further places that are named for one secret; `-v` names all.
const PLACES: usize = 3;
/// Advice is wrapped at this width, in cells, or at that of a narrower terminal.
const WIDTH: usize = 100;
/// The narrowest width that text is wrapped at.
const NARROWEST: usize = 24;

/// Writes the whole report.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let options = report.options;
    let paint = Paint::new(options.color);
    let verbose = options.verbosity > 1;
    let groups = groups(&report.outcome.findings);
    if !groups.is_empty() {
        let secrets = receipt::count(groups.len() as u64, "secret");
        let headline = advice::headline(options.mode, &secrets);
        writeln!(out, "{}\n", paint.bold(&format!("secretscan: {headline}")))?;
    }
    for group in &groups {
        self::group(report, group, paint, out)?;
        writeln!(out)?;
    }
    if verbose && !report.outcome.suppressed.is_empty() {
        held_back(report, paint, out)?;
        writeln!(out)?;
    }
    if options.verbosity > 0 || !report.outcome.coverage.is_complete() {
        receipt::write(report.outcome, verbose, options.color, out)?;
    }
    Ok(())
}

/// The findings without headline and receipt, for `secretscan explain`.
pub fn explain(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint::new(report.options.color);
    for group in &groups(&report.outcome.findings) {
        self::group(report, group, paint, out)?;
    }
    if !report.outcome.suppressed.is_empty() {
        held_back(report, paint, out)?;
    }
    writeln!(out)
}

/// One secret with all its places.
fn group(report: &Report<'_>, group: &Group<'_>, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let (finding, rule) = (group.first, report.rules.info(group.first.rule));
    let verbose = report.options.verbosity > 1;
    let account = record::account(finding).map_or_else(String::new, |id| format!(", account {id}"));
    let severity = paint.severity(finding.severity, finding.severity.name());
    writeln!(out, "{severity}  {}", paint.bold(&format!("{}{account}", escape(rule.name))))?;

    let gutter = snippet::gutter(&finding.frame);
    writeln!(out, "{:gutter$}{} {}", "", paint.dim("-->"), here(report, finding))?;
    snippet::write(&finding.frame, gutter, &why::words(finding), paint, out)?;

    let width = width(report.options.columns, gutter);
    let mut line = |text: &str| {
        let mut sign = paint.dim("=");
        for part in wrap(text, width) {
            writeln!(out, "{:gutter$} {sign} {part}", "")?;
            sign = " ".to_owned();
        }
        io::Result::Ok(())
    };
    if let Some(value) = record::clear(report, finding) {
        line(&format!("value: {}", escape(&value)))?;
    }
    if let Some(also) = also(report, group, verbose) {
        line(&also)?;
    }
    if let Some(note) = &finding.note {
        line(&escape(note))?;
    }
    for text in life::lines(finding) {
        line(&text)?;
    }
    if verbose {
        for text in details(finding, rule.id) {
            line(&text)?;
        }
    }
    line(&escape(&advice::now(report.options.mode, finding, &rule)))?;
    if let Some(place) = advice::place(report.options.mode, &rule) {
        line(&format!("where: {}", escape(place)))?;
    }
    match advice::way_out(finding) {
        // A command to paste must stay on one line.
        Ok(command) => {
            let way_out = false_alarm(&command, report.options.mode, paint);
            writeln!(out, "{:gutter$} {} {way_out}", "", paint.dim("="))
        }
        Err(refused) => line(refused),
    }
}

/// Why a finding is one: its rule, and every mark in a line of its own.
fn details(finding: &Finding, rule: &str) -> Vec<String> {
    let (rule, confidence) = (escape(rule), finding.confidence.name());
    let first = format!("rule {rule}, {confidence} confidence, {}", finding.fingerprint);
    std::iter::once(first).chain(finding.marks.iter().map(|mark| format!("  {}", self::mark(mark)))).collect()
}

/// The command for a false alarm, and what must follow it.
fn false_alarm(command: &str, mode: Mode, paint: Paint) -> String {
    // A push shows what is committed, so the entry must be, too.
    let then = if mode == Mode::Push { "  then commit that" } else { "" };
    format!("false alarm?  {}{then}", paint.bold(command))
}

/// Width that is left for advice behind the gutter and its character.
fn width(columns: Option<u16>, gutter: usize) -> usize {
    columns.map_or(WIDTH, |columns| usize::from(columns).saturating_sub(gutter + 3).clamp(NARROWEST, WIDTH))
}

/// Wraps a text between words. A word that is longer than the width stays whole.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.trim().is_empty() || cells(line) + 1 + cells(word) <= width => {
                if !line.is_empty() || word.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The place in the form that terminals and editors open: `path:line:column`.
pub fn place(finding: &Finding) -> String {
    let path = finding.origin.path.to_string();
    let path = match (finding.origin.place, path.is_empty()) {
        (Place::Commit(id), _) => format!("{}commit {}", within(finding), id.short(12)),
        (Place::Tag(id), _) => format!("{}tag {}", within(finding), id.short(12)),
        (Place::Message, true) => "commit message".to_owned(),
        (Place::Stdin, true) => "standard input".to_owned(),
        _ => escape(&path),
    };
    format!("{path}:{}:{}", finding.start.line, finding.start.column)
}

/// The same, relative to the current folder.
fn here(report: &Report<'_>, finding: &Finding) -> String {
    let on_disk = matches!(finding.origin.place, Place::File | Place::Link);
    match report.context.below.trim_end_matches('/') {
        below if on_disk && !below.is_empty() => format!("{}/{}", escape(below), place(finding)),
        _ => place(finding),
    }
}

/// `also at a.ini:3:1, b.py:9:4 and in 5 more places`.
fn also(report: &Report<'_>, group: &Group<'_>, all: bool) -> Option<String> {
    let shown = if all { group.others.len() } else { PLACES };
    let named: Vec<String> = group.others.iter().take(shown).map(|f| here(report, f)).collect();
    let more = match group.others.len().saturating_sub(shown) {
        0 => String::new(),
        n => format!(" and in {}", receipt::count(n as u64, "more place")),
    };
    (!named.is_empty()).then(|| format!("also at {}{more}", named.join(", ")))
}

/// A mark in one line: `+ entropy  4.7 bits/char (+1.25)`.
pub fn mark(mark: &Mark) -> String {
    let sign = if mark.passed { '+' } else { '-' };
    let detail = if mark.detail.is_empty() { String::new() } else { format!("  {}", mark.detail) };
    let points = if mark.points == 0.0 { String::new() } else { format!(" ({:+.2})", mark.points) };
    escape(&format!("{sign} {}{detail}{points}", mark.name))
}

/// Suppressed findings, one a line, with the reason.
fn held_back(report: &Report<'_>, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", paint.bold("held back:"))?;
    for finding in &report.outcome.suppressed {
        let why = finding.suppressed.as_ref().map_or_else(String::new, reason);
        let rule = report.rules.info(finding.rule).id;
        let id = finding.fingerprint.short();
        writeln!(out, "  {}  {}  {}  {}", here(report, finding), escape(rule), id, escape(&why))?;
    }
    Ok(())
}

/// Why a finding is suppressed, in words.
pub fn reason(suppression: &Suppression) -> String {
    match suppression {
        Suppression::Allowed(reason) => format!("allowed: {reason}"),
        Suppression::Marker(marker) => format!("marked in the text: {marker}"),
        Suppression::Baseline => "known: in the baseline".to_owned(),
        Suppression::Pattern(place) => format!("allowed by a pattern of git-secrets: {place}"),
        Suppression::Filter(reason) | Suppression::Excluded(reason) => reason.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_fits_the_terminal() {
        let text = "Roll the key in the dashboard at once and review recent transactions; keep it on the server only.";
        for columns in [Some(0), Some(40), Some(80), Some(300), None] {
            let room = width(columns, 2);
            assert!(wrap(text, room).iter().all(|line| cells(line) <= room), "{columns:?}");
            assert!((NARROWEST..=WIDTH).contains(&room), "{columns:?}: {room}");
            assert_eq!(wrap(text, room).join(" "), text);
        }
        assert_eq!((width(Some(80), 2), width(None, 2)), (75, WIDTH));
    }
}
