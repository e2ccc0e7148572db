//! What the resolver asks of a file system, and the one that asks the operating system.

use std::path::Path;

/// What a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Anything that can be read: a regular file, but also a device or a pipe, as Node has it.
    File,
    Directory,
    /// Only [`ModuleFs::lstat`] answers this.
    Symlink,
}

/// The file system under module resolution. An embedder's virtual one, or one that asks for permission first, goes
/// in here; every error is "not there", as in Node's `internalModuleStat`.
pub trait ModuleFs {
    /// What `path` is, through symbolic links.
    fn stat(&self, path: &str) -> Option<FileKind>;
    /// What `path` is, without following a symbolic link in its last part.
    fn lstat(&self, path: &str) -> Option<FileKind>;
    /// Where a symbolic link points.
    fn read_link(&self, path: &str) -> Option<String>;
    /// A whole file.
    fn read(&self, path: &str) -> Option<Vec<u8>>;
    /// The working directory.
    fn current_dir(&self) -> Option<String>;
}

/// The operating system's files.
#[derive(Debug, Default, Clone, Copy)]
pub struct OsFs;

#[allow(clippy::disallowed_methods, reason = "the seam that permissions will wrap")]
impl ModuleFs for OsFs {
    fn stat(&self, path: &str) -> Option<FileKind> {
        rustix::fs::stat(path).ok().map(|stat| kind(&stat))
    }

    fn lstat(&self, path: &str) -> Option<FileKind> {
        rustix::fs::lstat(path).ok().map(|stat| kind(&stat))
    }

    fn read_link(&self, path: &str) -> Option<String> {
        let target = rustix::fs::readlink(path, Vec::new()).ok()?;
        Some(String::from_utf8_lossy(target.as_bytes()).into_owned())
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        std::fs::read(Path::new(path)).ok()
    }

    fn current_dir(&self) -> Option<String> {
        let dir = rustix::process::getcwd(Vec::new()).ok()?;
        Some(String::from_utf8_lossy(dir.as_bytes()).into_owned())
    }
}

fn kind(stat: &rustix::fs::Stat) -> FileKind {
    match rustix::fs::FileType::from_raw_mode(stat.st_mode) {
        rustix::fs::FileType::Directory => FileKind::Directory,
        rustix::fs::FileType::Symlink => FileKind::Symlink,
        _ => FileKind::File,
    }
}
