//! File system requests: what a call asks of the kernel, and what it answers. Nothing here knows the engine, so that a
//! request can run on the blocking pool.

use super::recursive;
use crate::descriptor;
use crate::errors::SystemError;
use rustix::fs::{self as sys, AtFlags, CWD, Mode, OFlags, Timespec, Timestamps};
use rustix::io::Errno;
use std::ffi::{OsStr, OsString};
use std::os::fd::IntoRawFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// A file named by its path or an open descriptor.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    Path(PathBuf),
    Fd(i32),
}

/// A request. Paths are as the caller gave them; times are in seconds since the epoch.
#[derive(Debug)]
pub(crate) enum Request {
    Access {
        path: PathBuf,
        mode: u32,
    },
    Chmod {
        target: Target,
        mode: u32,
    },
    Chown {
        target: Target,
        uid: u32,
        gid: u32,
        follow: bool,
    },
    Close {
        fd: i32,
    },
    CopyFile {
        from: PathBuf,
        to: PathBuf,
        mode: u32,
    },
    Exists {
        path: PathBuf,
    },
    Link {
        from: PathBuf,
        to: PathBuf,
    },
    Mkdir {
        path: PathBuf,
        mode: u32,
        recursive: bool,
    },
    Mkdtemp {
        prefix: Vec<u8>,
    },
    Open {
        path: PathBuf,
        flags: u32,
        mode: u32,
    },
    Read {
        fd: i32,
        lengths: Vec<usize>,
        position: Option<u64>,
    },
    ReadDir {
        path: PathBuf,
        recursive: bool,
    },
    ReadFile {
        target: Target,
        flags: u32,
    },
    ReadLink {
        path: PathBuf,
    },
    RealPath {
        path: PathBuf,
    },
    /// `realpath` as Node walks it itself: other errors, and the empty path is the working directory.
    RealPathWalk {
        path: PathBuf,
    },
    Rename {
        from: PathBuf,
        to: PathBuf,
    },
    Rm {
        path: PathBuf,
        recursive: bool,
        force: bool,
        retries: u32,
        delay_ms: u64,
    },
    Rmdir {
        path: PathBuf,
    },
    /// `rmdir` with the deprecated `recursive`: a tree is removed, a missing path or a file is an error.
    RmdirTree {
        path: PathBuf,
        follow: bool,
        retries: u32,
        delay_ms: u64,
    },
    Stat {
        target: Target,
        follow: bool,
    },
    StatFs {
        path: PathBuf,
    },
    Symlink {
        target: PathBuf,
        path: PathBuf,
    },
    Sync {
        fd: i32,
        data_only: bool,
    },
    Truncate {
        target: Target,
        length: u64,
    },
    Unlink {
        path: PathBuf,
    },
    Utimes {
        target: Target,
        access: f64,
        modification: f64,
        follow: bool,
    },
    Write {
        fd: i32,
        parts: Vec<Vec<u8>>,
        position: Option<u64>,
    },
    WriteFile {
        target: Target,
        data: Vec<u8>,
        flags: u32,
        mode: u32,
        flush: bool,
    },
}

/// One name of a directory.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The directory it is in, as the request named it.
    pub(crate) parent: PathBuf,
    /// Its path below the requested directory.
    pub(crate) name: OsString,
    /// `UV_DIRENT_*`: 1 file, 2 directory, 3 link, 4 FIFO, 5 socket, 6 character device, 7 block device, 0 unknown.
    pub(crate) kind: u8,
}

/// An answer.
#[derive(Debug)]
pub(crate) enum Reply {
    Nothing,
    Bool(bool),
    Fd(i32),
    Count(usize),
    Bytes(Vec<u8>),
    Parts {
        bytes: Vec<Vec<u8>>,
        total: usize,
    },
    Path(PathBuf),
    /// The first directory that `mkdir -p` made.
    Made(Option<PathBuf>),
    Entries(Vec<Entry>),
    Stat(Box<sys::Stat>),
    StatFs(Box<sys::StatFs>),
}

type Outcome = Result<Reply, SystemError>;

fn fail(errno: Errno, syscall: &'static str) -> SystemError {
    SystemError::new(errno.raw_os_error(), syscall)
}

fn at(errno: Errno, syscall: &'static str, path: &Path) -> SystemError {
    fail(errno, syscall).with_path(path.to_string_lossy())
}

