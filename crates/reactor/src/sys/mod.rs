//! What differs between operating systems, all of it. A platform provides:
//!
//! - `SignalPipe`: a source that becomes readable when a signal arrives; `open(signal)`, `drain() -> usize` (arrivals),
//!   and its drop ends the watch;
//! - `ChildHandle`: a source that becomes readable when a child ends; `open(pid)` is `None` where there is no such
//!   thing, and then `CHILD_SIGNAL` tells;
//! - `check_child(pid)`, `reap(pid)`: whether it is ours to wait for; its status, without blocking, if it ended;
//! - `explain_register(error)`: the refusal of a registration in clear words;
//! - `outlive_file_size_limit()`: too large a file is an error of the write, not the end of the process;
//! - methods of the reactor that have a meaning only there, such as those for raw descriptors.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub use unix::outlive_file_size_limit;
#[cfg(unix)]
pub(crate) use unix::*;

#[cfg(not(unix))]
mod stub;
#[cfg(not(unix))]
pub use stub::outlive_file_size_limit;
#[cfg(not(unix))]
pub(crate) use stub::*;
