//! `node:worker_threads` (<https://nodejs.org/api/worker_threads.html>): workers are threads with a runtime of their own.

mod descriptors;
mod direct;
mod meter;
mod start;

pub(crate) use descriptors::{closed as descriptor_closed, moved as descriptor_moved, opened as descriptor_opened};

use crate::builtins::node::process::SharedEnvStore;
use crate::builtins::web::messaging::{self, End, Group};
use crate::builtins::{self, Builtin, glue};
use crate::hooks;
use crate::state::{State, state, stop_error};
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, Op, text};
use charina_reactor::Remote;
use descriptors::Descriptors;
use meter::Meter;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("internal/error_serdes", glue!("error_serdes.js"), &[]),
    Builtin::glue("internal/worker", glue!("worker.js"), WORKER_OPS),
    Builtin::glue("internal/worker/direct", glue!("direct.js"), DIRECT_OPS),
    Builtin::glue("internal/worker/io", glue!("io.js"), &[]),
    Builtin::glue("internal/worker/main", glue!("main.js"), MAIN_OPS),
    Builtin::glue("worker_threads", glue!("worker_threads.js"), THREAD_OPS),
];

const THREAD_OPS: &[Op] = &[Op::new("listen", 0, listen), Op::new("threadId", 0, thread_id)];

const WORKER_OPS: &[Op] = &[
    Op::new("newThread", 1, new_thread),
    Op::new("setReferenced", 2, start::set_referenced),
    Op::new("start", 6, start::start),
    Op::new("terminate", 1, start::terminate),
    Op::new("utilization", 1, start::utilization),
];

const DIRECT_OPS: &[Op] = &[
    Op::new("forget", 1, direct::forget),
    Op::new("postToThread", 5, direct::post),
    Op::new("threadId", 0, thread_id),
];

const MAIN_OPS: &[Op] = &[Op::new("control", 0, control), Op::new("threadId", 0, thread_id)];

/// What one runtime has to do with threads: the worker it is, and those it started.
#[derive(Default)]
pub(crate) struct Threads {
    pub(crate) group: Arc<Group>,
    worker: Option<Worker>,
    children: RefCell<HashMap<u32, start::Child>>,
    /// Who waits for the answer to a message by thread number.
    waiting: RefCell<HashMap<u32, direct::Waiting>>,
    requests: Cell<u32>,
}

/// What a worker is told when it is made.
struct Worker {
    id: u32,
    orders: Arc<Orders>,
    control: Cell<Option<End>>,
    main: Cell<Option<WorkerMain>>,
    shared_env: Option<Arc<SharedEnvStore>>,
    descriptors: Option<Descriptors>,
}

/// What a worker runs.
#[derive(Debug, Clone)]
pub(crate) enum WorkerMain {
    /// A file.
    File(String),
    /// Text, as `eval: true` gives it.
    Eval(String),
    /// A module at a `data:` URL.
    Url(String),
}

/// How a parent tells its worker to stop.
#[derive(Default)]
struct Orders {
    stop: Arc<AtomicBool>,
    meter: Meter,
    remote: Mutex<Option<Remote>>,
}

impl Orders {
    fn stop(&self) {
        self.stop.store(true, Ordering::Release);
        if let Some(remote) = self.remote.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            remote.wake();
        }
    }
}

impl Threads {
    /// The threads of a worker.
    fn of_worker(group: Arc<Group>, worker: Worker) -> Self {
        let mut threads = Self::default();
        threads.group = group;
        threads.worker = Some(worker);
        threads
    }

    /// Whether the runtime is a worker.
    pub(crate) fn is_worker(&self) -> bool {
        self.worker.is_some()
    }

    /// Whether somebody wants the worker to stop.
    pub(crate) fn is_stopped(&self) -> bool {
        self.worker.as_ref().is_some_and(|worker| worker.orders.stop.load(Ordering::Acquire))
    }

