//! `node:events` (<https://nodejs.org/api/events.html>): EventEmitter's hot methods; its constructor, its statics and
//! what is cold are glue.
//!
//! The natives work on the same own properties as Node's JavaScript (`_events`, `_eventsCount`, `_maxListeners`), which
//! packages read and write.

mod listing;
mod removal;

use crate::builtins::{self, Builtin, glue};
use crate::state::state;
use crate::validate;
use charina_engine::{
    Attribute, Context, FunctionObjectBuilder, Gc, GcRefCell, JsArgs, JsArray, JsObject, JsResult, JsString, JsSymbol,
    JsValue, NativeFunction, Op, PropertyDescriptor, PropertyKey, js_string, native_data, ops,
};
use listing::{event_names, listener_count, listeners, raw_listeners};
use removal::{remove_all_listeners, remove_listener};
use std::cell::Cell;

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("events", glue!("events.js"), &[Op::new("install", 1, install)]),
    Builtin::glue("internal/events/async", glue!("async.js"), &[]),
    Builtin::glue("internal/events/async_resource", glue!("async_resource.js"), &[]),
    Builtin::glue(COLD, glue!("cold.js"), &[Op::new("symbols", 0, symbols)]),
];

/// The glue of what is rare.
const COLD: &str = "internal/events/cold";

/// Of the prototype, in Node's order.
const METHODS: &[Op] = &[
    Op::new("setMaxListeners", 1, set_max_listeners),
    Op::new("getMaxListeners", 0, get_max_listeners),
    Op::new("emit", 1, emit),
    Op::new("addListener", 2, add_listener),
    Op::new("prependListener", 2, prepend_listener),
    Op::new("once", 2, once),
    Op::new("prependOnceListener", 2, prepend_once_listener),
    Op::new("removeListener", 2, remove_listener),
    Op::new("removeAllListeners", 1, remove_all_listeners),
    Op::new("listeners", 1, listeners),
    Op::new("rawListeners", 1, raw_listeners),
    Op::new("listenerCount", 2, listener_count),
    Op::new("eventNames", 0, event_names),
];

/// Statics that live in the cold glue, with their `length`.
const STATICS: &[(&str, usize)] = &[
    ("addAbortListener", 2),
    ("once", 2),
    ("on", 2),
    ("getEventListeners", 2),
    ("getMaxListeners", 1),
    ("setMaxListeners", 0),
    ("listenerCount", 2),
];

/// `ops.install(EventEmitter)`: everything but the constructor itself.
fn install(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let constructor = validate::function(arguments.get_or_undefined(0), "EventEmitter", context)?;
    let Some(prototype) = constructor.get(js_string!("prototype"), context)?.as_object() else {
        return Ok(JsValue::undefined());
    };
    state(context).set_slot(PROTOTYPE, prototype.clone());
    ops::define_with(&prototype, symbol(|s| &s.capture), false, Attribute::WRITABLE);
    ops::define_value(&prototype, js_string!("_events"), JsValue::undefined(), true);
    ops::define_value(&prototype, js_string!("_eventsCount"), 0, true);
    ops::define_value(&prototype, js_string!("_maxListeners"), JsValue::undefined(), true);
    ops::define_ops(&prototype, METHODS, true, context);
    for (alias, name) in
        [(js_string!("on"), js_string!("addListener")), (js_string!("off"), js_string!("removeListener"))]
    {
        let method = prototype.get(name, context)?;
        ops::define_value(&prototype, alias, method, true);
    }

    for (index, (name, length)) in STATICS.iter().enumerate() {
        let call = NativeFunction::from_copy_closure(move |_, arguments, context| {
            let Some((name, _)) = STATICS.get(index) else { return Ok(JsValue::undefined()) };
            cold(name, arguments, context)
        });
        let name = JsString::from(*name);
        let function = FunctionObjectBuilder::new(context.realm(), call).name(name.clone()).length(*length).build();
        ops::define_value(&constructor, name, function, true);
    }
    ops::define_ops(&constructor, &[Op::new("init", 1, init)], true, context);
    ops::define_value(&constructor, js_string!("EventEmitter"), constructor.clone(), true);
    ops::define_value(&constructor, js_string!("usingDomains"), false, true);
    let monitor = SYMBOLS.with(|s| s.as_ref().map(|s| s.error_monitor.clone()));
    ops::define_value(
        &constructor,
        js_string!("errorMonitor"),
        monitor.map_or_else(JsValue::undefined, JsValue::from),
        true,
    );
    let rejection = registered_symbol("nodejs.rejection", context)?;
    ops::define_value(&constructor, js_string!("captureRejectionSymbol"), rejection, true);
    for (name, get, set) in [
        ("captureRejections", get_capture as charina_engine::NativeFn, Some(set_capture as charina_engine::NativeFn)),
        ("defaultMaxListeners", get_default_max, Some(set_default_max)),
        ("EventEmitterAsyncResource", async_resource, None),
    ] {
        ops::define_accessor(&constructor, name, Some(get), set, true, context);
        if set.is_some() {
            let fixed = PropertyDescriptor::builder().configurable(false).build();
            constructor.define_property_or_throw(JsString::from(name), fixed, context)?;
        }
    }
    Ok(JsValue::undefined())
}

