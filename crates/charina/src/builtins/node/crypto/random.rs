//! The natives of random numbers, all from the operating system.

use crate::builtins::node::buffer;
use crate::errors::SystemError;
use crate::event_loop;
use charina_engine::bytes::ByteView;
use charina_engine::{Context, JsArgs, JsError, JsResult, JsValue, Op, text};

pub(super) const OPS: &[Op] = &[
    Op::new("bytes", 1, bytes),
    Op::new("fill", 3, fill),
    Op::new("fillLater", 4, fill_later),
    Op::new("below", 1, below),
    Op::new("uuid", 0, uuid),
];

fn failed(context: &mut Context) -> JsError {
    SystemError::new(rustix::io::Errno::IO.raw_os_error(), "getrandom").to_js(context)
}

fn random(len: usize, context: &mut Context) -> JsResult<Vec<u8>> {
    let mut bytes = vec![0; len];
    getrandom::fill(&mut bytes).map_err(|_| failed(context))?;
    Ok(bytes)
}

fn length(arguments: &[JsValue], index: usize, context: &mut Context) -> JsResult<usize> {
    let length = arguments.get_or_undefined(index).to_length(context)?;
    Ok(usize::try_from(length).unwrap_or(usize::MAX))
}

/// `bytes(size)`: a Buffer.
fn bytes(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let len = length(arguments, 0, context)?;
    let bytes = random(len, context)?;
    Ok(buffer::from_slice(&bytes, context)?.into())
}

/// `fill(view, offset, size)`, in bytes.
fn fill(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = arguments.get_or_undefined(0);
    let (offset, size) = (length(arguments, 1, context)?, length(arguments, 2, context)?);
    if let Some(view) = ByteView::from_value(target, context)? {
        let filled = view.slice(offset, size).write(context, |bytes| getrandom::fill(bytes).is_ok())?;
        if !filled {
            return Err(failed(context));
        }
    }
    Ok(target.clone())
}

/// `fillLater(view, offset, size, callback)`: on the blocking pool; the callback gets `(null, view)`.
fn fill_later(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = arguments.get_or_undefined(0).clone();
    let (offset, size) = (length(arguments, 1, context)?, length(arguments, 2, context)?);
    let callback = crate::validate::function(arguments.get_or_undefined(3), "callback", context)?;
    let work = move || {
        let mut bytes = vec![0; size];
        getrandom::fill(&mut bytes).ok().map(|()| bytes)
    };
    event_loop::spawn_as("RANDOMBYTESREQUEST", context, work, move |bytes: Option<Vec<u8>>, context| {
        let arguments = match (bytes, ByteView::from_value(&target, context)?) {
            (Some(bytes), Some(view)) => {
                view.slice(offset, size).write(context, |room| {
                    let len = room.len().min(bytes.len());
                    room[..len].copy_from_slice(&bytes[..len]);
                })?;
                [JsValue::null(), target]
            }
            _ => [failed(context).into_opaque(context)?, JsValue::undefined()],
        };
        callback.call(&JsValue::undefined(), &arguments, context).map(|_| ())
    });
    Ok(JsValue::undefined())
}

/// `below(range)`: an integer in `[0, range)`, each as likely; the range is below 2^48.
fn below(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    const ALL: u64 = 1 << 48;
    let range = arguments.get_or_undefined(0).to_length(context)?.clamp(1, ALL);
    // What lies above the last whole multiple would favour small numbers.
    let limit = ALL - ALL % range;
    loop {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes[..6]).map_err(|_| failed(context))?;
        let number = u64::from_le_bytes(bytes);
        if number < limit {
            #[expect(clippy::cast_precision_loss, reason = "below 2^48")]
            return Ok(JsValue::from((number % range) as f64));
        }
    }
}

/// `uuid()`: version 4 (<https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-4>).
fn uuid(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| failed(context))?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut shown = Vec::with_capacity(36);
    for (index, byte) in bytes.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            shown.push(b'-');
        }
        shown.push(DIGITS[usize::from(byte >> 4)]);
        shown.push(DIGITS[usize::from(byte & 15)]);
    }
    Ok(text::from_latin1(&shown).into())
}
