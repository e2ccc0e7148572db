//! A runtime: one engine context with its loop, from its making to its exit code.

use crate::builtins::node::worker_threads::{self, Threads};
use crate::builtins::node::{child_process, cluster, process};
use crate::error_stack;
use crate::event_loop;
use crate::fatal::{self, Origin};
use crate::globals;
use crate::hooks::Hooks;
use crate::modules::loader::{self, Loader};
use crate::options::Options;
use crate::state::{State, state};
use charina_engine::jobs::MicrotaskQueue;
use charina_engine::{Context, JsError, JsResult};
use charina_reactor::Reactor;
use std::rc::Rc;
use std::time::Instant;

/// Why a runtime could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The operating system refused the reactor its descriptors.
    #[error("the event loop could not be made: {0}")]
    Reactor(#[from] std::io::Error),
    /// The engine refused to start.
    #[error("the engine could not be started: {0}")]
    Engine(String),
}

/// What the main program of a runtime is.
#[derive(Debug, Clone)]
pub enum Main {
    /// A file, resolved as Node resolves its first argument.
    File(String),
    /// Source text, as `-e` gives it; `print` shows its value, as `-p` does.
    Eval {
        /// The text.
        source: String,
        /// Whether to print the value of its last expression.
        print: bool,
    },
    /// Source text read from standard input.
    Stdin(String),
    /// Test files, found as `--test` finds them (<https://nodejs.org/api/test.html#running-tests-from-the-command-line>);
    /// the arguments are their names or patterns.
    Tests,
}

/// The depth of JS calls at which a script gets its RangeError, about Node's. Calls through natives (a replace
/// callback, a proxy trap) take native stack besides, which has a bound of its own: [`Runtime::set_native_stack`].
const RECURSION_LIMIT: usize = 10_000;

/// The stack that a thread should have to run a runtime. Only what is touched is ever committed.
pub const STACK_SIZE: usize = if cfg!(target_pointer_width = "64") { 1 << 30 } else { 128 << 20 };

/// A JavaScript runtime with Node's API, on the thread that made it.
///
/// ```no_run
/// use charina::{Main, Options, Runtime};
///
/// let code = charina::on_large_stack(|| {
///     let mut runtime = Runtime::new(Options::default())?;
///     Ok::<_, charina::BuildError>(runtime.run(&Main::Eval { source: "console.log(6 * 7)".into(), print: false }))
/// });
/// ```
pub struct Runtime {
    context: Context,
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Runtime").finish_non_exhaustive()
    }
}

impl Runtime {
    /// Makes a runtime: about half a millisecond. Nothing of Node's API is loaded before it is touched.
    ///
    /// # Errors
    /// [`BuildError`] where the system has no descriptors or memory left.
    pub fn new(options: Options) -> Result<Self, BuildError> {
        Self::with_threads(options, Threads::default())
    }

    /// [`Runtime::new`] with what the runtime has to do with other threads.
    pub(crate) fn with_threads(options: Options, threads: Threads) -> Result<Self, BuildError> {
        let started = Instant::now();
        let since = || started.elapsed().as_secs_f64() * 1e3;
        let node_start = since();
        let pool_threads = options.pool_threads.unwrap_or(4);
        let reactor = Reactor::new(charina_reactor::Options { pool_threads })?;
        let microtasks = MicrotaskQueue::new();
        let engine_start = since();
        let engine_error = |error: JsError| BuildError::Engine(error.to_string());
        let hooks = Rc::new(Hooks::default());
        let mut context = Context::builder()
            .job_executor(microtasks.clone())
            .host_hooks(hooks.clone())
            .module_loader(Rc::new(Loader))
            .can_block(true)
            .build()
            .map_err(engine_error)?;
        context.insert_data(hooks);
        let state = Rc::new(State::new(options, threads, microtasks, reactor, started));
        let resolver = state.modules.resolver();
        resolver.preserve_symlinks.set(state.options.preserve_symlinks);
        resolver.preserve_symlinks_main.set(state.options.preserve_symlinks_main);
        state.modules.set_maps_sources(state.options.source_maps);
        state.milestones.node_start.set(node_start);
        state.milestones.engine_start.set(engine_start);
        state.milestones.environment.set(since());
        context.insert_data(state.clone());
        let limits = context.runtime_limits_mut();
        limits.set_recursion_limit(RECURSION_LIMIT);
        limits.set_stack_size_limit(RECURSION_LIMIT * 64);
        error_stack::install(&mut context).map_err(engine_error)?;
        globals::install(&mut context).map_err(engine_error)?;
        crate::engine_gaps::install(&mut context).map_err(engine_error)?;
        // From here on, for the runtime's own code knows what it is.
        context.strict(state.options.use_strict);
        state.milestones.bootstrap_complete.set(since());
        Ok(Self { context })
    }

