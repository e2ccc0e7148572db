//! Waiting for children: pidfd where the kernel has it, and reaping by pid.

use crate::ExitStatus;
use mio::event::Source;
use mio::unix::SourceFd;
use mio::{Interest, Registry, Token};
use rustix::io::Errno;
use rustix::process::{Pid, WaitId, WaitIdOptions, WaitOptions, waitid, waitpid};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::process::ExitStatusExt;

/// The signal that tells of children without a descriptor.
pub(crate) const CHILD_SIGNAL: i32 = signal_hook::consts::SIGCHLD;

/// A descriptor of a child that becomes readable when it ends.
pub(crate) struct ChildHandle(OwnedFd);

impl ChildHandle {
    /// `None` where the kernel has none to give (older than Linux 5.3, forbidden by a sandbox, out of descriptors).
    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub(crate) fn open(pid: u32) -> Option<Self> {
        rustix::process::pidfd_open(to_pid(pid).ok()?, rustix::process::PidfdFlags::empty()).ok().map(Self)
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    pub(crate) fn open(_pid: u32) -> Option<Self> {
        None
    }
}

impl Source for ChildHandle {
    fn register(&mut self, registry: &Registry, token: Token, interest: Interest) -> io::Result<()> {
        SourceFd(&self.0.as_raw_fd()).register(registry, token, interest)
    }

    fn reregister(&mut self, registry: &Registry, token: Token, interest: Interest) -> io::Result<()> {
        SourceFd(&self.0.as_raw_fd()).reregister(registry, token, interest)
    }

    fn deregister(&mut self, registry: &Registry) -> io::Result<()> {
        SourceFd(&self.0.as_raw_fd()).deregister(registry)
    }
}

fn to_pid(pid: u32) -> Result<Pid, Errno> {
    // Negative numbers name process groups, 0 the own one: neither is a child.
    i32::try_from(pid).ok().and_then(Pid::from_raw).ok_or(Errno::CHILD)
}

/// Looks at the child without reaping it; `true` if it has ended.
fn peek(pid: u32) -> Result<bool, Errno> {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    Ok(waitid(WaitId::Pid(to_pid(pid)?), options)?.is_some())
}

/// Whether this is a child of ours that has not been reaped.
pub(crate) fn check_child(pid: u32) -> io::Result<()> {
    peek(pid).map(|_| ()).map_err(io::Error::from)
}

/// Reaps the child if it has ended. The status says nothing if something else has reaped it.
pub(crate) fn reap(pid: u32) -> Option<ExitStatus> {
    let waited = to_pid(pid).and_then(|pid| waitpid(Some(pid), WaitOptions::NOHANG));
    match waited {
        Ok(Some((_, status))) => {
            let status = std::process::ExitStatus::from_raw(status.as_raw());
            Some(ExitStatus { code: status.code(), signal: status.signal(), core_dumped: status.core_dumped() })
        }
        Ok(None) => None,
        Err(_) => Some(ExitStatus::default()),
    }
}

#[cfg(test)]
pub(crate) fn is_running(pid: u32) -> bool {
    peek(pid) == Ok(false)
}
