//! `node:zlib` (<https://nodejs.org/api/zlib.html>): the codecs are native and work on the blocking pool, one call a
//! chunk; the streams around them are glue.

mod brotli;
mod constants;
mod deflate;
mod inflate;
mod machine;
mod zstd;

use crate::builtins::node::buffer;
use crate::builtins::{self, Builtin, glue};
use crate::{errors, event_loop};
use charina_engine::bytes::{self as engine_bytes, ByteView};
use charina_engine::{
    AlignedVec, Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, Op, PropertyKey, native_data, text,
};
use machine::{Codec, End, Failure, Machine, Outcome};
use std::cell::RefCell;

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::native("internal/zlib/limit", |context| builtins::require_property("buffer", "kMaxLength", context)),
    Builtin::glue("internal/zlib/options", glue!("options.js"), OPS),
    Builtin::glue("internal/zlib/streams", glue!("streams.js"), OPS),
    Builtin::glue("zlib", glue!("zlib.js"), OPS),
];

const OPS: &[Op] = &[
    Op::new("close", 1, close),
    Op::new("constants", 0, constants::object),
    Op::new("crc32", 2, crc32),
    Op::new("open", 5, open),
    Op::new("params", 3, params),
    Op::new("reset", 1, reset),
    Op::new("write", 5, write),
    Op::new("writeSync", 4, write_sync),
    Op::new("writeWhole", 5, write_whole),
];

/// Where the machine of a handle is.
enum State {
    Idle(Machine),
    /// On the blocking pool.
    Busy,
    Closed,
}

struct Handle(RefCell<State>);
native_data!(Handle);

fn with_state<R>(object: Option<&JsObject>, run: impl FnOnce(&mut State) -> R) -> Option<R> {
    let object = object?;
    let handle = object.downcast_ref::<Handle>()?;
    let mut state = handle.0.borrow_mut();
    Some(run(&mut state))
}

/// The machine, if it is neither away nor closed.
fn take(object: Option<&JsObject>) -> Option<Machine> {
    with_state(object, |state| match std::mem::replace(state, State::Busy) {
        State::Idle(machine) => Some(machine),
        other => {
            *state = other;
            None
        }
    })
    .flatten()
}

/// Brings the machine back, unless the handle was closed meanwhile.
fn put_back(object: &JsObject, machine: Machine) {
    with_state(Some(object), |state| {
        if matches!(state, State::Busy) {
            *state = State::Idle(machine);
        }
    });
}

/// The numbers of an array.
fn numbers(value: &JsValue, context: &mut Context) -> JsResult<Vec<f64>> {
    let Some(array) = value.as_object() else { return Ok(Vec::new()) };
    let len = array.get(JsString::from("length"), context)?.to_u32(context)?;
    (0..len).map(|index| array.get(PropertyKey::from(index), context)?.to_number(context)).collect()
}

fn view_bytes(value: &JsValue, context: &mut Context) -> JsResult<Vec<u8>> {
    Ok(ByteView::from_value(value, context)?.map_or_else(Vec::new, |view| view.to_vec()))
}

/// A number as the 32 bits that the codecs take it in.
fn bits(number: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as Node: modulo 2^32")]
    let bits = number as i64 as u32;
    bits
}

fn size(value: &JsValue) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate, as is wanted")]
    let size = value.as_number().unwrap_or(0.0) as usize;
    size
}

/// `open(mode, settings, dictionary, pieceSize, single)`: a handle; `single` of gzip: of one member. `settings` are windowBits, level, memLevel and strategy of
/// zlib, and of the others number and value of each parameter in turn; zstd's pledged size has the number -1.
fn open(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mode = arguments.get_or_undefined(0).to_u32(context)?;
    let settings = numbers(arguments.get_or_undefined(1), context)?;
    let dictionary = view_bytes(arguments.get_or_undefined(2), context)?;
    let single = arguments.get_or_undefined(4).to_boolean();
    match new_codec(mode, &settings, dictionary, single) {
        Ok(codec) => {
            let machine = Machine::new(codec, size(arguments.get_or_undefined(3)));
            Ok(JsObject::from_proto_and_data(None, Handle(RefCell::new(State::Idle(machine)))).into())
        }
        Err(failure) => Err(errors::coded(errors::Class::Error, &failure.code, &failure.message, context)),
    }
}

