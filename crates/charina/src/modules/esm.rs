//! The ES module loader: static and dynamic import, `import.meta`, JSON and CommonJS under import, `require(esm)`
//! (<https://nodejs.org/api/esm.html>).

use super::cycle::Edge;
use super::loader::{self, js_path};
use super::{custom, interop, link, origin, outline, resolution};
use crate::builtins::node::vm;
use crate::errors::{self, Class};
use crate::event_loop;
use crate::options::InputType;
use crate::state::state;
use charina_engine::{
    Context, JsArgs, JsArray, JsError, JsObject, JsResult, JsString, JsValue, Module, ModuleLoader, ModuleRequest,
    NativeFunction, PromiseState, Referrer, Source, js_string, ops, text, trace,
};
use std::cell::RefCell;
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
        let attributes: Attributes = request
            .attributes()
            .iter()
            .map(|attribute| (text::to_utf8(attribute.key()), text::to_utf8(attribute.value())))
            .collect();
        let is_static = state(context).modules.graph().loading.get() > 0;
        link::on_own_frame(context, move |context| {
            let (module, url) = load(&specifier, &parent, &attributes, is_static, context)?;
            if !is_static {
                link::prepare_import(&module, &url, context)?;
            }
            Ok(module)
        })
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

/// What `import.meta.resolve` answers for a file that is not there, or a folder: its URL all the same.
fn missing_file_url(error: JsError, context: &mut Context) -> JsResult<JsValue> {
    if let Some(object) = error.as_opaque().and_then(JsValue::as_object) {
        let code = object.get(js_string!("code"), context)?.as_string();
        let url = object.get(js_string!("url"), context)?;
        let is_told =
            |code: JsString| ["ERR_MODULE_NOT_FOUND", "ERR_UNSUPPORTED_DIR_IMPORT"].contains(&&*text::to_utf8(&code));
        if url.is_string() && code.is_some_and(is_told) {
            return Ok(url);
        }
    }
    Err(error)
}

