//! The time line of history: a bar for each secret, from the commit that brought it in to the one that removed it, and
//! paler after that, because history still has it.

use super::super::place::label;
use super::super::{Report, clock};
use super::esc;
use super::overview::{SEVERITIES, in_head};
use crate::finding::{Date, Group, Life};
use std::io::{self, Write};

/// Secrets that get a bar; the list below the chart has all of them.
const MOST: usize = 40;
/// Width of the chart in its own units.
const WIDTH: i64 = 1000;
/// Shortest bar.
const LEAST: i64 = 6;
const DAY: i64 = 86_400;

struct Bar<'g, 'f> {
    group: &'g Group<'f>,
    start: i64,
    /// When it was removed or last seen; `None` while HEAD has it, or if that is unknown.
    end: Option<i64>,
    live: bool,
}

/// Writes the section, if a finding has a story.
pub fn write(report: &Report<'_>, groups: &[Group<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut bars: Vec<Bar<'_, '_>> = groups.iter().filter_map(bar).collect();
    let total = bars.len();
    bars.truncate(MOST);
    bars.sort_by_key(|bar| bar.start);
    let Some(first) = bars.first().map(|bar| bar.start) else { return Ok(()) };
    let now = i64::try_from(report.context.finished).unwrap_or(i64::MAX / 2);
    let ends = bars.iter().map(|bar| bar.end.unwrap_or(bar.start));
    let end = ends.max().unwrap_or(now).max(now);
    let last = end.max(first + DAY);
    writeln!(
        out,
        "<section id=\"timeline\"><h2>Time line <small>when each secret came in, and how long HEAD had it</small></h2><div class=\"card\"><div class=\"line\">"
    )?;
    for bar in &bars {
        row(report, bar, first, last, out)?;
    }
    axis(first, last, end, out)?;
    writeln!(out, "</div>")?;
    let more = match total.saturating_sub(bars.len()) {
        0 => String::new(),
        n => format!("The {} gravest are drawn; {n} more are in the list below.", bars.len()),
    };
    let sign = |class: &str| {
        format!(
            "<svg viewBox=\"0 0 30 10\" aria-hidden=\"true\"><rect class=\"{class}\" width=\"30\" height=\"10\"/></svg>"
        )
    };
    let used = SEVERITIES
        .iter()
        .map(|s| s.name())
        .filter(|s| bars.iter().any(|b| b.group.first.severity.name() == *s));
    let colours: String = used.map(|name| format!("<span>{} {name}</span>", sign(name))).collect();
    let pale = sign("plain after");
    writeln!(
        out,
        "<p class=\"legend\">{colours}<span>{pale} out of HEAD, still in history</span><span>{more}</span></p></div></section>"
    )
}

/// True if a finding has a story.
pub fn has_bars(groups: &[Group<'_>]) -> bool {
    groups.iter().any(|group| bar(group).is_some())
}

fn bar<'g, 'f>(group: &'g Group<'f>) -> Option<Bar<'g, 'f>> {
    let all = || std::iter::once(&group.first).chain(&group.others).filter_map(|f| f.life.as_deref());
    let start = all().filter_map(|life| clock::parse(&life.date)).min()?;
    let live = in_head(group);
    let left = |life: &Life| clock::parse(&life.removed_date).or_else(|| clock::parse(&life.last_date));
    let end = all().filter_map(left).max().filter(|_| !live);
    Some(Bar { group, start, end: end.map(|end| end.max(start)), live })
}

fn row(report: &Report<'_>, bar: &Bar<'_, '_>, first: i64, last: i64, out: &mut dyn Write) -> io::Result<()> {
    let at = |time: i64| (time - first).clamp(0, last - first) * WIDTH / (last - first);
    let finding = bar.group.first;
    let rule = report.rules.info(finding.rule);
    let from = at(bar.start).min(WIDTH - LEAST);
    let until = match (bar.live, bar.end) {
        (true, _) => WIDTH,
        (false, Some(end)) => at(end),
        (false, None) => from,
    };
    let width = (until - from).max(LEAST);
    let class = finding.severity.name();
    let story = match (bar.live, bar.end) {
        (true, _) => format!("since {}, still in HEAD", day(bar.start)),
        (false, Some(end)) => format!("{} to {}, gone from HEAD", day(bar.start), day(end)),
        (false, None) => format!("since {}, not in HEAD", day(bar.start)),
    };
    let place = label(finding);
    let name = format!("{} · {place}", rule.name);
    // The end of a path tells more than its start.
    let end: Vec<&str> = place.rsplit('/').take(2).collect();
    let short = format!("{} · {}", rule.name, end.into_iter().rev().collect::<Vec<_>>().join("/"));
    let id = finding.fingerprint.short();
    writeln!(out, "<a href=\"#f-{id}\" title=\"{}\">{}</a>", esc(&name), esc(&short))?;
    write!(
        out,
        "<svg viewBox=\"0 0 {WIDTH} 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\"><title>{}</title>",
        esc(&story),
        esc(&format!("{name}: {story}"))
    )?;
    if !bar.live {
        write!(out, "<rect class=\"{class} after\" x=\"{from}\" width=\"{}\" height=\"10\"/>", WIDTH - from)?;
    }
    writeln!(out, "<rect class=\"{class}\" x=\"{from}\" width=\"{width}\" height=\"10\"/></svg>")
}

/// Labels at even steps from the first day to the last, without duplicates or days in the future.
fn axis(first: i64, last: i64, end: i64, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<span class=\"blank\"></span><div class=\"axis\" aria-hidden=\"true\">")?;
    let days = days(first, last, end);
    for (at, day) in days.iter().enumerate() {
        let class = if days.len() > 3 && at % 2 == 1 { " class=\"hide-narrow\"" } else { "" };
        write!(out, "<span{class}>{day}</span>")?;
    }
    writeln!(out, "</div>")
}

fn days(first: i64, last: i64, end: i64) -> Vec<String> {
    const STEPS: i64 = 4;
    let at = |step: i64| first + (last - first) / STEPS * step;
    let mut days: Vec<String> = (0..=STEPS).map(|step| day(at(step).min(end))).collect();
    days.dedup();
    days
}

fn day(time: i64) -> String {
    let days = u64::try_from(time.div_euclid(DAY)).unwrap_or(0);
    Date::of_unix_day(days).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_day_stands_twice_or_before_it_comes() {
        let noon = 20_000 * DAY + DAY / 2;
        let of = |first: i64, end: i64| days(first, end.max(first + DAY), end);
        assert_eq!(of(noon, noon), ["2024-10-04"]);
        assert_eq!(of(noon, noon + DAY), ["2024-10-04", "2024-10-05"]);
        assert_eq!(of(noon, noon + 400 * DAY).len(), 5);
    }
}
