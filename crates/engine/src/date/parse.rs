//! Dates in the forms that people and mail programs write, as V8 reads what is not ISO 8601: numbers, names of months,
//! a time with colons, AM or PM, a zone's name or offset, remarks in brackets, in nearly any order.

use super::calendar::{Fields, clip, from_local};

/// The time value of `text`, NaN if it is no date. `offset` is the local zone's.
pub(super) fn parse(text: &[u16], offset: &dyn Fn(i64) -> i32) -> f64 {
    let Some((fields, zone)) = Reader::new(text).read() else { return f64::NAN };
    let local = fields.to_milliseconds();
    clip(match zone {
        Some(seconds) => local - seconds * 1000,
        None => from_local(local, offset),
    })
}

/// What text is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// A value, cut to nine digits, and the digits written.
    Number(i64, usize),
    Word(Word),
    Symbol(u16),
    Space,
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Month(i64),
    /// Hours to add.
    HalfDay(i64),
    /// Hours ahead of UTC.
    Zone(i64),
    Other,
}

const ZONES: &[(&str, i64)] = &[
    ("ut", 0),
    ("utc", 0),
    ("z", 0),
    ("gmt", 0),
    ("est", -5),
    ("edt", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
];

pub(super) const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The kind of a word by its first three letters and its length.
fn word(start: &str, length: usize) -> Word {
    if let Some(month) = MONTHS.iter().position(|month| *month == start) {
        return Word::Month(month as i64 + 1);
    }
    match start {
        _ if length > 3 => Word::Other,
        "am" => Word::HalfDay(0),
        "pm" => Word::HalfDay(12),
        _ => ZONES.iter().find(|zone| zone.0 == start).map_or(Word::Other, |zone| Word::Zone(zone.1)),
    }
}

struct Reader<'a> {
    text: &'a [u16],
    at: usize,
    /// Numbers that are no time: of the day, the month and the year.
    date: Vec<i64>,
    month: Option<i64>,
    time: Vec<i64>,
    time_is_done: bool,
    half_day: Option<i64>,
    zone: Zone,
}

