//! `node:cluster` (<https://nodejs.org/api/cluster.html>): glue over child_process and net. What moves connections between
//! processes is theirs.

use crate::builtins::node::process::env_variable;
use crate::builtins::{self, Builtin, glue};
use charina_engine::{Context, JsResult};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("cluster", glue!("cluster.js"), &[]),
    Builtin::glue("internal/cluster/child", glue!("child.js"), &[]),
    Builtin::glue("internal/cluster/handles", glue!("handles.js"), &[]),
    Builtin::glue("internal/cluster/primary", glue!("primary.js"), &[]),
    Builtin::glue("internal/cluster/worker", glue!("worker.js"), &[]),
];

/// The variable that tells a worker which it is.
const ID: &str = "NODE_UNIQUE_ID";

/// Has this process become a worker, if a primary started it as one.
///
/// # Errors
/// What the glue throws.
pub(crate) fn join(context: &mut Context) -> JsResult<()> {
    if env_variable(ID, context).is_some() {
        // The glue joins when it is loaded.
        builtins::require("internal/cluster/child", context)?;
    }
    Ok(())
}
