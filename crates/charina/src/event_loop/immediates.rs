//! `setImmediate` and the Immediate class (<https://nodejs.org/api/timers.html#class-immediate>).

use super::layout::{Layout, Symbols, keep_arguments, kept_arguments};
use super::{run_of, settle};
use crate::hooks::{destroyed, track};
use crate::state::state;
use crate::validate;
use charina_engine::promises;
use charina_engine::{Context, JsArgs, JsNativeError, JsObject, JsResult, JsValue, Op, native_data};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

/// The immediates of one runtime.
#[derive(Default)]
pub(crate) struct Immediates {
    queue: RefCell<VecDeque<JsObject>>,
    /// Referenced immediates that have not run nor been cleared.
    refs: Cell<usize>,
    layout: RefCell<Option<Rc<Layout>>>,
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

/// The data of an Immediate object; what is to be called are its properties.
struct Immediate {
    referenced: Cell<bool>,
    /// Whether it waits: neither run nor cleared.
    queued: Cell<bool>,
}
native_data!(Immediate);

// The places of an Immediate's properties.
const NAMES: &[&str] = &["_idleNext", "_idlePrev", "_onImmediate", "_argv", "_destroyed"];
const ON_IMMEDIATE: usize = 2;
const ARGV: usize = 3;
const DESTROYED: usize = 4;
const REFED: usize = 5;
const FRAME: usize = 8;

/// `setImmediate` and `clearImmediate`.
pub(crate) const IMMEDIATE_OPS: &[Op] =
    &[Op::new("setImmediate", 1, set_immediate), Op::new("clearImmediate", 1, clear_immediate)];

const PROTOTYPE_OPS: &[Op] =
    &[Op::new("ref", 0, reference), Op::new("unref", 0, unreference), Op::new("hasRef", 0, has_reference)];

/// The layout of Immediate objects, made on first use together with `Immediate.prototype`.
fn layout(context: &mut Context) -> Rc<Layout> {
    let state = state(context);
    if let Some(layout) = &*state.immediates.layout.borrow() {
        return layout.clone();
    }
    let prototype = super::timers::class_prototype("Immediate", PROTOTYPE_OPS, context);
    let dispose = Op::new("[Symbol.dispose]", 0, dispose);
    super::timers::define_dispose(&prototype, &dispose, context);
    let symbols = Symbols::get().map(|s| vec![s.refed, s.async_id, s.trigger_id, s.frame]).unwrap_or_default();
    let layout = Rc::new(Layout::new(prototype, NAMES, symbols, context));
    *state.immediates.layout.borrow_mut() = Some(layout.clone());
    layout
}

/// <https://nodejs.org/api/timers.html#setimmediatecallback-args>
fn set_immediate(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let callback = validate::function(arguments.get_or_undefined(0), "callback", context)?;
    let state = state(context);
    let layout = layout(context);
    let kept = keep_arguments(arguments.get(1..).unwrap_or_default(), context);
    let data = Immediate { referenced: Cell::new(true), queued: Cell::new(true) };
    let frame = promises::continuation(context);
    let null = JsValue::null();
    let values = vec![
        null.clone(),
        null,
        callback.into(),
        kept,
        false.into(),
        true.into(),
        state.next_async_id().into(),
        1.into(),
        frame,
    ];
    let object = layout.object(data, values, context);
    track(&object, "Immediate", context);
    state.immediates.refs.set(state.immediates.refs.get() + 1);
    state.immediates.queue.borrow_mut().push_back(object.clone());
    Ok(object.into())
}

/// <https://nodejs.org/api/timers.html#clearimmediateimmediate>
fn clear_immediate(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(object) = arguments.get_or_undefined(0).as_object() {
        let layout = layout(context);
        if finish(&object, &layout, context) {
            layout.set(&object, ON_IMMEDIATE, JsValue::undefined(), context);
            layout.set(&object, ARGV, JsValue::undefined(), context);
            destroyed(&object, context);
        }
    }
    Ok(JsValue::undefined())
}

/// Marks an Immediate that waits as done; false of one that does not.
fn finish(object: &JsObject, layout: &Layout, context: &mut Context) -> bool {
    {
        let Some(data) = object.downcast_ref::<Immediate>() else { return false };
        if !data.queued.replace(false) {
            return false;
        }
        if data.referenced.replace(false) {
            let refs = &state(context).immediates.refs;
            refs.set(refs.get() - 1);
        }
    }
    layout.set(object, DESTROYED, true, context);
    layout.set(object, REFED, JsValue::null(), context);
    true
}

fn set_referenced(this: &JsValue, referenced: bool, context: &mut Context) {
    let Some(object) = this.as_object() else { return };
    {
        let Some(data) = object.downcast_ref::<Immediate>() else { return };
        if !data.queued.get() || data.referenced.replace(referenced) == referenced {
            return;
        }
        let refs = &state(context).immediates.refs;
        refs.set(if referenced { refs.get() + 1 } else { refs.get() - 1 });
    }
    layout(context).set(&object, REFED, referenced, context);
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

/// The check phase: runs what was queued when it began; what those queue waits for the next turn.
pub(super) fn run(context: &mut Context) -> JsResult<()> {
    let state = state(context);
    // Not taken out at once: an error that ends the phase early must leave the rest queued.
    let count = state.immediates.queue.borrow().len();
    for _ in 0..count {
        let Some(object) = state.immediates.queue.borrow_mut().pop_front() else { break };
        let layout = layout(context);
        if !finish(&object, &layout, context) {
            continue;
        }
        let callback = layout.get(&object, ON_IMMEDIATE, context);
        let kept = layout.get(&object, ARGV, context);
        let arguments = kept_arguments(&kept, context);
        let frame = layout.get(&object, FRAME, context);
        let this = JsValue::from(object.clone());
        let result = run_of(&object, frame, context, |context| {
            let Some(callback) = callback.as_callable() else {
                return Err(JsNativeError::typ().with_message("immediate._onImmediate is not a function").into());
            };
            callback.call(&this, &arguments, context).map(|_| ())
        });
        destroyed(&object, context);
        layout.set(&object, ON_IMMEDIATE, JsValue::undefined(), context);
        layout.set(&object, ARGV, JsValue::undefined(), context);
        settle(result, context)?;
    }
    Ok(())
}
