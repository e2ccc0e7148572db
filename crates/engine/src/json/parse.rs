//! `JSON.parse`: an iterative parser that makes the objects as it reads.

use super::revive::{Record, RecordKind};
use super::shapes::{Place, Shapes};
use super::units::Unit;
use super::{MAX_DEPTH, argument, revive, too_deep};
use crate::{Context, JsArray, JsObject, JsResult, JsString, JsValue, ops, raw};
use boa_engine::property::PropertyKey;
use boa_engine::string::JsStrVariant;
use boa_engine::{JsError, JsNativeError};

/// `JSON.parse(text, reviver)` (<https://tc39.es/ecma262/#sec-json.parse>), the reviver's third argument as in
/// <https://tc39.es/proposal-json-parse-with-source/>.
pub(super) fn parse(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let text = argument(arguments, 0).to_string(context)?;
    match argument(arguments, 1).as_callable() {
        None => parse_text(&text, context),
        Some(reviver) => {
            let (value, record) = read(&text, true, context)?;
            revive::revive_document(value, record, &text, &reviver, context)
        }
    }
}

/// `JSON.rawJSON(text)`: what V8 says of a text that will not do, then the engine's own function.
pub(super) fn raw_json(
    _this: &JsValue,
    arguments: &[JsValue],
    original: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let text = argument(arguments, 0).to_string(context)?;
    let space = |unit: u16| matches!(unit, 0x09 | 0x0a | 0x0d | 0x20);
    let (first, last) = (text.code_unit_at(0), text.len().checked_sub(1).and_then(|last| text.code_unit_at(last)));
    if last.is_none_or(space) {
        return Err(JsNativeError::syntax().with_message("Invalid value for JSON.rawJSON").into());
    }
    if first.is_some_and(|unit| space(unit) || unit == 0x5b || unit == 0x7b) {
        let units = text.to_vec();
        let message = Parser::new(&units, false, context).unexpected();
        return Err(JsNativeError::syntax().with_message(message).into());
    }
    parse_text(&text, context)?;
    // The engine's own takes fewer texts: only the object is its.
    let object = original.call(&JsValue::undefined(), &[JsString::from("0").into()], context)?;
    if let Some(object) = object.as_object() {
        raw::set_slot(&object, 0, text.into());
    }
    Ok(object)
}

/// The value of a JSON text.
///
/// # Errors
/// A SyntaxError with V8's message.
pub fn parse_text(text: &JsString, context: &mut Context) -> JsResult<JsValue> {
    read(text, false, context).map(|(value, _)| value)
}

fn read(text: &JsString, record: bool, context: &mut Context) -> JsResult<(JsValue, Option<Record>)> {
    match text.as_str().variant() {
        JsStrVariant::Latin1(units) => Parser::new(units, record, context).document(context),
        JsStrVariant::Utf16(units) => Parser::new(units, record, context).document(context),
    }
}

/// How many property names are remembered: documents repeat few of them often.
const CACHE: usize = 256;

struct Parser<'a, U> {
    units: &'a [U],
    at: usize,
    /// Names by a hash of their units, so that a repeated one is neither allocated nor hashed anew.
    names: Vec<Option<(usize, usize, JsString)>>,
    shapes: Shapes,
    /// Values read whose container is not done.
    values: Vec<JsValue>,
    /// What the values in `values` were made of, if a reviver wants to know.
    records: Option<Vec<Record>>,
}

/// A container whose end is not read yet; `base` is where its values begin.
enum Open {
    Array {
        base: usize,
    },
    /// An object whose names the tree of shapes knows so far.
    Shaped {
        base: usize,
        place: Place,
    },
    /// Any other object, and the key that the next value is for.
    Plain {
        base: usize,
        object: JsObject,
        key: PropertyKey,
        keys: Vec<PropertyKey>,
    },
}

enum Failure {
    Syntax(String),
    Other(JsError),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Syntax(message)
    }
}

type Step<T> = Result<T, Failure>;

