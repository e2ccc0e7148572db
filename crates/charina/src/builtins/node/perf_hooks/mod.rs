//! `node:perf_hooks` (<https://nodejs.org/api/perf_hooks.html>); the performance object itself is in `web/performance`.

mod hdr;
mod histogram;

use crate::builtins::web::performance;
use crate::builtins::{Builtin, glue};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("internal/histogram", glue!("histogram.js"), histogram::OPS),
    Builtin::glue("perf_hooks", glue!("perf_hooks.js"), performance::OPS),
];
