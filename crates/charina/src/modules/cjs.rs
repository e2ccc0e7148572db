//! The CommonJS loader: `Module`, `require` and what stands between them and a running file
//! (<https://nodejs.org/api/modules.html>).
//!
//! Every step goes through the documented properties (`Module._load`, `Module._resolveFilename`,
//! `Module._extensions`, `module._compile`), because packages replace them.

use super::loader::{self, js_path};
use super::{custom, esm, resolution};
use crate::builtins;
use crate::builtins::node::module::properties::{parent_of, patched_text};
use crate::errors::{self, Class};
use crate::state::state;
use crate::validate;
use charina_engine::{
    Context, FunctionObjectBuilder, JsArgs, JsArray, JsError, JsObject, JsResult, JsString, JsValue, NativeFunction,
    Script, Source, ops, text,
};
use std::path::{Path, PathBuf};

/// What stands before and after a module's text: `module.wrapper`.
pub(crate) const WRAPPER: [&str; 2] = ["(function (exports, require, module, __filename, __dirname) { ", "\n});"];

fn key(name: &str) -> JsString {
    JsString::from(name)
}

/// The `Module` function.
pub(crate) fn constructor(context: &mut Context) -> JsResult<JsObject> {
    let value = builtins::require("module", context)?;
    value.as_object().ok_or_else(|| crate::fatal::internal_error("node:module is no function", context))
}

/// A static property of `Module`.
fn module_static(name: &str, context: &mut Context) -> JsResult<JsValue> {
    constructor(context)?.get(key(name), context)
}

fn call_static(name: &str, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let module = constructor(context)?;
    let function = module.get(key(name), context)?;
    let function = validate::function(&function, &format!("Module.{name}"), context)?;
    function.call(&module.into(), arguments, context)
}

fn call_method(object: &JsObject, name: &str, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let function = object.get(key(name), context)?;
    let function = validate::function(&function, &format!("module.{name}"), context)?;
    function.call(&object.clone().into(), arguments, context)
}

/// `new Module(id, parent)` on an object whose prototype is set: the own properties, in Node's order.
pub(crate) fn initialise(object: &JsObject, id: &JsValue, parent: &JsValue, context: &mut Context) -> JsResult<()> {
    let id = if id.is_undefined() { JsString::from("").into() } else { id.clone() };
    let path = id.as_string().map(|id| {
        let id = text::to_utf8(&id);
        let parent = Path::new(&id).parent().map_or("", |p| p.to_str().unwrap_or(""));
        if parent.is_empty() { ".".to_owned() } else { parent.to_owned() }
    });
    let exports = JsObject::with_object_proto(context.intrinsics());
    ops::define_value(object, key("id"), id, true);
    ops::define_value(object, key("path"), text::from_utf8(&path.unwrap_or_default()), true);
    ops::define_value(object, key("exports"), exports, true);
    ops::define_value(object, key("filename"), JsValue::null(), true);
    ops::define_value(object, key("loaded"), false, true);
    let children = JsArray::from_iter([], context);
    ops::define_value(object, key("children"), children, true);
    if let Some(parent) = parent.as_object() {
        add_child(&parent, object, context)?;
    }
    Ok(())
}

fn add_child(parent: &JsObject, child: &JsObject, context: &mut Context) -> JsResult<()> {
    let children = parent.get(key("children"), context)?;
    let Some(children) = children.as_object().filter(JsObject::is_array) else { return Ok(()) };
    let children = JsArray::from_object(children)?;
    let length = children.length(context)?;
    for index in 0..length {
        if children.get(index, context)?.as_object().is_some_and(|c| JsObject::equals(&c, child)) {
            return Ok(());
        }
    }
    children.push(child.clone(), context)?;
    Ok(())
}

fn remove_child(parent: &JsValue, child: &JsObject, context: &mut Context) -> JsResult<()> {
    let Some(parent) = parent.as_object() else { return Ok(()) };
    let Some(children) = parent.get(key("children"), context)?.as_object().filter(JsObject::is_array) else {
        return Ok(());
    };
    let children = JsArray::from_object(children)?;
    for index in 0..children.length(context)? {
        if children.get(index, context)?.as_object().is_some_and(|c| JsObject::equals(&c, child)) {
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            children.splice(index, Some(1), &[], context)?;
            break;
        }
    }
    Ok(())
}

