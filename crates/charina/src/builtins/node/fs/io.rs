//! The arguments of read, write, readv and writev: the forms they come in, and where in the buffer and the file.

use super::args;
use super::parse::{Call, ready, view};
use super::reply::{Form, new_buffer};
use super::request::Request;
use crate::encoding::{self, Encoding};
use crate::errors;
use crate::validate;
use charina_engine::bytes::ByteView;
use charina_engine::{Context, JsArgs, JsArray, JsError, JsObject, JsResult, JsString, JsValue, JsVariant};

/// The size of the buffer that `read` makes when it is given none.
const DEFAULT_SIZE: usize = 16 * 1024;

/// `options.name`, or undefined without options.
fn option(options: Option<&JsObject>, name: &str, c: &mut Context) -> JsResult<JsValue> {
    options.map_or(Ok(JsValue::undefined()), |options| options.get(JsString::from(name), c))
}

/// The options object: null and undefined stand for none.
fn options(value: &JsValue, c: &mut Context) -> JsResult<Option<JsObject>> {
    if value.is_null_or_undefined() { Ok(None) } else { validate::object(value, "options", c).map(Some) }
}

fn wrong_buffer(value: &JsValue, c: &mut Context) -> JsError {
    errors::invalid_arg_type("buffer", &["Buffer", "TypedArray", "DataView"], value, c)
}

/// `validatePosition`: `None` at the current position, which -1 stands for, too.
fn position(value: &JsValue, length: usize, c: &mut Context) -> JsResult<Option<u64>> {
    match value.variant() {
        JsVariant::Null | JsVariant::Undefined => Ok(None),
        JsVariant::BigInt(big) => {
            let max = i128::from(i64::MAX) - i128::try_from(length).unwrap_or(0);
            match big.to_string().parse::<i128>() {
                Ok(number) if (-1..=max).contains(&number) => Ok(u64::try_from(number).ok()),
                _ => Err(errors::out_of_range("position", &format!(">= -1 && <= {max}"), value, c)),
            }
        }
        _ if value.is_number() => {
            let number = validate::integer(value, "position", -1.0, validate::MAX_SAFE_INTEGER, c)?;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was just checked")]
            Ok((number >= 0.0).then_some(number as u64))
        }
        _ => Err(errors::invalid_arg_type("position", &["integer", "bigint"], value, c)),
    }
}

/// Where to write: anything but a number means the current position.
fn loose_position(value: &JsValue) -> Option<u64> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "floats saturate when cast")]
    value.as_number().filter(|n| *n >= 0.0 && *n <= i64::MAX as f64).map(|n| n as u64)
}

/// An offset as a number; null stands for 0 where the caller allows it.
fn offset(value: &JsValue, c: &mut Context) -> JsResult<f64> {
    match value.as_number() {
        Some(number) if number.fract() == 0.0 && number < 0.0 => Err(negative("offset", value, c)),
        _ => validate::integer(value, "offset", 0.0, validate::MAX_SAFE_INTEGER, c),
    }
}

/// The complaint about a negative number has both bounds for an offset, and one for a length.
fn negative(name: &str, value: &JsValue, c: &mut Context) -> JsError {
    let range = if name == "offset" { ">= 0 && <= 9007199254740991" } else { ">= 0" };
    errors::out_of_range(name, range, value, c)
}

/// The number of bytes from `offset` to the end, as JavaScript subtracts.
fn rest(whole: &ByteView, offset: &JsValue, c: &mut Context) -> JsResult<JsValue> {
    let offset = if offset.is_undefined() { 0.0 } else { offset.to_number(c)? };
    Ok(JsValue::from(whole.len as f64 - offset))
}

/// What `read` was asked for, before it is checked.
struct Wanted {
    buffer: JsValue,
    offset: JsValue,
    length: JsValue,
    position: JsValue,
}

impl Wanted {
    fn from_options(buffer: JsValue, options: Option<&JsObject>, c: &mut Context) -> JsResult<Self> {
        let mut offset = option(options, "offset", c)?;
        let mut length = option(options, "length", c)?;
        if length.is_undefined()
            && let Some(whole) = view(&buffer, c)?
        {
            length = rest(&whole, &offset, c)?;
        }
        if offset.is_undefined() {
            offset = JsValue::from(0);
        }
        let position = option(options, "position", c)?;
        Ok(Self { buffer, offset, length, position })
    }