/// `Symbol.for(name)`.
fn registered_symbol(name: &str, context: &mut Context) -> JsResult<JsValue> {
    let constructor = context.intrinsics().constructors().symbol().constructor();
    let register = constructor.get(js_string!("for"), context)?;
    validate::function(&register, "Symbol.for", context)?.call(
        &JsValue::undefined(),
        &[JsString::from(name).into()],
        context,
    )
}

/// <https://nodejs.org/api/events.html#eventscapturerejections>
fn get_capture(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    match state(context).slot(PROTOTYPE).as_object() {
        Some(prototype) => prototype.get(symbol(|s| &s.capture), context),
        None => Ok(false.into()),
    }
}

fn set_capture(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = arguments.get_or_undefined(0);
    validate::boolean(value, "EventEmitter.captureRejections", context)?;
    if let Some(prototype) = state(context).slot(PROTOTYPE).as_object() {
        prototype.set(symbol(|s| &s.capture), value.clone(), true, context)?;
    }
    Ok(JsValue::undefined())
}

/// <https://nodejs.org/api/events.html#eventsdefaultmaxlisteners>
fn get_default_max(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(default_max(context))
}

fn set_default_max(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = arguments.get_or_undefined(0);
    validate::number(value, "defaultMaxListeners", Some(0.0), None, context)?;
    state(context).set_slot(MAX_LISTENERS, value.clone());
    Ok(JsValue::undefined())
}

fn default_max(context: &Context) -> JsValue {
    let value = state(context).slot(MAX_LISTENERS);
    if value.is_undefined() { 10.into() } else { value }
}

fn async_resource(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    builtins::require("internal/events/async_resource", context)
}

/// <https://nodejs.org/api/events.html#emittersetmaxlistenersn>
fn set_max_listeners(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, context)?;
    let value = arguments.get_or_undefined(0);
    validate::number(value, "setMaxListeners", Some(0.0), None, context)?;
    emitter.set(js_string!("_maxListeners"), value.clone(), true, context)?;
    Ok(this.clone())
}

/// <https://nodejs.org/api/events.html#emittergetmaxlisteners>
fn get_max_listeners(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let own = this_object(this, context)?.get(js_string!("_maxListeners"), context)?;
    Ok(if own.is_undefined() { default_max(context) } else { own })
}

thread_local! {
    /// Symbols hold no engine memory, so all runtimes of a thread may share them.
    static SYMBOLS: Option<Symbols> = Symbols::new();
}

#[derive(Clone)]
struct Symbols {
    capture: JsSymbol,
    shape_mode: JsSymbol,
    error_monitor: JsSymbol,
    enhance_stack: JsSymbol,
}

impl Symbols {
    fn new() -> Option<Self> {
        Some(Self {
            capture: JsSymbol::new(Some(js_string!("kCapture")))?,
            shape_mode: JsSymbol::new(Some(js_string!("shapeMode")))?,
            error_monitor: JsSymbol::new(Some(js_string!("events.errorMonitor")))?,
            enhance_stack: JsSymbol::new(Some(js_string!("kEnhanceStackBeforeInspector")))?,
        })
    }
}

fn symbol(pick: impl FnOnce(&Symbols) -> &JsSymbol) -> PropertyKey {
    // Symbols can only fail to be made after 2^64 of them.
    SYMBOLS.with(|s| s.as_ref().map_or_else(|| js_string!("kCapture").into(), |s| pick(s).clone().into()))
}

