//! Who and where the process is: cwd, umask, user and group ids.

use crate::errors::{self, SystemError};
use crate::validate;
use charina_engine::{Context, JsArgs, JsResult, JsValue, Op, text};

pub(super) const OPS: &[Op] = &[
    Op::new("cwd", 0, cwd),
    Op::new("chdir", 1, chdir),
    Op::new("umask", 1, umask),
    Op::new("getuid", 0, |_, _, _| Ok(JsValue::from(rustix::process::getuid().as_raw()))),
    Op::new("geteuid", 0, |_, _, _| Ok(JsValue::from(rustix::process::geteuid().as_raw()))),
    Op::new("getgid", 0, |_, _, _| Ok(JsValue::from(rustix::process::getgid().as_raw()))),
    Op::new("getegid", 0, |_, _, _| Ok(JsValue::from(rustix::process::getegid().as_raw()))),
];

/// <https://nodejs.org/api/process.html#processcwd>
fn cwd(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    match std::env::current_dir() {
        Ok(path) => Ok(text::from_utf8(&path.to_string_lossy()).into()),
        Err(error) => Err(SystemError::from_io(&error, "uv_cwd").to_js(context)),
    }
}

/// <https://nodejs.org/api/process.html#processchdirdirectory>
fn chdir(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let directory = validate::string(arguments.get_or_undefined(0), "directory", context)?;
    let before = std::env::current_dir().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
    match std::env::set_current_dir(&directory) {
        Ok(()) => Ok(JsValue::undefined()),
        Err(error) => {
            let error = SystemError::from_io(&error, "chdir").with_path(before).with_dest(directory);
            Err(error.to_js(context))
        }
    }
}

/// <https://nodejs.org/api/process.html#processumaskmask>
fn umask(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = arguments.get_or_undefined(0);
    if value.is_undefined() {
        // There is no call that only reads it.
        let old = rustix::process::umask(rustix::fs::Mode::empty());
        rustix::process::umask(old);
        return Ok(JsValue::from(old.as_raw_mode()));
    }
    let mask = match value.as_string() {
        Some(string) => {
            let string = text::to_utf8(&string);
            match u32::from_str_radix(&string, 8) {
                Ok(mask) if !string.starts_with('+') => mask,
                _ => {
                    let reason = "must be a 32-bit unsigned integer or an octal string";
                    return Err(errors::invalid_arg_value("mask", value, reason, context));
                }
            }
        }
        None => validate::uint32(value, "mask", false, context)?,
    };
    let old = rustix::process::umask(rustix::fs::Mode::from_raw_mode(mask & 0o777));
    Ok(JsValue::from(old.as_raw_mode()))
}
