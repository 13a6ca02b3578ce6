//! A calendar day, for expiry dates.

use crate::model::calendar::{self, DAY};
use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

/// A day, UTC, ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Today, by the clock of this machine. The library never calls this: each run is given its day.
    pub fn today() -> Self {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        Date::of_unix_day(seconds / DAY as u64)
    }

    /// The day `days` after 1970-01-01.
    pub fn of_unix_day(days: u64) -> Self {
        let (year, month, day) = calendar::date(i64::try_from(days).unwrap_or(i64::MAX));
        Date { year: year.min(9999) as u16, month, day }
    }

    /// Days since 1970-01-01; negative before it.
    pub fn unix_day(self) -> i64 {
        calendar::days(i64::from(self.year), self.month, self.day)
    }

    /// Days since the day that a text begins with. `None` if it does not begin with a day, or with a later one.
    pub fn days_since(self, text: &str) -> Option<u64> {
        let day: Date = text.get(..10)?.parse().ok()?;
        u64::try_from(self.unix_day() - day.unix_day()).ok()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = ();

    /// Reads `2027-01-31`. An impossible day is an error.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split('-');
        let mut part = |digits: usize| -> Result<u16, ()> {
            let part = parts.next().ok_or(())?;
            let plain = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
            if plain { part.parse().map_err(|_| ()) } else { Err(()) }
        };
        let (year, month, day) = (part(4)?, part(2)? as u8, part(2)? as u8);
        let longest = calendar::length(i64::from(year), month).ok_or(())?;
        if parts.next().is_some() || day == 0 || day > longest {
            return Err(());
        }
        Ok(Date { year, month, day })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_both_ways() {
        for days in [0, 1, 58, 59, 60, 365, 11_016, 11_017, 20_780, 47_541] {
            assert_eq!(Date::of_unix_day(days).unix_day(), days as i64);
        }
    }

    #[test]
    fn reads_and_prints_days() {
        for text in ["2026-11-23", "2028-02-29", "1999-12-31"] {
            assert_eq!(text.parse::<Date>().expect(text).to_string(), text);
        }
        for wrong in ["2026-13-01", "2026-02-29", "2026-1-1", "26-01-01", "2026-01-01-01", "+026-01-01", ""] {
            assert!(wrong.parse::<Date>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn counts_days_from_1970() {
        for (days, text) in
            [(0, "1970-01-01"), (11_016, "2000-02-29"), (20_780, "2026-11-23"), (19_782, "2024-02-29")]
        {
            assert_eq!(Date::of_unix_day(days).to_string(), text);
        }
    }
}
