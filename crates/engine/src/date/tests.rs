//! Dates as scripts see them; what is expected is what Node 24 prints.

use super::Zone;
use crate::testing::show_with;

/// A zone an hour ahead, and UTC by its name.
fn find_zone(name: Option<&str>, _second: i64) -> Option<Zone> {
    match name {
        None => Some(Zone { offset: 3600, short: "GMT+1".into(), long: "Central European Standard Time".into() }),
        Some("UTC") => Some(Zone { offset: 0, short: "UTC".into(), long: "Coordinated Universal Time".into() }),
        Some(_) => None,
    }
}

fn show(source: &str) -> String {
    show_with(|context| super::install(find_zone, context), source)
}

#[test]
fn the_constructor_is_a_date_all_the_same() {
    for (source, expected) in [
        ("class X extends Date {}; const x = new X('1/1/1970 UTC'); x instanceof X && x.getTime()", "0"),
        (
            "[Date.length, Date.name, Object.getOwnPropertyNames(Date)].join()",
            "7,Date,length,name,prototype,now,parse,UTC",
        ),
        (
            "new Date(2020, 1, 2).getDate() + [new Date(new Date(7)).getTime(), new Date(null).getTime(), new Date({ valueOf: () => 9 }).getTime()].join()",
            "27,0,9",
        ),
        (
            "[typeof Date(), Date.prototype.constructor === Date, new Date(0).constructor === Date].join()",
            "string,true,true",
        ),
        (
            "Date.parse('Dec 25, 1995 UTC') + ',' + new Date({ toString: () => 'Dec 25, 1995 UTC' }).getTime() + ',' + Date.parse('2020-01-01')",
            "819849600000,819849600000,1577836800000",
        ),
        ("try { new Date(Symbol()) } catch (e) { e.name }", "TypeError"),
        ("String(new Date('nonsense'))", "Invalid Date"),
    ] {
        assert_eq!(show(source), expected, "{source}");
    }
}

#[test]
fn zones_have_names() {
    assert!(show("new Date(0).toString()").ends_with(" (Central European Standard Time)"));
    assert!(show("new Date(0).toTimeString()").ends_with(" (Central European Standard Time)"));
    assert_eq!(show("new Date(NaN).toTimeString()"), "Invalid Date");
}

#[test]
fn dates_are_shown_as_americans_do() {
    let day = "new Date(Date.UTC(2024, 8, 5, 13, 4, 9, 45))";
    for (call, expected) in [
        ("toLocaleString()", "9/5/2024, 2:04:09 PM"),
        ("toLocaleDateString(undefined, { timeZone: 'UTC' })", "9/5/2024"),
        ("toLocaleTimeString('en-US', { hour12: false })", "14:04:09"),
        (
            "toLocaleDateString('en-US', { weekday: 'short', month: 'long', day: '2-digit', year: 'numeric' })",
            "Thu, September 05, 2024",
        ),
        (
            "toLocaleString('en-US', { dateStyle: 'full', timeStyle: 'long', timeZone: 'UTC' })",
            "Thursday, September 5, 2024 at 1:04:09 PM UTC",
        ),
        ("toLocaleString('en-US', { dateStyle: 'short', timeStyle: 'short' })", "9/5/24, 2:04 PM"),
        ("toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })", "02:04 PM"),
        ("toLocaleTimeString('en', { second: 'numeric', minute: 'numeric', fractionalSecondDigits: 2 })", "04:09.04"),
        ("toLocaleString('en-US', { timeZone: 'Mars/Base' })", "RangeError: Invalid time zone specified: Mars/Base"),
        (
            "toLocaleString('en-US', { month: 'x' })",
            "RangeError: Value x out of range for Intl.DateTimeFormat options property month",
        ),
        (
            "toLocaleString('en-US', { dateStyle: 'full', day: 'numeric' })",
            "TypeError: Can't set option day when dateStyle is used",
        ),
    ] {
        assert_eq!(show(&format!("{day}.{call}")), expected, "{call}");
    }
}