fn between(errno: Errno, syscall: &'static str, from: &Path, to: &Path) -> SystemError {
    at(errno, syscall, from).with_dest(to.to_string_lossy())
}

fn nothing<T>(_: T) -> Reply {
    Reply::Nothing
}

/// Retries a call that a signal interrupted.
fn retry<T>(mut call: impl FnMut() -> Result<T, Errno>) -> Result<T, Errno> {
    loop {
        match call() {
            Err(Errno::INTR) => {}
            other => return other,
        }
    }
}

impl Request {
    /// Asks the kernel. Blocks as long as the kernel does.
    pub(crate) fn perform(self) -> Outcome {
        match self {
            Self::Access { path, mode } => sys::access(&path, sys::Access::from_bits_truncate(mode))
                .map(nothing)
                .map_err(|e| at(e, "access", &path)),
            Self::Exists { path } => Ok(Reply::Bool(sys::access(&path, sys::Access::EXISTS).is_ok())),
            Self::Chmod { target, mode } => chmod(&target, Mode::from_raw_mode(mode)),
            Self::Chown { target, uid, gid, follow } => chown(&target, uid, gid, follow),
            Self::Close { fd } => descriptor::close(fd).map(nothing).map_err(|e| fail(e, "close")),
            Self::CopyFile { from, to, mode } => copy_file(&from, &to, mode),
            Self::Link { from, to } => sys::link(&from, &to).map(nothing).map_err(|e| between(e, "link", &from, &to)),
            Self::Mkdir { path, mode, recursive: false } => {
                sys::mkdir(&path, Mode::from_raw_mode(mode)).map(nothing).map_err(|e| at(e, "mkdir", &path))
            }
            Self::Mkdir { path, mode, recursive: true } => recursive::mkdir(&path, mode).map(Reply::Made),
            Self::Mkdtemp { prefix } => mkdtemp(prefix),
            Self::Open { path, flags, mode } => open(&path, flags, mode).map(Reply::Fd),
            Self::Read { fd, lengths, position } => read(fd, &lengths, position),
            Self::ReadDir { path, recursive } => recursive::read_dir(&path, recursive).map(Reply::Entries),
            Self::ReadFile { target, flags } => read_file(&target, flags),
            Self::ReadLink { path } => sys::readlink(&path, Vec::new())
                .map(|target| Reply::Path(PathBuf::from(OsStr::from_bytes(target.as_bytes()))))
                .map_err(|e| at(e, "readlink", &path)),
            Self::RealPath { path } => std::fs::canonicalize(&path)
                .map(Reply::Path)
                .map_err(|e| SystemError::from_io(&e, "realpath").with_path(path.to_string_lossy())),
            Self::RealPathWalk { path } => recursive::real_path(&path).map(Reply::Path),
            Self::RmdirTree { path, follow, retries, delay_ms } => {
                let found = stat(&Target::Path(path.clone()), follow)?;
                let directory = matches!(&found, Reply::Stat(stat)
                    if sys::FileType::from_raw_mode(stat.st_mode) == sys::FileType::Directory);
                if directory {
                    recursive::rm(&path, true, false, retries, delay_ms).map(nothing)
                } else {
                    sys::rmdir(&path).map(nothing).map_err(|e| at(e, "rmdir", &path))
                }
            }
            Self::Rename { from, to } => {
                sys::rename(&from, &to).map(nothing).map_err(|e| between(e, "rename", &from, &to))
            }
            Self::Rm { path, recursive, force, retries, delay_ms } => {
                recursive::rm(&path, recursive, force, retries, delay_ms).map(nothing)
            }
            Self::Rmdir { path } => sys::rmdir(&path).map(nothing).map_err(|e| at(e, "rmdir", &path)),
            Self::Stat { target, follow } => stat(&target, follow),
            Self::StatFs { path } => {
                sys::statfs(&path).map(|s| Reply::StatFs(Box::new(s))).map_err(|e| at(e, "statfs", &path))
            }
            Self::Symlink { target, path } => {
                sys::symlink(&target, &path).map(nothing).map_err(|e| between(e, "symlink", &target, &path))
            }
            Self::Sync { fd, data_only } => sync(fd, data_only),
            Self::Truncate { target, length } => truncate(&target, length),
            Self::Unlink { path } => sys::unlink(&path).map(nothing).map_err(|e| at(e, "unlink", &path)),
            Self::Utimes { target, access, modification, follow } => utimes(&target, access, modification, follow),
            Self::Write { fd, parts, position } => write(fd, &parts, position),
            Self::WriteFile { target, data, flags, mode, flush } => write_file(&target, &data, flags, mode, flush),
        }
    }
}

