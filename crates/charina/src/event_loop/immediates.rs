//! `setImmediate` and the Immediate class (<https://nodejs.org/api/timers.html#class-immediate>).

use super::{run_in, settle};
use crate::hooks::capture_for;
use crate::state::state;
use crate::validate;
use charina_engine::{Context, GcRefCell, JsArgs, JsObject, JsResult, JsValue, Op, native_data, ops};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

/// The immediates of one runtime.
#[derive(Default)]
pub(crate) struct Immediates {
    queue: RefCell<VecDeque<JsObject>>,
    /// Referenced immediates that have not run nor been cleared.
    refs: Cell<usize>,
}

impl Immediates {
    pub(crate) fn has_ref(&self) -> bool {
        self.refs.get() > 0
    }
}

impl Immediates {
    /// How many referenced immediates wait.
    pub(crate) fn referenced(&self) -> usize {
        self.refs.get()
    }
}

/// The data of an Immediate object.
struct Immediate {
    /// What to run; `None` once it ran or was cleared.
    call: GcRefCell<Option<Call>>,
    referenced: Cell<bool>,
}
native_data!(Immediate { call });

/// A callback with its arguments and the AsyncContextFrame it was scheduled in.
struct Call {
    callback: JsObject,
    arguments: Vec<JsValue>,
    frame: JsValue,
}
native_data!(Call { callback, arguments, frame });

/// `setImmediate` and `clearImmediate`.
pub(crate) const IMMEDIATE_OPS: &[Op] =
    &[Op::new("setImmediate", 1, set_immediate), Op::new("clearImmediate", 1, clear_immediate)];

const PROTOTYPE_OPS: &[Op] =
    &[Op::new("ref", 0, reference), Op::new("unref", 0, unreference), Op::new("hasRef", 0, has_reference)];

/// `Immediate.prototype`, made on first use.
fn prototype(context: &mut Context) -> JsObject {
    let state = state(context);
    if let Some(prototype) = state.slot("Immediate.prototype").as_object() {
        return prototype;
    }
    let prototype = super::timers::class_prototype("Immediate", PROTOTYPE_OPS, context);
    let dispose = Op::new("[Symbol.dispose]", 0, dispose);
    super::timers::define_dispose(&prototype, &dispose, context);
    ops::define_accessor(&prototype, "_onImmediate", Some(on_immediate), None, false, context);
    ops::define_accessor(&prototype, "_destroyed", Some(destroyed), None, false, context);
    state.set_slot("Immediate.prototype", prototype.clone());
    prototype
}

/// <https://nodejs.org/api/timers.html#setimmediatecallback-args>
fn set_immediate(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let callback = validate::function(arguments.get_or_undefined(0), "callback", context)?;
    let state = state(context);
    let arguments = arguments.get(1..).unwrap_or_default().to_vec();
    let data = Immediate { call: GcRefCell::new(None), referenced: Cell::new(true) };
    let prototype = prototype(context);
    let object = JsObject::from_proto_and_data(prototype, data);
    let frame = capture_for(&object, "Immediate", true, context);
    if let Some(data) = object.downcast_ref::<Immediate>() {
        *data.call.borrow_mut() = Some(Call { callback, arguments, frame });
    }
    state.immediates.refs.set(state.immediates.refs.get() + 1);
    state.immediates.queue.borrow_mut().push_back(object.clone());
    Ok(object.into())
}

/// <https://nodejs.org/api/timers.html#clearimmediateimmediate>
fn clear_immediate(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(object) = arguments.get_or_undefined(0).as_object() {
        take(&object, context);
    }
    Ok(JsValue::undefined())
}

/// Takes the call out of an Immediate that has not run, so that it will not.
fn take(object: &JsObject, context: &Context) -> Option<Call> {
    let data = object.downcast_ref::<Immediate>()?;
    let call = data.call.borrow_mut().take()?;
    if data.referenced.get() {
        let refs = &state(context).immediates.refs;
        refs.set(refs.get() - 1);
    }
    Some(call)
}

fn set_referenced(this: &JsValue, referenced: bool, context: &Context) {
    let Some(object) = this.as_object() else { return };
    let Some(data) = object.downcast_ref::<Immediate>() else { return };
    if data.referenced.replace(referenced) != referenced && data.call.borrow().is_some() {
        let refs = &state(context).immediates.refs;
        refs.set(if referenced { refs.get() + 1 } else { refs.get() - 1 });
    }
}

fn reference(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    set_referenced(this, true, context);
    Ok(this.clone())
}

fn unreference(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    set_referenced(this, false, context);
    Ok(this.clone())
}

fn has_reference(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let object = this.as_object();
    let referenced = object.as_ref().and_then(|o| o.downcast_ref::<Immediate>()).is_some_and(|d| d.referenced.get());
    Ok(referenced.into())
}

fn dispose(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    clear_immediate(&JsValue::undefined(), std::slice::from_ref(this), context)
}

fn on_immediate(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let object = this.as_object();
    let Some(data) = object.as_ref().and_then(|o| o.downcast_ref::<Immediate>()) else {
        return Ok(JsValue::undefined());
    };
    let call = data.call.borrow();
    Ok(call.as_ref().map_or(JsValue::null(), |call| call.callback.clone().into()))
}

fn destroyed(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let object = this.as_object();
    let data = object.as_ref().and_then(|o| o.downcast_ref::<Immediate>());
    Ok(data.is_some_and(|data| data.call.borrow().is_none()).into())
}

/// The check phase: runs what was queued when it began; what those queue waits for the next turn.
pub(super) fn run(context: &mut Context) -> JsResult<()> {
    let state = state(context);
    // Not taken out at once: an error that ends the phase early must leave the rest queued.
    let count = state.immediates.queue.borrow().len();
    for _ in 0..count {
        let Some(object) = state.immediates.queue.borrow_mut().pop_front() else { break };
        let Some(call) = take(&object, context) else { continue };
        let this = JsValue::from(object);
        let result =
            run_in(call.frame, context, |context| call.callback.call(&this, &call.arguments, context).map(|_| ()));
        settle(result, context)?;
    }
    Ok(())
}
