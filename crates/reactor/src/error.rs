//! The refusals that are the reactor's own rather than the operating system's.

use std::io;

/// Why the reactor refused. Calls return it inside an [`io::Error`] of a fitting kind; `error.get_ref()` can be
/// downcast to it. What the operating system refuses is a plain OS error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The descriptor is a regular file or a directory: always ready, so no poll takes it. Kind `Unsupported`.
    #[error("regular files and directories cannot be polled")]
    NotPollable,
    /// The token was deregistered, or belongs to another reactor. Kind `NotFound`.
    #[error("the token is not registered")]
    StaleToken,
    /// More sources are registered than the platform's tokens can tell apart. Kind `OutOfMemory`.
    #[error("too many sources are registered")]
    TooManySources,
    /// The child is watched already. Kind `AlreadyExists`.
    #[error("the child is watched already")]
    AlreadyWatched,
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match error {
            Error::NotPollable => io::ErrorKind::Unsupported,
            Error::StaleToken => io::ErrorKind::NotFound,
            Error::TooManySources => io::ErrorKind::OutOfMemory,
            Error::AlreadyWatched => io::ErrorKind::AlreadyExists,
        };
        Self::new(kind, error)
    }
}
