//! `node:process` (<https://nodejs.org/api/process.html>): the object itself, made of natives; what is cold is glue.

mod credentials;
mod env;
mod exec;
mod exit;
mod identity;
mod resources;
mod shared_env;
mod signals;

pub(crate) use env::{cloned_as as env_cloned_as, get as env_variable, snapshot as env_snapshot};
pub(crate) use exit::{emit_before_exit, exit_now, exit_with_event, finish};
pub(crate) use shared_env::{Shared as SharedEnv, Store as SharedEnvStore, share as share_env};
pub(crate) use signals::{SIGNALS, deliver_signal, name as signal_name, send as send_signal};

use crate::builtins::node::domain;
use crate::builtins::node::module::source_map;
use crate::builtins::{self, Builtin, glue};
use crate::event_loop::TICK_OPS;
use crate::state::state;
use crate::version;
use charina_engine::{
    Attribute, Context, FunctionObjectBuilder, IntegrityLevel, JsArgs, JsArray, JsObject, JsResult, JsString, JsSymbol,
    JsValue, NativeFunction, Op, ops, text,
};

/// The module, and the glue of its cold functions.
pub(crate) const BUILTINS: &[Builtin] =
    &[Builtin::glue("internal/process/cold", glue!("cold.js"), COLD_OPS), Builtin::native("process", load)];

/// What `cold.js` needs of Rust.
const COLD_OPS: &[Op] = &[
    Op::new("activeResources", 0, active_resources),
    Op::new("flags", 0, flags),
    Op::new("setCaptureCallback", 1, set_capture_callback),
    Op::new("hasCaptureCallback", 0, has_capture_callback),
    Op::new("writeStderr", 1, write_stderr),
    Op::new("exec", 4, exec::exec),
];

/// Functions of `process` that `cold.js` exports under the same names.
const COLD: &[(&str, usize)] = &[
    ("emitWarning", 4),
    ("setUncaughtExceptionCaptureCallback", 1),
    ("hasUncaughtExceptionCaptureCallback", 0),
    ("getBuiltinModule", 1),
    ("binding", 1),
    ("_linkedBinding", 1),
    ("_rawDebug", 0),
    ("execve", 1),
    ("ref", 1),
    ("unref", 1),
    ("setSourceMapsEnabled", 1),
    ("loadEnvFile", 0),
    ("getActiveResourcesInfo", 0),
    ("openStdin", 0),
];

fn key(name: &str) -> JsString {
    JsString::from(name)
}

fn strings(list: impl IntoIterator<Item = String>, context: &mut Context) -> JsArray {
    let values: Vec<JsValue> = list.into_iter().map(|s| text::from_utf8(&s).into()).collect();
    JsArray::from_iter(values, context)
}

fn load(context: &mut Context) -> JsResult<JsValue> {
    let prototype = JsObject::with_object_proto(context.intrinsics());
    let constructor =
        FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(|_, _, _| Ok(JsValue::undefined())))
            .name(key("process"))
            .constructor(true)
            .build();
    ops::define_value(&constructor, key("prototype"), prototype.clone(), false);
    ops::define_value(&prototype, key("constructor"), constructor, false);
    if let Some(emitter) = builtins::require_property("events", "prototype", context)?.as_object() {
        prototype.set_prototype(Some(emitter));
    }
    let process = JsObject::with_object_proto(context.intrinsics());
    process.set_prototype(Some(prototype.clone()));
    ops::define_with(&prototype, JsSymbol::to_string_tag(), key("process"), Attribute::CONFIGURABLE);
    // Before anything runs: natives that emit look here.
    *state(context).process.borrow_mut() = Some(process.clone());
    define_facts(&process, context)?;
    for table in [exit::OPS, identity::OPS, credentials::OPS, resources::OPS, signals::OPS, source_map::PROCESS_OPS] {
        ops::define_ops(&process, table, true, context);
    }
    for op in TICK_OPS.iter().filter(|op| op.name == "nextTick") {
        ops::define_ops(&process, std::slice::from_ref(op), true, context);
    }
    resources::define(&process, context);
    exit::define(&process, context);
    ops::define_accessor(&process, "sourceMapsEnabled", Some(source_map::get_enabled), None, true, context);
    for (index, (name, length)) in COLD.iter().enumerate() {
        let call = NativeFunction::from_copy_closure(move |this, arguments, context| {
            let Some((name, _)) = COLD.get(index) else { return Ok(JsValue::undefined()) };
            let function = builtins::require_property("internal/process/cold", name, context)?;
            let function = crate::validate::function(&function, name, context)?;
            function.call(this, arguments, context)
        });
        let function = FunctionObjectBuilder::new(context.realm(), call).name(key(name)).length(*length).build();
        ops::define_value(&process, key(name), function, true);
    }
    for (name, get) in [("stdin", stdin as charina_engine::NativeFn), ("stdout", stdout), ("stderr", stderr)] {
        ops::define_accessor(&process, name, Some(get), None, true, context);
    }
    for (name, get) in
        [("allowedNodeEnvironmentFlags", allowed_flags as charina_engine::NativeFn), ("finalization", finalization)]
    {
        ops::define_accessor(&process, name, Some(get), None, true, context);
    }
    crate::fatal::define(&process, context);
    listen_to_warnings(&process, context)?;
    signals::watch_listeners(&process, context)?;
    let main = state(context).slot("mainModule");
    if !main.is_undefined() {
        set_main_module(&main, context);
    }
    Ok(process.into())
}

