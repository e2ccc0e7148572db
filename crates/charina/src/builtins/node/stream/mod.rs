//! `node:stream` (<https://nodejs.org/api/stream.html>): one glue file a class or subject, loaded when first touched.
//! `internal/streams/writable` alone is what `process.stdout` needs.

use crate::builtins::{Builtin, glue};
use charina_engine::promises;
use charina_engine::{Context, JsArgs, JsResult, JsValue, Op};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("stream", glue!("stream.js"), &[]),
    Builtin::glue("stream/consumers", glue!("consumers.js"), &[]),
    Builtin::glue("stream/promises", glue!("promises.js"), &[]),
    Builtin::native("_stream_duplex", |context| old_name("Duplex", context)),
    Builtin::native("_stream_passthrough", |context| old_name("PassThrough", context)),
    Builtin::native("_stream_readable", |context| old_name("Readable", context)),
    Builtin::native("_stream_transform", |context| old_name("Transform", context)),
    Builtin::native("_stream_writable", |context| old_name("Writable", context)),
    Builtin::glue("internal/streams/add-abort-signal", glue!("add_abort_signal.js"), &[]),
    Builtin::glue("internal/streams/compose", glue!("compose.js"), &[]),
    Builtin::glue("internal/streams/destroy", glue!("destroy.js"), &[]),
    Builtin::glue("internal/streams/duplex", glue!("duplex.js"), &[]),
    Builtin::glue("internal/streams/duplexify", glue!("duplexify.js"), &[]),
    Builtin::glue("internal/streams/duplexpair", glue!("duplex_pair.js"), &[]),
    Builtin::glue("internal/streams/end-of-stream", glue!("finished.js"), FRAME_OPS),
    Builtin::glue("internal/streams/from", glue!("from.js"), &[]),
    Builtin::glue("internal/streams/iterate", glue!("iterate.js"), &[]),
    Builtin::glue("internal/streams/legacy", glue!("legacy.js"), &[]),
    Builtin::glue("internal/streams/operators", glue!("operators.js"), &[]),
    Builtin::glue("internal/streams/pipe", glue!("pipe.js"), &[]),
    Builtin::glue("internal/streams/pipeline", glue!("pipeline.js"), &[]),
    Builtin::glue("internal/streams/read-buffer", glue!("read_buffer.js"), &[]),
    Builtin::glue("internal/streams/readable", glue!("readable.js"), &[]),
    Builtin::glue("internal/streams/state", glue!("state.js"), &[]),
    Builtin::glue("internal/streams/transform", glue!("transform.js"), &[]),
    Builtin::glue("internal/streams/utils", glue!("utils.js"), &[]),
    Builtin::glue("internal/streams/wrap", glue!("wrap.js"), &[]),
    Builtin::glue("internal/streams/writable", glue!("writable.js"), &[]),
];

/// The class alone, under the deprecated name of its module.
fn old_name(class: &str, context: &mut Context) -> JsResult<JsValue> {
    crate::builtins::require_property("stream", class, context)
}

/// The asynchronous context, which `finished()` hands to its callback.
const FRAME_OPS: &[Op] = &[Op::new("getContextFrame", 0, get_frame), Op::new("setContextFrame", 1, set_frame)];

fn get_frame(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(promises::continuation(context))
}

fn set_frame(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    promises::replace_continuation(arguments.get_or_undefined(0).clone(), context);
    Ok(JsValue::undefined())
}
