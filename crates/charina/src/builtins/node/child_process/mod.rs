//! `node:child_process` (<https://nodejs.org/api/child_process.html>): starting children, natively; what users
//! subclass, listen to and pass around is glue. There is no IPC channel yet.

mod options;
mod pipe;
mod process;
mod sync;

use crate::builtins::{Builtin, glue};
use charina_engine::Op;

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("child_process", glue!("child_process.js"), &[]),
    Builtin::glue("internal/child_process", glue!("child.js"), OPS),
    Builtin::glue("internal/child_process/arguments", glue!("arguments.js"), &[]),
    Builtin::glue("internal/child_process/pipe", glue!("pipe.js"), &[]),
    Builtin::glue("internal/child_process/sync", glue!("sync.js"), OPS),
];

const OPS: &[Op] = &[
    Op::new("newPipe", 0, pipe::open),
    Op::new("newProcess", 0, process::open),
    Op::new("spawnSync", 1, sync::spawn_sync),
];
