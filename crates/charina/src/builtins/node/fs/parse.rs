//! From JS arguments to requests: the table of fs calls. The sync, callback and promise forms of a call share its row.

use super::args::{self, CallOptions, TextEncoding, path};
use super::reply::Form;
use super::request::{Request, Target};
use crate::encoding::{self, Encoding};
use crate::errors;
use crate::validate;
use charina_engine::bytes::ByteView;
use charina_engine::{Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, JsVariant};
use rustix::fs::OFlags;

/// A call made ready: what to ask, and in which form the answer is wanted.
pub(super) struct Call {
    pub(super) request: Request,
    pub(super) form: Form,
    /// `options.signal`, for the calls that take one.
    pub(super) signal: Option<JsObject>,
}

impl From<(Request, Form)> for Call {
    fn from((request, form): (Request, Form)) -> Self {
        Self { request, form, signal: None }
    }
}

/// Reads the arguments of a call (without its callback).
pub(super) type Parse = fn(&[JsValue], &mut Context) -> JsResult<Call>;

/// One call: its name, the `length` of its sync and callback forms, and its argument reader.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) sync_length: usize,
    pub(super) callback_length: usize,
    pub(super) parse: Parse,
}

const fn row(name: &'static str, sync_length: usize, callback_length: usize, parse: Parse) -> Row {
    Row { name, sync_length, callback_length, parse }
}

/// Every call, alphabetical.
pub(super) const TABLE: &[Row] = &[
    row("access", 2, 3, access),
    row("appendFile", 3, 4, append_file),
    row("chmod", 2, 3, chmod),
    row("chown", 3, 4, chown),
    row("close", 1, 1, close),
    row("copyFile", 3, 4, copy_file),
    row("exists", 1, 2, exists),
    row("fchmod", 2, 3, fchmod),
    row("fchown", 3, 4, fchown),
    row("fdatasync", 1, 2, fdatasync),
    row("fstat", 1, 2, fstat),
    row("fsync", 1, 2, fsync),
    row("ftruncate", 1, 1, ftruncate),
    row("futimes", 3, 4, futimes),
    row("lchown", 3, 4, lchown),
    row("link", 2, 3, link),
    row("lstat", 1, 2, lstat),
    row("lutimes", 3, 4, lutimes),
    row("mkdir", 2, 3, mkdir),
    row("mkdtemp", 2, 3, mkdtemp),
    row("open", 3, 4, open),
    row("read", 5, 6, read),
    row("readFile", 2, 3, read_file),
    row("readdir", 2, 3, readdir),
    row("readlink", 2, 3, readlink),
    row("readv", 3, 4, readv),
    row("realpath", 2, 3, realpath),
    row("rename", 2, 3, rename),
    row("rm", 2, 3, rm),
    row("rmdir", 2, 3, rmdir),
    row("stat", 1, 2, stat),
    row("statfs", 1, 2, statfs),
    row("symlink", 3, 4, symlink),
    row("truncate", 2, 3, truncate),
    row("unlink", 1, 2, unlink),
    row("utimes", 3, 4, utimes),
    row("write", 5, 6, write),
    row("writeFile", 3, 4, write_file),
    row("writev", 3, 4, writev),
];

fn ready(request: Request, form: Form) -> JsResult<Call> {
    Ok((request, form).into())
}

fn access(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let path = path(a.get_or_undefined(0), "path", c)?;
    let mode = match validate::optional(a.get_or_undefined(1)).filter(|m| !m.is_null()) {
        Some(mode) => validate::int32(mode, "mode", 0, 7, c)?.cast_unsigned(),
        None => 0,
    };
    ready(Request::Access { path, mode }, Form::Nothing)
}

fn exists(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    ready(Request::Exists { path: path(a.get_or_undefined(0), "path", c)? }, Form::Value)
}

fn close(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    ready(Request::Close { fd: args::fd(a.get_or_undefined(0), c)? }, Form::Nothing)
}

fn chmod(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let target = Target::Path(path(a.get_or_undefined(0), "path", c)?);
    let mode = args::mode(a.get_or_undefined(1), "mode", None, c)?;
    ready(Request::Chmod { target, mode }, Form::Nothing)
}

