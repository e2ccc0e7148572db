//! The global object: Node's globals, each made on first touch.

use crate::builtins;
use crate::event_loop::{IMMEDIATE_OPS, TICK_OPS, TIMER_OPS};
use crate::options::DisableProto;
use crate::state::state;
use charina_engine::{
    Attribute, Context, FunctionObjectBuilder, JsArgs, JsObject, JsPromise, JsResult, JsString, JsSymbol, JsValue,
    NativeFunction, PromiseJob, PropertyDescriptor, js_string, ops,
};

/// A global that is a property of a builtin's exports: `(global name, builtin, property)`. An empty property stands
/// for the exports themselves.
type Lazy = (&'static str, &'static str, &'static str);

/// Alphabetical. Not enumerable, as in Node.
const LAZY: &[Lazy] = &[
    ("AbortController", "internal/abort_controller", "AbortController"),
    ("AbortSignal", "internal/abort_controller", "AbortSignal"),
    ("AsyncDisposableStack", "internal/disposal", "AsyncDisposableStack"),
    ("Blob", "internal/blob", "Blob"),
    ("BroadcastChannel", "internal/worker/messaging", "BroadcastChannel"),
    ("Buffer", "buffer", "Buffer"),
    ("ByteLengthQueuingStrategy", "internal/webstreams/queuingstrategies", "ByteLengthQueuingStrategy"),
    ("CompressionStream", "internal/webstreams/compression", "CompressionStream"),
    ("CountQueuingStrategy", "internal/webstreams/queuingstrategies", "CountQueuingStrategy"),
    ("Crypto", "internal/crypto/webcrypto", "Crypto"),
    ("CustomEvent", "internal/event_target", "CustomEvent"),
    ("DOMException", "internal/dom_exception", "DOMException"),
    ("DecompressionStream", "internal/webstreams/compression", "DecompressionStream"),
    ("DisposableStack", "internal/disposal", "DisposableStack"),
    ("Event", "internal/event_target", "Event"),
    ("EventTarget", "internal/event_target", "EventTarget"),
    ("File", "internal/blob", "File"),
    ("MessageChannel", "internal/worker/messaging", "MessageChannel"),
    ("MessageEvent", "internal/worker/messaging", "MessageEvent"),
    ("MessagePort", "internal/worker/messaging", "MessagePort"),
    ("Performance", "perf_hooks", "Performance"),
    ("PerformanceEntry", "perf_hooks", "PerformanceEntry"),
    ("PerformanceMark", "perf_hooks", "PerformanceMark"),
    ("PerformanceMeasure", "perf_hooks", "PerformanceMeasure"),
    ("PerformanceObserver", "perf_hooks", "PerformanceObserver"),
    ("PerformanceObserverEntryList", "perf_hooks", "PerformanceObserverEntryList"),
    ("PerformanceResourceTiming", "perf_hooks", "PerformanceResourceTiming"),
    ("ReadableByteStreamController", "internal/webstreams/bytes", "ReadableByteStreamController"),
    ("ReadableStream", "internal/webstreams/readablestream", "ReadableStream"),
    ("ReadableStreamBYOBReader", "internal/webstreams/bytes", "ReadableStreamBYOBReader"),
    ("ReadableStreamBYOBRequest", "internal/webstreams/bytes", "ReadableStreamBYOBRequest"),
    ("ReadableStreamDefaultController", "internal/webstreams/readablestream", "ReadableStreamDefaultController"),
    ("ReadableStreamDefaultReader", "internal/webstreams/readablestream", "ReadableStreamDefaultReader"),
    ("SubtleCrypto", "internal/crypto/webcrypto", "SubtleCrypto"),
    ("SuppressedError", "internal/disposal", "SuppressedError"),
    ("TextDecoder", "internal/encoding", "TextDecoder"),
    ("TextDecoderStream", "internal/webstreams/encoding", "TextDecoderStream"),
    ("TextEncoder", "internal/encoding", "TextEncoder"),
    ("TextEncoderStream", "internal/webstreams/encoding", "TextEncoderStream"),
    ("TransformStream", "internal/webstreams/transformstream", "TransformStream"),
    ("TransformStreamDefaultController", "internal/webstreams/transformstream", "TransformStreamDefaultController"),
    ("URL", "internal/url", "URL"),
    ("URLPattern", "internal/url_pattern", "URLPattern"),
    ("URLSearchParams", "internal/url", "URLSearchParams"),
    ("WritableStream", "internal/webstreams/writablestream", "WritableStream"),
    ("WritableStreamDefaultController", "internal/webstreams/writablestream", "WritableStreamDefaultController"),
    ("WritableStreamDefaultWriter", "internal/webstreams/writablestream", "WritableStreamDefaultWriter"),
    ("atob", "buffer", "atob"),
    ("btoa", "buffer", "btoa"),
    ("console", "console", ""),
    ("crypto", "internal/crypto/webcrypto", "crypto"),
    ("navigator", "internal/navigator", "navigator"),
    ("performance", "perf_hooks", "performance"),
    ("process", "process", ""),
    ("structuredClone", "internal/structured_clone", "structuredClone"),
];

/// Those of the lazy globals that are enumerable in Node.
const ENUMERABLE: &[&str] = &["atob", "btoa", "crypto", "navigator", "performance", "structuredClone"];

/// Installs the globals.
pub(crate) fn install(context: &mut Context) -> JsResult<()> {
    let global = context.global_object();
    ops::define_value(&global, JsString::from("global"), global.clone(), false);
    define_missing_symbols(context);
    make_iterators_disposable(context);
    charina_engine::set_suppressed_error(builtins::internal::disposal::suppressed_error, context);
    let timers = builtins::node::timers::functions(context)?;
    for op in TIMER_OPS.iter().chain(IMMEDIATE_OPS) {
        let function = timers.get(JsString::from(op.name), context)?;
        ops::define_value(&global, JsString::from(op.name), function, true);
    }
    for op in TICK_OPS.iter().filter(|op| op.name == "queueMicrotask") {
        ops::define_ops(&global, std::slice::from_ref(op), true, context);
    }
    for (index, (name, module, _)) in LAZY.iter().enumerate() {
        let wanted = *name != "navigator" || !state(context).options.no_navigator;
        if wanted && builtins::find(module).is_some() {
            define_lazy(&global, index, name, context);
        }
    }
    ops::define_with(&global, JsSymbol::to_string_tag(), JsString::from("global"), Attribute::CONFIGURABLE);
    if let Some(mode) = state(context).options.disable_proto {
        disable_proto(mode, context)?;
    }
    if state(context).options.expose_gc {
        let gc = FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(collect))
            .name(JsString::from("gc"))
            .build();
        ops::define_value(&global, JsString::from("gc"), gc, false);
    }
    Ok(())
}