    /// Checks all but the buffer's kind, in Node's order. `whole_length`: the length is cut to 32 bits, as `|0` does.
    fn check(self, fd: i32, whole: &ByteView, whole_length: bool, c: &mut Context) -> JsResult<Call> {
        let start = if self.offset.is_undefined() { 0.0 } else { offset(&self.offset, c)? };
        let length = if whole_length {
            f64::from(self.length.to_i32(c)?)
        } else {
            match self.length.as_number() {
                Some(number) => number.trunc(),
                None => validate::integer(&self.length, "length", 0.0, validate::MAX_SAFE_INTEGER, c)?,
            }
        };
        let form = |view| Form::Read { targets: vec![view], buffer: self.buffer.clone() };
        if length == 0.0 {
            // Nothing is asked of the kernel.
            return ready(Request::Read { fd, lengths: Vec::new(), position: None }, form(whole.slice(0, 0)));
        }
        if whole.len == 0 {
            let reason = "is empty and cannot be written";
            return Err(errors::invalid_arg_value("buffer", &self.buffer, reason, c));
        }
        if length < 0.0 {
            return Err(negative("length", &JsValue::from(length), c));
        }
        let room = whole.len as f64 - start;
        if length > room {
            return Err(errors::out_of_range("length", &format!("<= {room}"), &JsValue::from(length), c));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the buffer")]
        let (start, length) = (start as usize, length as usize);
        let position = position(&self.position, length, c)?;
        ready(Request::Read { fd, lengths: vec![length], position }, form(whole.slice(start, length)))
    }
}

/// `readSync(fd, buffer[, options])` and `readSync(fd, buffer, offset, length[, position])`.
pub(super) fn read_sync(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let fd = args::fd(a.get_or_undefined(0), c)?;
    let buffer = a.get_or_undefined(1).clone();
    let Some(whole) = view(&buffer, c)? else { return Err(wrong_buffer(&buffer, c)) };
    let given = a.get_or_undefined(2);
    let wanted = if a.len() <= 3 || given.is_null() || given.is_object() && !given.is_callable() {
        let options = options(given, c)?;
        Wanted::from_options(buffer, options.as_ref(), c)?
    } else {
        let offset = given.clone();
        let (length, position) = (a.get_or_undefined(3).clone(), a.get_or_undefined(4).clone());
        Wanted { buffer, offset, length, position }
    };
    wanted.check(fd, &whole, true, c)
}

/// `read(fd[, buffer[, options]], callback)`, `read(fd, options, callback)` and the form with all arguments; the
/// callback is already gone.
pub(super) fn read(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let fd = args::fd(a.get_or_undefined(0), c)?;
    let mut buffer = a.get_or_undefined(1).clone();
    let wanted = match a.len() {
        0 | 1 => Wanted::from_options(new_buffer(vec![0; DEFAULT_SIZE], c)?.into(), None, c)?,
        2 => {
            let mut given = None;
            if view(&buffer, c)?.is_none() {
                given = options(&buffer, c)?;
                buffer = match option(given.as_ref(), "buffer", c)? {
                    value if value.is_undefined() => new_buffer(vec![0; DEFAULT_SIZE], c)?.into(),
                    value => value,
                };
            }
            Wanted::from_options(buffer, given.as_ref(), c)?
        }
        3 => {
            let options = options(a.get_or_undefined(2), c)?;
            Wanted::from_options(buffer, options.as_ref(), c)?
        }
        _ => {
            let offset = if a[2].is_null() { JsValue::from(0) } else { a[2].clone() };
            Wanted { buffer, offset, length: a[3].clone(), position: a.get_or_undefined(4).clone() }
        }
    };
    let Some(whole) = view(&wanted.buffer, c)? else { return Err(wrong_buffer(&wanted.buffer, c)) };
    let wanted = if wanted.offset.is_null() { Wanted { offset: JsValue::from(0), ..wanted } } else { wanted };
    wanted.check(fd, &whole, true, c)
}

/// `filehandle.read(buffer, offset, length, position)`, `(buffer, options)` and `(options)`.
pub(super) fn read_promise(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let fd = args::fd(a.get_or_undefined(0), c)?;
    let mut buffer = a.get_or_undefined(1).clone();
    let mut wanted = if view(&buffer, c)?.is_none() {
        let given = options(&buffer, c)?;
        buffer = match option(given.as_ref(), "buffer", c)? {
            value if value.is_undefined() => new_buffer(vec![0; DEFAULT_SIZE], c)?.into(),
            value => value,
        };
        Wanted::from_options(buffer, given.as_ref(), c)?
    } else if let Some(options) = a.get_or_undefined(2).as_object().filter(|o| !o.is_callable()) {
        Wanted::from_options(buffer, Some(&options), c)?
    } else {
        let (offset, length) = (a.get_or_undefined(2).clone(), a.get_or_undefined(3).clone());
        Wanted { buffer, offset, length, position: a.get_or_undefined(4).clone() }
    };
    let Some(whole) = view(&wanted.buffer, c)? else { return Err(wrong_buffer(&wanted.buffer, c)) };
    if wanted.offset.is_null_or_undefined() {
        wanted.offset = JsValue::from(0);
    }
    if wanted.length.is_null_or_undefined() {
        wanted.length = rest(&whole, &wanted.offset, c)?;
    }
    wanted.check(fd, &whole, false, c)
}

/// The part of a buffer that `write` shall write: `offset, length, position` or an object with these.
fn write_buffer(fd: i32, buffer: &JsValue, whole: &ByteView, a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let (mut start, mut length, mut at) = (a[0].clone(), a[1].clone(), a[2].clone());
    if start.is_null() || start.is_object() && !start.is_callable() {
        let options = start.as_object();
        start = option(options.as_ref(), "offset", c)?;
        length = match option(options.as_ref(), "length", c)? {
            value if value.is_undefined() => rest(whole, &start, c)?,
            value => value,
        };
        at = option(options.as_ref(), "position", c)?;
    }
    let start = if start.is_null_or_undefined() { 0.0 } else { offset(&start, c)? };
    let size = whole.len as f64;
    let count = length.as_number().unwrap_or(size - start);
    let shown = JsValue::from(count);
    if start > size {
        return Err(errors::out_of_range("offset", &format!("<= {size}"), &JsValue::from(start), c));
    }
    if count > size - start {
        return Err(errors::out_of_range("length", &format!("<= {}", size - start), &shown, c));
    }
    if count < 0.0 {
        return Err(negative("length", &shown, c));
    }
    if count.fract() != 0.0 || count.is_nan() {
        return Err(errors::out_of_range("length", "an integer", &shown, c));
    }
    if count > f64::from(i32::MAX) {
        return Err(errors::out_of_range("length", &format!(">= 0 && <= {}", i32::MAX), &shown, c));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the buffer")]
    let part = whole.slice(start as usize, count as usize);
    let request = Request::Write { fd, parts: vec![part.to_vec()], position: loose_position(&at) };
    ready(request, Form::Written(buffer.clone()))
}

/// `write(fd, string[, position[, encoding]])`.
fn write_string(fd: i32, data: &JsValue, at: &JsValue, wanted: &JsValue, c: &mut Context) -> JsResult<Call> {
    let Some(string) = data.as_string() else {
        let expected = ["string", "Buffer", "TypedArray", "DataView"];
        return Err(errors::invalid_arg_type("buffer", &expected, data, c));
    };
    let encoding = wanted.as_string().and_then(|name| Encoding::parse(&name)).unwrap_or(Encoding::Utf8);
    if encoding == Encoding::Hex && string.len() % 2 != 0 {
        let reason = format!("is invalid for data of length {}", string.len());
        return Err(errors::invalid_arg_value("encoding", wanted, &reason, c));
    }
    let parts = vec![encoding::to_bytes(&string, encoding)];
    ready(Request::Write { fd, parts, position: loose_position(at) }, Form::Written(data.clone()))
}

/// `writeSync` in both its forms.
pub(super) fn write_sync(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let fd = args::fd(a.get_or_undefined(0), c)?;
    let data = a.get_or_undefined(1);
    match view(data, c)? {
        Some(whole) => {
            let rest = [2, 3, 4].map(|at| a.get_or_undefined(at).clone());
            write_buffer(fd, data, &whole, &rest, c)
        }
        None => write_string(fd, data, a.get_or_undefined(2), a.get_or_undefined(3), c),
    }
}

/// `write` with a callback (already gone), and `filehandle.write`.
pub(super) fn write(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    write_sync(a, c)
}

fn views(value: &JsValue, c: &mut Context) -> JsResult<Vec<ByteView>> {
    let wrong = |c: &mut Context| errors::invalid_arg_type("buffers", &["ArrayBufferView[]"], value, c);
    let Some(array) = value.as_object().filter(JsObject::is_array) else { return Err(wrong(c)) };
    let array = JsArray::from_object(array)?;
    let mut views = Vec::new();
    for index in 0..array.length(c)? {
        let item = array.get(index, c)?;
        match view(&item, c)? {
            Some(view) => views.push(view),
            None => return Err(wrong(c)),
        }
    }
    Ok(views)
}

/// `readv`.
pub(super) fn readv(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let fd = args::fd(a.get_or_undefined(0), c)?;
    let targets = views(a.get_or_undefined(1), c)?;
    let position = loose_position(a.get_or_undefined(2));
    let lengths = targets.iter().map(|view| view.len).collect();
    ready(Request::Read { fd, lengths, position }, Form::Read { targets, buffer: a.get_or_undefined(1).clone() })
}

/// `writev`.
pub(super) fn writev(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let fd = args::fd(a.get_or_undefined(0), c)?;
    let parts = views(a.get_or_undefined(1), c)?.iter().map(ByteView::to_vec).collect();
    let position = loose_position(a.get_or_undefined(2));
    ready(Request::Write { fd, parts, position }, Form::Written(a.get_or_undefined(1).clone()))
}
