//! `node:worker_threads` (<https://nodejs.org/api/worker_threads.html>), so far for the main thread alone.

use crate::builtins::{Builtin, glue};

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::glue("worker_threads", glue!("worker_threads.js"), &[])];
