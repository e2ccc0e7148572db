//! The ES module loader: static and dynamic import, `import.meta`, JSON and CommonJS under import, `require(esm)`
//! (<https://nodejs.org/api/esm.html>).

use super::loader::{self, js_path};
use super::{cjs, cjs_exports, origin, resolution};
use crate::builtins;
use crate::builtins::node::vm;
use crate::errors::{self, Class};
use crate::event_loop;
use crate::state::state;
use charina_engine::{
    Context, JsArgs, JsError, JsObject, JsPromise, JsResult, JsString, JsValue, Module, ModuleLoader, ModuleRequest,
    NativeFunction, PromiseState, Referrer, Script, Source, SyntheticModuleInitializer, js_string, ops, text,
};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use url::Url;

/// The engine's module loader. Its futures are always ready: files are read where they are asked for.
pub(crate) struct Loader;

impl ModuleLoader for Loader {
    async fn load_imported_module(
        self: Rc<Self>,
        referrer: Referrer,
        request: ModuleRequest,
        context: &RefCell<&mut Context>,
    ) -> JsResult<Module> {
        let context = &mut context.borrow_mut();
        if let Some(path) = referrer.path()
            && let Some(refusal) = vm::import_refusal(path, context)
        {
            return Err(refusal);
        }
        let parent = parent_url(referrer.path());
        let specifier = text::to_utf8(request.specifier());
        let kind = request.get_attribute("type").map(text::to_utf8);
        for attribute in request.attributes() {
            let name = text::to_utf8(attribute.key());
            if name != "type" {
                let message = format!(
                    "Import attribute \"{name}\" with value \"{}\" is not supported",
                    text::to_utf8(attribute.value())
                );
                return Err(errors::type_error("ERR_IMPORT_ATTRIBUTE_UNSUPPORTED", &message, context));
            }
        }
        load(&specifier, &parent, kind.as_deref(), context)
    }

    fn init_import_meta(self: Rc<Self>, import_meta: &JsObject, module: &Module, context: &mut Context) {
        let Some(path) = module.path().map(|p| p.to_string_lossy().into_owned()) else { return };
        let url = parent_url(Some(Path::new(&path)));
        if let Ok(parsed) = Url::parse(&url)
            && let Ok(file) = parsed.to_file_path()
        {
            let directory = file.parent().unwrap_or(Path::new("/")).to_path_buf();
            ops::define_value(import_meta, JsString::from("dirname"), js_path(&directory), true);
            ops::define_value(import_meta, JsString::from("filename"), js_path(&file), true);
        }
        let is_main = state(context).modules.main_url.borrow().as_deref() == Some(url.as_str());
        ops::define_value(import_meta, JsString::from("main"), is_main, true);
        let resolve = NativeFunction::from_copy_closure_with_captures(
            |_, arguments, base: &JsString, context| {
                let specifier = arguments.get_or_undefined(0).to_string(context)?;
                match resolution::resolve_esm(&text::to_utf8(&specifier), &text::to_utf8(base), context) {
                    Ok(url) => Ok(text::from_utf8(&url).into()),
                    Err(error) => missing_file_url(error, context),
                }
            },
            text::from_utf8(&url),
        );
        let resolve = charina_engine::FunctionObjectBuilder::new(&context.realm().clone(), resolve)
            .name(JsString::from("resolve"))
            .length(1)
            .build();
        ops::define_value(import_meta, JsString::from("resolve"), resolve, true);
        ops::define_value(import_meta, JsString::from("url"), text::from_utf8(&url), true);
    }
}

/// What `import.meta.resolve` answers for a file that is not there: its URL all the same.
fn missing_file_url(error: JsError, context: &mut Context) -> JsResult<JsValue> {
    if let Some(object) = error.as_opaque().and_then(JsValue::as_object) {
        let code = object.get(js_string!("code"), context)?.as_string();
        let url = object.get(js_string!("url"), context)?;
        if url.is_string() && code.is_some_and(|code| text::to_utf8(&code) == "ERR_MODULE_NOT_FOUND") {
            return Ok(url);
        }
    }
    Err(error)
}

