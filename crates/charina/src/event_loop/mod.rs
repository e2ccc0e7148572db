//! The event loop: Node's phases on the reactor, with `process.nextTick` and microtasks drained after every callback.
//!
//! timers -> completions and I/O (poll) -> check (setImmediate) -> closing, as
//! <https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick> tells it.

mod immediates;
mod layout;
mod pending;
mod ticks;
mod timers;

pub(crate) use immediates::{IMMEDIATE_OPS, Immediates};
pub(crate) use layout::Symbols as AsyncSymbols;
pub(crate) use pending::{HandleEvent, HandleId, Pending, spawn, spawn_as, spawn_in};
pub(crate) use ticks::{TICK_OPS, Ticks};
pub(crate) use timers::{TIMER_OPS, Timers, class_prototype};

use crate::builtins::node::process;
use crate::fatal;
use crate::hooks::{with_frame, with_resource};
use crate::rejections;
use crate::state::{State, is_stop, state, stop_error};
use charina_engine::{Context, JsError, JsObject, JsResult, JsValue};
use charina_reactor::Event;
use std::rc::Rc;
use std::time::Duration;

/// Runs the loop until nothing keeps it alive, emitting `beforeExit` as Node does. The exit event is the caller's.
///
/// # Errors
/// The stop error once the runtime must end (`process.exit`, an uncaught exception).
pub(crate) fn run(context: &mut Context) -> JsResult<()> {
    loop {
        while turn(None, context)? {}
        stop_if_told(&state(context))?;
        process::emit_before_exit(context)?;
        drain(context)?;
        if !is_alive(&state(context)) {
            return Ok(());
        }
    }
}

/// One turn of the loop, waiting for events at most `timeout` (`None`: as long as the timers allow). Returns whether
/// something still keeps the loop alive.
///
/// # Errors
/// As [`run`].
pub(crate) fn turn(timeout: Option<Duration>, context: &mut Context) -> JsResult<bool> {
    let state = state(context);
    if !is_alive(&state) {
        return Ok(false);
    }
    if state.milestones.loop_start.get() < 0.0 {
        state.milestones.loop_start.set(state.now());
    }
    timers::run_expired(context)?;
    poll(&state, timeout, context)?;
    immediates::run(context)?;
    if state.ticks.take_interrupted() {
        drain(context)?;
    }
    pending::run_closing(context)?;
    // Due timers run before the loop decides to end, as libuv does after its poll.
    timers::run_expired(context)?;
    Ok(is_alive(&state))
}

/// Whether a referenced timer, immediate, request or handle keeps the loop running.
pub(crate) fn is_alive(state: &State) -> bool {
    state.stop.get().is_none()
        && !state.threads.is_stopped()
        && (state.ticks.interrupted()
            || state.timers.has_ref()
            || state.immediates.has_ref()
            || state.pending.is_alive())
}

fn poll(state: &Rc<State>, timeout: Option<Duration>, context: &mut Context) -> JsResult<()> {
    let wait =
        if state.ticks.interrupted() || state.immediates.has_ref() || state.pending.has_closing() || !is_alive(state) {
            Some(Duration::ZERO)
        } else {
            let due = state.timers.until_next(state.now());
            match (due, timeout) {
                (Some(due), Some(limit)) => Some(due.min(limit)),
                (Some(due), None) => Some(due),
                (None, limit) => limit,
            }
        };
    let mut events = state.pending.take_event_buffer();
    let before = state.now();
    // A poll that fails for good (no descriptors left) would spin: the loop ends with the error instead.
    let meter = state.threads.meter();
    meter.inspect(|meter| meter.sleep());
    let polled = state.reactor.borrow_mut().poll(wait, &mut events);
    meter.inspect(|meter| meter.wake());
    if let Err(error) = polled {
        return Err(crate::errors::SystemError::from_io(&error, "poll").to_js(context));
    }
    let milestones = &state.milestones;
    let count = u32::try_from(events.len()).unwrap_or(u32::MAX);
    milestones.turns.set(milestones.turns.get().wrapping_add(1));
    milestones.events.set(milestones.events.get().wrapping_add(count));
    if wait == Some(Duration::ZERO) {
        milestones.events_waiting.set(milestones.events_waiting.get().wrapping_add(count));
    } else {
        milestones.idle.set(milestones.idle.get() + state.now() - before);
    }
    for event in events.drain(..) {
        dispatch(event, context)?;
    }
    state.pending.put_event_buffer(events);
    Ok(())
}