/// `module.require(id)`.
pub(crate) fn require(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = arguments.get_or_undefined(0);
    let name = validate::js_string(id, "id", context)?;
    if name.is_empty() {
        return Err(errors::invalid_arg_value("id", id, "must be a non-empty string", context));
    }
    state(context).modules.resolver().enter();
    let result = call_static("_load", &[id.clone(), this.clone(), false.into()], context);
    state(context).modules.resolver().leave();
    result
}

/// `Module._load(request, parent, isMain)`.
pub(crate) fn load(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let request = arguments.get_or_undefined(0);
    let parent = arguments.get_or_undefined(1);
    let is_main = arguments.get_or_undefined(2).to_boolean();
    let name = text::to_utf8(&request.to_string(context)?);
    if custom::is_active(context) {
        return load_with_hooks(&name, parent, is_main, context);
    }
    if let Some(bare) = name.strip_prefix("node:") {
        return require_builtin(&name, bare, context);
    }
    let cache = module_static("_cache", context)?;
    let cache = cache.as_object().unwrap_or_else(JsObject::with_null_proto);
    let directory = parent_directory(parent, context)?;
    if let Some(exports) = recalled(directory.as_deref(), &name, &cache, parent, context)? {
        return Ok(exports);
    }
    let filename = call_static("_resolveFilename", &[request.clone(), parent.clone(), is_main.into()], context)?;
    let path = text::to_utf8(&filename.to_string(context)?);
    let replaced = !path.starts_with('/') && cache.has_own_property(text::from_utf8(&path), context)?;
    if !replaced && (builtins::is_builtin(&path) || path.starts_with("node:")) {
        let bare = path.strip_prefix("node:").unwrap_or(&path);
        return require_builtin(&path, bare, context);
    }
    let learnt = directory.as_deref().map(|directory| (directory, name.as_str()));
    load_resolved(&path, parent, is_main, learnt, context)
}

/// Loads the file that a request was resolved to, or what the cache has of it. `learnt` is the folder and the request,
/// where they may be remembered.
pub(super) fn load_resolved(
    path: &str,
    parent: &JsValue,
    is_main: bool,
    learnt: Option<(&str, &str)>,
    context: &mut Context,
) -> JsResult<JsValue> {
    let cache = module_static("_cache", context)?;
    let cache = cache.as_object().unwrap_or_else(JsObject::with_null_proto);
    let filename = text::from_utf8(path);
    if let Some(module) = cache.get(filename.clone(), context)?.as_object() {
        if let Some(parent) = parent.as_object() {
            add_child(&parent, &module, context)?;
        }
        return cached_exports(&module, path, context);
    }
    let module = constructor(context)?.construct(&[filename.clone().into(), parent.clone()], None, context)?;
    if let Some((directory, request)) = learnt {
        state(context).modules.resolver().remember(directory, request, path);
    }
    if is_main {
        state(context).set_slot("mainModule", module.clone());
        builtins::node::process::set_main_module(&module.clone().into(), context);
        module.set(key("id"), key("."), true, context)?;
    }
    cache.set(filename.clone(), module.clone(), true, context)?;
    if let Err(error) = call_method(&module, "load", &[filename.clone().into()], context) {
        cache.delete_property_or_throw(filename, context)?;
        if let Some((directory, request)) = learnt {
            state(context).modules.resolver().unlearn(directory, request);
        }
        remove_child(parent, &module, context)?;
        return Err(error);
    }
    unwatch(&module, context)?;
    module.get(key("exports"), context)
}

/// [`load`] where customization hooks have a say.
fn load_with_hooks(name: &str, parent: &JsValue, is_main: bool, context: &mut Context) -> JsResult<JsValue> {
    let (path, format) = custom::resolve_require(name, parent, context)?;
    if let Some(bare) = path.strip_prefix("node:") {
        let loaded = custom::load_require(&path, Some("builtin"), context)?;
        if loaded.format.as_deref().is_none_or(|format| format == "builtin") {
            return require_builtin(&path, bare, context);
        }
        state(context).modules.sources.borrow_mut().insert(path.clone(), loaded.source.unwrap_or_default());
    }
    if let Some(format) = format {
        state(context).modules.formats.borrow_mut().insert(path.clone(), format);
    }
    load_resolved(&path, parent, is_main, None, context)
}

