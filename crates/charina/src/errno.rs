//! The table of system error numbers: names and messages as libuv has them (`util.getSystemErrorMap()`).
// One homogeneous table.

use rustix::io::Errno;

macro_rules! table {
    ($($errno:ident $name:literal $message:literal;)*) => {
        /// `(errno, name, message)` of every error that Node names on this platform.
        pub(crate) const ERRORS: &[(i32, &str, &str)] = &[ $((Errno::$errno.raw_os_error(), $name, $message)),* ];
    };
}

table! {
    TOOBIG "E2BIG" "argument list too long";
    ACCESS "EACCES" "permission denied";
    ADDRINUSE "EADDRINUSE" "address already in use";
    ADDRNOTAVAIL "EADDRNOTAVAIL" "address not available";
    AFNOSUPPORT "EAFNOSUPPORT" "address family not supported";
    AGAIN "EAGAIN" "resource temporarily unavailable";
    ALREADY "EALREADY" "connection already in progress";
    BADF "EBADF" "bad file descriptor";
    BUSY "EBUSY" "resource busy or locked";
    CANCELED "ECANCELED" "operation canceled";
    CONNABORTED "ECONNABORTED" "software caused connection abort";
    CONNREFUSED "ECONNREFUSED" "connection refused";
    CONNRESET "ECONNRESET" "connection reset by peer";
    DESTADDRREQ "EDESTADDRREQ" "destination address required";
    EXIST "EEXIST" "file already exists";
    FAULT "EFAULT" "bad address in system call argument";
    FBIG "EFBIG" "file too large";
    HOSTUNREACH "EHOSTUNREACH" "host is unreachable";
    INTR "EINTR" "interrupted system call";
    INVAL "EINVAL" "invalid argument";
    IO "EIO" "i/o error";
    ISCONN "EISCONN" "socket is already connected";
    ISDIR "EISDIR" "illegal operation on a directory";
    LOOP "ELOOP" "too many symbolic links encountered";
    MFILE "EMFILE" "too many open files";
    MSGSIZE "EMSGSIZE" "message too long";
    NAMETOOLONG "ENAMETOOLONG" "name too long";
    NETDOWN "ENETDOWN" "network is down";
    NETUNREACH "ENETUNREACH" "network is unreachable";
    NFILE "ENFILE" "file table overflow";
    NOBUFS "ENOBUFS" "no buffer space available";
    NODEV "ENODEV" "no such device";
    NOENT "ENOENT" "no such file or directory";
    NOMEM "ENOMEM" "not enough memory";
    NOPROTOOPT "ENOPROTOOPT" "protocol not available";
    NOSPC "ENOSPC" "no space left on device";
    NOSYS "ENOSYS" "function not implemented";
    NOTCONN "ENOTCONN" "socket is not connected";
    NOTDIR "ENOTDIR" "not a directory";
    NOTEMPTY "ENOTEMPTY" "directory not empty";
    NOTSOCK "ENOTSOCK" "socket operation on non-socket";
    NOTSUP "ENOTSUP" "operation not supported on socket";
    OVERFLOW "EOVERFLOW" "value too large for defined data type";
    PERM "EPERM" "operation not permitted";
    PIPE "EPIPE" "broken pipe";
    PROTO "EPROTO" "protocol error";
    PROTONOSUPPORT "EPROTONOSUPPORT" "protocol not supported";
    PROTOTYPE "EPROTOTYPE" "protocol wrong type for socket";
    RANGE "ERANGE" "result too large";
    ROFS "EROFS" "read-only file system";
    SPIPE "ESPIPE" "invalid seek";
    SRCH "ESRCH" "no such process";
    TIMEDOUT "ETIMEDOUT" "connection timed out";
    TXTBSY "ETXTBSY" "text file is busy";
    XDEV "EXDEV" "cross-device link not permitted";
    NXIO "ENXIO" "no such device or address";
    MLINK "EMLINK" "too many links";
    NOTTY "ENOTTY" "inappropriate ioctl for device";
    ILSEQ "EILSEQ" "illegal byte sequence";
    NODATA "ENODATA" "no data available";
}

/// The name and message of a positive errno; an unknown one is shown as libuv does.
pub(crate) fn name_and_message(errno: i32) -> (&'static str, &'static str) {
    ERRORS.iter().find(|row| row.0 == errno).map_or(("UNKNOWN", "unknown error"), |row| (row.1, row.2))
}
