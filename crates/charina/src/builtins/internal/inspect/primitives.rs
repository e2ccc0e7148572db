//! Primitive values: strings with their quotes and escapes, numbers, bigints, symbols.

use super::format_value::Formatter;
use super::options::{Compact, InspectOptions};
use super::style::{Style, Stylize};
use charina_engine::{Context, JsResult, JsString, JsSymbol, JsValue, JsVariant, text};
use std::fmt::Write as _;

/// Strings no longer than this stay on one line.
const MIN_LINE_LENGTH: usize = 16;

impl Formatter {
    /// A value that is no object.
    pub(super) fn primitive(&mut self, value: &JsValue, context: &mut Context) -> JsResult<String> {
        match value.variant() {
            JsVariant::String(string) => self.string(&string, context),
            JsVariant::Null => self.style("null", Style::Null, context),
            JsVariant::Undefined => self.style("undefined", Style::Undefined, context),
            JsVariant::Boolean(boolean) => self.style(if boolean { "true" } else { "false" }, Style::Boolean, context),
            JsVariant::BigInt(bigint) => {
                let digits = bigint.to_string();
                let shown = if self.options.numeric_separator { separate(&digits) } else { digits };
                self.style(&format!("{shown}n"), Style::BigInt, context)
            }
            JsVariant::Symbol(symbol) => self.style(&symbol_text(&symbol), Style::Symbol, context),
            _ => {
                let shown = number(value.as_number().unwrap_or(f64::NAN), self.options.numeric_separator);
                self.style(&shown, Style::Number, context)
            }
        }
    }

    fn string(&mut self, string: &JsString, context: &mut Context) -> JsResult<String> {
        let mut trailer = String::new();
        let cut;
        let mut string = string;
        if string.len() as f64 > self.options.max_string_length {
            let keep = limit(self.options.max_string_length, string.len());
            let left = string.len() - keep;
            let units: Vec<u16> = string.iter().take(keep).collect();
            cut = text::from_utf16(&units);
            string = &cut;
            trailer = format!("... {left} more character{}", if left > 1 { "s" } else { "" });
        }
        let room = self.options.break_length - self.indentation as f64 - 4.0;
        if self.options.compact != Compact::Dense && string.len() > MIN_LINE_LENGTH && string.len() as f64 > room {
            let units: Vec<u16> = string.iter().collect();
            let mut shown = String::new();
            for (index, line) in units.split_inclusive(|unit| *unit == u16::from(b'\n')).enumerate() {
                if index > 0 {
                    let _ = write!(shown, " +\n{:1$}", "", self.indentation + 2);
                }
                shown.push_str(&self.style(&quote(&text::from_utf16(line)), Style::String, context)?);
            }
            return Ok(shown + &trailer);
        }
        let quoted = quote(string);
        Ok(self.style(&quoted, Style::String, context)? + &trailer)
    }
}

/// [`Formatter::primitive`] without styles.
pub(super) fn plain_primitive(
    value: &JsValue,
    options: &InspectOptions,
    indentation: usize,
    context: &mut Context,
) -> JsResult<String> {
    let mut formatter = Formatter::new(InspectOptions { stylize: Stylize::Plain, ..options.clone() });
    formatter.indentation = indentation;
    formatter.primitive(value, context)
}

/// How many of `len` things a limit lets through: a limit may be negative, infinite or no number.
pub(super) fn limit(limit: f64, len: usize) -> usize {
    // Saturates, and takes NaN to 0.
    (limit.max(0.0) as usize).min(len)
}

/// `Symbol(description)`
pub(super) fn symbol_text(symbol: &JsSymbol) -> String {
    text::to_utf8(&symbol.descriptive_string())
}

