//! `node:child_process` (<https://nodejs.org/api/child_process.html>): starting children, natively; what users
//! subclass, listen to and pass around is glue.

mod channel;
mod options;
mod pipe;
mod process;
mod sync;

use crate::builtins::node::process::env_variable;
use crate::builtins::{self, Builtin, glue};
use crate::validate;
use charina_engine::{Context, JsResult, JsString, JsValue, Op};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("child_process", glue!("child_process.js"), &[]),
    Builtin::glue("internal/child_process", glue!("child.js"), OPS),
    Builtin::glue("internal/child_process/arguments", glue!("arguments.js"), &[]),
    Builtin::glue("internal/child_process/handles", glue!("handles.js"), &[]),
    Builtin::glue("internal/child_process/ipc", glue!("ipc.js"), OPS),
    Builtin::glue("internal/child_process/pipe", glue!("pipe.js"), &[]),
    Builtin::glue("internal/child_process/socket_list", glue!("socket_list.js"), &[]),
    Builtin::glue("internal/child_process/sync", glue!("sync.js"), OPS),
];

const OPS: &[Op] = &[
    Op::new("newChannel", 0, channel::new_channel),
    Op::new("newPipe", 0, pipe::open),
    Op::new("newProcess", 0, process::open),
    Op::new("spawnSync", 1, sync::spawn_sync),
];

/// Connects the process with the one that started it, if that left a channel in the environment.
///
/// # Errors
/// What the glue throws.
pub(crate) fn connect_to_parent(context: &mut Context) -> JsResult<()> {
    let Some(number) = env_variable("NODE_CHANNEL_FD", context) else { return Ok(()) };
    let mode = env_variable("NODE_CHANNEL_SERIALIZATION_MODE", context).unwrap_or_default();
    let connect = builtins::require_property("internal/child_process/ipc", "connectToParent", context)?;
    let connect = validate::function(&connect, "connectToParent", context)?;
    let arguments = [JsString::from(number.as_str()).into(), JsString::from(mode.as_str()).into()];
    connect.call(&JsValue::undefined(), &arguments, context).map(|_| ())
}
