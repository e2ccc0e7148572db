//! `util.format` and `util.formatWithOptions`: printf-like strings.
//!
//! <https://nodejs.org/api/util.html#utilformatformat-args>

use super::format_value::Formatter;
use super::names::is_built_in;
use super::options::{Compact, InspectOptions};
use super::primitives::{number, separate};
use super::style::Stylize;
use charina_engine::reflect;
use charina_engine::{
    Context, JsError, JsObject, JsResult, JsString, JsSymbol, JsValue, JsVariant, Numeric, PropertyKey, ops, text,
};

/// Text that grows in UTF-8 for as long as nobody adds a lone surrogate.
enum Output {
    Utf8(String),
    Utf16(Vec<u16>),
}

impl Output {
    fn push_str(&mut self, text: &str) {
        match self {
            Self::Utf8(out) => out.push_str(text),
            Self::Utf16(out) => out.extend(text.encode_utf16()),
        }
    }

    fn push_units(&mut self, units: &[u16]) {
        match self {
            Self::Utf8(out) => match String::from_utf16(units) {
                Ok(text) => out.push_str(&text),
                Err(_) => {
                    let mut wide: Vec<u16> = out.encode_utf16().collect();
                    wide.extend_from_slice(units);
                    *self = Self::Utf16(wide);
                }
            },
            Self::Utf16(out) => out.extend_from_slice(units),
        }
    }

    fn push_js(&mut self, string: &JsString) {
        let utf8 = text::to_utf8(string);
        // Only where the conversion had to replace something do the units themselves matter.
        if utf8.contains(char::REPLACEMENT_CHARACTER) {
            self.push_units(&string.iter().collect::<Vec<u16>>());
        } else {
            self.push_str(&utf8);
        }
    }

    fn finish(self) -> JsString {
        match self {
            Self::Utf8(text) => text::from_utf8(&text),
            Self::Utf16(units) => text::from_utf16(&units),
        }
    }
}

/// `util.format(...args)`, or with `options` `util.formatWithOptions(options, ...args)`.
pub(super) fn format(
    options: Option<&InspectOptions>,
    arguments: &[JsValue],
    context: &mut Context,
) -> JsResult<JsString> {
    let mut rest = arguments;
    let mut out = Output::Utf8(String::new());
    let mut separator = "";
    if let Some(first) = arguments.first().and_then(JsValue::as_string) {
        if arguments.len() == 1 {
            return Ok(first);
        }
        if first.iter().any(|unit| unit == PERCENT) {
            let mut printf = Printf { options, out, arguments, next: 1 };
            if printf.run(&first, context)? {
                rest = &arguments[printf.next..];
                separator = " ";
            }
            out = printf.out;
        }
    }
    for argument in rest {
        out.push_str(separator);
        separator = " ";
        match argument.as_string() {
            Some(string) => out.push_js(&string),
            None => out.push_str(&inspect_with(argument, options, context)?),
        }
    }
    Ok(out.finish())
}

fn inspect_with(value: &JsValue, options: Option<&InspectOptions>, context: &mut Context) -> JsResult<String> {
    match options {
        Some(options) => Ok(Formatter::new(options.clone()).value(value, 0, context)?.into_string()),
        None => super::inspect_default(value, context),
    }
}

const PERCENT: u16 = b'%' as u16;

struct Printf<'a> {
    options: Option<&'a InspectOptions>,
    out: Output,
    arguments: &'a [JsValue],
    /// The next argument to be consumed.
    next: usize,
}

