//! `node:crypto` (<https://nodejs.org/api/crypto.html>), so far what needs no pairs of keys: digests, secret keys, HMAC, random
//! numbers, key derivation from passwords.

mod constants;
mod derive;
mod digest;
mod hash;
mod random;

use crate::builtins::{Builtin, glue};
use charina_engine::bytes::ByteView;
use charina_engine::{Context, JsArgs, JsResult, JsString, JsValue, Op, text};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("crypto", glue!("crypto.js"), OPS),
    Builtin::glue("internal/crypto/derive", glue!("derive.js"), derive::OPS),
    Builtin::glue("internal/crypto/hash", glue!("hash.js"), hash::OPS),
    Builtin::glue("internal/crypto/keys", glue!("keys.js"), &[]),
    Builtin::glue("internal/crypto/random", glue!("random.js"), random::OPS),
    Builtin::glue("internal/crypto/util", glue!("util.js"), &[]),
    Builtin::glue("internal/crypto/webcrypto", glue!("webcrypto.js"), WEB_OPS),
];

const OPS: &[Op] = &[Op::new("constants", 0, constants::object), Op::new("timingSafeEqual", 2, timing_safe_equal)];

const WEB_OPS: &[Op] = &[Op::new("digest", 4, hash::digest_async)];

/// The bytes of a view, or of a string as UTF-8: what glue hands to natives after its checks.
fn bytes(value: &JsValue, context: &mut Context) -> JsResult<Vec<u8>> {
    match value.as_string() {
        Some(string) => Ok(text::to_utf8_bytes(&string)),
        None => Ok(ByteView::from_value(value, context)?.map_or_else(Vec::new, |view| view.to_vec())),
    }
}

/// A text from glue.
fn string(value: &JsValue) -> String {
    value.as_string().map(|string| text::to_utf8(&string)).unwrap_or_default()
}

/// <https://nodejs.org/api/crypto.html#cryptotimingsafeequala-b>
fn timing_safe_equal(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut views = Vec::with_capacity(2);
    for (index, name) in ["buf1", "buf2"].into_iter().enumerate() {
        let Some(view) = ByteView::from_value(arguments.get_or_undefined(index), context)? else {
            let message =
                format!("The \"{name}\" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.");
            return Err(crate::errors::type_error("ERR_INVALID_ARG_TYPE", &message, context));
        };
        views.push(view.to_vec());
    }
    if views[0].len() != views[1].len() {
        let message = "Input buffers must have the same byte length";
        return Err(crate::errors::range_error("ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH", message, context));
    }
    // No branch depends on the bytes.
    let differing = views[0].iter().zip(&views[1]).fold(0, |all, (a, b)| all | (a ^ b));
    Ok((std::hint::black_box(differing) == 0).into())
}

/// A string for JS.
fn js(text: &str) -> JsValue {
    JsString::from(text).into()
}