/// What `require` runs a file with: its text, and its format if hooks named one.
fn source_of(path: &str, format: Option<&str>, context: &mut Context) -> JsResult<(String, Option<String>)> {
    if let Some(source) = state(context).modules.sources.borrow_mut().remove(path) {
        return Ok((source, None));
    }
    if !custom::is_active(context) {
        return Ok((loader::read_source(Path::new(path), context)?, None));
    }
    let known = state(context).modules.formats.borrow().get(path).cloned();
    let loaded = custom::load_require(path, known.as_deref().or(format), context)?;
    let source = match loaded.source {
        Some(source) => source,
        None => loader::read_source(Path::new(path), context)?,
    };
    Ok((source, loaded.format))
}

/// `module.path` of the requiring module.
fn parent_directory(parent: &JsValue, context: &mut Context) -> JsResult<Option<String>> {
    let Some(parent) = parent.as_object() else { return Ok(None) };
    Ok(parent.get(key("path"), context)?.as_string().map(|path| text::to_utf8(&path)))
}

/// The file of the module that first required this one.
fn parent_file(module: &JsObject, context: &mut Context) -> JsResult<Option<String>> {
    let Some(parent) = parent_of(module, context)?.as_object() else { return Ok(None) };
    Ok(parent.get(key("filename"), context)?.as_string().map(|file| text::to_utf8(&file)))
}

/// The files that required the module, innermost first.
fn require_stack(module: &JsObject, context: &mut Context) -> JsResult<Vec<String>> {
    let parent = parent_of(module, context)?;
    resolution::require_stack(&parent, context)
}

/// What a module in the cache gives to one that requires it again: its exports, whole or, within a cycle, as they are.
fn cached_exports(module: &JsObject, path: &str, context: &mut Context) -> JsResult<JsValue> {
    if module.get(key("loaded"), context)?.to_boolean() {
        return module.get(key("exports"), context);
    }
    // An ES module has none before it is done.
    if state(context).modules.graph().is_being_required(path) {
        let parent = parent_file(module, context)?;
        return Err(super::cycle::error(path, parent.as_deref(), context));
    }
    let exports = module.get(key("exports"), context)?;
    let Some(object) = exports.as_object().filter(|object| has_plain_prototype(object, context)) else {
        return Ok(exports);
    };
    if !object.get(key("__esModule"), context)?.to_boolean() {
        let watched = builtins::require("internal/module/circular", context)?;
        object.set_prototype(watched.as_object());
    }
    Ok(exports)
}

fn has_plain_prototype(object: &JsObject, context: &Context) -> bool {
    let plain = context.intrinsics().constructors().object().prototype();
    object.downcast_ref::<charina_engine::builtins::proxy::Proxy>().is_none()
        && object.prototype().is_some_and(|prototype| JsObject::equals(&prototype, &plain))
}

/// Ends what [`cached_exports`] did to the exports of a module that was not done.
fn unwatch(module: &JsObject, context: &mut Context) -> JsResult<()> {
    let watched = state(context).builtins.borrow().get("internal/module/circular").cloned();
    let Some(watched) = watched else { return Ok(()) };
    let watched = watched.get(key("exports"), context)?.as_object();
    let exports = module.get(key("exports"), context)?.as_object();
    if let (Some(watched), Some(exports)) = (watched, exports)
        && exports.downcast_ref::<charina_engine::builtins::proxy::Proxy>().is_none()
        && exports.prototype().is_some_and(|prototype| JsObject::equals(&prototype, &watched))
    {
        exports.set_prototype(Some(context.intrinsics().constructors().object().prototype()));
    }
    Ok(())
}

/// The exports that this request from this directory gave before, as long as `Module._cache` still has the module.
fn recalled(
    directory: Option<&str>,
    request: &str,
    cache: &JsObject,
    parent: &JsValue,
    context: &mut Context,
) -> JsResult<Option<JsValue>> {
    let Some(directory) = directory else { return Ok(None) };
    let Some(file) = state(context).modules.resolver().recall(directory, request) else { return Ok(None) };
    let Some(module) = cache.get(text::from_utf8(&file), context)?.as_object() else {
        state(context).modules.resolver().unlearn(directory, request);
        return Ok(None);
    };
    if let Some(parent) = parent.as_object() {
        add_child(&parent, &module, context)?;
    }
    cached_exports(&module, &file, context).map(Some)
}

