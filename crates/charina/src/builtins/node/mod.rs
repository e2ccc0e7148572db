//! Node's modules, one folder each.

pub(crate) mod assert;
pub(crate) mod async_hooks;
pub(crate) mod buffer;
pub(crate) mod child_process;
pub(crate) mod console;
pub(crate) mod diagnostics_channel;
pub(crate) mod events;
pub(crate) mod fs;
pub(crate) mod module;
pub(crate) mod net;
pub(crate) mod os;
pub(crate) mod path;
pub(crate) mod perf_hooks;
pub(crate) mod process;
pub(crate) mod punycode;
pub(crate) mod querystring;
pub(crate) mod readline;
pub(crate) mod stream;
pub(crate) mod string_decoder;
pub(crate) mod timers;
pub(crate) mod tty;
pub(crate) mod util;
pub(crate) mod vm;
pub(crate) mod worker_threads;