/// The URL of the module that imports: scripts have plain paths, text from `-e` the working directory.
fn parent_url(path: Option<&Path>) -> String {
    let shown = path.map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
    let shown = origin::shown(&shown).to_owned();
    if shown.starts_with("file:") || shown.starts_with("data:") || shown.starts_with("node:") {
        return shown;
    }
    if shown.starts_with('/') {
        return file_url(Path::new(&shown));
    }
    let base = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
    file_url(&base.join(if shown.is_empty() { "[eval1]" } else { &shown }))
}

/// The `file:` URL of an absolute path.
pub(super) fn file_url(path: &Path) -> String {
    Url::from_file_path(path).map_or_else(|()| format!("file://{}", path.display()), String::from)
}

fn load(specifier: &str, parent: &str, kind: Option<&str>, context: &mut Context) -> JsResult<Module> {
    let url = resolution::resolve_esm(specifier, parent, context)?;
    state(context).modules.note_import(parent, &url);
    load_url(&url, kind, context)
}

fn load_url(url: &str, kind: Option<&str>, context: &mut Context) -> JsResult<Module> {
    let key = (url.to_owned(), kind.unwrap_or_default().to_owned());
    let known = state(context).modules.esm.borrow().get(&key).cloned();
    if let Some(module) = known {
        return Ok(module);
    }
    let module = make(url, kind, context)?;
    state(context).modules.esm.borrow_mut().insert(key, module.clone());
    Ok(module)
}

fn make(url: &str, kind: Option<&str>, context: &mut Context) -> JsResult<Module> {
    if let Some(name) = url.strip_prefix("node:") {
        check_attribute(url, "builtin", kind, context)?;
        return builtin(name, context);
    }
    if url.starts_with("data:") {
        return data_url(url, kind, context);
    }
    let Some(path) = Url::parse(url).ok().and_then(|u| u.to_file_path().ok()) else {
        let message = format!("Invalid URL: {url}");
        return Err(errors::type_error("ERR_INVALID_URL", &message, context));
    };
    let Some(format) = resolution::url_format(url, context)? else {
        return Err(resolution::unknown_format(url, None, context));
    };
    check_attribute(url, format.name().unwrap_or("commonjs"), kind, context)?;
    match format {
        resolution::Format::Json => {
            let source = loader::read_source(&path, context)?;
            json(&source, &path.to_string_lossy(), context)
        }
        resolution::Format::Module => {
            let source = loader::read_source(&path, context)?;
            parse(&source, url, context)
        }
        resolution::Format::CommonJs => commonjs(&path, context),
        resolution::Format::Ambiguous => {
            let source = loader::read_source(&path, context)?;
            if !super::looks_like_module(&source) {
                return commonjs(&path, context);
            }
            resolution::warn_typeless(url, context)?;
            parse(&source, url, context)
        }
        other => Err(resolution::unknown_format(url, other.name(), context)),
    }
}

/// Import attributes must fit the format (<https://nodejs.org/api/esm.html#import-attributes>).
fn check_attribute(url: &str, format: &str, kind: Option<&str>, context: &mut Context) -> JsResult<()> {
    match (format, kind) {
        ("json", Some("json")) | (_, None) if format != "json" || kind.is_some() => Ok(()),
        ("json", None) => {
            let message = format!("Module \"{url}\" needs an import attribute of \"type: json\"");
            Err(errors::type_error("ERR_IMPORT_ATTRIBUTE_MISSING", &message, context))
        }
        (_, Some("json")) => {
            let message = format!("Module \"{url}\" is not of type \"json\"");
            Err(errors::type_error("ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE", &message, context))
        }
        (_, Some(kind)) => {
            let message = format!("Import attribute \"type\" with value \"{kind}\" is not supported");
            Err(errors::type_error("ERR_IMPORT_ATTRIBUTE_UNSUPPORTED", &message, context))
        }
        (_, None) => Ok(()),
    }
}

