//! The coverage receipt: what was scanned, what was not and why, and what was suppressed. It is the end of a text
//! report, and goes to standard error with the machine formats.

use super::paint::Paint;
use super::sanitize::escape;
use crate::finding::{EXPIRED, Finding, Suppression};
use crate::outcome::{Coverage, Gap, Outcome};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Examples that are named for one reason; `-v` names all.
const EXAMPLES: usize = 5;

/// Writes the receipt. With `all`, every gap is named.
pub fn write(outcome: &Outcome, all: bool, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint::new(color);
    let coverage = &outcome.coverage;
    writeln!(out, "{}", summary(coverage))?;
    if let Some(held) = held_back(&outcome.suppressed) {
        let hint = if all { "" } else { " (-v lists them)" };
        writeln!(out, "{held}{hint}")?;
    }
    match all {
        true => reasons("skipped", &coverage.skipped, true, out)?,
        false => left_out(&coverage.skipped, out)?,
    }
    if coverage.is_complete() {
        return Ok(());
    }
    writeln!(out, "{}", paint.alarm(&incomplete(coverage)))?;
    reasons("unread", &coverage.unread, all, out)?;
    reasons("missing", &coverage.missing, all, out)
}

/// The first line: `5 staged files, 212 added lines scanned, nothing skipped, nothing unread (4 ms)`.
pub fn summary(c: &Coverage) -> String {
    let mut text = String::new();
    if let Some(scope) = &c.scope {
        text.push_str(&format!("{}: ", escape(scope)));
    }
    let all = c.scanned == c.listed;
    let units = match all {
        true => count(c.scanned, c.noun),
        false => format!("{} of {}", grouped(c.scanned), count(c.listed, c.noun)),
    };
    text.push_str(&units);
    if let Some(commits) = c.commits {
        text.push_str(&format!(", {}", count(commits, "commit")));
    }
    match c.added_lines {
        Some(lines) => text.push_str(&format!(", {} scanned", count(lines, "added line"))),
        None => text.push_str(&format!(", {} scanned", size(c.bytes))),
    }
    let number = |gaps: &[Gap], word: &str| match gaps.len() {
        0 => format!("nothing {word}"),
        n => format!("{} {word}", grouped(n as u64)),
    };
    text.push_str(&format!(", {}, {}", number(&c.skipped, "skipped"), number(&c.unread, "unread")));
    if !c.missing.is_empty() {
        text.push_str(&format!(", {} missing", c.missing.len()));
    }
    text.push_str(&format!(" ({})", time(c.millis)));
    text
}

/// The sentence of an incomplete run.
pub fn incomplete(c: &Coverage) -> String {
    let why = match (c.interrupted, c.unread.len(), c.missing.len()) {
        (Some(_), ..) => "it was interrupted".to_owned(),
        (_, 0, n) => format!("{} could not be seen", count(n as u64, "thing")),
        (_, n, 0) => format!("{} could not be read", count(n as u64, c.noun)),
        (_, n, m) => {
            format!(
                "{} could not be read, and {} could not be seen",
                count(n as u64, c.noun),
                count(m as u64, "thing")
            )
        }
    };
    format!("INCOMPLETE: {why}. This run proves nothing about what it did not look at.")
}

/// Gaps grouped by reason, with examples.
fn reasons(word: &str, gaps: &[Gap], all: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    gaps.iter().for_each(|gap| by_reason.entry(&gap.why).or_default().push(&gap.what));
    for (why, whats) in by_reason {
        let shown = if all { whats.len() } else { EXAMPLES };
        for what in whats.iter().take(shown) {
            writeln!(out, "  {word}: {}: {}", escape(what), escape(why))?;
        }
        if whats.len() > shown {
            let more = grouped((whats.len() - shown) as u64);
            writeln!(out, "  {word}: and {more} more: {} (-v names all)", escape(why))?;
        }
    }
    Ok(())
}

/// `3 skipped: 1 a named pipe, 2 excluded by the configuration`.
fn left_out(skipped: &[Gap], out: &mut dyn Write) -> io::Result<()> {
    match tally("skipped", skipped.iter().map(|gap| &*gap.why)) {
        Some(line) => writeln!(out, "{} (-v lists them)", escape(&line)),
        None => Ok(()),
    }
}

/// `3 held back: 1 by the allow file, 2 by a rule's own filter`.
pub fn held_back(suppressed: &[Finding]) -> Option<String> {
    tally("held back", suppressed.iter().map(|f| f.suppressed.as_ref().map_or("unknown", reason)))
}

