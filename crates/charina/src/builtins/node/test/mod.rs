//! `node:test` (<https://nodejs.org/api/test.html>), a first slice in glue: tests, suites, hooks, subtests, plans, mocks
//! of functions and methods, the spec reporter. `--test`, the other reporters, snapshots, mock timers and modules are
//! absent until the test runner's own issue.

use crate::builtins::{Builtin, glue};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("test", glue!("test.js"), &[]),
    Builtin::glue("internal/test/context", glue!("context.js"), &[]),
    Builtin::glue("internal/test/mock", glue!("mock.js"), &[]),
    Builtin::glue("internal/test/report", glue!("report.js"), &[]),
];