    /// Says how much of its thread's stack the runtime may use from here on; what remains is for natives that do not
    /// look. Running out is a RangeError in the script. Without it calls are only counted, which is enough for a
    /// thread with [`STACK_SIZE`] of stack and may not be for less.
    pub fn set_native_stack(&mut self, bytes: usize) {
        charina_engine::limits::set_native_stack(bytes, &mut self.context);
    }

    /// Runs a program to its end and returns its exit code, as the command does: preloaded modules, the program, the
    /// loop, `beforeExit` and `exit`.
    pub fn run(&mut self, main: &Main) -> i32 {
        let code = self.run_to_end(main);
        crate::builtins::internal::stdio::restore_terminal();
        code
    }

    fn run_to_end(&mut self, main: &Main) -> i32 {
        self.finish(|context| {
            child_process::connect_to_parent(context)?;
            cluster::join(context)?;
            loader::preload(context)?;
            loader::run_main(main, context)
        })
    }

    /// Runs what a worker's parent told it to.
    pub(crate) fn run_worker(&mut self) -> i32 {
        self.finish(|context| {
            worker_threads::prepare(context)?;
            loader::preload(context)?;
            let main = worker_threads::begin(context)?;
            loader::run_worker(&main, context)
        })
    }

    fn finish(&mut self, main: impl FnOnce(&mut Context) -> JsResult<loader::Started>) -> i32 {
        let context = &mut self.context;
        let outcome = start(main, context).and_then(|()| event_loop::run(context));
        let outcome = match outcome {
            Err(error) if state(context).stop.get().is_none() => {
                fatal::uncaught(error, Origin::UncaughtException, context)
            }
            other => other,
        };
        if outcome.is_ok() {
            return process::finish(context);
        }
        state(context).stop.get().unwrap_or(1)
    }

    /// Parses a program without running it, as `--check` does: the printed error's exit code, or 0.
    pub fn check(&mut self, file: &str) -> i32 {
        let context = &mut self.context;
        let preloaded = loader::preload(context).and_then(|()| event_loop::drain(context));
        match preloaded.and_then(|()| loader::check_syntax(file, context)) {
            Ok(()) => 0,
            Err(error) => {
                fatal::report(error, context);
                1
            }
        }
    }
}

fn start(main: impl FnOnce(&mut Context) -> JsResult<loader::Started>, context: &mut Context) -> JsResult<()> {
    match main(context) {
        Ok(order) => {
            // After an ES module the promise jobs come first: its evaluation is one of them.
            if order == loader::Started::Module {
                let state = state(context);
                event_loop::drain_microtasks(&state, context)?;
            }
            event_loop::drain(context)
        }
        Err(error) => event_loop::settle(Err(error), context),
    }
}

/// Runs `work` on a thread of its own with [`STACK_SIZE`] of stack, so that deep recursion in a script ends in a
/// RangeError instead of the end of the process.
///
/// # Errors
/// The operating system's, if no thread can be made.
pub fn on_large_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> std::io::Result<T> {
    let thread = std::thread::Builder::new().name("charina".to_owned()).stack_size(STACK_SIZE).spawn(work)?;
    thread.join().map_err(|_| std::io::Error::other("the runtime's thread panicked"))
}

/// As [`on_large_stack`], and then ends the process with the status that `work` returns, without waiting for the
/// thread's destructors: the engine's heap is given up object by object when its thread ends, in vain.
///
/// Where the thread cannot be made or panics, the status is 1 and a line on standard error says why.
pub fn exit_from_large_stack(work: impl FnOnce() -> i32 + Send + 'static) -> ! {
    let (sender, receiver) = std::sync::mpsc::channel();
    let thread = std::thread::Builder::new().name("charina".to_owned()).stack_size(STACK_SIZE).spawn(move || {
        if sender.send(work()).is_ok() {
            loop {
                std::thread::park();
            }
        }
    });
    let code = match thread {
        Ok(_) => receiver.recv().map_err(|_| "the runtime's thread panicked".to_owned()),
        Err(error) => Err(error.to_string()),
    };
    std::process::exit(code.unwrap_or_else(|message| {
        eprintln!("charina: {message}");
        1
    }))
}
