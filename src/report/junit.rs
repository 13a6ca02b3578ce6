//! `--format junit`: findings as failed tests, for CI systems that only show tests.
//!
//! A finding is a failed test, a suppressed one a skipped test, and something that could not be read an error. The last
//! test stands for the whole run, so that a clean run is not an empty suite.

use super::advice::way_out;
use super::place::label;
use super::record::{self, advice, decided, headline};
use super::sanitize::entities as xml;
use super::{Report, clock, receipt, text};
use crate::finding::Finding;
use std::io::{self, Write};

/// Writes the document.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let coverage = &report.outcome.coverage;
    let findings = &report.outcome.findings;
    let held: Vec<&Finding> = decided(report).collect();
    let gaps = record::gaps(coverage);
    let tests = findings.len() + held.len() + gaps.len() + 1;
    let counts = format!("tests=\"{tests}\" failures=\"{}\" errors=\"{}\"", findings.len(), gaps.len());
    let time = format!("{}.{:03}", coverage.millis / 1000, coverage.millis % 1000);
    let time = if time.len() > 7 { String::new() } else { format!(" time=\"{time}\"") };
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"secretscan\" {counts}{time}>")?;
    let stamp = match report.context.finished {
        0 => String::new(),
        finished => format!(" timestamp=\"{}\"", clock::stamp(finished)),
    };
    let skipped = held.len();
    writeln!(out, "<testsuite name=\"secretscan\" {counts} skipped=\"{skipped}\"{time}{stamp}>")?;
    for finding in findings {
        failed(report, finding, out)?;
    }
    for finding in held {
        let why = finding.suppressed.as_ref().map_or_else(String::new, text::reason);
        case(report, finding, out)?;
        writeln!(out, "<skipped message=\"{}\"/></testcase>", xml(&why))?;
    }
    for gap in gaps {
        writeln!(out, "<testcase classname=\"secretscan.coverage\" name=\"{}\">", xml(&gap))?;
        writeln!(out, "<error type=\"incomplete\" message=\"{}\"/></testcase>", xml(&gap))?;
    }
    let whole = receipt::summary(coverage);
    writeln!(out, "<testcase classname=\"secretscan.coverage\" name=\"{}\"/>", xml(&whole))?;
    writeln!(out, "</testsuite>\n</testsuites>")
}

fn case(report: &Report<'_>, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let rule = report.rules.info(finding.rule);
    let name = format!("{}:{}:{} {}", label(finding), finding.start.line, finding.start.column, rule.name);
    writeln!(out, "<testcase classname=\"secretscan.{}\" name=\"{}\">", xml(rule.id), xml(&name))
}

fn failed(report: &Report<'_>, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let rule = report.rules.info(finding.rule);
    case(report, finding, out)?;
    let severity = finding.severity.name();
    writeln!(out, "<failure type=\"{severity}\" message=\"{}\">", xml(&headline(finding, &rule)))?;
    writeln!(out, "{}", xml(&advice(&rule)))?;
    for line in super::life::lines(finding) {
        writeln!(out, "{}", xml(&line))?;
    }
    writeln!(out, "fingerprint {}, {} confidence", finding.fingerprint, finding.confidence.name())?;
    match way_out(finding) {
        Ok(allow) => writeln!(out, "false alarm? {}", xml(&allow))?,
        Err(refused) => writeln!(out, "{}", xml(refused))?,
    }
    writeln!(out, "</failure></testcase>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_markup_and_no_forbidden_character() {
        assert_eq!(xml("a<b>&\"'\u{1}\u{ffff}"), "a&lt;b&gt;&amp;&quot;&#39;\\u{1}\u{fffd}");
    }
}
