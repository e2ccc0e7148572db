//! `setTimeout`, `setInterval` and the Timeout class (<https://nodejs.org/api/timers.html#class-timeout>).

use super::{run_in, settle};
use crate::builtins::node::process;
use crate::hooks::capture_for;
use crate::state::state;
use crate::validate;
use charina_engine::{
    Context, FunctionObjectBuilder, GcRefCell, JsArgs, JsObject, JsResult, JsString, JsSymbol, JsValue, NativeFunction,
    Op, PropertyDescriptor, native_data, ops,
};
use charina_reactor::TimerQueue;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::time::Duration;

/// The timers of one runtime. Deadlines are whole milliseconds since the runtime started.
#[derive(Default)]
pub(crate) struct Timers {
    queue: RefCell<TimerQueue>,
    /// The Timeout objects waiting in the queue.
    live: RefCell<HashMap<u64, JsObject>>,
    last_id: Cell<u64>,
    /// Referenced timers waiting in the queue.
    refs: Cell<usize>,
}

impl Timers {
    pub(crate) fn has_ref(&self) -> bool {
        self.refs.get() > 0
    }

    /// How many referenced timers wait.
    pub(crate) fn referenced(&self) -> usize {
        self.refs.get()
    }

    /// How long until the next timer is due; `None` without timers.
    pub(super) fn until_next(&self, now: f64) -> Option<Duration> {
        let due = self.queue.borrow_mut().next_deadline()?;
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since start are far below 2^53")]
        let wait = (due as f64 - now).max(0.0);
        Some(Duration::from_secs_f64(wait / 1e3))
    }

    fn count(&self, referenced: bool, more: bool) {
        if referenced {
            self.refs.set(if more { self.refs.get() + 1 } else { self.refs.get() - 1 });
        }
    }
}

/// The data of a Timeout object.
struct Timeout {
    id: u64,
    /// What to call, in which AsyncContextFrame: `None` once the timer is finished or cleared.
    call: GcRefCell<Option<Call>>,
    /// Milliseconds.
    after: Cell<u32>,
    repeat: bool,
    referenced: Cell<bool>,
    /// Whether the timer waits in the queue.
    queued: Cell<bool>,
}
native_data!(Timeout { call });

#[derive(Clone)]
struct Call {
    callback: JsObject,
    arguments: Vec<JsValue>,
    frame: JsValue,
}
native_data!(Call { callback, arguments, frame });

/// The global timer functions but those of immediates.
pub(crate) const TIMER_OPS: &[Op] = &[
    Op::new("setTimeout", 2, set_timeout),
    Op::new("clearTimeout", 1, clear),
    Op::new("setInterval", 2, set_interval),
    Op::new("clearInterval", 1, clear),
];

const PROTOTYPE_OPS: &[Op] = &[
    Op::new("ref", 0, reference),
    Op::new("unref", 0, unreference),
    Op::new("hasRef", 0, has_reference),
    Op::new("refresh", 0, refresh),
    Op::new("close", 0, close),
];

/// The largest delay; longer ones become 1 with a warning, as in Node.
const MAX_DELAY: f64 = 2_147_483_647.0;

/// A prototype object for a class that scripts cannot construct by name: its `constructor` only carries the name.
pub(crate) fn class_prototype(name: &'static str, table: &[Op], context: &mut Context) -> JsObject {
    let prototype = JsObject::with_object_proto(context.intrinsics());
    let constructor =
        FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(|_, _, _| Ok(JsValue::undefined())))
            .name(JsString::from(name))
            .constructor(true)
            .build();
    ops::define_value(&constructor, JsString::from("prototype"), prototype.clone(), false);
    ops::define_value(&prototype, JsString::from("constructor"), constructor, false);
    ops::define_ops(&prototype, table, false, context);
    prototype
}

/// Defines `[Symbol.dispose]` if the engine has that symbol as a global one.
pub(super) fn define_dispose(prototype: &JsObject, op: &Op, context: &mut Context) {
    if let Some(symbol) = crate::globals::well_known_symbol("dispose", context) {
        let function = op.build(&context.realm().clone());
        ops::define_value(prototype, symbol, function, false);
    }
}