/// By the numbers that `zlib.constants` has for the modes.
fn new_codec(mode: u32, settings: &[f64], dictionary: Vec<u8>, single: bool) -> Result<Box<dyn Codec>, Failure> {
    use deflate::Wrapping;
    let setting =
        |index: usize, default: i32| settings.get(index).map_or(default, |number| bits(*number).cast_signed());
    let (window_bits, level, memory, strategy) = (setting(0, 15), setting(1, -1), setting(2, 8), setting(3, 0));
    let pairs = settings.as_chunks::<2>().0.iter();
    let pledged = pairs.clone().find(|[number, _]| *number < 0.0).map(|[_, size]| *size);
    let params: Vec<_> =
        pairs.filter(|[number, _]| *number >= 0.0).map(|[number, value]| (bits(*number), bits(*value))).collect();
    let deflate = |wrapping, dictionary| {
        deflate::Compressor::new(wrapping, window_bits, level, memory, strategy, dictionary).map(boxed)
    };
    let inflate = |mode, dictionary| inflate::Decompressor::new(mode, window_bits, dictionary, single).map(boxed);
    match mode {
        1 => deflate(Wrapping::Zlib, dictionary),
        2 => inflate(inflate::Mode::Zlib, dictionary),
        3 => deflate(Wrapping::Gzip, dictionary),
        4 => inflate(inflate::Mode::Gzip, dictionary),
        5 => deflate(Wrapping::None, dictionary),
        6 => inflate(inflate::Mode::Raw, dictionary),
        7 => inflate(inflate::Mode::Either(0), dictionary),
        8 => brotli::Decompressor::new(params, dictionary).map(boxed),
        9 => brotli::Compressor::new(params, dictionary).map(boxed),
        10 => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate")]
            let pledged = pledged.map(|size| size as u64);
            zstd::Compressor::new(&params, pledged, &dictionary).map(boxed)
        }
        _ => zstd::Decompressor::new(&params, &dictionary).map(boxed),
    }
}

fn boxed(codec: impl Codec + 'static) -> Box<dyn Codec> {
    Box::new(codec)
}

/// `[message, code, errno]`, or undefined.
fn failure_value(failure: Option<&Failure>, context: &mut Context) -> JsValue {
    let Some(failure) = failure else { return JsValue::undefined() };
    let parts: [JsValue; 3] =
        [JsString::from(&*failure.message).into(), JsString::from(&*failure.code).into(), JsValue::from(failure.errno)];
    JsArray::from_iter(parts, context).into()
}

/// How glue is told of an end, with the failure if it is one.
fn end_value(end: &End) -> (JsValue, Option<&Failure>) {
    match end {
        End::Done => (JsValue::from(0), None),
        End::Full => (JsValue::from(1), None),
        End::Early => (JsValue::from(2), None),
        End::Failed(failure) => (JsValue::from(3), Some(failure)),
    }
}

/// `write(handle, chunk, flush, pieces, callback)`: runs over the chunk (or goes on with the last, where it is
/// undefined) on the pool, up to a number of pieces; `callback(end, taken, failure, taken1, piece1, taken2, ...)`.
/// False if the handle is closed or busy.
fn write(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(handle) = arguments.get_or_undefined(0).as_object() else { return Ok(false.into()) };
    let chunk = arguments.get_or_undefined(1);
    let chunk = if chunk.is_undefined() { None } else { Some(view_bytes(chunk, context)?) };
    let flush = flush_flag(arguments.get_or_undefined(2));
    let limit = size(arguments.get_or_undefined(3));
    let callback = crate::validate::function(arguments.get_or_undefined(4), "callback", context)?;
    let Some(mut machine) = take(Some(&handle)) else { return Ok(false.into()) };
    let work = move || {
        if let Some(chunk) = chunk {
            machine.feed(chunk, flush);
        }
        let Outcome { pieces, rest, end } = machine.run(limit);
        // Copied to where they will stay here, not on the loop.
        let pieces: Vec<_> = pieces.into_iter().map(|(taken, piece)| (taken, engine_bytes::aligned(&piece))).collect();
        (machine, pieces, rest, end)
    };
    event_loop::spawn_as("ZLIB", context, work, move |(machine, pieces, rest, end), context| {
        put_back(&handle, machine);
        let (end, failure) = end_value(&end);
        let mut values = vec![end, JsValue::from(rest), failure_value(failure, context)];
        for (taken, piece) in pieces {
            values.push(JsValue::from(taken));
            values.push(buffer::new_buffer(piece, context)?.into());
        }
        callback.call(&JsValue::undefined(), &values, context).map(|_| ())
    });
    Ok(true.into())
}