/// The properties that only state facts.
fn define_facts(process: &JsObject, context: &mut Context) -> JsResult<()> {
    let state = state(context);
    let options = &state.options;
    let set = |name: &str, value: JsValue| ops::define_value(process, key(name), value, true);
    let fact = |object: &JsObject, name: &str, value: JsValue| {
        ops::define_with(object, key(name), value, Attribute::ENUMERABLE | Attribute::CONFIGURABLE);
    };
    fact(process, "version", key(version::NODE).into());
    let versions = JsObject::with_object_proto(context.intrinsics());
    let rows = [
        ("node", version::NODE.trim_start_matches('v')),
        ("charina", version::CHARINA),
        ("boa", version::BOA),
        ("v8", version::V8),
        ("modules", version::MODULES),
        ("uv", "1.51.0"),
        ("zlib", "1.3.1"),
        ("brotli", "1.1.0"),
        ("ares", "1.34.5"),
        ("llhttp", "9.3.0"),
        ("openssl", "3.5.4"),
        ("unicode", "16.0"),
    ];
    for (name, value) in rows {
        fact(&versions, name, key(value).into());
    }
    fact(process, "versions", versions.into());
    fact(process, "arch", key(arch()).into());
    fact(process, "platform", key(platform()).into());
    let release = JsObject::with_object_proto(context.intrinsics());
    fact(&release, "name", key("node").into());
    fact(&release, "lts", key("Krypton").into());
    for (name, end) in [("sourceUrl", ""), ("headersUrl", "-headers")] {
        let url = format!("https://nodejs.org/download/release/{0}/node-{0}{end}.tar.gz", version::NODE);
        fact(&release, name, key(&url).into());
    }
    fact(process, "release", release.into());
    let mut argv = vec![options.exec_path.to_string_lossy().into_owned()];
    argv.extend(options.args.iter().cloned());
    set("argv", strings(argv, context).into());
    set("execArgv", strings(options.exec_argv.iter().cloned(), context).into());
    set("execPath", text::from_utf8(&options.exec_path.to_string_lossy()).into());
    ops::define_with(process, key("argv0"), text::from_utf8(&options.argv0), Attribute::ENUMERABLE);
    fact(process, "pid", JsValue::from(std::process::id()));
    set("_preload_modules", strings(options.require.iter().cloned(), context).into());
    set("debugPort", JsValue::from(9229));
    let env = env::object(context)?;
    set("env", env.into());
    let features = JsObject::with_object_proto(context.intrinsics());
    for (name, value) in [
        ("inspector", false),
        ("debug", false),
        ("uv", true),
        ("ipv6", true),
        ("tls_alpn", true),
        ("tls_sni", true),
        ("tls_ocsp", true),
        ("tls", true),
        ("openssl_is_boringssl", false),
        ("cached_builtins", true),
        ("require_module", !options.no_require_module),
        ("quic", false),
        ("typescript", false),
    ] {
        ops::define_value(&features, key(name), value, true);
    }
    ops::define_with(process, key("features"), features, Attribute::ENUMERABLE);
    let config = JsObject::with_object_proto(context.intrinsics());
    let variables = JsObject::with_object_proto(context.intrinsics());
    for (name, value) in
        [("v8_enable_i18n_support", 0), ("napi_build_version", 10), ("node_module_version", 137), ("node_shared", 0)]
    {
        ops::define_value(&variables, key(name), value, true);
    }
    let defaults = JsObject::with_object_proto(context.intrinsics());
    ops::define_value(&config, key("target_defaults"), defaults.clone(), true);
    ops::define_value(&config, key("variables"), variables.clone(), true);
    for object in [&defaults, &variables, &config] {
        object.set_integrity_level(IntegrityLevel::Frozen, context)?;
    }
    fact(process, "config", config.into());
    for (name, value) in [
        ("noDeprecation", options.no_deprecation),
        ("throwDeprecation", options.throw_deprecation),
        ("traceDeprecation", options.trace_deprecation),
    ] {
        if value {
            set(name, JsValue::from(true));
        }
    }
    Ok(())
}

/// `process.mainModule`, when the main program is a CommonJS module. Nothing is made for who never asks.
pub(crate) fn set_main_module(module: &JsValue, context: &Context) {
    if let Some(process) = state(context).process.borrow().as_ref() {
        ops::define_value(process, key("mainModule"), module.clone(), true);
    }
}

