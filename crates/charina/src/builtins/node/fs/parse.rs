//! From JS arguments to requests: the table of fs calls. The sync, callback and promise forms of a call share its row.

use super::args::{self, CallOptions, TextEncoding, path};
use super::io;
use super::reply::Form;
use super::request::{Request, Target};
use crate::builtins::node::worker_threads;
use crate::encoding::{self, Encoding};
use crate::errors;
use crate::state::state;
use crate::validate;
use CallbackAt::{ByCount, From, Last};
use charina_engine::bytes::ByteView;
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue};
use rustix::fs::OFlags;

/// A call made ready: what to ask, and in which form the answer is wanted.
pub(super) struct Call {
    pub(super) request: Request,
    pub(super) form: Form,
    /// `options.signal`, for the calls that take one.
    pub(super) signal: Option<JsObject>,
}

impl std::convert::From<(Request, Form)> for Call {
    fn from((request, form): (Request, Form)) -> Self {
        Self { request, form, signal: None }
    }
}

/// Reads the arguments of a call (without its callback).
pub(super) type Parse = fn(&[JsValue], &mut Context) -> JsResult<Call>;

/// Where a call's callback stands among its arguments.
#[derive(Clone, Copy)]
pub(super) enum CallbackAt {
    /// In its own place, after everything else.
    Last,
    /// The first function from this place on: the arguments between may be left out.
    From(usize),
    /// After the last argument: `read` tells its forms apart by their number.
    ByCount,
}

/// One call: its name, the `length` of its sync and callback forms, and its argument readers.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) sync_length: usize,
    pub(super) callback_length: usize,
    pub(super) callback_at: CallbackAt,
    /// Whether a missing callback is noticed before wrong arguments, as in about half of Node's calls.
    pub(super) callback_first: bool,
    /// The readers of the sync, callback and promise forms.
    pub(super) parse: [Parse; 3],
}

impl Row {
    /// The place of the callback among `arguments`.
    pub(super) fn callback_index(&self, arguments: &[JsValue]) -> usize {
        let last = self.callback_length - 1;
        match self.callback_at {
            Last => last,
            From(first) => {
                let found = arguments.iter().take(last).skip(first).position(JsValue::is_callable);
                found.map_or(last, |at| at + first)
            }
            ByCount if arguments.len() < 5 => arguments.len().saturating_sub(1).max(1),
            ByCount => last,
        }
    }

    /// The `length` of the callback form: a default value in Node's parameter list ends the count.
    pub(super) fn callback_form_length(&self) -> usize {
        match self.name {
            "close" | "fstat" | "ftruncate" | "lstat" | "stat" | "statfs" | "truncate" => 1,
            _ => self.callback_length,
        }
    }

    const fn late(mut self) -> Self {
        self.callback_first = false;
        self
    }

    const fn forms(mut self, sync: Parse, callback: Parse, promise: Parse) -> Self {
        self.parse = [sync, callback, promise];
        self
    }
}

const fn row(
    name: &'static str,
    sync_length: usize,
    callback_length: usize,
    callback_at: CallbackAt,
    parse: Parse,
) -> Row {
    Row { name, sync_length, callback_length, callback_at, callback_first: true, parse: [parse; 3] }
}

/// Every call, alphabetical.
pub(super) const TABLE: &[Row] = &[
    row("access", 2, 3, From(1), access).late(),
    row("appendFile", 3, 4, From(2), append_file),
    row("chmod", 2, 3, Last, chmod).late(),
    row("chown", 3, 4, Last, chown),
    row("close", 1, 2, Last, close).late(),
    row("copyFile", 3, 4, From(2), copy_file).late(),
    row("exists", 1, 2, Last, exists),
    row("fchmod", 2, 3, Last, fchmod).late(),
    row("fchown", 3, 4, Last, fchown).late(),
    row("fdatasync", 1, 2, Last, fdatasync),
    row("fstat", 1, 3, From(1), fstat),
    row("fsync", 1, 2, Last, fsync),
    row("ftruncate", 1, 3, From(1), ftruncate),
    row("futimes", 3, 4, Last, futimes).late(),
    row("lchown", 3, 4, Last, lchown),
    row("link", 2, 3, Last, link),
    row("lstat", 1, 3, From(1), lstat),
    row("lutimes", 3, 4, Last, lutimes),
    row("mkdir", 2, 3, From(1), mkdir).forms(mkdir, mkdir, mkdir_promise),
    row("mkdtemp", 2, 3, From(1), mkdtemp),
    row("open", 3, 4, From(1), open).late(),
    row("read", 5, 6, ByCount, io::read_sync).late().forms(io::read_sync, io::read, io::read_promise),
    row("readFile", 2, 3, From(1), read_file),
    row("readdir", 2, 3, From(1), readdir),
    row("readlink", 2, 3, From(1), readlink),
    row("readv", 3, 4, From(2), io::readv).late(),
    row("realpath", 2, 3, From(1), realpath).forms(realpath_walk, realpath_walk, realpath),
    row("realpathNative", 2, 3, From(1), realpath),
    row("rename", 2, 3, Last, rename),
    row("rm", 2, 3, From(1), rm).late(),
    row("rmdir", 2, 3, From(1), rmdir).forms(rmdir, rmdir, rmdir_promise),
    row("stat", 1, 3, From(1), stat),
    row("statfs", 1, 3, From(1), statfs),
    row("symlink", 3, 4, From(2), symlink),
    row("truncate", 2, 3, From(1), truncate),
    row("unlink", 1, 2, Last, unlink),
    row("utimes", 3, 4, Last, utimes),
    row("write", 5, 6, From(2), io::write_sync).late().forms(io::write_sync, io::write, io::write),
    row("writeFile", 3, 4, From(2), write_file),
    row("writev", 3, 4, From(2), io::writev).late(),
];

