//! The calls that walk trees: `mkdir -p`, `rm -r`, recursive readdir. None recurses on the stack.

use super::request::Entry;
use crate::errors::SystemError;
use rustix::fs::{self as sys, AtFlags, CWD, Dir, FileType, Mode, OFlags};
use rustix::io::Errno;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

fn error(errno: Errno, syscall: &'static str, path: &Path) -> SystemError {
    SystemError::new(errno.raw_os_error(), syscall).with_path(path.to_string_lossy())
}

/// Makes a directory and those above it. Returns the first one made.
pub(super) fn mkdir(path: &Path, mode: u32) -> Result<Option<PathBuf>, SystemError> {
    let mode = Mode::from_raw_mode(mode);
    let mut missing = vec![path.to_path_buf()];
    let mut first = None;
    while let Some(next) = missing.last().cloned() {
        match sys::mkdir(&next, mode) {
            Ok(()) => {
                first.get_or_insert(next);
                missing.pop();
            }
            Err(Errno::EXIST | Errno::ISDIR) => match sys::stat(&next) {
                Ok(stat) if FileType::from_raw_mode(stat.st_mode) == FileType::Directory => {
                    missing.pop();
                }
                Ok(_) if missing.len() == 1 => return Err(error(Errno::EXIST, "mkdir", path)),
                Ok(_) => return Err(error(Errno::NOTDIR, "mkdir", path)),
                Err(errno) => return Err(error(errno, "mkdir", path)),
            },
            Err(Errno::NOENT) => match next.parent() {
                Some(parent) if parent != next && !parent.as_os_str().is_empty() => missing.push(parent.to_path_buf()),
                _ => return Err(error(Errno::NOENT, "mkdir", path)),
            },
            Err(errno) => return Err(error(errno, "mkdir", path)),
        }
    }
    Ok(first)
}

/// The real path, as Node's own walk finds it: errors name the first part that is missing, by its absolute path.
pub(super) fn real_path(path: &Path) -> Result<PathBuf, SystemError> {
    let absolute = match std::path::absolute(if path.as_os_str().is_empty() { Path::new(".") } else { path }) {
        Ok(absolute) => normal(&absolute),
        Err(failure) => return Err(SystemError::from_io(&failure, "lstat").with_path(path.to_string_lossy())),
    };
    let failure = match std::fs::canonicalize(&absolute) {
        Ok(real) => return Ok(real),
        Err(failure) => failure,
    };
    let mut current = PathBuf::new();
    for part in absolute.components() {
        current.push(part);
        let stat = sys::lstat(&current).map_err(|errno| error(errno, "lstat", &current))?;
        if FileType::from_raw_mode(stat.st_mode) == FileType::Symlink {
            sys::stat(&current).map_err(|errno| error(errno, "stat", &current))?;
            current = std::fs::canonicalize(&current).unwrap_or(current);
        }
    }
    Err(SystemError::from_io(&failure, "lstat").with_path(current.to_string_lossy()))
}

/// `.` and `..` taken out by name, as `path.resolve` does.
fn normal(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                parts.pop();
            }
            std::path::Component::CurDir => {}
            _ => parts.push(part),
        }
    }
    parts
}

fn kind(kind: FileType) -> u8 {
    match kind {
        FileType::RegularFile => 1,
        FileType::Directory => 2,
        FileType::Symlink => 3,
        FileType::Fifo => 4,
        FileType::Socket => 5,
        FileType::CharacterDevice => 6,
        FileType::BlockDevice => 7,
        FileType::Unknown => 0,
    }
}

/// The names in a directory, sorted as libuv does; with `recursive`, those of all directories below it too.
pub(super) fn read_dir(path: &Path, recursive: bool) -> Result<Vec<Entry>, SystemError> {
    let mut entries = Vec::new();
    let mut waiting = std::collections::VecDeque::from([PathBuf::new()]);
    while let Some(below) = waiting.pop_front() {
        let directory = if below.as_os_str().is_empty() { path.to_path_buf() } else { path.join(&below) };
        let mut found = list(&directory, path)?;
        found.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, kind) in found {
            let relative = below.join(&name);
            if recursive && kind == 2 {
                waiting.push_back(relative.clone());
            }
            entries.push(Entry { parent: directory.clone(), name: relative.into_os_string(), kind });
        }
        if !recursive {
            break;
        }
    }
    Ok(entries)
}

fn list(directory: &Path, named: &Path) -> Result<Vec<(OsString, u8)>, SystemError> {
    let failed = |errno| error(errno, "scandir", named);
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let fd = sys::open(directory, flags, Mode::empty()).map_err(failed)?;
    let mut names = Vec::new();
    for entry in Dir::new(fd).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = OsStr::from_bytes(entry.file_name().to_bytes());
        if name == "." || name == ".." {
            continue;
        }
        let mut found = kind(entry.file_type());
        if found == 0
            && let Ok(stat) = sys::lstat(directory.join(name))
        {
            found = kind(FileType::from_raw_mode(stat.st_mode));
        }
        names.push((name.to_owned(), found));
    }
    Ok(names)
}

/// Removes a file, or with `recursive` a tree.
pub(super) fn rm(path: &Path, recursive: bool, force: bool, retries: u32, delay_ms: u64) -> Result<(), SystemError> {
    let mut attempt = 0;
    loop {
        match rm_once(path, recursive, force) {
            Err(failure) if attempt < retries && is_transient(failure.errno) => {
                attempt += 1;
                std::thread::sleep(Duration::from_millis(delay_ms * u64::from(attempt)));
            }
            outcome => return outcome,
        }
    }
}

fn is_transient(errno: i32) -> bool {
    [Errno::BUSY, Errno::MFILE, Errno::NFILE, Errno::NOTEMPTY, Errno::PERM].iter().any(|e| e.raw_os_error() == errno)
}

fn rm_once(path: &Path, recursive: bool, force: bool) -> Result<(), SystemError> {
    let stat = match sys::lstat(path) {
        Ok(stat) => stat,
        Err(Errno::NOENT) if force => return Ok(()),
        Err(errno) => return Err(error(errno, "lstat", path)),
    };
    if FileType::from_raw_mode(stat.st_mode) != FileType::Directory {
        return match sys::unlink(path) {
            Err(Errno::NOENT) if force => Ok(()),
            result => result.map_err(|errno| error(errno, "rm", path)),
        };
    }
    if !recursive {
        return Err(error(Errno::ISDIR, "rm", path));
    }
    // Directories are left on the stack until what is in them is gone.
    let mut stack = vec![(path.to_path_buf(), false)];
    while let Some((directory, emptied)) = stack.pop() {
        if emptied {
            match sys::rmdir(&directory) {
                Ok(()) | Err(Errno::NOENT) => continue,
                Err(errno) => return Err(error(errno, "rm", &directory)),
            }
        }
        let found = match list(&directory, &directory) {
            Ok(found) => found,
            Err(failure) if failure.errno == Errno::NOENT.raw_os_error() => continue,
            Err(mut failure) => {
                failure.syscall = "rm";
                return Err(failure);
            }
        };
        stack.push((directory.clone(), true));
        for (name, kind) in found {
            let child = directory.join(name);
            if kind == 2 {
                stack.push((child, false));
                continue;
            }
            match sys::unlinkat(CWD, &child, AtFlags::empty()) {
                Ok(()) | Err(Errno::NOENT) => {}
                Err(errno) => return Err(error(errno, "rm", &child)),
            }
        }
    }
    Ok(())
}
