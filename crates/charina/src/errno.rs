//! The table of system error numbers: names and messages as libuv has them (`util.getSystemErrorMap()`).
// One homogeneous table.

use rustix::io::Errno;

macro_rules! table {
    ($($errno:block $name:literal $message:literal;)*) => {
        /// `(errno, name, message)` of every error that Node names on this platform, in Node's order. Numbers of libuv's
        /// own, for what the platform has no errno, lie above 3000.
        pub(crate) const ERRORS: &[(i32, &str, &str)] = &[ $(($errno, $name, $message)),* ];
    };
}

table! {
    { Errno::TOOBIG.raw_os_error() } "E2BIG" "argument list too long";
    { Errno::ACCESS.raw_os_error() } "EACCES" "permission denied";
    { Errno::ADDRINUSE.raw_os_error() } "EADDRINUSE" "address already in use";
    { Errno::ADDRNOTAVAIL.raw_os_error() } "EADDRNOTAVAIL" "address not available";
    { Errno::AFNOSUPPORT.raw_os_error() } "EAFNOSUPPORT" "address family not supported";
    { Errno::AGAIN.raw_os_error() } "EAGAIN" "resource temporarily unavailable";
    { 3000 } "EAI_ADDRFAMILY" "address family not supported";
    { 3001 } "EAI_AGAIN" "temporary failure";
    { 3002 } "EAI_BADFLAGS" "bad ai_flags value";
    { 3013 } "EAI_BADHINTS" "invalid value for hints";
    { 3003 } "EAI_CANCELED" "request canceled";
    { 3004 } "EAI_FAIL" "permanent failure";
    { 3005 } "EAI_FAMILY" "ai_family not supported";
    { 3006 } "EAI_MEMORY" "out of memory";
    { 3007 } "EAI_NODATA" "no address";
    { 3008 } "EAI_NONAME" "unknown node or service";
    { 3009 } "EAI_OVERFLOW" "argument buffer overflow";
    { 3014 } "EAI_PROTOCOL" "resolved protocol is unknown";
    { 3010 } "EAI_SERVICE" "service not available for socket type";
    { 3011 } "EAI_SOCKTYPE" "socket type not supported";
    { Errno::ALREADY.raw_os_error() } "EALREADY" "connection already in progress";
    { Errno::BADF.raw_os_error() } "EBADF" "bad file descriptor";
    { Errno::BUSY.raw_os_error() } "EBUSY" "resource busy or locked";
    { Errno::CANCELED.raw_os_error() } "ECANCELED" "operation canceled";
    { 4080 } "ECHARSET" "invalid Unicode character";
    { Errno::CONNABORTED.raw_os_error() } "ECONNABORTED" "software caused connection abort";
    { Errno::CONNREFUSED.raw_os_error() } "ECONNREFUSED" "connection refused";
    { Errno::CONNRESET.raw_os_error() } "ECONNRESET" "connection reset by peer";
    { Errno::DESTADDRREQ.raw_os_error() } "EDESTADDRREQ" "destination address required";
    { Errno::EXIST.raw_os_error() } "EEXIST" "file already exists";
    { Errno::FAULT.raw_os_error() } "EFAULT" "bad address in system call argument";
    { Errno::FBIG.raw_os_error() } "EFBIG" "file too large";
    { Errno::HOSTUNREACH.raw_os_error() } "EHOSTUNREACH" "host is unreachable";
    { Errno::INTR.raw_os_error() } "EINTR" "interrupted system call";
    { Errno::INVAL.raw_os_error() } "EINVAL" "invalid argument";
    { Errno::IO.raw_os_error() } "EIO" "i/o error";
    { Errno::ISCONN.raw_os_error() } "EISCONN" "socket is already connected";
    { Errno::ISDIR.raw_os_error() } "EISDIR" "illegal operation on a directory";
    { Errno::LOOP.raw_os_error() } "ELOOP" "too many symbolic links encountered";
    { Errno::MFILE.raw_os_error() } "EMFILE" "too many open files";
    { Errno::MSGSIZE.raw_os_error() } "EMSGSIZE" "message too long";
    { Errno::NAMETOOLONG.raw_os_error() } "ENAMETOOLONG" "name too long";
    { Errno::NETDOWN.raw_os_error() } "ENETDOWN" "network is down";
    { Errno::NETUNREACH.raw_os_error() } "ENETUNREACH" "network is unreachable";
    { Errno::NFILE.raw_os_error() } "ENFILE" "file table overflow";
    { Errno::NOBUFS.raw_os_error() } "ENOBUFS" "no buffer space available";
    { Errno::NODEV.raw_os_error() } "ENODEV" "no such device";
    { Errno::NOENT.raw_os_error() } "ENOENT" "no such file or directory";
    { Errno::NOMEM.raw_os_error() } "ENOMEM" "not enough memory";
    { Errno::NONET.raw_os_error() } "ENONET" "machine is not on the network";
    { Errno::NOPROTOOPT.raw_os_error() } "ENOPROTOOPT" "protocol not available";
    { Errno::NOSPC.raw_os_error() } "ENOSPC" "no space left on device";
    { Errno::NOSYS.raw_os_error() } "ENOSYS" "function not implemented";
    { Errno::NOTCONN.raw_os_error() } "ENOTCONN" "socket is not connected";
    { Errno::NOTDIR.raw_os_error() } "ENOTDIR" "not a directory";
    { Errno::NOTEMPTY.raw_os_error() } "ENOTEMPTY" "directory not empty";
    { Errno::NOTSOCK.raw_os_error() } "ENOTSOCK" "socket operation on non-socket";
    { Errno::NOTSUP.raw_os_error() } "ENOTSUP" "operation not supported on socket";
    { Errno::OVERFLOW.raw_os_error() } "EOVERFLOW" "value too large for defined data type";
    { Errno::PERM.raw_os_error() } "EPERM" "operation not permitted";
    { Errno::PIPE.raw_os_error() } "EPIPE" "broken pipe";
    { Errno::PROTO.raw_os_error() } "EPROTO" "protocol error";
    { Errno::PROTONOSUPPORT.raw_os_error() } "EPROTONOSUPPORT" "protocol not supported";
    { Errno::PROTOTYPE.raw_os_error() } "EPROTOTYPE" "protocol wrong type for socket";
    { Errno::RANGE.raw_os_error() } "ERANGE" "result too large";
    { Errno::ROFS.raw_os_error() } "EROFS" "read-only file system";
    { Errno::SHUTDOWN.raw_os_error() } "ESHUTDOWN" "cannot send after transport endpoint shutdown";
    { Errno::SPIPE.raw_os_error() } "ESPIPE" "invalid seek";
    { Errno::SRCH.raw_os_error() } "ESRCH" "no such process";
    { Errno::TIMEDOUT.raw_os_error() } "ETIMEDOUT" "connection timed out";
    { Errno::TXTBSY.raw_os_error() } "ETXTBSY" "text file is busy";
    { Errno::XDEV.raw_os_error() } "EXDEV" "cross-device link not permitted";
    { 4094 } "UNKNOWN" "unknown error";
    { 4095 } "EOF" "end of file";
    { Errno::NXIO.raw_os_error() } "ENXIO" "no such device or address";
    { Errno::MLINK.raw_os_error() } "EMLINK" "too many links";
    { Errno::HOSTDOWN.raw_os_error() } "EHOSTDOWN" "host is down";
    { Errno::REMOTEIO.raw_os_error() } "EREMOTEIO" "remote I/O error";
    { Errno::NOTTY.raw_os_error() } "ENOTTY" "inappropriate ioctl for device";
    { 4028 } "EFTYPE" "inappropriate file type or format";
    { Errno::ILSEQ.raw_os_error() } "EILSEQ" "illegal byte sequence";
    { Errno::SOCKTNOSUPPORT.raw_os_error() } "ESOCKTNOSUPPORT" "socket type not supported";
    { Errno::NODATA.raw_os_error() } "ENODATA" "no data available";
    { Errno::UNATCH.raw_os_error() } "EUNATCH" "protocol driver not attached";
    { Errno::NOEXEC.raw_os_error() } "ENOEXEC" "exec format error";
}

/// The name and message of a positive errno; an unknown one is shown as libuv does.
pub(crate) fn name_and_message(errno: i32) -> (&'static str, &'static str) {
    ERRORS.iter().find(|row| row.0 == errno).map_or(("UNKNOWN", "unknown error"), |row| (row.1, row.2))
}
