//! What messages to send are made of: names and values of headers checked and written, and the date.

use super::parser::is_token;
use crate::errors::{self, Class};
use charina_engine::text::{self, Units};
use charina_engine::{
    Context, JsArgs, JsArray, JsError, JsObject, JsResult, JsString, JsValue, PropertyKey, js_string,
};
use std::cell::RefCell;
use std::rc::Rc;

// What `storeHeaders` found, told as bits.
const CONNECTION: i32 = 1;
const CLOSE: i32 = 1 << 1;
const TRANSFER_ENCODING: i32 = 1 << 2;
const CHUNKED: i32 = 1 << 3;
const CONTENT_LENGTH: i32 = 1 << 4;
const DATE: i32 = 1 << 5;
const EXPECT: i32 = 1 << 6;
const TRAILER: i32 = 1 << 7;
const KEEP_ALIVE: i32 = 1 << 8;

fn is_http_token(string: &JsString) -> bool {
    let units = text::units(string);
    !units.is_empty() && (0..units.len()).all(|index| u8::try_from(units.at(index)).is_ok_and(is_token))
}

fn has_invalid_char(string: &JsString) -> bool {
    match text::units(string) {
        Units::Latin1(bytes) => bytes.iter().any(|byte| *byte < 0x20 && *byte != b'\t' || *byte == 0x7f),
        units => (0..units.len()).any(|index| {
            let unit = units.at(index);
            unit > 0xff || unit < 0x20 && unit != 0x09 || unit == 0x7f
        }),
    }
}

/// `checkIsHttpToken(value)`
pub(super) fn check_is_http_token(_: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(is_http_token(&arguments.get_or_undefined(0).to_string(context)?).into())
}

/// `checkInvalidHeaderChar(value)`: whether there is a character in it that no header may have.
pub(super) fn check_invalid_header_char(
    _: &JsValue,
    arguments: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    Ok(has_invalid_char(&arguments.get_or_undefined(0).to_string(context)?).into())
}

fn bad_name(name: &JsValue, context: &mut Context) -> JsError {
    let shown = name.to_string(context).map(|name| text::to_utf8(&name)).unwrap_or_default();
    let message = format!("Header name must be a valid HTTP token [\"{shown}\"]");
    errors::coded(Class::TypeError, "ERR_INVALID_HTTP_TOKEN", &message, context)
}

/// The text of the headers so far, and what they say.
struct Store {
    text: Vec<JsString>,
    found: i32,
    length: f64,
    validate: bool,
    /// The body's length is known, so that head and body may go out as one text.
    sized: bool,
}

impl Store {
    fn add(&mut self, name: &JsString, value: &JsValue, context: &mut Context) -> JsResult<()> {
        if self.validate && value.is_undefined() {
            let name = text::to_utf8(name);
            let message = format!("Invalid value \"undefined\" for header \"{name}\"");
            return Err(errors::coded(Class::TypeError, "ERR_HTTP_INVALID_HEADER_VALUE", &message, context));
        }
        let value = value.to_string(context)?;
        if self.validate && has_invalid_char(&value) {
            let message = format!("Invalid character in header content [\"{}\"]", text::to_utf8(name));
            return Err(errors::coded(Class::TypeError, "ERR_INVALID_CHAR", &message, context));
        }
        self.heed(name, &value, context)?;
        let is_disposition = || text::to_utf8(name).eq_ignore_ascii_case("content-disposition");
        let value = match text::units(&value) {
            // RFC 6266 4.3: the bytes are as they would be in Latin-1.
            Units::Latin1(bytes) if self.sized && !bytes.is_ascii() && is_disposition() => text::from_utf8_lossy(bytes),
            _ => value,
        };
        self.text.push(name.clone());
        self.text.push(js_string!(": "));
        self.text.push(value);
        self.text.push(js_string!("\r\n"));
        Ok(())
    }

    /// Notes what concerns the message itself.
    fn heed(&mut self, name: &JsString, value: &JsString, context: &mut Context) -> JsResult<()> {
        let Units::Latin1(bytes) = text::units(name) else { return Ok(()) };
        let is = |known: &str| bytes.eq_ignore_ascii_case(known.as_bytes());
        let says = |word: &str| {
            let value = text::to_utf8(value).to_ascii_lowercase();
            value.split(',').any(|token| token.trim() == word)
        };
        self.found |= match bytes.len() {
            4 if is("date") => DATE,
            6 if is("expect") => EXPECT,
            7 if is("trailer") => TRAILER,
            10 if is("connection") => CONNECTION | if says("close") { CLOSE } else { 0 },
            10 if is("keep-alive") => KEEP_ALIVE,
            14 if is("content-length") => {
                self.length = JsValue::from(value.clone()).to_number(context)?;
                self.sized = true;
                CONTENT_LENGTH
            }
            17 if is("transfer-encoding") => TRANSFER_ENCODING | if says("chunked") { CHUNKED } else { 0 },
            _ => 0,
        };
        Ok(())
    }

    /// A header whose value may be a list of them.
    fn add_all(&mut self, name: &JsValue, value: &JsValue, unique: bool, context: &mut Context) -> JsResult<()> {
        if self.validate && !name.as_string().is_some_and(|name| is_http_token(&name)) {
            return Err(bad_name(name, context));
        }
        let name = name.to_string(context)?;
        let list = value.as_object().filter(JsObject::is_array);
        let Some(list) = list else { return self.add(&name, value, context) };
        let list = JsArray::from_object(list)?;
        let length = list.length(context)?;
        let is_cookie = text::to_utf8(&name).eq_ignore_ascii_case("cookie");
        if (length < 2 || !is_cookie) && !unique {
            for index in 0..length {
                let value = list.get(index, context)?;
                self.add(&name, &value, context)?;
            }
            return Ok(());
        }
        // RFC 6265 5.4: one Cookie header.
        let mut parts = Vec::new();
        for index in 0..length {
            parts.push(text::to_utf8(&list.get(index, context)?.to_string(context)?));
        }
        self.add(&name, &text::from_utf8(&parts.join("; ")).into(), context)
    }
}

