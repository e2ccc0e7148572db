//! `node:fs` (<https://nodejs.org/api/fs.html>): every call is a row of `parse::TABLE`, a request for the kernel and a
//! form for the answer; its sync, callback and promise functions are made from the row.

mod args;
mod io;
mod parse;
mod recursive;
mod reply;
mod request;
mod watch;

use crate::builtins::{Builtin, glue};
use crate::errors;
use crate::event_loop;
use crate::state::state;
use crate::validate;
use charina_engine::promises;
use charina_engine::{
    Context, FunctionObjectBuilder, JsArgs, JsObject, JsPromise, JsResult, JsString, JsValue, NativeFunction, Op, ops,
};
use parse::{Call, TABLE};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("fs", glue!("fs.js"), OPS),
    Builtin::glue("fs/promises", glue!("promises.js"), OPS),
    Builtin::glue("internal/fs/abortable", glue!("abortable.js"), &[]),
    Builtin::glue("internal/fs/cp", glue!("cp.js"), &[]),
    Builtin::glue("internal/fs/dir", glue!("dir.js"), &[]),
    Builtin::glue("internal/fs/glob", glue!("glob.js"), &[]),
    Builtin::native("internal/fs/calls", calls),
    Builtin::glue("internal/fs/streams", glue!("streams.js"), &[]),
    Builtin::glue("internal/fs/web_stream", glue!("web_stream.js"), &[]),
    watch::WATCHERS,
];

const OPS: &[Op] = &[Op::new("keep", 2, keep)];

/// Seconds since the epoch now.
pub(crate) fn now_seconds() -> f64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64())
}

/// `keep(name, value)`: hands a prototype or function of the glue to the natives.
fn keep(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let name = validate::string(arguments.get_or_undefined(0), "name", context)?;
    const NAMES: &[&str] = &["fs.Stats.prototype", "fs.BigIntStats.prototype", "fs.StatFs.prototype", "fs.makeDirent"];
    if let Some(name) = NAMES.iter().find(|known| **known == name) {
        state(context).set_slot(name, arguments.get_or_undefined(1).clone());
    }
    Ok(JsValue::undefined())
}

/// `{ sync: { accessSync, ... }, callback: { access, ... }, promise: { access, ... } }`.
fn calls(context: &mut Context) -> JsResult<JsValue> {
    let exports = JsObject::with_object_proto(context.intrinsics());
    let groups = ["sync", "callback", "promise"].map(|name| {
        let group = JsObject::with_object_proto(context.intrinsics());
        ops::define_value(&exports, JsString::from(name), group.clone(), true);
        group
    });
    let realm = context.realm().clone();
    for (index, row) in TABLE.iter().enumerate() {
        let define = |group: &JsObject, name: String, length: usize, native: NativeFunction| {
            let name = JsString::from(name.as_str());
            let function = FunctionObjectBuilder::new(&realm, native).name(name.clone()).length(length).build();
            ops::define_value(group, name, function, true);
        };
        let sync = NativeFunction::from_copy_closure(move |_, arguments, context| run_sync(index, arguments, context));
        define(&groups[0], format!("{}Sync", row.name), row.sync_length, sync);
        let callback =
            NativeFunction::from_copy_closure(move |_, arguments, context| run_callback(index, arguments, context));
        define(&groups[1], row.name.to_owned(), row.callback_form_length(), callback);
        let promise =
            NativeFunction::from_copy_closure(move |_, arguments, context| run_promise(index, arguments, context));
        let length = if row.name == "access" { 1 } else { row.sync_length };
        define(&groups[2], row.name.to_owned(), length, promise);
    }
    Ok(exports.into())
}

fn run_sync(index: usize, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let call = (TABLE[index].parse[0])(arguments, context);
    if TABLE[index].name == "exists" && call.is_err() {
        return Ok(false.into());
    }
    let Call { request, form, .. } = call?;
    match request.perform() {
        Ok(reply) => form.convert(reply, context).map(|values| values.first),
        Err(error) => form.failure(&error, context),
    }
}