fn flush_flag(value: &JsValue) -> u8 {
    u8::try_from(size(value)).unwrap_or(0)
}

/// What a run over a whole input gave: how much of it was taken, the output, the end.
type Whole = (usize, AlignedVec<u8>, End);

fn run_whole(machine: &mut Machine, most: usize) -> Whole {
    let (taken, output, end) = machine.run_whole(most);
    (taken, engine_bytes::aligned(&output), end)
}

/// `[end, taken, failure, output]`
fn whole_values((taken, output, end): Whole, context: &mut Context) -> JsResult<[JsValue; 4]> {
    let (end, failure) = end_value(&end);
    let failure = failure_value(failure, context);
    Ok([end, JsValue::from(taken), failure, buffer::new_buffer(output, context)?.into()])
}

/// `writeSync(handle, chunk, flush, most)`: runs over the chunk to its end, here and now; undefined if the handle is
/// closed or busy.
fn write_sync(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let handle = arguments.get_or_undefined(0).as_object();
    let chunk = view_bytes(arguments.get_or_undefined(1), context)?;
    let (Some(handle), Some(mut machine)) = (handle.clone(), take(handle.as_ref())) else {
        return Ok(JsValue::undefined());
    };
    machine.feed(chunk, flush_flag(arguments.get_or_undefined(2)));
    let result = run_whole(&mut machine, size(arguments.get_or_undefined(3)));
    put_back(&handle, machine);
    let values = whole_values(result, context)?;
    Ok(JsArray::from_iter(values, context).into())
}

/// `writeWhole(handle, chunk, flush, most, callback)`: the same on the pool; `callback(end, taken, failure, output)`.
fn write_whole(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(handle) = arguments.get_or_undefined(0).as_object() else { return Ok(false.into()) };
    let chunk = view_bytes(arguments.get_or_undefined(1), context)?;
    let flush = flush_flag(arguments.get_or_undefined(2));
    let most = size(arguments.get_or_undefined(3));
    let callback = crate::validate::function(arguments.get_or_undefined(4), "callback", context)?;
    let Some(mut machine) = take(Some(&handle)) else { return Ok(false.into()) };
    let work = move || {
        machine.feed(chunk, flush);
        let result = run_whole(&mut machine, most);
        (machine, result)
    };
    event_loop::spawn_as("ZLIB", context, work, move |(machine, result), context| {
        put_back(&handle, machine);
        let values = whole_values(result, context)?;
        callback.call(&JsValue::undefined(), &values, context).map(|_| ())
    });
    Ok(true.into())
}

/// `close(handle)`: work on the pool ends, and is forgotten.
fn close(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let object = arguments.get_or_undefined(0).as_object();
    let closed = with_state(object.as_ref(), |state| std::mem::replace(state, State::Closed));
    drop(closed);
    Ok(JsValue::undefined())
}

/// Runs `change` on the codec: its failure, true if all went well, undefined if the codec is away.
fn change(
    arguments: &[JsValue],
    context: &mut Context,
    change: impl FnOnce(&mut dyn Codec) -> Result<(), Failure>,
) -> JsValue {
    let object = arguments.get_or_undefined(0).as_object();
    let result = with_state(object.as_ref(), |state| match state {
        State::Idle(machine) => Some(change(machine.codec())),
        State::Busy | State::Closed => None,
    });
    match result.flatten() {
        None => JsValue::undefined(),
        Some(Ok(())) => true.into(),
        Some(Err(failure)) => failure_value(Some(&failure), context),
    }
}

/// `reset(handle)`
fn reset(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(change(arguments, context, |codec| codec.reset()))
}

/// `params(handle, level, strategy)`
fn params(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let level = arguments.get_or_undefined(1).to_i32(context)?;
    let strategy = arguments.get_or_undefined(2).to_i32(context)?;
    Ok(change(arguments, context, |codec| codec.params(level, strategy)))
}

/// `crc32(data, value)` (<https://nodejs.org/api/zlib.html#zlibcrc32data-value>), behind the checks of glue.
fn crc32(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let data = arguments.get_or_undefined(0);
    let before = arguments.get_or_undefined(1).to_u32(context)?;
    let sum = match data.as_string() {
        Some(string) => zlib_rs::crc32::crc32(before, &text::to_utf8_bytes(&string)),
        None => ByteView::from_value(data, context)?
            .map_or(before, |view| view.read(|bytes| zlib_rs::crc32::crc32(before, bytes))),
    };
    Ok(JsValue::from(sum))
}
