//! MessageChannel and BroadcastChannel (<https://nodejs.org/api/worker_threads.html#class-messagechannel>): ports are glue
//! over ends of channels, which have the queues; the loop brings what is in them from its poll phase, as libuv's async
//! handles do.

mod channel;
mod moved;

pub(crate) use channel::{End, Group, Message, Posted};

use crate::builtins::node::{vm, worker_threads};
use crate::builtins::{Builtin, glue, web::structured_clone::Serialized};
use crate::event_loop::{self, HandleId};
use crate::hooks;
use crate::state::state;
use channel::{Item, Mailbox, Tap};
use charina_engine::{Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, Op, Realm, js_string, text};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::glue("internal/worker/messaging", glue!("messaging.js"), OPS)];

const OPS: &[Op] = &[
    Op::new("bind", 3, bind),
    Op::new("broadcast", 1, broadcast),
    Op::new("channel", 0, channel),
    Op::new("close", 1, close),
    Op::new("has", 1, |_, arguments, context| {
        let id = id(arguments, context)?;
        Ok(state(context).ports.ends.borrow().contains_key(&id).into())
    }),
    Op::new("isPeer", 2, is_peer),
    Op::new("moveDescriptor", 2, |_, arguments, context| {
        let fd = arguments.get_or_undefined(0).to_i32(context)?;
        worker_threads::descriptor_moved(fd, arguments.get_or_undefined(1).to_boolean(), context);
        Ok(JsValue::undefined())
    }),
    Op::new("moveToContext", 2, moved::move_to_context),
    Op::new("post", 4, post),
    Op::new("setReferenced", 2, set_referenced),
    Op::new("setReceive", 2, set_receive),
    Op::new("start", 2, start),
    Op::new("take", 1, take),
];

/// The ends of channels that one runtime receives, by their handles' numbers.
#[derive(Default)]
pub(crate) struct Ports {
    mailbox: OnceCell<Arc<Mailbox>>,
    ends: RefCell<HashMap<HandleId, Port>>,
}

struct Port {
    end: End,
    /// The MessagePort or BroadcastChannel.
    object: Option<JsObject>,
    /// The context that messages are made in, if it is not the program's.
    realm: Option<Realm>,
}

const RECEIVE: &str = "messaging.receive";
const MAKE_PORTS: &str = "messaging.makePorts";

/// How many messages one port gets at least before others have their turn.
const BATCH: usize = 1000;

#[expect(clippy::cast_precision_loss, reason = "handles are counted from 1")]
fn number(id: HandleId) -> JsValue {
    JsValue::from(id as f64)
}

fn id(arguments: &[JsValue], context: &mut Context) -> JsResult<HandleId> {
    arguments.get_or_undefined(0).to_length(context)
}

fn tap(id: HandleId, context: &Context) -> Option<Tap> {
    state(context).ports.ends.borrow().get(&id).map(|port| port.end.tap().clone())
}

/// The end of the port whose number is the first argument.
fn end(arguments: &[JsValue], context: &mut Context) -> JsResult<Option<Tap>> {
    let id = id(arguments, context)?;
    Ok(tap(id, context))
}

/// Receives an end here: its number. It does not keep the loop alive.
pub(crate) fn adopt(end: End, context: &Context) -> HandleId {
    let state = state(context);
    let id = state.pending.add_handle(Rc::new(|_, _| Ok(())));
    state.pending.set_referenced(id, false);
    let mailbox = state.ports.mailbox.get_or_init(|| Arc::new(Mailbox::new(state.reactor.borrow().remote())));
    let tap = end.tap().clone();
    state.ports.ends.borrow_mut().insert(id, Port { end, object: None, realm: None });
    tap.settle(mailbox.clone(), id);
    id
}

/// Takes an end away, to be received elsewhere. What is queued stays in it.
pub(crate) fn release(id: HandleId, context: &Context) -> Option<End> {
    let state = state(context);
    let port = state.ports.ends.borrow_mut().remove(&id)?;
    state.pending.remove_handle(id);
    port.end.tap().unsettle();
    Some(port.end)
}

