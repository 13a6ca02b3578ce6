//! The findings with advice, the filters above them, and the suppressed findings.

use super::super::advice::way_out;
use super::super::place::label;
use super::super::record::{account, clear, decided, links};
use super::super::sanitize::markup;
use super::super::{Report, advice, life, receipt, snippet, text, why};
use super::overview::{SEVERITIES, in_head};
use super::{esc, link};
use crate::finding::{Finding, Frame, Group};
use crate::model::Confidence;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// With more findings than this, the browser lays each out only when it comes into view.
const MANY: usize = 500;
/// Places that are listed for one secret.
const PLACES: usize = 50;
/// Suppressed findings that are listed.
const HELD: usize = 500;
/// With more suppressed findings than this, their list is folded.
const HELD_OPEN: usize = 20;

/// All secrets, most severe first.
pub fn list(report: &Report<'_>, groups: &[Group<'_>], out: &mut dyn Write) -> io::Result<()> {
    if groups.is_empty() {
        return Ok(());
    }
    // With thousands of findings, the browser need not lay out those that are not in view.
    let class = if groups.len() > MANY { " class=\"many\"" } else { "" };
    writeln!(out, "<section id=\"findings\"{class}><h2>Findings</h2>")?;
    filters(report, groups, out)?;
    writeln!(out, "<p id=\"count\" role=\"status\"></p>")?;
    for group in groups {
        card(report, group, out)?;
    }
    writeln!(out, "<p id=\"nothing\" class=\"empty\" hidden>No finding fits these filters.</p></section>")
}

fn filters(report: &Report<'_>, groups: &[Group<'_>], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<form class=\"filters\" id=\"filters\" hidden>")?;
    writeln!(
        out,
        "<label class=\"grow\">Search<input type=\"search\" id=\"search\" name=\"search\" autocomplete=\"off\" \
         placeholder=\"path, rule, author, account, id\"></label>"
    )?;
    let levels = SEVERITIES.iter().map(|s| s.name());
    let severity: Vec<_> = levels
        .map(|l| (l.to_owned(), l.to_owned(), count_by(groups, |g| g.first.severity.name() == l)))
        .collect();
    choice("Severity", "severity", &severity, out)?;
    let confidence: Vec<_> = [Confidence::High, Confidence::Medium, Confidence::Low]
        .iter()
        .map(|c| (c.name().to_owned(), c.name().to_owned(), count_by(groups, |g| g.first.confidence == *c)))
        .collect();
    choice("Confidence", "confidence", &confidence, out)?;
    let mut rules: BTreeMap<&str, (String, usize)> = BTreeMap::new();
    for group in groups {
        let info = report.rules.info(group.first.rule);
        rules.entry(info.id).or_insert_with(|| (info.name.to_owned(), 0)).1 += 1;
    }
    let rules: Vec<_> = rules.into_iter().map(|(id, (name, n))| (id.to_owned(), name, n)).collect();
    choice("Kind", "rule", &rules, out)?;
    if groups.iter().any(|g| g.first.life.is_some()) {
        let states: Vec<_> = [("head", "still in HEAD"), ("history", "in history only")]
            .iter()
            .map(|(value, words)| {
                ((*value).to_owned(), (*words).to_owned(), count_by(groups, |g| state(g) == *value))
            })
            .collect();
        choice("State", "state", &states, out)?;
    }
    writeln!(
        out,
        "<button type=\"button\" id=\"expand\">Expand all</button><button type=\"reset\" id=\"reset\">Reset</button></form>"
    )
}

fn count_by(groups: &[Group<'_>], fits: impl Fn(&Group<'_>) -> bool) -> usize {
    groups.iter().filter(|g| fits(g)).count()
}

/// Where a secret still is, in one word: a value of the filter.
fn state(group: &Group<'_>) -> &'static str {
    match (in_head(group), group.first.life.is_some()) {
        (true, _) => "head",
        (false, true) => "history",
        (false, false) => "tree",
    }
}

/// One filter: value, label and count of each choice.
fn choice(name: &str, id: &str, options: &[(String, String, usize)], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<label>{name}<select name=\"{id}\" id=\"by-{id}\"><option value=\"\">all</option>")?;
    for (value, words, count) in options.iter().filter(|option| option.2 > 0) {
        write!(out, "<option value=\"{}\">{} ({count})</option>", esc(value), esc(words))?;
    }
    writeln!(out, "</select></label>")
}

fn card(report: &Report<'_>, group: &Group<'_>, out: &mut dyn Write) -> io::Result<()> {
    let finding = group.first;
    let rule = report.rules.info(finding.rule);
    let (severity, confidence, id) =
        (finding.severity.name(), finding.confidence.name(), finding.fingerprint.short());
    let account = account(finding).map_or_else(String::new, |id| format!(", account {id}"));
    let chip = match state(group) {
        "head" => "<span class=\"badge live\">in HEAD</span>",
        "history" => "<span class=\"badge gone\">history only</span>",
        _ => "",
    };
    let places = match group.others.len() {
        0 => String::new(),
        n => format!(" and {}", receipt::count(n as u64, "more place")),
    };
    writeln!(
        out,
        "<details class=\"finding\" id=\"f-{id}\" data-severity=\"{severity}\" data-confidence=\"{confidence}\" \
         data-rule=\"{}\" data-state=\"{}\"><summary><span><span class=\"badge {severity}\">{severity}</span></span>\
         <span class=\"what\">{}</span><span class=\"chips\">{chip}</span><span class=\"where\"><code>{}:{}</code>{}</span>\
         </summary><div class=\"body\">",
        esc(rule.id),
        state(group),
        esc(&format!("{}{account}", rule.name)),
        esc(&label(finding)),
        finding.start.line,
        esc(&places)
    )?;
    frame(&finding.frame, out)?;
    todo(report, finding, out)?;
    facts(report, group, out)?;
    writeln!(out, "</div></details>")
}

