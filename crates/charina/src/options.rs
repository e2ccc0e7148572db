//! What a runtime is told when it is made: arguments, flags, environment. The command fills this from its command line,
//! an embedder from Rust.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// What to do with a promise rejection nobody handles
/// (<https://nodejs.org/api/cli.html#--unhandled-rejectionsmode>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnhandledRejections {
    /// Emit `unhandledRejection`; without a listener, raise it as an uncaught exception.
    #[default]
    Throw,
    /// Raise it as an uncaught exception, and emit `unhandledRejection` if that is handled.
    Strict,
    /// Always print a warning.
    Warn,
    /// Say nothing.
    None,
    /// Emit `unhandledRejection`; without a listener, warn and set the exit code to 1.
    WarnWithErrorCode,
}

/// How the main source text is to be read when no file name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InputType {
    /// By its syntax.
    #[default]
    Detect,
    /// As a CommonJS script.
    CommonJs,
    /// As an ES module.
    Module,
}

/// What becomes of `Object.prototype.__proto__` (<https://nodejs.org/api/cli.html#--disable-protomode>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisableProto {
    /// It is removed.
    Delete,
    /// Reading or writing it throws ERR_PROTO_ACCESS.
    Throw,
}

/// Reads options as words, and those of `NODE_OPTIONS`.
pub type ParseWorkerOptions = fn(&[String], Option<&str>) -> Result<Options, String>;

/// The options of one runtime. `Options::default()` is a program with no arguments in the process's own environment.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `process.argv0`: how the program was called.
    pub argv0: String,
    /// `process.execPath`: the absolute path of the executable that can start this runtime again.
    pub exec_path: PathBuf,
    /// `process.execArgv`: options given before the script.
    pub exec_argv: Vec<String>,
    /// The script and its arguments: `process.argv` without its first element.
    pub args: Vec<String>,
    /// `process.env` at the start; `None` takes the environment of the process.
    pub env: Option<BTreeMap<String, String>>,
    /// `-C`: conditions added to those of package `exports`.
    pub conditions: Vec<String>,
    /// `--input-type`.
    pub input_type: InputType,
    /// `-r`: modules required before the main one.
    pub require: Vec<String>,
    /// `--import`: ES modules imported before the main one.
    pub import: Vec<String>,
    /// `--stack-trace-limit`, 10 if `None`.
    pub stack_trace_limit: Option<u32>,
    /// `--no-warnings`.
    pub no_warnings: bool,
    /// `--trace-warnings`.
    pub trace_warnings: bool,
    /// `--throw-deprecation`.
    pub throw_deprecation: bool,
    /// `--no-deprecation`.
    pub no_deprecation: bool,
    /// `--trace-deprecation`.
    pub trace_deprecation: bool,
    /// `--disable-warning`: codes and names of warnings that are not printed.
    pub disable_warnings: Vec<String>,
    /// `--redirect-warnings`: a file that warnings are added to.
    pub redirect_warnings: Option<String>,
    /// `--pending-deprecation`.
    pub pending_deprecation: bool,
    /// `--trace-exit`: shows where the program called `process.exit()`.
    pub trace_exit: bool,
    /// `--use-strict`: all code is strict code.
    pub use_strict: bool,
    /// `--disable-proto`.
    pub disable_proto: Option<DisableProto>,
    /// `--no-experimental-global-navigator`.
    pub no_navigator: bool,
    /// `--trace-uncaught`.
    pub trace_uncaught: bool,
    /// `--no-extra-info-on-fatal-exception`: leaves the version line out of what ends the program.
    pub no_extra_info_on_fatal_exception: bool,
    /// `--unhandled-rejections`.
    pub unhandled_rejections: UnhandledRejections,
    /// `--preserve-symlinks`.
    pub preserve_symlinks: bool,
    /// `--preserve-symlinks-main`.
    pub preserve_symlinks_main: bool,
    /// `--expose-gc`: defines `globalThis.gc`.
    pub expose_gc: bool,
    /// `--expose-internals`: `require('internal/...')` from user code, which Node's own tests ask for.
    pub expose_internals: bool,
    /// What `process.allowedNodeEnvironmentFlags` lists.
    pub environment_flags: Option<fn() -> Vec<String>>,
    /// Reads a worker's `execArgv` and its `NODE_OPTIONS`; the error says which options are wrong.
    pub parse_worker_options: Option<ParseWorkerOptions>,
    /// `--experimental-loader`: modules of hooks, as `module.register()` takes them.
    pub loaders: Vec<String>,
    /// `--enable-source-maps`.
    pub source_maps: bool,
    /// `--no-experimental-require-module`: `require()` refuses ES modules.
    pub no_require_module: bool,
    /// `--experimental-print-required-tla`: errors of `require()` for modules that await leave that hint out.
    pub print_required_tla: bool,
    /// `--insecure-http-parser`.
    pub insecure_http_parser: bool,
    /// `--max-http-header-size`, 16384 if `None`.
    pub max_http_header_size: Option<u32>,
    /// `--no-network-family-autoselection`.
    pub no_family_autoselection: bool,
    /// `--network-family-autoselection-attempt-timeout`, 250 if `None`.
    pub family_attempt_timeout: Option<u32>,
    /// Threads of the blocking pool, 4 if `None` (`UV_THREADPOOL_SIZE`).
    pub pool_threads: Option<usize>,
    /// Whether natives may write to the process's own standard streams directly.
    pub title: Option<String>,
}

impl Options {
    /// The program's name in hints: what it was called as, without folder.
    pub(crate) fn shown_name(&self) -> String {
        let name = std::path::Path::new(&self.argv0).file_name().map(|name| name.to_string_lossy().into_owned());
        name.filter(|name| !name.is_empty()).unwrap_or_else(|| "node".to_owned())
    }
}