impl Printf<'_> {
    /// Runs through the format; `false` if it had no specifier at all, and nothing was written.
    fn run(&mut self, format: &JsString, context: &mut Context) -> JsResult<bool> {
        let units: Vec<u16> = format.iter().collect();
        let mut done = 0;
        let mut index = 0;
        while index + 1 < units.len() {
            if units[index] != PERCENT {
                index += 1;
                continue;
            }
            let specifier = char::from(u8::try_from(units[index + 1]).unwrap_or(0));
            if specifier == '%' {
                self.out.push_units(&units[done..=index]);
                index += 2;
                done = index;
                continue;
            }
            if self.next < self.arguments.len() && "sdifjoOc".contains(specifier) {
                self.out.push_units(&units[done..index]);
                let argument = &self.arguments[self.next];
                self.next += 1;
                self.specifier(specifier, argument, context)?;
                done = index + 2;
            }
            index += 2;
        }
        if done == 0 {
            return Ok(false);
        }
        self.out.push_units(&units[done..]);
        Ok(true)
    }

    fn specifier(&mut self, specifier: char, argument: &JsValue, context: &mut Context) -> JsResult<()> {
        let shown = match specifier {
            's' => return self.string(argument, context),
            'j' => return self.json(argument, context),
            'c' => return Ok(()),
            'O' => inspect_with(argument, self.options, context)?,
            'o' => {
                let options = self.options_now(context)?;
                let options = InspectOptions { show_hidden: true, show_proxy: true, depth: Some(4.0), ..options };
                Formatter::new(options).value(argument, 0, context)?.into_string()
            }
            _ => self.number(specifier, argument, context)?,
        };
        self.out.push_str(&shown);
        Ok(())
    }

    fn options_now(&self, context: &mut Context) -> JsResult<InspectOptions> {
        match self.options {
            Some(options) => Ok(options.clone()),
            None => InspectOptions::current_defaults(context),
        }
    }

    fn separator(&self, context: &mut Context) -> JsResult<bool> {
        match self.options {
            Some(options) => Ok(options.numeric_separator),
            None => Ok(InspectOptions::current_defaults(context)?.numeric_separator),
        }
    }

    fn bigint(&self, digits: &str, context: &mut Context) -> JsResult<String> {
        Ok(if self.separator(context)? { format!("{}n", separate(digits)) } else { format!("{digits}n") })
    }

    fn number(&mut self, specifier: char, argument: &JsValue, context: &mut Context) -> JsResult<String> {
        if argument.is_symbol() {
            return Ok("NaN".to_owned());
        }
        if specifier != 'f'
            && let Some(bigint) = argument.as_bigint()
        {
            return self.bigint(&bigint.to_string(), context);
        }
        let value = match specifier {
            'd' => match argument.to_numeric(context)? {
                Numeric::Number(number) => number,
                Numeric::BigInt(bigint) => bigint.to_f64(),
            },
            'i' => parse_int(&text::to_utf8(&argument.to_string(context)?)),
            _ => parse_float(&text::to_utf8(&argument.to_string(context)?)),
        };
        Ok(number(value, self.separator(context)?))
    }

    fn string(&mut self, argument: &JsValue, context: &mut Context) -> JsResult<()> {
        let shown = match argument.variant() {
            JsVariant::String(string) => {
                self.out.push_js(&string);
                return Ok(());
            }
            JsVariant::BigInt(bigint) => self.bigint(&bigint.to_string(), context)?,
            JsVariant::Symbol(symbol) => super::primitives::symbol_text(&symbol),
            JsVariant::Object(object) if !object.is_callable() && has_built_in_to_string(&object, context)? => {
                let options = InspectOptions {
                    depth: Some(0.0),
                    colors: false,
                    compact: Compact::Levels(3.0),
                    stylize: Stylize::Plain,
                    ..self.options_now(context)?
                };
                Formatter::new(options).value(argument, 0, context)?.into_string()
            }
            _ => match argument.as_number() {
                Some(value) => number(value, self.separator(context)?),
                None => {
                    let string = argument.to_string(context)?;
                    self.out.push_js(&string);
                    return Ok(());
                }
            },
        };
        self.out.push_str(&shown);
        Ok(())
    }

    fn json(&mut self, argument: &JsValue, context: &mut Context) -> JsResult<()> {
        let json = context.intrinsics().objects().json();
        let error = match call_stringify(&json, argument, context) {
            Ok(text) => {
                match text.as_string() {
                    Some(text) => self.out.push_js(&text),
                    None => self.out.push_str("undefined"),
                }
                return Ok(());
            }
            Err(error) => error,
        };
        if !is_circular_error(&error, &json, context)? {
            return Err(error);
        }
        self.out.push_str("[Circular]");
        Ok(())
    }
}

fn call_stringify(json: &JsObject, value: &JsValue, context: &mut Context) -> JsResult<JsValue> {
    let Some(stringify) = json.get(JsString::from("stringify"), context)?.as_callable() else {
        return Ok(JsValue::undefined());
    };
    stringify.call(&json.clone().into(), std::slice::from_ref(value), context)
}

