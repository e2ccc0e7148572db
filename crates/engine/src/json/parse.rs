//! `JSON.parse`: an iterative parser that makes the objects as it reads.

use super::{MAX_DEPTH, argument, too_deep};
use crate::{Context, JsArray, JsObject, JsResult, JsString, JsValue, PropertyDescriptor};
use boa_engine::JsNativeError;
use boa_engine::property::PropertyKey;
use boa_engine::string::{JsStr, JsStrVariant};

/// `JSON.parse(text, reviver)` (<https://tc39.es/ecma262/#sec-json.parse>).
pub(super) fn parse(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let text = argument(arguments, 0).to_string(context)?;
    let value = parse_text(&text, context)?;
    let Some(reviver) = argument(arguments, 1).as_callable() else { return Ok(value) };
    let root = JsObject::with_object_proto(context.intrinsics());
    root.create_data_property_or_throw(JsString::default(), value, context)?;
    revive(&root, JsString::default().into(), &reviver, 0, context)
}

/// The value of a JSON text.
///
/// # Errors
/// A SyntaxError with V8's message.
pub fn parse_text(text: &JsString, context: &mut Context) -> JsResult<JsValue> {
    match text.as_str().variant() {
        JsStrVariant::Latin1(units) => Parser::new(units).document(context),
        JsStrVariant::Utf16(units) => Parser::new(units).document(context),
    }
}

/// A code unit of either representation.
trait Unit: Copy + Eq + 'static {
    fn value(self) -> u16;
    fn string(units: &[Self]) -> JsString;
}

impl Unit for u8 {
    fn value(self) -> u16 {
        u16::from(self)
    }
    fn string(units: &[Self]) -> JsString {
        JsString::from(JsStr::latin1(units))
    }
}

impl Unit for u16 {
    fn value(self) -> u16 {
        self
    }
    fn string(units: &[Self]) -> JsString {
        // Mostly ASCII even in a document that is not: kept one byte a character, as other strings are.
        if units.iter().all(|unit| *unit < 0x80) {
            #[expect(clippy::cast_possible_truncation, reason = "all are below 0x80")]
            let bytes: Vec<u8> = units.iter().map(|unit| *unit as u8).collect();
            return JsString::from(JsStr::latin1(&bytes));
        }
        JsString::from(JsStr::utf16(units))
    }
}

/// How many property names are remembered: documents repeat few of them often.
const CACHE: usize = 256;

struct Parser<'a, U> {
    units: &'a [U],
    at: usize,
    /// Names by a hash of their units, so that a repeated one is neither allocated nor hashed anew.
    names: Vec<Option<(usize, usize, JsString)>>,
}

/// A container whose end is not read yet.
enum Open {
    Array(Vec<JsValue>),
    Object(JsObject, PropertyKey),
}

type Step<T> = Result<T, String>;

impl<'a, U: Unit> Parser<'a, U> {
    fn new(units: &'a [U]) -> Self {
        Self { units, at: 0, names: Vec::new() }
    }

    fn document(mut self, context: &mut Context) -> JsResult<JsValue> {
        self.values(context).map_err(|message| JsNativeError::syntax().with_message(message).into())
    }

    fn peek(&self) -> Option<u16> {
        self.units.get(self.at).map(|unit| unit.value())
    }

    fn skip_space(&mut self) {
        while let Some(0x20 | 0x0a | 0x0d | 0x09) = self.peek() {
            self.at += 1;
        }
    }

