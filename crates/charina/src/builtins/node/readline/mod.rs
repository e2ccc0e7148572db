//! `node:readline` (<https://nodejs.org/api/readline.html>). Reading lines needs `interface.js` alone; what edits a line
//! on a terminal is loaded with the first terminal.

use crate::builtins::{Builtin, glue};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("readline", glue!("readline.js"), &[]),
    Builtin::glue("readline/promises", glue!("promises.js"), &[]),
    Builtin::glue("internal/readline/callbacks", glue!("cursor.js"), &[]),
    Builtin::glue("internal/readline/editor", glue!("editor.js"), &[]),
    Builtin::glue("internal/readline/interface", glue!("interface.js"), &[]),
    Builtin::glue("internal/readline/keys", glue!("keys.js"), &[]),
];