fn prototype(context: &mut Context) -> JsObject {
    let state = state(context);
    if let Some(prototype) = state.slot("Timeout.prototype").as_object() {
        return prototype;
    }
    let prototype = class_prototype("Timeout", PROTOTYPE_OPS, context);
    define_dispose(&prototype, &Op::new("[Symbol.dispose]", 0, dispose), context);
    let to_primitive = Op::new("[Symbol.toPrimitive]", 0, to_primitive).build(&context.realm().clone());
    prototype.insert_property(
        JsSymbol::to_primitive(),
        PropertyDescriptor::builder().value(to_primitive).writable(true).enumerable(false).configurable(true).build(),
    );
    for (name, get) in [
        ("_onTimeout", on_timeout as charina_engine::NativeFn),
        ("_idleTimeout", idle_timeout),
        ("_repeat", repeat),
        ("_destroyed", destroyed),
    ] {
        ops::define_accessor(&prototype, name, Some(get), None, false, context);
    }
    state.set_slot("Timeout.prototype", prototype.clone());
    prototype
}

/// <https://nodejs.org/api/timers.html#settimeoutcallback-delay-args>
fn set_timeout(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    start(arguments, false, context)
}

/// <https://nodejs.org/api/timers.html#setintervalcallback-delay-args>
fn set_interval(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    start(arguments, true, context)
}

fn start(arguments: &[JsValue], repeat: bool, context: &mut Context) -> JsResult<JsValue> {
    let callback = validate::function(arguments.get_or_undefined(0), "callback", context)?;
    let after = delay(arguments.get_or_undefined(1), context)?;
    let state = state(context);
    let id = state.timers.last_id.get() + 1;
    state.timers.last_id.set(id);
    let arguments = arguments.get(2..).unwrap_or_default().to_vec();
    let data = Timeout {
        id,
        call: GcRefCell::new(None),
        after: Cell::new(after),
        repeat,
        referenced: Cell::new(true),
        queued: Cell::new(false),
    };
    let prototype = prototype(context);
    let object = JsObject::from_proto_and_data(prototype, data);
    let frame = capture_for(&object, "Timeout", !repeat, context);
    if let Some(data) = object.downcast_ref::<Timeout>() {
        *data.call.borrow_mut() = Some(Call { callback, arguments, frame });
    }
    enqueue(&object, context);
    Ok(object.into())
}

/// A delay in whole milliseconds: what is no number from 1 to 2^31-1 is 1.
fn delay(value: &JsValue, context: &mut Context) -> JsResult<u32> {
    let delay = value.to_number(context)?;
    if (1.0..=MAX_DELAY).contains(&delay) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was just checked")]
        return Ok(delay as u32);
    }
    let warning = if delay > MAX_DELAY {
        Some(("TimeoutOverflowWarning", format!("{} does not fit into a 32-bit signed integer.", shown(delay))))
    } else if delay < 0.0 {
        Some(("TimeoutNegativeWarning", format!("{} is a negative number.", shown(delay))))
    } else if delay.is_nan() && !value.is_undefined() {
        Some(("TimeoutNaNWarning", "NaN is not a number.".to_owned()))
    } else {
        None
    };
    if let Some((kind, text)) = warning {
        let text = format!("{text}\nTimeout duration was set to 1.");
        let arguments = [JsString::from(text.as_str()).into(), JsString::from(kind).into()];
        process::emit_warning(&arguments, context)?;
    }
    Ok(1)
}

fn shown(number: f64) -> String {
    JsValue::from(number).display().to_string()
}

/// Puts the timer into the queue, its time starting now.
fn enqueue(object: &JsObject, context: &Context) {
    let state = state(context);
    let Some(data) = object.downcast_ref::<Timeout>() else { return };
    // Whole milliseconds, cut off as libuv's loop time is: a timer may come a fraction of one early, never one late.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "time since start is small, positive")]
    let deadline = state.now() as u64 + u64::from(data.after.get());
    if data.queued.replace(true) {
        state.timers.queue.borrow_mut().remove(data.id);
    } else {
        state.timers.count(data.referenced.get(), true);
        state.timers.live.borrow_mut().insert(data.id, object.clone());
    }
    state.timers.queue.borrow_mut().insert(deadline, data.id);
}

/// Takes the timer out of the queue, if it is there.
fn dequeue(data: &Timeout, context: &Context) {
    if data.queued.replace(false) {
        let state = state(context);
        state.timers.queue.borrow_mut().remove(data.id);
        state.timers.live.borrow_mut().remove(&data.id);
        state.timers.count(data.referenced.get(), false);
    }
}

