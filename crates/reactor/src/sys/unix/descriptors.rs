//! Raw descriptors as sources, and the poll as a descriptor.

use crate::{Error, Reactor, Token};
use mio::Interest;
use mio::unix::SourceFd;
use rustix::io::Errno;
use std::io;
use std::os::fd::{AsRawFd, RawFd};

/// `EPERM` is what epoll says of a file that has no readiness.
pub(crate) fn explain_register(error: io::Error) -> io::Error {
    if error.raw_os_error() == Some(Errno::PERM.raw_os_error()) { Error::NotPollable.into() } else { error }
}

impl Reactor {
    /// [`Reactor::register`] for a descriptor, which the caller keeps open until it deregisters it, and has set to
    /// non-blocking if that matters.
    ///
    /// # Errors
    /// As [`Reactor::register`]; [`Error::NotPollable`] for regular files and directories.
    pub fn register_fd(&mut self, fd: RawFd, interest: Interest) -> io::Result<Token> {
        self.register(&mut SourceFd(&fd), interest)
    }

    /// [`Reactor::reregister`] for a descriptor.
    ///
    /// # Errors
    /// As [`Reactor::reregister`].
    pub fn reregister_fd(&mut self, fd: RawFd, token: Token, interest: Interest) -> io::Result<()> {
        self.reregister(&mut SourceFd(&fd), token, interest)
    }

    /// [`Reactor::deregister`] for a descriptor.
    ///
    /// # Errors
    /// As [`Reactor::deregister`].
    pub fn deregister_fd(&mut self, fd: RawFd, token: Token) -> io::Result<()> {
        self.deregister(&mut SourceFd(&fd), token)
    }
}

/// The poll's own descriptor: readable when [`Reactor::poll`] would have something to tell, so that it can be put into
/// another loop. Timers are not in it.
impl AsRawFd for Reactor {
    fn as_raw_fd(&self) -> RawFd {
        self.poll.as_raw_fd()
    }
}
