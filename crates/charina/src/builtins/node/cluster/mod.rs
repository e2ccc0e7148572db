//! `node:cluster` (<https://nodejs.org/api/cluster.html>) as far as a lone primary goes: forking needs the IPC channel of
//! child_process, which is not there yet, and says so.

use crate::builtins::{Builtin, glue};

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::glue("cluster", glue!("cluster.js"), &[])];
