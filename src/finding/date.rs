//! A calendar day, for expiry dates.

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
        Date::of_unix_day(seconds / 86_400)
    }

    /// The day `days` after 1970-01-01.
    pub fn of_unix_day(days: u64) -> Self {
        // Years counted from March, so that the leap day comes last; 146,097 days are 400 years.
        let shifted = days + 719_468;
        let (era, of_era) = (shifted / 146_097, shifted % 146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = era * 400 + year_of_era + u64::from(month <= 2);
        Date { year: year.min(9999) as u16, month: month as u8, day: day as u8 }
    }

    /// Days since 1970-01-01; negative before it.
    pub fn unix_day(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let from_march = if month > 2 { month - 3 } else { month + 9 };
        let of_year = (153 * from_march + 2) / 5 + day - 1;
        year.div_euclid(400) * 146_097 + year.rem_euclid(400) * 365 + year.rem_euclid(400) / 4
            - year.rem_euclid(400) / 100
            + of_year
            - 719_468
    }
}

impl Date {
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
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let longest = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return Err(()),
        };
        if parts.next().is_some() || day == 0 || day > longest {
            return Err(());
        }
        Ok(Date { year, month: month as u8, day: day as u8 })
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
