//! Writing values in V8's serialization format, version 15: the one of `v8.serialize`, and of the structured clone
//! algorithm here (<https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializeinternal>).

use crate::builtins::node::process;
use charina_engine::bytes::{ByteView, TypedArrayKind, is_any_array_buffer, is_detached, typed_array_kind};
use charina_engine::reflect::{self, Kind, kind};
use charina_engine::text::{self, Units};
use charina_engine::{
    Context, JsBigInt, JsError, JsNativeError, JsObject, JsResult, JsString, JsSymbol, JsValue, JsVariant, PropertyKey,
    js_string,
};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// The version that is written, and the newest that is read.
pub(crate) const VERSION: u8 = 15;

/// How deep values may be nested.
pub(super) const DEPTH_LIMIT: usize = 8_000;

/// What a user of the format decides.
pub(crate) trait Host {
    /// Writes an object that is not the language's own, or answers false if it is nothing special.
    fn write_host_object(&self, object: &JsObject, writer: &Writer, context: &mut Context) -> JsResult<bool>;
    /// The error of something that cannot be cloned.
    fn clone_error(&self, message: &str, context: &mut Context) -> JsError;
    /// The number that a SharedArrayBuffer goes by.
    fn shared_id(&self, buffer: &JsObject, context: &mut Context) -> JsResult<u32>;
}

/// A text under way. No borrow of it is held across a call into the engine.
#[derive(Default)]
pub(crate) struct Writer {
    out: RefCell<Vec<u8>>,
    ids: RefCell<HashMap<JsObject, u32>>,
    transfers: RefCell<HashMap<JsObject, u32>>,
    /// Typed arrays are the host's.
    pub(crate) views_are_host_objects: Cell<bool>,
    depth: Cell<usize>,
}

/// The error that V8 throws when its stack runs out.
pub(super) fn too_deep() -> JsError {
    JsNativeError::range().with_message("Maximum call stack size exceeded").into()
}

impl Writer {
    pub(crate) fn header(&self) {
        self.raw(&[0xff, VERSION]);
    }

    /// What was written; the writer begins anew.
    pub(crate) fn release(&self) -> Vec<u8> {
        self.ids.borrow_mut().clear();
        self.out.take()
    }

    pub(crate) fn transfer(&self, buffer: JsObject, id: u32) {
        self.transfers.borrow_mut().insert(buffer, id);
    }

    pub(crate) fn raw(&self, bytes: &[u8]) {
        self.out.borrow_mut().extend_from_slice(bytes);
    }

    fn tag(&self, tag: u8) {
        self.out.borrow_mut().push(tag);
    }

