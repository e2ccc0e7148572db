//! Charina: a Node.js-compatible JavaScript runtime to embed, on the Boa interpreter and a mio reactor.
//!
//! The command `charina` is a thin shell over this crate: whatever it can do, [`Runtime`] can.

mod builtins;
mod descriptor;
mod encoding;
mod engine_gaps;
mod env_files;
mod errno;
mod error_stack;
mod errors;
mod event_loop;
mod fatal;
mod globals;
mod hooks;
mod ids;
mod modules;
mod options;
mod rejections;
mod runtime;
mod stack_frame;
mod state;
mod time_zone;
mod validate;
pub mod version;

pub use charina_engine::heap::Allocator;
pub use env_files::environment_with;
pub use options::{DisableProto, InputType, Options, ParseWorkerOptions, UnhandledRejections};
pub use runtime::{BuildError, Main, Runtime, STACK_SIZE, exit_from_large_stack, on_large_stack};