fn require_builtin(shown: &str, bare: &str, context: &mut Context) -> JsResult<JsValue> {
    let internal_allowed = state(context).options.expose_internals;
    match builtins::find(bare) {
        Some(builtin) if builtin.is_public() || internal_allowed => builtins::require(bare, context),
        _ => {
            let message = format!("No such built-in module: {shown}");
            Err(errors::coded(Class::Error, "ERR_UNKNOWN_BUILTIN_MODULE", &message, context))
        }
    }
}

/// `Module._resolveFilename(request, parent, isMain, options)`.
pub(crate) fn resolve_filename(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let request = arguments.get_or_undefined(0);
    let name = text::to_utf8(&request.to_string(context)?);
    if builtins::is_builtin(&name) {
        return Ok(request.clone());
    }
    if state(context).options.expose_internals && builtins::find(&name).is_some() {
        return Ok(request.clone());
    }
    resolution::resolve_filename(&name, arguments.get_or_undefined(1), arguments.get_or_undefined(3), context)
}

/// `module.load(filename)`.
pub(crate) fn load_file(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let filename = arguments.get_or_undefined(0).to_string(context)?;
    let module = this.to_object(context)?;
    let path = text::to_utf8(&filename);
    module.set(key("filename"), filename.clone(), true, context)?;
    let directory = Path::new(&path).parent().unwrap_or(Path::new("/"));
    let paths = call_static("_nodeModulePaths", &[js_path(directory)], context)?;
    module.set(key("paths"), paths, true, context)?;
    let extensions = module_static("_extensions", context)?.to_object(context)?;
    let extension = longest_extension(&path, &extensions, context)?;
    let load = extensions.get(key(&extension), context)?;
    let load = validate::function(&load, "Module._extensions", context)?;
    load.call(&extensions.into(), &[module.clone().into(), filename.into()], context)?;
    module.set(key("loaded"), true, true, context)?;
    Ok(JsValue::undefined())
}

fn longest_extension(path: &str, extensions: &JsObject, context: &mut Context) -> JsResult<String> {
    let name = Path::new(path).file_name().map_or("", |n| n.to_str().unwrap_or(""));
    let mut start = 0;
    while let Some(index) = name[start..].find('.') {
        let at = start + index;
        start = at + 1;
        if at == 0 {
            continue;
        }
        let candidate = &name[at..];
        if extensions.has_own_property(key(candidate), context)? {
            return Ok(candidate.to_owned());
        }
    }
    Ok(".js".to_owned())
}

/// `Module._extensions['.js'](module, filename)`.
pub(crate) fn extension_js(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let module = arguments.get_or_undefined(0).to_object(context)?;
    let filename = arguments.get_or_undefined(1).to_string(context)?;
    let path = text::to_utf8(&filename);
    let file = PathBuf::from(&path);
    let format = resolution::file_format(&file, context)?;
    let customised = custom::is_active(context) || state(context).modules.sources.borrow().contains_key(&path);
    if format == resolution::Format::Module && state(context).options.no_require_module {
        let parent = parent_file(&module, context)?;
        return Err(require_esm_error(&path, parent.as_deref(), context));
    }
    if format == resolution::Format::Module && !customised {
        let namespace = esm::require(&file, &require_stack(&module, context)?, context)?;
        module.set(key("exports"), namespace, true, context)?;
        return Ok(JsValue::undefined());
    }
    let (source, changed) = source_of(&path, format.name(), context)?;
    match changed.as_deref() {
        Some("module") => {
            let stack = require_stack(&module, context)?;
            let namespace = esm::require_text(&source, &file, &stack, context)?;
            module.set(key("exports"), namespace, true, context)?;
            Ok(JsValue::undefined())
        }
        Some("json") => set_json(&module, &path, &source, context),
        _ => call_method(&module, "_compile", &[text::from_utf8(&source).into(), filename.into()], context),
    }
}

/// ERR_REQUIRE_ESM, with `--no-experimental-require-module`
/// (<https://nodejs.org/api/errors.html#err_require_esm>).
fn require_esm_error(path: &str, parent: Option<&str>, context: &mut Context) -> JsError {
    let from = parent.map_or_else(String::new, |parent| format!(" from {parent}"));
    let mut message = format!("require() of ES Module {path}{from} not supported.");
    let name = Path::new(path).file_name().map_or(path.into(), |name| name.to_string_lossy());
    let package = state(context).modules.resolver().nearest_package(path).ok().flatten();
    match package.filter(|_| path.ends_with(".js")) {
        Some(package) => message.push_str(&format!(
            "\n{name} is treated as an ES module file as it is a .js file whose nearest parent package.json contains \
             \"type\": \"module\" which declares all .js files in that package scope as ES modules.\nInstead either \
             rename {name} to end in .cjs, change the requiring code to use dynamic import() which is available in all \
             CommonJS modules, or change \"type\": \"module\" to \"type\": \"commonjs\" in {} to treat all .js files as \
             CommonJS (using .mjs for all ES modules instead).\n",
            package.path
        )),
        None => message.push_str(&format!(
            "\nInstead change the require of {path} to a dynamic import() which is available in all CommonJS modules."
        )),
    }
    errors::coded(Class::Error, "ERR_REQUIRE_ESM", &message, context)
}

