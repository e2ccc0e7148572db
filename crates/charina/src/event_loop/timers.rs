//! `setTimeout`, `setInterval` and the Timeout class (<https://nodejs.org/api/timers.html#class-timeout>).

use super::layout::{Layout, Symbols, keep_arguments, kept_arguments};
use super::{run_of, settle};
use crate::builtins;
use crate::builtins::node::process;
use crate::hooks::{destroyed, track};
use crate::state::state;
use crate::validate;
use charina_engine::promises;
use charina_engine::{
    Context, FunctionObjectBuilder, JsArgs, JsNativeError, JsObject, JsResult, JsString, JsSymbol, JsValue,
    NativeFunction, Op, PropertyDescriptor, js_string, native_data, ops,
};
use charina_reactor::TimerQueue;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::time::Duration;

/// The timers of one runtime. Deadlines are whole milliseconds since the runtime started.
#[derive(Default)]
pub(crate) struct Timers {
    queue: RefCell<TimerQueue>,
    /// The Timeout objects waiting in the queue.
    live: RefCell<HashMap<u64, JsObject>>,
    last_id: Cell<u64>,
    /// Referenced timers that are not done for: in the queue, or running.
    refs: Cell<usize>,
    layout: RefCell<Option<Rc<Shapes>>>,
    /// The timers whose number was asked for, by that number.
    primitives: RefCell<HashMap<u32, JsObject>>,
    /// The intervals that ran in the phase that runs now.
    repeated: RefCell<HashSet<u64>>,
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

/// The data of a Timeout object; what it does and when are its properties, which scripts may write.
struct Timeout {
    /// Its place in the queue, and its asynchronous id at first.
    id: u64,
    referenced: Cell<bool>,
    /// Whether the timer waits in the queue.
    queued: Cell<bool>,
    /// `_destroyed`: done for, unless it is refreshed.
    destroyed: Cell<bool>,
}
native_data!(Timeout);

// The places of a Timeout's properties.
const NAMES: &[&str] =
    &["_idleTimeout", "_idlePrev", "_idleNext", "_idleStart", "_onTimeout", "_timerArgs", "_repeat", "_destroyed"];
const IDLE_TIMEOUT: usize = 0;
const IDLE_PREV: usize = 1;
const IDLE_NEXT: usize = 2;
const IDLE_START: usize = 3;
const ON_TIMEOUT: usize = 4;
const TIMER_ARGS: usize = 5;
const REPEAT: usize = 6;
const DESTROYED: usize = 7;
const REFED: usize = 8;
const HAS_PRIMITIVE: usize = 9;
const ASYNC_ID: usize = 10;
const FRAME: usize = 12;

/// What all timers of a runtime share.
struct Shapes {
    layout: Layout,
    /// What `_idlePrev` and `_idleNext` are while a timer waits: Node's lists have a counterpart only in the queue.
    list: JsObject,
}

/// The global timer functions but those of immediates.
pub(crate) const TIMER_OPS: &[Op] = &[
    Op::new("setTimeout", 2, set_timeout),
    Op::new("clearTimeout", 1, clear),
    Op::new("setInterval", 2, set_interval),
    Op::new("clearInterval", 1, clear),
];

const PROTOTYPE_OPS: &[Op] = &[
    Op::new("refresh", 0, refresh),
    Op::new("unref", 0, unreference),
    Op::new("ref", 0, reference),
    Op::new("hasRef", 0, has_reference),
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

/// The layout of Timeout objects, made on first use together with `Timeout.prototype`.
fn shapes(context: &mut Context) -> JsResult<Rc<Shapes>> {
    let state = state(context);
    if let Some(shapes) = &*state.timers.layout.borrow() {
        return Ok(shapes.clone());
    }
    let prototype = class_prototype("Timeout", PROTOTYPE_OPS, context);
    let custom = ops::symbol_for("nodejs.util.inspect.custom", context)?;
    let inspect = Op::new("[nodejs.util.inspect.custom]", 2, inspect).build(&context.realm().clone());
    ops::define_value(&prototype, custom, inspect, false);
    define_dispose(&prototype, &Op::new("[Symbol.dispose]", 0, dispose), context);
    let to_primitive = Op::new("[Symbol.toPrimitive]", 0, to_primitive).build(&context.realm().clone());
    prototype.insert_property(
        JsSymbol::to_primitive(),
        PropertyDescriptor::builder().value(to_primitive).writable(true).enumerable(false).configurable(true).build(),
    );
    let symbols = Symbols::get();
    let symbols = symbols.map(|s| vec![s.refed, s.has_primitive, s.async_id, s.trigger_id, s.frame]);
    let layout = Layout::new(prototype, NAMES, symbols.unwrap_or_default(), context);
    let list = JsObject::from_proto_and_data(class_prototype("TimersList", &[], context), ());
    for name in ["_idleNext", "_idlePrev"] {
        ops::define_value(&list, JsString::from(name), list.clone(), true);
    }
    let shapes = Rc::new(Shapes { layout, list });
    *state.timers.layout.borrow_mut() = Some(shapes.clone());
    Ok(shapes)
}

/// `util.inspect(timer)`: the lists it is in are not gone into.
fn inspect(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let options = JsObject::with_object_proto(context.intrinsics());
    if let Some(given) = arguments.get_or_undefined(1).as_object() {
        for key in given.own_property_keys(context)? {
            let value = given.get(key.clone(), context)?;
            ops::define_value(&options, key, value, true);
        }
    }
    ops::define_value(&options, js_string!("depth"), 0, true);
    ops::define_value(&options, js_string!("customInspect"), false, true);
    let inspect = builtins::require_property("internal/util/inspect", "inspect", context)?;
    let inspect = validate::function(&inspect, "inspect", context)?;
    inspect.call(&JsValue::undefined(), &[this.clone(), options.into()], context)
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
    let async_id = state.next_async_id();
    let id = state.timers.last_id.get() + 1;
    state.timers.last_id.set(id);
    let data = Timeout { id, referenced: Cell::new(true), queued: Cell::new(false), destroyed: Cell::new(false) };
    let shapes = shapes(context)?;
    let kept = keep_arguments(arguments.get(2..).unwrap_or_default(), context);
    let list = JsValue::from(shapes.list.clone());
    let frame = promises::continuation(context);
    let now = state.now().floor();
    let values = vec![
        after.into(),
        list.clone(),
        list,
        JsValue::from(now),
        callback.into(),
        kept,
        if repeat { after.into() } else { JsValue::null() },
        false.into(),
        true.into(),
        false.into(),
        async_id.into(),
        1.into(),
        frame,
    ];
    let object = shapes.layout.object(data, values, context);
    track(&object, "Timeout", context);
    state.timers.count(true, true);
    put(&object, now, f64::from(after), context);
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

/// Puts the timer into the queue: it is due `after` milliseconds from `start`. Whole milliseconds, cut off as libuv's
/// loop time is: a timer may come a fraction of one early, never one late.
fn put(object: &JsObject, start: f64, after: f64, context: &Context) {
    let state = state(context);
    let Some(data) = object.downcast_ref::<Timeout>() else { return };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "time since start is small, positive")]
    let deadline = (start + after) as u64;
    if data.queued.replace(true) {
        state.timers.queue.borrow_mut().remove(data.id);
    } else {
        state.timers.live.borrow_mut().insert(data.id, object.clone());
    }
    state.timers.queue.borrow_mut().insert(deadline, data.id);
}

/// [`put`] for a timer that exists already, whose properties then say that it waits.
fn enqueue(object: &JsObject, start: f64, after: f64, context: &mut Context) -> JsResult<()> {
    let shapes = shapes(context)?;
    for place in [IDLE_PREV, IDLE_NEXT] {
        shapes.layout.set(object, place, shapes.list.clone(), context);
    }
    shapes.layout.set(object, IDLE_START, start, context);
    put(object, start, after, context);
    Ok(())
}

/// Takes the timer out of the queue, if it is there.
fn dequeue(data: &Timeout, context: &Context) {
    if data.queued.replace(false) {
        let state = state(context);
        state.timers.queue.borrow_mut().remove(data.id);
        state.timers.live.borrow_mut().remove(&data.id);
    }
}

/// Marks a timer as done for, once.
fn finish(object: &JsObject, shapes: &Shapes, context: &mut Context) -> bool {
    {
        let Some(data) = object.downcast_ref::<Timeout>() else { return false };
        dequeue(&data, context);
        if data.destroyed.replace(true) {
            return false;
        }
        state(context).timers.count(data.referenced.get(), false);
    }
    shapes.layout.set(object, DESTROYED, true, context);
    for place in [IDLE_PREV, IDLE_NEXT] {
        shapes.layout.set(object, place, JsValue::null(), context);
    }
    destroyed(object, context);
    true
}

/// <https://nodejs.org/api/timers.html#cleartimeouttimeout>: takes a Timeout or its primitive.
fn clear(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = arguments.get_or_undefined(0);
    let object = match value.as_object() {
        Some(object) => Some(object),
        None if value.is_number() || value.is_string() => {
            let id = value.to_number(context)?;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a wrong id finds no timer")]
            let found = state(context).timers.primitives.borrow().get(&(id as u32)).cloned();
            found
        }
        None => None,
    };
    let Some(object) = object.filter(JsObject::is::<Timeout>) else { return Ok(JsValue::undefined()) };
    let shapes = shapes(context)?;
    if !shapes.layout.get(&object, ON_TIMEOUT, context).to_boolean() {
        return Ok(JsValue::undefined());
    }
    shapes.layout.set(&object, ON_TIMEOUT, JsValue::undefined(), context);
    shapes.layout.set(&object, TIMER_ARGS, JsValue::undefined(), context);
    if finish(&object, &shapes, context) {
        shapes.layout.set(&object, IDLE_TIMEOUT, -1, context);
    }
    forget_primitive(&object, &shapes, context);
    Ok(JsValue::undefined())
}

/// What is done for cannot be found by its number any more.
fn forget_primitive(object: &JsObject, shapes: &Shapes, context: &mut Context) {
    if !state(context).timers.primitives.borrow().is_empty()
        && let Some(id) = shapes.layout.get(object, ASYNC_ID, context).as_number()
    {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a wrong id finds no timer")]
        state(context).timers.primitives.borrow_mut().remove(&(id as u32));
    }
}

/// Runs `with` on the Timeout behind `this`; what is no Timeout is left alone.
fn with_data<R: Default>(this: &JsValue, with: impl FnOnce(&JsObject, &Timeout) -> R) -> R {
    let Some(object) = this.as_object() else { return R::default() };
    let Some(data) = object.downcast_ref::<Timeout>() else { return R::default() };
    with(&object, &data)
}

fn set_referenced(this: &JsValue, referenced: bool, context: &mut Context) -> JsResult<()> {
    let changed = with_data(this, |_, data| {
        let changed = data.referenced.replace(referenced) != referenced;
        if changed && !data.destroyed.get() {
            state(context).timers.count(true, referenced);
        }
        changed
    });
    if changed && let Some(object) = this.as_object() {
        shapes(context)?.layout.set(&object, REFED, referenced, context);
    }
    Ok(())
}

fn reference(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    set_referenced(this, true, context)?;
    Ok(this.clone())
}

fn unreference(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    set_referenced(this, false, context)?;
    Ok(this.clone())
}

fn has_reference(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(with_data(this, |_, data| data.referenced.get()).into())
}

/// <https://nodejs.org/api/timers.html#timeoutrefresh>: also brings back a timer that has fired.
fn refresh(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(object) = this.as_object().filter(JsObject::is::<Timeout>) else { return Ok(this.clone()) };
    let shapes = shapes(context)?;
    let after = shapes.layout.get(&object, IDLE_TIMEOUT, context).as_number().filter(|after| *after >= 0.0);
    let Some(after) = after else { return Ok(this.clone()) };
    let revived = with_data(this, |_, data| {
        let revived = data.destroyed.replace(false);
        if revived {
            state(context).timers.count(data.referenced.get(), true);
        }
        revived
    });
    if revived {
        let id = state(context).next_async_id();
        shapes.layout.set(&object, DESTROYED, false, context);
        shapes.layout.set(&object, ASYNC_ID, id, context);
        track(&object, "Timeout", context);
    }
    let now = state(context).now().floor();
    enqueue(&object, now, after, context)?;
    Ok(this.clone())
}

fn close(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    clear(&JsValue::undefined(), std::slice::from_ref(this), context)?;
    Ok(this.clone())
}

fn dispose(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    clear(&JsValue::undefined(), std::slice::from_ref(this), context)
}

fn to_primitive(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(object) = this.as_object().filter(JsObject::is::<Timeout>) else { return Ok(JsValue::undefined()) };
    let shapes = shapes(context)?;
    let id = shapes.layout.get(&object, ASYNC_ID, context);
    if !shapes.layout.get(&object, HAS_PRIMITIVE, context).to_boolean()
        && let Some(number) = id.as_number()
    {
        shapes.layout.set(&object, HAS_PRIMITIVE, true, context);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ids are whole and positive")]
        state(context).timers.primitives.borrow_mut().insert(number as u32, object);
    }
    Ok(id)
}

/// The timers phase: calls every timer that is due, in the order of their deadlines.
pub(super) fn run_expired(context: &mut Context) -> JsResult<()> {
    let state = state(context);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "time since start is small, positive")]
    let mut now = state.now() as u64;
    // Timers that a callback starts wait at least a millisecond, so a phase that sees one time only ends.
    let last = state.timers.last_id.get();
    // An interval that is shorter than its callback takes is due again at once: other phases have their turn first.
    let mut again = Vec::new();
    let result = loop {
        let id = state.timers.queue.borrow_mut().pop_expired(now);
        let Some(id) = id else { break Ok(()) };
        if state.timers.repeated.borrow().contains(&id) {
            again.push(id);
            continue;
        }
        let Some(object) = state.timers.live.borrow_mut().remove(&id) else { continue };
        if let Err(error) = run_one(&object, context) {
            break Err(error);
        }
        if id <= last {
            // Long callbacks make later timers due in this same phase, as Node's per-list clock reading does.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as above")]
            let later = state.now() as u64;
            now = now.max(later);
        }
    };
    state.timers.repeated.borrow_mut().clear();
    for id in again {
        if state.timers.live.borrow().contains_key(&id) {
            state.timers.queue.borrow_mut().insert(now, id);
        }
    }
    result
}