fn tally<'r>(word: &str, reasons: impl Iterator<Item = &'r str>) -> Option<String> {
    let mut by_reason: BTreeMap<&str, u64> = BTreeMap::new();
    reasons.for_each(|reason| *by_reason.entry(reason).or_default() += 1);
    let total = grouped(by_reason.values().sum());
    let parts: Vec<String> =
        by_reason.iter().map(|(reason, n)| format!("{} {reason}", grouped(*n))).collect();
    (!parts.is_empty()).then(|| format!("{total} {word}: {}", parts.join(", ")))
}

fn reason(suppression: &Suppression) -> &'static str {
    match suppression {
        Suppression::Allowed(_) => "by the allow file",
        Suppression::Marker(_) => "by a marker in the text",
        Suppression::Baseline => "by the baseline",
        Suppression::Filter(why) if why.starts_with(EXPIRED) => "as expired",
        Suppression::Filter(_) => "as dummies or placeholders",
        Suppression::Pattern(_) => "by an allowed pattern of git-secrets",
        Suppression::Excluded(_) => "by an excluded path",
    }
}

/// `1 file`, `2 files`, `3 index entries`.
pub fn count(n: u64, noun: &str) -> String {
    match (n, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{} {stem}ies", grouped(n)),
        _ => format!("{} {noun}s", grouped(n)),
    }
}

/// With separators for thousands: `1,234,567`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `8.1 MB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => count(bytes, "byte"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}

/// `41 ms`, `12.0 s`, `2 min 5 s`.
pub fn time(millis: u64) -> String {
    match millis {
        0..10_000 => format!("{millis} ms"),
        10_000..120_000 => format!("{:.1} s", millis as f64 / 1e3),
        _ => format!("{} min {} s", millis / 60_000, millis / 1_000 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap(what: &str, why: &str) -> Gap {
        Gap { what: what.to_owned(), why: why.to_owned() }
    }

    fn text(coverage: Coverage, all: bool) -> String {
        let mut out = Vec::new();
        write(&Outcome { coverage, ..Outcome::default() }, all, false, &mut out).expect("memory");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn a_clean_run_in_one_line() {
        let coverage = Coverage {
            noun: "staged file",
            listed: 5,
            scanned: 5,
            added_lines: Some(1212),
            millis: 4,
            ..Coverage::default()
        };
        let line = "5 staged files, 1,212 added lines scanned, nothing skipped, nothing unread (4 ms)\n";
        assert_eq!(text(coverage, false), line);
    }

    #[test]
    fn an_incomplete_run_says_so_and_why() {
        let unread = (0..9).map(|i| gap(&format!("f{i}"), "permission denied")).collect();
        let coverage = Coverage {
            noun: "file",
            listed: 10,
            scanned: 1,
            bytes: 2_500_000,
            unread,
            missing: vec![gap("a1\x1b[0m", "shallow border")],
            ..Coverage::default()
        };
        let shown = text(coverage.clone(), false);
        assert!(
            shown.starts_with("1 of 10 files, 2.5 MB scanned, nothing skipped, 9 unread, 1 missing"),
            "{shown}"
        );
        assert!(
            shown.contains("INCOMPLETE: 9 files could not be read, and 1 thing could not be seen."),
            "{shown}"
        );
        assert!(
            shown.contains("  unread: f4: permission denied\n  unread: and 4 more: permission denied"),
            "{shown}"
        );
        assert!(shown.contains("  missing: a1\\u{1b}[0m: shallow border"), "{shown}");
        assert!(text(coverage, true).contains("f8"));
    }

    #[test]
    fn what_was_skipped_is_told_with_its_reasons() {
        let skipped = vec![gap("a", "a named pipe"), gap("b", "excluded"), gap("c", "excluded")];
        let coverage = Coverage { noun: "file", listed: 3, skipped, ..Coverage::default() };
        let shown = text(coverage.clone(), false);
        assert!(shown.ends_with("\n3 skipped: 1 a named pipe, 2 excluded (-v lists them)\n"), "{shown}");
        assert!(text(coverage, true).contains("  skipped: a: a named pipe\n"));
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(count(2, "entry"), "2 entries");
        assert_eq!((size(999), size(8_100_000_000)), ("999 bytes".to_owned(), "8.10 GB".to_owned()));
        assert_eq!((time(9_999), time(125_000)), ("9999 ms".to_owned(), "2 min 5 s".to_owned()));
    }
}
