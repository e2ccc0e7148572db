//! What a poll reports.

use crate::{TaskId, Token};
use std::any::Any;

/// Something that happened, as [`Reactor::poll`](crate::Reactor::poll) reports it.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// A registered source became ready. Edge-triggered: it is told once, until the source was used up to `WouldBlock`.
    Ready {
        /// The source, as `register` named it.
        token: Token,
        /// It can be read without blocking; at its end, a read returns 0.
        readable: bool,
        /// It can be written without blocking.
        writable: bool,
        /// The other side will send no more.
        read_closed: bool,
        /// The other side reads no more, or the connection is gone.
        write_closed: bool,
        /// An error waits to be taken (`SO_ERROR`).
        error: bool,
        /// Priority data (`EPOLLPRI`): TCP urgent data, a GPIO or sysfs edge.
        priority: bool,
    },
    /// Work of the blocking pool ended: its value, or what it panicked with.
    Completed {
        /// The work, as `spawn_blocking` named it.
        id: TaskId,
        /// The value in a box, or the panic's payload.
        result: std::thread::Result<Box<dyn Any + Send>>,
    },
    /// A message of a [`Remote`](crate::Remote).
    Posted(Box<dyn Any + Send>),
    /// A watched signal arrived. One event each arrival that the kernel told apart.
    Signal(i32),
    /// A watched child ended and was reaped; its pid may be another process's from now on.
    ChildExit {
        /// The child.
        pid: u32,
        /// How it ended.
        status: ExitStatus,
    },
}

/// How a child process ended: by a code or by a signal. Neither is known if something else reaped the child first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExitStatus {
    pub(crate) code: Option<i32>,
    pub(crate) signal: Option<i32>,
    pub(crate) core_dumped: bool,
}

impl ExitStatus {
    /// The exit code, if it exited by itself.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        self.code
    }

    /// The signal that ended it, if one did.
    #[must_use]
    pub fn signal(&self) -> Option<i32> {
        self.signal
    }

    /// Whether the signal left a core dump.
    #[must_use]
    pub fn core_dumped(&self) -> bool {
        self.core_dumped
    }

    /// Whether it exited with code 0.
    #[must_use]
    pub fn success(&self) -> bool {
        self.code == Some(0)
    }
}
