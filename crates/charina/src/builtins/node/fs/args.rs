//! Arguments of fs calls: paths, flags, modes, times, encodings, with Node's errors.

use crate::encoding::Encoding;
use crate::errors;
use crate::validate;
use charina_engine::builtins::date::Date;
use charina_engine::bytes::ByteView;
use charina_engine::{Context, JsObject, JsResult, JsString, JsValue, ops, text};
use rustix::fs::OFlags;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

/// The path that a string, Buffer or `file:` URL names.
pub(super) fn path(value: &JsValue, name: &str, context: &mut Context) -> JsResult<PathBuf> {
    path_bytes(value, name, context).map(|bytes| PathBuf::from(OsString::from_vec(bytes)))
}

/// [`path`], as its bytes.
pub(super) fn path_bytes(value: &JsValue, name: &str, context: &mut Context) -> JsResult<Vec<u8>> {
    let mut shown = value.clone();
    let bytes = match value.as_string() {
        Some(string) => text::to_utf8_bytes(&string),
        None => match value.as_object() {
            Some(object) => match url_path(&object, context)? {
                Some(bytes) => {
                    shown = text::from_utf8(&String::from_utf8_lossy(&bytes)).into();
                    bytes
                }
                None => match uint8_array(&object, context)? {
                    Some(view) => view.to_vec(),
                    None => return Err(wrong_path(value, name, context)),
                },
            },
            None => return Err(wrong_path(value, name, context)),
        },
    };
    if bytes.contains(&0) {
        let reason = "must be a string, Uint8Array, or URL without null bytes";
        return Err(errors::invalid_arg_value(name, &shown, reason, context));
    }
    Ok(bytes)
}

fn wrong_path(value: &JsValue, name: &str, context: &mut Context) -> charina_engine::JsError {
    errors::invalid_arg_type(name, &["string", "Buffer", "URL"], value, context)
}

fn uint8_array(object: &JsObject, context: &mut Context) -> JsResult<Option<ByteView>> {
    let is_array = object.is::<charina_engine::builtins::typed_array::TypedArray>();
    if is_array { ByteView::from_object(object, context) } else { Ok(None) }
}

/// The path of a URL object, as `fileURLToPath` gives it; `None` for what is no URL.
fn url_path(object: &JsObject, context: &mut Context) -> JsResult<Option<Vec<u8>>> {
    if object.is_array() || object.is::<charina_engine::builtins::typed_array::TypedArray>() {
        return Ok(None);
    }
    let href = object.get(JsString::from("href"), context)?;
    let protocol = object.get(JsString::from("protocol"), context)?;
    let (Some(href), Some(protocol)) = (href.as_string(), protocol.as_string()) else { return Ok(None) };
    // As Node tells URLs from url.parse()'s objects: those have `auth` and `path`.
    if !object.get(JsString::from("auth"), context)?.is_undefined()
        || !object.get(JsString::from("path"), context)?.is_undefined()
    {
        return Ok(None);
    }
    if text::to_utf8(&protocol) != "file:" {
        return Err(errors::type_error("ERR_INVALID_URL_SCHEME", "The URL must be of scheme file", context));
    }
    let href = text::to_utf8(&href);
    let Ok(url) = url::Url::parse(&href) else { return Ok(None) };
    let refuse = |code: &str, message: &str, context: &mut Context| {
        let error = errors::coded_object(errors::Class::TypeError, code, message, context);
        ops::define_value(&error, JsString::from("input"), object.clone(), true);
        Err(errors::thrown(error))
    };
    if url.host_str().is_some_and(|host| !host.is_empty()) {
        let message = format!("File URL host must be \"localhost\" or empty on {}", super::super::process::platform());
        return Err(errors::type_error("ERR_INVALID_FILE_URL_HOST", &message, context));
    }
    let lower = url.path().to_ascii_lowercase();
    if lower.contains("%2f") {
        let message = "File URL path must not include encoded / characters";
        return refuse("ERR_INVALID_FILE_URL_PATH", message, context);
    }
    Ok(url.to_file_path().ok().map(|path| path.into_os_string().into_vec()))
}

