//! DOMException (<https://webidl.spec.whatwg.org/#idl-DOMException>).

use crate::builtins::{Builtin, glue};

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::glue("internal/dom_exception", glue!("dom_exception.js"), &[])];
