//! `node:async_hooks` (<https://nodejs.org/api/async_context.html>): the context frame behind AsyncLocalStorage, and what
//! createHook hears of.
//!
//! A frame is an immutable list of (storage, store) pairs, one current frame a runtime (`promises::continuation`, undefined
//! at the top). Whatever keeps a callback for later keeps the frame with it and runs it through `hooks::with_frame`.

use crate::builtins::{Builtin, glue};
use crate::event_loop::AsyncSymbols;
use crate::hooks::in_frame;
use crate::state::state;
use crate::validate;
use charina_engine::builtins::promise::Promise;
use charina_engine::promises::{self, PromiseEvent, PromiseHook};
use charina_engine::{
    Context, GcRefCell, Job, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, Op, PromiseJob, native_data,
};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("async_hooks", glue!("async_hooks.js"), OPS),
    Builtin::glue("internal/async_hooks", glue!("hooks.js"), HOOK_OPS),
];

const OPS: &[Op] = &[
    Op::new("getContextFrame", 0, get_context_frame),
    Op::new("setContextFrame", 1, set_context_frame),
    Op::new("enterWith", 1, enter_with),
    Op::new("run", 2, run),
    Op::new("getStore", 2, get_store),
    Op::new("disable", 0, disable),
];

const HOOK_OPS: &[Op] = &[
    Op::new("setAsyncHooks", 5, set_async_hooks),
    Op::new("trackPromises", 1, track_promises),
    Op::new("later", 1, later),
    Op::new("newAsyncId", 0, new_async_id),
    Op::new("symbols", 0, symbols),
    Op::new("running", 0, running),
];

struct ContextFrame {
    stores: GcRefCell<Vec<(JsObject, JsValue)>>,
}
native_data!(ContextFrame { stores });

fn get_context_frame(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(promises::continuation(context))
}

fn set_context_frame(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    promises::replace_continuation(arguments.get_or_undefined(0).clone(), context);
    Ok(JsValue::undefined())
}

/// The current frame with `storage` set to `store`.
fn frame_with(storage: &JsObject, store: &JsValue, context: &Context) -> JsValue {
    let current = promises::continuation(context);
    let mut stores = current
        .as_object()
        .and_then(|frame| frame.downcast_ref::<ContextFrame>().map(|frame| frame.stores.borrow().clone()))
        .unwrap_or_default();
    match stores.iter_mut().find(|(key, _)| JsObject::equals(key, storage)) {
        Some(entry) => entry.1 = store.clone(),
        None => stores.push((storage.clone(), store.clone())),
    }
    JsObject::from_proto_and_data(None, ContextFrame { stores: GcRefCell::new(stores) }).into()
}

/// <https://nodejs.org/api/async_context.html#asynclocalstorageenterwithstore>
fn enter_with(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let frame = frame_with(&this.to_object(context)?, arguments.get_or_undefined(0), context);
    promises::replace_continuation(frame, context);
    Ok(JsValue::undefined())
}

/// <https://nodejs.org/api/async_context.html#asynclocalstoragerunstore-callback-args>
fn run(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let frame = frame_with(&this.to_object(context)?, arguments.get_or_undefined(0), context);
    let callback = validate::function(arguments.get_or_undefined(1), "callback", context)?;
    let rest = arguments.get(2..).unwrap_or_default();
    in_frame(frame, context, |context| callback.call(&JsValue::null(), rest, context))
}

/// `ops.getStore(storage, otherwise)`.
fn get_store(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let current = promises::continuation(context);
    let found = current.as_object().and_then(|frame| {
        let storage = arguments.first()?.as_object()?;
        let frame = frame.downcast_ref::<ContextFrame>()?;
        let stores = frame.stores.borrow();
        stores.iter().find(|(key, _)| JsObject::equals(key, &storage)).map(|(_, store)| store.clone())
    });
    Ok(found.unwrap_or_else(|| arguments.get_or_undefined(1).clone()))
}

