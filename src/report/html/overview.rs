//! The verdict at the top, the rules behind it, and the coverage receipt at the end.

use super::super::record::{account, decided, gaps};
use super::super::{Report, advice, receipt};
use super::esc;
use crate::finding::{Finding, Group};
use crate::model::{RuleIx, Severity};
use crate::outcome::Gap;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Gaps named at the top, and gaps of each kind in the receipt.
const FEW: usize = 8;
const MANY: usize = 200;
/// Kinds of secrets that are listed before the rest is folded.
const KINDS: usize = 10;

/// All severities, most severe first.
pub const SEVERITIES: [Severity; 4] = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low];

/// The result of the run in a sentence and a row of numbers.
pub fn verdict(report: &Report<'_>, groups: &[Group<'_>], out: &mut dyn Write) -> io::Result<()> {
    let coverage = &report.outcome.coverage;
    let secrets = receipt::count(groups.len() as u64, "secret");
    let (class, title) = match (groups.is_empty(), coverage.is_complete()) {
        (false, _) => ("bad", capital(&advice::headline(report.options.mode, &secrets))),
        (true, true) => ("good", "Nothing found".to_owned()),
        (true, false) => ("warn", "Nothing found in what could be looked at".to_owned()),
    };
    writeln!(out, "<div class=\"card verdict {class}\"><h2 id=\"verdict\">{}</h2>", esc(&title))?;
    for line in sentences(report, groups) {
        writeln!(out, "<p>{}</p>", esc(&line))?;
    }
    writeln!(out, "<p class=\"dim\">{}</p></div>", esc(&receipt::summary(coverage)))?;
    if !coverage.is_complete() {
        alert(report, out)?;
    }
    tiles(report, groups, out)
}

fn sentences(report: &Report<'_>, groups: &[Group<'_>]) -> Vec<String> {
    let mut lines = Vec::new();
    if groups.is_empty() {
        if report.outcome.coverage.is_complete() {
            lines.push("Everything that was to be looked at was looked at.".to_owned());
        }
        return lines;
    }
    let accounts: BTreeSet<String> = groups.iter().filter_map(|g| account(g.first)).collect();
    if !accounts.is_empty() {
        let which = accounts.iter().take(FEW).cloned().collect::<Vec<_>>().join(", ");
        let more = if accounts.len() > FEW { " and others" } else { "" };
        lines.push(format!(
            "Keys of {}: {which}{more}.",
            receipt::count(accounts.len() as u64, "AWS account")
        ));
    }
    let told = groups.iter().filter(|g| g.first.life.is_some()).count();
    if told > 0 {
        let live = groups.iter().filter(|g| in_head(g)).count();
        let gone = told - live;
        let head = match (live, gone) {
            (live, 0) => format!("{} still in HEAD.", is_are(live)),
            (0, gone) => format!("{} gone from HEAD, but not from history.", is_are(gone)),
            (live, gone) => format!(
                "{} still in HEAD; {} gone from it, but not from history.",
                is_are(live),
                is_are(gone)
            ),
        };
        lines.push(format!("{head} Whoever has a clone has every one of them: revoke first, then clean up."));
    }
    lines
}

fn is_are(n: usize) -> String {
    format!("{n} {}", if n == 1 { "is" } else { "are" })
}

/// In how many places a secret is; in history every version of a file counts.
fn places(group: &Group<'_>) -> usize {
    let of = |f: &&Finding| f.life.as_ref().map_or(1, |life| life.occurrences as usize);
    let named = 1 + group.others.len();
    // In a range, each finding already has the number of all of them.
    std::iter::once(&group.first).chain(&group.others).map(of).max().unwrap_or(1).max(named)
}

/// True if a place of the secret is still in HEAD.
pub fn in_head(group: &Group<'_>) -> bool {
    std::iter::once(&group.first).chain(&group.others).any(|f| f.life.as_ref().is_some_and(|l| l.in_head))
}

fn alert(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let coverage = &report.outcome.coverage;
    writeln!(out, "<div class=\"card alert\" role=\"alert\"><h2>Incomplete</h2>")?;
    let sentence = receipt::incomplete(coverage);
    let sentence = sentence.strip_prefix("INCOMPLETE: ").unwrap_or(&sentence);
    writeln!(out, "<p>{}</p><ul>", esc(&capital(sentence)))?;
    let gaps = gaps(coverage);
    for gap in gaps.iter().take(FEW) {
        writeln!(out, "<li>{}</li>", esc(gap))?;
    }
    if gaps.len() > FEW {
        writeln!(
            out,
            "<li>and {} more, listed under <a href=\"#coverage\">Coverage</a></li>",
            gaps.len() - FEW
        )?;
    }
    writeln!(out, "</ul></div>")
}

fn tiles(report: &Report<'_>, groups: &[Group<'_>], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<ul class=\"tiles\">")?;
    let mut tile = |class: &str, number: usize, words: &str| {
        let class = if number == 0 { "none" } else { class };
        writeln!(
            out,
            "<li class=\"{class}\"><b>{}</b><span>{words}</span></li>",
            receipt::grouped(number as u64)
        )
    };
    for severity in SEVERITIES {
        let count = groups.iter().filter(|g| g.first.severity == severity).count();
        tile(severity.name(), count, severity.name())?;
    }
    let story = groups.iter().any(|g| g.first.life.is_some());
    let words = if story { "file versions" } else { "places in all" };
    tile("plain", groups.iter().map(places).sum(), words)?;
    if groups.iter().any(|g| g.first.life.is_some()) {
        tile("critical", groups.iter().filter(|g| in_head(g)).count(), "still in HEAD")?;
    }
    tile("plain", decided(report).count(), "held back")?;
    writeln!(out, "</ul>")
}

