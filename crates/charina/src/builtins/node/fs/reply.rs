//! From the kernel's answers to JS values: buffers, names, Stats, Dirents.

use super::args::TextEncoding;
use super::request::TOO_LARGE;
use super::request::{Entry, Reply};
use crate::builtins::{self, node::worker_threads};
use crate::encoding::{self, Encoding};
use crate::errors::{self, SystemError};
use crate::state::state;
use crate::validate;
use charina_engine::bytes::ByteView;
use charina_engine::{Context, JsArray, JsBigInt, JsError, JsObject, JsResult, JsString, JsValue, ops, text};
use rustix::fs as sys;
use rustix::io::Errno;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// In which form an answer is wanted.
pub(super) enum Form {
    Nothing,
    Value,
    Path(TextEncoding),
    File(TextEncoding),
    Entries {
        encoding: TextEncoding,
        with_types: bool,
    },
    Stat {
        bigint: bool,
        throw_if_missing: bool,
    },
    StatFs {
        bigint: bool,
    },
    /// Bytes go into these views; callbacks get `(bytesRead, buffer)`.
    Read {
        targets: Vec<ByteView>,
        buffer: JsValue,
    },
    /// Callbacks get `(bytesWritten, buffer)`.
    Written(JsValue),
    Rm,
}

/// What a callback gets after its null.
pub(super) struct Values {
    /// The value; it alone is what the sync form returns and the promise resolves with.
    pub(super) first: JsValue,
    /// The buffer that `read` and `write` pass along.
    pub(super) second: Option<JsValue>,
}

impl Form {
    /// Turns an answer into values.
    pub(super) fn convert(self, reply: Reply, context: &mut Context) -> JsResult<Values> {
        let mut second = None;
        let first = match (self, reply) {
            (Self::Path(encoding), Reply::Path(path)) => name(path.as_os_str().as_bytes(), encoding, context)?,
            (Self::File(encoding), Reply::Bytes(bytes)) => contents(bytes, encoding, context)?,
            (Self::Entries { encoding, with_types }, Reply::Entries(entries)) => {
                names(&entries, encoding, with_types, context)?
            }
            (Self::Stat { bigint, .. }, Reply::Stat(stat)) => stats(&stat, bigint, context).into(),
            (Self::StatFs { bigint }, Reply::StatFs(stat)) => stat_fs(&stat, bigint, context).into(),
            (Self::Read { targets, buffer }, Reply::Parts { bytes, total }) => {
                for (target, part) in targets.iter().zip(&bytes) {
                    target.write(context, |window| {
                        let count = part.len().min(window.len());
                        window[..count].copy_from_slice(&part[..count]);
                    })?;
                }
                second = Some(buffer);
                JsValue::from(total)
            }
            (Self::Written(buffer), Reply::Count(count)) => {
                second = Some(buffer);
                JsValue::from(count)
            }
            (_, Reply::Fd(fd)) => {
                worker_threads::descriptor_opened(fd, context)?;
                JsValue::from(fd)
            }
            (_, Reply::Bool(value)) => JsValue::from(value),
            (_, Reply::Made(Some(path))) => text::from_utf8(&path.to_string_lossy()).into(),
            _ => JsValue::undefined(),
        };
        Ok(Values { first, second })
    }

    /// The JS error of a failure; `Ok` where this form takes it as an answer.
    pub(super) fn failure(&self, error: &SystemError, context: &mut Context) -> Result<JsValue, JsError> {
        let missing = error.errno == Errno::NOENT.raw_os_error();
        if error.syscall == TOO_LARGE {
            let size = error.path.as_deref().unwrap_or_default();
            let message = format!("File size ({size}) is greater than 2 GiB");
            return Err(errors::range_error(TOO_LARGE, &message, context));
        }
        match self {
            Self::Stat { throw_if_missing: false, .. } if missing => Ok(JsValue::undefined()),
            Self::Rm if error.errno == Errno::ISDIR.raw_os_error() && error.syscall == "rm" => {
                Err(rm_is_directory(error, context))
            }
            _ => Err(error.to_js(context)),
        }
    }
}

/// ERR_FS_EISDIR, a SystemError of Node's own making.
fn rm_is_directory(error: &SystemError, context: &mut Context) -> JsError {
    let path = error.path.clone().unwrap_or_default();
    let info = JsObject::with_object_proto(context.intrinsics());
    let set = |name: &str, value: JsValue| {
        ops::define_value(&info, JsString::from(name), value, true);
    };
    set("code", JsString::from("EISDIR").into());
    set("message", JsString::from("is a directory").into());
    set("path", text::from_utf8(&path).into());
    set("syscall", JsString::from("rm").into());
    set("errno", error.errno.into());
    let made = builtins::require_property("internal/errors_system", "SystemError", context).and_then(|class| {
        let class = validate::function(&class, "SystemError", context)?;
        let arguments = ["ERR_FS_EISDIR", "Path is a directory"].map(|text| JsString::from(text).into());
        class.construct(&[&[info.into()], &arguments[..]].concat(), None, context)
    });
    match made {
        Ok(error) => {
            // Without the frame of the constructor.
            let header =
                format!("SystemError [ERR_FS_EISDIR]: Path is a directory: rm returned EISDIR (is a directory) {path}");
            crate::error_stack::capture(&error, Some(&header), crate::error_stack::Above::Natives, context);
            errors::thrown(error)
        }
        Err(error) => error,
    }
}

