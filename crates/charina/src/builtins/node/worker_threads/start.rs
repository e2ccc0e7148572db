//! Workers from their parent's side: starting, stopping, and what is left to do when one has ended.

use super::descriptors::Descriptors;
use super::{Orders, Threads, Worker, WorkerMain, id_argument, text_of};
use crate::builtins::node::process;
use crate::builtins::web::messaging::{self, Posted};
use crate::errors;
use crate::event_loop::HandleId;
use crate::hooks;
use crate::options::Options;
use crate::runtime::Runtime;
use crate::state::state;
use charina_engine::{Context, JsArgs, JsArray, JsObject, JsResult, JsValue, js_string, text};
use charina_reactor::Remote;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::thread::JoinHandle;

/// A worker as its parent knows it.
pub(super) struct Child {
    thread: JoinHandle<()>,
    orders: Arc<Orders>,
    /// Keeps the loop alive.
    handle: HandleId,
    on_exit: JsObject,
    /// What async_hooks knows it by.
    resource: Option<JsObject>,
}

/// A megabyte of V8's stack holds as many calls as this much of ours.
const STACK_FACTOR: f64 = 64.0;
/// The stack of a worker in megabytes, as V8 counts.
const DEFAULT_STACK: f64 = 4.0;

/// What the thread says last, however it ends.
struct Farewell {
    id: u32,
    parent: Remote,
    code: i32,
}

impl Drop for Farewell {
    fn drop(&mut self) {
        let Self { id, code, .. } = *self;
        let exit: Posted = Box::new(move |context| ended(id, code, context));
        // A parent that is gone needs no word.
        self.parent.post(Box::new(exit));
    }
}