    /// Stops a script that goes on although it must not.
    ///
    /// # Errors
    /// The stop error.
    pub(crate) fn check(&self) -> JsResult<()> {
        if self.is_stopped() { Err(stop_error()) } else { Ok(()) }
    }

    fn id(&self) -> u32 {
        self.worker.as_ref().map_or(0, |worker| worker.id)
    }

    /// The environment that the worker shares with its parent.
    pub(crate) fn shared_env(&self) -> Option<Arc<SharedEnvStore>> {
        self.worker.as_ref().and_then(|worker| worker.shared_env.clone())
    }

    fn descriptors(&self) -> Option<&Descriptors> {
        self.worker.as_ref().and_then(|worker| worker.descriptors.as_ref())
    }

    /// What measures the loop of a worker.
    pub(crate) fn meter(&self) -> Option<&Meter> {
        self.worker.as_ref().map(|worker| &worker.orders.meter)
    }

    /// Takes messages and orders from now on.
    fn listen(&self, state: &State, context: &mut Context) {
        let remote = state.reactor.borrow().remote();
        self.group.listen(self.id(), remote.clone());
        if let Some(worker) = &self.worker {
            let stop = worker.orders.stop.clone();
            state.microtasks.stop_when(stop.clone());
            charina_engine::interrupt_when(stop, context);
            *worker.orders.remote.lock().unwrap_or_else(PoisonError::into_inner) = Some(remote);
        }
    }
}

/// `listen()`: whoever knows its number can send to this thread.
fn listen(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(context);
    state.threads.listen(&state, context);
    Ok(JsValue::undefined())
}

/// `threadId()`
fn thread_id(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(JsValue::from(state(context).threads.id()))
}

/// `newThread(resource)`: the number of a worker to come, which async_hooks knows by the resource.
fn new_thread(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(resource) = arguments.get_or_undefined(0).as_object() {
        hooks::track(&resource, "WORKER", context);
    }
    Ok(JsValue::from(state(context).threads.group.new_thread()))
}

/// `control()`: the worker's end of the channel that it shares with its Worker object.
fn control(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let end = state(context).threads.worker.as_ref().and_then(|worker| worker.control.take());
    #[expect(clippy::cast_precision_loss, reason = "handles are counted from 1")]
    Ok(end.map_or(JsValue::undefined(), |end| JsValue::from(messaging::adopt(end, context) as f64)))
}

fn main_function(name: &str, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let function = builtins::require_property("internal/worker/main", name, context)?;
    let function = crate::validate::function(&function, name, context)?;
    function.call(&JsValue::undefined(), arguments, context)
}

/// Prepares a worker's runtime: its `process`, its ports, what its parent sent.
pub(crate) fn prepare(context: &mut Context) -> JsResult<()> {
    let state = state(context);
    state.threads.listen(&state, context);
    state.threads.check()?;
    main_function("prepare", &[], context).map(|_| ())
}

/// Tells the parent that the script is about to run, and says which.
pub(crate) fn begin(context: &mut Context) -> JsResult<WorkerMain> {
    main_function("online", &[], context)?;
    let main = state(context).threads.worker.as_ref().and_then(|worker| worker.main.take());
    Ok(main.unwrap_or(WorkerMain::Eval(String::new())))
}

/// Hands an error that nothing caught to the parent.
pub(crate) fn tell_uncaught(error: &JsValue, context: &mut Context) {
    // Who cannot be told of it hears of the exit code.
    let _ = main_function("uncaught", std::slice::from_ref(error), context);
}

/// A text property of an options object of glue's.
fn text_of(object: &JsObject, name: &str, context: &mut Context) -> JsResult<Option<String>> {
    let value = object.get(JsString::from(name), context)?;
    Ok(value.as_string().map(|value| text::to_utf8(&value)))
}

fn id_argument(arguments: &[JsValue], context: &mut Context) -> JsResult<u32> {
    arguments.get_or_undefined(0).to_u32(context)
}
