//! `node:stream` (<https://nodejs.org/api/stream.html>) in glue, one file a class or subject: the first slice, until the
//! state machine is native.

use crate::builtins::{Builtin, glue};

/// The modules, public ones first.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("stream", glue!("stream.js"), &[]),
    Builtin::glue("stream/consumers", glue!("consumers.js"), &[]),
    Builtin::glue("stream/promises", glue!("promises.js"), &[]),
    Builtin::glue("internal/streams/add-abort-signal", glue!("add_abort_signal.js"), &[]),
    Builtin::glue("internal/streams/compose", glue!("compose.js"), &[]),
    Builtin::glue("internal/streams/destroy", glue!("destroy.js"), &[]),
    Builtin::glue("internal/streams/duplex", glue!("duplex.js"), &[]),
    Builtin::glue("internal/streams/duplexify", glue!("duplexify.js"), &[]),
    Builtin::glue("internal/streams/duplexpair", glue!("duplex_pair.js"), &[]),
    Builtin::glue("internal/streams/end-of-stream", glue!("finished.js"), &[]),
    Builtin::glue("internal/streams/from", glue!("from.js"), &[]),
    Builtin::glue("internal/streams/legacy", glue!("legacy.js"), &[]),
    Builtin::glue("internal/streams/operators", glue!("operators.js"), &[]),
    Builtin::glue("internal/streams/pipeline", glue!("pipeline.js"), &[]),
    Builtin::glue("internal/streams/readable", glue!("readable.js"), &[]),
    Builtin::glue("internal/streams/state", glue!("state.js"), &[]),
    Builtin::glue("internal/streams/transform", glue!("transform.js"), &[]),
    Builtin::glue("internal/streams/utils", glue!("utils.js"), &[]),
    Builtin::glue("internal/streams/writable", glue!("writable.js"), &[]),
];
