//! `node:os` (<https://nodejs.org/api/os.html>).

use crate::builtins::Builtin;
use charina_engine::{Context, JsObject, JsResult, JsString, JsValue, ops};

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::native("os", load)];

fn load(context: &mut Context) -> JsResult<JsValue> {
    let os = JsObject::with_object_proto(context.intrinsics());
    ops::define_value(&os, JsString::from("EOL"), JsString::from("\n"), true);
    Ok(os.into())
}