fn fchmod(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let target = Target::Fd(args::fd(a.get_or_undefined(0), c)?);
    let mode = args::mode(a.get_or_undefined(1), "mode", None, c)?;
    ready(Request::Chmod { target, mode }, Form::Nothing)
}

/// A user or group id: -1 leaves it as it is.
fn owner_id(value: &JsValue, name: &str, c: &mut Context) -> JsResult<u32> {
    let number = validate::integer(value, name, -1.0, f64::from(u32::MAX), c)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "-1 becomes all ones, as in C")]
    Ok(number as i64 as u32)
}

fn owners(a: &[JsValue], c: &mut Context) -> JsResult<(u32, u32)> {
    Ok((owner_id(a.get_or_undefined(1), "uid", c)?, owner_id(a.get_or_undefined(2), "gid", c)?))
}

fn chown(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let target = Target::Path(path(a.get_or_undefined(0), "path", c)?);
    let (uid, gid) = owners(a, c)?;
    ready(Request::Chown { target, uid, gid, follow: true }, Form::Nothing)
}

fn lchown(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let target = Target::Path(path(a.get_or_undefined(0), "path", c)?);
    let (uid, gid) = owners(a, c)?;
    ready(Request::Chown { target, uid, gid, follow: false }, Form::Nothing)
}

fn fchown(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let target = Target::Fd(args::fd(a.get_or_undefined(0), c)?);
    let (uid, gid) = owners(a, c)?;
    ready(Request::Chown { target, uid, gid, follow: true }, Form::Nothing)
}

fn copy_file(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let from = path(a.get_or_undefined(0), "src", c)?;
    let to = path(a.get_or_undefined(1), "dest", c)?;
    let mode = match validate::optional(a.get_or_undefined(2)).filter(|m| !m.is_null()) {
        Some(mode) => validate::int32(mode, "mode", 0, 7, c)?.cast_unsigned(),
        None => 0,
    };
    ready(Request::CopyFile { from, to, mode }, Form::Nothing)
}

fn fdatasync(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    ready(Request::Sync { fd: args::fd(a.get_or_undefined(0), c)?, data_only: true }, Form::Nothing)
}

fn fsync(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    ready(Request::Sync { fd: args::fd(a.get_or_undefined(0), c)?, data_only: false }, Form::Nothing)
}

fn stat_form(options: &JsValue, c: &mut Context) -> JsResult<Form> {
    let Some(options) = options.as_object().filter(|o| !o.is_callable()) else {
        return Ok(Form::Stat { bigint: false, throw_if_missing: true });
    };
    let bigint = options.get(JsString::from("bigint"), c)?.to_boolean();
    let throw = options.get(JsString::from("throwIfNoEntry"), c)?;
    Ok(Form::Stat { bigint, throw_if_missing: throw.is_undefined() || throw.to_boolean() })
}

fn stat(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let target = Target::Path(path(a.get_or_undefined(0), "path", c)?);
    ready(Request::Stat { target, follow: true }, stat_form(a.get_or_undefined(1), c)?)
}

fn lstat(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let target = Target::Path(path(a.get_or_undefined(0), "path", c)?);
    ready(Request::Stat { target, follow: false }, stat_form(a.get_or_undefined(1), c)?)
}

fn fstat(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let target = Target::Fd(args::fd(a.get_or_undefined(0), c)?);
    ready(Request::Stat { target, follow: true }, stat_form(a.get_or_undefined(1), c)?)
}

fn statfs(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let path = path(a.get_or_undefined(0), "path", c)?;
    let bigint = match a.get_or_undefined(1).as_object().filter(|o| !o.is_callable()) {
        Some(options) => options.get(JsString::from("bigint"), c)?.to_boolean(),
        None => false,
    };
    ready(Request::StatFs { path }, Form::StatFs { bigint })
}

