//! The handle of a child that runs: `child._handle`, with the methods and return values of Node's Process.

use super::options::{Place, Plan};
use super::{channel, pipe};
use crate::builtins::node::process::{send_signal, signal_name};
use crate::event_loop::{self, HandleEvent, HandleId, class_prototype};
use crate::state::state;
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, Op, native_data, ops};
use rustix::fd::OwnedFd;
use rustix::io::Errno;
use std::cell::Cell;
use std::rc::Rc;

#[derive(Default)]
struct Process {
    /// The child, until it ended.
    running: Cell<Option<(i32, HandleId)>>,
    unreferenced: Cell<bool>,
}

native_data!(Process);

const METHODS: &[Op] = &[
    Op::new("spawn", 1, spawn),
    Op::new("kill", 1, kill),
    Op::new("close", 1, close),
    Op::new("ref", 0, reference),
    Op::new("unref", 0, unreference),
    Op::new("hasRef", 0, has_reference),
    Op::new("getAsyncId", 0, |_, _, _| Ok(JsValue::from(-1))),
];

/// `new Process()`: a handle with no child yet. It calls its own `onexit(code, signal name or '')`.
pub(super) fn open(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let prototype = match state(context).slot("Process.prototype").as_object() {
        Some(prototype) => prototype,
        None => {
            let prototype = class_prototype("Process", METHODS, context);
            state(context).set_slot("Process.prototype", prototype.clone());
            prototype
        }
    };
    Ok(JsObject::from_proto_and_data(Some(prototype), Process::default()).into())
}

fn on_process<T>(this: &JsValue, with: impl FnOnce(&Process) -> T) -> Option<T> {
    this.as_object().and_then(|object| object.downcast_ref::<Process>().map(|process| with(&process)))
}

/// `spawn(options)`: 0, or a negative errno. Pipes are connected in any case, so that they read to their end where
/// there is no child.
fn spawn(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(handle) = this.as_object().filter(JsObject::is::<Process>) else {
        return Ok(JsValue::from(-Errno::BADF.raw_os_error()));
    };
    let Some(options) = arguments.get_or_undefined(0).as_object() else {
        return Ok(JsValue::from(-Errno::INVAL.raw_os_error()));
    };
    let plan = Plan::read(&options, context)?;
    let result = start(&handle, &plan, context);
    let status = match result {
        Ok(pid) => {
            ops::define_value(&handle, JsString::from("pid"), pid, true);
            0
        }
        Err(errno) => {
            connect_to_nothing(&plan, context);
            -errno.raw_os_error()
        }
    };
    Ok(JsValue::from(status))
}

fn start(handle: &JsObject, plan: &Plan, context: &Context) -> Result<i32, Errno> {
    let started = plan.start()?;
    let pid = started.child.id();
    for (index, end) in started.ends {
        if let Some(Place::Pipe(Some(pipe))) = plan.stdio.get(index) {
            connect(pipe, end, context)?;
        }
    }
    let state = state(context);
    let object = handle.clone();
    let id = state.pending.add_handle(Rc::new(move |event, context| on_event(&object, event, context)));
    state.pending.bind_child(id, pid);
    let watched = state.reactor.borrow_mut().watch_child(pid);
    if let Err(error) = watched {
        state.pending.remove_handle(id);
        return Err(Errno::from_io_error(&error).unwrap_or(Errno::CHILD));
    }
    let pid = i32::try_from(pid).map_err(|_| Errno::SRCH)?;
    if let Some(process) = handle.downcast_ref::<Process>() {
        process.running.set(Some((pid, id)));
        state.pending.set_referenced(id, !process.unreferenced.get());
    }
    Ok(pid)
}

/// Gives our end to the handle it is for.
fn connect(handle: &JsObject, end: OwnedFd, context: &Context) -> Result<(), Errno> {
    if channel::is_channel(handle) {
        channel::connect(handle, end, context)
    } else {
        pipe::connect(handle, end, context)
    }
}

/// Pipes of a child that never was: the other end is closed already. With no descriptor left they stay unconnected.
fn connect_to_nothing(plan: &Plan, context: &Context) {
    for place in &plan.stdio {
        if let Place::Pipe(Some(pipe)) = place
            && let Ok((ours, _)) = std::os::unix::net::UnixStream::pair()
        {
            let _ = connect(pipe, ours.into(), context);
        }
    }
}

fn on_event(object: &JsObject, event: &HandleEvent, context: &mut Context) -> JsResult<()> {
    let HandleEvent::ChildExit { code, signal } = event else { return Ok(()) };
    if let Some(process) = object.downcast_ref::<Process>()
        && let Some((_, id)) = process.running.take()
    {
        state(context).pending.remove_handle(id);
    }
    let onexit = object.get(JsString::from("onexit"), context)?;
    let Some(onexit) = onexit.as_callable() else { return Ok(()) };
    let name = signal.map_or("", |signal| signal_name(signal).unwrap_or("SIGUNKNOWN"));
    let arguments = [JsValue::from(code.unwrap_or(0)), JsString::from(name).into()];
    event_loop::call(&onexit, &object.clone().into(), &arguments, context)
}

/// `kill(signal)`: 0, or a negative errno.
fn kill(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let signal = arguments.get_or_undefined(0).to_i32(context)?;
    let sent = match on_process(this, |process| process.running.get()).flatten() {
        Some((pid, _)) => send_signal(pid, signal),
        None => Err(Errno::SRCH),
    };
    Ok(JsValue::from(sent.map_or_else(|errno| -errno.raw_os_error(), |()| 0)))
}

/// Lets go of the child, which runs on; the reactor still reaps it.
fn close(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(Some((_, id))) = on_process(this, |process| process.running.take()) {
        state(context).pending.remove_handle(id);
    }
    if let Some(callback) = arguments.first().and_then(JsValue::as_callable) {
        state(context).pending.close_later(callback, this.clone());
    }
    Ok(JsValue::undefined())
}

fn set_referenced(this: &JsValue, referenced: bool, context: &Context) -> JsValue {
    on_process(this, |process| {
        process.unreferenced.set(!referenced);
        if let Some((_, id)) = process.running.get() {
            state(context).pending.set_referenced(id, referenced);
        }
    });
    JsValue::undefined()
}

fn reference(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(set_referenced(this, true, context))
}

fn unreference(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(set_referenced(this, false, context))
}

fn has_reference(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(on_process(this, |process| process.running.get().is_some() && !process.unreferenced.get()).into_js())
}

trait IntoJs {
    fn into_js(self) -> JsValue;
}

impl IntoJs for Option<bool> {
    fn into_js(self) -> JsValue {
        JsValue::from(self.unwrap_or(false))
    }
}
