//! `JSON.stringify` (<https://tc39.es/ecma262/#sec-json.stringify>).

use super::parse::enumerable_string_keys;
use super::{MAX_DEPTH, argument, too_deep};
use crate::reflect::{self, Kind};
use crate::{Context, JsArray, JsObject, JsResult, JsString, JsValue, JsVariant};
use boa_engine::JsNativeError;
use boa_engine::property::PropertyKey;
use boa_engine::string::{JsStr, JsStrVariant};

/// `JSON.stringify(value, replacer, space)`.
pub(super) fn stringify(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = argument(arguments, 0);
    let mut writer = Writer {
        out: Text::default(),
        replacer: None,
        names: None,
        gap: gap(&argument(arguments, 2), context)?,
        stack: Vec::new(),
        keys: Vec::new(),
    };
    if let Some(replacer) = argument(arguments, 1).as_object() {
        if replacer.is_callable() {
            writer.replacer = Some(replacer);
        } else if is_array(&replacer)? {
            writer.names = Some(property_list(&replacer, context)?);
        }
    }
    let root = match &writer.replacer {
        Some(_) => {
            let root = JsObject::with_object_proto(context.intrinsics());
            root.create_data_property_or_throw(JsString::default(), value.clone(), context)?;
            Some(root)
        }
        None => None,
    };
    let written = writer.property(root.as_ref(), JsString::default().into(), value, context)?;
    Ok(if written { writer.out.finish().into() } else { JsValue::undefined() })
}

/// IsArray, which sees through proxies.
fn is_array(object: &JsObject) -> JsResult<bool> {
    let mut object = object.clone();
    loop {
        match reflect::proxy_parts(&object) {
            None => return Ok(object.is_array()),
            Some(Some((target, _))) => object = target,
            Some(None) => {
                let message = "Cannot perform 'IsArray' on a proxy that has been revoked";
                return Err(JsNativeError::typ().with_message(message).into());
            }
        }
    }
}

/// The indentation unit.
fn gap(space: &JsValue, context: &mut Context) -> JsResult<Vec<u16>> {
    let mut space = space.clone();
    if let Some(object) = space.as_object() {
        match reflect::boxed_primitive(&object) {
            Some(primitive) if primitive.is_number() => space = space.to_number(context)?.into(),
            Some(primitive) if primitive.is_string() => space = space.to_string(context)?.into(),
            _ => {}
        }
    }
    if let Some(number) = space.as_number() {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=10")]
        let count = number.clamp(0.0, 10.0) as usize;
        return Ok(vec![0x20; count]);
    }
    Ok(space.as_string().map_or_else(Vec::new, |s| s.iter().take(10).collect()))
}