/// A length to cut to: negative ones count as 0.
fn length(value: &JsValue, c: &mut Context) -> JsResult<u64> {
    if value.is_undefined() || value.is_null() || value.is_callable() {
        return Ok(0);
    }
    let number = validate::integer(value, "len", -validate::MAX_SAFE_INTEGER, validate::MAX_SAFE_INTEGER, c)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, at most 2^53")]
    Ok(number.max(0.0) as u64)
}

fn truncate(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let target = match a.get_or_undefined(0) {
        fd if fd.is_number() => Target::Fd(args::fd(fd, c)?),
        value => Target::Path(path(value, "path", c)?),
    };
    ready(Request::Truncate { target, length: length(a.get_or_undefined(1), c)? }, Form::Nothing)
}

fn ftruncate(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let target = Target::Fd(args::fd(a.get_or_undefined(0), c)?);
    ready(Request::Truncate { target, length: length(a.get_or_undefined(1), c)? }, Form::Nothing)
}

fn times(a: &[JsValue], target: Target, follow: bool, c: &mut Context) -> JsResult<Call> {
    let access = args::time(a.get_or_undefined(1), "atime", c)?;
    let modification = args::time(a.get_or_undefined(2), "mtime", c)?;
    ready(Request::Utimes { target, access, modification, follow }, Form::Nothing)
}

fn utimes(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let target = Target::Path(path(a.get_or_undefined(0), "path", c)?);
    times(a, target, true, c)
}

fn lutimes(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let target = Target::Path(path(a.get_or_undefined(0), "path", c)?);
    times(a, target, false, c)
}

fn futimes(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let target = Target::Fd(args::fd(a.get_or_undefined(0), c)?);
    times(a, target, true, c)
}

fn link(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let from = path(a.get_or_undefined(0), "existingPath", c)?;
    let to = path(a.get_or_undefined(1), "newPath", c)?;
    ready(Request::Link { from, to }, Form::Nothing)
}

fn rename(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let from = path(a.get_or_undefined(0), "oldPath", c)?;
    let to = path(a.get_or_undefined(1), "newPath", c)?;
    ready(Request::Rename { from, to }, Form::Nothing)
}

fn symlink(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let kind = a.get_or_undefined(2);
    if !kind.is_null_or_undefined() && !kind.is_callable() {
        let known = kind.as_string().map(|k| charina_engine::text::to_utf8(&k));
        if !matches!(known.as_deref(), Some("dir" | "file" | "junction")) {
            let reason = "must be one of: 'dir', 'file', 'junction', null, undefined";
            return Err(errors::invalid_arg_value("type", kind, reason, c));
        }
    }
    let target = path(a.get_or_undefined(0), "target", c)?;
    let path = path(a.get_or_undefined(1), "path", c)?;
    ready(Request::Symlink { target, path }, Form::Nothing)
}

fn mkdir(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let options = a.get_or_undefined(1);
    let path = path(a.get_or_undefined(0), "path", c)?;
    let (mut mode, mut recursive) = (0o777, false);
    if options.is_number() || options.is_string() {
        mode = args::mode(options, "mode", None, c)?;
    } else if let Some(options) = options.as_object().filter(|o| !o.is_callable()) {
        let value = options.get(JsString::from("recursive"), c)?;
        if !value.is_undefined() {
            recursive = validate::boolean(&value, "options.recursive", c)?;
        }
        let value = options.get(JsString::from("mode"), c)?;
        if !value.is_undefined() {
            mode = args::mode(&value, "options.mode", None, c)?;
        }
    }
    ready(Request::Mkdir { path, mode, recursive }, Form::Value)
}

fn mkdtemp(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let options = CallOptions::read(a.get_or_undefined(1), c)?;
    let encoding = options.encoding(c)?;
    let prefix = args::path_bytes(a.get_or_undefined(0), "prefix", c)?;
    ready(Request::Mkdtemp { prefix }, Form::Path(encoding))
}

fn open(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let path = path(a.get_or_undefined(0), "path", c)?;
    let given = |value: &JsValue| if value.is_callable() { JsValue::undefined() } else { value.clone() };
    let flags = args::flags(&given(a.get_or_undefined(1)), OFlags::RDONLY, "flags", c)?;
    let mode = args::mode(&given(a.get_or_undefined(2)), "mode", Some(0o666), c)?;
    ready(Request::Open { path, flags, mode }, Form::Value)
}