/// <https://nodejs.org/api/timers.html#cleartimeouttimeout>: takes a Timeout or its primitive.
fn clear(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = arguments.get_or_undefined(0);
    let object = match value.as_object() {
        Some(object) => Some(object),
        None if value.is_number() || value.is_string() => {
            let id = value.to_number(context)?;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a wrong id finds no timer")]
            let found = state(context).timers.live.borrow().get(&(id as u64)).cloned();
            found
        }
        None => None,
    };
    if let Some(object) = object
        && let Some(data) = object.downcast_ref::<Timeout>()
    {
        dequeue(&data, context);
        data.call.borrow_mut().take();
    }
    Ok(JsValue::undefined())
}

/// Runs `with` on the Timeout behind `this`; what is no Timeout is left alone.
fn with_data<R: Default>(this: &JsValue, with: impl FnOnce(&JsObject, &Timeout) -> R) -> R {
    let Some(object) = this.as_object() else { return R::default() };
    let Some(data) = object.downcast_ref::<Timeout>() else { return R::default() };
    with(&object, &data)
}

fn set_referenced(this: &JsValue, referenced: bool, context: &Context) {
    with_data(this, |_, data| {
        if data.referenced.replace(referenced) != referenced && data.queued.get() {
            state(context).timers.count(true, referenced);
        }
    });
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
    Ok(with_data(this, |_, data| data.referenced.get()).into())
}

fn refresh(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    with_data(this, |object, data| {
        if data.call.borrow().is_some() {
            enqueue(object, context);
        }
    });
    Ok(this.clone())
}

fn close(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    clear(&JsValue::undefined(), std::slice::from_ref(this), context)?;
    Ok(this.clone())
}

fn dispose(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    clear(&JsValue::undefined(), std::slice::from_ref(this), context)
}

fn to_primitive(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(with_data(this, |_, data| JsValue::from(data.id)))
}

fn on_timeout(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(with_data(this, |_, data| {
        data.call.borrow().as_ref().map_or(JsValue::null(), |call| call.callback.clone().into())
    }))
}

fn idle_timeout(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(with_data(
        this,
        |_, data| {
            if data.call.borrow().is_some() { JsValue::from(data.after.get()) } else { JsValue::from(-1) }
        },
    ))
}

fn repeat(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(with_data(this, |_, data| if data.repeat { JsValue::from(data.after.get()) } else { JsValue::null() }))
}

fn destroyed(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(with_data(this, |_, data| !data.queued.get()).into())
}

/// The timers phase: calls every timer that is due, in the order of their deadlines.
pub(super) fn run_expired(context: &mut Context) -> JsResult<()> {
    let state = state(context);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "time since start is small, positive")]
    let mut now = state.now() as u64;
    // Timers that a callback starts wait at least a millisecond, so a phase that sees one time only ends.
    let last = state.timers.last_id.get();
    loop {
        let id = state.timers.queue.borrow_mut().pop_expired(now);
        let Some(id) = id else { return Ok(()) };
        let Some(object) = state.timers.live.borrow_mut().remove(&id) else { continue };
        run_one(&object, context)?;
        if id <= last {
            // Long callbacks make later timers due in this same phase, as Node's per-list clock reading does.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as above")]
            let later = state.now() as u64;
            now = now.max(later);
        }
    }
}

fn run_one(object: &JsObject, context: &mut Context) -> JsResult<()> {
    let state = state(context);
    let call = {
        let Some(data) = object.downcast_ref::<Timeout>() else { return Ok(()) };
        data.queued.set(false);
        state.timers.count(data.referenced.get(), false);

        data.call.borrow().clone()
    };
    let Some(call) = call else { return Ok(()) };
    let this = JsValue::from(object.clone());
    let result = run_in(call.frame, context, |context| call.callback.call(&this, &call.arguments, context).map(|_| ()));
    with_data(&this, |object, data| {
        if data.call.borrow().is_none() || data.queued.get() {
            return;
        }
        if data.repeat {
            enqueue(object, context);
        }
    });
    settle(result, context)?;
    // A one-shot timer stays refreshable until its callback, ticks and all, is over.
    with_data(&this, |_, data| {
        if !data.queued.get() && !data.repeat {
            data.call.borrow_mut().take();
        }
    });
    Ok(())
}