/// Whether an error of `JSON.stringify` is the one for circles: it words them itself, so ask it.
fn is_circular_error(error: &JsError, json: &JsObject, context: &mut Context) -> JsResult<bool> {
    let first_line = |error: &JsError, context: &mut Context| -> JsResult<Option<String>> {
        let Some(object) = error.clone().into_opaque(context)?.as_object() else { return Ok(None) };
        if reflect::get(&object, &JsString::from("name").into(), context)?.as_string()
            != Some(JsString::from("TypeError"))
        {
            return Ok(None);
        }
        let message = reflect::get(&object, &JsString::from("message").into(), context)?;
        let message = text::to_utf8(&message.to_string(context)?);
        Ok(message.lines().next().map(str::to_owned))
    };
    if error.as_engine().is_some() {
        return Ok(false);
    }
    let Some(message) = first_line(error, context)? else { return Ok(false) };
    let circle = JsObject::with_object_proto(context.intrinsics());
    ops::define_value(&circle, JsString::from("a"), circle.clone(), true);
    match call_stringify(json, &circle.into(), context) {
        Err(sample) => Ok(first_line(&sample, context)? == Some(message)),
        Ok(_) => Ok(false),
    }
}

/// Whether `String(object)` would only give what a built-in class gives.
fn has_built_in_to_string(object: &JsObject, context: &mut Context) -> JsResult<bool> {
    let mut object = object.clone();
    while let Some(parts) = reflect::proxy_parts(&object) {
        let Some((target, _)) = parts else { return Ok(true) };
        object = target;
    }
    let to_string = PropertyKey::from(JsString::from("toString"));
    let to_primitive = PropertyKey::from(JsSymbol::to_primitive());
    let has_to_string = reflect::get(&object, &to_string, context)?.is_callable();
    let has_to_primitive = reflect::get(&object, &to_primitive, context)?.is_callable();
    if !has_to_string && !has_to_primitive {
        return Ok(true);
    }
    // The first along the chain to hold either of the two decides.
    let mut holder = object.clone();
    loop {
        let holds = (has_to_string && reflect::own_property(&holder, &to_string, context)?.is_some())
            || (has_to_primitive && reflect::own_property(&holder, &to_primitive, context)?.is_some());
        if holds {
            break;
        }
        match reflect::prototype_of(&holder, context)? {
            Some(next) => holder = next,
            None => return Ok(true),
        }
    }
    if JsObject::equals(&holder, &object) {
        return Ok(false);
    }
    let constructor = reflect::own_property(&holder, &JsString::from("constructor").into(), context)?;
    let Some(constructor) = constructor.and_then(|d| d.value().and_then(JsValue::as_callable)) else {
        return Ok(false);
    };
    let name = reflect::get(&constructor, &JsString::from("name").into(), context)?;
    Ok(name.as_string().is_some_and(|name| is_built_in(&text::to_utf8(&name))))
}

fn trim_start_js(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() && c != '\u{85}' || c == '\u{feff}')
}

/// `Number.parseInt(text)` (<https://tc39.es/ecma262/#sec-parseint-string-radix>).
fn parse_int(text: &str) -> f64 {
    let text = trim_start_js(text);
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        let values: Vec<u32> = hex.chars().map_while(|c| c.to_digit(16)).collect();
        if values.is_empty() {
            return f64::NAN;
        }
        return sign * values.iter().fold(0.0, |sum, digit| sum * 16.0 + f64::from(*digit));
    }
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    sign * digits[..end].parse::<f64>().unwrap_or(f64::NAN)
}

/// `Number.parseFloat(text)` (<https://tc39.es/ecma262/#sec-parsefloat-string>).
fn parse_float(text: &str) -> f64 {
    let text = trim_start_js(text);
    let bytes = text.as_bytes();
    let digits_from = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let start = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    if text[start..].starts_with("Infinity") {
        return if bytes[0] == b'-' { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let mut end = digits_from(start);
    let mut any = end > start;
    if bytes.get(end) == Some(&b'.') {
        let fraction = digits_from(end + 1);
        any |= fraction > end + 1;
        end = if any { fraction } else { end };
    }
    if !any {
        return f64::NAN;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits_from(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    text[..end].parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_parse_as_in_js() {
        for (text, int, float) in [
            ("42.9abc", 42.0, 42.9),
            (" \n-7", -7.0, -7.0),
            ("0x1f", 31.0, 0.0),
            (".5e", f64::NAN, 0.5),
            ("1e3x", 1.0, 1000.0),
            ("1e+", 1.0, 1.0),
            ("-Infinity!", f64::NAN, f64::NEG_INFINITY),
            ("", f64::NAN, f64::NAN),
            (".", f64::NAN, f64::NAN),
            ("5.", 5.0, 5.0),
        ] {
            let same = |a: f64, b: f64| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
            assert!(same(parse_int(text), int), "{text}: {}", parse_int(text));
            assert!(same(parse_float(text), float), "{text}: {}", parse_float(text));
        }
    }
}
