//! What Web IDL classes written in glue share (<https://webidl.spec.whatwg.org/#javascript-binding>).

use crate::builtins::{Builtin, glue};

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::glue("internal/interface", glue!("interface.js"), &[])];
