//! MessageChannel and BroadcastChannel within one thread
//! (<https://nodejs.org/api/worker_threads.html#class-messagechannel>): the glue has the queues, the loop brings what is in
//! them from its poll phase, as libuv's async handles do.

use crate::builtins::{Builtin, glue};
use crate::event_loop::{self, HandleId};
use crate::state::state;
use charina_engine::{Context, JsArgs, JsResult, JsValue, Op};
use std::rc::Rc;

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::glue("internal/worker/messaging", glue!("messaging.js"), OPS)];

const OPS: &[Op] = &[
    Op::new("hold", 0, hold),
    Op::new("setReferenced", 2, set_referenced),
    Op::new("release", 1, release),
    Op::new("setDeliver", 1, set_deliver),
    Op::new("wake", 1, wake),
];

const DELIVER: &str = "messaging.deliver";

/// How many messages one port gets before others have their turn.
const BATCH: usize = 1000;

fn id(arguments: &[JsValue], context: &mut Context) -> JsResult<HandleId> {
    arguments.get_or_undefined(0).to_length(context)
}

/// `hold()`: the number of a new handle, which keeps the loop alive.
fn hold(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = state(context).pending.add_handle(Rc::new(|_, _| Ok(())));
    #[expect(clippy::cast_precision_loss, reason = "handles are counted from 1")]
    Ok(JsValue::from(id as f64))
}

/// `setReferenced(id, referenced)`.
fn set_referenced(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = id(arguments, context)?;
    state(context).pending.set_referenced(id, arguments.get_or_undefined(1).to_boolean());
    Ok(JsValue::undefined())
}

/// `release(id)`.
fn release(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = id(arguments, context)?;
    state(context).pending.remove_handle(id);
    Ok(JsValue::undefined())
}

/// `setDeliver(fn)`: what is called with a handle's number for each message; it answers whether there are more.
fn set_deliver(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    state(context).set_slot(DELIVER, arguments.get_or_undefined(0).clone());
    Ok(JsValue::undefined())
}

/// `wake(id)`: the poll phase delivers what the handle's queue holds.
fn wake(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = id(arguments, context)?;
    post(id, context);
    Ok(JsValue::undefined())
}

/// What the loop calls of a posted message.
type Posted = Box<dyn FnOnce(&mut Context) -> JsResult<()> + Send>;

fn post(id: HandleId, context: &Context) {
    let deliver: Posted = Box::new(move |context| deliver(id, context));
    state(context).reactor.borrow().remote().post(Box::new(deliver));
}

fn deliver(id: HandleId, context: &mut Context) -> JsResult<()> {
    let Some(function) = state(context).slot(DELIVER).as_callable() else { return Ok(()) };
    #[expect(clippy::cast_precision_loss, reason = "handles are counted from 1")]
    let argument = JsValue::from(id as f64);
    for _ in 0..BATCH {
        let more = function.call(&JsValue::undefined(), std::slice::from_ref(&argument), context);
        match more {
            Ok(more) if more.to_boolean() => event_loop::settle(Ok(()), context)?,
            Ok(_) => return Ok(()),
            Err(error) => event_loop::settle(Err(error), context)?,
        }
    }
    post(id, context);
    Ok(())
}
