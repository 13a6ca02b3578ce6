//! Times as reports write and read them: RFC 3339, UTC, whole seconds.

use crate::finding::Date;

const DAY: u64 = 86_400;

/// `2026-01-31T10:20:30`, without a zone.
pub fn stamp(seconds: u64) -> String {
    let (day, rest) = (Date::of_unix_day(seconds / DAY), seconds % DAY);
    format!("{day}T{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60)
}

/// `2026-01-31T10:20:30Z`.
pub fn utc(seconds: u64) -> String {
    format!("{}Z", stamp(seconds))
}

/// Seconds since 1970 of an RFC 3339 time such as `2026-01-31T10:20:30+01:00`; `None` if it is not one.
pub fn parse(text: &str) -> Option<i64> {
    let day: Date = text.get(..10)?.parse().ok()?;
    let number = |at: usize| text.get(at..at + 2)?.parse::<i64>().ok();
    let seconds = number(11)? * 3600 + number(14)? * 60 + number(17)?;
    let zone = text.get(19..)?;
    let offset = match zone.as_bytes().first() {
        Some(sign @ (b'+' | b'-')) => {
            let minutes = zone.get(1..3)?.parse::<i64>().ok()? * 60 + zone.get(4..6)?.parse::<i64>().ok()?;
            if *sign == b'+' { minutes * 60 } else { -minutes * 60 }
        }
        _ => 0,
    };
    Some(day.unix_day() * DAY as i64 + seconds - offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_go_both_ways() {
        assert_eq!(utc(1_769_855_430), "2026-01-31T10:30:30Z");
        assert_eq!(parse("2026-01-31T10:30:30Z"), Some(1_769_855_430));
        assert_eq!(parse("2026-01-31T11:30:30+01:00"), Some(1_769_855_430));
        assert_eq!(parse("2026-01-31T05:00:30-05:30"), Some(1_769_855_430));
        assert_eq!(parse("2026-01-31"), None);
        assert_eq!(parse("soon"), None);
    }
}
