//! `process.nextTick` and `queueMicrotask`.

use super::run_in;
use crate::hooks::capture;
use crate::state::state;
use crate::validate;
use charina_engine::{Context, Job, JsArgs, JsObject, JsResult, JsValue, Op, PromiseJob};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

/// The queue of `process.nextTick`.
#[derive(Default)]
pub(crate) struct Ticks {
    queue: RefCell<VecDeque<Tick>>,
    /// Whether a tick threw: the rest waits for the next callback, at the latest until after the immediates, so that an
    /// error handler that adds ticks cannot keep everything else out.
    interrupted: Cell<bool>,
}

/// One queued callback.
pub(crate) struct Tick {
    callback: JsObject,
    arguments: Box<[JsValue]>,
    frame: JsValue,
}

impl Ticks {
    pub(crate) fn is_empty(&self) -> bool {
        self.queue.borrow().is_empty()
    }

    pub(crate) fn interrupted(&self) -> bool {
        self.interrupted.get()
    }

    pub(crate) fn take_interrupted(&self) -> bool {
        self.interrupted.take()
    }

    pub(crate) fn pop(&self) -> Option<Tick> {
        self.queue.borrow_mut().pop_front()
    }

    /// Queues a callback from Rust.
    pub(crate) fn push(&self, callback: JsObject, arguments: &[JsValue], frame: JsValue) {
        self.queue.borrow_mut().push_back(Tick { callback, arguments: arguments.into(), frame });
    }
}

impl Tick {
    /// An error is reported within the tick's own context.
    pub(crate) fn run(self, context: &mut Context) -> JsResult<()> {
        run_in(self.frame, context, |context| {
            let result = self.callback.call(&JsValue::undefined(), &self.arguments, context).map(|_| ());
            state(context).ticks.interrupted.set(result.is_err());
            result
        })
    }
}

/// `nextTick(callback, ...args)` and `queueMicrotask(callback)`.
pub(crate) const TICK_OPS: &[Op] = &[Op::new("nextTick", 1, next_tick), Op::new("queueMicrotask", 1, queue_microtask)];

/// <https://nodejs.org/api/process.html#processnexttickcallback-args>
fn next_tick(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let callback = validate::function(arguments.get_or_undefined(0), "callback", context)?;
    let state = state(context);
    // As in Node, nothing is queued once the exit event has begun: nobody would run it.
    if !state.exiting.get() {
        let frame = capture("TickObject", context);
        state.ticks.push(callback, arguments.get(1..).unwrap_or_default(), frame);
    }
    Ok(JsValue::undefined())
}

/// <https://nodejs.org/api/globals.html#queuemicrotaskcallback>
fn queue_microtask(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let callback = validate::function(arguments.get_or_undefined(0), "callback", context)?;
    let frame = capture("Microtask", context);
    let job = PromiseJob::new(move |context| {
        run_in(frame, context, |context| callback.call(&JsValue::undefined(), &[], context).map(|_| ()))?;
        Ok(JsValue::undefined())
    });
    context.enqueue_job(Job::PromiseJob(job));
    Ok(JsValue::undefined())
}
