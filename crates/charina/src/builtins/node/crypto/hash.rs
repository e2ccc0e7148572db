//! The natives of Hash and Hmac.

use super::digest::{Algorithm, AnyMac, Hasher, NAMES, hmac};
use super::{bytes, js, string};
use crate::builtins::node::buffer;
use crate::encoding::{self, Encoding};
use crate::event_loop;
use charina_engine::bytes::ByteView;
use charina_engine::{
    Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, Op, bytes as engine_bytes, native_data,
};
use std::cell::RefCell;

pub(super) const OPS: &[Op] = &[
    Op::new("names", 0, names),
    Op::new("lengthOf", 1, length_of),
    Op::new("newHash", 2, new_hash),
    Op::new("newHmac", 2, new_hmac),
    Op::new("copy", 2, copy),
    Op::new("update", 3, update),
    Op::new("digest", 2, digest),
    Op::new("once", 3, once),
];

enum Under {
    Digest(Hasher, usize),
    Mac(Box<dyn AnyMac>),
    /// A digest that was asked for already, as a stream or by a call.
    Known(Vec<u8>),
    Finished,
}

struct Handle(RefCell<Under>);
native_data!(Handle);

fn names(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let names: Vec<JsValue> = NAMES.iter().map(|(name, _)| js(name)).collect();
    Ok(JsArray::from_iter(names, context).into())
}

/// `lengthOf(name)`: bytes of its digest, negative if they can be chosen; undefined for an unknown name.
fn length_of(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let algorithm = Algorithm::named(&string(arguments.get_or_undefined(0)));
    Ok(algorithm.map_or_else(JsValue::undefined, |algorithm| {
        let size = i32::try_from(algorithm.output_size()).unwrap_or(0);
        JsValue::from(if algorithm.is_extendable() { -size } else { size })
    }))
}

fn handle(under: Under) -> JsValue {
    JsObject::from_proto_and_data(None, Handle(RefCell::new(under))).into()
}

/// `newHash(name, length or undefined)`: undefined for an unknown name.
fn new_hash(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(algorithm) = Algorithm::named(&string(arguments.get_or_undefined(0))) else {
        return Ok(JsValue::undefined());
    };
    let length = chosen_length(algorithm, arguments.get_or_undefined(1), context)?;
    Ok(handle(Under::Digest(Hasher::new(algorithm), length)))
}

fn chosen_length(algorithm: Algorithm, length: &JsValue, context: &mut Context) -> JsResult<usize> {
    if length.is_undefined() || !algorithm.is_extendable() {
        return Ok(algorithm.output_size());
    }
    Ok(usize::try_from(length.to_u32(context)?).unwrap_or(0))
}

/// `newHmac(name, key)`: undefined for a digest that has none.
fn new_hmac(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let key = bytes(arguments.get_or_undefined(1), context)?;
    let mac = Algorithm::named(&string(arguments.get_or_undefined(0))).and_then(|algorithm| hmac(algorithm, &key));
    Ok(mac.map_or_else(JsValue::undefined, |mac| handle(Under::Mac(mac))))
}

/// `copy(hash, length or undefined)`
fn copy(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let given = arguments.get_or_undefined(1);
    let length = if given.is_undefined() { None } else { usize::try_from(given.to_u32(context)?).ok() };
    let object = arguments.get_or_undefined(0).as_object();
    let copied =
        object.as_ref().and_then(|object| object.downcast_ref::<Handle>()).and_then(|data| match &*data.0.borrow() {
            Under::Digest(hasher, own) => Some(Under::Digest(hasher.clone(), length.unwrap_or(*own))),
            _ => None,
        });
    Ok(copied.map_or_else(JsValue::undefined, handle))
}

/// `update(handle, data, encoding)`: false once it is finished.
fn update(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let object = arguments.get_or_undefined(0).as_object();
    let data = arguments.get_or_undefined(1);
    let feed = |bytes: &[u8]| -> bool {
        let Some(handle) = object.as_ref().and_then(|object| object.downcast_ref::<Handle>()) else { return false };
        match &mut *handle.0.borrow_mut() {
            Under::Digest(hasher, _) => hasher.update(bytes),
            Under::Mac(mac) => mac.update(bytes),
            Under::Known(_) | Under::Finished => return false,
        }
        true
    };
    let fed = match data.as_string() {
        Some(string) => {
            let encoding = arguments.get_or_undefined(2).as_string().and_then(|name| Encoding::parse(&name));
            feed(&encoding::to_bytes(&string, encoding.unwrap_or(Encoding::Utf8)))
        }
        None => ByteView::from_value(data, context)?.is_some_and(|view| view.read(feed)),
    };
    Ok(fed.into())
}

/// In the encoding named, or as a Buffer.
fn output(bytes: &[u8], name: &JsValue, context: &mut Context) -> JsResult<JsValue> {
    match name.as_string().and_then(|name: JsString| Encoding::parse(&name)) {
        Some(encoding) => Ok(encoding::to_string(bytes, encoding).into()),
        None => Ok(buffer::from_slice(bytes, context)?.into()),
    }
}

/// `digest(handle, encoding)`: of an HMAC undefined once it is finished.
fn digest(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let object = arguments.get_or_undefined(0).as_object();
    let under = match object.as_ref().and_then(|object| object.downcast_ref::<Handle>()) {
        Some(handle) => handle.0.replace(Under::Finished),
        None => Under::Finished,
    };
    let bytes = match under {
        Under::Digest(hasher, len) => {
            let digest = hasher.finish(len);
            if let Some(handle) = object.as_ref().and_then(|object| object.downcast_ref::<Handle>()) {
                *handle.0.borrow_mut() = Under::Known(digest.clone());
            }
            digest
        }
        Under::Known(digest) => digest,
        Under::Mac(mac) => mac.finish(),
        Under::Finished => return Ok(JsValue::undefined()),
    };
    output(&bytes, arguments.get_or_undefined(1), context)
}

/// `once(name, data, encoding, length or undefined)`: the digest of one piece, undefined for an unknown name.
fn once(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(algorithm) = Algorithm::named(&string(arguments.get_or_undefined(0))) else {
        return Ok(JsValue::undefined());
    };
    let data = bytes(arguments.get_or_undefined(1), context)?;
    let mut hasher = Hasher::new(algorithm);
    hasher.update(&data);
    let length = chosen_length(algorithm, arguments.get_or_undefined(3), context)?;
    output(&hasher.finish(length), arguments.get_or_undefined(2), context)
}

/// `digest(name, data, resolve, length or undefined)`: digests on the blocking pool and hands an ArrayBuffer over.
pub(super) fn digest_async(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(algorithm) = Algorithm::named(&string(arguments.get_or_undefined(0))) else {
        return Ok(JsValue::undefined());
    };
    let data = bytes(arguments.get_or_undefined(1), context)?;
    let resolve = crate::validate::function(arguments.get_or_undefined(2), "resolve", context)?;
    let length = chosen_length(algorithm, arguments.get_or_undefined(3), context)?;
    event_loop::spawn_as(
        "HASHREQUEST",
        context,
        move || {
            let mut hasher = Hasher::new(algorithm);
            hasher.update(&data);
            hasher.finish(length)
        },
        move |digest: Vec<u8>, context| {
            let buffer = engine_bytes::array_buffer(engine_bytes::aligned(&digest), context)?;
            resolve.call(&JsValue::undefined(), &[buffer.into()], context).map(|_| ())
        },
    );
    Ok(true.into())
}