/// The names of an array replacer, each once.
fn property_list(replacer: &JsObject, context: &mut Context) -> JsResult<Vec<PropertyKey>> {
    let length = replacer.get(crate::js_string!("length"), context)?.to_length(context)?;
    let mut names: Vec<PropertyKey> = Vec::new();
    for index in 0..length {
        let value = replacer.get(index, context)?;
        let boxed = value.as_object().and_then(|object| reflect::boxed_primitive(&object));
        let kind = boxed.as_ref().unwrap_or(&value);
        if kind.is_string() || kind.is_number() {
            let name = PropertyKey::from(value.to_string(context)?);
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    Ok(names)
}

/// Output that is one byte a character until something wider comes.
#[derive(Default)]
struct Text {
    narrow: Vec<u8>,
    wide: Option<Vec<u16>>,
}

impl Text {
    fn ascii(&mut self, text: &str) {
        match &mut self.wide {
            None => self.narrow.extend_from_slice(text.as_bytes()),
            Some(wide) => wide.extend(text.bytes().map(u16::from)),
        }
    }

    fn widen(&mut self) -> &mut Vec<u16> {
        let narrow = &mut self.narrow;
        self.wide.get_or_insert_with(|| {
            let wide = narrow.iter().map(|byte| u16::from(*byte)).collect();
            narrow.clear();
            narrow.shrink_to_fit();
            wide
        })
    }

    fn finish(self) -> JsString {
        match self.wide {
            None => JsString::from(JsStr::latin1(&self.narrow)),
            Some(wide) => JsString::from(JsStr::utf16(&wide)),
        }
    }

    fn len(&self) -> usize {
        self.wide.as_ref().map_or(self.narrow.len(), Vec::len)
    }

    fn truncate(&mut self, length: usize) {
        match &mut self.wide {
            None => self.narrow.truncate(length),
            Some(wide) => wide.truncate(length),
        }
    }

    /// QuoteJSONString.
    fn quoted(&mut self, string: &JsString) {
        self.ascii("\"");
        match string.as_str().variant() {
            JsStrVariant::Latin1(bytes) => {
                let mut plain = 0;
                for (index, byte) in bytes.iter().enumerate() {
                    if *byte < 0x20 || *byte == b'"' || *byte == b'\\' {
                        self.latin1(&bytes[plain..index]);
                        self.escape(u16::from(*byte));
                        plain = index + 1;
                    }
                }
                self.latin1(&bytes[plain..]);
            }
            JsStrVariant::Utf16(units) => {
                for (index, unit) in units.iter().enumerate() {
                    let pair_before = index > 0 && is_high(units[index - 1]);
                    let pair_after = units.get(index + 1).is_some_and(|next| is_low(*next));
                    let lone = (is_high(*unit) && !pair_after) || (is_low(*unit) && !pair_before);
                    if *unit < 0x20 || *unit == 0x22 || *unit == 0x5c || lone {
                        self.escape(*unit);
                    } else if *unit < 0x100 && self.wide.is_none() {
                        self.narrow.push(unit.to_le_bytes()[0]);
                    } else {
                        self.widen().push(*unit);
                    }
                }
            }
        }
        self.ascii("\"");
    }

    fn latin1(&mut self, bytes: &[u8]) {
        match &mut self.wide {
            None => self.narrow.extend_from_slice(bytes),
            Some(wide) => wide.extend(bytes.iter().map(|byte| u16::from(*byte))),
        }
    }

    fn escape(&mut self, unit: u16) {
        match unit {
            0x08 => self.ascii("\\b"),
            0x09 => self.ascii("\\t"),
            0x0a => self.ascii("\\n"),
            0x0c => self.ascii("\\f"),
            0x0d => self.ascii("\\r"),
            0x22 => self.ascii("\\\""),
            0x5c => self.ascii("\\\\"),
            unit => self.ascii(&format!("\\u{unit:04x}")),
        }
    }
}

fn is_high(unit: u16) -> bool {
    (0xd800..0xdc00).contains(&unit)
}

fn is_low(unit: u16) -> bool {
    (0xdc00..0xe000).contains(&unit)
}

struct Writer {
    out: Text,
    replacer: Option<JsObject>,
    names: Option<Vec<PropertyKey>>,
    gap: Vec<u16>,
    /// The objects being written, outermost first, and the key each was found under.
    stack: Vec<JsObject>,
    keys: Vec<PropertyKey>,
}

impl Writer {
    /// SerializeJSONProperty; `holder` is made only where somebody will see it. Returns whether anything was written.
    fn property(
        &mut self,
        holder: Option<&JsObject>,
        key: PropertyKey,
        value: JsValue,
        context: &mut Context,
    ) -> JsResult<bool> {
        let mut value = value;
        let object = value.as_object();
        if object.is_some() || value.is_bigint() {
            let to_json = match &object {
                Some(object) => object.get(crate::js_string!("toJSON"), context)?,
                None => value.to_object(context)?.get(crate::js_string!("toJSON"), context)?,
            };
            if let Some(to_json) = to_json.as_callable() {
                let name = JsValue::from(key.clone()).to_string(context)?;
                value = to_json.call(&value, &[name.into()], context)?;
            }
        }
        if let Some(replacer) = self.replacer.clone() {
            let name = JsValue::from(key.clone()).to_string(context)?;
            let this = holder.map_or_else(JsValue::undefined, |holder| holder.clone().into());
            value = replacer.call(&this, &[name.into(), value], context)?;
        }
        if let Some(object) = value.as_object()
            && let Some(primitive) = reflect::boxed_primitive(&object)
        {
            if primitive.is_number() {
                value = value.to_number(context)?.into();
            } else if primitive.is_string() {
                value = value.to_string(context)?.into();
            } else if primitive.is_boolean() || primitive.is_bigint() {
                value = primitive;
            }
        }
        match value.variant() {
            JsVariant::Null => self.out.ascii("null"),
            JsVariant::Boolean(true) => self.out.ascii("true"),
            JsVariant::Boolean(false) => self.out.ascii("false"),
            JsVariant::String(string) => self.out.quoted(&string),
            JsVariant::Integer32(integer) => self.out.ascii(&integer.to_string()),
            JsVariant::Float64(number) if number.is_finite() => {
                let text = JsValue::from(number).to_string(context)?;
                self.out.ascii(&text.to_std_string_lossy());
            }
            JsVariant::Float64(_) => self.out.ascii("null"),
            JsVariant::BigInt(_) => {
                let message = "Do not know how to serialize a BigInt";
                return Err(JsNativeError::typ().with_message(message).into());
            }
            JsVariant::Object(object) if !object.is_callable() => {
                self.enter(&object, key, context)?;
                if is_array(&object)? {
                    self.array(&object, context)?;
                } else {
                    self.object(&object, context)?;
                }
                self.stack.pop();
                self.keys.pop();
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn enter(&mut self, object: &JsObject, key: PropertyKey, context: &mut Context) -> JsResult<()> {
        if let Some(start) = self.stack.iter().position(|open| JsObject::equals(open, object)) {
            return Err(JsNativeError::typ().with_message(self.circle(start, &key, context)).into());
        }
        if self.stack.len() >= MAX_DEPTH {
            return too_deep();
        }
        self.stack.push(object.clone());
        self.keys.push(key);
        Ok(())
    }

    /// V8's account of a circle.
    fn circle(&self, start: usize, closing: &PropertyKey, context: &mut Context) -> String {
        let name = |object: &JsObject, context: &mut Context| {
            let constructor = object.get(crate::js_string!("constructor"), context).ok().and_then(|c| c.as_object());
            let name = constructor.and_then(|c| c.get(crate::js_string!("name"), context).ok());
            let name = name.and_then(|n| n.as_string()).map(|n| n.to_std_string_lossy());
            format!("object with constructor '{}'", name.unwrap_or_else(|| "Object".to_owned()))
        };
        let shown = |key: &PropertyKey| match key {
            PropertyKey::Index(index) => format!("index {}", index.get()),
            PropertyKey::String(name) => format!("property '{}'", name.to_std_string_lossy()),
            PropertyKey::Symbol(_) => String::new(),
        };
        let mut text =
            format!("Converting circular structure to JSON\n    --> starting at {}", name(&self.stack[start], context));
        let between = &self.stack[start + 1..];
        for (index, object) in between.iter().enumerate() {
            let last = index + 1 == between.len();
            if index == 0 || last {
                let key = shown(&self.keys[start + 1 + index]);
                text.push_str(&format!("\n    |     {key} -> {}", name(object, context)));
            } else if index == 1 {
                text.push_str("\n    |     ...");
            }
        }
        text.push_str(&format!("\n    --- {} closes the circle", shown(closing)));
        text
    }

    fn line(&mut self, depth: usize) {
        if self.gap.is_empty() {
            return;
        }
        self.out.ascii("\n");
        for _ in 0..depth {
            for index in 0..self.gap.len() {
                let unit = self.gap[index];
                if unit < 0x100 && self.out.wide.is_none() {
                    self.out.narrow.push(unit.to_le_bytes()[0]);
                } else {
                    self.out.widen().push(unit);
                }
            }
        }
    }

    fn object(&mut self, object: &JsObject, context: &mut Context) -> JsResult<()> {
        let keys = match &self.names {
            Some(names) => names.clone(),
            None => enumerable_string_keys(object, context)?,
        };
        let depth = self.stack.len();
        let mut any = false;
        self.out.ascii("{");
        for key in keys {
            let value = object.get(key.clone(), context)?;
            let mark = self.out.len();
            if any {
                self.out.ascii(",");
            }
            self.line(depth);
            let name = JsValue::from(key.clone()).to_string(context)?;
            self.out.quoted(&name);
            self.out.ascii(if self.gap.is_empty() { ":" } else { ": " });
            if self.property(Some(object), key, value, context)? {
                any = true;
            } else {
                self.out.truncate(mark);
            }
        }
        if any {
            self.line(depth - 1);
        }
        self.out.ascii("}");
        Ok(())
    }

    fn array(&mut self, array: &JsObject, context: &mut Context) -> JsResult<()> {
        let length = match reflect::kind(array) {
            Kind::Array => JsArray::from_object(array.clone())?.length(context)?,
            _ => array.get(crate::js_string!("length"), context)?.to_length(context)?,
        };
        let depth = self.stack.len();
        self.out.ascii("[");
        for index in 0..length {
            if index > 0 {
                self.out.ascii(",");
            }
            self.line(depth);
            let value = array.get(index, context)?;
            if !self.property(Some(array), PropertyKey::from(index), value, context)? {
                self.out.ascii("null");
            }
        }
        if length > 0 {
            self.line(depth - 1);
        }
        self.out.ascii("]");
        Ok(())
    }
}
