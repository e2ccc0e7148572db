//! Messages to a thread by its number (<https://nodejs.org/api/worker_threads.html#workerpostmessagetothreadthreadid-value-transferlist-timeout>).

use super::id_argument;
use crate::builtins::node::process;
use crate::builtins::web::messaging::{self, Message, Posted};
use crate::event_loop::HandleId;
use crate::state::{is_stop, state};
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue};
use charina_reactor::Remote;
use std::rc::Rc;

/// What the sender waits for: its callback, and the handle that keeps its loop alive.
pub(super) struct Waiting {
    callback: JsObject,
    handle: HandleId,
}

const FAILED: &str = "ERR_WORKER_MESSAGING_FAILED";
const ERRORED: &str = "ERR_WORKER_MESSAGING_ERRORED";

/// The answer to the sender; if nobody reads the message it says so.
struct Reply {
    sender: Remote,
    request: u32,
    /// The code of the error, none where a listener got the message.
    outcome: Option<&'static str>,
}

impl Reply {
    fn answer(&mut self, outcome: Option<&'static str>) {
        self.outcome = outcome;
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        let (request, outcome) = (self.request, self.outcome);
        let answer: Posted = Box::new(move |context| answered(request, outcome, context));
        self.sender.post(Box::new(answer));
    }
}

/// `postToThread(thread, value, buffers, ports, callback)`: the number of the request. The callback gets the code of an
/// error, or undefined.
pub(super) fn post(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = id_argument(arguments, context)?;
    let callback = crate::validate::function(arguments.get_or_undefined(4), "callback", context)?;
    let message = messaging::write(arguments, context)?;
    let state = state(context);
    let request = state.threads.requests.get().wrapping_add(1);
    state.threads.requests.set(request);
    let handle = state.pending.add_handle(Rc::new(|_, _| Ok(())));
    state.threads.waiting.borrow_mut().insert(request, Waiting { callback, handle });
    let sender = state.reactor.borrow().remote();
    let reply = Reply { sender, request, outcome: Some(FAILED) };
    let source = state.threads.id();
    let deliver: Posted = Box::new(move |context| {
        // All of it moves here, or the answer would be sent at once.
        let mut reply = reply;
        reply.answer(hear(message, source, context)?);
        Ok(())
    });
    state.threads.group.call(target, deliver);
    Ok(JsValue::from(request))
}

fn hear(message: Message, source: u32, context: &mut Context) -> JsResult<Option<&'static str>> {
    let heard = match messaging::read(message, context).0 {
        Ok(value) => process::emit("workerMessage", &[value, JsValue::from(source)], context),
        Err(error) => Err(error),
    };
    match heard {
        Ok(true) => Ok(None),
        Ok(false) => Ok(Some(FAILED)),
        Err(error) if is_stop(&error) => Err(error),
        Err(_) => Ok(Some(ERRORED)),
    }
}

fn answered(request: u32, outcome: Option<&'static str>, context: &mut Context) -> JsResult<()> {
    let Some(callback) = take(request, context) else { return Ok(()) };
    let code = outcome.map_or(JsValue::undefined(), |code| JsString::from(code).into());
    callback.call(&JsValue::undefined(), &[code], context).map(|_| ())
}

fn take(request: u32, context: &Context) -> Option<JsObject> {
    let state = state(context);
    let waiting = state.threads.waiting.borrow_mut().remove(&request)?;
    state.pending.remove_handle(waiting.handle);
    Some(waiting.callback)
}

/// `forget(request)`: nobody waits for the answer any more.
pub(super) fn forget(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let request = id_argument(arguments, context)?;
    drop(take(request, context));
    Ok(JsValue::undefined())
}