/// <https://nodejs.org/api/cli.html#--disable-protomode>
fn disable_proto(mode: DisableProto, context: &mut Context) -> JsResult<()> {
    let prototype = context.intrinsics().constructors().object().prototype();
    match mode {
        DisableProto::Delete => {
            prototype.delete_property_or_throw(JsString::from("__proto__"), context)?;
        }
        DisableProto::Throw => {
            let refuse = |_: &JsValue, _: &[JsValue], context: &mut Context| {
                let message = "Accessing Object.prototype.__proto__ has been disallowed with --disable-proto=throw";
                Err(crate::errors::coded(crate::errors::Class::Error, "ERR_PROTO_ACCESS", message, context))
            };
            ops::define_accessor(&prototype, "__proto__", Some(refuse), Some(refuse), false, context);
        }
    }
    Ok(())
}

/// `Iterator.prototype[Symbol.dispose]`, <https://tc39.es/proposal-explicit-resource-management/#sec-%25iteratorprototype%25-%40%40dispose>,
/// and that of asynchronous iterators.
fn make_iterators_disposable(context: &mut Context) {
    fn close(this: &JsValue, context: &mut Context) -> JsResult<JsValue> {
        let iterator = this.to_object(context)?;
        match iterator.get(js_string!("return"), context)? {
            method if method.is_null_or_undefined() => Ok(JsValue::undefined()),
            method => crate::validate::function(&method, "return", context)?.call(this, &[], context),
        }
    }
    fn dispose(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
        close(this, context).map(|_| JsValue::undefined())
    }
    fn dispose_async(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
        let promise = match close(this, context) {
            Ok(result) => JsPromise::resolve(result, context)?,
            Err(error) => JsPromise::reject(error, context)?,
        };
        let nothing = FunctionObjectBuilder::new(
            context.realm(),
            NativeFunction::from_fn_ptr(|_, _, _| Ok(JsValue::undefined())),
        );
        let nothing = nothing.build();
        promise.then(Some(nothing), None, context).map(JsValue::from)
    }
    let sync = context.intrinsics().constructors().iterator().prototype();
    let asynchronous = context.intrinsics().objects().iterator_prototypes().async_iterator();
    let methods = [("dispose", sync, dispose as ops::NativeFn), ("asyncDispose", asynchronous, dispose_async)];
    for (name, prototype, native) in methods {
        let Some(symbol) = well_known_symbol(name, context) else { continue };
        let function = FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(native))
            .name(JsString::from(format!("[Symbol.{name}]").as_str()))
            .build();
        ops::define_with(&prototype, symbol, function, Attribute::WRITABLE | Attribute::CONFIGURABLE);
    }
}

