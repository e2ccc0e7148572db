//! The tables of `os.constants` (<https://nodejs.org/api/os.html#os-constants>), and `node:constants`, their sum.
// Homogeneous tables.

use crate::builtins;
use crate::builtins::node::process::SIGNALS;
use charina_engine::{Attribute, Context, IntegrityLevel, JsObject, JsResult, JsString, JsValue, PropertyKey, ops};
use rustix::io::Errno;

macro_rules! errno_table {
    ($($name:literal $errno:ident),* $(,)?) => {
        const ERRNO: &[(&str, i32)] = &[ $(($name, Errno::$errno.raw_os_error())),* ];
    };
}

errno_table! {
    "E2BIG" TOOBIG, "EACCES" ACCESS, "EADDRINUSE" ADDRINUSE, "EADDRNOTAVAIL" ADDRNOTAVAIL,
    "EAFNOSUPPORT" AFNOSUPPORT, "EAGAIN" AGAIN, "EALREADY" ALREADY, "EBADF" BADF, "EBADMSG" BADMSG, "EBUSY" BUSY,
    "ECANCELED" CANCELED, "ECHILD" CHILD, "ECONNABORTED" CONNABORTED, "ECONNREFUSED" CONNREFUSED,
    "ECONNRESET" CONNRESET, "EDEADLK" DEADLK, "EDESTADDRREQ" DESTADDRREQ, "EDOM" DOM, "EDQUOT" DQUOT,
    "EEXIST" EXIST, "EFAULT" FAULT, "EFBIG" FBIG, "EHOSTUNREACH" HOSTUNREACH, "EIDRM" IDRM, "EILSEQ" ILSEQ,
    "EINPROGRESS" INPROGRESS, "EINTR" INTR, "EINVAL" INVAL, "EIO" IO, "EISCONN" ISCONN, "EISDIR" ISDIR,
    "ELOOP" LOOP, "EMFILE" MFILE, "EMLINK" MLINK, "EMSGSIZE" MSGSIZE, "EMULTIHOP" MULTIHOP,
    "ENAMETOOLONG" NAMETOOLONG, "ENETDOWN" NETDOWN, "ENETRESET" NETRESET, "ENETUNREACH" NETUNREACH,
    "ENFILE" NFILE, "ENOBUFS" NOBUFS, "ENODATA" NODATA, "ENODEV" NODEV, "ENOENT" NOENT, "ENOEXEC" NOEXEC,
    "ENOLCK" NOLCK, "ENOLINK" NOLINK, "ENOMEM" NOMEM, "ENOMSG" NOMSG, "ENOPROTOOPT" NOPROTOOPT, "ENOSPC" NOSPC,
    "ENOSR" NOSR, "ENOSTR" NOSTR, "ENOSYS" NOSYS, "ENOTCONN" NOTCONN, "ENOTDIR" NOTDIR, "ENOTEMPTY" NOTEMPTY,
    "ENOTSOCK" NOTSOCK, "ENOTSUP" NOTSUP, "ENOTTY" NOTTY, "ENXIO" NXIO, "EOPNOTSUPP" OPNOTSUPP,
    "EOVERFLOW" OVERFLOW, "EPERM" PERM, "EPIPE" PIPE, "EPROTO" PROTO, "EPROTONOSUPPORT" PROTONOSUPPORT,
    "EPROTOTYPE" PROTOTYPE, "ERANGE" RANGE, "EROFS" ROFS, "ESPIPE" SPIPE, "ESRCH" SRCH, "ESTALE" STALE,
    "ETIME" TIME, "ETIMEDOUT" TIMEDOUT, "ETXTBSY" TXTBSY, "EWOULDBLOCK" WOULDBLOCK, "EXDEV" XDEV,
}

/// dlfcn.h of Linux.
const DLOPEN: &[(&str, i32)] =
    &[("RTLD_LAZY", 1), ("RTLD_NOW", 2), ("RTLD_GLOBAL", 0x100), ("RTLD_LOCAL", 0), ("RTLD_DEEPBIND", 8)];

const PRIORITY: &[(&str, i32)] = &[
    ("PRIORITY_LOW", 19),
    ("PRIORITY_BELOW_NORMAL", 10),
    ("PRIORITY_NORMAL", 0),
    ("PRIORITY_ABOVE_NORMAL", -7),
    ("PRIORITY_HIGH", -14),
    ("PRIORITY_HIGHEST", -20),
];

/// `UV_UDP_REUSEADDR`
const UDP_REUSE_ADDRESS: i32 = 4;

fn table(rows: &[(&str, i32)]) -> JsObject {
    let object = JsObject::with_null_proto();
    for (name, value) in rows {
        ops::define_with(&object, JsString::from(*name), *value, Attribute::ENUMERABLE);
    }
    object
}

/// `os.constants`.
pub(super) fn object(context: &mut Context) -> JsResult<JsObject> {
    let constants = JsObject::with_null_proto();
    let udp = UDP_REUSE_ADDRESS;
    ops::define_with(&constants, JsString::from("UV_UDP_REUSEADDR"), udp, Attribute::ENUMERABLE);
    let signals = table(SIGNALS);
    signals.set_integrity_level(IntegrityLevel::Frozen, context)?;
    for (name, group) in
        [("dlopen", table(DLOPEN)), ("errno", table(ERRNO)), ("signals", signals), ("priority", table(PRIORITY))]
    {
        ops::define_value(&constants, JsString::from(name), group, true);
    }
    Ok(constants)
}

/// `node:constants`: the constants of os, fs and crypto in one frozen object (deprecated since Node 6).
pub(super) fn load_sum(context: &mut Context) -> JsResult<JsValue> {
    let sum = JsObject::with_object_proto(context.intrinsics());
    for group in [DLOPEN, ERRNO, PRIORITY, SIGNALS] {
        for (name, value) in group {
            ops::define_value(&sum, JsString::from(*name), *value, true);
        }
    }
    for module in ["fs", "crypto"] {
        if builtins::find(module).is_none() {
            continue;
        }
        let constants = builtins::require_property(module, "constants", context)?;
        let Some(constants) = constants.as_object() else { continue };
        for key in constants.own_property_keys(context)? {
            if let PropertyKey::Symbol(_) = key {
                continue;
            }
            let value = constants.get(key.clone(), context)?;
            ops::define_value(&sum, key, value, true);
        }
    }
    sum.set_integrity_level(IntegrityLevel::Frozen, context)?;
    Ok(sum.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_linux() {
        let number = |name: &str| ERRNO.iter().find(|row| row.0 == name).map(|row| row.1);
        assert_eq!(number("EADDRINUSE"), Some(98));
        assert_eq!(number("EMULTIHOP"), Some(72));
        assert_eq!(ERRNO.len(), 79);
    }
}