/// The URL of the module that imports: scripts have plain paths, text from `-e` the working directory.
pub(super) fn parent_url(path: Option<&Path>) -> String {
    let shown = path.map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
    let shown = origin::shown(&shown).to_owned();
    if !shown.starts_with('/') && Url::parse(&shown).is_ok() {
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

/// Import attributes, in the order of their names.
pub(super) type Attributes = Vec<(String, String)>;

/// The module that `import specifier` loads in the module at `parent`, and its URL.
pub(super) fn load(
    specifier: &str,
    parent: &str,
    attributes: &Attributes,
    is_static: bool,
    context: &mut Context,
) -> JsResult<(Module, String)> {
    let (url, resolved) = if custom::is_active(context) {
        let resolved = custom::resolve_import(specifier, Some(parent), attributes, context)?;
        (resolved.url.clone(), Some(resolved))
    } else {
        (resolve(specifier, parent, attributes, context)?, None)
    };
    let attributes = resolved.as_ref().and_then(|resolved| resolved.attributes.as_ref()).unwrap_or(attributes);
    let kind = kind_of(attributes);
    if is_static {
        let edge =
            Edge { specifier: specifier.to_owned(), kind: kind.unwrap_or_default().to_owned(), url: url.clone() };
        state(context).modules.graph().note_import(parent, edge);
    }
    let format = resolved.as_ref().and_then(|resolved| resolved.format.clone());
    let module = load_url(&url, format.as_deref(), attributes, context)?;
    Ok((module, url))
}

/// What a specifier names. The answer stays the same for a module that asks again, whatever became of the file.
fn resolve(specifier: &str, parent: &str, attributes: &Attributes, context: &mut Context) -> JsResult<String> {
    let mut key = format!("{parent}\0{specifier}");
    for (name, value) in attributes {
        key.push_str(&format!("\0{name}\0{value}"));
    }
    let known = state(context).modules.resolved.borrow().get(&key).cloned();
    if let Some(url) = known {
        return Ok(url);
    }
    let url = resolution::resolve_esm(specifier, parent, context)?;
    state(context).modules.resolved.borrow_mut().insert(key, url.clone());
    Ok(url)
}

fn kind_of(attributes: &Attributes) -> Option<&str> {
    attributes.iter().find(|(name, _)| name == "type").map(|(_, value)| value.as_str())
}

fn load_url(url: &str, format: Option<&str>, attributes: &Attributes, context: &mut Context) -> JsResult<Module> {
    let key = (url.to_owned(), kind_of(attributes).unwrap_or_default().to_owned());
    let known = state(context).modules.esm.borrow().get(&key).cloned();
    if let Some(module) = known {
        return Ok(module);
    }
    let module = if custom::is_active(context) {
        let loaded = custom::load_import(url, format, attributes, context)?;
        custom::module(url, loaded, attributes, context)?
    } else {
        make(url, attributes, context)?
    };
    state(context).modules.esm.borrow_mut().insert(key, module.clone());
    Ok(module)
}

fn make(url: &str, attributes: &Attributes, context: &mut Context) -> JsResult<Module> {
    if let Some(name) = url.strip_prefix("node:") {
        check_attributes(url, Some("builtin"), attributes, context)?;
        return interop::builtin(name, context);
    }
    if url.starts_with("data:") {
        return data_url(url, attributes, context);
    }
    let format = resolution::url_format(url, context)?;
    let Some((path, format)) = Url::parse(url).ok().and_then(|u| u.to_file_path().ok()).zip(format) else {
        return Err(resolution::unknown_format(url, None, context));
    };
    check_attributes(url, Some(format.name().unwrap_or("commonjs")), attributes, context)?;
    match format {
        resolution::Format::Json => {
            let source = loader::read_source(&path, context)?;
            json(&source, &path.to_string_lossy(), context)
        }
        resolution::Format::Module => {
            let source = loader::read_source(&path, context)?;
            parse(&source, url, context)
        }
        resolution::Format::CommonJs => interop::commonjs(&path, context),
        resolution::Format::Ambiguous => {
            let source = loader::read_source(&path, context)?;
            if !super::looks_like_module(&source) {
                return interop::commonjs(&path, context);
            }
            resolution::warn_typeless(url, context)?;
            parse(&source, url, context)
        }
        other => Err(resolution::unknown_format(url, other.name(), context)),
    }
}

/// Import attributes must be known and fit the format (<https://nodejs.org/api/esm.html#import-attributes>).
pub(super) fn check_attributes(
    url: &str,
    format: Option<&str>,
    attributes: &Attributes,
    context: &mut Context,
) -> JsResult<()> {
    let unsupported = |name: &str, value: &str, context: &mut Context| {
        let message = format!("Import attribute \"{name}\" with value \"{value}\" is not supported in {url}");
        errors::type_error("ERR_IMPORT_ATTRIBUTE_UNSUPPORTED", &message, context)
    };
    if let Some((name, value)) = attributes.iter().find(|(name, _)| name != "type") {
        return Err(unsupported(name, value, context));
    }
    let kind = kind_of(attributes);
    // Formats that need no attribute, and those that nothing is known of.
    let free = matches!(format, Some("builtin" | "commonjs" | "module" | "wasm" | "addon"))
        || format.is_some_and(|format| format.ends_with("-typescript"));
    match (format, kind) {
        (Some("json"), Some("json")) => Ok(()),
        (_, None) if free => Ok(()),
        // That its format is unknown is for the loader to say.
        (None, _) => Ok(()),
        (Some("json"), None) => {
            let message = format!("Module \"{url}\" needs an import attribute of \"type: json\"");
            Err(errors::type_error("ERR_IMPORT_ATTRIBUTE_MISSING", &message, context))
        }
        (_, Some("json")) => {
            let message = format!("Module \"{url}\" is not of type \"json\"");
            Err(errors::type_error("ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE", &message, context))
        }
        (_, Some(kind)) => Err(unsupported("type", kind, context)),
        (_, None) => Ok(()),
    }
}

/// Parses module text; `name` is its URL or, for text, `[eval1]`.
pub(crate) fn parse(source: &str, name: &str, context: &mut Context) -> JsResult<Module> {
    super::nesting::check(source, context)?;
    // The engine's parser wants something to follow `export { .. }`.
    let ended = memchr::memmem::find(source.as_bytes(), b"export").map(|_| format!("{source}\n;"));
    let given = ended.as_deref().unwrap_or(source);
    let module = Module::parse(Source::from_bytes(given.as_bytes()).with_path(Path::new(name)), None, context)
        .map_err(|error| loader::syntax_error(&error, (given, given.len() - source.len()), name, context))?;
    state(context).modules.note_source_map(name, source);
    let awaits = outline::top_level_awaits(source);
    let places = awaits.into_iter().map(|at| outline::position(source, at)).collect();
    state(context).modules.graph().note_awaits(name, places);
    Ok(module)
}

/// A JSON document's value.
pub(crate) fn parse_json(source: &str, context: &mut Context) -> JsResult<JsValue> {
    let global = context.intrinsics().objects().json();
    let Some(parse) = global.get(JsString::from("parse"), context)?.as_callable() else {
        return Ok(JsValue::undefined());
    };
    parse.call(&JsValue::undefined(), &[text::from_utf8(source).into()], context)
}

pub(super) fn json(source: &str, shown: &str, context: &mut Context) -> JsResult<Module> {
    let value = parse_json(source, context).map_err(|error| {
        let message = error.as_native().map_or_else(|| error.to_string(), |native| native.message().to_owned());
        errors::thrown(errors::plain_object(Class::SyntaxError, &format!("{shown}: {message}"), context))
    })?;
    Ok(Module::from_value_as_default(value, context))
}

/// The MIME type and the text of a `data:` URL.
pub(super) fn data_text(url: &str) -> Option<(String, String)> {
    let (header, body) = url.strip_prefix("data:")?.split_once(',')?;
    let body = body.split('#').next().unwrap_or_default();
    let mut bytes: Vec<u8> = percent_decode(body);
    if header.ends_with(";base64") {
        bytes = base64_simd::forgiving_decode_to_vec(&bytes).ok()?;
    }
    let mime = header.split(';').next().unwrap_or_default();
    Some((mime.to_owned(), String::from_utf8_lossy(&bytes).into_owned()))
}

fn data_url(url: &str, attributes: &Attributes, context: &mut Context) -> JsResult<Module> {
    let Some((mime, source)) = data_text(url) else {
        return Err(errors::type_error("ERR_INVALID_URL", "Invalid URL", context));
    };
    let format = resolution::url_format(url, context)?;
    check_attributes(url, format.and_then(resolution::Format::name), attributes, context)?;
    match format {
        Some(resolution::Format::Module) => parse(&source, url, context),
        Some(resolution::Format::Json) => json(&source, url, context),
        _ => Err(resolution::unknown_format(url, Some(&mime), context)),
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

/// Runs the main module. An error that is known at once is thrown; a later one is an unhandled rejection of the main
/// module, and a promise that never settles ends the program with code 13.
fn run_as_main(module: &Module, url: &str, context: &mut Context) -> JsResult<()> {
    let promise = link::run(module, url, context)?;
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
    let module = load_main(&url, context)?;
    run_as_main(&module, &url, context)
}

/// Runs the module at a URL that is no file.
pub(crate) fn run_url(url: &str, context: &mut Context) -> JsResult<()> {
    *state(context).modules.main_url.borrow_mut() = Some(url.to_owned());
    let module = load_main(url, context)?;
    run_as_main(&module, url, context)
}

/// Runs module text from `-e` or standard input.
pub(crate) fn run_text(name: &str, source: &str, context: &mut Context) -> JsResult<()> {
    let base = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
    let url = file_url(&base.join(format!("{name}1")));
    state(context).modules.set_text(&url, source);
    let module = parse(source, &url, context)?;
    *state(context).modules.main_url.borrow_mut() = Some(url.clone());
    state(context).modules.esm.borrow_mut().insert((url.clone(), String::new()), module.clone());
    run_as_main(&module, &url, context)
}

/// Runs a module named by `--import`, to its end.
pub(crate) fn run_preload(specifier: &str, context: &mut Context) -> JsResult<()> {
    let (module, url) = load(specifier, &parent_url(None), &Attributes::new(), false, context)?;
    let promise = link::run(&module, &url, context)?;
    link::mark_handled(&promise, context)?;
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

/// Whether the main file goes to this loader: by what it is, because its package is one of ES modules, or because hooks
/// are to see it.
pub(crate) fn takes_main(path: &Path, context: &mut Context) -> JsResult<bool> {
    if is_module_file(path, context)? || custom::is_active(context) {
        return Ok(true);
    }
    let file = path.to_string_lossy();
    if file.ends_with(".cjs") || file.ends_with(".json") {
        return Ok(false);
    }
    let package = state(context).modules.resolver.package_scope(&file);
    Ok(package.is_ok_and(|package| {
        package.is_some_and(|package| package.package_type == super::package::PackageType::Module)
    }))
}

/// Whether only its syntax tells what `path` is.
pub(crate) fn may_be_ambiguous(path: &Path, context: &mut Context) -> bool {
    matches!(resolution::file_format(path, context), Ok(resolution::Format::Ambiguous))
}

/// The main module, which hooks see as an import without a parent.
fn load_main(url: &str, context: &mut Context) -> JsResult<Module> {
    if state(context).options.input_type != InputType::Detect {
        let message = "--input-type can only be used with string input via --eval, --print, or STDIN";
        return Err(errors::coded(Class::Error, "ERR_INPUT_TYPE_NOT_ALLOWED", message, context));
    }
    let attributes = Attributes::new();
    if !custom::is_active(context) {
        return load_url(url, None, &attributes, context);
    }
    let resolved = custom::resolve_import(url, None, &attributes, context)?;
    load_url(&resolved.url, resolved.format.as_deref(), &attributes, context)
}

/// `require()` of an ES module: its namespace, or the value it exports as `module.exports`.
pub(crate) fn require(path: &Path, stack: &[String], context: &mut Context) -> JsResult<JsValue> {
    let url = file_url(path);
    if let Some(error) = evaluating_error(&url, path, stack, context) {
        return Err(error);
    }
    let module = load_url(&url, None, &Attributes::new(), context)?;
    require_module(&module, &url, path, stack, context)
}

/// [`require`] of a file whose text was already read.
pub(crate) fn require_text(source: &str, path: &Path, stack: &[String], context: &mut Context) -> JsResult<JsValue> {
    let url = file_url(path);
    let key = (url.clone(), String::new());
    if let Some(error) = evaluating_error(&url, path, stack, context) {
        return Err(error);
    }
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
    if is_main && state(context).modules.main_url.borrow().is_none() {
        *state(context).modules.main_url.borrow_mut() = Some(url.clone());
        run_as_main(&module, &url, context)?;
        return Ok(module.namespace(context).into());
    }
    require_module(&module, &url, path, stack, context)
}

/// The error of requiring a module that is evaluating.
fn evaluating_error(url: &str, path: &Path, stack: &[String], context: &mut Context) -> Option<JsError> {
    let sources = trace::running_sources(context);
    let evaluating = state(context).modules.graph().is_evaluating(url, &sources);
    evaluating.then(|| super::cycle::error(&path.to_string_lossy(), stack.first().map(String::as_str), context))
}

fn require_module(
    module: &Module,
    url: &str,
    path: &Path,
    stack: &[String],
    context: &mut Context,
) -> JsResult<JsValue> {
    let path = path.to_string_lossy().into_owned();
    state(context).modules.graph().begin_require(&path);
    let result = require_loaded(module, url, &path, stack, context);
    state(context).modules.graph().end_require();
    result
}

fn require_loaded(
    module: &Module,
    url: &str,
    path: &str,
    stack: &[String],
    context: &mut Context,
) -> JsResult<JsValue> {
    let state = state(context);
    let graph = state.modules.graph();
    link::load_graph(module, context)?;
    let sources = trace::running_sources(context);
    if let Some(cycle) = graph.find_cycle(url, &sources) {
        return Err(cycle.error(context));
    }
    link::link(module, url, context)?;
    // Nothing of the graph runs if any of it would have to wait.
    if graph.is_async(url) {
        return Err(async_error(path, stack, context));
    }
    let promise = link::evaluate(module, url, context)?;
    link::mark_handled(&promise, context)?;
    match promise.state() {
        PromiseState::Fulfilled(_) => interop::required_value(module, url, context),
        PromiseState::Rejected(reason) => Err(errors::thrown(reason)),
        PromiseState::Pending => Err(async_error(path, stack, context)),
    }
}

/// ERR_REQUIRE_ASYNC_MODULE (<https://nodejs.org/api/errors.html#err_require_async_module>).
fn async_error(path: &str, stack: &[String], context: &mut Context) -> JsError {
    let mut message = "require() cannot be used on an ESM graph with top-level await. Use import() instead.".to_owned();
    if !state(context).options.print_required_tla {
        message.push_str(" To see where the top-level await comes from, use --experimental-print-required-tla.");
    }
    message.push_str(&format!("\nRequired module: {path}"));
    if !stack.is_empty() {
        message.push_str("\nRequire stack:");
        for file in stack {
            message.push_str(&format!("\n- {file}"));
        }
    }
    let error = errors::coded_object(Class::Error, "ERR_REQUIRE_ASYNC_MODULE", &message, context);
    if !stack.is_empty() {
        let list: Vec<JsValue> = stack.iter().map(|file| text::from_utf8(file).into()).collect();
        ops::define_value(&error, js_string!("requireStack"), JsArray::from_iter(list, context), true);
    }
    errors::thrown(error)
}