/// `Module._extensions['.json'](module, filename)`.
pub(crate) fn extension_json(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let module = arguments.get_or_undefined(0).to_object(context)?;
    let path = text::to_utf8(&arguments.get_or_undefined(1).to_string(context)?);
    let (source, _) = source_of(&path, Some("json"), context)?;
    set_json(&module, &path, &source, context)
}

fn set_json(module: &JsObject, path: &str, source: &str, context: &mut Context) -> JsResult<JsValue> {
    let value = esm::parse_json(source, context).map_err(|error| {
        let message = error.as_native().map_or_else(|| error.to_string(), |native| native.message().to_owned());
        errors::thrown(errors::plain_object(Class::SyntaxError, &format!("{path}: {message}"), context))
    })?;
    module.set(key("exports"), value, true, context)?;
    Ok(JsValue::undefined())
}

/// `Module._extensions['.node'](module, filename)`: there are no native add-ons yet, and the error says so.
pub(crate) fn extension_node(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let path = text::to_utf8(&arguments.get_or_undefined(1).to_string(context)?);
    let message = format!("Charina cannot load native add-ons: {path}");
    Err(errors::coded(Class::Error, "ERR_DLOPEN_FAILED", &message, context))
}

/// The function of a module's text, wrapped.
pub(crate) fn compile(source: &str, path: &str, context: &mut Context) -> JsResult<JsObject> {
    super::nesting::check(source, context)?;
    let body = strip_hashbang(source);
    let (text, prefix) = match patched_text(&body, context)? {
        Some(text) => {
            let prefix = text.find(&*body).filter(|at| !text[..*at].contains('\n')).unwrap_or(0);
            (text, prefix)
        }
        None => (format!("{}{body}{}", WRAPPER[0], WRAPPER[1]), WRAPPER[0].len()),
    };
    let tail = text.len().saturating_sub(prefix + body.len());
    state(context).modules.set_prefix(path, prefix);
    let script = Script::parse(Source::from_bytes(text.as_bytes()).with_path(Path::new(path)), None, context)
        .map_err(|error| loader::syntax_error(&error, (&text, tail), path, context))?;
    let value = script.evaluate(context)?;
    value.as_object().ok_or_else(|| crate::fatal::internal_error("the wrapper made no function", context))
}

/// The text with its `#!` line made a comment of the same length.
fn strip_hashbang(source: &str) -> std::borrow::Cow<'_, str> {
    match source.strip_prefix("#!") {
        Some(rest) => format!("//{rest}").into(),
        None => source.into(),
    }
}

/// `module._compile(content, filename)`.
pub(crate) fn compile_method(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let module = this.to_object(context)?;
    let source = text::to_utf8(&arguments.get_or_undefined(0).to_string(context)?);
    let filename = arguments.get_or_undefined(1).to_string(context)?;
    let path = text::to_utf8(&filename);
    state(context).modules.note_source_map(&path, &source);
    let function = match compile(&source, &path, context) {
        Ok(function) => function,
        Err(_) if esm::may_be_ambiguous(Path::new(&path), context) && super::looks_like_module(&source) => {
            resolution::warn_typeless(&esm::file_url(Path::new(&path)), context)?;
            let stack = require_stack(&module, context)?;
            let namespace = esm::require_text(&source, Path::new(&path), &stack, context)?;
            module.set(key("exports"), namespace, true, context)?;
            return Ok(JsValue::undefined());
        }
        Err(error) => {
            if super::looks_like_module(&source) {
                warn_of_module_syntax(&path, context)?;
            }
            return Err(error);
        }
    };
    let require = make_require(&module, context)?;
    let exports = module.get(key("exports"), context)?;
    let directory = Path::new(&path).parent().map_or_else(|| js_path(Path::new(".")), js_path);
    let arguments = [exports.clone(), require.into(), module.into(), filename.into(), directory];
    state(context).modules.graph().enter(esm::file_url(Path::new(&path)));
    let result = function.call(&exports, &arguments, context);
    state(context).modules.graph().leave();
    result
}