/// Parses module text; `name` is its URL or, for text, `[eval1]`.
pub(crate) fn parse(source: &str, name: &str, context: &mut Context) -> JsResult<Module> {
    super::nesting::check(source, context)?;
    Module::parse(Source::from_bytes(source.as_bytes()).with_path(Path::new(name)), None, context)
        .map_err(|error| loader::syntax_error(&error, name, context))
}

/// A JSON document's value.
pub(crate) fn parse_json(source: &str, context: &mut Context) -> JsResult<JsValue> {
    let global = context.intrinsics().objects().json();
    let Some(parse) = global.get(JsString::from("parse"), context)?.as_callable() else {
        return Ok(JsValue::undefined());
    };
    parse.call(&JsValue::undefined(), &[text::from_utf8(source).into()], context)
}

fn json(source: &str, shown: &str, context: &mut Context) -> JsResult<Module> {
    let value = parse_json(source, context).map_err(|error| {
        let message = error.as_native().map_or_else(|| error.to_string(), |native| native.message().to_owned());
        errors::thrown(errors::plain_object(Class::SyntaxError, &format!("{shown}: {message}"), context))
    })?;
    Ok(Module::from_value_as_default(value, context))
}

fn data_url(url: &str, kind: Option<&str>, context: &mut Context) -> JsResult<Module> {
    let invalid = |context: &mut Context| errors::type_error("ERR_INVALID_URL", "Invalid URL", context);
    let body = url.strip_prefix("data:").and_then(|rest| rest.split_once(','));
    let Some((header, body)) = body else { return Err(invalid(context)) };
    let body = body.split('#').next().unwrap_or_default();
    let mut bytes: Vec<u8> = percent_decode(body);
    if header.ends_with(";base64") {
        bytes = match base64_simd::forgiving_decode_to_vec(&bytes) {
            Ok(decoded) => decoded,
            Err(_) => return Err(invalid(context)),
        };
    }
    let source = String::from_utf8_lossy(&bytes).into_owned();
    let mime = header.split(';').next().unwrap_or_default();
    match mime {
        "text/javascript" => {
            check_attribute(url, "module", kind, context)?;
            parse(&source, url, context)
        }
        "application/json" => {
            check_attribute(url, "json", kind, context)?;
            json(&source, url, context)
        }
        _ => {
            let message = format!("Unknown module format: {mime} for URL {url}");
            Err(errors::coded(Class::RangeError, "ERR_UNKNOWN_MODULE_FORMAT", &message, context))
        }
    }
}

fn percent_decode(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let pair = bytes.get(index + 1..index + 3).filter(|_| bytes[index] == b'%');
        let decoded = pair.and_then(|p| std::str::from_utf8(p).ok()).and_then(|p| u8::from_str_radix(p, 16).ok());
        out.push(decoded.unwrap_or(bytes[index]));
        index += if decoded.is_some() { 3 } else { 1 };
    }
    out
}

/// A module whose exports are set from `values` when it is evaluated.
fn synthetic(
    names: &[String],
    path: &str,
    evaluate: fn(&str, &[JsString], &mut Context) -> JsResult<Vec<JsValue>>,
    context: &mut Context,
) -> Module {
    let names: Vec<JsString> = names.iter().map(|name| text::from_utf8(name)).collect();
    let captures = (names.clone(), text::from_utf8(path));
    let initialiser = SyntheticModuleInitializer::from_copy_closure_with_captures(
        move |module, captures: &(Vec<JsString>, JsString), context| {
            let values = evaluate(&text::to_utf8(&captures.1), &captures.0, context)?;
            for (name, value) in captures.0.iter().zip(values) {
                module.set_export(name, value)?;
            }
            Ok(())
        },
        captures,
    );
    Module::synthetic(&names, initialiser, Some(PathBuf::from(path)), None, context)
}