/// Whether `value` is a URL object.
pub(super) fn is_url(value: &JsValue, context: &mut Context) -> JsResult<bool> {
    let Some(object) = value.as_object() else { return Ok(false) };
    let href = object.get(JsString::from("href"), context)?;
    Ok(href.is_string() && object.get(JsString::from("protocol"), context)?.is_string())
}

/// A descriptor number.
pub(super) fn fd(value: &JsValue, context: &mut Context) -> JsResult<i32> {
    // Node takes -0 for 0.
    validate::int32(value, "fd", 0, i32::MAX, context)
}

/// `flags` as a number or in letters (<https://nodejs.org/api/fs.html#file-system-flags>).
pub(super) fn flags(value: &JsValue, default: OFlags, name: &str, context: &mut Context) -> JsResult<u32> {
    if value.is_undefined() || value.is_null() {
        return Ok(default.bits());
    }
    if value.is_number() {
        return Ok(validate::int32(value, name, i32::MIN, i32::MAX, context)?.cast_unsigned());
    }
    let read = OFlags::RDONLY;
    let write = OFlags::TRUNC | OFlags::CREATE | OFlags::WRONLY;
    let update = OFlags::TRUNC | OFlags::CREATE | OFlags::RDWR;
    let append = OFlags::APPEND | OFlags::CREATE | OFlags::WRONLY;
    let append_read = OFlags::APPEND | OFlags::CREATE | OFlags::RDWR;
    let letters = value.as_string().map(|s| text::to_utf8(&s));
    let flags = match letters.as_deref() {
        Some("r") => read,
        Some("rs" | "sr") => read | OFlags::SYNC,
        Some("r+") => OFlags::RDWR,
        Some("rs+" | "sr+") => OFlags::RDWR | OFlags::SYNC,
        Some("w") => write,
        Some("wx" | "xw") => write | OFlags::EXCL,
        Some("w+") => update,
        Some("wx+" | "xw+") => update | OFlags::EXCL,
        Some("a") => append,
        Some("ax" | "xa") => append | OFlags::EXCL,
        Some("as" | "sa") => append | OFlags::SYNC,
        Some("a+") => append_read,
        Some("ax+" | "xa+") => append_read | OFlags::EXCL,
        Some("as+" | "sa+") => append_read | OFlags::SYNC,
        _ => return Err(errors::invalid_arg_value(name, value, "is invalid", context)),
    };
    Ok(flags.bits())
}

/// A mode as a number or octal digits.
pub(super) fn mode(value: &JsValue, name: &str, default: Option<u32>, context: &mut Context) -> JsResult<u32> {
    if let Some(default) = default
        && (value.is_undefined() || value.is_null())
    {
        return Ok(default);
    }
    if let Some(string) = value.as_string() {
        let digits = text::to_utf8(&string);
        return match u32::from_str_radix(&digits, 8) {
            Ok(mode) if !digits.starts_with('+') => Ok(mode),
            _ => {
                let reason = "must be a 32-bit unsigned integer or an octal string";
                Err(errors::invalid_arg_value(name, value, reason, context))
            }
        };
    }
    validate::uint32(value, name, false, context)
}

/// Seconds since the epoch of a number, numeric string or Date.
pub(super) fn time(value: &JsValue, name: &str, context: &mut Context) -> JsResult<f64> {
    if let Some(string) = value.as_string() {
        let number = string.to_number();
        if !number.is_nan() {
            return Ok(number);
        }
    }
    if let Some(number) = value.as_number().filter(|n| n.is_finite()) {
        return Ok(if number < 0.0 { crate::builtins::node::fs::now_seconds() } else { number });
    }
    if value.as_object().is_some_and(|o| o.is::<Date>()) {
        return Ok(value.to_number(context)? / 1e3);
    }
    Err(errors::invalid_arg_type(name, &["Date", "Time in seconds"], value, context))
}