fn collect(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    context.clear_kept_objects();
    charina_engine::force_collect();
    Ok(JsValue::undefined())
}

fn define_lazy(global: &JsObject, index: usize, name: &'static str, context: &Context) {
    let get = NativeFunction::from_copy_closure(move |_, _, context| materialise(index, context));
    let set = NativeFunction::from_copy_closure(move |_, arguments, context| {
        settle(index, arguments.get_or_undefined(0).clone(), context);
        Ok(JsValue::undefined())
    });
    let function = |native, prefix: &str, length| {
        FunctionObjectBuilder::new(context.realm(), native)
            .name(JsString::from(format!("{prefix} {name}").as_str()))
            .length(length)
            .build()
    };
    let descriptor = PropertyDescriptor::builder()
        .get(function(get, "get", 0))
        .set(function(set, "set", 1))
        .enumerable(ENUMERABLE.contains(&name))
        .configurable(true);
    global.insert_property(JsString::from(name), descriptor.build());
}

fn materialise(index: usize, context: &mut Context) -> JsResult<JsValue> {
    let Some((name, module, property)) = LAZY.get(index) else { return Ok(JsValue::undefined()) };
    if let Some(value) = state(context).slots.borrow().get(name) {
        return Ok(value.clone());
    }
    let value = match *property {
        "" => builtins::require(module, context)?,
        property => builtins::require_property(module, property, context)?,
    };
    settle(index, value.clone(), context);
    Ok(value)
}

/// Makes `value` what the global is, as plain data.
///
/// On stock Boa not sooner than in the next microtask: its inline cache of the access that runs now would join the
/// accessor's slot to the shape behind the change, and the same access would fail the next time
/// (`for (..) console.log(..)`).
fn settle(index: usize, value: JsValue, context: &mut Context) {
    if !charina_engine::STOCK {
        return replace(index, value, context);
    }
    let Some((name, ..)) = LAZY.get(index) else { return };
    let known = state(context).slots.borrow_mut().insert(name, value).is_some();
    if !known {
        let realm = context.realm().clone();
        let job = move |context: &mut Context| {
            let value = state(context).slots.borrow_mut().remove(name);
            if let Some(value) = value {
                replace(index, value, context);
            }
            Ok(JsValue::undefined())
        };
        context.enqueue_job(PromiseJob::with_realm(job, realm).into());
    }
}

fn replace(index: usize, value: JsValue, context: &mut Context) {
    let Some((name, ..)) = LAZY.get(index) else { return };
    let global = context.global_object();
    let property = global.borrow().properties().get(&JsString::from(*name).into());
    if property.is_some_and(|property| property.is_accessor_descriptor()) {
        ops::define_value(&global, JsString::from(*name), value, ENUMERABLE.contains(name));
    }
}

/// The well-known symbol `Symbol[name]`, if the engine (or [`install`]) defines it.
pub(crate) fn well_known_symbol(name: &str, context: &mut Context) -> Option<JsSymbol> {
    let symbol = context.intrinsics().constructors().symbol().constructor();
    symbol.get(JsString::from(name), context).ok()?.as_symbol()
}

/// `Symbol.dispose` and `Symbol.asyncDispose`, which the engine does not have yet.
fn define_missing_symbols(context: &mut Context) {
    let constructor = context.intrinsics().constructors().symbol().constructor();
    for name in ["dispose", "asyncDispose"] {
        if well_known_symbol(name, context).is_none()
            && let Some(symbol) = JsSymbol::new(Some(JsString::from(format!("Symbol.{name}").as_str())))
        {
            constructor.insert_property(
                JsString::from(name),
                PropertyDescriptor::builder()
                    .value(symbol)
                    .writable(false)
                    .enumerable(false)
                    .configurable(false)
                    .build(),
            );
        }
    }
}