    /// Reads values without recursion: `stack` holds the containers that are open.
    fn values(&mut self, context: &mut Context) -> Step<JsValue> {
        let mut stack: Vec<Open> = Vec::new();
        loop {
            self.skip_space();
            let mut value = match self.peek() {
                Some(0x7b) => {
                    self.at += 1;
                    let object = JsObject::with_object_proto(context.intrinsics());
                    self.skip_space();
                    if self.peek() == Some(0x7d) {
                        self.at += 1;
                        object.into()
                    } else {
                        let key = self.name(true)?;
                        stack.push(Open::Object(object, key));
                        continue;
                    }
                }
                Some(0x5b) => {
                    self.at += 1;
                    self.skip_space();
                    if self.peek() == Some(0x5d) {
                        self.at += 1;
                        JsArray::from_iter([], context).into()
                    } else {
                        stack.push(Open::Array(Vec::new()));
                        continue;
                    }
                }
                _ => self.scalar()?,
            };
            // A value is done: it goes into what is open, which may thereby be done too.
            loop {
                match stack.last_mut() {
                    None => {
                        self.skip_space();
                        if self.peek().is_some() {
                            return Err(format!("Unexpected non-whitespace character after JSON{}", self.place()));
                        }
                        return Ok(value);
                    }
                    Some(Open::Array(items)) => {
                        items.push(value);
                        self.skip_space();
                        match self.peek() {
                            Some(0x2c) => {
                                self.at += 1;
                                break;
                            }
                            Some(0x5d) => {
                                self.at += 1;
                                let Some(Open::Array(items)) = stack.pop() else { return Err(String::new()) };
                                value = JsArray::from_iter(items, context).into();
                            }
                            _ => {
                                return Err(format!("Expected ',' or ']' after array element in JSON{}", self.place()));
                            }
                        }
                    }
                    Some(Open::Object(object, key)) => {
                        set(object, key.clone(), value);
                        self.skip_space();
                        match self.peek() {
                            Some(0x2c) => {
                                self.at += 1;
                                self.skip_space();
                                let next = self.name(false)?;
                                *key = next;
                                break;
                            }
                            Some(0x7d) => {
                                self.at += 1;
                                let Some(Open::Object(object, _)) = stack.pop() else { return Err(String::new()) };
                                value = object.into();
                            }
                            _ => {
                                return Err(format!(
                                    "Expected ',' or '}}' after property value in JSON{}",
                                    self.place()
                                ));
                            }
                        }
                    }
                }
            }
        }
    }

    /// A property name and its colon.
    fn name(&mut self, first: bool) -> Step<PropertyKey> {
        match self.peek() {
            Some(0x22) => {}
            _ if first => return Err(format!("Expected property name or '}}' in JSON{}", self.place())),
            _ => return Err(format!("Expected double-quoted property name in JSON{}", self.place())),
        }
        let name = self.string(true)?;
        self.skip_space();
        if self.peek() != Some(0x3a) {
            return Err(format!("Expected ':' after property name in JSON{}", self.place()));
        }
        self.at += 1;
        // An index such as "0" is an integer key.
        Ok(PropertyKey::from(name))
    }

    fn scalar(&mut self) -> Step<JsValue> {
        match self.peek() {
            Some(0x22) => self.string(false).map(JsValue::from),
            Some(0x2d | 0x30..=0x39) => self.number(),
            Some(0x74) => self.literal("true", JsValue::from(true)),
            Some(0x66) => self.literal("false", JsValue::from(false)),
            Some(0x6e) => self.literal("null", JsValue::null()),
            _ => Err(self.unexpected()),
        }
    }

    fn literal(&mut self, word: &str, value: JsValue) -> Step<JsValue> {
        for expected in word.bytes() {
            if self.peek() != Some(u16::from(expected)) {
                return Err(self.unexpected());
            }
            self.at += 1;
        }
        Ok(value)
    }

