//! AbortController and AbortSignal (<https://dom.spec.whatwg.org/#aborting-ongoing-activities>).

use crate::builtins::{Builtin, glue};

/// The module.
pub(crate) const BUILTINS: &[Builtin] =
    &[Builtin::glue("internal/abort_controller", glue!("abort_controller.js"), &[])];