fn readlink(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let encoding = CallOptions::read(a.get_or_undefined(1), c)?.encoding(c)?;
    ready(Request::ReadLink { path: path(a.get_or_undefined(0), "path", c)? }, Form::Path(encoding))
}

fn realpath(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let encoding = CallOptions::read(a.get_or_undefined(1), c)?.encoding(c)?;
    ready(Request::RealPath { path: path(a.get_or_undefined(0), "path", c)? }, Form::Path(encoding))
}

fn readdir(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let options = CallOptions::read(a.get_or_undefined(1), c)?;
    let encoding = options.encoding(c)?;
    let path = path(a.get_or_undefined(0), "path", c)?;
    let recursive = options.flag("recursive", c)?;
    let with_types = options.get("withFileTypes", c)?.to_boolean();
    ready(Request::ReadDir { path, recursive }, Form::Entries { encoding, with_types })
}

fn unlink(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    ready(Request::Unlink { path: path(a.get_or_undefined(0), "path", c)? }, Form::Nothing)
}

/// `maxRetries` and `retryDelay`.
fn retries(options: &CallOptions, c: &mut Context) -> JsResult<(u32, u64)> {
    let value = options.get("maxRetries", c)?;
    let count = if value.is_undefined() { 0 } else { validate::uint32(&value, "options.maxRetries", false, c)? };
    let value = options.get("retryDelay", c)?;
    let delay = if value.is_undefined() {
        100
    } else {
        validate::int32(&value, "options.retryDelay", 0, i32::MAX, c)?.cast_unsigned()
    };
    Ok((count, u64::from(delay)))
}

fn rm(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let path = path(a.get_or_undefined(0), "path", c)?;
    let value = a.get_or_undefined(1);
    if !value.is_undefined() && !value.is_callable() {
        validate::object(value, "options", c)?;
    }
    let options = CallOptions::read(value, c)?;
    let force = options.flag("force", c)?;
    let recursive = options.flag("recursive", c)?;
    let (retries, delay_ms) = retries(&options, c)?;
    ready(Request::Rm { path, recursive, force, retries, delay_ms }, Form::Rm)
}

fn rmdir(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let path = path(a.get_or_undefined(0), "path", c)?;
    let value = a.get_or_undefined(1);
    if !value.is_undefined() && !value.is_callable() {
        validate::object(value, "options", c)?;
    }
    let options = CallOptions::read(value, c)?;
    let recursive = options.flag("recursive", c)?;
    retries(&options, c)?;
    if recursive {
        // Deprecated (DEP0147) but documented: a tree is removed, a missing path is an error.
        return ready(Request::Rm { path, recursive: true, force: false, retries: 0, delay_ms: 0 }, Form::Nothing);
    }
    ready(Request::Rmdir { path }, Form::Nothing)
}

fn file_target(value: &JsValue, c: &mut Context) -> JsResult<Target> {
    match value.as_number() {
        Some(n) if n.fract() == 0.0 && n >= 0.0 => Ok(Target::Fd(args::fd(value, c)?)),
        _ => Ok(Target::Path(path(value, "path", c)?)),
    }
}

fn read_file(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let options = CallOptions::read(a.get_or_undefined(1), c)?;
    let encoding = options.encoding(c)?;
    let flags = args::flags(&options.get("flag", c)?, OFlags::RDONLY, "options.flag", c)?;
    let signal = options.signal(c)?;
    let target = file_target(a.get_or_undefined(0), c)?;
    Ok(Call { request: Request::ReadFile { target, flags }, form: Form::File(encoding), signal })
}

/// The bytes that `data` stands for: a string in `encoding`, or what an ArrayBufferView shows.
fn data_bytes(value: &JsValue, encoding: TextEncoding, name: &str, c: &mut Context) -> JsResult<Vec<u8>> {
    if let Some(string) = value.as_string() {
        let encoding = if let TextEncoding::Text(encoding) = encoding { encoding } else { Encoding::Utf8 };
        return Ok(encoding::to_bytes(&string, encoding));
    }
    match view(value, c)? {
        Some(view) => Ok(view.to_vec()),
        None => Err(errors::invalid_arg_type(name, &["string", "Buffer", "TypedArray", "DataView"], value, c)),
    }
}

