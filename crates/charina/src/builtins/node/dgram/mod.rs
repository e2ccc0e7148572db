//! `node:dgram` (<https://nodejs.org/api/dgram.html>): UDP sockets.

mod handle;
mod options;
mod send;

pub(crate) use handle::{duplicate, receive_handle};

use crate::builtins::{Builtin, glue};
use charina_engine::Op;

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("dgram", glue!("dgram.js"), OPS),
    Builtin::glue("internal/dgram/send", glue!("send.js"), OPS),
    Builtin::glue("internal/dgram/deprecated", glue!("deprecated.js"), OPS),
];

const OPS: &[Op] = &[
    Op::new("isLoaded", 1, super::net::is_loaded),
    Op::new("kindOf", 1, crate::builtins::internal::stdio::kind_of),
    Op::new("newHandle", 1, handle::new_handle),
];