/// How many findings each rule has.
pub fn rules(report: &Report<'_>, groups: &[Group<'_>], out: &mut dyn Write) -> io::Result<()> {
    if groups.len() < 2 {
        return Ok(());
    }
    let mut by_rule: BTreeMap<_, (Severity, usize, usize)> = BTreeMap::new();
    for group in groups {
        let row = by_rule.entry(group.first.rule).or_insert((group.first.severity, 0, 0));
        *row = (row.0.max(group.first.severity), row.1 + 1, row.2 + places(group));
    }
    let mut rows: Vec<Row> = by_rule.into_iter().collect();
    rows.sort_by_key(|(ix, (severity, secrets, _))| (std::cmp::Reverse((*severity, *secrets)), *ix));
    let most = rows.iter().map(|row| row.1.1).max().unwrap_or(1);
    let kinds = receipt::count(rows.len() as u64, "kind");
    writeln!(
        out,
        "<section id=\"kinds\"><h2>What was found <small>{kinds}</small></h2><div class=\"card wide\">"
    )?;
    // Do not fold one or two rows.
    let shown = if rows.len() <= KINDS + 2 { rows.len() } else { KINDS };
    let (first, rest) = rows.split_at(shown);
    table(report, first, most, out)?;
    if !rest.is_empty() {
        writeln!(
            out,
            "<details class=\"more\"><summary>{} more</summary>",
            receipt::count(rest.len() as u64, "kind")
        )?;
        table(report, rest, most, out)?;
        writeln!(out, "</details>")?;
    }
    writeln!(out, "</div></section>")
}

type Row = (RuleIx, (Severity, usize, usize));

fn table(report: &Report<'_>, rows: &[Row], most: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<table class=\"kinds\"><thead><tr><th>Severity</th><th>Kind</th><th class=\"hide-narrow\">Provider</th>\
         <th class=\"num\">Secrets</th><th class=\"num\">Places</th><th class=\"hide-narrow\">Share</th></tr></thead><tbody>"
    )?;
    for (ix, (severity, secrets, places)) in rows {
        let info = report.rules.info(*ix);
        let (name, width) = (severity.name(), (secrets * 1000).div_ceil(most));
        writeln!(
            out,
            "<tr><td><span class=\"badge {name}\">{name}</span></td><td>{}</td><td class=\"hide-narrow\">{}</td>\
             <td class=\"num\">{secrets}</td><td class=\"num\">{places}</td><td class=\"hide-narrow\">\
             <svg class=\"share\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
             <rect class=\"rest\" width=\"1000\" height=\"10\"/><rect class=\"{name}\" width=\"{width}\" height=\"10\"/>\
             </svg></td></tr>",
            esc(info.name),
            esc(info.provider)
        )?;
    }
    writeln!(out, "</tbody></table>")
}

/// The receipt: what was scanned and what was not.
pub fn coverage(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let c = &report.outcome.coverage;
    writeln!(out, "<section id=\"coverage\"><h2>Coverage</h2><div class=\"card\"><dl class=\"facts\">")?;
    let mut fact = |name: &str, value: String| writeln!(out, "<dt>{name}</dt><dd>{}</dd>", esc(&value));
    let all = if c.is_complete() { "yes: everything that was to be looked at" } else { "no: see below" };
    fact("Complete", all.to_owned())?;
    if let Some(scope) = &c.scope {
        fact("Looked at", scope.clone())?;
    }
    fact("Scanned", format!("{} of {}", receipt::grouped(c.scanned), receipt::count(c.listed, c.noun)))?;
    if let Some(commits) = c.commits {
        fact("Commits", receipt::grouped(commits))?;
    }
    match c.added_lines {
        Some(lines) => fact("Added lines", receipt::grouped(lines))?,
        None => fact("Bytes", receipt::size(c.bytes))?,
    }
    fact("Skipped on purpose", receipt::grouped(c.skipped.len() as u64))?;
    fact("Unread", receipt::grouped(c.unread.len() as u64))?;
    if !c.missing.is_empty() {
        fact("Missing", receipt::grouped(c.missing.len() as u64))?;
    }
    if let Some(held) = receipt::held_back(&report.outcome.suppressed) {
        fact("Held back", held)?;
    }
    fact("Time", receipt::time(c.millis))?;
    writeln!(out, "</dl>")?;
    for (word, gaps) in [("unread", &c.unread), ("missing", &c.missing), ("skipped", &c.skipped)] {
        list(word, gaps, out)?;
    }
    writeln!(out, "</div></section>")
}

fn list(word: &str, gaps: &[Gap], out: &mut dyn Write) -> io::Result<()> {
    if gaps.is_empty() {
        return Ok(());
    }
    let open = if word == "skipped" { "" } else { " open" };
    let total = receipt::grouped(gaps.len() as u64);
    writeln!(out, "<details class=\"more\"{open}><summary>{total} {word}</summary><ul>")?;
    for gap in gaps.iter().take(MANY) {
        writeln!(out, "<li><code>{}</code>: {}</li>", esc(&gap.what), esc(&gap.why))?;
    }
    if gaps.len() > MANY {
        writeln!(out, "<li>and {} more: the JSON report names all</li>", gaps.len() - MANY)?;
    }
    writeln!(out, "</ul></details>")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