/// `start(id, control, main, options, onExit, resource)`: starts the thread of the worker `id`. `control` is the number of its end of
/// the channel between the two; main is `[kind, text]`.
pub(super) fn start(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = id_argument(arguments, context)?;
    let control = arguments.get_or_undefined(1).to_length(context)?;
    let main = arguments.get_or_undefined(2).to_object(context)?;
    let main = JsArray::from_object(main)?;
    let kind = text::to_utf8(&main.get(0, context)?.to_string(context)?);
    let source = text::to_utf8(&main.get(1, context)?.to_string(context)?);
    let given = arguments.get_or_undefined(3).to_object(context)?;
    let on_exit = crate::validate::function(arguments.get_or_undefined(4), "onExit", context)?;
    let options = options(&kind, &source, &given, context)?;
    let name = text_of(&given, "name", context)?.unwrap_or_default();
    let stack = given.get(js_string!("stackSizeMb"), context)?.as_number();
    let stack = stack.filter(|size| size.is_finite() && *size > 0.0).unwrap_or(DEFAULT_STACK).clamp(0.25, 64.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was checked")]
    let stack = (stack * STACK_FACTOR) as usize * (1 << 20);
    let shares = given.get(js_string!("sharesEnv"), context)?.to_boolean();
    let shared_env = if shares { Some(process::share_env(context)?) } else { None };
    let tracks = given.get(js_string!("tracksDescriptors"), context)?.to_boolean();
    let state = state(context);
    let orders = Arc::new(Orders::default());
    let worker = Worker {
        id,
        orders: orders.clone(),
        control: Cell::new(messaging::release(control, context)),
        main: Cell::new(Some(match kind.as_str() {
            "file" => WorkerMain::File(source),
            "url" => WorkerMain::Url(source),
            _ => WorkerMain::Eval(source),
        })),
        shared_env,
        descriptors: tracks.then(Descriptors::default),
    };
    let group = state.threads.group.clone();
    let parent = state.reactor.borrow().remote();
    let work = move || {
        let mut farewell = Farewell { id, parent, code: 1 };
        farewell.code = run(options, Threads::of_worker(group, worker), stack);
    };
    // The system's names are short.
    let short: String = name.chars().filter(|c| *c != '\0').take(15).collect();
    let thread = std::thread::Builder::new().name(short).stack_size(stack).spawn(work);
    let thread = thread.map_err(|error| {
        let message = format!("Worker initialization failure: {error}");
        errors::coded(errors::Class::Error, "ERR_WORKER_INIT_FAILED", &message, context)
    })?;
    let resource = arguments.get_or_undefined(5).as_object();
    let handle = state.pending.add_handle(Rc::new(|_, _| Ok(())));
    state.threads.children.borrow_mut().insert(id, Child { thread, orders, handle, on_exit, resource });
    Ok(JsValue::undefined())
}

/// The thread's whole life but for its farewell.
fn run(options: Options, threads: Threads, stack: usize) -> i32 {
    match Runtime::with_threads(options, threads) {
        Ok(mut runtime) => {
            runtime.set_native_stack(stack - stack / 8);
            runtime.run_worker()
        }
        Err(_) => 1,
    }
}

/// The worker's options: its parent's, but for what the Worker was given.
fn options(kind: &str, source: &str, given: &JsObject, context: &mut Context) -> JsResult<Options> {
    let own = &state(context).options;
    let mut options = own.clone();
    let arguments = given.get(js_string!("execArgv"), context)?;
    let exec_argv = if arguments.is_object() { Some(strings(&arguments, context)?) } else { None };
    let env = match given.get(js_string!("env"), context)?.as_object() {
        Some(env) => Some(environment(&env, context)?),
        None => None,
    };
    // Whoever gives one of them gives all the options there are.
    if let Some(parse) = own.parse_worker_options.filter(|_| exec_argv.is_some() || env.is_some()) {
        let words = exec_argv.clone().unwrap_or_default();
        let before = process::env_variable("NODE_OPTIONS", context);
        let node_options = env.as_ref().and_then(|env| env.get("NODE_OPTIONS")).filter(|text| !text.is_empty());
        let node_options = node_options.filter(|text| Some(*text) != before.as_ref());
        let parsed = parse(&words, node_options.map(String::as_str)).map_err(|message| {
            let message = format!("Initiated Worker with {message}");
            errors::coded(errors::Class::Error, "ERR_WORKER_INVALID_EXEC_ARGV", &message, context)
        })?;
        options = Options {
            argv0: options.argv0,
            exec_path: options.exec_path,
            exec_argv: options.exec_argv,
            env: options.env,
            environment_flags: options.environment_flags,
            parse_worker_options: options.parse_worker_options,
            expose_internals: options.expose_internals,
            pool_threads: options.pool_threads,
            title: options.title,
            ..parsed
        };
    }
    options.args = match kind {
        "file" => vec![source.to_owned()],
        "eval" => vec!["[worker eval]".to_owned()],
        _ => Vec::new(),
    };
    options.args.extend(strings(&given.get(js_string!("argv"), context)?, context)?);
    if let Some(exec_argv) = exec_argv {
        options.exec_argv = exec_argv;
    }
    options.env = Some(match env {
        Some(env) => env,
        None => process::env_snapshot(context)?,
    });
    Ok(options)
}

fn strings(value: &JsValue, context: &mut Context) -> JsResult<Vec<String>> {
    let Some(object) = value.as_object() else { return Ok(Vec::new()) };
    let array = JsArray::from_object(object)?;
    let length = array.length(context)?;
    let item = |index| Ok(text::to_utf8(&array.get(index, context)?.to_string(context)?));
    (0..length).map(item).collect()
}

/// Names and values in turn.
fn environment(env: &JsObject, context: &mut Context) -> JsResult<BTreeMap<String, String>> {
    let list = strings(&env.clone().into(), context)?;
    Ok(list.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect())
}

/// `terminate(id)`: the worker stops at its next call or turn of a loop, at the latest when its event loop goes on.
pub(super) fn terminate(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = id_argument(arguments, context)?;
    if let Some(child) = state(context).threads.children.borrow().get(&id) {
        child.orders.stop();
    }
    Ok(JsValue::undefined())
}

/// `setReferenced(id, referenced)`: whether the worker keeps its parent's loop alive.
pub(super) fn set_referenced(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = id_argument(arguments, context)?;
    let state = state(context);
    let handle = state.threads.children.borrow().get(&id).map(|child| child.handle);
    if let Some(handle) = handle {
        state.pending.set_referenced(handle, arguments.get_or_undefined(1).to_boolean());
    }
    Ok(JsValue::undefined())
}

/// The worker's thread said farewell.
fn ended(id: u32, code: i32, context: &mut Context) -> JsResult<()> {
    let state = state(context);
    let Some(child) = state.threads.children.borrow_mut().remove(&id) else { return Ok(()) };
    state.pending.remove_handle(child.handle);
    // Nothing is left of it when anybody hears of its end.
    let _ = child.thread.join();
    let result = child.on_exit.call(&JsValue::undefined(), &[JsValue::from(code)], context);
    if let Some(resource) = &child.resource {
        hooks::destroyed(resource, context);
    }
    result.map(|_| ())
}

/// Stops the workers of a runtime that ends.
pub(super) fn stop_all(children: &RefCell<std::collections::HashMap<u32, Child>>) {
    let children = children.take();
    for child in children.values() {
        child.orders.stop();
    }
    for child in children.into_values() {
        let _ = child.thread.join();
    }
}

/// `utilization(id)`: how long the worker's loop was idle and active, in milliseconds, if it has begun.
pub(super) fn utilization(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = id_argument(arguments, context)?;
    let read = state(context).threads.children.borrow().get(&id).and_then(|child| child.orders.meter.read());
    let Some((idle, active)) = read else { return Ok(JsValue::undefined()) };
    Ok(JsArray::from_iter([idle.into(), active.into()], context).into())
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.group.hang_up(self.id());
        stop_all(&self.children);
    }
}
