//! Requests under way on the blocking pool, handles registered with the reactor, and closing callbacks: what keeps the
//! loop alive besides timers and immediates.

use super::{call, run_in, settle};
use crate::hooks::capture;
use crate::state::state;
use charina_engine::{Context, JsObject, JsResult, JsValue};
use charina_reactor::{Event, TaskId, Token};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

/// What finishes a request on the loop's thread, given what the pool returned.
pub(crate) type Done = Box<dyn FnOnce(Box<dyn Any + Send>, &mut Context) -> JsResult<()>>;
/// What a registered source wants done with its events.
pub(crate) type Handler = Rc<dyn Fn(&HandleEvent, &mut Context) -> JsResult<()>>;

/// The number of a handle.
pub(crate) type HandleId = u64;

/// What happened to a handle.
pub(crate) enum HandleEvent {
    /// Its descriptor is ready.
    Ready {
        /// May be read, or ended.
        readable: bool,
        /// May be written, or the other end is gone.
        writable: bool,
    },
    /// The child process it watches ended, with a code or by a signal.
    ChildExit {
        /// The exit code, if it exited.
        code: Option<i32>,
        /// The signal, if one ended it.
        signal: Option<i32>,
    },
}

struct Handle {
    handler: Handler,
    referenced: Cell<bool>,
}

struct Request {
    done: Done,
    frame: JsValue,
}

/// Everything under way in one runtime.
#[derive(Default)]
pub(crate) struct Pending {
    requests: RefCell<HashMap<TaskId, Request>>,
    handles: RefCell<HashMap<HandleId, Handle>>,
    by_token: RefCell<HashMap<Token, HandleId>>,
    by_child: RefCell<HashMap<u32, HandleId>>,
    last_handle: Cell<HandleId>,
    /// Referenced handles.
    refs: Cell<usize>,
    closing: RefCell<VecDeque<(JsObject, JsValue)>>,
    events: RefCell<Vec<Event>>,
}

impl Pending {
    pub(crate) fn is_alive(&self) -> bool {
        self.refs.get() > 0 || !self.requests.borrow().is_empty() || self.has_closing()
    }

    pub(crate) fn has_closing(&self) -> bool {
        !self.closing.borrow().is_empty()
    }

    /// How many requests and referenced handles there are (`process.getActiveResourcesInfo`).
    pub(crate) fn counts(&self) -> (usize, usize) {
        (self.requests.borrow().len(), self.refs.get())
    }

    /// Adds a handle; it keeps the loop alive until it is unreferenced or removed.
    pub(crate) fn add_handle(&self, handler: Handler) -> HandleId {
        let id = self.last_handle.get() + 1;
        self.last_handle.set(id);
        self.handles.borrow_mut().insert(id, Handle { handler, referenced: Cell::new(true) });
        self.refs.set(self.refs.get() + 1);
        id
    }

    /// Routes the readiness of `token` to the handle.
    pub(crate) fn bind_token(&self, id: HandleId, token: Token) {
        self.by_token.borrow_mut().insert(token, id);
    }

    /// Forgets a token that was deregistered.
    pub(crate) fn unbind_token(&self, token: Token) {
        self.by_token.borrow_mut().remove(&token);
    }

    /// Routes the exit of child `pid` to the handle.
    pub(crate) fn bind_child(&self, id: HandleId, pid: u32) {
        self.by_child.borrow_mut().insert(pid, id);
    }

    /// Takes the handle out; its tokens must be deregistered by the caller.
    pub(crate) fn remove_handle(&self, id: HandleId) {
        if let Some(handle) = self.handles.borrow_mut().remove(&id)
            && handle.referenced.get()
        {
            self.refs.set(self.refs.get() - 1);
        }
    }

    /// `ref()` and `unref()` of a handle.
    pub(crate) fn set_referenced(&self, id: HandleId, referenced: bool) {
        if let Some(handle) = self.handles.borrow().get(&id)
            && handle.referenced.replace(referenced) != referenced
        {
            self.refs.set(if referenced { self.refs.get() + 1 } else { self.refs.get() - 1 });
        }
    }

    /// Queues a callback for the closing phase.
    pub(crate) fn close_later(&self, callback: JsObject, this: JsValue) {
        self.closing.borrow_mut().push_back((callback, this));
    }