/// `channel()`: the numbers of two new ends.
fn channel(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (one, other) = End::pair();
    let ids = [adopt(one, context), adopt(other, context)].map(number);
    Ok(JsArray::from_iter(ids, context).into())
}

/// `broadcast(name)`: the number of an end that hears all others of the name.
fn broadcast(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let name = text::to_utf8(&arguments.get_or_undefined(0).to_string(context)?);
    let end = End::broadcast(&state(context).threads.group, name);
    Ok(number(adopt(end, context)))
}

/// `bind(id, port, kind)`: the object that gets what arrives; async_hooks hears of it if it is of a kind.
fn bind(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = id(arguments, context)?;
    let object = arguments.get_or_undefined(1).as_object();
    if let Some(object) = arguments.get_or_undefined(2).as_string().and(object.as_ref()) {
        hooks::track(object, "MESSAGEPORT", context);
    }
    if let Some(port) = state(context).ports.ends.borrow_mut().get_mut(&id) {
        port.object = object;
    }
    Ok(JsValue::undefined())
}

/// `setReferenced(id, referenced)`.
fn set_referenced(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = id(arguments, context)?;
    state(context).pending.set_referenced(id, arguments.get_or_undefined(1).to_boolean());
    Ok(JsValue::undefined())
}

/// `start(id, started)`: whether messages are delivered.
fn start(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(end) = end(arguments, context)? {
        end.start(arguments.get_or_undefined(1).to_boolean());
    }
    Ok(JsValue::undefined())
}

/// `isPeer(id, other)`: whether the two are the ends of one channel.
fn is_peer(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let other = arguments.get_or_undefined(1).to_length(context)?;
    let end = end(arguments, context)?;
    Ok(end.zip(tap(other, context)).is_some_and(|(end, other)| end.is_peer(&other)).into())
}

/// `close(id)`. The loop waits until both ends have heard of it, if both are here.
fn close(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = id(arguments, context)?;
    let Some(end) = tap(id, context) else { return Ok(JsValue::undefined()) };
    if end.close() {
        let state = state(context);
        let ends = state.ports.ends.borrow();
        let peer = ends.iter().find(|(_, other)| end.is_peer(other.end.tap())).map(|(id, _)| *id);
        for id in [Some(id), peer].into_iter().flatten() {
            state.pending.set_referenced(id, true);
        }
    }
    Ok(JsValue::undefined())
}

/// The elements of an array of glue's.
fn list(value: &JsValue, context: &mut Context) -> JsResult<Vec<JsValue>> {
    let Some(object) = value.as_object() else { return Ok(Vec::new()) };
    let array = JsArray::from_object(object)?;
    (0..array.length(context)?).map(|index| array.get(index, context)).collect()
}

/// `post(id, value, buffers, ports)`: sends, unless the value cannot be cloned. The buffers are detached and the ports, by
/// their numbers, are gone from here. Platform objects may add to the ports while they are cloned.
/// True if the message was dropped because it would have taken away where it goes.
fn post(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let message = write(arguments, context)?;
    let Some(end) = end(arguments, context)? else { return Ok(JsValue::undefined()) };
    if message.ports.iter().any(|port| end.is_peer(port.tap())) {
        return Ok(true.into());
    }
    end.send(message);
    Ok(JsValue::undefined())
}

/// The message that the arguments after the first describe.
pub(crate) fn write(arguments: &[JsValue], context: &mut Context) -> JsResult<Message> {
    state(context).threads.check()?;
    let buffers = list(arguments.get_or_undefined(2), context)?;
    let buffers = buffers.iter().filter_map(JsValue::as_object).collect();
    let value = Serialized::write(arguments.get_or_undefined(1), buffers, context)?;
    let mut ports = Vec::new();
    for port in list(arguments.get_or_undefined(3), context)? {
        let id = port.to_length(context)?;
        ports.extend(release(id, context));
    }
    Ok(Message { value, ports })
}

