//! Ports in other contexts of node:vm
//! (<https://nodejs.org/api/worker_threads.html#worker_threadsmovemessageporttocontextport-contextifiedsandbox>): no event
//! targets but objects with `onmessage`, which is all a context without Node's classes can have.

use super::{Port, close, number, release, set_referenced, start};
use crate::builtins::{self, node::vm};
use crate::event_loop::HandleId;
use crate::state::state;
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, Op, js_string, native_data, ops};
use std::cell::Cell;

/// The end behind such a port, and whether it keeps the loop alive.
struct Moved {
    id: HandleId,
    referenced: Cell<bool>,
}
native_data!(Moved);

const METHODS: &[Op] = &[Op::new("postMessage", 0, post_message), Op::new("start", 0, start_port)];
const HANDLE_METHODS: &[Op] = &[
    Op::new("close", 0, close_port),
    Op::new("hasRef", 0, |this, _, _| Ok(moved(this).is_some_and(|(_, referenced)| referenced).into())),
    Op::new("ref", 0, |this, _, context| refer(this, true, context)),
    Op::new("unref", 0, |this, _, context| refer(this, false, context)),
];

fn moved(this: &JsValue) -> Option<(HandleId, bool)> {
    let object = this.as_object()?;
    let data = object.downcast_ref::<Moved>()?;
    Some((data.id, data.referenced.get()))
}

/// `moveToContext(id, contextified)`: the port in the other context, undefined where there is no context.
pub(super) fn move_to_context(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = super::id(arguments, context)?;
    let Some(realm) = vm::realm_of_context(arguments.get_or_undefined(1)) else { return Ok(JsValue::undefined()) };
    let Some(end) = release(id, context) else { return Ok(JsValue::undefined()) };
    let id = super::adopt(end, context);
    let object = vm::within(realm.clone(), context, |context| {
        let handle = ops::ops_object(HANDLE_METHODS, context);
        let prototype = ops::ops_object(METHODS, context);
        prototype.set_prototype(Some(handle));
        let constructor = Op::new("MessagePort", 0, illegal).build(context.realm());
        ops::define_value(&prototype, js_string!("constructor"), constructor, false);
        let data = Moved { id, referenced: Cell::new(false) };
        JsObject::from_proto_and_data(Some(prototype), data)
    });
    if let Some(Port { object: place, realm: held, .. }) = state(context).ports.ends.borrow_mut().get_mut(&id) {
        *place = Some(object.clone());
        *held = Some(realm);
    }
    Ok(object.into())
}

fn illegal(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Err(crate::errors::type_error("ERR_CONSTRUCT_CALL_INVALID", "Constructor cannot be called", context))
}

fn post_message(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some((id, _)) = moved(this) else { return Ok(JsValue::undefined()) };
    let post = builtins::require_property("internal/worker/messaging", "postFrom", context)?;
    let mut all = vec![number(id)];
    all.extend_from_slice(arguments);
    crate::validate::function(&post, "postFrom", context)?.call(&JsValue::undefined(), &all, context)
}

fn start_port(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some((id, _)) = moved(this) else { return Ok(JsValue::undefined()) };
    start(this, &[number(id), true.into()], context)
}

fn close_port(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some((id, _)) = moved(this) else { return Ok(JsValue::undefined()) };
    close(this, &[number(id)], context)
}

fn refer(this: &JsValue, referenced: bool, context: &mut Context) -> JsResult<JsValue> {
    let Some((id, _)) = moved(this) else { return Ok(JsValue::undefined()) };
    if let Some(data) = this.as_object().as_ref().and_then(|object| object.downcast_ref::<Moved>()) {
        data.referenced.set(referenced);
    }
    set_referenced(this, &[number(id), referenced.into()], context)
}

/// Gives a message to `port.onmessage`, as an object of the port's own context. False where it is no such port.
pub(super) fn receive(
    port: &JsObject,
    kind: &JsString,
    value: &JsValue,
    ports: &JsValue,
    context: &mut Context,
) -> JsResult<bool> {
    if port.downcast_ref::<Moved>().is_none() || *kind == "close" {
        return Ok(port.downcast_ref::<Moved>().is_some());
    }
    let name = if *kind == "message" { js_string!("onmessage") } else { js_string!("onmessageerror") };
    let Some(listener) = port.get(name, context)?.as_callable() else { return Ok(true) };
    let event = JsObject::with_object_proto(context.intrinsics());
    ops::define_value(&event, js_string!("data"), value.clone(), true);
    ops::define_value(&event, js_string!("target"), port.clone(), true);
    ops::define_value(&event, js_string!("type"), kind.clone(), true);
    let ports =
        if ports.is_undefined() { charina_engine::JsArray::from_iter([], context).into() } else { ports.clone() };
    ops::define_value(&event, js_string!("ports"), ports, true);
    listener.call(&port.clone().into(), &[event.into()], context).map(|_| true)
}
