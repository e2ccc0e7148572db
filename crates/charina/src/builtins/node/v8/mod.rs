//! `node:v8` (<https://nodejs.org/api/v8.html>), as far as it can be true of another engine: V8's serialization format,
//! and what is known of memory.

use crate::builtins::node::buffer;
use crate::builtins::web::structured_clone::{Host, Reader, Source, Writer};
use crate::builtins::{Builtin, glue};
use crate::errors;
use crate::version;
use charina_engine::bytes::ByteView;
use charina_engine::text::Units;
use charina_engine::{
    Context, JsArgs, JsArray, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue, Op, native_data, text,
};
use std::rc::Rc;

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::glue("v8", glue!("v8.js"), OPS)];

const OPS: &[Op] = &[
    Op::new("versionTag", 0, version_tag),
    Op::new("isOneByte", 1, is_one_byte),
    Op::new("newWriter", 0, new_writer),
    Op::new("writeHeader", 1, write_header),
    Op::new("writeValue", 3, write_value),
    Op::new("release", 1, release),
    Op::new("transferOut", 3, transfer_out),
    Op::new("viewsAreHostObjects", 2, views_are_host_objects),
    Op::new("writeVarint", 3, write_varint),
    Op::new("writeDouble", 2, write_double),
    Op::new("writeRaw", 2, write_raw),
    Op::new("newReader", 1, new_reader),
    Op::new("readHeader", 1, read_header),
    Op::new("readValue", 2, read_value),
    Op::new("version", 1, |_, arguments, _| Ok(reader(arguments)?.version().into())),
    Op::new("transferIn", 3, transfer_in),
    Op::new("readUint32", 1, read_uint32),
    Op::new("readUint64", 1, read_uint64),
    Op::new("readDouble", 1, read_double),
    Op::new("readRaw", 2, read_raw),
];