/// A property that cold glue makes when it is first read; data from then on.
fn made_late(name: &'static str, maker: &str, context: &mut Context) -> JsResult<JsValue> {
    let maker = builtins::require_property("internal/process/cold", maker, context)?;
    let maker = crate::validate::function(&maker, name, context)?;
    let value = maker.call(&JsValue::undefined(), &[], context)?;
    if let Some(process) = state(context).process.borrow().as_ref() {
        ops::define_value(process, key(name), value.clone(), true);
    }
    Ok(value)
}

fn allowed_flags(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    made_late("allowedNodeEnvironmentFlags", "makeAllowedFlags", context)
}

fn finalization(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    made_late("finalization", "makeFinalization", context)
}

/// The listener that prints warnings, which scripts may remove as they may in Node.
fn listen_to_warnings(process: &JsObject, context: &mut Context) -> JsResult<()> {
    if state(context).options.no_warnings || env_variable("NODE_NO_WARNINGS", context).as_deref() == Some("1") {
        return Ok(());
    }
    let listener = |_: &JsValue, arguments: &[JsValue], context: &mut Context| {
        let print = builtins::require_property("internal/process/cold", "onWarning", context)?;
        crate::validate::function(&print, "onWarning", context)?.call(&JsValue::undefined(), arguments, context)
    };
    let listener = crate::error_stack::native_function("onWarning", 1, listener, context);
    let on = process.get(key("on"), context)?;
    let Some(on) = on.as_callable() else { return Ok(()) };
    on.call(&process.clone().into(), &[key("warning").into(), listener.into()], context)?;
    Ok(())
}

/// `process.arch` of this build.
pub(crate) fn arch() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        "x86" => "ia32",
        "powerpc64" => "ppc64",
        "loongarch64" => "loong64",
        other => other,
    }
}

/// `process.platform` of this build.
pub(crate) fn platform() -> &'static str {
    match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    }
}

fn stdio(name: &'static str, context: &mut Context) -> JsResult<JsValue> {
    builtins::require_property("internal/stdio", name, context)
}

fn stdin(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    stdio("stdin", context)
}

fn stdout(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    stdio("stdout", context)
}

fn stderr(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    stdio("stderr", context)
}

/// `process.emit(event, ...)` from Rust: false where nobody ever touched `process`, and so nobody listens.
pub(crate) fn emit(event: &str, arguments: &[JsValue], context: &mut Context) -> JsResult<bool> {
    let Some(process) = state(context).process.borrow().clone() else { return Ok(false) };
    if let Some(handled) = domain::before_emit(event, arguments, context)? {
        return Ok(handled);
    }
    let emit = process.get(key("emit"), context)?;
    let Some(emit) = emit.as_callable() else { return Ok(false) };
    let mut all = Vec::with_capacity(arguments.len() + 1);
    all.push(key(event).into());
    all.extend_from_slice(arguments);
    Ok(emit.call(&process.into(), &all, context)?.to_boolean())
}

/// `process.emitWarning(...)` from Rust.
pub(crate) fn emit_warning(arguments: &[JsValue], context: &mut Context) -> JsResult<()> {
    let process = builtins::require("process", context)?;
    let Some(object) = process.as_object() else { return Ok(()) };
    let function = object.get(key("emitWarning"), context)?;
    if let Some(function) = function.as_callable() {
        function.call(&process, arguments, context)?;
    }
    Ok(())
}

fn flags(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(context);
    let options = &state.options;
    let object = JsObject::with_object_proto(context.intrinsics());
    for (name, value) in [
        ("noWarnings", options.no_warnings),
        ("traceWarnings", options.trace_warnings),
        ("pendingDeprecation", options.pending_deprecation),
    ] {
        ops::define_value(&object, key(name), value, true);
    }
    let disabled = strings(options.disable_warnings.iter().cloned(), context);
    ops::define_value(&object, key("disableWarnings"), disabled, true);
    let file = options.redirect_warnings.as_ref().map_or(JsValue::undefined(), |file| text::from_utf8(file).into());
    ops::define_value(&object, key("redirectWarnings"), file, true);
    let allowed = options.environment_flags.map(|list| list()).unwrap_or_default();
    ops::define_value(&object, key("environment"), strings(allowed, context), true);
    Ok(object.into())
}

fn set_capture_callback(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    state(context).set_slot("uncaughtExceptionCaptureCallback", arguments.get_or_undefined(0).clone());
    Ok(JsValue::undefined())
}

fn has_capture_callback(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(state(context).slot("uncaughtExceptionCaptureCallback").is_callable().into())
}

fn write_stderr(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let text = text::to_utf8(&arguments.get_or_undefined(0).to_string(context)?);
    builtins::internal::write_stderr(&text);
    Ok(JsValue::undefined())
}

/// What keeps the loop alive, by kind (<https://nodejs.org/api/process.html#processgetactiveresourcesinfo>).
fn active_resources(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(context);
    let (requests, handles) = state.pending.counts();
    let mut names = vec!["FSReqCallback".to_owned(); requests];
    names.extend(vec!["PipeWrap".to_owned(); handles]);
    names.extend(vec!["Timeout".to_owned(); state.timers.referenced()]);
    names.extend(vec!["Immediate".to_owned(); state.immediates.referenced()]);
    Ok(strings(names, context).into())
}