/// The length JavaScript would give the text.
pub(super) fn utf16_len(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

/// A number, `-0` told from `0`.
pub(super) fn number(number: f64, separator: bool) -> String {
    if number == 0.0 {
        return if number.is_sign_negative() { "-0" } else { "0" }.to_owned();
    }
    let digits = number_text(number);
    if !separator || !number.is_finite() || digits.contains('e') {
        return digits;
    }
    match digits.split_once('.') {
        Some((integer, fraction)) => format!("{}.{}", separate(integer), separate_fraction(fraction)),
        None => separate(&digits),
    }
}

/// `String(number)`
pub(super) fn number_text(number: f64) -> String {
    // Exact below 2^53, and the usual case.
    if number.fract() == 0.0 && number.abs() < 9e15 {
        return (number as i64).to_string();
    }
    ryu_js::Buffer::new().format(number).to_owned()
}

/// Underscores between groups of three digits, from the right.
pub(super) fn separate(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let mut shown = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        // A group of its own needs a fourth digit in front of it.
        if index > 0 && (digits.len() - index) % 3 == 0 {
            shown.push('_');
        }
        shown.push(digit);
    }
    shown
}

fn separate_fraction(digits: &str) -> String {
    let mut shown = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && index % 3 == 0 {
            shown.push('_');
        }
        shown.push(digit);
    }
    shown
}

/// The string in quotes: single ones, or the first of double and back quotes that saves escaping.
pub(super) fn quote(string: &JsString) -> String {
    let mut quote = '\'';
    if contains(string, b'\'') {
        if !contains(string, b'"') {
            quote = '"';
        } else if !contains(string, b'`') && !contains_template(string) {
            quote = '`';
        }
    }
    let mut out = String::with_capacity(string.len() + 2);
    out.push(quote);
    escape(&mut out, string, quote == '\'');
    out.push(quote);
    out
}

/// The string with control characters, backslashes, single quotes and lone surrogates escaped.
pub(super) fn escaped(string: &JsString) -> String {
    let mut out = String::with_capacity(string.len());
    escape(&mut out, string, true);
    out
}

fn contains(string: &JsString, byte: u8) -> bool {
    string.iter().any(|unit| unit == u16::from(byte))
}

fn contains_template(string: &JsString) -> bool {
    string.iter().zip(string.iter().skip(1)).any(|(a, b)| a == u16::from(b'$') && b == u16::from(b'{'))
}

fn escape(out: &mut String, string: &JsString, single_quotes: bool) {
    for unit in char::decode_utf16(string.iter()) {
        match unit {
            Ok('\u{8}') => out.push_str("\\b"),
            Ok('\t') => out.push_str("\\t"),
            Ok('\n') => out.push_str("\\n"),
            Ok('\u{c}') => out.push_str("\\f"),
            Ok('\r') => out.push_str("\\r"),
            Ok('\\') => out.push_str("\\\\"),
            Ok('\'') if single_quotes => out.push_str("\\'"),
            // C0, DEL and C1.
            Ok(control) if control.is_control() => {
                let _ = write!(out, "\\x{:02X}", control as u32);
            }
            Ok(plain) => out.push(plain),
            Err(lone) => {
                let _ = write!(out, "\\u{:x}", lone.unpaired_surrogate());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_save_escapes() {
        for (string, expected) in [
            ("plain", "'plain'"),
            ("it's", "\"it's\""),
            ("it's \"so\"", "`it's \"so\"`"),
            ("'\"`", "'\\'\"`'"),
            ("'\"${", "'\\'\"${'"),
            ("a\u{7f}\u{1b}\n\\", "'a\\x7F\\x1B\\n\\\\'"),
            ("\u{1f600}", "'\u{1f600}'"),
        ] {
            assert_eq!(quote(&JsString::from(string)), expected);
        }
        assert_eq!(quote(&text::from_utf16(&[0xd83d, 0x61])), "'\\ud83da'");
    }

    #[test]
    fn numbers_have_their_separators() {
        assert_eq!(number(-0.0, false), "-0");
        assert_eq!(number(1e21, false), "1e+21");
        assert_eq!(number(123_456_789.125_5, true), "123_456_789.125_5");
        assert_eq!(number(-123.0, true), "-123");
        assert_eq!(number(-1234.0, true), "-1_234");
        assert_eq!(number(f64::INFINITY, true), "Infinity");
    }
}