fn chmod(target: &Target, mode: Mode) -> Outcome {
    match target {
        Target::Path(path) => sys::chmod(path, mode).map(nothing).map_err(|e| at(e, "chmod", path)),
        Target::Fd(fd) => {
            descriptor::borrow(*fd).and_then(|fd| sys::fchmod(fd, mode)).map(nothing).map_err(|e| fail(e, "fchmod"))
        }
    }
}

fn chown(target: &Target, uid: u32, gid: u32, follow: bool) -> Outcome {
    // -1 leaves the owner as it is.
    let owner = (uid != u32::MAX).then(|| sys::Uid::from_raw(uid));
    let group = (gid != u32::MAX).then(|| sys::Gid::from_raw(gid));
    match target {
        Target::Path(path) => {
            let flags = if follow { AtFlags::empty() } else { AtFlags::SYMLINK_NOFOLLOW };
            let syscall = if follow { "chown" } else { "lchown" };
            sys::chownat(CWD, path, owner, group, flags).map(nothing).map_err(|e| at(e, syscall, path))
        }
        Target::Fd(fd) => descriptor::borrow(*fd)
            .and_then(|fd| sys::fchown(fd, owner, group))
            .map(nothing)
            .map_err(|e| fail(e, "fchown")),
    }
}

/// Opens a file; the descriptor is closed in children, as all of Node's are.
pub(super) fn open(path: &Path, flags: u32, mode: u32) -> Result<i32, SystemError> {
    let flags = OFlags::from_bits_retain(flags) | OFlags::CLOEXEC;
    retry(|| sys::open(path, flags, Mode::from_raw_mode(mode)))
        .map(IntoRawFd::into_raw_fd)
        .map_err(|e| at(e, "open", path))
}

/// `COPYFILE_EXCL`, `COPYFILE_FICLONE`, `COPYFILE_FICLONE_FORCE`.
const COPY_EXCLUSIVE: u32 = 1;
const COPY_CLONE: u32 = 2;
const COPY_CLONE_FORCE: u32 = 4;

fn copy_file(from: &Path, to: &Path, mode: u32) -> Outcome {
    charina_reactor::outlive_file_size_limit();
    let failed = |errno: Errno| between(errno, "copyfile", from, to);
    let directory = |stat: &sys::Stat| sys::FileType::from_raw_mode(stat.st_mode) == sys::FileType::Directory;
    let source = retry(|| sys::open(from, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())).map_err(failed)?;
    let stat = sys::fstat(&source).map_err(failed)?;
    if directory(&stat) {
        return Err(failed(Errno::ISDIR));
    }
    // Not emptied on opening: source and target can be one file.
    let mut flags = OFlags::WRONLY | OFlags::CREATE | OFlags::CLOEXEC;
    if mode & COPY_EXCLUSIVE != 0 {
        flags |= OFlags::EXCL;
    }
    let permissions = Mode::from_raw_mode(stat.st_mode & 0o7777);
    let target = retry(|| sys::open(to, flags, permissions)).map_err(failed)?;
    let old = sys::fstat(&target).map_err(failed)?;
    if (stat.st_dev, stat.st_ino) == (old.st_dev, old.st_ino) {
        return Ok(Reply::Nothing);
    }
    let copy = || -> Result<(), Errno> {
        sys::ftruncate(&target, 0)?;
        sys::fchmod(&target, permissions)?;
        if mode & (COPY_CLONE | COPY_CLONE_FORCE) != 0 {
            match sys::ioctl_ficlone(&target, &source) {
                Ok(()) => return Ok(()),
                Err(Errno::NOTTY | Errno::INVAL | Errno::OPNOTSUPP) if mode & COPY_CLONE_FORCE != 0 => {
                    return Err(Errno::NOTSUP);
                }
                Err(errno) if mode & COPY_CLONE_FORCE != 0 => return Err(errno),
                Err(_) => {}
            }
        }
        let mut input = std::fs::File::from(source.try_clone().map_err(|e| errno_of(&e))?);
        let mut output = std::fs::File::from(target.try_clone().map_err(|e| errno_of(&e))?);
        std::io::copy(&mut input, &mut output).map(|_| ()).map_err(|e| errno_of(&e))
    };
    copy().map(nothing).map_err(|errno| {
        // What was only half copied is taken away again, as libuv does; not where the target was there before.
        if old.st_size == 0 && errno != Errno::EXIST {
            let _ = sys::unlink(to);
        }
        failed(errno)
    })
}