/// The bytes of a typed array or DataView, but not of an ArrayBuffer.
fn view(value: &JsValue, c: &mut Context) -> JsResult<Option<ByteView>> {
    let Some(object) = value.as_object() else { return Ok(None) };
    if object.is::<charina_engine::builtins::array_buffer::ArrayBuffer>()
        || object.is::<charina_engine::builtins::array_buffer::SharedArrayBuffer>()
    {
        return Ok(None);
    }
    ByteView::from_object(&object, c)
}

fn write_whole(a: &[JsValue], default: OFlags, c: &mut Context) -> JsResult<Call> {
    let options = CallOptions::read(a.get_or_undefined(2), c)?;
    let encoding = options.encoding(c)?;
    let flush = match options.get("flush", c)? {
        value if value.is_null_or_undefined() => false,
        value => validate::boolean(&value, "options.flush", c)?,
    };
    let data = data_bytes(a.get_or_undefined(1), encoding, "data", c)?;
    let flags = args::flags(&options.get("flag", c)?, default, "options.flag", c)?;
    let mode = args::mode(&options.get("mode", c)?, "mode", Some(0o666), c)?;
    let signal = options.signal(c)?;
    let target = file_target(a.get_or_undefined(0), c)?;
    Ok(Call { request: Request::WriteFile { target, data, flags, mode, flush }, form: Form::Nothing, signal })
}

fn write_file(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    write_whole(a, OFlags::TRUNC | OFlags::CREATE | OFlags::WRONLY, c)
}

fn append_file(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    write_whole(a, OFlags::APPEND | OFlags::CREATE | OFlags::WRONLY, c)
}

