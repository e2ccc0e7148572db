//! The WHATWG streams (<https://streams.spec.whatwg.org/>, <https://nodejs.org/api/webstreams.html>): state machines in
//! glue, one file a subject; what they do with promises and buffers is native, without functions and promises that
//! nobody sees.

use crate::builtins::{Builtin, glue};
use charina_engine::bytes::{self, is_detached};
use charina_engine::{
    Context, JsArgs, JsArrayBuffer, JsFunction, JsNativeError, JsObject, JsPromise, JsResult, JsValue, Op, js_string,
    object::ObjectInitializer, promises, property::Attribute,
};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("stream/web", glue!("web.js"), &[]),
    Builtin::glue("internal/webstreams/adapters", glue!("adapters.js"), &[]),
    Builtin::glue("internal/webstreams/bytes", glue!("bytes.js"), OPS),
    Builtin::glue("internal/webstreams/compression", glue!("compression.js"), &[]),
    Builtin::glue("internal/webstreams/encoding", glue!("encoding.js"), &[]),
    Builtin::glue("internal/webstreams/from", glue!("from.js"), OPS),
    Builtin::glue("internal/webstreams/pipe", glue!("pipe.js"), OPS),
    Builtin::glue("internal/webstreams/queuingstrategies", glue!("strategies.js"), &[]),
    Builtin::glue("internal/webstreams/readablestream", glue!("readable.js"), OPS),
    Builtin::glue("internal/webstreams/tee", glue!("tee.js"), OPS),
    Builtin::glue("internal/webstreams/transfer", glue!("transfer.js"), OPS),
    Builtin::glue("internal/webstreams/transformstream", glue!("transform.js"), OPS),
    Builtin::glue("internal/webstreams/util", glue!("util.js"), OPS),
    Builtin::glue("internal/webstreams/writablestream", glue!("writable.js"), OPS),
];

const OPS: &[Op] = &[
    Op::new("pending", 0, |_, _, context| Ok(promises::pending(context)?.into())),
    Op::new("resolve", 2, resolve),
    Op::new("resolveRead", 3, resolve_read),
    Op::new("reject", 2, reject),
    Op::new("resolved", 1, |_, args, context| Ok(resolved(args.get_or_undefined(0), context)?.into())),
    Op::new("resolvedRead", 2, resolved_read),
    Op::new("rejected", 1, rejected),
    Op::new("handle", 1, handle),
    Op::new("react", 3, react),
    Op::new("invoke", 6, invoke),
    Op::new("promiseCall", 3, promise_call),
    Op::new("transfer", 1, transfer),
    Op::new("isDetached", 1, |_, args, _| {
        Ok(args.get_or_undefined(0).as_object().is_some_and(|it| is_detached(&it)).into())
    }),
    Op::new("copy", 5, copy),
];

fn promise_of(value: &JsValue) -> JsResult<JsPromise> {
    match value.as_object() {
        Some(object) => JsPromise::from_object(object),
        None => Err(JsNativeError::typ().with_message("not a promise").into()),
    }
}

/// Web IDL's "a promise resolved with": a new one always.
fn resolved(value: &JsValue, context: &mut Context) -> JsResult<JsPromise> {
    let promise = promises::pending(context)?;
    promises::resolve(&promise, value.clone(), context)?;
    Ok(promise)
}

/// `resolve(promise, value)`.
fn resolve(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    promises::resolve(&promise_of(args.get_or_undefined(0))?, args.get_or_undefined(1).clone(), context)?;
    Ok(JsValue::undefined())
}

/// `reject(promise, reason)`.
fn reject(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    promises::reject(&promise_of(args.get_or_undefined(0))?, args.get_or_undefined(1).clone(), context)?;
    Ok(JsValue::undefined())
}

/// `{ value, done }`.
fn read_result(value: &JsValue, done: &JsValue, context: &mut Context) -> JsValue {
    ObjectInitializer::new(context)
        .property(js_string!("value"), value.clone(), Attribute::all())
        .property(js_string!("done"), done.to_boolean(), Attribute::all())
        .build()
        .into()
}

