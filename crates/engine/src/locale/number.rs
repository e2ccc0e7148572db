//! Numbers with thousands grouped (<https://tc39.es/ecma402/#sup-number.prototype.tolocalestring>).

use super::{is_english, option};
use crate::{Context, JsBigInt, JsObject, JsResult, JsString, JsValue, text};
use boa_engine::JsNativeError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Decimal,
    Percent,
    Dollars,
}

#[derive(Debug)]
struct Format {
    style: Style,
    integer_digits: usize,
    least: usize,
    most: usize,
    grouped: bool,
}

pub(super) fn to_locale_string(
    this: &JsValue,
    arguments: &[JsValue],
    original: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let boxed = this.as_object().and_then(|object| object.downcast_ref::<f64>().map(|number| *number));
    let Some(number) = this.as_number().or(boxed) else { return original.call(this, arguments, context) };
    let Some(format) = read(arguments, context)? else { return original.call(this, arguments, context) };
    let shown = if number.is_nan() {
        format.dress(number.is_sign_negative() && !number.is_nan(), "NaN")
    } else if number.is_infinite() {
        format.dress(number < 0.0, "\u{221e}")
    } else {
        let digits = Decimal::of(number.abs());
        format.write(number.is_sign_negative(), digits)
    };
    Ok(text::from_utf8(&shown).into())
}

pub(super) fn bigint_to_locale_string(
    this: &JsValue,
    arguments: &[JsValue],
    original: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let boxed = this.as_object().and_then(|object| object.downcast_ref::<JsBigInt>().map(|bigint| (*bigint).clone()));
    let Some(bigint) = this.as_bigint().or(boxed) else { return original.call(this, arguments, context) };
    let Some(format) = read(arguments, context)? else { return original.call(this, arguments, context) };
    let shown = bigint.to_string();
    let digits = shown.trim_start_matches('-');
    let decimal = Decimal { digits: digits.as_bytes().to_vec(), point: digits.len() };
    Ok(text::from_utf8(&format.write(digits.len() < shown.len(), decimal)).into())
}

/// The format that the arguments ask for; `None` if it is one that only `Intl` knows.
fn read(arguments: &[JsValue], context: &mut Context) -> JsResult<Option<Format>> {
    let options = arguments.get(1).cloned().unwrap_or_default();
    if !is_english(&arguments.first().cloned().unwrap_or_default(), context)? {
        return Ok(None);
    }
    let mut format = Format { style: Style::Decimal, integer_digits: 1, least: 0, most: 3, grouped: true };
    let Some(options) = options.as_object() else { return Ok(options.is_undefined().then_some(format)) };
    let styles = &[
        ("decimal", Some(Style::Decimal)),
        ("percent", Some(Style::Percent)),
        ("currency", Some(Style::Dollars)),
        ("unit", None),
    ];
    let Some(style) = option(&options, "style", styles, "Intl.NumberFormat", context)?.unwrap_or(Some(Style::Decimal))
    else {
        return Ok(None);
    };
    format.style = style;
    if style == Style::Dollars {
        let currency = options.get(JsString::from("currency"), context)?;
        if currency.as_string().is_none_or(|currency| !text::to_utf8(&currency).eq_ignore_ascii_case("usd")) {
            return Ok(None);
        }
    }
    let only_intl = [
        "unit",
        "currencyDisplay",
        "currencySign",
        "notation",
        "compactDisplay",
        "signDisplay",
        "numberingSystem",
        "minimumSignificantDigits",
        "maximumSignificantDigits",
        "roundingMode",
        "roundingIncrement",
        "roundingPriority",
        "trailingZeroDisplay",
    ];
    for name in only_intl {
        if !options.get(JsString::from(name), context)?.is_undefined() {
            return Ok(None);
        }
    }
    let integer_digits = digits(&options, "minimumIntegerDigits", 1, 21, context)?;
    format.integer_digits = integer_digits.unwrap_or(1);
    let least = digits(&options, "minimumFractionDigits", 0, 100, context)?;
    let most = digits(&options, "maximumFractionDigits", 0, 100, context)?;
    let (default_least, default_most) = match style {
        Style::Decimal => (0, 3),
        Style::Percent => (0, 0),
        Style::Dollars => (2, 2),
    };
    (format.least, format.most) = match (least, most) {
        (Some(least), Some(most)) if least > most => {
            return Err(JsNativeError::range().with_message("maximumFractionDigits value is out of range.").into());
        }
        (Some(least), Some(most)) => (least, most),
        (Some(least), None) => (least, least.max(default_most)),
        (None, Some(most)) => (default_least.min(most), most),
        (None, None) => (default_least, default_most),
    };
    let grouping = options.get(JsString::from("useGrouping"), context)?;
    format.grouped = match grouping.as_string() {
        Some(text) if text == "min2" => return Ok(None),
        Some(text) => text != "false",
        None => grouping.is_undefined() || grouping.to_boolean(),
    };
    Ok(Some(format))
}