/// `ops.symbols()`: kCapture, kEnhanceStackBeforeInspector.
fn symbols(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let list: Vec<JsValue> =
        SYMBOLS.with(|s| s.iter().flat_map(|s| [&s.capture, &s.enhance_stack]).cloned().map(JsValue::from).collect());
    Ok(JsArray::from_iter(list, context).into())
}

/// The stack of an uncaught 'error' event's error with the place of the emit, if `error` is one.
pub(crate) fn enhanced_stack(error: &JsObject, context: &mut Context) -> Option<JsString> {
    let enhance = error.get(symbol(|s| &s.enhance_stack), context).ok()?.as_callable()?;
    enhance.call(&JsValue::undefined(), &[], context).ok()?.as_string()
}

const PROTOTYPE: &str = "events.EventEmitter.prototype";
const MAX_LISTENERS: &str = "events.defaultMaxListeners";

/// Calls a function of the cold glue.
fn cold(name: &str, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let function = builtins::require_property(COLD, name, context)?;
    validate::function(&function, name, context)?.call(&JsValue::undefined(), arguments, context)
}

/// The emitter; primitives are boxed as sloppy functions would do it, null and undefined throw.
fn this_object(this: &JsValue, context: &mut Context) -> JsResult<JsObject> {
    match this.as_object() {
        Some(object) => Ok(object),
        None => this.to_object(context),
    }
}

/// Calls a method of the emitter by name, so that overriding it works.
fn invoke(object: &JsObject, name: JsString, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let method = object.get(name.clone(), context)?;
    match method.as_callable() {
        Some(method) => method.call(&object.clone().into(), arguments, context),
        None => Err(charina_engine::JsNativeError::typ()
            .with_message(format!("this.{} is not a function", charina_engine::text::to_utf8(&name)))
            .into()),
    }
}

/// The `_events` object, if there is one.
fn events_of(emitter: &JsObject, context: &mut Context) -> JsResult<Option<JsObject>> {
    Ok(emitter.get(js_string!("_events"), context)?.as_object())
}

fn reset_events(emitter: &JsObject, context: &mut Context) -> JsResult<JsObject> {
    let events = JsObject::with_null_proto();
    emitter.set(js_string!("_events"), events.clone(), true, context)?;
    Ok(events)
}

fn set_count(emitter: &JsObject, count: f64, context: &mut Context) -> JsResult<()> {
    emitter.set(js_string!("_eventsCount"), JsValue::from(count), true, context)?;
    Ok(())
}

fn count_of(emitter: &JsObject, context: &mut Context) -> JsResult<f64> {
    emitter.get(js_string!("_eventsCount"), context)?.to_number(context)
}

/// `list.listener`: what a once-wrapper wraps.
fn wrapped(function: &JsObject, context: &mut Context) -> JsResult<JsValue> {
    function.get(js_string!("listener"), context)
}

/// The functions under one event name: one function, or an array of them.
enum Listeners {
    None,
    One(JsObject),
    Many(JsArray),
}

fn lookup(events: &JsObject, key: &PropertyKey, context: &mut Context) -> JsResult<Listeners> {
    let value = events.get(key.clone(), context)?;
    let Some(object) = value.as_object() else { return Ok(Listeners::None) };
    if object.is_callable() {
        return Ok(Listeners::One(object));
    }
    Ok(JsArray::from_object(object).map_or(Listeners::None, Listeners::Many))
}

fn elements(array: &JsArray, context: &mut Context) -> JsResult<Vec<JsValue>> {
    let length = array.length(context)?;
    (0..length).map(|index| array.get(index, context)).collect()
}