/// The masked lines around the secret.
fn frame(frame: &Frame, out: &mut dyn Write) -> io::Result<()> {
    if frame.lines.is_empty() {
        return Ok(());
    }
    let gutter = snippet::gutter(frame);
    write!(out, "<pre class=\"frame\">")?;
    for line in &frame.lines {
        let (before, under, behind) = snippet::parts(line);
        write!(out, "<i>{:>gutter$} │ </i>{}", line.number, markup(&before))?;
        if !under.is_empty() {
            write!(out, "<mark>{}</mark>", markup(&under))?;
        }
        writeln!(out, "{}", markup(&behind))?;
    }
    writeln!(out, "</pre>")
}

fn todo(report: &Report<'_>, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let rule = report.rules.info(finding.rule);
    // The page shows the place elsewhere, so only the advice is given here.
    let leaked = !report.options.mode.is_local();
    let now =
        if leaked { rule.advice.trim().to_owned() } else { advice::now(report.options.mode, finding, &rule) };
    writeln!(out, "<div class=\"todo\"><p><strong>What to do:</strong> {}</p>", esc(&now))?;
    let is_gone = finding.life.as_ref().is_some_and(|life| !life.in_head);
    if is_gone && leaked && !life::is_message(finding.origin.place) {
        writeln!(out, "<p>It is gone from HEAD, but whoever has the repository has it.</p>")?;
    }
    if let Some(place) = advice::place(report.options.mode, &rule) {
        let place = if links(&rule).first() == Some(&place) { link(place) } else { esc(place) };
        writeln!(out, "<p><strong>Revoke:</strong> {place}</p>")?;
    }
    writeln!(out, "</div>")
}

fn facts(report: &Report<'_>, group: &Group<'_>, out: &mut dyn Write) -> io::Result<()> {
    let finding = group.first;
    let rule = report.rules.info(finding.rule);
    writeln!(out, "<dl>")?;
    let mut fact = |name: &str, html: String| writeln!(out, "<dt>{name}</dt><dd>{html}</dd>");
    fact("Secret", format!("<code>{}</code>", esc(&finding.redacted)))?;
    if let Some(value) = clear(report, finding) {
        fact("Value", format!("<code>{}</code>", esc(&value)))?;
    }
    let why = why::words(finding);
    let why = if why.is_empty() { String::new() } else { format!(": {}", esc(&why)) };
    fact("Confidence", format!("{}{why}", finding.confidence.name()))?;
    if let Some(note) = &finding.note {
        fact("Note", esc(note))?;
    }
    if finding.life.is_some() {
        fact("Story", life::lines(finding).iter().map(|line| esc(line)).collect::<Vec<_>>().join("<br>"))?;
    }
    if !group.others.is_empty() {
        let named = group.others.iter().take(PLACES);
        let mut items: Vec<String> =
            named.map(|f| format!("<li><code>{}:{}</code></li>", esc(&label(f)), f.start.line)).collect();
        if group.others.len() > PLACES {
            items.push(format!("<li>and {} more</li>", group.others.len() - PLACES));
        }
        fact("Also at", format!("<ul>{}</ul>", items.concat()))?;
    }
    fact("Rule", format!("<code>{}</code> ({})", esc(rule.id), esc(rule.provider)))?;
    let pages: Vec<String> =
        links(&rule).into_iter().filter(|url| *url != rule.revoke.trim()).map(link).collect();
    if !pages.is_empty() {
        fact("Read on", pages.join("<br>"))?;
    }
    fact("Fingerprint", format!("<code>{}</code>", finding.fingerprint))?;
    match way_out(finding) {
        Ok(allow) => fact("False alarm?", format!("<code>{}</code>", esc(&allow)))?,
        Err(refused) => fact("Refused", esc(refused))?,
    }
    writeln!(out, "</dl>")
}

/// Suppressed findings with the reasons.
pub fn held_back(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let held: Vec<&Finding> = decided(report).collect();
    if held.is_empty() {
        return Ok(());
    }
    let open = if held.len() > HELD_OPEN { "" } else { " open" };
    writeln!(
        out,
        "<section id=\"held-back\"><h2>Held back <small>found but not reported, because somebody decided so</small></h2>\
         <div class=\"card wide\"><details class=\"more\"{open}><summary>{}</summary>\
         <table><thead><tr><th>Where</th><th>Rule</th><th>Id</th><th>Why</th></tr></thead><tbody>",
        receipt::count(held.len() as u64, "finding")
    )?;
    for finding in held.iter().take(HELD) {
        let why = finding.suppressed.as_ref().map_or_else(String::new, text::reason);
        writeln!(
            out,
            "<tr><td><code>{}:{}</code></td><td>{}</td><td class=\"mono\">{}</td><td>{}</td></tr>",
            esc(&label(finding)),
            finding.start.line,
            esc(report.rules.info(finding.rule).id),
            finding.fingerprint.short(),
            esc(&why)
        )?;
    }
    writeln!(out, "</tbody></table>")?;
    if held.len() > HELD {
        writeln!(out, "<p class=\"empty\">and {} more: the JSON report names all</p>", held.len() - HELD)?;
    }
    writeln!(out, "</details></div></section>")
}
