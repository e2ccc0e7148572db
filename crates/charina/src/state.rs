//! What one runtime keeps: the queues of its loop, its options, its loaded builtins. Natives reach it through the
//! context.

use crate::builtins;
use crate::builtins::node::domain::Domains;
use crate::builtins::node::process::SharedEnv;
use crate::builtins::node::worker_threads::Threads;
use crate::builtins::web::messaging::Ports;
use crate::builtins::web::performance::Milestones;
use crate::event_loop::{Immediates, Pending, Ticks, Timers};
use crate::modules::loader::Modules;
use crate::options::Options;
use crate::rejections::Rejections;
use charina_engine::jobs::MicrotaskQueue;
use charina_engine::{Context, FunctionObjectBuilder, JsError, JsObject, JsString, JsValue, NativeFunction};
use charina_engine::{EngineError, RuntimeLimitError};
use charina_reactor::Reactor;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Instant;

/// The state of one runtime. Every part is behind its own cell; no borrow outlives a call into the engine.
pub(crate) struct State {
    pub(crate) options: Options,
    /// When the runtime was made: the zero of `performance.now()`.
    pub(crate) started: Instant,
    /// Milliseconds since the Unix epoch at `started`.
    pub(crate) time_origin: f64,
    /// When the steps of the runtime's life happened.
    pub(crate) milestones: Milestones,
    pub(crate) microtasks: Rc<MicrotaskQueue>,
    pub(crate) ticks: Ticks,
    pub(crate) timers: Timers,
    pub(crate) immediates: Immediates,
    pub(crate) pending: Pending,
    pub(crate) rejections: Rejections,
    /// The worker this is, and those it started.
    pub(crate) threads: Threads,
    /// The environment that threads share, if they do.
    pub(crate) shared_env: SharedEnv,
    /// The message ports.
    pub(crate) ports: Ports,
    pub(crate) reactor: RefCell<Reactor>,
    pub(crate) modules: Modules,
    /// Builtins loaded so far: their `module` objects by name.
    pub(crate) builtins: RefCell<HashMap<&'static str, JsObject>>,
    /// Whether callbacks report themselves to createHook's machinery.
    pub(crate) async_tracking: Cell<bool>,
    /// The object whose callback runs (a Timeout, an Immediate), for who begins to track in the middle of it.
    pub(crate) async_resource: RefCell<Option<JsObject>>,
    /// How many callbacks run, one within the other.
    pub(crate) async_depth: Cell<u32>,
    /// The last asynchronous id that was given out; the main script has 1.
    pub(crate) last_async_id: Cell<u32>,
    /// What node:domain has to do with the loop.
    pub(crate) domains: Domains,
    /// Set once the runtime must stop: the exit code.
    pub(crate) stop: Cell<Option<i32>>,
    /// `process.exitCode` as it was assigned.
    pub(crate) exit_code: RefCell<JsValue>,
    /// `process._exiting`.
    pub(crate) exiting: Cell<bool>,
    /// Whether `Error.prepareStackTrace` runs: errors made meanwhile get the plain text.
    pub(crate) preparing_stack: Cell<bool>,
    /// The `process` object once somebody touched it.
    pub(crate) process: RefCell<Option<JsObject>>,
    /// Values natives keep for themselves (constructors, functions set by glue), by name.
    pub(crate) slots: RefCell<HashMap<&'static str, JsValue>>,
    /// Exit code of a pending ESM evaluation that never settled, while it is pending.
    pub(crate) unsettled_main: Cell<bool>,
}

impl State {
    pub(crate) fn new(
        options: Options,
        threads: Threads,
        microtasks: Rc<MicrotaskQueue>,
        reactor: Reactor,
        started: Instant,
    ) -> Self {
        let now = std::time::SystemTime::now() - started.elapsed();
        Self {
            options,
            started,
            time_origin: now.duration_since(std::time::UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64() * 1e3),
            milestones: Milestones::default(),
            microtasks,
            ticks: Ticks::default(),
            timers: Timers::default(),
            immediates: Immediates::default(),
            pending: Pending::default(),
            rejections: Rejections::default(),
            shared_env: SharedEnv::with(threads.shared_env()),
            threads,
            ports: Ports::default(),
            reactor: RefCell::new(reactor),
            modules: Modules::default(),
            builtins: RefCell::default(),
            async_tracking: Cell::new(false),
            async_resource: RefCell::default(),
            async_depth: Cell::new(0),
            last_async_id: Cell::new(1),
            domains: Domains::default(),
            stop: Cell::new(None),
            exit_code: RefCell::default(),
            exiting: Cell::new(false),
            preparing_stack: Cell::new(false),
            process: RefCell::default(),
            slots: RefCell::default(),
            unsettled_main: Cell::new(false),
        }
    }

    /// Milliseconds since the runtime started.
    pub(crate) fn now(&self) -> f64 {
        self.started.elapsed().as_secs_f64() * 1e3
    }

    /// A new asynchronous id.
    pub(crate) fn next_async_id(&self) -> u32 {
        let id = self.last_async_id.get().wrapping_add(1);
        self.last_async_id.set(id);
        id
    }

    /// The value under `name` in the natives' own store, undefined if none.
    pub(crate) fn slot(&self, name: &str) -> JsValue {
        self.slots.borrow().get(name).cloned().unwrap_or_default()
    }

    /// Keeps `value` under `name` in the natives' own store.
    pub(crate) fn set_slot(&self, name: &'static str, value: impl Into<JsValue>) {
        self.slots.borrow_mut().insert(name, value.into());
    }

    /// The `require` that glue gets, one a runtime.
    pub(crate) fn glue_require(&self, context: &Context) -> JsObject {
        if let Some(function) = self.slot("glue require").as_object() {
            return function;
        }
        let function = FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(builtins::glue_require))
            .name(JsString::from("require"))
            .length(1)
            .build();
        self.set_slot("glue require", function.clone());
        function.into()
    }
}

/// The state of the runtime that owns `context`.
///
/// # Panics
/// Never in a context made by [`crate::Runtime`], which are the only ones there are.
pub(crate) fn state(context: &Context) -> Rc<State> {
    context.get_data::<Rc<State>>().expect("contexts are made with a state").clone()
}

/// The error that unwinds all JS without being catchable: how `process.exit()` leaves a running script.
pub(crate) fn stop_error() -> JsError {
    EngineError::RuntimeLimit(RuntimeLimitError::LoopIteration).into()
}

/// Whether `error` is [`stop_error`].
pub(crate) fn is_stop(error: &JsError) -> bool {
    matches!(error.as_engine(), Some(EngineError::RuntimeLimit(RuntimeLimitError::LoopIteration)))
}