/// `EventEmitter.init(options)`: <https://nodejs.org/api/events.html#class-eventemitter>
fn init(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, context)?;
    // An emitter that is just being made, the common case, has none of the properties: they are put in without the
    // search for setters along its prototypes.
    let new = emitter.is_ordinary()
        && !emitter.has_own_property(js_string!("_events"), context)?
        && emitter.is_extensible(context)?;
    let put = |key: PropertyKey, value: JsValue, context: &mut Context| -> JsResult<()> {
        if new {
            ops::define_value(&emitter, key, value, true);
        } else {
            emitter.set(key, value, true, context)?;
        }
        Ok(())
    };
    let fresh = new || {
        let events = emitter.get(js_string!("_events"), context)?;
        events.is_undefined()
            || match emitter.prototype() {
                Some(prototype) => prototype.get(js_string!("_events"), context)?.strict_equals(&events),
                None => false,
            }
    };
    let max = emitter.get(js_string!("_maxListeners"), context)?;
    let max = if max.to_boolean() { max } else { JsValue::undefined() };
    if fresh {
        put(js_string!("_events").into(), JsObject::with_null_proto().into(), context)?;
        put(js_string!("_eventsCount").into(), 0.into(), context)?;
    }
    let (shape_mode, capture_key) = (symbol(|s| &s.shape_mode), symbol(|s| &s.capture));
    put(shape_mode, (!fresh).into(), context)?;
    put(js_string!("_maxListeners").into(), max, context)?;

    let options = arguments.get_or_undefined(0);
    let mut capture = JsValue::undefined();
    if !options.is_null_or_undefined() {
        capture = options.to_object(context)?.get(js_string!("captureRejections"), context)?;
    }
    if capture.to_boolean() {
        validate::boolean(&capture, "options.captureRejections", context)?;
    } else {
        capture = match state(context).slot(PROTOTYPE).as_object() {
            Some(prototype) => prototype.get(capture_key.clone(), context)?,
            None => false.into(),
        };
    }
    put(capture_key, capture, context)?;
    Ok(JsValue::undefined())
}

/// <https://nodejs.org/api/events.html#emitteremiteventname-args>
fn emit(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, context)?;
    let name = arguments.get_or_undefined(0);
    let rest = arguments.get(1..).unwrap_or_default();
    let events = events_of(&emitter, context)?;
    let is_error = name.as_string().is_some_and(|name| name == js_string!("error"));
    let key = name.to_property_key(context)?;
    let mut found = Listeners::None;
    if let Some(events) = &events {
        if is_error {
            let monitor = symbol(|s| &s.error_monitor);
            if !events.get(monitor.clone(), context)?.is_undefined() {
                let mut monitored = vec![JsValue::from(&monitor)];
                monitored.extend_from_slice(rest);
                invoke(&emitter, js_string!("emit"), &monitored, context)?;
            }
        }
        found = lookup(events, &key, context)?;
    }
    match found {
        Listeners::None if is_error => {
            let error = rest.first().cloned().unwrap_or_default();
            cold("throwUnhandled", &[this.clone(), error], context)?;
            Ok(false.into())
        }
        Listeners::None => Ok(false.into()),
        Listeners::One(listener) => {
            let result = listener.call(this, rest, context)?;
            if !result.is_null_or_undefined() {
                watch(&emitter, result, name, rest, context)?;
            }
            Ok(true.into())
        }
        Listeners::Many(array) => {
            // A copy: listeners that are added or removed meanwhile count from the next event.
            for listener in elements(&array, context)? {
                let Some(listener) = listener.as_callable() else { continue };
                let result = listener.call(this, rest, context)?;
                if !result.is_null_or_undefined() {
                    watch(&emitter, result, name, rest, context)?;
                }
            }
            Ok(true.into())
        }
    }
}

/// With captureRejections, a listener's promise is watched.
fn watch(emitter: &JsObject, result: JsValue, name: &JsValue, rest: &[JsValue], context: &mut Context) -> JsResult<()> {
    if !emitter.get(symbol(|s| &s.capture), context)?.to_boolean() {
        return Ok(());
    }
    let rest = JsArray::from_iter(rest.iter().cloned(), context);
    cold("watchResult", &[emitter.clone().into(), result, name.clone(), rest.into()], context)?;
    Ok(())
}

fn add_listener(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    add(this, arguments, false, context)
}

fn prepend_listener(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    add(this, arguments, true, context)
}

