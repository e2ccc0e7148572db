//! Child processes: learning of their end, and reaping each exactly once.
//!
//! A child is watched through a descriptor of its own where the kernel has such (pidfd), else through SIGCHLD, at which
//! every child watched so is asked.

use crate::reactor::Reactor;
use crate::slots::{Owner, Token};
use crate::sys::{self, ChildHandle, SignalPipe};
use crate::{Error, Event, ExitStatus};
use mio::Interest;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// The children one reactor watches.
#[derive(Default)]
pub(crate) struct Children {
    by_handle: BTreeMap<u32, (ChildHandle, Token)>,
    by_signal: BTreeSet<u32>,
    pipe: Option<(SignalPipe, Token)>,
    /// Children to ask in this turn.
    due: Vec<u32>,
    /// Behave as on a kernel without child descriptors.
    #[cfg(test)]
    pub(crate) without_handles: bool,
}

impl Children {
    fn contains(&self, pid: u32) -> bool {
        self.by_handle.contains_key(&pid) || self.by_signal.contains(&pid)
    }

    /// `None` where children have no descriptors.
    #[cfg_attr(not(test), expect(clippy::unused_self, reason = "tests say no"))]
    fn open_handle(&self, pid: u32) -> Option<ChildHandle> {
        #[cfg(test)]
        if self.without_handles {
            return None;
        }
        ChildHandle::open(pid)
    }

    pub(crate) fn handle_ready(&mut self, pid: u32) {
        self.due.push(pid);
    }

    pub(crate) fn signal_ready(&mut self) {
        if let Some((pipe, _)) = &mut self.pipe {
            pipe.drain();
        }
        self.due.extend(&self.by_signal);
    }
}

impl Reactor {
    /// Reaps the child when it ends and tells of it as [`Event::ChildExit`], once; the watch ends with it. The child may
    /// have been started by anything in this process, such as a [`std::process::Child`] that nobody waits for, and may
    /// have ended already.
    ///
    /// # Errors
    /// `ECHILD` for what is not a child of this process or was reaped already, [`Error::AlreadyWatched`], and
    /// what the system says when it has no descriptors left.
    pub fn watch_child(&mut self, pid: u32) -> io::Result<()> {
        sys::check_child(pid)?;
        if self.children.contains(pid) {
            return Err(Error::AlreadyWatched.into());
        }
        if let Some(mut handle) = self.children.open_handle(pid)
            && let Ok(token) = self.register_as(Owner::Child(pid), &mut handle, Interest::READABLE)
        {
            self.children.by_handle.insert(pid, (handle, token));
            return Ok(());
        }
        self.watch_child_by_signal(pid)
    }

    fn watch_child_by_signal(&mut self, pid: u32) -> io::Result<()> {
        if self.children.pipe.is_none() {
            let mut pipe = SignalPipe::open(sys::CHILD_SIGNAL)?;
            let token = self.register_as(Owner::AnyChild, &mut pipe, Interest::READABLE)?;
            self.children.pipe = Some((pipe, token));
        }
        self.children.by_signal.insert(pid);
        // It may have ended before the signal was caught.
        if let Some(status) = sys::reap(pid) {
            self.end_watch(pid);
            self.inbox.push(Event::ChildExit { pid, status });
        }
        Ok(())
    }

    /// Watches the child no more and leaves it to the caller to reap. Returns `false` if it was not watched (its end may
    /// have been told).
    pub fn unwatch_child(&mut self, pid: u32) -> bool {
        self.end_watch(pid)
    }

    fn end_watch(&mut self, pid: u32) -> bool {
        if let Some((mut handle, token)) = self.children.by_handle.remove(&pid) {
            self.slots.remove(token);
            // The descriptor is closed next, which deregisters it as well.
            let _ = self.poll.registry().deregister(&mut handle);
            return true;
        }
        let watched = self.children.by_signal.remove(&pid);
        if self.children.by_signal.is_empty()
            && let Some((pipe, token)) = self.children.pipe.take()
        {
            self.close_pipe(pipe, token);
        }
        watched
    }

    /// Asks the children of which something was heard in this turn.
    pub(crate) fn reap(&mut self, events: &mut Vec<Event>) {
        let mut due = std::mem::take(&mut self.children.due);
        for pid in due.drain(..) {
            if let Some(status) = sys::reap(pid) {
                self.end_watch(pid);
                events.push(Event::ChildExit { pid, status });
            } else if self.children.by_handle.contains_key(&pid) {
                // Ended, but a tracer reaps it first; the descriptor will not tell a second time, SIGCHLD does.
                self.end_watch(pid);
                if self.watch_child_by_signal(pid).is_err() {
                    self.children.by_signal.remove(&pid);
                    events.push(Event::ChildExit { pid, status: ExitStatus::default() });
                }
            }
        }
        self.children.due = due;
    }
}

#[cfg(test)]
#[cfg(unix)]
#[expect(clippy::zombie_processes, reason = "the reactor reaps them: that is what is tested")]
mod tests {
    use super::*;
    use crate::Options;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    fn without_handles() -> Reactor {
        let mut reactor = Reactor::new(Options::default()).unwrap();
        reactor.children.without_handles = true;
        reactor
    }

    fn shell(script: &str) -> std::process::Child {
        Command::new("/bin/sh").args(["-c", script]).stdin(Stdio::piped()).spawn().unwrap()
    }

    fn exits(reactor: &mut Reactor, count: usize) -> Vec<(u32, ExitStatus)> {
        let start = Instant::now();
        let mut events = Vec::new();
        while events.len() < count && start.elapsed() < Duration::from_secs(20) {
            reactor.poll(Some(Duration::from_secs(1)), &mut events).unwrap();
        }
        let exit = |event| match event {
            Event::ChildExit { pid, status } => (pid, status),
            other => panic!("{other:?}"),
        };
        events.into_iter().map(exit).collect()
    }

    #[test]
    fn without_child_descriptors_sigchld_tells() {
        let mut reactor = without_handles();
        let mut waiting = shell("read line; exit 7");
        let killed = shell("kill -9 $$");
        reactor.watch_child(waiting.id()).unwrap();
        reactor.watch_child(killed.id()).unwrap();
        assert!(reactor.watch_child(waiting.id()).is_err());
        let first = exits(&mut reactor, 1);
        assert_eq!(first, [(killed.id(), ExitStatus { signal: Some(9), ..ExitStatus::default() })]);
        drop(waiting.stdin.take());
        assert_eq!(exits(&mut reactor, 1), [(waiting.id(), ExitStatus { code: Some(7), ..ExitStatus::default() })]);
        assert!(sys::check_child(waiting.id()).is_err(), "it was reaped");
        assert_eq!(reactor.slots.len(), 0, "the SIGCHLD pipe is gone with the last child");
    }

    #[test]
    fn without_child_descriptors_an_end_before_the_watch_is_told() {
        let mut reactor = without_handles();
        let child = shell("exit 3");
        while sys::is_running(child.id()) {
            std::thread::sleep(Duration::from_millis(1));
        }
        reactor.watch_child(child.id()).unwrap();
        // No waiting: the SIGCHLD of another test's child would bring it about.
        let mut events = Vec::new();
        reactor.poll(Some(Duration::ZERO), &mut events).unwrap();
        assert!(matches!(events[..], [Event::ChildExit { status: ExitStatus { code: Some(3), .. }, .. }]));
        assert_eq!(reactor.slots.len(), 0);
    }
}