/// <https://nodejs.org/api/async_context.html#asynclocalstoragedisable>: the one change of a frame in place, whoever
/// shares the frame loses the store, as in Node.
fn disable(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let current = promises::continuation(context);
    if let (Some(storage), Some(frame)) = (this.as_object(), current.as_object())
        && let Some(frame) = frame.downcast_ref::<ContextFrame>()
    {
        frame.stores.borrow_mut().retain(|(key, _)| !JsObject::equals(key, &storage));
    }
    Ok(JsValue::undefined())
}

/// `ops.newAsyncId()`.
fn new_async_id(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(state(context).next_async_id().into())
}

/// `ops.symbols()`: asyncId, triggerId, as timers have them.
fn symbols(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let list = AsyncSymbols::get().map(|s| [s.async_id, s.trigger_id]).into_iter().flatten().map(JsValue::from);
    Ok(JsArray::from_iter(list, context).into())
}

/// `ops.running()`: how many callbacks run, one in the other, and the innermost one's object if it has one.
fn running(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(context);
    let resource = state.async_resource.borrow().clone().map_or(JsValue::undefined(), JsValue::from);
    Ok(JsArray::from_iter([state.async_depth.get().into(), resource], context).into())
}

/// `ops.setAsyncHooks(track, enter, leave, destroy, promise)`: from now on callbacks report themselves to these.
fn set_async_hooks(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(context);
    for (name, function) in [TRACK, ENTER, LEAVE, DESTROY, PROMISE].into_iter().zip(arguments) {
        state.set_slot(name, function.clone());
    }
    state.async_tracking.set(true);
    Ok(JsValue::undefined())
}

/// `ops.trackPromises(whether)`: promises report themselves as well, or no longer.
fn track_promises(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let hook = arguments.get_or_undefined(0).to_boolean().then_some(report_promise as PromiseHook);
    promises::set_hook(hook, context);
    Ok(JsValue::undefined())
}

fn report_promise(
    event: PromiseEvent,
    promise: &JsObject<Promise>,
    parent: Option<&JsObject<Promise>>,
    context: &mut Context,
) {
    let parent = parent.map_or(JsValue::undefined(), |parent| parent.clone().into());
    let name = match event {
        PromiseEvent::Init => "init",
        PromiseEvent::Before => "before",
        PromiseEvent::After => "after",
        PromiseEvent::Resolve => "promiseResolve",
    };
    report(PROMISE, &[JsString::from(name).into(), promise.clone().into(), parent], context);
}

/// `ops.later(callback)`: a microtask that hooks hear nothing of, as they would never come to an end.
fn later(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let callback = validate::function(arguments.get_or_undefined(0), "callback", context)?;
    let job = PromiseJob::new(move |context| callback.call(&JsValue::undefined(), &[], context));
    context.enqueue_job(Job::PromiseJob(job));
    Ok(JsValue::undefined())
}

/// `track(resource, type)`: a resource was made.
pub(crate) const TRACK: &str = "async_hooks.track";
/// `enter(resource)`: its callback is about to run; undefined for one that was made before anybody listened.
pub(crate) const ENTER: &str = "async_hooks.enter";
/// `leave()`: its callback has run.
pub(crate) const LEAVE: &str = "async_hooks.leave";
/// `destroy(resource)`: it will not be used again.
pub(crate) const DESTROY: &str = "async_hooks.destroy";

/// `promise(event, promise, parent)`: something happened to a promise.
pub(crate) const PROMISE: &str = "async_hooks.promise";

/// Calls one of the five. What hooks throw has ended the process before it comes here.
pub(crate) fn report(name: &str, arguments: &[JsValue], context: &mut Context) {
    if let Some(function) = state(context).slot(name).as_callable() {
        let _ = function.call(&JsValue::undefined(), arguments, context);
    }
}
