//! Reading values in V8's serialization format. What is read may come from anywhere: nothing in it is trusted.

use super::write::{DEPTH_LIMIT, VERSION, too_deep};
use charina_engine::bytes::{self, ByteView};
use charina_engine::{
    AlignedVec, Context, JsArray, JsBigInt, JsError, JsMap, JsNativeError, JsObject, JsRegExp, JsResult, JsSet,
    JsString, JsValue, PropertyKey, js_string, ops, text,
};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// What a user of the format decides.
pub(crate) trait Source {
    /// Reads an object that is not the language's own.
    fn read_host_object(&self, reader: &Reader, context: &mut Context) -> JsResult<JsValue>;
    /// The SharedArrayBuffer of that number.
    fn shared(&self, id: u32, context: &mut Context) -> JsResult<JsObject>;
}

/// A text being read.
pub(crate) struct Reader {
    bytes: Vec<u8>,
    at: Cell<usize>,
    version: Cell<u32>,
    objects: RefCell<Vec<JsObject>>,
    transferred: RefCell<HashMap<u32, JsObject>>,
    depth: Cell<usize>,
}

fn invalid() -> JsError {
    JsNativeError::error().with_message("Unable to deserialize cloned data.").into()
}

impl Reader {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            at: Cell::new(0),
            version: Cell::new(u32::from(VERSION)),
            objects: RefCell::default(),
            transferred: RefCell::default(),
            depth: Cell::new(0),
        }
    }

    pub(crate) fn transfer(&self, id: u32, buffer: JsObject) {
        self.transferred.borrow_mut().insert(id, buffer);
    }

    pub(crate) fn version(&self) -> u32 {
        self.version.get()
    }

    pub(crate) fn position(&self) -> usize {
        self.at.get()
    }

    pub(crate) fn header(&self) -> JsResult<()> {
        if self.peek() == Some(0xff) {
            self.byte()?;
            let version = u32::try_from(self.varint()?).unwrap_or(u32::MAX);
            self.version.set(version);
            if version > u32::from(VERSION) {
                return Err(JsNativeError::error()
                    .with_message("Unable to deserialize cloned data due to invalid or unsupported version.")
                    .into());
            }
        }
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at.get()).copied()
    }

    fn byte(&self) -> JsResult<u8> {
        let byte = self.peek().ok_or_else(invalid)?;
        self.at.set(self.at.get() + 1);
        Ok(byte)
    }

    /// The next tag that is not padding.
    fn tag(&self) -> JsResult<u8> {
        loop {
            match self.byte()? {
                0 => {}
                tag => return Ok(tag),
            }
        }
    }

    fn peek_tag(&self) -> Option<u8> {
        self.bytes.get(self.at.get()..)?.iter().copied().find(|byte| *byte != 0)
    }

    pub(crate) fn varint(&self) -> JsResult<u64> {
        let mut value = 0_u64;
        let mut shift = 0;
        loop {
            let byte = self.byte()?;
            if shift < 64 {
                value |= u64::from(byte & 0x7f) << shift;
            }
            shift += 7;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
    }

    fn varint32(&self) -> JsResult<u32> {
        // As V8: what does not fit is cut.
        Ok(u32::try_from(self.varint()? & 0xffff_ffff).unwrap_or(0))
    }

    fn count(&self) -> JsResult<usize> {
        usize::try_from(self.varint32()?).map_err(|_| invalid())
    }

    pub(crate) fn double(&self) -> JsResult<f64> {
        let bytes = self.raw(8)?;
        Ok(bytes.try_into().map_or(f64::NAN, f64::from_le_bytes))
    }

    pub(crate) fn raw(&self, len: usize) -> JsResult<&[u8]> {
        let start = self.at.get();
        let end = start.checked_add(len).ok_or_else(invalid)?;
        let bytes = self.bytes.get(start..end).ok_or_else(invalid)?;
        self.at.set(end);
        Ok(bytes)
    }

    fn string_of(&self, tag: u8) -> JsResult<Option<JsString>> {
        let form: fn(&[u8]) -> JsString = match tag {
            b'"' => text::from_latin1,
            b'c' => text::from_utf16le,
            b'S' => text::from_utf8_lossy,
            _ => return Ok(None),
        };
        let len = self.count()?;
        if tag == b'c' && len % 2 == 1 {
            return Err(invalid());
        }
        Ok(Some(form(self.raw(len)?)))
    }

    fn string(&self) -> JsResult<JsString> {
        let tag = self.tag()?;
        self.string_of(tag)?.ok_or_else(invalid)
    }

    fn big_int(&self) -> JsResult<JsBigInt> {
        let field = self.varint32()?;
        let len = usize::try_from((field >> 1) & 0x3fff_ffff).unwrap_or(usize::MAX);
        let bytes = self.raw(len)?;
        let mut digits = String::with_capacity(len * 2 + 1);
        for byte in bytes.iter().rev() {
            digits.push_str(&format!("{byte:02x}"));
        }
        let digits = if digits.is_empty() { "0" } else { digits.as_str() };
        let number = JsBigInt::from_string_radix(digits, 16).ok_or_else(invalid)?;
        Ok(if field & 1 == 1 { JsBigInt::neg(&number) } else { number })
    }

    /// Takes the object's number; ids are given before what is inside is read.
    fn keep(&self, object: &JsObject) {
        self.objects.borrow_mut().push(object.clone());
    }

    /// Reads any value.
    pub(crate) fn value(&self, source: &dyn Source, context: &mut Context) -> JsResult<JsValue> {
        if self.depth.get() >= DEPTH_LIMIT {
            return Err(too_deep());
        }
        self.depth.set(self.depth.get() + 1);
        let result = self.value_inside(source, context);
        self.depth.set(self.depth.get() - 1);
        let value = result?;
        // A view follows the buffer it is on.
        if let Some(buffer) = value.as_object().filter(bytes::is_any_array_buffer)
            && self.peek_tag() == Some(b'V')
        {
            self.tag()?;
            return self.view(buffer, context);
        }
        Ok(value)
    }

    fn value_inside(&self, source: &dyn Source, context: &mut Context) -> JsResult<JsValue> {
        let tag = self.tag()?;
        if let Some(string) = self.string_of(tag)? {
            return Ok(string.into());
        }
        Ok(match tag {
            b'_' | b'-' => JsValue::undefined(),
            b'0' => JsValue::null(),
            b'T' => true.into(),
            b'F' => false.into(),
            b'I' => {
                let bits = self.varint32()?;
                JsValue::from((bits >> 1).cast_signed() ^ -(bits & 1).cast_signed())
            }
            b'U' => JsValue::from(self.varint32()?),
            b'N' => JsValue::from(self.double()?),
            b'Z' => self.big_int()?.into(),
            b'^' => {
                let id = self.count()?;
                self.objects.borrow().get(id).cloned().ok_or_else(invalid)?.into()
            }
            b'?' => {
                // A count that old versions wrote.
                self.varint()?;
                self.value_inside(source, context)?
            }
            b'o' => {
                let object = JsObject::with_object_proto(context.intrinsics());
                self.keep(&object);
                let count = self.properties(&object, b'{', source, context)?;
                if self.count()? != count {
                    return Err(invalid());
                }
                object.into()
            }
            b'a' => {
                let length = self.varint32()?;
                let array = JsArray::from_iter([], context);
                array.set(js_string!("length"), length, true, context)?;
                self.keep(&array);
                let count = self.properties(&array, b'@', source, context)?;
                if self.count()? != count || self.varint32()? != length {
                    return Err(invalid());
                }
                array.into()
            }
            b'A' => self.dense_array(source, context)?,
            b'D' => {
                let time = self.double()?;
                let constructor = context.intrinsics().constructors().date().constructor();
                let date = constructor.construct(&[time.into()], None, context)?;
                self.keep(&date);
                date.into()
            }
            b'y' | b'x' | b'n' | b'z' | b's' => {
                let primitive: JsValue = match tag {
                    b'y' => true.into(),
                    b'x' => false.into(),
                    b'n' => self.double()?.into(),
                    b'z' => self.big_int()?.into(),
                    _ => self.string()?.into(),
                };
                let object = primitive.to_object(context)?;
                self.keep(&object);
                object.into()
            }
            b'R' => self.reg_exp(context)?,
            b';' => {
                let map = JsMap::new(context);
                self.keep(&map);
                let mut count = 0;
                while self.peek_tag() != Some(b':') {
                    let key = self.value(source, context)?;
                    let value = self.value(source, context)?;
                    map.set(key, value, context)?;
                    count += 2;
                }
                self.tag()?;
                if self.count()? != count {
                    return Err(invalid());
                }
                map.into()
            }
            b'\'' => {
                let set = JsSet::new(context);
                self.keep(&set.clone().into());
                let mut count = 0;
                while self.peek_tag() != Some(b',') {
                    let value = self.value(source, context)?;
                    set.add(value, context)?;
                    count += 1;
                }
                self.tag()?;
                if self.count()? != count {
                    return Err(invalid());
                }
                set.into()
            }
            b'B' | b'~' => {
                let len = self.count()?;
                let max = if tag == b'~' { Some(self.varint32()?) } else { None };
                let block = AlignedVec::from_slice(64, self.raw(len)?);
                let buffer: JsObject = match max {
                    Some(max) => resizable(&block, max, context)?,
                    None => bytes::array_buffer(block, context)?.into(),
                };
                self.keep(&buffer);
                buffer.into()
            }
            b't' => {
                let id = self.varint32()?;
                let buffer = self.transferred.borrow().get(&id).cloned().ok_or_else(invalid)?;
                self.keep(&buffer);
                buffer.into()
            }
            b'u' => {
                let id = self.varint32()?;
                let buffer = source.shared(id, context)?;
                self.keep(&buffer);
                buffer.into()
            }
            b'r' => self.error(source, context)?,
            b'\\' => {
                let place = self.objects.borrow().len();
                // Its number is its own, though it is not made yet.
                self.keep(&JsObject::with_null_proto());
                let value = source.read_host_object(self, context)?;
                if let (Some(object), Some(slot)) = (value.as_object(), self.objects.borrow_mut().get_mut(place)) {
                    *slot = object;
                }
                value
            }
            _ => return Err(invalid()),
        })
    }

    /// Reads names and values up to the tag `end`; returns how many.
    fn properties(&self, object: &JsObject, end: u8, source: &dyn Source, context: &mut Context) -> JsResult<usize> {
        let mut count = 0;
        loop {
            match self.peek_tag() {
                Some(tag) if tag == end => {
                    self.tag()?;
                    return Ok(count);
                }
                None => return Err(invalid()),
                _ => {}
            }
            let key = self.value(source, context)?;
            if !key.is_string() && !key.is_number() {
                return Err(invalid());
            }
            let key: PropertyKey = key.to_property_key(context)?;
            let value = self.value(source, context)?;
            // Not by assignment: a name may be "__proto__".
            object.create_data_property_or_throw(key, value, context)?;
            count += 1;
        }
    }

    fn dense_array(&self, source: &dyn Source, context: &mut Context) -> JsResult<JsValue> {
        let length = self.varint32()?;
        // Each element takes a byte at least.
        if usize::try_from(length).is_ok_and(|length| length > self.bytes.len() - self.at.get()) {
            return Err(invalid());
        }
        let array = JsArray::from_iter([], context);
        self.keep(&array);
        for index in 0..length {
            if self.peek_tag() == Some(b'-') {
                self.tag()?;
                continue;
            }
            let value = self.value(source, context)?;
            array.create_data_property_or_throw(index, value, context)?;
        }
        array.set(js_string!("length"), length, true, context)?;
        let count = self.properties(&array, b'$', source, context)?;
        if self.count()? != count || self.varint32()? != length {
            return Err(invalid());
        }
        Ok(array.into())
    }

    fn reg_exp(&self, context: &mut Context) -> JsResult<JsValue> {
        const FLAGS: &[(u32, char)] =
            &[(128, 'd'), (1, 'g'), (2, 'i'), (4, 'm'), (32, 's'), (16, 'u'), (256, 'v'), (8, 'y')];
        let pattern = self.string()?;
        let bits = self.varint32()?;
        let flags: String = FLAGS.iter().filter(|(bit, _)| bits & bit != 0).map(|(_, flag)| flag).collect();
        // The engine escapes every slash when it is asked for the source, even one that is escaped.
        let pattern = text::from_utf16(&bare_slashes(&pattern.to_vec()));
        let made = JsRegExp::new(pattern, JsString::from(flags.as_str()), context).map_err(|_| invalid())?;
        self.keep(&made);
        Ok(made.into())
    }

    fn error(&self, source: &dyn Source, context: &mut Context) -> JsResult<JsValue> {
        let mut stack = JsValue::undefined();
        let constructors = context.intrinsics().constructors();
        let mut prototype = constructors.error().prototype();
        let errors = [
            (b'E', constructors.eval_error().prototype()),
            (b'R', constructors.range_error().prototype()),
            (b'F', constructors.reference_error().prototype()),
            (b'S', constructors.syntax_error().prototype()),
            (b'T', constructors.type_error().prototype()),
            (b'U', constructors.uri_error().prototype()),
        ];
        let error = JsNativeError::error().with_message("").into_opaque(context);
        error.delete_property_or_throw(js_string!("message"), context)?;
        // The order of V8's errors.
        ops::define_value(&error, js_string!("stack"), JsValue::undefined(), false);
        // Before its cause is read, which may be the error itself.
        self.keep(&error);
        loop {
            match self.tag()? {
                b'm' => {
                    let message = self.string()?;
                    ops::define_value(&error, js_string!("message"), message, false);
                }
                b's' => stack = self.string()?.into(),
                b'c' => {
                    let cause = self.value(source, context)?;
                    ops::define_value(&error, js_string!("cause"), cause, false);
                }
                b'.' => break,
                tag => match errors.iter().find(|row| row.0 == tag) {
                    Some(row) => prototype = row.1.clone(),
                    None => return Err(invalid()),
                },
            }
        }
        error.set_prototype(Some(prototype));
        ops::define_value(&error, js_string!("stack"), stack, false);
        Ok(error.into())
    }

    fn view(&self, buffer: JsObject, context: &mut Context) -> JsResult<JsValue> {
        let tag = self.byte()?;
        let offset = self.count()?;
        let len = self.count()?;
        if self.version.get() >= 14 {
            self.varint()?;
        }
        let room = ByteView::from_object(&buffer, context)?.map_or(0, |view| view.len);
        if offset.checked_add(len).is_none_or(|end| end > room) {
            return Err(invalid());
        }
        let constructors = context.intrinsics().constructors();
        let (constructor, size) = match tag {
            b'b' => (constructors.typed_int8_array(), 1),
            b'B' => (constructors.typed_uint8_array(), 1),
            b'C' => (constructors.typed_uint8clamped_array(), 1),
            b'w' => (constructors.typed_int16_array(), 2),
            b'W' => (constructors.typed_uint16_array(), 2),
            b'd' => (constructors.typed_int32_array(), 4),
            b'D' => (constructors.typed_uint32_array(), 4),
            b'f' => (constructors.typed_float32_array(), 4),
            b'F' => (constructors.typed_float64_array(), 8),
            b'q' => (constructors.typed_bigint64_array(), 8),
            b'Q' => (constructors.typed_biguint64_array(), 8),
            b'?' => (constructors.data_view(), 1),
            b'h' => {
                let constructor = context.global_object().get(js_string!("Float16Array"), context)?;
                let constructor = constructor.as_constructor().ok_or_else(invalid)?;
                return self.make_view(&constructor, 2, buffer, offset, len, context);
            }
            _ => return Err(invalid()),
        };
        let constructor = constructor.constructor();
        self.make_view(&constructor, size, buffer, offset, len, context)
    }

    fn make_view(
        &self,
        constructor: &JsObject,
        size: usize,
        buffer: JsObject,
        offset: usize,
        len: usize,
        context: &mut Context,
    ) -> JsResult<JsValue> {
        if !offset.is_multiple_of(size) || !len.is_multiple_of(size) {
            return Err(invalid());
        }
        let arguments = [buffer.into(), JsValue::from(offset), JsValue::from(len / size)];
        let view = constructor.construct(&arguments, None, context)?;
        self.keep(&view);
        Ok(view.into())
    }
}

