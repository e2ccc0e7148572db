//! Customization hooks (<https://nodejs.org/api/module.html#customization-hooks>): what the loaders ask of the chains
//! in `internal/module/hooks`, and what the chains end in.

use super::esm::{self, Attributes};
use super::loader;
use super::{cjs, interop, link, resolution};
use crate::builtins;
use crate::errors::{self, Class};
use crate::event_loop;
use crate::state::state;
use charina_engine::bytes::ByteView;
use charina_engine::{
    Context, JsArgs, JsArray, JsError, JsObject, JsPromise, JsResult, JsString, JsValue, Module, Op, PromiseState,
    js_string, ops, text,
};
use std::path::{Path, PathBuf};
use url::Url;

/// The natives of `internal/module/hooks`.
pub(crate) const OPS: &[Op] = &[
    Op::new("importNow", 2, import_now),
    Op::new("load", 4, default_load),
    Op::new("resolveImport", 2, default_resolve_import),
    Op::new("resolveRequire", 2, default_resolve_require),
    Op::new("setActive", 1, set_active),
    Op::new("userConditions", 0, user_conditions),
    Op::new("wait", 1, wait),
];

/// What the resolve hooks answer.
pub(super) struct Resolved {
    pub(super) url: String,
    pub(super) format: Option<String>,
    pub(super) attributes: Option<Attributes>,
}

/// What the load hooks answer.
pub(super) struct Loaded {
    pub(super) format: Option<String>,
    pub(super) source: Option<String>,
}

/// Whether there are hooks.
pub(super) fn is_active(context: &Context) -> bool {
    state(context).modules.customised.get()
}

fn call(name: &str, arguments: &[JsValue], context: &mut Context) -> JsResult<JsObject> {
    let function = builtins::require_property("internal/module/hooks", name, context)?;
    let function = crate::validate::function(&function, name, context)?;
    // What hooks import themselves is no part of the graph that loads now.
    let state = state(context);
    let loading = state.modules.graph().loading.replace(0);
    let result = function.call(&JsValue::undefined(), arguments, context);
    state.modules.graph().loading.set(loading);
    result?.to_object(context)
}

/// `--experimental-loader specifier`.
pub(super) fn use_loader(specifier: &str, context: &mut Context) -> JsResult<()> {
    let warning = format!(
        "`--experimental-loader` may be removed in the future; instead use `register()`:\n--import \
         'data:text/javascript,import {{ register }} from \"node:module\"; import {{ pathToFileURL }} from \"node:url\"; \
         register(\"{specifier}\", pathToFileURL(\"./\"));'"
    );
    let warning = [text::from_utf8(&warning).into(), js_string!("ExperimentalWarning").into()];
    builtins::node::process::emit_warning(&warning, context)?;
    let register = builtins::require_property("internal/module/hooks", "register", context)?;
    let register = crate::validate::function(&register, "register", context)?;
    let arguments = [text::from_utf8(specifier).into(), text::from_utf8(&esm::parent_url(None)).into()];
    register.call(&JsValue::undefined(), &arguments, context).map(|_| ())
}

fn attributes_object(attributes: &Attributes) -> JsObject {
    let object = JsObject::with_null_proto();
    for (name, value) in attributes {
        ops::define_value(&object, text::from_utf8(name), text::from_utf8(value), true);
    }
    object
}

fn text_property(object: &JsObject, name: &str, context: &mut Context) -> JsResult<Option<String>> {
    let value = object.get(JsString::from(name), context)?;
    Ok(value.as_string().map(|value| text::to_utf8(&value)))
}

fn resolved(result: &JsObject, context: &mut Context) -> JsResult<Resolved> {
    let attributes = match result.get(js_string!("importAttributes"), context)?.as_object() {
        Some(object) => {
            let mut list = Attributes::new();
            for key in object.own_property_keys(context)? {
                let charina_engine::PropertyKey::String(name) = key else { continue };
                let value = object.get(name.clone(), context)?.to_string(context)?;
                list.push((text::to_utf8(&name), text::to_utf8(&value)));
            }
            Some(list)
        }
        None => None,
    };
    let url = text_property(result, "url", context)?.unwrap_or_default();
    if Url::parse(&url).is_err() {
        let object = errors::coded_object(Class::TypeError, "ERR_INVALID_URL", "Invalid URL", context);
        ops::define_value(&object, js_string!("input"), text::from_utf8(&url), true);
        return Err(errors::thrown(object));
    }
    Ok(Resolved { url, format: text_property(result, "format", context)?, attributes })
}

