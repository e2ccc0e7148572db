//! navigator (<https://nodejs.org/api/globals.html#navigator>).

use crate::builtins::{Builtin, glue};

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::glue("internal/navigator", glue!("navigator.js"), &[])];