fn errno_of(error: &std::io::Error) -> Errno {
    Errno::from_io_error(error).unwrap_or(Errno::IO)
}

fn mkdtemp(prefix: Vec<u8>) -> Outcome {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let shown = format!("{}XXXXXX", String::from_utf8_lossy(&prefix));
    for _ in 0..128 {
        let mut random = [0u8; 6];
        if getrandom::fill(&mut random).is_err() {
            return Err(fail(Errno::IO, "mkdtemp").with_path(shown));
        }
        let mut name = prefix.clone();
        name.extend(random.iter().map(|byte| LETTERS[usize::from(*byte) % LETTERS.len()]));
        let path = PathBuf::from(OsString::from_vec(name));
        match sys::mkdir(&path, Mode::RWXU) {
            Ok(()) => return Ok(Reply::Path(path)),
            Err(Errno::EXIST) => {}
            Err(errno) => return Err(fail(errno, "mkdtemp").with_path(shown)),
        }
    }
    Err(fail(Errno::EXIST, "mkdtemp").with_path(shown))
}

fn read(fd: i32, lengths: &[usize], position: Option<u64>) -> Outcome {
    let fd = descriptor::borrow(fd).map_err(|e| fail(e, "read"))?;
    let mut bytes = Vec::with_capacity(lengths.len());
    let mut total = 0;
    for length in lengths {
        let mut part = vec![0; *length];
        let got = match position {
            Some(position) => retry(|| rustix::io::pread(fd, &mut part[..], position + total as u64)),
            None => retry(|| rustix::io::read(fd, &mut part[..])),
        };
        let got = got.map_err(|e| fail(e, "read"))?;
        part.truncate(got);
        total += got;
        let short = got < *length;
        bytes.push(part);
        if short {
            break;
        }
    }
    Ok(Reply::Parts { bytes, total })
}

fn read_file(target: &Target, flags: u32) -> Outcome {
    let (fd, close) = match target {
        Target::Path(path) => (open(path, flags, 0o666)?, true),
        Target::Fd(fd) => (*fd, false),
    };
    let result = read_to_end(fd);
    if close {
        let _ = descriptor::close(fd);
    }
    result.map(Reply::Bytes)
}

/// The most bytes that one read takes, and so a whole file has.
const IO_MAX: usize = 0x7fff_ffff;

/// What `readFile` of a file above 2 GiB fails with, in place of a system call's name; the path is the size.
pub(super) const TOO_LARGE: &str = "ERR_FS_FILE_TOO_LARGE";

fn read_to_end(fd: i32) -> Result<Vec<u8>, SystemError> {
    let fd = descriptor::borrow(fd).map_err(|e| fail(e, "fstat"))?;
    let stat = sys::fstat(fd).map_err(|e| fail(e, "fstat"))?;
    let regular = sys::FileType::from_raw_mode(stat.st_mode) == sys::FileType::RegularFile;
    let size = if regular { usize::try_from(stat.st_size).unwrap_or(0) } else { 0 };
    if size > IO_MAX {
        // No errno stands for this: the form of the answer knows it by its call.
        return Err(SystemError::new(Errno::FBIG.raw_os_error(), TOO_LARGE).with_path(size.to_string()));
    }
    // One byte more than the size, so that the end is seen without growing the buffer.
    let mut bytes = Vec::with_capacity(size + 1);
    loop {
        if bytes.capacity() - bytes.len() < 1 {
            bytes.reserve(64 * 1024);
        }
        let got = retry(|| rustix::io::read(fd, rustix::buffer::spare_capacity(&mut bytes)));
        if got.map_err(|e| fail(e, "read"))? == 0 {
            return Ok(bytes);
        }
    }
}