/// The options object of a call; a string stands for its encoding.
pub(super) struct CallOptions {
    object: Option<JsObject>,
    encoding: Option<JsValue>,
}

impl CallOptions {
    /// Reads the options argument. A function (the callback in its place) counts as none.
    pub(super) fn read(value: &JsValue, context: &mut Context) -> JsResult<Self> {
        if value.is_null_or_undefined() || value.is_callable() {
            return Ok(Self { object: None, encoding: None });
        }
        if value.is_string() {
            return Ok(Self { object: None, encoding: Some(value.clone()) });
        }
        match value.as_object() {
            Some(object) => Ok(Self { object: Some(object), encoding: None }),
            None => Err(errors::invalid_arg_type("options", &["string", "Object"], value, context)),
        }
    }

    /// An option's value, undefined if absent.
    pub(super) fn get(&self, name: &str, context: &mut Context) -> JsResult<JsValue> {
        match (&self.object, name) {
            (_, "encoding") if self.encoding.is_some() => Ok(self.encoding.clone().unwrap_or_default()),
            (Some(object), _) => object.get(JsString::from(name), context),
            (None, _) => Ok(JsValue::undefined()),
        }
    }

    /// An option that is true or not.
    pub(super) fn flag(&self, name: &str, context: &mut Context) -> JsResult<bool> {
        let value = self.get(name, context)?;
        if value.is_undefined() {
            return Ok(false);
        }
        validate::boolean(&value, &format!("options.{name}"), context)
    }

    /// An option's value if the object has it itself, be it undefined: `rm` spreads its options over the defaults.
    pub(super) fn own(&self, name: &str, context: &mut Context) -> JsResult<Option<JsValue>> {
        match &self.object {
            Some(object) if object.has_own_property(JsString::from(name), context)? => {
                object.get(JsString::from(name), context).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// [`Self::own`], which must be true or false.
    pub(super) fn own_flag(&self, name: &str, context: &mut Context) -> JsResult<bool> {
        match self.own(name, context)? {
            Some(value) => validate::boolean(&value, &format!("options.{name}"), context),
            None => Ok(false),
        }
    }

    /// The encoding: `Ok(None)` where none is named, or it is `buffer`.
    pub(super) fn encoding(&self, context: &mut Context) -> JsResult<TextEncoding> {
        let value = self.get("encoding", context)?;
        encoding(&value, context)
    }

    /// The abort signal, validated.
    pub(super) fn signal(&self, context: &mut Context) -> JsResult<Option<JsObject>> {
        let value = self.get("signal", context)?;
        if value.is_undefined() {
            return Ok(None);
        }
        let object = value.as_object();
        let is_signal = match &object {
            Some(object) => object.has_property(JsString::from("aborted"), context)?,
            None => false,
        };
        if is_signal {
            Ok(object)
        } else {
            Err(errors::invalid_arg_type("options.signal", &["AbortSignal"], &value, context))
        }
    }
}

/// In which form names and contents are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextEncoding {
    /// Nothing was said: the call's own default.
    Default,
    /// `buffer`.
    Buffer,
    /// A text encoding.
    Text(Encoding),
}

/// The encoding that a value names.
pub(super) fn encoding(value: &JsValue, context: &mut Context) -> JsResult<TextEncoding> {
    if !value.to_boolean() {
        return Ok(TextEncoding::Default);
    }
    if let Some(name) = value.as_string() {
        if text::to_utf8(&name) == "buffer" {
            return Ok(TextEncoding::Buffer);
        }
        if let Some(encoding) = Encoding::parse(&name) {
            return Ok(TextEncoding::Text(encoding));
        }
    }
    Err(errors::invalid_arg_value("encoding", value, "is invalid encoding", context))
}
