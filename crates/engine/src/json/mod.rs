//! `JSON.parse` and `JSON.stringify` as natives of our own.
//!
//! Boa's parse compiles the document as a script: ten times slower, every key interned for ever, 128 levels at most,
//! `1e400` and lone surrogates refused. Both here follow <https://tc39.es/ecma262/#sec-json-object>, with V8's messages,
//! and neither goes deeper into the native stack than [`MAX_DEPTH`] allows.

mod layouts;
mod parse;
mod revive;
mod shapes;
mod stringify;
#[cfg(test)]
mod tests;
mod text;
mod units;

pub use parse::parse_text;

use crate::{Context, JsObject, JsResult, JsValue, NativeFn, Op, ops, reflect};
use boa_engine::JsNativeError;

/// Levels of nesting after which recursion into a value ends in a RangeError, as V8's stack limit does.
const MAX_DEPTH: usize = 5_000;

/// Replaces `JSON.parse` and `JSON.stringify`.
pub fn install(context: &mut Context) {
    let json = context.intrinsics().objects().json();
    let table: [(&'static str, usize, NativeFn); 2] =
        [("parse", 2, parse::parse), ("stringify", 3, stringify::stringify)];
    for (name, length, function) in table {
        ops::define_ops(&json, &[Op::new(name, length, function)], false, context);
    }
    ops::wrap(&json, "rawJSON", 1, parse::raw_json, context);
}

fn too_deep<T>() -> JsResult<T> {
    Err(JsNativeError::range().with_message("Maximum call stack size exceeded").into())
}

/// The argument at `index`, or undefined.
fn argument(arguments: &[JsValue], index: usize) -> JsValue {
    arguments.get(index).cloned().unwrap_or_default()
}

/// IsArray, which sees through proxies.
fn is_array(object: &JsObject) -> JsResult<bool> {
    if object.is_array() {
        return Ok(true);
    }
    let mut object = object.clone();
    loop {
        match reflect::proxy_parts(&object) {
            None => return Ok(object.is_array()),
            Some(Some((target, _))) => object = target,
            Some(None) => {
                let message = "Cannot perform 'IsArray' on a proxy that has been revoked";
                return Err(JsNativeError::typ().with_message(message).into());
            }
        }
    }
}