/// `setReceive(receive, makePorts)`: what is called with `(port, kind, value, ports)`, kind being the event's type, and
/// with the numbers of ports that a message brings before it is read.
fn set_receive(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    state(context).set_slot(RECEIVE, arguments.get_or_undefined(0).clone());
    state(context).set_slot(MAKE_PORTS, arguments.get_or_undefined(1).clone());
    Ok(JsValue::undefined())
}

/// The value of a message, and an array of the MessagePorts that came with it, if any. The ports are there even where
/// reading fails.
pub(crate) fn read(message: Message, context: &mut Context) -> (JsResult<JsValue>, JsValue) {
    let Message { value, ports } = message;
    if ports.is_empty() {
        return (value.read(context), JsValue::undefined());
    }
    let ids: Vec<JsValue> = ports.into_iter().map(|end| number(adopt(end, context))).collect();
    let ids = JsArray::from_iter(ids, context);
    let make = state(context).slot(MAKE_PORTS).as_callable();
    let Some(make) = make else { return (Ok(JsValue::undefined()), JsValue::undefined()) };
    let ports = match make.call(&JsValue::undefined(), &[ids.into()], context) {
        Ok(ports) => ports,
        Err(error) => return (Err(error), JsValue::undefined()),
    };
    let value = value.read(context);
    // Whoever was not asked for is in the list alone.
    let done = make.call(&JsValue::undefined(), &[], context).map(|_| ());
    (done.and(value), ports)
}

/// `take(id)`: the next message as `[value, ports]`, undefined if there is none.
fn take(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    state(context).threads.check()?;
    let Some(end) = end(arguments, context)? else { return Ok(JsValue::undefined()) };
    let Some(message) = end.take() else { return Ok(JsValue::undefined()) };
    let (value, ports) = read(message, context);
    Ok(JsArray::from_iter([value?, ports], context).into())
}

/// Brings what is queued to the ports.
fn deliver(context: &mut Context) -> JsResult<()> {
    let ready = state(context).ports.mailbox.get().map(|mailbox| mailbox.take()).unwrap_or_default();
    ready.into_iter().try_for_each(|id| deliver_to(id, context))
}

fn deliver_to(id: HandleId, context: &mut Context) -> JsResult<()> {
    let Some(end) = tap(id, context) else { return Ok(()) };
    for _ in 0..end.waiting().max(BATCH) {
        let Some(item) = end.next() else { return Ok(()) };
        // It may have been sent away meanwhile.
        let (object, realm) = match state(context).ports.ends.borrow().get(&id) {
            Some(port) => (port.object.clone(), port.realm.clone()),
            None => (None, None),
        };
        let realm = realm.unwrap_or_else(|| context.realm().clone());
        let result = match item {
            Item::Message(message) => vm::within(realm, context, |context| {
                let (value, ports) = read(message, context);
                let (kind, value) = match value {
                    Ok(value) => (js_string!("message"), value),
                    Err(error) if crate::state::is_stop(&error) => return Err(error),
                    Err(error) => (js_string!("messageerror"), crate::error_stack::into_value(error, context)),
                };
                receive(object, kind, value, ports, context)
            }),
            Item::Close => {
                end.closed();
                let state = state(context);
                state.pending.remove_handle(id);
                let gone = state.ports.ends.borrow_mut().remove(&id);
                drop(gone);
                if let Some(object) = &object {
                    hooks::destroyed(object, context);
                }
                receive(object, js_string!("close"), JsValue::undefined(), JsValue::undefined(), context)
            }
        };
        event_loop::settle(result, context)?;
        if !state(context).ports.ends.borrow().contains_key(&id) {
            return Ok(());
        }
    }
    end.wake_again();
    Ok(())
}

fn receive(
    object: Option<JsObject>,
    kind: JsString,
    value: JsValue,
    ports: JsValue,
    context: &mut Context,
) -> JsResult<()> {
    let (Some(object), Some(receive)) = (object, state(context).slot(RECEIVE).as_callable()) else { return Ok(()) };
    if moved::receive(&object, &kind, &value, &ports, context)? {
        return Ok(());
    }
    receive.call(&JsValue::undefined(), &[object.into(), kind.into(), value, ports], context).map(|_| ())
}