/// Runs the resolve hooks for an `import`.
pub(super) fn resolve_import(
    specifier: &str,
    parent: Option<&str>,
    attributes: &Attributes,
    context: &mut Context,
) -> JsResult<Resolved> {
    let parent = parent.map_or(JsValue::undefined(), |parent| text::from_utf8(parent).into());
    let arguments = [text::from_utf8(specifier).into(), parent, attributes_object(attributes).into()];
    let result = call("resolve", &arguments, context)?;
    resolved(&result, context)
}

/// Runs the resolve hooks for a `require` in the module `parent`. The answer is a file's path, a builtin with its
/// prefix or any other URL, and the format that the hooks found.
pub(super) fn resolve_require(
    request: &str,
    parent: &JsValue,
    context: &mut Context,
) -> JsResult<(String, Option<String>)> {
    let file = match parent.as_object() {
        Some(parent) => text_property(&parent, "filename", context)?,
        None => None,
    };
    let parent_url = file.map_or(JsValue::undefined(), |file| {
        let url = if file.starts_with('/') { esm::file_url(Path::new(&file)) } else { file };
        text::from_utf8(&url).into()
    });
    let requirer = if parent.is_object() { parent.clone() } else { JsValue::null() };
    let arguments = [text::from_utf8(request).into(), parent_url, JsValue::undefined(), requirer];
    let result = call("resolve", &arguments, context)?;
    let Resolved { url, format, .. } = resolved(&result, context)?;
    Ok((path_of(&url), format))
}

/// The path of a file's URL; any other URL as it is.
fn path_of(url: &str) -> String {
    let file = Url::parse(url).ok().filter(|url| url.scheme() == "file").and_then(|url| url.to_file_path().ok());
    file.map_or_else(|| url.to_owned(), |path| path.to_string_lossy().into_owned())
}

fn loaded(result: &JsObject, context: &mut Context) -> JsResult<Loaded> {
    let source = result.get(js_string!("source"), context)?;
    let source = match source.as_string() {
        Some(source) => Some(text::to_utf8(&source)),
        None => {
            ByteView::from_value(&source, context)?.map(|bytes| String::from_utf8_lossy(&bytes.to_vec()).into_owned())
        }
    };
    let source = source.map(|source| source.strip_prefix('\u{feff}').map_or(source.clone(), str::to_owned));
    Ok(Loaded { format: text_property(result, "format", context)?, source })
}

fn format_value(format: Option<&str>, missing: JsValue) -> JsValue {
    format.map_or(missing, |format| text::from_utf8(format).into())
}

/// Runs the load hooks for an `import`.
pub(super) fn load_import(
    url: &str,
    format: Option<&str>,
    attributes: &Attributes,
    context: &mut Context,
) -> JsResult<Loaded> {
    let format = format_value(format, JsValue::null());
    let arguments = [text::from_utf8(url).into(), format, attributes_object(attributes).into(), false.into()];
    let result = call("load", &arguments, context)?;
    loaded(&result, context)
}

/// Runs the load hooks for a `require` of the file at `path`.
pub(super) fn load_require(path: &str, format: Option<&str>, context: &mut Context) -> JsResult<Loaded> {
    let url = if path.starts_with('/') { esm::file_url(Path::new(path)) } else { path.to_owned() };
    let format = format_value(format, JsValue::undefined());
    let arguments = [text::from_utf8(&url).into(), format, JsValue::undefined(), true.into()];
    let result = call("load", &arguments, context)?;
    loaded(&result, context)
}

