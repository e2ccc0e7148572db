//! Days and milliseconds of the proleptic Gregorian calendar
//! (<https://tc39.es/ecma262/#sec-time-values-and-time-range>).

/// Milliseconds of a day.
pub(super) const DAY: i64 = 86_400_000;

/// The farthest a time value may be from 1970.
const LIMIT: f64 = 8.64e15;

/// A time of a day of a year, in no zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Fields {
    pub(super) year: i64,
    /// 1 to 12.
    pub(super) month: i64,
    pub(super) day: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    pub(super) millisecond: i64,
}

impl Fields {
    /// Milliseconds since 1970, as if in UTC. Days beyond the month's end run into the next month.
    pub(super) fn to_milliseconds(self) -> i64 {
        // Years begin in March, so that the leap day is the last of one; eras of 400 years are all alike.
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let day_of_year = (153 * ((self.month + 9) % 12) + 2) / 5 + self.day - 1;
        let of_era = year.rem_euclid(400);
        let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468;
        let time = ((self.hour * 60 + self.minute) * 60 + self.second) * 1000 + self.millisecond;
        days * DAY + time
    }

    /// The opposite of [`Fields::to_milliseconds`].
    pub(super) fn from_milliseconds(time: i64) -> Self {
        let (days, time) = (time.div_euclid(DAY) + 719_468, time.rem_euclid(DAY));
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let of_era = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day_of_year = day - (365 * of_era + of_era / 4 - of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        Self {
            year: era * 400 + of_era + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * shifted + 2) / 5 + 1,
            hour: time / 3_600_000,
            minute: time / 60_000 % 60,
            second: time / 1000 % 60,
            millisecond: time % 1000,
        }
    }

    /// 0 for Sunday.
    pub(super) fn weekday(self) -> usize {
        usize::try_from((self.to_milliseconds().div_euclid(DAY) + 4).rem_euclid(7)).unwrap_or(0)
    }
}

/// TimeClip.
pub(super) fn clip(time: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "exact within the limit")]
    let time = time as f64;
    if time.abs() > LIMIT { f64::NAN } else { time }
}

/// UTC(t): the time value of a local time, by the zone's `offset` at a time value's second. A time that is skipped
/// counts by the offset before.
pub(super) fn from_local(local: i64, offset: &dyn Fn(i64) -> i32) -> i64 {
    let at = |time: i64| i64::from(offset(time.div_euclid(1000))) * 1000;
    let (before, after) = (at(local - DAY), at(local + DAY));
    if before == after || at(local - before) == before {
        return local - before;
    }
    if at(local - after) == after { local - after } else { local - before }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_there_and_back() {
        for day in (-800_000..800_000).step_by(97) {
            let fields = Fields::from_milliseconds(day * DAY + 12_345);
            assert_eq!(fields.to_milliseconds(), day * DAY + 12_345, "{fields:?}");
        }
        let day = Fields { year: 2000, month: 2, day: 29, ..Fields::default() };
        assert_eq!((day.to_milliseconds(), day.weekday()), (951_782_400_000, 2));
        assert_eq!(Fields::from_milliseconds(-1).year, 1969);
    }

    #[test]
    fn summer_time_starts_and_ends() {
        // An hour more from second 10,000 to second 200,000 of the epoch.
        let offset = |second: i64| if (10_000..200_000).contains(&second) { 3600 } else { 0 };
        assert_eq!(from_local(9_000_000, &offset), 9_000_000);
        assert_eq!(from_local(11_000_000, &offset), 11_000_000, "skipped: by the offset before");
        assert_eq!(from_local(20_000_000, &offset), 16_400_000);
        assert_eq!(from_local(201_000_000, &offset), 197_400_000, "twice: the first");
        assert_eq!(from_local(300_000_000, &offset), 300_000_000);
    }
}
