//! The natives of pbkdf2, scrypt and hkdf: each at once or on the blocking pool.

use super::digest::{Algorithm, hkdf, pbkdf2};
use super::{bytes, string};
use crate::builtins::node::buffer;
use crate::event_loop;
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsValue, Op, bytes as engine_bytes};

pub(super) const OPS: &[Op] = &[
    Op::new("hkdfLimit", 1, hkdf_limit),
    Op::new("hasHmac", 1, has_hmac),
    Op::new("pbkdf2", 6, run_pbkdf2),
    Op::new("scrypt", 7, run_scrypt),
    Op::new("hkdf", 6, run_hkdf),
];

/// `hasHmac(name)`
fn has_hmac(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let algorithm = Algorithm::named(&string(arguments.get_or_undefined(0)));
    Ok(algorithm.is_some_and(|algorithm| super::digest::hmac(algorithm, b"").is_some()).into())
}

/// `hkdfLimit(name)`: the longest key.
fn hkdf_limit(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let algorithm = Algorithm::named(&string(arguments.get_or_undefined(0)));
    Ok(JsValue::from(algorithm.map_or(0, |algorithm| algorithm.output_size() * 255)))
}

fn number(arguments: &[JsValue], index: usize, context: &mut Context) -> JsResult<usize> {
    let number = arguments.get_or_undefined(index).to_u32(context)?;
    Ok(usize::try_from(number).unwrap_or(usize::MAX))
}

/// A Buffer of the key, or an ArrayBuffer.
fn present(key: &[u8], plain: bool, context: &mut Context) -> JsResult<JsValue> {
    if plain {
        return Ok(engine_bytes::array_buffer(engine_bytes::aligned(key), context)?.into());
    }
    Ok(buffer::from_slice(key, context)?.into())
}

/// Runs `work` at once and answers the key, or on the pool where there is a callback, which gets `(null, key)`.
fn run(
    work: impl FnOnce() -> Option<Vec<u8>> + Send + 'static,
    callback: Option<JsObject>,
    plain: bool,
    context: &mut Context,
) -> JsResult<JsValue> {
    let failed = |context: &mut Context| {
        crate::errors::coded(crate::errors::Class::Error, "ERR_CRYPTO_OPERATION_FAILED", "Operation failed", context)
    };
    let Some(callback) = callback else {
        return match work() {
            Some(key) => present(&key, plain, context),
            None => Err(failed(context)),
        };
    };
    event_loop::spawn(context, work, move |key: Option<Vec<u8>>, context| {
        let arguments = match key {
            Some(key) => [JsValue::null(), present(&key, plain, context)?],
            None => [failed(context).into_opaque(context)?, JsValue::undefined()],
        };
        callback.call(&JsValue::undefined(), &arguments, context).map(|_| ())
    });
    Ok(JsValue::undefined())
}

/// `pbkdf2(password, salt, iterations, length, digest, callback)`
fn run_pbkdf2(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let password = bytes(arguments.get_or_undefined(0), context)?;
    let salt = bytes(arguments.get_or_undefined(1), context)?;
    let rounds = arguments.get_or_undefined(2).to_u32(context)?;
    let length = number(arguments, 3, context)?;
    let algorithm = Algorithm::named(&string(arguments.get_or_undefined(4)));
    let callback = arguments.get_or_undefined(5).as_callable();
    run(move || pbkdf2(algorithm?, &password, &salt, rounds, length), callback, false, context)
}

/// `scrypt(password, salt, length, N, r, p, callback)`
fn run_scrypt(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let password = bytes(arguments.get_or_undefined(0), context)?;
    let salt = bytes(arguments.get_or_undefined(1), context)?;
    let length = number(arguments, 2, context)?;
    let cost = arguments.get_or_undefined(3).to_u32(context)?;
    let block_size = arguments.get_or_undefined(4).to_u32(context)?;
    let parallel = arguments.get_or_undefined(5).to_u32(context)?;
    let callback = arguments.get_or_undefined(6).as_callable();
    let work = move || {
        let cost = u8::try_from(cost.checked_ilog2()?).ok()?;
        let parameters = scrypt::Params::new(cost, block_size, parallel).ok()?;
        let mut key = vec![0; length];
        if length > 0 {
            scrypt::scrypt(&password, &salt, &parameters, &mut key).ok()?;
        }
        Some(key)
    };
    run(work, callback, false, context)
}

/// `hkdf(digest, key, salt, info, length, callback)`
fn run_hkdf(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let algorithm = Algorithm::named(&string(arguments.get_or_undefined(0)));
    let key = bytes(arguments.get_or_undefined(1), context)?;
    let salt = bytes(arguments.get_or_undefined(2), context)?;
    let info = bytes(arguments.get_or_undefined(3), context)?;
    let length = number(arguments, 4, context)?;
    let callback = arguments.get_or_undefined(5).as_callable();
    run(move || hkdf(algorithm?, &key, &salt, &info, length), callback, true, context)
}
