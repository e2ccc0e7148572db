//! The local time zone for Date: `TZ` or the system's, from the machine's own tzdata.

use charina_engine::date::Zone;
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

/// A zone by its IANA name, or the local one, at a second of the Unix epoch, with the names that V8 shows.
pub(crate) fn find(name: Option<&str>, unix_seconds: i64) -> Option<Zone> {
    let time = Timestamp::from_second(unix_seconds).unwrap_or_default();
    match name {
        Some("UTC" | "GMT" | "Etc/UTC" | "Etc/GMT") => Some(describe(&TimeZone::UTC, time)),
        Some(name) => TimeZone::get(name).ok().map(|zone| describe(&zone, time)),
        None => Some(ZONE.with_borrow_mut(|zone| describe(zone.get_or_insert_with(system), time))),
    }
}

fn describe(zone: &TimeZone, time: Timestamp) -> Zone {
    let info = zone.to_offset_info(time);
    let offset = info.offset().seconds();
    let abbreviation = info.abbreviation();
    let known = NAMES.iter().find(|row| row.0 == abbreviation && row.1 == offset);
    let shown = from_utc(offset);
    let short = match known {
        Some((_, _, _, true)) => abbreviation.to_owned(),
        _ => shown.clone(),
    };
    Zone { offset, short, long: known.map_or(shown, |row| row.2.to_owned()) }
}

/// `GMT`, `GMT+1`, `GMT-3:30`.
fn from_utc(offset: i32) -> String {
    let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.abs() / 60);
    match (minutes / 60, minutes % 60) {
        (0, 0) => "GMT".to_owned(),
        (hours, 0) => format!("GMT{sign}{hours}"),
        (hours, minutes) => format!("GMT{sign}{hours}:{minutes:02}"),
    }
}

/// Abbreviations of the zone database, their offset, the English name, and whether en-US shows the abbreviation.
/// Zones that are not here are shown by their offset, as ICU does with those it has no name for.
const NAMES: &[(&str, i32, &str, bool)] = &[
    ("UTC", 0, "Coordinated Universal Time", true),
    ("GMT", 0, "Greenwich Mean Time", false),
    ("BST", 3600, "British Summer Time", false),
    ("IST", 3600, "Irish Standard Time", false),
    ("WET", 0, "Western European Standard Time", false),
    ("WEST", 3600, "Western European Summer Time", false),
    ("CET", 3600, "Central European Standard Time", false),
    ("CEST", 7200, "Central European Summer Time", false),
    ("EET", 7200, "Eastern European Standard Time", false),
    ("EEST", 10_800, "Eastern European Summer Time", false),
    ("MSK", 10_800, "Moscow Standard Time", false),
    ("SAST", 7200, "South Africa Standard Time", false),
    ("WAT", 3600, "West Africa Standard Time", false),
    ("CAT", 7200, "Central Africa Time", false),
    ("EAT", 10_800, "East Africa Time", false),
    ("IST", 7200, "Israel Standard Time", false),
    ("IDT", 10_800, "Israel Daylight Time", false),
    ("PKT", 18_000, "Pakistan Standard Time", false),
    ("IST", 19_800, "India Standard Time", false),
    ("WIB", 25_200, "Western Indonesia Time", false),
    ("CST", 28_800, "China Standard Time", false),
    ("HKT", 28_800, "Hong Kong Standard Time", false),
    ("PST", 28_800, "Philippine Standard Time", false),
    ("AWST", 28_800, "Australian Western Standard Time", false),
    ("JST", 32_400, "Japan Standard Time", false),
    ("KST", 32_400, "Korean Standard Time", false),
    ("ACST", 34_200, "Australian Central Standard Time", false),
    ("ACDT", 37_800, "Australian Central Daylight Time", false),
    ("AEST", 36_000, "Australian Eastern Standard Time", false),
    ("AEDT", 39_600, "Australian Eastern Daylight Time", false),
    ("NZST", 43_200, "New Zealand Standard Time", false),
    ("NZDT", 46_800, "New Zealand Daylight Time", false),
    ("NST", -12_600, "Newfoundland Standard Time", false),
    ("NDT", -9000, "Newfoundland Daylight Time", false),
    ("AST", -14_400, "Atlantic Standard Time", false),
    ("ADT", -10_800, "Atlantic Daylight Time", false),
    ("EST", -18_000, "Eastern Standard Time", true),
    ("EDT", -14_400, "Eastern Daylight Time", true),
    ("CST", -21_600, "Central Standard Time", true),
    ("CDT", -18_000, "Central Daylight Time", true),
    ("MST", -25_200, "Mountain Standard Time", true),
    ("MDT", -21_600, "Mountain Daylight Time", true),
    ("PST", -28_800, "Pacific Standard Time", true),
    ("PDT", -25_200, "Pacific Daylight Time", true),
    ("AKST", -32_400, "Alaska Standard Time", true),
    ("AKDT", -28_800, "Alaska Daylight Time", true),
    ("HST", -36_000, "Hawaii-Aleutian Standard Time", true),
    ("HDT", -32_400, "Hawaii-Aleutian Daylight Time", true),
];

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
    fn zones_have_names() {
        let long = |second| find(None, second).map(|zone| zone.long);
        set(Some("CET-1CEST,M3.5.0,M10.5.0/3"));
        assert_eq!(long(1_735_689_600).as_deref(), Some("Central European Standard Time"));
        assert_eq!(long(1_751_328_000).as_deref(), Some("Central European Summer Time"));
        set(Some("<+0545>-5:45"));
        assert_eq!(long(0).as_deref(), Some("GMT+5:45"));
        set(None);
        assert_eq!(find(Some("UTC"), 0).map(|zone| zone.short).as_deref(), Some("UTC"));
        assert_eq!(find(Some("Mars/Base"), 0), None);
    }

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