fn stat(target: &Target, follow: bool) -> Outcome {
    let result = match target {
        Target::Path(path) if follow => sys::stat(path).map_err(|e| (e, at(e, "stat", path))),
        Target::Path(path) => sys::lstat(path).map_err(|e| (e, at(e, "lstat", path))),
        Target::Fd(fd) => descriptor::borrow(*fd).and_then(sys::fstat).map_err(|e| (e, fail(e, "fstat"))),
    };
    match result {
        Ok(stat) => Ok(Reply::Stat(Box::new(stat))),
        Err((_, error)) => Err(error),
    }
}

fn sync(fd: i32, data_only: bool) -> Outcome {
    let syscall = if data_only { "fdatasync" } else { "fsync" };
    let call = |fd| if data_only { sys::fdatasync(fd) } else { sys::fsync(fd) };
    descriptor::borrow(fd).and_then(call).map(nothing).map_err(|e| fail(e, syscall))
}

fn truncate(target: &Target, length: u64) -> Outcome {
    charina_reactor::outlive_file_size_limit();
    match target {
        Target::Path(path) => {
            let fd = open(path, OFlags::RDWR.bits(), 0o666)?;
            let result = truncate(&Target::Fd(fd), length);
            let _ = descriptor::close(fd);
            result
        }
        Target::Fd(fd) => descriptor::borrow(*fd)
            .and_then(|fd| sys::ftruncate(fd, length))
            .map(nothing)
            .map_err(|e| fail(e, "ftruncate")),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "seconds and nanoseconds of a finite time")]
fn timespec(seconds: f64) -> Timespec {
    let whole = seconds.floor();
    Timespec { tv_sec: whole as i64, tv_nsec: ((seconds - whole) * 1e9) as _ }
}

fn utimes(target: &Target, access: f64, modification: f64, follow: bool) -> Outcome {
    let times = Timestamps { last_access: timespec(access), last_modification: timespec(modification) };
    match target {
        Target::Path(path) => {
            let flags = if follow { AtFlags::empty() } else { AtFlags::SYMLINK_NOFOLLOW };
            let syscall = if follow { "utime" } else { "lutime" };
            sys::utimensat(CWD, path, &times, flags).map(nothing).map_err(|e| at(e, syscall, path))
        }
        Target::Fd(fd) => {
            descriptor::borrow(*fd).and_then(|fd| sys::futimens(fd, &times)).map(nothing).map_err(|e| fail(e, "futime"))
        }
    }
}

fn write(fd: i32, parts: &[Vec<u8>], position: Option<u64>) -> Outcome {
    charina_reactor::outlive_file_size_limit();
    let fd = descriptor::borrow(fd).map_err(|e| fail(e, "write"))?;
    let mut total = 0;
    for part in parts {
        let put = match position {
            Some(position) => retry(|| rustix::io::pwrite(fd, part, position + total as u64)),
            None => retry(|| rustix::io::write(fd, part)),
        };
        let put = put.map_err(|e| fail(e, "write"))?;
        total += put;
        if put < part.len() {
            break;
        }
    }
    Ok(Reply::Count(total))
}

fn write_file(target: &Target, data: &[u8], flags: u32, mode: u32, flush: bool) -> Outcome {
    let (fd, close) = match target {
        Target::Path(path) => (open(path, flags, mode)?, true),
        Target::Fd(fd) => (*fd, false),
    };
    let mut result = write_all(fd, data);
    if flush && result.is_ok() {
        result = sync(fd, false).map(|_| ());
    }
    if close {
        let _ = descriptor::close(fd);
    }
    result.map(nothing)
}

fn write_all(fd: i32, mut data: &[u8]) -> Result<(), SystemError> {
    charina_reactor::outlive_file_size_limit();
    let fd = descriptor::borrow(fd).map_err(|e| fail(e, "write"))?;
    while !data.is_empty() {
        match retry(|| rustix::io::write(fd, data)) {
            Ok(0) => return Err(fail(Errno::IO, "write")),
            Ok(count) => data = &data[count..],
            // A pipe or terminal in non-blocking mode: wait until it takes more.
            Err(Errno::AGAIN) => {
                let mut poll = [rustix::event::PollFd::new(&fd, rustix::event::PollFlags::OUT)];
                let _ = rustix::event::poll(&mut poll, None);
            }
            Err(errno) => return Err(fail(errno, "write")),
        }
    }
    Ok(())
}
