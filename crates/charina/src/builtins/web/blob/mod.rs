//! Blob and File (<https://w3c.github.io/FileAPI/>).

use crate::builtins::{Builtin, glue};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] =
    &[Builtin::glue("internal/blob", glue!("blob.js"), &[]), Builtin::glue("internal/file", glue!("file.js"), &[])];