/// Where to read or write: `None` at the current position.
fn position(value: &JsValue, length: usize, c: &mut Context) -> JsResult<Option<u64>> {
    if value.is_null_or_undefined() || value.is_callable() {
        return Ok(None);
    }
    let top = validate::MAX_SAFE_INTEGER;
    let number = match value.variant() {
        JsVariant::BigInt(big) => {
            let number = big.to_f64();
            let max = (2f64).powi(63) - 1.0 - length as f64;
            if number < -1.0 || number > max {
                let range = format!(">= -1 && <= {}", 0x7fff_ffff_ffff_ffff_u64 - length as u64);
                return Err(errors::out_of_range("position", &range, value, c));
            }
            number
        }
        _ if value.is_number() => validate::integer(value, "position", -1.0, top, c)?,
        _ => return Err(errors::invalid_arg_type("position", &["integer", "bigint"], value, c)),
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was just checked")]
    Ok((number >= 0.0).then_some(number as u64))
}

fn index(value: &JsValue, name: &str, max: usize, c: &mut Context) -> JsResult<usize> {
    let number = validate::integer(value, name, 0.0, validate::MAX_SAFE_INTEGER, c)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was just checked")]
    let number = number as usize;
    if number > max {
        return Err(errors::out_of_range(name, &format!("<= {max}"), value, c));
    }
    Ok(number)
}

/// `buffer, offset, length, position` or `buffer, { offset, length, position }` or `{ buffer, ... }`.
fn window(a: &[JsValue], start: usize, need_buffer: bool, c: &mut Context) -> JsResult<Window> {
    let mut buffer = a.get_or_undefined(start).clone();
    let (mut offset, mut length, mut at) = (
        a.get_or_undefined(start + 1).clone(),
        a.get_or_undefined(start + 2).clone(),
        a.get_or_undefined(start + 3).clone(),
    );
    let mut options = offset.as_object().filter(|o| !o.is_callable());
    if view(&buffer, c)?.is_none() {
        options = buffer.as_object().filter(|o| !o.is_callable()).or(options);
        if let Some(options) = &options {
            let inner = options.get(JsString::from("buffer"), c)?;
            if !inner.is_undefined() {
                buffer = inner;
            } else if !need_buffer {
                buffer = super::reply::new_buffer(vec![0; 16_384], c)?.into();
            }
        } else if buffer.is_undefined() && !need_buffer {
            buffer = super::reply::new_buffer(vec![0; 16_384], c)?.into();
        }
    }
    if let Some(options) = options {
        offset = options.get(JsString::from("offset"), c)?;
        length = options.get(JsString::from("length"), c)?;
        at = options.get(JsString::from("position"), c)?;
    }
    let Some(whole) = view(&buffer, c)? else {
        let expected = ["Buffer", "TypedArray", "DataView"];
        return Err(errors::invalid_arg_type("buffer", &expected, &buffer, c));
    };
    let given = |value: &JsValue| !value.is_null_or_undefined() && !value.is_callable();
    let offset = if given(&offset) { index(&offset, "offset", whole.len, c)? } else { 0 };
    let length = if given(&length) {
        let number = validate::integer(&length, "length", 0.0, validate::MAX_SAFE_INTEGER, c)?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was just checked")]
        let number = number as usize;
        if number > whole.len - offset {
            return Err(errors::out_of_range("length", &format!("<= {}", whole.len - offset), &length, c));
        }
        number
    } else {
        whole.len - offset
    };
    let position = position(&at, length, c)?;
    Ok(Window { buffer, view: whole.slice(offset, length), position })
}

struct Window {
    buffer: JsValue,
    view: ByteView,
    position: Option<u64>,
}

fn read(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let fd = args::fd(a.get_or_undefined(0), c)?;
    let window = window(a, 1, false, c)?;
    if let (Some(whole), true) = (view(&window.buffer, c)?, window.view.len == 0)
        && whole.len == 0
        && a.len() > 2
    {
        let reason = "is empty and cannot be written";
        return Err(errors::invalid_arg_value("buffer", &window.buffer, reason, c));
    }
    let request = Request::Read { fd, lengths: vec![window.view.len], position: window.position };
    ready(request, Form::Read { targets: vec![window.view], buffer: window.buffer })
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

fn readv(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let fd = args::fd(a.get_or_undefined(0), c)?;
    let targets = views(a.get_or_undefined(1), c)?;
    let position = if a.get_or_undefined(2).is_number() { position(a.get_or_undefined(2), 0, c)? } else { None };
    let lengths = targets.iter().map(|view| view.len).collect();
    ready(Request::Read { fd, lengths, position }, Form::Read { targets, buffer: a.get_or_undefined(1).clone() })
}

fn write(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let fd = args::fd(a.get_or_undefined(0), c)?;
    let data = a.get_or_undefined(1);
    if view(data, c)?.is_some() {
        let window = window(a, 1, true, c)?;
        let request = Request::Write { fd, parts: vec![window.view.to_vec()], position: window.position };
        return ready(request, Form::Written(data.clone()));
    }
    // write(fd, string[, position[, encoding]])
    let Some(string) = data.as_string() else {
        let expected = ["string", "Buffer", "TypedArray", "DataView"];
        return Err(errors::invalid_arg_type("buffer", &expected, data, c));
    };
    let encoding = match a.get_or_undefined(3) {
        value if value.is_callable() => TextEncoding::Default,
        value => args::encoding(value, c)?,
    };
    let encoding = if let TextEncoding::Text(encoding) = encoding { encoding } else { Encoding::Utf8 };
    let position = if a.get_or_undefined(2).is_number() { position(a.get_or_undefined(2), 0, c)? } else { None };
    let parts = vec![encoding::to_bytes(&string, encoding)];
    ready(Request::Write { fd, parts, position }, Form::Written(data.clone()))
}

fn writev(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let fd = args::fd(a.get_or_undefined(0), c)?;
    let parts = views(a.get_or_undefined(1), c)?.iter().map(ByteView::to_vec).collect();
    let position = if a.get_or_undefined(2).is_number() { position(a.get_or_undefined(2), 0, c)? } else { None };
    ready(Request::Write { fd, parts, position }, Form::Written(a.get_or_undefined(1).clone()))
}
