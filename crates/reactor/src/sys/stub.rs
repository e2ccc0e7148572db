//! Platforms without Unix signals and child processes: both are refused.

use crate::ExitStatus;
use mio::event::Source;
use mio::{Interest, Registry, Token};
use std::io;

fn unsupported() -> io::Error {
    io::Error::from(io::ErrorKind::Unsupported)
}

pub(crate) const CHILD_SIGNAL: i32 = 0;

/// Never made: there are no signals here.
pub(crate) enum SignalPipe {}

impl SignalPipe {
    pub(crate) fn open(_signal: i32) -> io::Result<Self> {
        Err(unsupported())
    }

    pub(crate) fn drain(&mut self) -> usize {
        match *self {}
    }
}

/// Never made: children have no descriptors here.
pub(crate) enum ChildHandle {}

impl ChildHandle {
    pub(crate) fn open(_pid: u32) -> Option<Self> {
        None
    }
}

macro_rules! never_a_source {
    ($type:ty) => {
        impl Source for $type {
            fn register(&mut self, _: &Registry, _: Token, _: Interest) -> io::Result<()> {
                match *self {}
            }

            fn reregister(&mut self, _: &Registry, _: Token, _: Interest) -> io::Result<()> {
                match *self {}
            }

            fn deregister(&mut self, _: &Registry) -> io::Result<()> {
                match *self {}
            }
        }
    };
}
never_a_source!(SignalPipe);
never_a_source!(ChildHandle);

pub(crate) fn check_child(_pid: u32) -> io::Result<()> {
    Err(unsupported())
}

pub(crate) fn reap(_pid: u32) -> Option<ExitStatus> {
    None
}

pub(crate) fn explain_register(error: io::Error) -> io::Error {
    error
}

/// Nothing ends a process for writing too much here.
pub fn outlive_file_size_limit() {}