/// A Buffer of `bytes`.
pub(super) fn new_buffer(bytes: Vec<u8>, context: &mut Context) -> JsResult<JsObject> {
    builtins::node::buffer::from_slice(&bytes, context)
}

fn name(bytes: &[u8], wanted: TextEncoding, context: &mut Context) -> JsResult<JsValue> {
    Ok(match wanted {
        TextEncoding::Buffer => new_buffer(bytes.to_vec(), context)?.into(),
        TextEncoding::Default => encoding::to_string(bytes, Encoding::Utf8).into(),
        TextEncoding::Text(wanted) => encoding::to_string(bytes, wanted).into(),
    })
}

fn contents(bytes: Vec<u8>, wanted: TextEncoding, context: &mut Context) -> JsResult<JsValue> {
    Ok(match wanted {
        TextEncoding::Text(wanted) => encoding::to_string(&bytes, wanted).into(),
        _ => new_buffer(bytes, context)?.into(),
    })
}

fn names(entries: &[Entry], encoding: TextEncoding, with_types: bool, context: &mut Context) -> JsResult<JsValue> {
    let mut values = Vec::with_capacity(entries.len());
    let dirent = if with_types { state(context).slot("fs.makeDirent").as_object() } else { None };
    for entry in entries {
        let full = Path::new(&entry.name);
        match &dirent {
            None => values.push(name(entry.name.as_bytes(), encoding, context)?),
            Some(make) => {
                let base = full.file_name().map_or(entry.name.as_bytes(), OsStrExt::as_bytes);
                let base = name(base, encoding, context)?;
                let parent = text::from_utf8(&entry.parent.to_string_lossy());
                let arguments = [base, parent.into(), JsValue::from(entry.kind)];
                values.push(make.call(&JsValue::undefined(), &arguments, context)?);
            }
        }
    }
    Ok(JsArray::from_iter(values, context).into())
}

/// A Stats or BigIntStats object (<https://nodejs.org/api/fs.html#class-fsstats>).
pub(super) fn stats(stat: &sys::Stat, bigint: bool, context: &mut Context) -> JsObject {
    let slot = if bigint { "fs.BigIntStats.prototype" } else { "fs.Stats.prototype" };
    let object = JsObject::with_object_proto(context.intrinsics());
    if let Some(prototype) = state(context).slot(slot).as_object() {
        object.set_prototype(Some(prototype));
    }
    let set = |name: &str, value: i128| {
        let value = if bigint { JsValue::from(big(value)) } else { JsValue::from(value as f64) };
        ops::define_value(&object, JsString::from(name), value, true);
    };
    set("dev", i128::from(stat.st_dev));
    set("mode", i128::from(stat.st_mode));
    set("nlink", i128::from(stat.st_nlink));
    set("uid", i128::from(stat.st_uid));
    set("gid", i128::from(stat.st_gid));
    set("rdev", i128::from(stat.st_rdev));
    set("blksize", i128::from(stat.st_blksize));
    set("ino", i128::from(stat.st_ino));
    set("size", i128::from(stat.st_size));
    set("blocks", i128::from(stat.st_blocks));
    #[expect(clippy::cast_lossless, reason = "the field types differ between architectures")]
    let times = [
        ("atime", stat.st_atime as i128, stat.st_atime_nsec as i128),
        ("mtime", stat.st_mtime as i128, stat.st_mtime_nsec as i128),
        ("ctime", stat.st_ctime as i128, stat.st_ctime_nsec as i128),
        // The kernel's stat has no birth time; Node's answer without one is the change time.
        ("birthtime", stat.st_ctime as i128, stat.st_ctime_nsec as i128),
    ];
    for (name, seconds, nanoseconds) in times {
        let key = JsString::from(format!("{name}Ms").as_str());
        if bigint {
            ops::define_value(&object, key, big(seconds * 1000 + nanoseconds / 1_000_000), true);
        } else {
            ops::define_value(&object, key, seconds as f64 * 1e3 + nanoseconds as f64 / 1e6, true);
        }
    }
    if bigint {
        for (name, seconds, nanoseconds) in times {
            let key = JsString::from(format!("{name}Ns").as_str());
            ops::define_value(&object, key, big(seconds * 1_000_000_000 + nanoseconds), true);
        }
    }
    object
}

fn big(value: i128) -> JsBigInt {
    JsBigInt::from(value)
}

fn stat_fs(stat: &sys::StatFs, bigint: bool, context: &mut Context) -> JsObject {
    let object = JsObject::with_object_proto(context.intrinsics());
    if let Some(prototype) = state(context).slot("fs.StatFs.prototype").as_object() {
        object.set_prototype(Some(prototype));
    }
    #[expect(clippy::cast_lossless, reason = "the field types differ between architectures")]
    let fields = [
        ("type", stat.f_type as i128),
        ("bsize", stat.f_bsize as i128),
        ("frsize", stat.f_frsize as i128),
        ("blocks", stat.f_blocks as i128),
        ("bfree", stat.f_bfree as i128),
        ("bavail", stat.f_bavail as i128),
        ("files", stat.f_files as i128),
        ("ffree", stat.f_ffree as i128),
    ];
    for (name, value) in fields {
        let value = if bigint { JsValue::from(big(value)) } else { JsValue::from(value as f64) };
        ops::define_value(&object, JsString::from(name), value, true);
    }
    object
}