fn run_callback(index: usize, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let row = &TABLE[index];
    let parse = row.parse[1];
    if row.name == "close" && arguments.get_or_undefined(1).is_undefined() {
        // Without a callback an error is thrown, as the default callback of Node does.
        let Call { request, form, .. } = parse(arguments, context)?;
        event_loop::spawn(
            context,
            move || request.perform(),
            move |outcome, context| match outcome {
                Ok(_) => Ok(()),
                Err(error) => form.failure(&error, context).map(|_| ()),
            },
        );
        return Ok(JsValue::undefined());
    }
    let at = row.callback_index(arguments);
    let given = &arguments[..at.min(arguments.len())];
    let (call, callback) = if row.callback_first {
        let callback = validate::function(arguments.get_or_undefined(at), "cb", context)?;
        (parse(given, context), callback)
    } else {
        let call = parse(given, context)?;
        (Ok(call), validate::function(arguments.get_or_undefined(at), "cb", context)?)
    };
    let is_exists = row.name == "exists";
    let Call { request, form, signal } = match call {
        Ok(call) => call,
        Err(_) if is_exists => {
            return callback.call(&JsValue::undefined(), &[false.into()], context);
        }
        Err(error) => return Err(error),
    };
    if let Some(error) = aborted(signal.as_ref(), context)? {
        let frame = promises::continuation(context);
        state(context).ticks.push(callback, &[error], frame);
        return Ok(JsValue::undefined());
    }
    event_loop::spawn(
        context,
        move || request.perform(),
        move |outcome, context| {
            if let Some(error) = aborted(signal.as_ref(), context)? {
                return callback.call(&JsValue::undefined(), &[error], context).map(|_| ());
            }
            let arguments = match outcome {
                Ok(reply) => {
                    let values = form.convert(reply, context)?;
                    match values.second {
                        _ if is_exists => vec![values.first],
                        None if values.first.is_undefined() => vec![JsValue::null()],
                        Some(second) => vec![JsValue::null(), values.first, second],
                        None => vec![JsValue::null(), values.first],
                    }
                }
                Err(error) => match form.failure(&error, context) {
                    Ok(value) => vec![JsValue::null(), value],
                    Err(error) => vec![crate::error_stack::into_value(error, context)],
                },
            };
            callback.call(&JsValue::undefined(), &arguments, context).map(|_| ())
        },
    );
    Ok(JsValue::undefined())
}

/// The AbortError of a signal that was aborted.
fn aborted(signal: Option<&JsObject>, context: &mut Context) -> JsResult<Option<JsValue>> {
    let Some(signal) = signal else { return Ok(None) };
    if !signal.get(JsString::from("aborted"), context)?.to_boolean() {
        return Ok(None);
    }
    let reason = signal.get(JsString::from("reason"), context)?;
    let error = errors::plain_object(errors::Class::Error, "The operation was aborted", context);
    ops::define_value(&error, JsString::from("name"), JsString::from("AbortError"), false);
    ops::define_value(&error, JsString::from("code"), JsString::from("ABORT_ERR"), true);
    ops::define_value(&error, JsString::from("cause"), reason, false);
    Ok(Some(error.into()))
}

fn run_promise(index: usize, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Call { request, form, signal } = match (TABLE[index].parse[2])(arguments, context) {
        Ok(call) => call,
        Err(error) => return Ok(JsPromise::reject(error, context)?.into()),
    };
    if let Some(error) = aborted(signal.as_ref(), context)? {
        return Ok(JsPromise::reject(errors::thrown(error), context)?.into());
    }
    let (promise, functions) = JsPromise::new_pending(context);
    event_loop::spawn_as(
        "FSREQPROMISE",
        context,
        move || request.perform(),
        move |outcome, context| {
            let result = match (aborted(signal.as_ref(), context)?, outcome) {
                (Some(error), _) => Err(errors::thrown(error)),
                (None, Ok(reply)) => form.convert(reply, context).map(|values| settled(index, values)),
                (None, Err(error)) => form.failure(&error, context),
            };
            match result {
                Ok(value) => functions.resolve.call(&JsValue::undefined(), &[value], context)?,
                Err(error) => {
                    let error = crate::error_stack::into_value(error, context);
                    // An error of the pool has no stack of its own: Node gives it the message alone, too.
                    functions.reject.call(&JsValue::undefined(), &[error], context)?
                }
            };
            Ok(())
        },
    );
    Ok(promise.into())
}

/// What the promise of a call resolves with: `filehandle.read` and its like give an object.
fn settled(index: usize, values: reply::Values) -> JsValue {
    let Some(second) = values.second else { return values.first };
    let (count, buffer) = match TABLE[index].name {
        "read" => ("bytesRead", "buffer"),
        "readv" => ("bytesRead", "buffers"),
        "write" => ("bytesWritten", "buffer"),
        _ => ("bytesWritten", "buffers"),
    };
    let object = JsObject::with_null_proto();
    ops::define_value(&object, JsString::from(count), values.first, true);
    ops::define_value(&object, JsString::from(buffer), second, true);
    object.into()
}