/// The module of what load hooks answered for an `import`.
pub(super) fn module(url: &str, loaded: Loaded, attributes: &Attributes, context: &mut Context) -> JsResult<Module> {
    let Loaded { format, source } = loaded;
    let format = match format {
        Some(format) => format,
        None => match &source {
            Some(source) if super::looks_like_module(source) => "module".to_owned(),
            Some(_) => "commonjs".to_owned(),
            None => return Err(resolution::unknown_format(url, None, context)),
        },
    };
    let text = source.unwrap_or_default();
    match format.as_str() {
        "builtin" => interop::builtin(url.strip_prefix("node:").unwrap_or(url), context),
        "module" => {
            if Url::parse(url).is_ok_and(|url| url.scheme() != "file") || is_changed(url, &text, context) {
                state(context).modules.set_text(url, &text);
            }
            esm::parse(&text, url, context)
        }
        "json" => {
            esm::check_attributes(url, Some("json"), attributes, context)?;
            esm::json(&text, &path_of(url), context)
        }
        "commonjs" => {
            let path = path_of(url);
            if !text.is_empty() {
                state(context).modules.sources.borrow_mut().insert(path.clone(), text);
            }
            interop::commonjs(Path::new(&path), context)
        }
        other => Err(resolution::unknown_format(url, Some(other), context)),
    }
}

fn is_changed(url: &str, text: &str, context: &mut Context) -> bool {
    let path = PathBuf::from(path_of(url));
    loader::read_source(&path, context).map_or(true, |source| source != text)
}

/// `ops.resolveImport(specifier, parentURL)`: the end of the resolve chain.
fn default_resolve_import(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let specifier = text::to_utf8(&arguments.get_or_undefined(0).to_string(context)?);
    let parent = arguments.get_or_undefined(1);
    let parent = if parent.is_undefined() { esm::parent_url(None) } else { text::to_utf8(&parent.to_string(context)?) };
    let url = resolution::resolve_esm(&specifier, &parent, context)?;
    // A format that cannot be told is an error only when the module is loaded.
    let format = resolution::url_format(&url, context).ok().flatten();
    let result = JsObject::with_object_proto(context.intrinsics());
    let name = format_value(format.and_then(resolution::Format::name), JsValue::null());
    if !url.starts_with("data:") {
        ops::define_value(&result, js_string!("format"), name, true);
    }
    ops::define_value(&result, js_string!("url"), text::from_utf8(&url), true);
    Ok(result.into())
}

/// `ops.resolveRequire(request, parent)`: the end of the resolve chain for CommonJS, as a URL.
fn default_resolve_require(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let resolve = cjs::constructor(context)?.get(js_string!("_resolveFilename"), context)?;
    let resolve = crate::validate::function(&resolve, "Module._resolveFilename", context)?;
    let parent = arguments.get_or_undefined(1);
    let parent = if parent.is_null() { JsValue::undefined() } else { parent.clone() };
    let arguments = [arguments.get_or_undefined(0).clone(), parent, false.into()];
    let found = resolve.call(&JsValue::undefined(), &arguments, context)?.to_string(context)?;
    let found = text::to_utf8(&found);
    let url = match found.strip_prefix('/') {
        Some(_) => esm::file_url(Path::new(&found)),
        None if found.starts_with("node:") => found,
        None if builtins::is_builtin(&found) => format!("node:{found}"),
        None => found,
    };
    Ok(text::from_utf8(&url).into())
}

/// `ops.load(url, format, attributes, isRequire)`: the end of the load chain.
fn default_load(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let url = text::to_utf8(&arguments.get_or_undefined(0).to_string(context)?);
    let given = arguments.get_or_undefined(1);
    let format = given.as_string().map(|format| text::to_utf8(&format));
    let is_require = arguments.get_or_undefined(3).to_boolean();
    let result = JsObject::with_object_proto(context.intrinsics());
    let (format, source) = if is_require {
        let source = match url.starts_with("node:") {
            true => JsValue::null(),
            false => text::from_utf8(&loader::read_source(Path::new(&path_of(&url)), context)?).into(),
        };
        (format, source)
    } else {
        let attributes = match arguments.get_or_undefined(2).as_object() {
            Some(object) => {
                let mut list = Attributes::new();
                for key in object.own_property_keys(context)? {
                    let charina_engine::PropertyKey::String(name) = key else { continue };
                    let value = object.get(name.clone(), context)?.to_string(context)?;
                    list.push((text::to_utf8(&name), text::to_utf8(&value)));
                }
                list
            }
            None => Attributes::new(),
        };
        let (format, source) = load_for_import(&url, format, context)?;
        esm::check_attributes(&url, format.as_deref(), &attributes, context)?;
        (format, source)
    };
    let format = format_value(format.as_deref(), JsValue::undefined());
    if is_require {
        ops::define_value(&result, js_string!("source"), source, true);
        ops::define_value(&result, js_string!("format"), format, true);
    } else {
        ops::define_value(&result, js_string!("format"), format, true);
        ops::define_value(&result, js_string!("responseURL"), text::from_utf8(&url), true);
        ops::define_value(&result, js_string!("source"), source, true);
    }
    Ok(result.into())
}

