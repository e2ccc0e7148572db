//! `node:test` (<https://nodejs.org/api/test.html>): describes, hooks, subtests, plans, mocks, reporters.

use crate::builtins::{Builtin, glue};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("test", glue!("test.js"), &[]),
    Builtin::glue("test/reporters", glue!("reporters.js"), &[]),
    Builtin::glue("internal/test/context", glue!("context.js"), &[]),
    Builtin::glue("internal/test/mock", glue!("mock.js"), &[]),
    Builtin::glue("internal/test/mock_timers", glue!("mock_timers.js"), &[]),
    Builtin::glue("internal/test/options", glue!("options.js"), &[]),
    Builtin::glue("internal/test/place", glue!("place.js"), &[]),
    Builtin::glue("internal/test/plan", glue!("plan.js"), &[]),
    Builtin::glue("internal/test/report", glue!("report.js"), &[]),
    Builtin::glue("internal/test/root", glue!("root.js"), &[]),
    Builtin::glue("internal/test/run", glue!("run.js"), &[]),
    Builtin::glue("internal/test/stream", glue!("stream.js"), &[]),
];