fn run_one(object: &JsObject, context: &mut Context) -> JsResult<()> {
    let state = state(context);
    let shapes = shapes(context)?;
    {
        let Some(data) = object.downcast_ref::<Timeout>() else { return Ok(()) };
        data.queued.set(false);
    }
    let layout = &shapes.layout;
    let callback = layout.get(object, ON_TIMEOUT, context);
    if !callback.to_boolean() {
        finish(object, &shapes, context);
        return Ok(());
    }
    for place in [IDLE_PREV, IDLE_NEXT] {
        layout.set(object, place, JsValue::null(), context);
    }
    let kept = layout.get(object, TIMER_ARGS, context);
    let arguments = kept_arguments(&kept, context);
    let frame = layout.get(object, FRAME, context);
    let start = state.now().floor();
    let this = JsValue::from(object.clone());
    let result = run_of(object, frame, context, |context| {
        let Some(callback) = callback.as_callable() else {
            return Err(JsNativeError::typ().with_message("timer._onTimeout is not a function").into());
        };
        callback.call(&this, &arguments, context).map(|_| ())
    });
    // Whatever the callback threw: an interval goes on, a one-shot timer is over.
    let repeat = layout.get(object, REPEAT, context);
    let idle = layout.get(object, IDLE_TIMEOUT, context).as_number();
    let (queued, done) = with_data(&this, |_, data| (data.queued.get(), data.destroyed.get()));
    if repeat.to_boolean() && idle != Some(-1.0) {
        let after = repeat.as_number().unwrap_or(1.0).clamp(1.0, MAX_DELAY);
        layout.set(object, IDLE_TIMEOUT, repeat, context);
        enqueue(object, start, after, context)?;
        if let Some(data) = object.downcast_ref::<Timeout>() {
            state.timers.repeated.borrow_mut().insert(data.id);
        }
    } else if !queued && !done {
        finish(object, &shapes, context);
        forget_primitive(object, &shapes, context);
    }
    settle(result, context)
}