    pub(crate) fn varint(&self, mut value: u64) {
        let mut out = self.out.borrow_mut();
        while value >= 0x80 {
            out.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        out.push(value.to_le_bytes()[0]);
    }

    fn count(&self, len: usize) {
        self.varint(len as u64);
    }

    pub(crate) fn double(&self, value: f64) {
        self.raw(&value.to_le_bytes());
    }

    fn number(&self, value: f64) {
        #[expect(clippy::cast_possible_truncation, reason = "compared with what it came from")]
        let integer = value as i32;
        if f64::from(integer) == value && !(value == 0.0 && value.is_sign_negative()) {
            self.tag(b'I');
            self.varint(u64::from((integer.wrapping_shl(1) ^ (integer >> 31)).cast_unsigned()));
        } else {
            self.tag(b'N');
            self.double(value);
        }
    }

    pub(crate) fn string(&self, string: &JsString) {
        match text::units(string) {
            Units::Latin1(bytes) => {
                self.tag(b'"');
                self.count(bytes.len());
                self.raw(bytes);
            }
            Units::Utf16(units) => {
                let len = units.len() * 2;
                // Two-byte characters stand at even places.
                let varint_len = (usize::BITS - len.leading_zeros()).div_ceil(7).max(1) as usize;
                if (self.out.borrow().len() + 1 + varint_len) % 2 == 1 {
                    self.tag(0);
                }
                self.tag(b'c');
                self.count(len);
                let mut out = self.out.borrow_mut();
                out.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
            }
        }
    }

    /// Sign and digits, in groups of 64 bits.
    fn big_int(&self, value: &JsBigInt) {
        let digits = value.to_string_radix(16);
        let (negative, digits) = digits.strip_prefix('-').map_or((false, digits.as_str()), |digits| (true, digits));
        let mut bytes = Vec::with_capacity(digits.len() / 2 + 8);
        if digits != "0" {
            let mut rest = digits.as_bytes();
            while !rest.is_empty() {
                let at = rest.len().saturating_sub(2);
                let byte = std::str::from_utf8(&rest[at..]).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
                bytes.push(byte.unwrap_or(0));
                rest = &rest[..at];
            }
            bytes.resize(bytes.len().next_multiple_of(8), 0);
        }
        self.varint((bytes.len() as u64) << 1 | u64::from(negative));
        self.raw(&bytes);
    }

    /// Writes any value.
    pub(crate) fn value(&self, value: &JsValue, host: &dyn Host, context: &mut Context) -> JsResult<()> {
        match value.variant() {
            JsVariant::Undefined => self.tag(b'_'),
            JsVariant::Null => self.tag(b'0'),
            JsVariant::Boolean(true) => self.tag(b'T'),
            JsVariant::Boolean(false) => self.tag(b'F'),
            JsVariant::Integer32(number) => self.number(f64::from(number)),
            JsVariant::Float64(number) => self.number(number),
            JsVariant::BigInt(number) => {
                self.tag(b'Z');
                self.big_int(&number);
            }
            JsVariant::String(string) => self.string(&string),
            JsVariant::Symbol(symbol) => {
                let message = format!("{} could not be cloned.", text::to_utf8(&symbol.descriptive_string()));
                return Err(host.clone_error(&message, context));
            }
            JsVariant::Object(object) => {
                if self.depth.get() >= DEPTH_LIMIT {
                    return Err(too_deep());
                }
                self.depth.set(self.depth.get() + 1);
                let result = self.object(&object, host, context);
                self.depth.set(self.depth.get() - 1);
                return result;
            }
        }
        Ok(())
    }

    fn object(&self, object: &JsObject, host: &dyn Host, context: &mut Context) -> JsResult<()> {
        let mut kind = kind(object);
        let environment = if kind == Kind::Proxy { process::env_cloned_as(object, context) } else { None };
        let object = environment.as_ref().unwrap_or(object);
        if environment.is_some() {
            kind = Kind::Ordinary;
        }
        let is_view = matches!(kind, Kind::TypedArray | Kind::DataView);
        if is_view && !self.views_are_host_objects.get() && !self.ids.borrow().contains_key(object) {
            // The buffer comes first.
            if let Some(view) = ByteView::from_object(object, context)? {
                self.value(&view.buffer().clone().into(), host, context)?;
            }
        }
        let known = self.ids.borrow().get(object).copied();
        if let Some(id) = known {
            self.tag(b'^');
            self.varint(u64::from(id));
            return Ok(());
        }
        let next = u32::try_from(self.ids.borrow().len()).unwrap_or(u32::MAX);
        self.ids.borrow_mut().insert(object.clone(), next);
        if is_view && self.views_are_host_objects.get() {
            self.tag(b'\\');
            host.write_host_object(object, self, context)?;
            return Ok(());
        }
        if kind != Kind::Proxy && kind != Kind::Function {
            let before = self.out.borrow().len();
            self.tag(b'\\');
            if host.write_host_object(object, self, context)? {
                return Ok(());
            }
            self.out.borrow_mut().truncate(before);
        }
        match kind {
            Kind::Ordinary => self.properties(object, host, context),
            Kind::Array => self.array(object, host, context),
            Kind::Error => self.error(object, host, context),
            Kind::Map => self.map(object, host, context),
            Kind::Set => self.set(object, host, context),
            Kind::Date => self.date(object, context),
            Kind::RegExp => self.reg_exp(object, context),
            Kind::ArrayBuffer => self.array_buffer(object, host, context),
            Kind::SharedArrayBuffer => {
                let id = host.shared_id(object, context)?;
                self.tag(b'u');
                self.varint(u64::from(id));
                Ok(())
            }
            Kind::TypedArray | Kind::DataView => self.view(object, host, context),
            Kind::BoxedNumber | Kind::BoxedString | Kind::BoxedBoolean | Kind::BoxedBigInt => {
                self.boxed(&reflect::boxed_primitive(object).unwrap_or_default());
                Ok(())
            }
            _ => {
                let message = format!("{} could not be cloned.", describe(object, context));
                Err(host.clone_error(&message, context))
            }
        }
    }

    fn boxed(&self, primitive: &JsValue) {
        match primitive.variant() {
            JsVariant::Boolean(true) => self.tag(b'y'),
            JsVariant::Boolean(false) => self.tag(b'x'),
            JsVariant::BigInt(number) => {
                self.tag(b'z');
                self.big_int(&number);
            }
            JsVariant::String(string) => {
                self.tag(b's');
                self.string(&string);
            }
            _ => {
                self.tag(b'n');
                self.double(primitive.as_number().unwrap_or(f64::NAN));
            }
        }
    }

    /// Writes a property's name and value; returns how many it wrote, for it may be gone.
    fn property(&self, object: &JsObject, key: PropertyKey, host: &dyn Host, context: &mut Context) -> JsResult<usize> {
        if !object.has_own_property(key.clone(), context)? {
            return Ok(0);
        }
        let value = object.get(key.clone(), context)?;
        match &key {
            PropertyKey::Index(index) => self.number(f64::from(index.get())),
            PropertyKey::String(name) => self.string(name),
            PropertyKey::Symbol(_) => return Ok(0),
        }
        self.value(&value, host, context)?;
        Ok(1)
    }

    fn properties(&self, object: &JsObject, host: &dyn Host, context: &mut Context) -> JsResult<()> {
        self.tag(b'o');
        let mut count = 0;
        for key in reflect::enumerable_own_keys(object, context)? {
            count += self.property(object, key, host, context)?;
        }
        self.tag(b'{');
        self.count(count);
        Ok(())
    }

    fn array(&self, object: &JsObject, host: &dyn Host, context: &mut Context) -> JsResult<()> {
        let length = object.get(js_string!("length"), context)?.to_u32(context)?;
        let keys = reflect::enumerable_own_keys(object, context)?;
        let indices = keys.iter().filter(|key| matches!(key, PropertyKey::Index(_))).count();
        let dense = u32::try_from(indices).is_ok_and(|count| count == length);
        let mut count = 0;
        if dense {
            self.tag(b'A');
            self.varint(u64::from(length));
            for index in 0..length {
                // A getter may have removed what follows.
                if object.has_own_property(index, context)? {
                    let value = object.get(index, context)?;
                    self.value(&value, host, context)?;
                } else {
                    self.tag(b'-');
                }
            }
            for key in keys.into_iter().filter(|key| !matches!(key, PropertyKey::Index(_))) {
                count += self.property(object, key, host, context)?;
            }
            self.tag(b'$');
        } else {
            self.tag(b'a');
            self.varint(u64::from(length));
            for key in keys {
                count += self.property(object, key, host, context)?;
            }
            self.tag(b'@');
        }
        self.count(count);
        self.varint(u64::from(length));
        Ok(())
    }

    fn error(&self, object: &JsObject, host: &dyn Host, context: &mut Context) -> JsResult<()> {
        let name = object.get(js_string!("name"), context)?;
        let name = if name.is_undefined() { "Error".to_owned() } else { text::to_utf8(&name.to_string(context)?) };
        let own = |key: JsString, context: &mut Context| -> JsResult<Option<JsValue>> {
            let property = reflect::own_property(object, &key.into(), context)?;
            Ok(property.and_then(|property| property.value().cloned()))
        };
        let message = match own(js_string!("message"), context)? {
            Some(message) => Some(message.to_string(context)?),
            None => None,
        };
        // Where it is made on demand it becomes an own property now.
        let stack = object.get(js_string!("stack"), context)?;
        let cause = own(js_string!("cause"), context)?;
        self.tag(b'r');
        match name.as_str() {
            "EvalError" => self.tag(b'E'),
            "RangeError" => self.tag(b'R'),
            "ReferenceError" => self.tag(b'F'),
            "SyntaxError" => self.tag(b'S'),
            "TypeError" => self.tag(b'T'),
            "URIError" => self.tag(b'U'),
            _ => {}
        }
        if let Some(message) = message {
            self.tag(b'm');
            self.string(&message);
        }
        if let Some(cause) = cause {
            self.tag(b'c');
            self.value(&cause, host, context)?;
        }
        if let Some(stack) = stack.as_string() {
            self.tag(b's');
            self.string(&stack);
        }
        self.tag(b'.');
        Ok(())
    }

    fn map(&self, object: &JsObject, host: &dyn Host, context: &mut Context) -> JsResult<()> {
        // Copied first: getters of what is inside may change it.
        let (entries, _) = reflect::map_entries(object, usize::MAX).unwrap_or_default();
        self.tag(b';');
        for (key, value) in &entries {
            self.value(key, host, context)?;
            self.value(value, host, context)?;
        }
        self.tag(b':');
        self.count(entries.len() * 2);
        Ok(())
    }

    fn set(&self, object: &JsObject, host: &dyn Host, context: &mut Context) -> JsResult<()> {
        let (values, _) = reflect::set_values(object, usize::MAX).unwrap_or_default();
        self.tag(b'\'');
        for value in &values {
            self.value(value, host, context)?;
        }
        self.tag(b',');
        self.count(values.len());
        Ok(())
    }

    fn date(&self, object: &JsObject, context: &mut Context) -> JsResult<()> {
        let date = charina_engine::JsDate::from_object(object.clone())?;
        let time = date.value_of(context)?.as_number().unwrap_or(f64::NAN);
        self.tag(b'D');
        self.double(time);
        Ok(())
    }

    fn reg_exp(&self, object: &JsObject, context: &mut Context) -> JsResult<()> {
        const FLAGS: &[(char, u64)] =
            &[('g', 1), ('i', 2), ('m', 4), ('y', 8), ('u', 16), ('s', 32), ('d', 128), ('v', 256)];
        let reg_exp = charina_engine::JsRegExp::from_object(object.clone())?;
        let source = escape_slashes(&reg_exp.source(context)?);
        let flags = reg_exp.flags(context)?;
        self.tag(b'R');
        self.string(&text::from_utf8(&source));
        self.varint(FLAGS.iter().filter(|(flag, _)| flags.contains(*flag)).map(|(_, bit)| bit).sum());
        Ok(())
    }

    fn array_buffer(&self, object: &JsObject, host: &dyn Host, context: &mut Context) -> JsResult<()> {
        let transferred = self.transfers.borrow().get(object).copied();
        if let Some(id) = transferred {
            self.tag(b't');
            self.varint(u64::from(id));
            return Ok(());
        }
        if is_detached(object) {
            return Err(host.clone_error("An ArrayBuffer is detached and could not be cloned.", context));
        }
        let view = ByteView::from_object(object, context)?;
        let bytes = view.map_or_else(Vec::new, |view| view.to_vec());
        let resizable = object.get(js_string!("resizable"), context)?.to_boolean();
        if resizable {
            let max = object.get(js_string!("maxByteLength"), context)?.to_length(context)?;
            self.tag(b'~');
            self.count(bytes.len());
            self.varint(max);
        } else {
            self.tag(b'B');
            self.count(bytes.len());
        }
        self.raw(&bytes);
        Ok(())
    }

    fn view(&self, object: &JsObject, host: &dyn Host, context: &mut Context) -> JsResult<()> {
        let Some(view) = ByteView::from_object(object, context)? else { return Ok(()) };
        if is_any_array_buffer(view.buffer()) && is_detached(view.buffer()) {
            return Err(host.clone_error("An ArrayBuffer is detached and could not be cloned.", context));
        }
        self.tag(b'V');
        self.tag(typed_array_kind(object).map_or(b'?', view_tag));
        self.count(view.offset);
        self.count(view.len);
        self.varint(0);
        Ok(())
    }
}

/// The source of a pattern (<https://tc39.es/ecma262/#sec-escaperegexppattern>), given what the engine has for it: with a
/// backslash before every slash, escaped or not.
fn escape_slashes(shown: &str) -> String {
    let (mut escaped, mut in_class) = (false, false);
    let mut source = String::with_capacity(shown.len());
    for character in shown.replace("\\/", "/").chars() {
        match character {
            '/' if !escaped && !in_class => source.push('\\'),
            '[' if !escaped => in_class = true,
            ']' if !escaped => in_class = false,
            _ => {}
        }
        escaped = character == '\\' && !escaped;
        source.push(character);
    }
    source
}

/// The letter of a typed array's kind.
pub(super) fn view_tag(kind: TypedArrayKind) -> u8 {
    match kind {
        TypedArrayKind::Int8 => b'b',
        TypedArrayKind::Uint8 => b'B',
        TypedArrayKind::Uint8Clamped => b'C',
        TypedArrayKind::Int16 => b'w',
        TypedArrayKind::Uint16 => b'W',
        TypedArrayKind::Int32 => b'd',
        TypedArrayKind::Uint32 => b'D',
        TypedArrayKind::Float32 => b'f',
        TypedArrayKind::Float64 => b'F',
        TypedArrayKind::BigInt64 => b'q',
        TypedArrayKind::BigUint64 => b'Q',
        // Half floats, which the engine has with a feature.
        #[allow(unreachable_patterns, reason = "the engine's features decide")]
        _ => b'h',
    }
}

/// How V8 names an object in the message: a function by its text, others by their constructor.
fn describe(object: &JsObject, context: &mut Context) -> String {
    if object.is_callable() {
        let shown = JsValue::from(object.clone()).to_string(context);
        return shown.map_or_else(|_| "function".to_owned(), |shown| text::to_utf8(&shown));
    }
    if kind(object) == Kind::Proxy {
        return "#<Object>".to_owned();
    }
    let mut read = |object: &JsObject, key: PropertyKey| object.get(key, context).ok();
    let name = read(object, js_string!("constructor").into())
        .and_then(|constructor| constructor.as_callable())
        .and_then(|constructor| read(&constructor, js_string!("name").into())?.as_string())
        .filter(|name| !name.is_empty());
    if let Some(name) = name {
        return format!("#<{}>", text::to_utf8(&name));
    }
    let tag = read(object, JsSymbol::to_string_tag().into()).and_then(|tag| tag.as_string());
    tag.map_or_else(|| "#<Object>".to_owned(), |tag| format!("[object {}]", text::to_utf8(&tag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_are_escaped_once() {
        assert_eq!(escape_slashes(r"a\\/b"), r"a\/b", "it was escaped");
        assert_eq!(escape_slashes(r"a\/b"), r"a\/b", "it was not");
        assert_eq!(escape_slashes(r"[\/\]\/]\/"), r"[/\]/]\/");
    }

    #[test]
    fn numbers_as_v8_writes_them() {
        let written = |write: &dyn Fn(&Writer)| {
            let writer = Writer::default();
            write(&writer);
            writer.release()
        };
        assert_eq!(written(&|w| w.number(1.0)), [b'I', 2]);
        assert_eq!(written(&|w| w.number(-1.0)), [b'I', 1]);
        assert_eq!(written(&|w| w.number(f64::from(i32::MIN))), [b'I', 0xff, 0xff, 0xff, 0xff, 0x0f]);
        assert_eq!(written(&|w| w.number(-0.0))[0], b'N');
        assert_eq!(written(&|w| w.number(2_147_483_648.0))[0], b'N');
        assert_eq!(written(&|w| w.varint(300)), [0xac, 2]);
        assert_eq!(written(&|w| w.big_int(&JsBigInt::from(-1))), [0x11, 1, 0, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn two_byte_strings_stand_at_even_places() {
        let writer = Writer::default();
        writer.string(&text::from_utf8("\u{20ac}"));
        assert_eq!(writer.release(), [b'c', 2, 0xac, 0x20]);
        writer.raw(&[1]);
        writer.string(&text::from_utf8("\u{20ac}"));
        assert_eq!(writer.release(), [1, 0, b'c', 2, 0xac, 0x20]);
    }
}
