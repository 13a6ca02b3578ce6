//! The Gregorian calendar: from days since 1970-01-01 to year, month and day, and back. All days are UTC.

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// Days from 0000-03-01 to 1970-01-01. Years are counted from March here, so that the leap day is the last of a year.
const EPOCH: i64 = 719_468;
/// Days of 400 years, after which the calendar repeats.
const ERA: i64 = 146_097;

/// A moment as a calendar and a clock show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Negative before the year 0.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
}

impl Moment {
    /// The moment `seconds` after 1970-01-01T00:00:00; negative: before it.
    pub fn of_unix(seconds: i64) -> Self {
        let (year, month, day) = date(seconds.div_euclid(DAY));
        let rest = seconds.rem_euclid(DAY);
        let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
        Moment { year, month, day, hour: hour as u8, minute: minute as u8, second: second as u8 }
    }
}

/// Year, month (1 to 12) and day (1 to 31) of the day `days` after 1970-01-01; negative: before it.
pub fn date(days: i64) -> (i64, u8, u8) {
    let shifted = days.saturating_add(EPOCH);
    let (era, of_era) = (shifted.div_euclid(ERA), shifted.rem_euclid(ERA));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month as u8, day as u8)
}

/// Days from 1970-01-01 to a day; negative before it. A day beyond the end of its month is one of the next month.
pub fn days(year: i64, month: u8, day: u8) -> i64 {
    let (month, day) = (i64::from(month), i64::from(day));
    let year = year - i64::from(month <= 2);
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    era * ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - EPOCH
}

/// How many days a month (1 to 12) has; `None` for a month that there is not.
pub fn length(year: i64, month: u8) -> Option<u8> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => Some(29),
        2 => Some(28),
        4 | 6 | 9 | 11 => Some(30),
        1..=12 => Some(31),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        for (count, day) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (11_016, (2000, 2, 29)),
            (19_782, (2024, 2, 29)),
            (20_780, (2026, 11, 23)),
            (-719_528, (0, 1, 1)),
            (-719_529, (-1, 12, 31)),
        ] {
            assert_eq!(date(count), day);
            assert_eq!(days(day.0, day.1, day.2), count);
        }
    }

    #[test]
    fn every_day_of_an_era_follows_the_one_before() {
        let (mut year, mut month, mut day) = date(-ERA);
        for count in -ERA + 1..=ERA {
            match () {
                () if Some(day) < length(year, month) => day += 1,
                () if month < 12 => (month, day) = (month + 1, 1),
                () => (year, month, day) = (year + 1, 1, 1),
            }
            assert_eq!(date(count), (year, month, day));
            assert_eq!(days(year, month, day), count);
        }
    }

    #[test]
    fn days_beyond_a_month() {
        assert_eq!(days(2025, 2, 31), days(2025, 3, 3));
        assert_eq!((length(1900, 2), length(2000, 2), length(2025, 13)), (Some(28), Some(29), None));
    }

    #[test]
    fn moments() {
        let at = |seconds| {
            let m = Moment::of_unix(seconds);
            (m.year, m.month, m.day, m.hour, m.minute, m.second)
        };
        assert_eq!(at(0), (1970, 1, 1, 0, 0, 0));
        assert_eq!(at(-1), (1969, 12, 31, 23, 59, 59));
        assert_eq!(at(951_782_400), (2000, 2, 29, 0, 0, 0));
        assert_eq!(at(1_709_163_060), (2024, 2, 28, 23, 31, 0));
        at(i64::MAX);
        at(i64::MIN);
    }
}