fn digits(
    options: &JsObject,
    name: &'static str,
    least: usize,
    most: usize,
    context: &mut Context,
) -> JsResult<Option<usize>> {
    let value = options.get(JsString::from(name), context)?;
    if value.is_undefined() {
        return Ok(None);
    }
    let number = value.to_number(context)?.floor();
    #[expect(clippy::cast_precision_loss, reason = "two digits")]
    if !(number >= least as f64 && number <= most as f64) {
        return Err(JsNativeError::range().with_message(format!("{name} value is out of range.")).into());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range")]
    Ok(Some(number as usize))
}

/// A number by its digits: `0.digits` times ten to the power `point`.
struct Decimal {
    digits: Vec<u8>,
    point: usize,
}

impl Decimal {
    /// The shortest digits that stand for a number, which are those that are rounded.
    fn of(number: f64) -> Self {
        // Rust writes all digits before the point and the shortest ones after it.
        let shown = number.to_string();
        let (whole, fraction) = shown.split_once('.').unwrap_or((&shown, ""));
        let whole = whole.trim_start_matches('0');
        Self { digits: [whole.as_bytes(), fraction.as_bytes()].concat(), point: whole.len() }
    }

    /// Rounds to `most` digits behind the point, halves away from zero.
    fn round(&mut self, most: usize) {
        let keep = self.point + most;
        if self.digits.len() <= keep {
            return;
        }
        let up = self.digits[keep] >= b'5';
        self.digits.truncate(keep);
        if !up {
            return;
        }
        for digit in self.digits.iter_mut().rev() {
            if *digit < b'9' {
                *digit += 1;
                return;
            }
            *digit = b'0';
        }
        self.digits.insert(0, b'1');
        self.point += 1;
    }
}

impl Format {
    fn write(&self, negative: bool, mut decimal: Decimal) -> String {
        if self.style == Style::Percent {
            decimal.point += 2;
            while decimal.digits.len() < decimal.point {
                decimal.digits.push(b'0');
            }
            // Zeros that are now before all others.
            let zeros = decimal.digits[..decimal.point].iter().take_while(|digit| **digit == b'0').count();
            decimal.digits.drain(..zeros);
            decimal.point -= zeros;
        }
        decimal.round(self.most);
        let (whole, fraction) = decimal.digits.split_at(decimal.point.min(decimal.digits.len()));
        let mut fraction = fraction.to_vec();
        while fraction.len() > self.least && fraction.last() == Some(&b'0') {
            fraction.pop();
        }
        fraction.resize(fraction.len().max(self.least), b'0');
        let mut whole = whole.to_vec();
        while whole.len() < self.integer_digits {
            whole.insert(0, b'0');
        }
        let mut out = String::new();
        for (index, digit) in whole.iter().enumerate() {
            if self.grouped && index > 0 && (whole.len() - index).is_multiple_of(3) {
                out.push(',');
            }
            out.push(char::from(*digit));
        }
        if !fraction.is_empty() {
            out.push('.');
            out.extend(fraction.into_iter().map(char::from));
        }
        self.dress(negative, &out)
    }

    fn dress(&self, negative: bool, digits: &str) -> String {
        let sign = if negative { "-" } else { "" };
        match self.style {
            Style::Decimal => format!("{sign}{digits}"),
            Style::Percent => format!("{sign}{digits}%"),
            Style::Dollars => format!("{sign}${digits}"),
        }
    }
}