    /// A string from its opening quote on. Names go through the cache.
    fn string(&mut self, is_name: bool) -> Step<JsString> {
        let start = self.at + 1;
        let mut end = start;
        loop {
            match self.units.get(end).map(|unit| unit.value()) {
                Some(0x22) => break,
                Some(0x5c) => return self.escaped_string(start, end),
                Some(unit) if unit < 0x20 => {
                    self.at = end;
                    return Err(format!("Bad control character in string literal in JSON{}", self.place()));
                }
                Some(_) => end += 1,
                None => {
                    self.at = end;
                    return Err(format!("Unterminated string in JSON{}", self.place()));
                }
            }
        }
        self.at = end + 1;
        if !is_name || end - start > 64 {
            return Ok(U::string(&self.units[start..end]));
        }
        if self.names.is_empty() {
            self.names.resize(CACHE, None);
        }
        let mut hash: u32 = 0x811c_9dc5;
        for unit in &self.units[start..end] {
            hash = (hash ^ u32::from(unit.value())).wrapping_mul(0x0100_0193);
        }
        let slot = (hash ^ (hash >> 15)) as usize % CACHE;
        if let Some((from, to, name)) = &self.names[slot]
            && self.units[*from..*to] == self.units[start..end]
        {
            return Ok(name.clone());
        }
        let name = U::string(&self.units[start..end]);
        self.names[slot] = Some((start, end, name.clone()));
        Ok(name)
    }

