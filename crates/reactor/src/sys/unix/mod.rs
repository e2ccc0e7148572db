//! Unix: descriptors, signals through self-pipes, children through pidfd or SIGCHLD.

mod children;
mod descriptors;
mod signals;

#[cfg(test)]
pub(crate) use children::is_running;
pub(crate) use children::{CHILD_SIGNAL, ChildHandle, check_child, reap};
pub(crate) use descriptors::explain_register;
pub(crate) use signals::SignalPipe;
pub use signals::outlive_file_size_limit;