fn builtin(name: &str, context: &mut Context) -> JsResult<Module> {
    if !builtins::is_builtin(&format!("node:{name}")) {
        let message = format!("No such built-in module: node:{name}");
        return Err(errors::coded(Class::Error, "ERR_UNKNOWN_BUILTIN_MODULE", &message, context));
    }
    let exports = builtins::require(name, context)?;
    let mut names: BTreeSet<String> = BTreeSet::new();
    if let Some(object) = exports.as_object() {
        for key in object.own_property_keys(context)? {
            if let charina_engine::PropertyKey::String(key) = key {
                names.insert(text::to_utf8(&key));
            }
        }
        for hidden in ["length", "name", "prototype", "arguments", "caller"] {
            if object.is_callable() {
                names.remove(hidden);
            }
        }
    }
    names.insert("default".to_owned());
    let names: Vec<String> = names.into_iter().collect();
    let path = format!("node:{name}");
    Ok(synthetic(&names, &path, builtin_values, context))
}

fn builtin_values(path: &str, names: &[JsString], context: &mut Context) -> JsResult<Vec<JsValue>> {
    let exports = builtins::require(path.strip_prefix("node:").unwrap_or(path), context)?;
    read_names(&exports, names, context)
}

/// The values of `names` in a CommonJS module's exports; `default` is the exports themselves.
fn read_names(exports: &JsValue, names: &[JsString], context: &mut Context) -> JsResult<Vec<JsValue>> {
    let object = exports.as_object();
    let mut values = Vec::with_capacity(names.len());
    for name in names {
        let plain = text::to_utf8(name);
        values.push(match &object {
            _ if plain == "default" || plain == "module.exports" => exports.clone(),
            // A getter that throws leaves the export undefined, as in Node.
            Some(object) => object.get(name.clone(), context).unwrap_or_default(),
            None => JsValue::undefined(),
        });
    }
    Ok(values)
}

fn commonjs(path: &Path, context: &mut Context) -> JsResult<Module> {
    let mut names = cjs_exports::names(path, context)?;
    names.insert("default".to_owned());
    names.insert("module.exports".to_owned());
    let names: Vec<String> = names.into_iter().collect();
    Ok(synthetic(&names, &path.to_string_lossy(), commonjs_values, context))
}

fn commonjs_values(path: &str, names: &[JsString], context: &mut Context) -> JsResult<Vec<JsValue>> {
    let module = cjs::constructor(context)?;
    let load = module.get(JsString::from("_load"), context)?;
    let load = crate::validate::function(&load, "Module._load", context)?;
    state(context).modules.imported_commonjs.borrow_mut().push(file_url(Path::new(path)));
    let exports =
        load.call(&module.into(), &[text::from_utf8(path).into(), JsValue::undefined(), false.into()], context);
    state(context).modules.imported_commonjs.borrow_mut().pop();
    let exports = exports?;
    // What a transpiler marked as an ES module has its `default` export under `default` for `import x from`: Node gives
    // the whole exports object all the same.
    read_names(&exports, names, context)
}

/// Loads, links and evaluates; the promise is that of the evaluation.
fn run(module: &Module, context: &mut Context) -> JsResult<JsPromise> {
    if let PromiseState::Rejected(reason) = load_now(module, context)? {
        return Err(errors::thrown(reason));
    }
    let promise = on_own_frame(module, context)?;
    let object = promise.as_object().unwrap_or_else(JsObject::with_null_proto);
    JsPromise::from_object(object)
}

/// Links and evaluates below a bytecode frame. Boa's linking leaves values on the stack of the frame that it runs in,
/// which would be taken for arguments of the call around a `require()`: here they go with the frame.
fn on_own_frame(module: &Module, context: &mut Context) -> JsResult<JsValue> {
    let work = NativeFunction::from_copy_closure_with_captures(
        |_, _, module: &Module, context| {
            module.link(context)?;
            module.evaluate(context).map(JsValue::from)
        },
        module.clone(),
    );
    let work = work.to_js_function(&context.realm().clone());
    let state = state(context);
    let frame = match state.slot("esm frame").as_callable() {
        Some(frame) => frame,
        None => {
            let script = Script::parse(Source::from_bytes(b"(function (run) { return run(); })"), None, context)?;
            let frame = script.evaluate(context)?;
            state.set_slot("esm frame", frame.clone());
            crate::validate::function(&frame, "frame", context)?
        }
    };
    frame.call(&JsValue::undefined(), &[work.into()], context)
}