    fn escaped_string(&mut self, start: usize, first: usize) -> Step<JsString> {
        let mut text: Vec<u16> = self.units[start..first].iter().map(|unit| unit.value()).collect();
        self.at = first;
        loop {
            let Some(unit) = self.peek() else {
                return Err(format!("Unterminated string in JSON{}", self.place()));
            };
            match unit {
                0x22 => {
                    self.at += 1;
                    return Ok(<u16 as Unit>::string(&text));
                }
                0x5c => {
                    self.at += 1;
                    let Some(escape) = self.peek() else {
                        return Err(format!("Unterminated string in JSON{}", self.place()));
                    };
                    text.push(match escape {
                        0x22 | 0x5c | 0x2f => escape,
                        0x62 => 0x08,
                        0x66 => 0x0c,
                        0x6e => 0x0a,
                        0x72 => 0x0d,
                        0x74 => 0x09,
                        0x75 => {
                            let mut code = 0u16;
                            for offset in 1..=4 {
                                let digit = self.units.get(self.at + offset).map(|unit| unit.value());
                                let digit =
                                    digit.and_then(|d| char::from_u32(u32::from(d))).and_then(|c| c.to_digit(16));
                                let Some(digit) = digit else {
                                    self.at += offset;
                                    if self.at >= self.units.len() {
                                        return Err(format!("Unterminated string in JSON{}", self.place()));
                                    }
                                    return Err(format!("Bad Unicode escape in JSON{}", self.place()));
                                };
                                #[expect(clippy::cast_possible_truncation, reason = "a hexadecimal digit")]
                                let digit = digit as u16;
                                code = code << 4 | digit;
                            }
                            self.at += 4;
                            code
                        }
                        _ => return Err(format!("Bad escaped character in JSON{}", self.place())),
                    });
                    self.at += 1;
                }
                unit if unit < 0x20 => {
                    return Err(format!("Bad control character in string literal in JSON{}", self.place()));
                }
                unit => {
                    text.push(unit);
                    self.at += 1;
                }
            }
        }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while let Some(0x30..=0x39) = self.peek() {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Step<JsValue> {
        let start = self.at;
        let negative = self.peek() == Some(0x2d);
        if negative {
            self.at += 1;
        }
        let digits_at = self.at;
        if self.peek() == Some(0x30) {
            self.at += 1;
            if let Some(0x30..=0x39) = self.peek() {
                return Err(format!("Unexpected number in JSON{}", self.place()));
            }
        } else if self.digits() == 0 {
            return Err(format!("No number after minus sign in JSON{}", self.place()));
        }
        let integer_end = self.at;
        if self.peek() == Some(0x2e) {
            self.at += 1;
            if self.digits() == 0 {
                return Err(format!("Unterminated fractional number in JSON{}", self.place()));
            }
        }
        if let Some(0x65 | 0x45) = self.peek() {
            self.at += 1;
            if let Some(0x2b | 0x2d) = self.peek() {
                self.at += 1;
            }
            if self.digits() == 0 {
                return Err(format!("Exponent part is missing a number in JSON{}", self.place()));
            }
        }
        if self.at == integer_end && integer_end - digits_at <= 9 {
            let mut integer = 0i32;
            for unit in &self.units[digits_at..integer_end] {
                integer = integer * 10 + i32::from(unit.value()) - 0x30;
            }
            if !(negative && integer == 0) {
                return Ok(JsValue::from(if negative { -integer } else { integer }));
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "digits, signs and letters are ASCII")]
        let text: String = self.units[start..self.at].iter().map(|unit| char::from(unit.value() as u8)).collect();
        // Rust's parser takes every JSON number, overflowing to infinity as JS does.
        Ok(JsValue::from(text.parse::<f64>().unwrap_or(f64::NAN)))
    }

    /// ` at position 3 (line 1 column 4)`.
    fn place(&self) -> String {
        let before = &self.units[..self.at.min(self.units.len())];
        let newline = |unit: &U| unit.value() == 0x0a;
        let line = before.iter().filter(|unit| newline(unit)).count() + 1;
        let column = before.iter().rev().take_while(|unit| !newline(unit)).count() + 1;
        format!(" at position {} (line {line} column {column})", self.at)
    }

    /// The message for what cannot stand here at all.
    fn unexpected(&self) -> String {
        let whole = || U::string(self.units).to_std_string_lossy();
        let Some(unit) = self.units.get(self.at) else { return "Unexpected end of JSON input".to_owned() };
        let text = whole();
        if text == "undefined" || text == "NaN" || text == "Infinity" || text == "[object Object]" {
            return format!("\"{text}\" is not valid JSON");
        }
        let token = U::string(&[*unit]).to_std_string_lossy();
        const AROUND: usize = 10;
        let length = self.units.len();
        if length <= 40 {
            return format!("Unexpected token '{token}', \"{text}\" is not valid JSON");
        }
        let start = self.at.saturating_sub(AROUND);
        let end = (self.at + AROUND).min(length);
        let part = U::string(&self.units[start..end]).to_std_string_lossy();
        let head = if start > 0 { "..." } else { "" };
        let tail = if end < length { "..." } else { "" };
        format!("Unexpected token '{token}', {head}\"{part}\"{tail} is not valid JSON")
    }
}

fn set(object: &JsObject, key: PropertyKey, value: JsValue) {
    object.insert_property(
        key,
        PropertyDescriptor::builder().value(value).writable(true).enumerable(true).configurable(true).build(),
    );
}

/// InternalizeJSONProperty (<https://tc39.es/ecma262/#sec-internalizejsonproperty>).
fn revive(
    holder: &JsObject,
    name: PropertyKey,
    reviver: &JsObject,
    depth: usize,
    context: &mut Context,
) -> JsResult<JsValue> {
    if depth > MAX_DEPTH {
        return too_deep();
    }
    let value = holder.get(name.clone(), context)?;
    if let Some(object) = value.as_object() {
        let keys: Vec<PropertyKey> = if object.is_array() {
            let length = object.get(crate::js_string!("length"), context)?.to_length(context)?;
            (0..length).map(PropertyKey::from).collect()
        } else {
            enumerable_string_keys(&object, context)?
        };
        for key in keys {
            let element = revive(&object, key.clone(), reviver, depth + 1, context)?;
            if element.is_undefined() {
                // Not an error where it cannot be: OrdinaryDelete's answer is not looked at.
                let _ = object.delete_property_or_throw(key, context);
            } else {
                object.create_data_property(key, element, context)?;
            }
        }
    }
    let name = JsValue::from(name).to_string(context)?;
    reviver.call(&holder.clone().into(), &[name.into(), value], context)
}

/// EnumerableOwnProperties(object, key).
pub(super) fn enumerable_string_keys(object: &JsObject, context: &mut Context) -> JsResult<Vec<PropertyKey>> {
    let mut keys = object.own_property_keys(context)?;
    let mut kept = Vec::with_capacity(keys.len());
    for key in keys.drain(..) {
        if matches!(key, PropertyKey::Symbol(_)) {
            continue;
        }
        if let Some(descriptor) = crate::reflect::own_property(object, &key, context)?
            && descriptor.enumerable() == Some(true)
        {
            kept.push(key);
        }
    }
    Ok(kept)
}