impl<'a, U: Unit> Parser<'a, U> {
    fn new(units: &'a [U], record: bool, context: &mut Context) -> Self {
        Self {
            units,
            at: 0,
            names: Vec::new(),
            shapes: Shapes::take(context),
            values: Vec::new(),
            records: record.then(Vec::new),
        }
    }

    fn document(mut self, context: &mut Context) -> JsResult<(JsValue, Option<Record>)> {
        let outcome = self.read_values(context);
        let record = self.records.as_mut().and_then(Vec::pop);
        self.shapes.give_back(context);
        match outcome {
            Ok(value) => Ok((value, record)),
            Err(Failure::Syntax(message)) => Err(JsNativeError::syntax().with_message(message).into()),
            Err(Failure::Other(error)) => Err(error),
        }
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
    fn read_values(&mut self, context: &mut Context) -> Step<JsValue> {
        let mut stack: Vec<Open> = Vec::new();
        loop {
            self.skip_space();
            let start = self.at;
            let mut value = match self.peek() {
                Some(0x7b) => {
                    self.at += 1;
                    self.skip_space();
                    let base = self.values.len();
                    if self.peek() != Some(0x7d) {
                        if self.records.is_some() && stack.len() > MAX_DEPTH {
                            return too_deep().map_err(Failure::Other);
                        }
                        let open = if self.records.is_some() {
                            let (object, key) = (raw::new_object(context), self.name(true)?);
                            Open::Plain { base, object, key, keys: Vec::new() }
                        } else {
                            self.shaped_name(base, Place::EMPTY, true, context)?
                        };
                        stack.push(open);
                        continue;
                    }
                    self.at += 1;
                    let object = JsValue::from(raw::new_object(context));
                    self.record(&object, |_| RecordKind::Object(Vec::new()));
                    object
                }
                Some(0x5b) => {
                    self.at += 1;
                    self.skip_space();
                    if self.peek() != Some(0x5d) {
                        if self.records.is_some() && stack.len() > MAX_DEPTH {
                            return too_deep().map_err(Failure::Other);
                        }
                        stack.push(Open::Array { base: self.values.len() });
                        continue;
                    }
                    self.at += 1;
                    let array = JsValue::from(JsArray::from_iter([], context));
                    self.record(&array, |_| RecordKind::Array(Vec::new()));
                    array
                }
                _ => {
                    let value = self.scalar()?;
                    let end = self.at;
                    self.record(&value, |_| RecordKind::Primitive(start..end));
                    value
                }
            };
            // A value is done: it goes into what is open, which may thereby be done too.
            loop {
                let Some(open) = stack.last_mut() else {
                    self.skip_space();
                    if self.peek().is_some() {
                        let place = self.place();
                        return Err(format!("Unexpected non-whitespace character after JSON{place}").into());
                    }
                    return Ok(value);
                };
                match open {
                    Open::Array { base } => {
                        let base = *base;
                        self.values.push(value);
                        self.skip_space();
                        match self.peek() {
                            Some(0x2c) => {
                                self.at += 1;
                                break;
                            }
                            Some(0x5d) => {
                                self.at += 1;
                                stack.pop();
                                let array = JsArray::from_iter(self.values.drain(base..), context);
                                value = array.into();
                                self.record(&value, |records| RecordKind::Array(records.split_off(base)));
                            }
                            _ => {
                                let place = self.place();
                                return Err(format!("Expected ',' or ']' after array element in JSON{place}").into());
                            }
                        }
                    }
                    Open::Shaped { base, place } => {
                        let (base, place) = (*base, *place);
                        self.values.push(value);
                        self.skip_space();
                        match self.peek() {
                            Some(0x2c) => {
                                self.at += 1;
                                self.skip_space();
                                *open = self.shaped_name(base, place, false, context)?;
                                break;
                            }
                            Some(0x7d) => {
                                self.at += 1;
                                stack.pop();
                                value = self.shapes.finish(place, &mut self.values, base, context).into();
                            }
                            _ => return Err(self.after_property()),
                        }
                    }
                    Open::Plain { base, object, key, keys } => {
                        ops::define_value(object, key.clone(), value, true);
                        if self.records.is_some() {
                            keys.push(key.clone());
                            // A place holder: records are counted by values.
                            self.values.push(JsValue::undefined());
                        }
                        self.skip_space();
                        match self.peek() {
                            Some(0x2c) => {
                                self.at += 1;
                                self.skip_space();
                                *key = self.name(false)?;
                                break;
                            }
                            Some(0x7d) => {
                                self.at += 1;
                                let (base, keys) = (*base, std::mem::take(keys));
                                value = object.clone().into();
                                stack.pop();
                                self.values.truncate(base);
                                self.record(&value, |records| {
                                    RecordKind::Object(keys.into_iter().zip(records.split_off(base)).collect())
                                });
                            }
                            _ => return Err(self.after_property()),
                        }
                    }
                }
            }
        }
    }

    /// Notes what `value`, the next of the values, was made of.
    fn record(&mut self, value: &JsValue, kind: impl FnOnce(&mut Vec<Record>) -> RecordKind) {
        if let Some(records) = &mut self.records {
            let kind = kind(records);
            records.push(Record { value: value.clone(), kind });
        }
    }

    fn after_property(&self) -> Failure {
        format!("Expected ',' or '}}' after property value in JSON{}", self.place()).into()
    }

    /// A property name and its colon, in an object that is at `place` so far: where it is now.
    fn shaped_name(&mut self, base: usize, place: Place, first: bool, context: &Context) -> Step<Open> {
        if self.peek() == Some(0x22) {
            let rest = &self.units[self.at + 1..];
            let matches = |name: &[u8]| {
                U::starts_with(rest, name) && rest.get(name.len()).is_some_and(|unit| unit.value() == 0x22)
            };
            if let Some((place, length)) = self.shapes.follow(place, matches) {
                self.at += length + 2;
                self.colon()?;
                return Ok(Open::Shaped { base, place });
            }
        }
        let name = self.bare_name(first)?;
        self.colon()?;
        if let Some(place) = self.shapes.grow(place, &name) {
            return Ok(Open::Shaped { base, place });
        }
        debug_assert_eq!(self.values.len() - base, self.shapes.depth(place), "a value a name");
        let object = self.shapes.finish(place, &mut self.values, base, context);
        // An index such as "0" is an integer key.
        Ok(Open::Plain { base, object, key: PropertyKey::from(name), keys: Vec::new() })
    }

    /// A property name and its colon.
    fn name(&mut self, first: bool) -> Step<PropertyKey> {
        let name = self.bare_name(first)?;
        self.colon()?;
        Ok(PropertyKey::from(name))
    }

    fn bare_name(&mut self, first: bool) -> Step<JsString> {
        match self.peek() {
            Some(0x22) => self.string(true),
            _ if first => Err(format!("Expected property name or '}}' in JSON{}", self.place()).into()),
            _ => Err(format!("Expected double-quoted property name in JSON{}", self.place()).into()),
        }
    }

    fn colon(&mut self) -> Step<()> {
        self.skip_space();
        if self.peek() != Some(0x3a) {
            return Err(format!("Expected ':' after property name in JSON{}", self.place()).into());
        }
        self.at += 1;
        Ok(())
    }

    fn scalar(&mut self) -> Step<JsValue> {
        match self.peek() {
            Some(0x22) => self.string(false).map(JsValue::from),
            Some(0x2d | 0x30..=0x39) => self.number(),
            Some(0x74) => self.literal("true", JsValue::from(true)),
            Some(0x66) => self.literal("false", JsValue::from(false)),
            Some(0x6e) => self.literal("null", JsValue::null()),
            _ => Err(self.unexpected().into()),
        }
    }

    fn literal(&mut self, word: &str, value: JsValue) -> Step<JsValue> {
        for expected in word.bytes() {
            if self.peek() != Some(u16::from(expected)) {
                return Err(self.unexpected().into());
            }
            self.at += 1;
        }
        Ok(value)
    }

    /// A string from its opening quote on. Names go through the cache.
    fn string(&mut self, is_name: bool) -> Step<JsString> {
        let start = self.at + 1;
        let end = U::plain_end(self.units, start);
        match self.units.get(end).map(|unit| unit.value()) {
            Some(0x22) => {}
            Some(0x5c) => return self.escaped_string(start, end),
            Some(_) => {
                self.at = end;
                return Err(format!("Bad control character in string literal in JSON{}", self.place()).into());
            }
            None => {
                self.at = end;
                return Err(format!("Unterminated string in JSON{}", self.place()).into());
            }
        }
        self.at = end + 1;
        if start == end {
            return Ok(JsString::default());
        }
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
        let mut text: Vec<u16> = Vec::with_capacity(first - start + 32);
        self.at = start;
        loop {
            let end = U::plain_end(self.units, self.at);
            text.extend(self.units[self.at..end].iter().map(|unit| unit.value()));
            self.at = end;
            match self.peek() {
                None => return Err(format!("Unterminated string in JSON{}", self.place()).into()),
                Some(0x22) => {
                    self.at += 1;
                    return Ok(<u16 as Unit>::string(&text));
                }
                Some(0x5c) => {
                    self.at += 1;
                    text.push(self.escape()?);
                    self.at += 1;
                }
                Some(_) => {
                    return Err(format!("Bad control character in string literal in JSON{}", self.place()).into());
                }
            }
        }
    }

    /// What follows a backslash, up to its last character.
    fn escape(&mut self) -> Step<u16> {
        let Some(escape) = self.peek() else { return Err(self.unexpected().into()) };
        Ok(match escape {
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
                    let digit = digit.and_then(|d| char::from_u32(u32::from(d))).and_then(|c| c.to_digit(16));
                    let Some(digit) = digit else {
                        self.at += offset;
                        return Err(format!("Bad Unicode escape in JSON{}", self.place()).into());
                    };
                    #[expect(clippy::cast_possible_truncation, reason = "a hexadecimal digit")]
                    let digit = digit as u16;
                    code = code << 4 | digit;
                }
                self.at += 4;
                code
            }
            _ => return Err(format!("Bad escaped character in JSON{}", self.place()).into()),
        })
    }

    /// Skips digits, which are added to `mantissa` while they fit; returns how many there were.
    fn digits(&mut self, mantissa: &mut u64) -> usize {
        let start = self.at;
        while let Some(digit @ 0x30..=0x39) = self.peek() {
            *mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit - 0x30));
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
        let mut mantissa = 0;
        let mut digits = 1;
        if self.peek() == Some(0x30) {
            self.at += 1;
            if let Some(0x30..=0x39) = self.peek() {
                return Err(format!("Unexpected number in JSON{}", self.place()).into());
            }
        } else {
            digits = self.digits(&mut mantissa);
            if digits == 0 {
                return Err(format!("No number after minus sign in JSON{}", self.place()).into());
            }
        }
        let mut fraction = 0;
        let mut simple = true;
        if self.peek() == Some(0x2e) {
            self.at += 1;
            fraction = self.digits(&mut mantissa);
            if fraction == 0 {
                return Err(format!("Unterminated fractional number in JSON{}", self.place()).into());
            }
        }
        if let Some(0x65 | 0x45) = self.peek() {
            simple = false;
            self.at += 1;
            if let Some(0x2b | 0x2d) = self.peek() {
                self.at += 1;
            }
            if self.digits(&mut 0) == 0 {
                return Err(format!("Exponent part is missing a number in JSON{}", self.place()).into());
            }
        }
        if simple && digits + fraction <= 15 {
            // Both parts are exact, so that one division gives what rounding the whole would.
            #[expect(clippy::cast_precision_loss, reason = "15 digits fit")]
            let number = mantissa as f64;
            let number = if fraction == 0 { number } else { number / POWERS[fraction] };
            let number = if negative { -number } else { number };
            #[expect(clippy::cast_possible_truncation, reason = "compared afterwards")]
            let integer = number as i32;
            if f64::from(integer) == number && !(negative && integer == 0) {
                return Ok(JsValue::from(integer));
            }
            return Ok(JsValue::from(number));
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
        if length <= 2 * AROUND {
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

/// Powers of ten that are exact in a double.
const POWERS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