fn load_now(module: &Module, context: &mut Context) -> JsResult<PromiseState> {
    let promise = module.load(context);
    mark_handled(&promise, context)?;
    Ok(promise.state())
}

/// A promise whose rejection is dealt with here and must not be reported as unhandled.
fn mark_handled(promise: &JsPromise, context: &mut Context) -> JsResult<()> {
    let ignore = NativeFunction::from_fn_ptr(|_, _, _| Ok(JsValue::undefined())).to_js_function(context.realm());
    promise.catch(ignore, context)?;
    Ok(())
}

/// Runs the main module. An error that is known at once is thrown; a later one is an unhandled rejection of the main
/// module, and a promise that never settles ends the program with code 13.
fn run_as_main(module: &Module, context: &mut Context) -> JsResult<()> {
    let promise = run(module, context)?;
    let state = state(context);
    state.unsettled_main.set(true);
    let settled = |_: &JsValue, _: &[JsValue], context: &mut Context| {
        crate::state::state(context).unsettled_main.set(false);
        Ok(JsValue::undefined())
    };
    let failed = |_: &JsValue, arguments: &[JsValue], context: &mut Context| {
        crate::state::state(context).unsettled_main.set(false);
        let error = errors::thrown(arguments.get_or_undefined(0).clone());
        crate::fatal::uncaught(error, crate::fatal::Origin::UncaughtException, context)?;
        Ok(JsValue::undefined())
    };
    let realm = context.realm().clone();
    let settled = NativeFunction::from_fn_ptr(settled).to_js_function(&realm);
    let failed = NativeFunction::from_fn_ptr(failed).to_js_function(&realm);
    promise.then(Some(settled), Some(failed), context)?;
    Ok(())
}

/// Runs the main file as an ES module.
pub(crate) fn run_main(path: &Path, context: &mut Context) -> JsResult<()> {
    let url = file_url(path);
    *state(context).modules.main_url.borrow_mut() = Some(url.clone());
    let module = load_url(&url, None, context)?;
    run_as_main(&module, context)
}

/// Runs module text from `-e` or standard input.
pub(crate) fn run_text(name: &str, source: &str, context: &mut Context) -> JsResult<()> {
    let base = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
    let url = file_url(&base.join(format!("{name}1")));
    state(context).modules.set_text(&url, source);
    let module = parse(source, &url, context)?;
    run_as_main(&module, context)
}

/// Runs a module named by `--import`, to its end.
pub(crate) fn run_preload(specifier: &str, context: &mut Context) -> JsResult<()> {
    let module = load(specifier, &parent_url(None), None, context)?;
    let promise = run(&module, context)?;
    mark_handled(&promise, context)?;
    loop {
        match promise.state() {
            PromiseState::Fulfilled(_) => return Ok(()),
            PromiseState::Rejected(reason) => return Err(errors::thrown(reason)),
            PromiseState::Pending => {
                event_loop::drain(context)?;
                if matches!(promise.state(), PromiseState::Pending) && !event_loop::turn(None, context)? {
                    return Ok(());
                }
            }
        }
    }
}

/// Whether the main program turned out to be an ES module although it was started as CommonJS.
pub(crate) fn main_is_module(context: &Context) -> bool {
    state(context).modules.main_url.borrow().is_some()
}

/// Whether `path` is an ES module by its extension and package type.
pub(crate) fn is_module_file(path: &Path, context: &mut Context) -> JsResult<bool> {
    Ok(matches!(resolution::file_format(path, context), Ok(resolution::Format::Module)))
}