fn dispatch(event: Event, context: &mut Context) -> JsResult<()> {
    match event {
        Event::Completed { id, result } => pending::complete(id, result, context),
        Event::Signal(number) => process::deliver_signal(number, context),
        event => pending::deliver(event, context),
    }
}

/// Calls a callback of the loop: an error goes to `uncaughtException`, then ticks and microtasks are drained.
///
/// # Errors
/// The stop error.
pub(crate) fn call(function: &JsObject, this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<()> {
    let result = function.call(this, arguments, context).map(|_| ());
    settle(result, context)
}

/// What [`call`] does after the callback: reports its error, then drains ticks and microtasks.
///
/// # Errors
/// The stop error.
pub(crate) fn settle(result: JsResult<()>, context: &mut Context) -> JsResult<()> {
    if let Err(error) = result {
        report(error, context)?;
    }
    drain(context)
}

/// Runs a callback in the frame that [`crate::hooks::capture`] took: an error is reported there, where listeners of
/// `uncaughtException` see the same AsyncLocalStorage stores.
///
/// # Errors
/// The stop error.
fn run_in(frame: JsValue, context: &mut Context, callback: impl FnOnce(&mut Context) -> JsResult<()>) -> JsResult<()> {
    with_frame(frame, context, |context| match callback(context) {
        Err(error) => report(error, context),
        done => done,
    })
}

/// [`run_in`] for the callback of a Timeout or an Immediate.
fn run_of(
    resource: &JsObject,
    frame: JsValue,
    context: &mut Context,
    callback: impl FnOnce(&mut Context) -> JsResult<()>,
) -> JsResult<()> {
    with_resource(resource, frame, context, |context| match callback(context) {
        Err(error) => report(error, context),
        done => done,
    })
}

fn report(error: JsError, context: &mut Context) -> JsResult<()> {
    if is_stop(&error) || state(context).stop.get().is_some() {
        return Err(stop_error());
    }
    fatal::uncaught(error, fatal::Origin::UncaughtException, context)
}

/// Runs `process.nextTick` callbacks, then microtasks, until neither is left, then reports unhandled rejections.
///
/// # Errors
/// The stop error.
pub(crate) fn drain(context: &mut Context) -> JsResult<()> {
    let state = state(context);
    loop {
        while let Some(tick) = state.ticks.pop() {
            if let Err(error) = tick.run(context) {
                report(error, context)?;
            }
            stop_if_told(&state)?;
            if state.ticks.interrupted() {
                return Ok(());
            }
        }
        drain_microtasks(&state, context)?;
        if state.ticks.is_empty() && !rejections::process_unhandled(context)? && state.microtasks.is_empty() {
            break;
        }
        stop_if_told(&state)?;
    }
    context.clear_kept_objects();
    Ok(())
}

/// Runs microtasks alone: what follows an ES module's top level, where ticks wait for the promise jobs.
///
/// # Errors
/// The stop error.
pub(crate) fn drain_microtasks(state: &State, context: &mut Context) -> JsResult<()> {
    state.microtasks.drain(context, report)?;
    stop_if_told(state)
}

fn stop_if_told(state: &State) -> JsResult<()> {
    if state.stop.get().is_some() || state.threads.is_stopped() { Err(stop_error()) } else { Ok(()) }
}
