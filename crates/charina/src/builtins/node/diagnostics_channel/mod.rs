//! `node:diagnostics_channel` (<https://nodejs.org/api/diagnostics_channel.html>): all glue, publishing is a loop of calls.

use crate::builtins::{Builtin, glue};

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::glue("diagnostics_channel", glue!("diagnostics_channel.js"), &[])];