pub(super) fn ready(request: Request, form: Form) -> JsResult<Call> {
    Ok((request, form).into())
}

/// The mode of `access` and `copyFile`: three bits, checked where Node's C++ does, in its words.
fn three_bits(value: &JsValue, c: &mut Context) -> JsResult<u32> {
    if value.is_null_or_undefined() {
        return Ok(0);
    }
    let Some(number) = value.as_number() else {
        return Err(errors::type_error("ERR_INVALID_ARG_TYPE", "mode must be int32 or null/undefined", c));
    };
    if !number.is_finite() {
        return Err(errors::range_error("ERR_OUT_OF_RANGE", "mode is out of range", c));
    }
    if !(0.0..8.0).contains(&number) {
        return Err(errors::range_error("ERR_OUT_OF_RANGE", "mode is out of range: >= 0 && <= 7", c));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was just checked")]
    Ok(number as u32)
}

fn access(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let path = path(a.get_or_undefined(0), "path", c)?;
    let mode = three_bits(a.get_or_undefined(1), c)?;
    ready(Request::Access { path, mode }, Form::Nothing)
}

fn exists(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    ready(Request::Exists { path: path(a.get_or_undefined(0), "path", c)? }, Form::Value)
}

fn close(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let fd = args::fd(a.get_or_undefined(0), c)?;
    worker_threads::descriptor_closed(fd, c)?;
    ready(Request::Close { fd }, Form::Nothing)
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
    let mode = three_bits(a.get_or_undefined(2), c)?;
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
    let bigint = options.get(JsString::from("bigint"), c)?.as_boolean() == Some(true);
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
    if value.is_undefined() {
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
    let names = if matches!(target, Target::Fd(_)) { ["atime", "mtime"] } else { ["time", "time"] };
    let access = args::time(a.get_or_undefined(1), names[0], c)?;
    let modification = args::time(a.get_or_undefined(2), names[1], c)?;
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
    if !kind.is_null_or_undefined() {
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
    make_directory(a, "options.mode", c)
}

fn mkdir_promise(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    make_directory(a, "mode", c)
}

/// `mode_name`: what errors call the mode, which may be null where that is no option's name.
fn make_directory(a: &[JsValue], mode_name: &str, c: &mut Context) -> JsResult<Call> {
    const DEFAULT_MODE: u32 = 0o777;
    let options = a.get_or_undefined(1);
    let path = path(a.get_or_undefined(0), "path", c)?;
    let (mut mode, mut recursive) = (DEFAULT_MODE, false);
    if options.is_number() || options.is_string() {
        mode = args::mode(options, "mode", None, c)?;
    } else if let Some(options) = options.as_object().filter(|o| !o.is_callable()) {
        let value = options.get(JsString::from("recursive"), c)?;
        if !value.is_undefined() {
            recursive = validate::boolean(&value, "options.recursive", c)?;
        }
        let value = options.get(JsString::from("mode"), c)?;
        if !value.is_undefined() {
            mode = args::mode(&value, mode_name, (mode_name == "mode").then_some(DEFAULT_MODE), c)?;
        }
    }
    ready(Request::Mkdir { path, mode, recursive }, Form::Value)
}

/// Emits a warning the first time; `slot` remembers that it was.
fn warn_once(slot: &'static str, arguments: &[&str], c: &mut Context) -> JsResult<()> {
    if state(c).slot(slot).to_boolean() {
        return Ok(());
    }
    state(c).set_slot(slot, JsValue::from(true));
    let arguments: Vec<JsValue> = arguments.iter().map(|text| JsString::from(*text).into()).collect();
    super::super::process::emit_warning(&arguments, c)
}

fn mkdtemp(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let options = CallOptions::read(a.get_or_undefined(1), c)?;
    let encoding = options.encoding(c)?;
    let prefix = args::path_bytes(a.get_or_undefined(0), "prefix", c)?;
    if prefix.last() == Some(&b'X') {
        let message = "mkdtemp() templates ending with X are not portable. \
                       For details see: https://nodejs.org/api/fs.html";
        warn_once("fs.warned.mkdtemp", &[message], c)?;
    }
    ready(Request::Mkdtemp { prefix }, Form::Path(encoding))
}

fn open(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let path = path(a.get_or_undefined(0), "path", c)?;
    let flags = args::flags(a.get_or_undefined(1), OFlags::RDONLY, "flags", c)?;
    let mode = args::mode(a.get_or_undefined(2), "mode", Some(0o666), c)?;
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

/// `realpath` by Node's own walk, which makes a string of whatever it is given.
fn realpath_walk(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let encoding = CallOptions::read(a.get_or_undefined(1), c)?.encoding(c)?;
    let value = a.get_or_undefined(0);
    let path = match value.as_object() {
        None => path(&value.to_string(c)?.into(), "path", c)?,
        Some(_) => match path(value, "path", c) {
            Ok(path) => path,
            Err(error) if args::is_url(value, c)? => return Err(error),
            Err(_) => path(&value.to_string(c)?.into(), "path", c)?,
        },
    };
    ready(Request::RealPathWalk { path }, Form::Path(encoding))
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
    let delay = match options.own("retryDelay", c)? {
        Some(value) => validate::int32(&value, "options.retryDelay", 0, i32::MAX, c)?.cast_unsigned(),
        None => 100,
    };
    let count = match options.own("maxRetries", c)? {
        Some(value) => validate::uint32(&value, "options.maxRetries", false, c)?,
        None => 0,
    };
    Ok((count, u64::from(delay)))
}

fn rm(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let path = path(a.get_or_undefined(0), "path", c)?;
    let value = a.get_or_undefined(1);
    if !value.is_undefined() {
        validate::object(value, "options", c)?;
    }
    let options = CallOptions::read(value, c)?;
    let recursive = options.own_flag("recursive", c)?;
    let force = options.own_flag("force", c)?;
    let (retries, delay_ms) = retries(&options, c)?;
    ready(Request::Rm { path, recursive, force, retries, delay_ms }, Form::Rm)
}

fn rmdir(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    remove_directory(a, false, c)
}

fn rmdir_promise(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    remove_directory(a, true, c)
}

/// `follow`: whether `recursive` takes a link for what it points to.
fn remove_directory(a: &[JsValue], follow: bool, c: &mut Context) -> JsResult<Call> {
    let path = path(a.get_or_undefined(0), "path", c)?;
    let value = a.get_or_undefined(1);
    if !value.is_undefined() {
        validate::object(value, "options", c)?;
    }
    let options = CallOptions::read(value, c)?;
    let recursive = options.own_flag("recursive", c)?;
    let (retries, delay_ms) = retries(&options, c)?;
    if !recursive {
        return ready(Request::Rmdir { path }, Form::Nothing);
    }
    let message = "In future versions of Node.js, fs.rmdir(path, { recursive: true }) will be removed. \
                   Use fs.rm(path, { recursive: true }) instead";
    warn_once("fs.warned.rmdir", &[message, "DeprecationWarning", "DEP0147"], c)?;
    ready(Request::RmdirTree { path, follow, retries, delay_ms }, Form::Nothing)
}

fn file_target(value: &JsValue, c: &mut Context) -> JsResult<Target> {
    match value.as_number() {
        Some(n) if n.fract() == 0.0 && (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&n) => {
            Ok(Target::Fd(args::fd(value, c)?))
        }
        _ => Ok(Target::Path(path(value, "path", c)?)),
    }
}

/// `options.flag`, where anything false means the default.
fn given_flag(options: &CallOptions, c: &mut Context) -> JsResult<JsValue> {
    let flag = options.get("flag", c)?;
    Ok(if flag.to_boolean() { flag } else { JsValue::undefined() })
}

fn read_file(a: &[JsValue], c: &mut Context) -> JsResult<Call> {
    let options = CallOptions::read(a.get_or_undefined(1), c)?;
    let encoding = options.encoding(c)?;
    let flags = args::flags(&given_flag(&options, c)?, OFlags::RDONLY, "flags", c)?;
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
pub(super) fn view(value: &JsValue, c: &mut Context) -> JsResult<Option<ByteView>> {
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
    let flags = args::flags(&given_flag(&options, c)?, default, "flags", c)?;
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
