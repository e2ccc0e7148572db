//! Event and EventTarget (<https://dom.spec.whatwg.org/#events>).

use super::performance::now;
use crate::builtins::{Builtin, glue};
use charina_engine::Op;

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("internal/event_target", glue!("event_target.js"), &[Op::new("now", 0, now)]),
    Builtin::glue("internal/node_event_target", glue!("node_event_target.js"), &[]),
];