#[derive(Default)]
struct Zone {
    sign: Option<i64>,
    hour: Option<i64>,
    minute: Option<i64>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a [u16]) -> Self {
        let (date, time) = (Vec::new(), Vec::new());
        Self { text, at: 0, date, month: None, time, time_is_done: false, half_day: None, zone: Zone::default() }
    }

    fn unit(&self) -> Option<u16> {
        self.text.get(self.at).copied()
    }

    fn take_while(&mut self, keep: impl Fn(u16) -> bool) -> &'a [u16] {
        let start = self.at;
        while self.unit().is_some_and(&keep) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    fn next(&mut self) -> Token {
        let Some(unit) = self.unit() else { return Token::End };
        match unit {
            0x30..=0x39 => {
                let digits = self.take_while(|unit| (0x30..=0x39).contains(&unit));
                let significant = digits.iter().skip_while(|digit| **digit == 0x30).take(9);
                Token::Number(significant.fold(0, |value, digit| value * 10 + i64::from(digit - 0x30)), digits.len())
            }
            0x41.. => {
                let letters = self.take_while(|unit| unit >= 0x41);
                let lower = |unit: &u16| u8::try_from(*unit).map_or('?', |byte| char::from(byte.to_ascii_lowercase()));
                let start: String = letters.iter().take(3).map(lower).collect();
                Token::Word(word(&start, letters.len()))
            }
            0x09..=0x0d | 0x20 => {
                self.at += 1;
                Token::Space
            }
            0x28 => {
                self.skip_brackets();
                Token::Space
            }
            unit => {
                self.at += 1;
                Token::Symbol(unit)
            }
        }
    }

    fn skip_brackets(&mut self) {
        let mut depth = 0;
        while let Some(unit) = self.unit() {
            self.at += 1;
            match unit {
                0x28 => depth += 1,
                0x29 => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn peek(&mut self) -> Token {
        let at = self.at;
        let token = self.next();
        self.at = at;
        token
    }

    fn skip(&mut self, symbol: u8) -> bool {
        let found = self.unit() == Some(u16::from(symbol));
        self.at += usize::from(found);
        found
    }

    fn expects_time(&self, value: i64) -> bool {
        !self.time_is_done
            && match self.time.len() {
                1 | 2 => value < 60,
                3 => value < 1000,
                _ => false,
            }
    }

    fn read(mut self) -> Option<(Fields, Option<i64>)> {
        let mut any_number = false;
        loop {
            match self.next() {
                Token::End => break,
                Token::Space => {}
                Token::Number(value, _) => {
                    any_number = true;
                    self.number(value)?;
                }
                Token::Word(Word::HalfDay(hours)) if !self.time.is_empty() => self.half_day = Some(hours),
                Token::Word(Word::Month(month)) => {
                    self.month = Some(month);
                    self.skip(b'-');
                }
                Token::Word(Word::Zone(hours)) if any_number => {
                    self.zone =
                        Zone { sign: Some(if hours < 0 { -1 } else { 1 }), hour: Some(hours.abs()), minute: Some(0) };
                }
                // Words before the first number are let pass, if they do not touch it.
                Token::Word(_) => {
                    if any_number || matches!(self.peek(), Token::Number(..)) {
                        return None;
                    }
                }
                Token::Symbol(symbol @ (0x2b | 0x2d)) if self.zone.is_utc() || !self.time.is_empty() => {
                    any_number = true;
                    self.offset(if symbol == 0x2b { 1 } else { -1 })?;
                }
                Token::Symbol(0x2b | 0x2d | 0x29) if any_number => return None,
                Token::Symbol(_) => {}
            }
        }
        self.finish()
    }

    fn number(&mut self, value: i64) -> Option<()> {
        if self.skip(b':') {
            if self.time.len() == 4 || self.time_is_done {
                return None;
            }
            self.time.push(value);
            self.skip(b'.');
        } else if self.unit() == Some(0x2e) && self.expects_time(value) {
            self.at += 1;
            self.time.push(value);
            let Token::Number(mut fraction, digits) = self.next() else { return None };
            for _ in digits..3 {
                fraction *= 10;
            }
            for _ in 3..digits.min(9) {
                fraction /= 10;
            }
            self.time.resize(3, 0);
            self.time.push(fraction);
            self.time_is_done = true;
        } else if self.zone.hour.is_some() && self.zone.minute.is_none() && value < 60 {
            self.zone.minute = Some(value);
        } else if self.expects_time(value) {
            self.time.push(value);
            self.time_is_done = true;
            let fits = match self.peek() {
                Token::End | Token::Space | Token::Symbol(0x2b | 0x2d) => true,
                Token::Word(word) => word == Word::Zone(0) && matches!(self.unit(), Some(0x5a | 0x7a)),
                _ => false,
            };
            if !fits {
                return None;
            }
        } else {
            if self.date.len() == 3 {
                return None;
            }
            self.date.push(value);
            self.skip(b'-');
        }
        Some(())
    }

    /// What follows a sign: hours, or hours and minutes.
    fn offset(&mut self, sign: i64) -> Option<()> {
        let (value, digits) = match self.peek() {
            Token::Number(value, digits) => {
                self.next();
                (value, digits)
            }
            _ => (0, 0),
        };
        self.zone.sign = Some(sign);
        (self.zone.hour, self.zone.minute) = match digits {
            _ if self.unit() == Some(0x3a) => (Some(value), None),
            1 | 2 => (Some(value), Some(0)),
            3 | 4 => (Some(value / 100), Some(value % 100)),
            _ => return None,
        };
        Some(())
    }

    fn finish(mut self) -> Option<(Fields, Option<i64>)> {
        if self.date.is_empty() {
            return None;
        }
        self.date.resize(3, 1);
        let is_day = |value: i64| (1..=31).contains(&value);
        let (first, second, third) = (self.date[0], self.date[1], self.date[2]);
        let (year, month, day) = match self.month {
            None if is_day(first) => (third, first, second),
            None => (first, second, third),
            Some(month) if is_day(first) => (second, month, first),
            Some(month) => (first, month, second),
        };
        let year = match year {
            0..=49 => year + 2000,
            50..=99 => year + 1900,
            year => year,
        };
        if !(1..=12).contains(&month) || !is_day(day) {
            return None;
        }
        self.time.resize(4, 0);
        let (mut hour, minute, second, millisecond) = (self.time[0], self.time[1], self.time[2], self.time[3]);
        if let Some(half_day) = self.half_day {
            if hour > 12 {
                return None;
            }
            hour = hour % 12 + half_day;
        }
        let in_range = hour < 24 && minute < 60 && second < 60 && millisecond < 1000;
        let midnight = hour == 24 && minute == 0 && second == 0 && millisecond == 0;
        if !in_range && !midnight {
            return None;
        }
        let zone = self.zone;
        let seconds = zone.sign.map(|sign| sign * (zone.hour.unwrap_or(0) * 60 + zone.minute.unwrap_or(0)) * 60);
        Some((Fields { year, month, day, hour, minute, second, millisecond }, seconds))
    }
}

impl Zone {
    fn is_utc(&self) -> bool {
        self.hour == Some(0) && self.minute == Some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Units, from_utf8, units};

    fn at(text: &str) -> f64 {
        let string = from_utf8(text);
        let wide = match units(&string) {
            Units::Latin1(bytes) => bytes.iter().map(|byte| u16::from(*byte)).collect(),
            Units::Utf16(units) => units.to_vec(),
        };
        // A zone an hour ahead.
        parse(&wide, &|_| 3600)
    }

    #[test]
    fn the_usual_forms() {
        let christmas = 819_846_000_000.0;
        for text in [
            "Dec 25, 1995",
            "1995/12/25",
            "12/25/1995",
            "25 December 1995",
            "Mon, 25 Dec 1995",
            "December 25 95",
            "1995-12-25 00:00",
            "12-25-1995",
            "Monday, 25-Dec-95 00:00:00",
            "Dec 25 1995 12:00 AM",
            "1995 Dec 25",
            "Sun Dec 24 1995 23:00:00 GMT+0000 (remark (in it) 5)",
            "24 Dec 1995 18:00 EST",
            "dec 25 1995 00:00 +01:00",
        ] {
            assert_eq!(at(text), christmas, "{text}");
        }
        for (text, expected) in [
            ("1 Jan 1970 00:00:00.5 UTC", 500.0),
            ("1970/1/1 1:30 PM", 45_000_000.0),
            ("12", 1_007_161_200_000.0),
            ("Thu Jan 01 1970 00:00:00 GMT+0100 (CET)", -3_600_000.0),
            ("Jan 1", 978_303_600_000.0),
        ] {
            assert_eq!(at(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "x",
            "Dec",
            "1995-13-01",
            "32/32/1995",
            "1995/12/25 25:00",
            "1995/12/25 10:00x",
            "x5",
            "1 2 3 4",
            "1995-12-25 13:00 PM",
            "+",
            "1995/12/25 x",
            "1995-12-17T03:24:00 GMT",
        ] {
            assert!(at(text).is_nan(), "{text}");
        }
    }
}