/// `v8.cachedDataVersionTag()`: other for each version of this program (FNV-1a of it).
fn version_tag(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let bytes = version::CHARINA.bytes().chain(version::BOA.bytes());
    let tag = bytes.fold(0x811c_9dc5_u32, |tag, byte| (tag ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    Ok(JsValue::from(tag))
}

fn is_one_byte(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let string = arguments.get_or_undefined(0).as_string().unwrap_or_default();
    Ok(matches!(text::units(&string), Units::Latin1(_)).into())
}

struct WriterHandle(Rc<Writer>);
native_data!(WriterHandle);

struct ReaderHandle(Rc<Reader>);
native_data!(ReaderHandle);

fn illegal() -> JsError {
    JsNativeError::typ().with_message("Illegal invocation").into()
}

fn writer(arguments: &[JsValue]) -> JsResult<Rc<Writer>> {
    let object = arguments.get_or_undefined(0).as_object();
    object.and_then(|o| o.downcast_ref::<WriterHandle>().map(|handle| handle.0.clone())).ok_or_else(illegal)
}

fn reader(arguments: &[JsValue]) -> JsResult<Rc<Reader>> {
    let object = arguments.get_or_undefined(0).as_object();
    object.and_then(|o| o.downcast_ref::<ReaderHandle>().map(|handle| handle.0.clone())).ok_or_else(illegal)
}

/// The Serializer or Deserializer, whose methods users override.
struct Delegate(JsObject);

impl Delegate {
    /// The method of that name, if there is one.
    fn call(&self, name: &str, arguments: &[JsValue], context: &mut Context) -> JsResult<Option<JsValue>> {
        let method = self.0.get(JsString::from(name), context)?;
        match method.as_callable() {
            Some(method) => method.call(&self.0.clone().into(), arguments, context).map(Some),
            None => Ok(None),
        }
    }
}

impl Host for Delegate {
    fn write_host_object(&self, object: &JsObject, writer: &Writer, context: &mut Context) -> JsResult<bool> {
        if !writer.views_are_host_objects.get() || !charina_engine::bytes::is_array_buffer_view(object) {
            return Ok(false);
        }
        match self.call("_writeHostObject", &[object.clone().into()], context)? {
            Some(_) => Ok(true),
            None => {
                let message = "ERR_METHOD_NOT_IMPLEMENTED";
                Err(errors::type_error(message, "The _writeHostObject() method is not implemented", context))
            }
        }
    }

    fn clone_error(&self, message: &str, context: &mut Context) -> JsError {
        match self.call("_getDataCloneError", &[text::from_utf8(message).into()], context) {
            Ok(Some(error)) => errors::thrown(error),
            Ok(None) => JsNativeError::error().with_message(message.to_owned()).into(),
            Err(error) => error,
        }
    }

    fn shared_id(&self, buffer: &JsObject, context: &mut Context) -> JsResult<u32> {
        match self.call("_getSharedArrayBufferId", &[buffer.clone().into()], context)? {
            Some(id) => id.to_u32(context),
            None => Err(self.clone_error("#<SharedArrayBuffer> could not be cloned.", context)),
        }
    }
}

impl Source for Delegate {
    fn read_host_object(&self, _reader: &Reader, context: &mut Context) -> JsResult<JsValue> {
        match self.call("_readHostObject", &[], context)? {
            Some(value) if value.is_object() => Ok(value),
            Some(_) => Err(JsNativeError::typ().with_message("readHostObject must return an object").into()),
            None => Err(JsNativeError::error().with_message("Unable to deserialize cloned data.").into()),
        }
    }

    fn shared(&self, _id: u32, _context: &mut Context) -> JsResult<JsObject> {
        Err(JsNativeError::error().with_message("Unable to deserialize cloned data.").into())
    }
}

fn delegate(value: &JsValue) -> JsResult<Delegate> {
    value.as_object().map(Delegate).ok_or_else(illegal)
}

fn new_writer(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(JsObject::from_proto_and_data(None, WriterHandle(Rc::default())).into())
}

fn write_header(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    writer(arguments)?.header();
    Ok(JsValue::undefined())
}

/// `writeValue(writer, value, serializer)`
fn write_value(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = delegate(arguments.get_or_undefined(2))?;
    writer(arguments)?.value(arguments.get_or_undefined(1), &host, context)?;
    Ok(true.into())
}

fn release(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let bytes = writer(arguments)?.release();
    Ok(buffer::from_slice(&bytes, context)?.into())
}

/// `transferOut(writer, id, arrayBuffer)`
fn transfer_out(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = arguments.get_or_undefined(1).to_u32(context)?;
    if let Some(buffer) = arguments.get_or_undefined(2).as_object() {
        writer(arguments)?.transfer(buffer, id);
    }
    Ok(JsValue::undefined())
}

fn views_are_host_objects(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    writer(arguments)?.views_are_host_objects.set(arguments.get_or_undefined(1).to_boolean());
    Ok(JsValue::undefined())
}

/// `writeVarint(writer, high, low)`
fn write_varint(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let high = arguments.get_or_undefined(1).to_u32(context)?;
    let low = arguments.get_or_undefined(2).to_u32(context)?;
    writer(arguments)?.varint(u64::from(high) << 32 | u64::from(low));
    Ok(JsValue::undefined())
}

fn write_double(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = arguments.get_or_undefined(1).to_number(context)?;
    writer(arguments)?.double(value);
    Ok(JsValue::undefined())
}

fn write_raw(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(view) = ByteView::from_value(arguments.get_or_undefined(1), context)? else {
        let message = "source must be a TypedArray or a DataView";
        return Err(errors::type_error("ERR_INVALID_ARG_TYPE", message, context));
    };
    let writer = writer(arguments)?;
    view.read(|bytes| writer.raw(bytes));
    Ok(JsValue::undefined())
}

fn new_reader(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let object = arguments.get_or_undefined(0).as_object();
    let is_view = object.as_ref().is_some_and(charina_engine::bytes::is_array_buffer_view);
    let Some(view) = ByteView::from_value(arguments.get_or_undefined(0), context)?.filter(|_| is_view) else {
        let message = "buffer must be a TypedArray or a DataView";
        return Err(errors::type_error("ERR_INVALID_ARG_TYPE", message, context));
    };
    let reader = Reader::new(view.to_vec());
    Ok(JsObject::from_proto_and_data(None, ReaderHandle(Rc::new(reader))).into())
}

fn read_header(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    reader(arguments)?.header()?;
    Ok(true.into())
}

/// `readValue(reader, deserializer)`
fn read_value(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let source = delegate(arguments.get_or_undefined(1))?;
    reader(arguments)?.value(&source, context)
}

/// `transferIn(reader, id, arrayBuffer)`
fn transfer_in(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = arguments.get_or_undefined(1).to_u32(context)?;
    match arguments.get_or_undefined(2).as_object().filter(charina_engine::bytes::is_any_array_buffer) {
        Some(buffer) => reader(arguments)?.transfer(id, buffer),
        None => {
            let message = "arrayBuffer must be an ArrayBuffer or SharedArrayBuffer";
            return Err(errors::type_error("ERR_INVALID_ARG_TYPE", message, context));
        }
    }
    Ok(JsValue::undefined())
}

fn failed(what: &str) -> JsError {
    JsNativeError::error().with_message(format!("{what}() failed")).into()
}

fn read_uint32(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let value = reader(arguments)?.varint().map_err(|_| failed("ReadUint32"))?;
    Ok(JsValue::from(u32::try_from(value & 0xffff_ffff).unwrap_or(0)))
}

/// `[high, low]`
fn read_uint64(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = reader(arguments)?.varint().map_err(|_| failed("ReadUint64"))?;
    let halves = [value >> 32, value & 0xffff_ffff].map(|half| JsValue::from(u32::try_from(half).unwrap_or(0)));
    Ok(JsArray::from_iter(halves, context).into())
}

fn read_double(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    reader(arguments)?.double().map(JsValue::from).map_err(|_| failed("ReadDouble"))
}

/// `readRaw(reader, length)`: where they begin.
fn read_raw(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let reader = reader(arguments)?;
    let at = reader.position();
    let len = usize::try_from(arguments.get_or_undefined(1).to_length(context)?).unwrap_or(usize::MAX);
    reader.raw(len).map_err(|_| failed("ReadRawBytes"))?;
    Ok(JsValue::from(at))
}