/// The pattern with each `\/` as a plain slash, which means the same.
fn bare_slashes(pattern: &[u16]) -> Vec<u16> {
    let (backslash, slash) = (u16::from(b'\\'), u16::from(b'/'));
    let mut bare = Vec::with_capacity(pattern.len());
    let mut units = pattern.iter().copied();
    while let Some(unit) = units.next() {
        if unit != backslash {
            bare.push(unit);
            continue;
        }
        match units.next() {
            Some(next) if next == slash => bare.push(slash),
            Some(next) => bare.extend([backslash, next]),
            None => bare.push(backslash),
        }
    }
    bare
}

/// A buffer that can grow to `max` bytes.
fn resizable(block: &[u8], max: u32, context: &mut Context) -> JsResult<JsObject> {
    let constructor = context.intrinsics().constructors().array_buffer().constructor();
    let options = JsObject::with_object_proto(context.intrinsics());
    ops::define_value(&options, js_string!("maxByteLength"), max, true);
    let buffer = constructor.construct(&[JsValue::from(block.len()), options.into()], None, context)?;
    if let Some(view) = ByteView::from_object(&buffer, context)? {
        view.write(context, |bytes| bytes.copy_from_slice(&block[..bytes.len()]))?;
    }
    Ok(buffer)
}