/// Says why the file cannot be read as CommonJS.
fn warn_of_module_syntax(path: &str, context: &mut Context) -> JsResult<()> {
    let warning = format!(
        "Failed to load the ES module: {path}. Make sure to set \"type\": \"module\" in the nearest package.json file or \
         use the .mjs extension."
    );
    let warn = builtins::require_property("internal/process/cold", "emitWarningSync", context)?;
    let warn = validate::function(&warn, "emitWarningSync", context)?;
    warn.call(&JsValue::undefined(), &[text::from_utf8(&warning).into()], context).map(|_| ())
}

/// The `require` function of a module (<https://nodejs.org/api/modules.html#requireid>).
pub(crate) fn make_require(module: &JsObject, context: &mut Context) -> JsResult<JsObject> {
    let realm = context.realm().clone();
    let call = NativeFunction::from_copy_closure_with_captures(
        |_, arguments, module: &JsObject, context| call_method(module, "require", arguments, context),
        module.clone(),
    );
    let require = FunctionObjectBuilder::new(&realm, call).name(key("require")).length(1).build();
    let resolve = NativeFunction::from_copy_closure_with_captures(
        |_, arguments, module: &JsObject, context| {
            let request = arguments.get_or_undefined(0);
            validate::js_string(request, "request", context)?;
            let options = arguments.get_or_undefined(1).clone();
            call_static("_resolveFilename", &[request.clone(), module.clone().into(), false.into(), options], context)
        },
        module.clone(),
    );
    let resolve = FunctionObjectBuilder::new(&realm, resolve).name(key("resolve")).length(2).build();
    let paths = NativeFunction::from_copy_closure_with_captures(
        |_, arguments, module: &JsObject, context| {
            let request = arguments.get_or_undefined(0);
            validate::js_string(request, "request", context)?;
            call_static("_resolveLookupPaths", &[request.clone(), module.clone().into()], context)
        },
        module.clone(),
    );
    let paths = FunctionObjectBuilder::new(&realm, paths).name(key("paths")).length(1).build();
    ops::define_value(&resolve, key("paths"), paths, true);
    ops::define_value(&require, key("resolve"), resolve, true);
    let main = state(context).slot("mainModule");
    ops::define_value(&require, key("main"), main, true);
    ops::define_value(&require, key("extensions"), module_static("_extensions", context)?, true);
    ops::define_value(&require, key("cache"), module_static("_cache", context)?, true);
    Ok(require.into())
}

/// A module object that stands for a file that is not itself loaded: the base of `createRequire`, preloads and eval.
pub(crate) fn anonymous_module(filename: &Path, context: &mut Context) -> JsResult<JsObject> {
    let module = constructor(context)?.construct(&[js_path(filename)], None, context)?;
    module.set(key("filename"), js_path(filename), true, context)?;
    let directory = filename.parent().unwrap_or(Path::new("/")).to_path_buf();
    let paths = call_static("_nodeModulePaths", &[js_path(&directory)], context)?;
    module.set(key("paths"), paths, true, context)?;
    Ok(module)
}

/// `require(request)` as if from the file `base`.
pub(crate) fn require_from(base: &Path, request: &str, context: &mut Context) -> JsResult<JsValue> {
    let module = anonymous_module(base, context)?;
    call_method(&module, "require", &[text::from_utf8(request).into()], context)
}

/// `--require request`, from a module that stands for no file in the working directory.
pub(super) fn preload(directory: &Path, request: &str, context: &mut Context) -> JsResult<JsValue> {
    let module = anonymous_module(&directory.join("internal-preload"), context)?;
    module.set(key("id"), key("internal/preload"), true, context)?;
    call_method(&module, "require", &[text::from_utf8(request).into()], context)
}

/// The file that the command's first argument names.
pub(crate) fn resolve_main(file: &str, context: &mut Context) -> JsResult<PathBuf> {
    resolution::resolve_main(file, context)
}

/// Loads the main file.
pub(crate) fn run_main(path: &Path, context: &mut Context) -> JsResult<()> {
    call_static("_load", &[js_path(path), JsValue::null(), true.into()], context).map(|_| ())
}