fn add(this: &JsValue, arguments: &[JsValue], prepend: bool, context: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, context)?;
    let name = arguments.get_or_undefined(0);
    let listener = validate::function(arguments.get_or_undefined(1), "listener", context)?;
    let key = name.to_property_key(context)?;
    let events = match events_of(&emitter, context)? {
        None => {
            let events = reset_events(&emitter, context)?;
            set_count(&emitter, 0.0, context)?;
            events
        }
        Some(events) => {
            if events.get(js_string!("newListener"), context)?.is_undefined() {
                events
            } else {
                let inner = wrapped(&listener, context)?;
                let told = if inner.is_null_or_undefined() { listener.clone().into() } else { inner };
                invoke(&emitter, js_string!("emit"), &[js_string!("newListener").into(), name.clone(), told], context)?;
                // The listener may have replaced them.
                match events_of(&emitter, context)? {
                    Some(events) => events,
                    None => reset_events(&emitter, context)?,
                }
            }
        }
    };
    let array = match lookup(&events, &key, context)? {
        Listeners::None => {
            events.set(key, listener, true, context)?;
            let count = count_of(&emitter, context)? + 1.0;
            set_count(&emitter, count, context)?;
            return Ok(this.clone());
        }
        Listeners::One(existing) => {
            let pair = if prepend { [listener, existing] } else { [existing, listener] };
            let array = JsArray::from_iter(pair.map(JsValue::from), context);
            events.set(key, array.clone(), true, context)?;
            array
        }
        Listeners::Many(array) => {
            if prepend {
                array.unshift(&[listener.into()], context)?;
            } else {
                array.push(listener, context)?;
            }
            array
        }
    };
    warn_of_leak(&emitter, name, &array, context)?;
    Ok(this.clone())
}

fn warn_of_leak(emitter: &JsObject, name: &JsValue, array: &JsArray, context: &mut Context) -> JsResult<()> {
    let mut max = emitter.get(js_string!("_maxListeners"), context)?;
    if max.is_undefined() {
        max = default_max(context);
    }
    let limit = max.to_number(context)?;
    #[expect(clippy::cast_precision_loss, reason = "a listener count is far below 2^53")]
    let length = array.length(context)? as f64;
    if limit > 0.0 && length > limit && !array.get(js_string!("warned"), context)?.to_boolean() {
        array.set(js_string!("warned"), true, true, context)?;
        cold("warnLeak", &[emitter.clone().into(), name.clone(), length.into(), max], context)?;
    }
    Ok(())
}

/// What a once-wrapper knows. Every field but `fired` holds engine values.
struct Once {
    fired: Cell<bool>,
    target: JsObject,
    name: JsValue,
    listener: JsObject,
    /// The wrapper itself, which it takes out of the emitter.
    wrapper: GcRefCell<Option<JsObject>>,
}
native_data!(Once { target, name, listener, wrapper });

fn run_once(_this: &JsValue, arguments: &[JsValue], once: &Once, context: &mut Context) -> JsResult<JsValue> {
    if once.fired.get() {
        return Ok(JsValue::undefined());
    }
    let wrapper = once.wrapper.borrow().clone();
    if let Some(wrapper) = wrapper {
        invoke(&once.target, js_string!("removeListener"), &[once.name.clone(), wrapper.into()], context)?;
    }
    once.fired.set(true);
    once.listener.call(&once.target.clone().into(), arguments, context)
}

/// The wrapper of a listener that runs once.
fn wrap_once(emitter: &JsObject, arguments: &[JsValue], context: &mut Context) -> JsResult<JsObject> {
    let listener = validate::function(arguments.get_or_undefined(1), "listener", context)?;
    let data = Once {
        fired: Cell::new(false),
        target: emitter.clone(),
        name: arguments.get_or_undefined(0).clone(),
        listener: listener.clone(),
        wrapper: GcRefCell::new(None),
    };
    let data = Gc::new(data);
    let native = NativeFunction::from_copy_closure_with_captures(
        |this, arguments, once: &Gc<Once>, context| run_once(this, arguments, once, context),
        data.clone(),
    );
    let wrapper: JsObject =
        FunctionObjectBuilder::new(context.realm(), native).name(js_string!("bound onceWrapper")).build().into();
    *data.wrapper.borrow_mut() = Some(wrapper.clone());
    ops::define_value(&wrapper, js_string!("listener"), listener, true);
    Ok(wrapper)
}

/// <https://nodejs.org/api/events.html#emitteronceeventname-listener>
fn once(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, context)?;
    let wrapper = wrap_once(&emitter, arguments, context)?;
    invoke(&emitter, js_string!("on"), &[arguments.get_or_undefined(0).clone(), wrapper.into()], context)?;
    Ok(this.clone())
}

/// <https://nodejs.org/api/events.html#emitterprependoncelistenereventname-listener>
fn prepend_once_listener(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, context)?;
    let wrapper = wrap_once(&emitter, arguments, context)?;
    let arguments = [arguments.get_or_undefined(0).clone(), wrapper.into()];
    invoke(&emitter, js_string!("prependListener"), &arguments, context)?;
    Ok(this.clone())
}
