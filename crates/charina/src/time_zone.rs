//! The local time zone for Date: `TZ` or the system's, from the machine's own tzdata.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::cell::RefCell;

thread_local! {
    /// The zone in force, once it was looked up. `process.env.TZ = ...` forgets it, as Node does.
    static ZONE: RefCell<Option<TimeZone>> = const { RefCell::new(None) };
}

/// Seconds that local time is ahead of UTC at `unix_seconds`.
pub(crate) fn offset_seconds(unix_seconds: i64) -> i32 {
    let Ok(time) = Timestamp::from_second(unix_seconds) else { return 0 };
    ZONE.with_borrow_mut(|zone| zone.get_or_insert_with(system).to_offset(time).seconds())
}

/// Sets the zone that `process.env.TZ` names from now on; `None` goes back to the system's.
pub(crate) fn set(name: Option<&str>) {
    ZONE.with_borrow_mut(|zone| *zone = name.map(named));
}

fn system() -> TimeZone {
    TimeZone::try_system().unwrap_or(TimeZone::UTC)
}

fn named(name: &str) -> TimeZone {
    let name = name.strip_prefix(':').unwrap_or(name);
    TimeZone::get(name).or_else(|_| TimeZone::posix(name)).unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_zone_has_summer_time() {
        set(Some("CET-1CEST,M3.5.0,M10.5.0/3"));
        assert_eq!(offset_seconds(1_735_689_600), 3600, "January");
        assert_eq!(offset_seconds(1_751_328_000), 7200, "July");
        set(Some("UTC"));
        assert_eq!(offset_seconds(1_751_328_000), 0);
        set(None);
    }
}
