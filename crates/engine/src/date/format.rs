//! `toLocaleString` and its kin as en-US has them, which is what Node without another locale in its environment shows.
//! Other locales, and options that only `Intl` could serve, are left to the engine.

use super::calendar::Fields;
use super::{Zone, time_of, zone};
use crate::locale::{self, is_english};
use crate::{Context, JsObject, JsResult, JsString, JsValue, text};
use boa_engine::JsNativeError;
use boa_engine::builtins::date::Date;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

pub(super) fn to_locale_string(
    this: &JsValue,
    arguments: &[JsValue],
    original: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    show(this, arguments, (true, true), original, context)
}

pub(super) fn to_locale_date_string(
    this: &JsValue,
    arguments: &[JsValue],
    original: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    show(this, arguments, (true, false), original, context)
}

pub(super) fn to_locale_time_string(
    this: &JsValue,
    arguments: &[JsValue],
    original: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    show(this, arguments, (false, true), original, context)
}

/// Which of date and time a method shows if nobody says.
type Defaults = (bool, bool);

fn show(
    this: &JsValue,
    arguments: &[JsValue],
    defaults: Defaults,
    original: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let date = this.as_object().filter(JsObject::is::<Date>);
    let locales = arguments.first().cloned().unwrap_or_default();
    let options = arguments.get(1).cloned().unwrap_or_default();
    let options_object = options.as_object();
    let readable = options.is_undefined() || options_object.is_some();
    let (Some(date), true, true) = (date, is_english(&locales, context)?, readable) else {
        return original.call(this, arguments, context);
    };
    let Some(format) = Format::read(options_object.as_ref(), defaults, context)? else {
        return original.call(this, arguments, context);
    };
    let time = time_of(&date, context)?;
    let name = format.zone.as_deref();
    let Some(zone) = zone(name, if time.is_nan() { 0.0 } else { time }, context) else {
        let message = format!("Invalid time zone specified: {}", name.unwrap_or_default());
        return Err(JsNativeError::range().with_message(message).into());
    };
    if time.is_nan() {
        return Ok(JsString::from("Invalid Date").into());
    }
    #[expect(clippy::cast_possible_truncation, reason = "a time value is a whole number of sixteen digits at most")]
    let fields = Fields::from_milliseconds(time as i64 + i64::from(zone.offset) * 1000);
    Ok(text::from_utf8(&format.write(fields, &zone)).into())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Width {
    Numeric,
    TwoDigit,
    Long,
    Short,
    Narrow,
}

const NUMBERS: &[(&str, Width)] = &[("numeric", Width::Numeric), ("2-digit", Width::TwoDigit)];
const NAMES: &[(&str, Width)] = &[("long", Width::Long), ("short", Width::Short), ("narrow", Width::Narrow)];
const MONTH: &[(&str, Width)] = &[
    ("numeric", Width::Numeric),
    ("2-digit", Width::TwoDigit),
    ("long", Width::Long),
    ("short", Width::Short),
    ("narrow", Width::Narrow),
];

#[derive(Debug, Default)]
struct Format {
    weekday: Option<Width>,
    year: Option<Width>,
    month: Option<Width>,
    day: Option<Width>,
    hour: Option<Width>,
    minute: Option<Width>,
    second: Option<Width>,
    /// Digits of the second's fraction.
    fraction: f64,
    zone_name: Option<Width>,
    /// Hours from 1 to 12 with AM and PM.
    twelve: bool,
    zone: Option<String>,
    /// Whether ` at ` joins date and time.
    at: bool,
}

impl Format {
    /// The format that options ask for; `None` if it is one that only `Intl` knows.
    fn read(options: Option<&JsObject>, defaults: Defaults, context: &mut Context) -> JsResult<Option<Self>> {
        let mut format = Self { twelve: true, ..Self::default() };
        let Some(options) = options else {
            format.fill(defaults);
            return Ok(Some(format));
        };
        let mut known = true;
        let read = |name: &'static str, among: &[(&str, Width)], context: &mut Context| {
            locale::option(options, name, among, "Intl.DateTimeFormat", context)
        };
        format.weekday = read("weekday", NAMES, context)?;
        known &= options.get(JsString::from("era"), context)?.is_undefined();
        format.year = read("year", NUMBERS, context)?;
        format.month = read("month", MONTH, context)?;
        format.day = read("day", NUMBERS, context)?;
        known &= options.get(JsString::from("dayPeriod"), context)?.is_undefined();
        format.hour = read("hour", NUMBERS, context)?;
        format.minute = read("minute", NUMBERS, context)?;
        format.second = read("second", NUMBERS, context)?;
        let fraction = options.get(JsString::from("fractionalSecondDigits"), context)?;
        if !fraction.is_undefined() {
            format.fraction = fraction.to_number(context)?;
            if !(1.0..4.0).contains(&format.fraction) {
                let message = "fractionalSecondDigits value is out of range.";
                return Err(JsNativeError::range().with_message(message).into());
            }
            known &= format.second.is_some();
        }
        let zone_names = &[("short", Width::Short), ("long", Width::Long)];
        let zone_name = options.get(JsString::from("timeZoneName"), context)?;
        if !zone_name.is_undefined() {
            let name = text::to_utf8(&zone_name.to_string(context)?);
            format.zone_name = zone_names.iter().find(|row| row.0 == name).map(|row| row.1);
            known &= format.zone_name.is_some();
        }
        let hour12 = options.get(JsString::from("hour12"), context)?;
        let cycle = options.get(JsString::from("hourCycle"), context)?;
        if !hour12.is_undefined() {
            format.twelve = hour12.to_boolean();
        } else if !cycle.is_undefined() {
            let cycle = text::to_utf8(&cycle.to_string(context)?);
            format.twelve = cycle == "h12";
            known &= cycle == "h12" || cycle == "h23";
        }
        let zone = options.get(JsString::from("timeZone"), context)?;
        if !zone.is_undefined() {
            format.zone = Some(text::to_utf8(&zone.to_string(context)?));
        }
        let styles =
            &[("full", Width::Narrow), ("long", Width::Long), ("medium", Width::Short), ("short", Width::Numeric)];
        let date_style = read("dateStyle", styles, context)?;
        let time_style = read("timeStyle", styles, context)?;
        if date_style.is_some() || time_style.is_some() {
            format.check_styles(defaults, date_style, time_style)?;
            format.style(date_style, time_style);
        } else {
            format.fill(defaults);
            format.at = format.month == Some(Width::Long);
        }
        Ok((known && format.is_common()).then_some(format))
    }

    /// Adds what a method shows where none of it was asked for.
    fn fill(&mut self, (date, time): Defaults) {
        let asked_date = self.weekday.or(self.year).or(self.month).or(self.day).is_some();
        let asked_time = self.hour.or(self.minute).or(self.second).is_some();
        if (date && asked_date) || (time && asked_time) {
            return;
        }
        if date {
            (self.year, self.month, self.day) = (Some(Width::Numeric), Some(Width::Numeric), Some(Width::Numeric));
        }
        if time {
            (self.hour, self.minute, self.second) = (Some(Width::Numeric), Some(Width::Numeric), Some(Width::Numeric));
        }
    }

    fn check_styles(&self, defaults: Defaults, date: Option<Width>, time: Option<Width>) -> JsResult<()> {
        let parts = [
            ("weekday", self.weekday),
            ("year", self.year),
            ("month", self.month),
            ("day", self.day),
            ("hour", self.hour),
            ("minute", self.minute),
            ("second", self.second),
            ("timeZoneName", self.zone_name),
        ];
        let style = if date.is_some() { "dateStyle" } else { "timeStyle" };
        let message = match parts.iter().find(|part| part.1.is_some()) {
            Some((name, _)) => format!("Can't set option {name} when {style} is used"),
            None if date.is_some() && !defaults.0 => "Invalid option : dateStyle".to_owned(),
            None if time.is_some() && !defaults.1 => "Invalid option : timeStyle".to_owned(),
            None => return Ok(()),
        };
        Err(JsNativeError::typ().with_message(message).into())
    }

    fn style(&mut self, date: Option<Width>, time: Option<Width>) {
        if let Some(style) = date {
            self.year = Some(if style == Width::Numeric { Width::TwoDigit } else { Width::Numeric });
            self.day = Some(Width::Numeric);
            self.month = Some(match style {
                Width::Narrow | Width::Long => Width::Long,
                other => other,
            });
            self.weekday = (style == Width::Narrow).then_some(Width::Long);
            self.at = matches!(style, Width::Narrow | Width::Long);
        }
        if let Some(style) = time {
            (self.hour, self.minute) = (Some(Width::Numeric), Some(Width::TwoDigit));
            self.second = (style != Width::Numeric).then_some(Width::TwoDigit);
            self.zone_name = match style {
                Width::Narrow => Some(Width::Long),
                Width::Long => Some(Width::Short),
                _ => None,
            };
        }
    }

    /// Whether the parts go together as people combine them: the rest has forms of its own in the locale's data.
    fn is_common(&self) -> bool {
        let odd_date = match (self.year, self.month, self.day) {
            (Some(_), None, Some(_)) => true,
            (Some(_), None, None) | (None, None, Some(_)) => self.weekday.is_some(),
            (_, Some(Width::Numeric | Width::TwoDigit), None) => self.weekday.is_some(),
            (Some(_), Some(_), None) => self.weekday.is_some(),
            (None, Some(_), None) => self.weekday.is_some(),
            _ => false,
        };
        let odd_time = self.hour.is_some() && self.minute.is_none() && self.second.is_some();
        let bare_zone = self.zone_name.is_some() && self.hour.is_none();
        !odd_date && !odd_time && !bare_zone
    }

    fn write(&self, fields: Fields, zone: &Zone) -> String {
        let (date, time) = (self.date(fields), self.time(fields, zone));
        match (date.is_empty(), time.is_empty()) {
            (false, false) => format!("{date}{}{time}", if self.at { " at " } else { ", " }),
            _ => date + &time,
        }
    }

    fn date(&self, fields: Fields) -> String {
        let number = |value: i64, width: Width| {
            if width == Width::TwoDigit { format!("{:02}", value.rem_euclid(100)) } else { value.to_string() }
        };
        // There is no year 0: before 1 comes 1 BC.
        let year = if fields.year > 0 { fields.year } else { 1 - fields.year };
        let year = self.year.map(|width| number(year, width));
        let day = self.day.map(|width| number(fields.day, width));
        let index = usize::try_from(fields.month - 1).unwrap_or(0);
        let rest = match self.month {
            Some(width @ (Width::Numeric | Width::TwoDigit)) => {
                let parts = [Some(number(fields.month, width)), day, year];
                parts.into_iter().flatten().collect::<Vec<_>>().join("/")
            }
            Some(width) => {
                let month = named(MONTHS[index], width);
                match (day, year) {
                    (Some(day), Some(year)) => format!("{month} {day}, {year}"),
                    (Some(other), None) | (None, Some(other)) => format!("{month} {other}"),
                    (None, None) => month.to_owned(),
                }
            }
            None => year.or(day).unwrap_or_default(),
        };
        match self.weekday.map(|width| named(DAYS[fields.weekday()], width)) {
            Some(weekday) if rest.is_empty() => weekday.to_owned(),
            Some(weekday) => format!("{weekday}, {rest}"),
            None => rest,
        }
    }

    fn time(&self, fields: Fields, zone: &Zone) -> String {
        let mut out = String::new();
        if let Some(width) = self.hour {
            let hour = if self.twelve { (fields.hour + 11) % 12 + 1 } else { fields.hour };
            // With 24 hours en-US has two digits whatever is asked for.
            let two = width == Width::TwoDigit || !self.twelve;
            out += &if two { format!("{hour:02}") } else { hour.to_string() };
        }
        if self.minute.is_some() {
            // A lone minute or second has no leading zero, even as `2-digit`.
            let alone = self.hour.is_none() && self.second.is_none();
            let separator = if self.hour.is_some() { ":" } else { "" };
            out += &if alone { fields.minute.to_string() } else { format!("{separator}{:02}", fields.minute) };
        }
        if self.second.is_some() {
            let alone = self.minute.is_none();
            out += &if alone { fields.second.to_string() } else { format!(":{:02}", fields.second) };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 3")]
            let digits = self.fraction as usize;
            if digits > 0 {
                out.push('.');
                out += &format!("{:03}", fields.millisecond)[..digits];
            }
        }
        if self.hour.is_some() && self.twelve {
            // V8 puts a plain space where the locale's data have a narrow one.
            out += if fields.hour < 12 { " AM" } else { " PM" };
        }
        match self.zone_name {
            Some(Width::Long) => out = out + " " + &zone.long,
            Some(_) => out = out + " " + &zone.short,
            None => {}
        }
        out
    }
}

fn named(name: &'static str, width: Width) -> &'static str {
    match width {
        Width::Short => &name[..3],
        Width::Narrow => &name[..1],
        _ => name,
    }
}
