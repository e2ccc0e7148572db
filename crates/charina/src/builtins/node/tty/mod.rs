//! `node:tty` (<https://nodejs.org/api/tty.html>).

use crate::builtins::internal::stdio::OPS;
use crate::builtins::{Builtin, glue};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] =
    &[Builtin::glue("tty", glue!("tty.js"), OPS), Builtin::glue("internal/tty", glue!("colors.js"), &[])];
