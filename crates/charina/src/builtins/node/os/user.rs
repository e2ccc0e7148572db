//! Whose process it is: home and temporary directories, the entry in the user database.

use crate::builtins::node::buffer;
use crate::builtins::node::process::env_variable;
use crate::encoding::{self, Encoding};
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, ops, text};
use rustix::io::Errno;

/// An entry of /etc/passwd, its texts as they stand there.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    uid: u32,
    gid: u32,
    name: Vec<u8>,
    home: Vec<u8>,
    shell: Vec<u8>,
}

/// `name:password:uid:gid:gecos:home:shell`
fn parse(line: &[u8]) -> Option<Entry> {
    let fields: Vec<&[u8]> = line.split(|byte| *byte == b':').collect();
    let [name, _, uid, gid, _, home, shell, ..] = fields.as_slice() else { return None };
    let number = |field: &[u8]| std::str::from_utf8(field).ok()?.parse().ok();
    Some(Entry {
        uid: number(uid)?,
        gid: number(gid)?,
        name: name.to_vec(),
        home: home.to_vec(),
        shell: shell.to_vec(),
    })
}

/// The entry of the effective user. Only the file is read: other sources need the C library's plug-ins.
fn own_entry() -> Result<Entry, Errno> {
    let uid = rustix::process::geteuid().as_raw();
    let database = std::fs::read("/etc/passwd").map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))?;
    database.split(|byte| *byte == b'\n').filter_map(parse).find(|entry| entry.uid == uid).ok_or(Errno::NOENT)
}

/// <https://nodejs.org/api/os.html#oshomedir>
pub(super) fn home_directory(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(home) = env_variable("HOME", context) {
        return Ok(text::from_utf8(&home).into());
    }
    match own_entry() {
        Ok(entry) => Ok(text::from_utf8_lossy(&entry.home).into()),
        Err(errno) => Err(super::system_error(errno, "uv_os_homedir", context)),
    }
}

/// <https://nodejs.org/api/os.html#ostmpdir>
pub(super) fn temporary_directory(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut path = "/tmp".to_owned();
    for name in ["TMPDIR", "TMP", "TEMP"] {
        if let Some(value) = env_variable(name, context).filter(|value| !value.is_empty()) {
            path = value;
            break;
        }
    }
    if path.len() > 1 && path.ends_with('/') {
        path.pop();
    }
    Ok(text::from_utf8(&path).into())
}

/// <https://nodejs.org/api/os.html#osuserinfooptions>
pub(super) fn user_info(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let options = arguments.get_or_undefined(0);
    let mut form = Some(Encoding::Utf8);
    if let Some(options) = options.as_object() {
        let encoding = options.get(JsString::from("encoding"), context)?;
        if let Some(name) = encoding.as_string() {
            form = if text::to_utf8(&name) == "buffer" { None } else { Encoding::parse(&name).or(form) };
        }
    }
    let entry = match own_entry() {
        Ok(entry) => entry,
        Err(errno) => return Err(super::system_error(errno, "uv_os_get_passwd", context)),
    };
    let info = JsObject::with_null_proto();
    ops::define_value(&info, JsString::from("uid"), entry.uid, true);
    ops::define_value(&info, JsString::from("gid"), entry.gid, true);
    for (name, bytes) in [("username", entry.name), ("homedir", entry.home), ("shell", entry.shell)] {
        let value: JsValue = match form {
            Some(form) => encoding::to_string(&bytes, form).into(),
            None => buffer::from_slice(&bytes, context)?.into(),
        };
        ops::define_value(&info, JsString::from(name), value, true);
    }
    Ok(info.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_the_database() {
        let entry = parse(b"jo:x:1000:1001:Jo,,,:/home/jo:/bin/sh").expect("an entry");
        assert_eq!((entry.uid, entry.gid), (1000, 1001));
        assert_eq!(
            (&entry.name[..], &entry.home[..], &entry.shell[..]),
            (&b"jo"[..], &b"/home/jo"[..], &b"/bin/sh"[..])
        );
        assert_eq!(parse(b"# no entry"), None);
        assert_eq!(parse(b"+::::::"), None);
    }
}
