//! The event reactor: readiness of descriptors (mio), a timer queue, a pool for blocking work, signals and child
//! exits. It names no JavaScript type and is usable by itself.
//!
//! A [`Reactor`] belongs to one thread. Each turn of an event loop calls [`Reactor::poll`] once and gets what happened
//! as a batch of [`Event`]s; other threads reach it through a [`Remote`]. Timers are a separate, clockless structure,
//! the [`TimerQueue`]: the loop asks it how long to poll for.
//!
//! Readiness is edge-triggered, as mio has it: after an event read (or write, or accept) until `WouldBlock`, or
//! [`Reactor::reregister`] to be told again of what is still ready.

#![forbid(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

mod children;
#[cfg(unix)]
mod descriptor;
mod error;
mod event;
mod inbox;
mod pool;
mod reactor;
mod slots;
mod sys;
mod timers;

#[cfg(unix)]
pub use descriptor::Descriptor;
pub use error::Error;
pub use event::{Event, ExitStatus};
pub use inbox::Remote;
pub use pool::{Pool, TaskId};
pub use reactor::{Options, Reactor};
pub use slots::Token;
pub use sys::outlive_file_size_limit;
pub use timers::TimerQueue;

// The parts of mio that sources are made of: no other crate names mio.
pub use mio::event::Source;
#[cfg(unix)]
pub use mio::unix::pipe;
pub use mio::{Interest, net};