    pub(super) fn take_event_buffer(&self) -> Vec<Event> {
        self.events.take()
    }

    pub(super) fn put_event_buffer(&self, mut events: Vec<Event>) {
        events.clear();
        *self.events.borrow_mut() = events;
    }
}

/// Runs `work` on the blocking pool, then `done` on the loop with what it returned. Errors of `done` are uncaught
/// exceptions; ticks and microtasks are drained after it.
pub(crate) fn spawn<T: Send + 'static>(
    context: &mut Context,
    work: impl FnOnce() -> T + Send + 'static,
    done: impl FnOnce(T, &mut Context) -> JsResult<()> + 'static,
) -> TaskId {
    spawn_as("FSREQCALLBACK", context, work, done)
}

/// [`spawn`] of a request that async_hooks knows by the name `kind`.
pub(crate) fn spawn_as<T: Send + 'static>(
    kind: &str,
    context: &mut Context,
    work: impl FnOnce() -> T + Send + 'static,
    done: impl FnOnce(T, &mut Context) -> JsResult<()> + 'static,
) -> TaskId {
    let frame = capture(kind, context);
    spawn_in(frame, context, work, done)
}

/// [`spawn`] of what async_hooks hears nothing of, in the given AsyncContextFrame.
pub(crate) fn spawn_in<T: Send + 'static>(
    frame: JsValue,
    context: &Context,
    work: impl FnOnce() -> T + Send + 'static,
    done: impl FnOnce(T, &mut Context) -> JsResult<()> + 'static,
) -> TaskId {
    let state = state(context);
    let id = state.reactor.borrow().spawn_blocking(work);
    let done: Done = Box::new(move |result, context| match result.downcast::<T>() {
        Ok(value) => done(*value, context),
        Err(_) => Ok(()),
    });
    state.pending.requests.borrow_mut().insert(id, Request { done, frame });
    id
}

/// Finishes the request `id`. A panic on the pool is reported as an uncaught error rather than lost.
pub(super) fn complete(
    id: TaskId,
    result: std::thread::Result<Box<dyn Any + Send>>,
    context: &mut Context,
) -> JsResult<()> {
    let Some(request) = state(context).pending.requests.borrow_mut().remove(&id) else { return Ok(()) };
    let outcome = match result {
        Ok(value) => run_in(request.frame, context, |context| (request.done)(value, context)),
        Err(_) => Err(crate::errors::coded(
            crate::errors::Class::Error,
            "ERR_INTERNAL_ASSERTION",
            "A task of the blocking pool panicked",
            context,
        )),
    };
    settle(outcome, context)
}

/// Hands a reactor event to the handle it belongs to.
pub(super) fn deliver(event: Event, context: &mut Context) -> JsResult<()> {
    let state = state(context);
    let (id, event) = match event {
        Event::Ready { token, readable, writable, read_closed, write_closed, error, .. } => {
            let id = state.pending.by_token.borrow().get(&token).copied();
            (
                id,
                HandleEvent::Ready {
                    readable: readable || read_closed || error,
                    writable: writable || write_closed || error,
                },
            )
        }
        Event::ChildExit { pid, status } => {
            let id = state.pending.by_child.borrow_mut().remove(&pid);
            (id, HandleEvent::ChildExit { code: status.code(), signal: status.signal() })
        }
        Event::Posted(message) => {
            if let Ok(deliver) = message.downcast::<Box<dyn FnOnce(&mut Context) -> JsResult<()> + Send>>() {
                let outcome = deliver(context);
                return settle(outcome, context);
            }
            return Ok(());
        }
        _ => return Ok(()),
    };
    let handler = id.and_then(|id| state.pending.handles.borrow().get(&id).map(|h| h.handler.clone()));
    let Some(handler) = handler else { return Ok(()) };
    let outcome = handler(&event, context);
    settle(outcome, context)
}

/// The closing phase.
pub(super) fn run_closing(context: &mut Context) -> JsResult<()> {
    let closing = state(context).pending.closing.take();
    for (callback, this) in closing {
        call(&callback, &this, &[], context)?;
    }
    Ok(())
}