/// `resolveRead(promise, value, done)`.
fn resolve_read(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let result = read_result(args.get_or_undefined(1), args.get_or_undefined(2), context);
    promises::resolve(&promise_of(args.get_or_undefined(0))?, result, context)?;
    Ok(JsValue::undefined())
}

/// `resolvedRead(value, done)`: the promise of a read that is done at once.
fn resolved_read(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let result = read_result(args.get_or_undefined(0), args.get_or_undefined(1), context);
    Ok(resolved(&result, context)?.into())
}

/// `rejected(reason)`.
fn rejected(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let promise = promises::pending(context)?;
    promises::reject(&promise, args.get_or_undefined(0).clone(), context)?;
    Ok(promise.into())
}

/// `handle(promise)`: sets [[PromiseIsHandled]] of a promise that is pending; returns it.
fn handle(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let promise = args.get_or_undefined(0);
    promises::mark_handled(&promise_of(promise)?, context)?;
    Ok(promise.clone())
}

fn function(args: &[JsValue], index: usize) -> JsResult<JsFunction> {
    let function = args.get_or_undefined(index).as_object().and_then(JsFunction::from_object);
    function.ok_or_else(|| JsNativeError::typ().with_message("a reaction is no function").into())
}

/// `react(value, fulfilled, rejected)`: calls one of the two, which must not throw, when the promise is settled. What
/// is no promise counts as fulfilled.
fn react(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    let promise = match promise_of(value) {
        Ok(promise) => promise,
        Err(_) => resolved(value, context)?,
    };
    promises::react(&promise, function(args, 1)?, function(args, 2)?, context)?;
    Ok(JsValue::undefined())
}

/// A script's function as Web IDL calls one that returns a promise. Undefined for no function.
fn called(callee: &JsValue, this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsPromise> {
    let Some(callee) = callee.as_callable() else { return resolved(&JsValue::undefined(), context) };
    match callee.call(this, args, context) {
        Ok(value) => resolved(&value, context),
        Err(error) => {
            let promise = promises::pending(context)?;
            let reason = error.into_opaque(context)?;
            promises::reject(&promise, reason, context)?;
            Ok(promise)
        }
    }
}

/// `invoke(callee, this, a, b, fulfilled, rejected)`: calls a script's function, if there is one, and reacts to what
/// it returns or throws.
fn invoke(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let given = args.get(2..4).unwrap_or_default();
    let promise = called(args.get_or_undefined(0), args.get_or_undefined(1), given, context)?;
    promises::react(&promise, function(args, 4)?, function(args, 5)?, context)?;
    Ok(JsValue::undefined())
}

/// `promiseCall(callee, this, argument)`: the promise of what a script's function returns or throws.
fn promise_call(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let given = args.get(2..).unwrap_or_default();
    Ok(called(args.get_or_undefined(0), args.get_or_undefined(1), given, context)?.into())
}

/// `transfer(buffer)`: a new ArrayBuffer with the memory of the old one
/// (<https://streams.spec.whatwg.org/#transfer-array-buffer>).
fn transfer(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let buffer = args.get_or_undefined(0).as_object().filter(|buffer| !is_detached(buffer));
    let block = buffer
        .and_then(|buffer| JsArrayBuffer::from_object(buffer).ok())
        .and_then(|buffer| buffer.detach(&JsValue::undefined()).ok());
    let Some(block) = block else {
        let message = "ArrayBuffer is not detachable and could not be cloned.";
        return Err(JsNativeError::typ().with_message(message).into());
    };
    Ok(bytes::array_buffer(block, context)?.into())
}

fn index(args: &[JsValue], at: usize) -> usize {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "offsets that glue has checked")]
    let index = args.get_or_undefined(at).as_number().unwrap_or(0.0) as usize;
    index
}

/// `copy(to, toOffset, from, fromOffset, length)` between two ArrayBuffers.
fn copy(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let part = |buffer: usize, offset: usize| -> Option<bytes::ByteView> {
        let buffer: JsObject = args.get_or_undefined(buffer).as_object()?;
        Some(bytes::ByteView::from_parts(buffer, index(args, offset), index(args, 4)))
    };
    if let (Some(to), Some(from)) = (part(0, 1), part(2, 3)) {
        from.copy_to(&to, context)?;
    }
    Ok(JsValue::undefined())
}