/// `storeHeaders(headers, form, unique)`: `[text, what was found as bits, content length]`. Form 0 is the table of
/// `setHeader` (`{ lower: [name, value] }`), 1 an object, 2 an array of names and values in turns, 3 an array of pairs;
/// adding 8 checks
/// them, 16 says that the body's length is known. `unique` is a Set of names whose values are joined.
pub(super) fn store_headers(_: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let form = arguments.get_or_undefined(1).to_i32(context)?;
    let mut store = Store { text: Vec::new(), found: 0, length: 0.0, validate: form & 8 != 0, sized: form & 16 != 0 };
    let unique = unique_names(arguments.get_or_undefined(2), context)?;
    let is_unique = |name: &JsValue| match (&unique, name.as_string()) {
        (Some(unique), Some(name)) => unique.contains(&text::to_utf8(&name).to_lowercase()),
        _ => false,
    };
    if let Some(headers) = arguments.get_or_undefined(0).as_object() {
        match form & 7 {
            0 | 1 => {
                for key in headers.own_property_keys(context)? {
                    let PropertyKey::String(key_text) = &key else {
                        if let PropertyKey::Index(index) = &key {
                            let name: JsValue = JsString::from(index.get().to_string().as_str()).into();
                            let value = headers.get(key.clone(), context)?;
                            let (name, value) = if form & 7 == 0 { pair(&value, context)? } else { (name, value) };
                            store.add_all(&name, &value, is_unique(&name), context)?;
                        }
                        continue;
                    };
                    let value = headers.get(key.clone(), context)?;
                    let (name, value) =
                        if form & 7 == 0 { pair(&value, context)? } else { (key_text.clone().into(), value) };
                    store.add_all(&name, &value, is_unique(&name), context)?;
                }
            }
            other => {
                let list = JsArray::from_object(headers)?;
                let length = list.length(context)?;
                let mut index = 0;
                while index < length {
                    let (name, value) = if other == 2 {
                        index += 2;
                        (list.get(index - 2, context)?, list.get(index - 1, context)?)
                    } else {
                        index += 1;
                        let entry = list.get(index - 1, context)?;
                        pair(&entry, context)?
                    };
                    store.add_all(&name, &value, is_unique(&name), context)?;
                }
            }
        }
    }
    let parts: Vec<_> = store.text.iter().map(JsString::as_str).collect();
    let text = JsString::concat_array(&parts);
    Ok(JsArray::from_iter([text.into(), JsValue::from(store.found), JsValue::from(store.length)], context).into())
}

fn pair(value: &JsValue, context: &mut Context) -> JsResult<(JsValue, JsValue)> {
    let Some(entry) = value.as_object() else { return Ok((JsValue::undefined(), JsValue::undefined())) };
    Ok((entry.get(0, context)?, entry.get(1, context)?))
}

fn unique_names(value: &JsValue, context: &mut Context) -> JsResult<Option<Vec<String>>> {
    let Some(list) = value.as_object() else { return Ok(None) };
    let list = JsArray::from_object(list)?;
    let mut names = Vec::new();
    for index in 0..list.length(context)? {
        names.push(text::to_utf8(&list.get(index, context)?.to_string(context)?));
    }
    Ok(Some(names))
}

/// The date of this second, one a runtime.
#[derive(Default)]
struct Clock(RefCell<(u64, JsString)>);

/// `date()`: now, as the Date header has it.
pub(super) fn date(_: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let clock = match context.get_data::<Rc<Clock>>() {
        Some(clock) => clock.clone(),
        None => {
            let clock = Rc::new(Clock::default());
            context.insert_data(clock.clone());
            clock
        }
    };
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let mut kept = clock.0.borrow_mut();
    if kept.0 != now {
        *kept = (now, JsString::from(imf_date(now).as_str()));
    }
    Ok(kept.1.clone().into())
}

/// <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7>
fn imf_date(seconds: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let days = seconds / 86_400;
    let time = seconds % 86_400;
    // Years that begin in March end with the leap day: https://howardhinnant.github.io/date_algorithms.html
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_of_year = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_of_year + 2) / 5 + 1;
    let month = if month_of_year < 10 { month_of_year + 3 } else { month_of_year - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let name = |names: &[&'static str], index: u64| {
        usize::try_from(index).ok().and_then(|index| names.get(index).copied()).unwrap_or_default()
    };
    format!(
        "{}, {day:02} {} {year} {:02}:{:02}:{:02} GMT",
        name(&DAYS, days % 7),
        name(&MONTHS, month - 1),
        time / 3600,
        time / 60 % 60,
        time % 60
    )
}

#[cfg(test)]
mod tests {
    use super::imf_date;

    #[test]
    fn dates() {
        assert_eq!(imf_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(imf_date(951_782_399), "Mon, 28 Feb 2000 23:59:59 GMT");
        assert_eq!(imf_date(951_782_400), "Tue, 29 Feb 2000 00:00:00 GMT");
        assert_eq!(imf_date(1_795_435_200), "Mon, 23 Nov 2026 12:00:00 GMT");
    }
}