fn load_for_import(url: &str, format: Option<String>, context: &mut Context) -> JsResult<(Option<String>, JsValue)> {
    if url.starts_with("node:") {
        return Ok((format.or_else(|| Some("builtin".to_owned())), JsValue::null()));
    }
    if url.starts_with("data:") {
        let found = resolution::url_format(url, context)?;
        let Some((_, source)) = esm::data_text(url) else {
            return Err(errors::type_error("ERR_INVALID_URL", "Invalid URL", context));
        };
        let format = format.or_else(|| found.and_then(resolution::Format::name).map(str::to_owned));
        return Ok((format, buffer(source.as_bytes(), context)?));
    }
    let format = match format {
        Some(format) => Some(format),
        None => resolution::url_format(url, context)?.and_then(resolution::Format::name).map(str::to_owned),
    };
    // Schemes that nothing loads are refused even where hooks gave the format.
    if !url.starts_with("file:") {
        resolution::url_format(url, context)?;
    }
    let source = loader::read_source(Path::new(&path_of(url)), context)?;
    let format =
        format.or_else(|| Some(if super::looks_like_module(&source) { "module" } else { "commonjs" }.to_owned()));
    Ok((format, buffer(source.as_bytes(), context)?))
}

fn buffer(bytes: &[u8], context: &mut Context) -> JsResult<JsValue> {
    let constructor = builtins::require_property("buffer", "Buffer", context)?;
    let Some(constructor) = constructor.as_object() else { return Ok(JsValue::undefined()) };
    let from = constructor.get(js_string!("from"), context)?;
    let from = crate::validate::function(&from, "Buffer.from", context)?;
    let storage = charina_engine::bytes::array_buffer(charina_engine::bytes::aligned(bytes), context)?;
    from.call(&constructor.into(), &[storage.into()], context)
}

fn set_active(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    state(context).modules.customised.set(arguments.get_or_undefined(0).to_boolean());
    Ok(JsValue::undefined())
}

fn user_conditions(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let names: Vec<JsValue> =
        state(context).options.conditions.iter().map(|name| text::from_utf8(name).into()).collect();
    Ok(JsArray::from_iter(names, context).into())
}

/// `ops.importNow(specifier, parentURL)`: imports a module to its end and answers its namespace.
fn import_now(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let specifier = text::to_utf8(&arguments.get_or_undefined(0).to_string(context)?);
    let parent = text::to_utf8(&arguments.get_or_undefined(1).to_string(context)?);
    let (module, url) = esm::load(&specifier, &parent, &Attributes::new(), false, context)?;
    let promise = link::run(&module, &url, context)?;
    settle(&promise, context)?;
    Ok(module.namespace(context).into())
}

/// `ops.wait(promise)`: its value, once it has one. The loop turns meanwhile: hooks have no thread of their own here.
fn wait(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(object) = arguments.get_or_undefined(0).as_object() else {
        return Ok(arguments.get_or_undefined(0).clone());
    };
    settle(&JsPromise::from_object(object)?, context)
}

/// Turns the loop until the promise is settled.
pub(super) fn settle(promise: &JsPromise, context: &mut Context) -> JsResult<JsValue> {
    link::mark_handled(promise, context)?;
    let microtasks = state(context).microtasks.clone();
    loop {
        match promise.state() {
            PromiseState::Fulfilled(value) => return Ok(value),
            PromiseState::Rejected(reason) => return Err(errors::thrown(reason)),
            PromiseState::Pending => {
                microtasks.nested(|| event_loop::drain(context))?;
                if matches!(promise.state(), PromiseState::Pending)
                    && !microtasks.nested(|| event_loop::turn(None, context))?
                {
                    return Err(unsettled(context));
                }
            }
        }
    }
}

/// A promise that nothing can settle any more ends the program, as an unsettled main module does.
fn unsettled(context: &mut Context) -> JsError {
    builtins::node::process::exit_with_event(13, context)
}