/// Whether only its syntax tells what `path` is.
pub(crate) fn may_be_ambiguous(path: &Path, context: &mut Context) -> bool {
    matches!(resolution::file_format(path, context), Ok(resolution::Format::Ambiguous))
}

/// `require()` of an ES module: its namespace, or the value it exports as `module.exports`.
pub(crate) fn require(path: &Path, context: &mut Context) -> JsResult<JsValue> {
    let url = file_url(path);
    let module = load_url(&url, None, context)?;
    require_module(&module, &url, context)
}

/// [`require`] of a file whose text was already read.
pub(crate) fn require_text(source: &str, path: &Path, context: &mut Context) -> JsResult<JsValue> {
    let url = file_url(path);
    let key = (url.clone(), String::new());
    let known = state(context).modules.esm.borrow().get(&key).cloned();
    let module = match known {
        Some(module) => module,
        None => parse(source, &url, context)?,
    };
    state(context).modules.esm.borrow_mut().insert(key, module.clone());
    let main = state(context).slot("mainModule").as_object();
    let is_main = match main {
        Some(main) => main.get(JsString::from("filename"), context)? == js_path(path),
        None => false,
    };
    if is_main {
        *state(context).modules.main_url.borrow_mut() = Some(url.clone());
        run_as_main(&module, context)?;
        return Ok(module.namespace(context).into());
    }
    require_module(&module, &url, context)
}

fn require_module(module: &Module, url: &str, context: &mut Context) -> JsResult<JsValue> {
    if state(context).modules.is_evaluating(url) {
        return Err(super::cycle::error(url, context));
    }
    let promise = run(module, context)?;
    mark_handled(&promise, context)?;
    match promise.state() {
        PromiseState::Fulfilled(_) => {}
        PromiseState::Rejected(reason) => return Err(errors::thrown(reason)),
        PromiseState::Pending => {
            let message = "require() cannot be used on an ESM graph with top-level await. Use import() instead. To see \
                           where the top-level await comes from, use --experimental-print-required-tla.";
            return Err(errors::coded(Class::Error, "ERR_REQUIRE_ASYNC_MODULE", message, context));
        }
    }
    let namespace = module.namespace(context);
    let exported = JsString::from("module.exports");
    if namespace.has_own_property(exported.clone(), context)? {
        return namespace.get(exported, context);
    }
    let has_default = namespace.has_own_property(js_string!("default"), context)?;
    if has_default && !namespace.has_own_property(js_string!("__esModule"), context)? {
        return marked_namespace(url, context);
    }
    Ok(namespace.into())
}

/// `module.syncBuiltinESMExports()`: what the exports of loaded builtins are now becomes what importers see.
pub(crate) fn sync_builtins(context: &mut Context) -> JsResult<()> {
    let modules: Vec<(String, Module)> = state(context)
        .modules
        .esm
        .borrow()
        .iter()
        .filter(|((url, _), _)| url.starts_with("node:"))
        .map(|((url, _), module)| (url.clone(), module.clone()))
        .collect();
    // Boa lets a synthetic module's exports be set only while it evaluates.
    let _ = modules;
    Ok(())
}

/// The namespace of a module with a default export as CommonJS gets it: with `__esModule`, so that transpiled code
/// finds the default (<https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require>).
fn marked_namespace(url: &str, context: &mut Context) -> JsResult<JsValue> {
    let key = (url.to_owned(), "require".to_owned());
    let known = state(context).modules.esm.borrow().get(&key).cloned();
    if let Some(module) = known {
        return Ok(module.namespace(context).into());
    }
    let name = super::json::quote(url);
    let source = format!("export * from {name}; export {{ default }} from {name}; export const __esModule = true;");
    let module = parse(&source, url, context)?;
    let promise = run(&module, context)?;
    mark_handled(&promise, context)?;
    state(context).modules.esm.borrow_mut().insert(key, module.clone());
    Ok(module.namespace(context).into())
}
