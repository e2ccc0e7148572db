//! Resolution as the loaders call it: JS values in, JS errors out, the algorithms of `resolve` between.

use super::format;
use super::path as paths;
use super::resolve::{CjsRequest, Conditions, ErrorClass, Note, OsFs, Property, ResolveError, Resolver};
use crate::builtins;
use crate::errors::{self, Class};
use crate::state::state;
use crate::validate;
use charina_engine::{
    Context, JsArgs, JsArray, JsError, JsObject, JsResult, JsString, JsValue, PropertyKey, ops, text,
};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use url::Url;

pub(crate) use super::format::Format;

/// A resolver on the machine's own file system.
pub(super) fn resolver() -> Resolver {
    Resolver::new(Rc::new(OsFs), builtins::is_builtin)
}

/// The JS error of a failed resolution.
pub(super) fn error(failure: &ResolveError, context: &mut Context) -> JsError {
    let class = match failure.class() {
        ErrorClass::Error => Class::Error,
        ErrorClass::TypeError => Class::TypeError,
        ErrorClass::RangeError => Class::RangeError,
        ErrorClass::SyntaxError => Class::SyntaxError,
        ErrorClass::UriError => Class::UriError,
    };
    let message = failure.to_string();
    let object = match failure.code() {
        Some(code) if failure.is_plain() => {
            let object = errors::plain_object(class, &message, context);
            ops::define_value(&object, JsString::from("code"), JsString::from(code), true);
            object
        }
        Some(code) => errors::coded_object(class, code, &message, context),
        None => errors::plain_object(class, &message, context),
    };
    for (name, property) in failure.properties() {
        let value = match property {
            Property::Text(text) => JsValue::from(text::from_utf8(&text)),
            Property::List(list) => js_list(list.iter().map(String::as_str), context).into(),
            Property::InvalidUrl { input, base } => {
                let cause = errors::coded_object(Class::TypeError, "ERR_INVALID_URL", "Invalid URL", context);
                ops::define_value(&cause, JsString::from("input"), text::from_utf8(&input), true);
                if let Some(base) = base {
                    ops::define_value(&cause, JsString::from("base"), text::from_utf8(&base), true);
                }
                cause.into()
            }
        };
        ops::define_value(&object, JsString::from(name), value, true);
    }
    errors::thrown(object)
}

fn js_list<'a>(list: impl Iterator<Item = &'a str>, context: &mut Context) -> JsArray {
    let values: Vec<JsValue> = list.map(|item| text::from_utf8(item).into()).collect();
    JsArray::from_iter(values, context)
}

fn string_list(value: &JsValue, context: &mut Context) -> JsResult<Vec<String>> {
    let Some(array) = value.as_object().filter(JsObject::is_array) else { return Ok(Vec::new()) };
    let array = JsArray::from_object(array)?;
    let mut list = Vec::new();
    for index in 0..array.length(context)? {
        list.push(text::to_utf8(&array.get(index, context)?.to_string(context)?));
    }
    Ok(list)
}

fn warn(notes: Vec<Note>, context: &mut Context) -> JsResult<()> {
    for note in notes {
        let arguments = [
            text::from_utf8(&note.message).into(),
            JsString::from("DeprecationWarning").into(),
            JsString::from(note.code).into(),
        ];
        builtins::node::process::emit_warning(&arguments, context)?;
    }
    Ok(())
}

/// What a file is, for the loader that imports or requires it.
pub(crate) fn file_format(path: &Path, context: &mut Context) -> JsResult<Format> {
    let file = path.to_string_lossy();
    let format = state(context).modules.resolver.format_for_require(&file);
    format.map_err(|failure| error(&failure, context))
}

/// What the module at a URL is, as `import` sees it.
pub(crate) fn url_format(url: &str, context: &mut Context) -> JsResult<Option<Format>> {
    let Ok(parsed) = Url::parse(url) else { return Ok(None) };
    let checked = format::check_scheme(&parsed);
    let found = checked.and_then(|()| state(context).modules.resolver.format_for_import(&parsed, None));
    found.map_err(|failure| error(&failure, context))
}

/// ERR_UNKNOWN_MODULE_FORMAT.
pub(crate) fn unknown_format(url: &str, name: Option<&str>, context: &mut Context) -> JsError {
    match Url::parse(url) {
        Ok(parsed) => error(&format::unknown_format(&parsed, name), context),
        Err(_) => errors::type_error("ERR_INVALID_URL", "Invalid URL", context),
    }
}

/// The warning about a package.json without a type, once a package.
pub(crate) fn warn_typeless(url: &str, context: &mut Context) -> JsResult<()> {
    let Ok(parsed) = Url::parse(url) else { return Ok(()) };
    let warning = state(context).modules.resolver.typeless_warning(&parsed);
    match warning {
        Some(warning) => builtins::node::process::emit_warning(
            &[
                text::from_utf8(&warning).into(),
                JsValue::undefined(),
                JsString::from("MODULE_TYPELESS_PACKAGE_JSON").into(),
            ],
            context,
        ),
        None => Ok(()),
    }
}

fn property(object: &JsValue, name: &str, context: &mut Context) -> JsResult<JsValue> {
    object.as_object().map_or(Ok(JsValue::undefined()), |object| object.get(JsString::from(name), context))
}

fn file_name(module: &JsValue, context: &mut Context) -> JsResult<Option<String>> {
    Ok(property(module, "filename", context)?.as_string().map(|name| text::to_utf8(&name)))
}

/// The files that required each other up to `parent`, innermost first.
pub(super) fn require_stack(parent: &JsValue, context: &mut Context) -> JsResult<Vec<String>> {
    let mut stack = Vec::new();
    let mut module = parent.clone();
    // A cycle of parents would never end.
    while module.is_object() && stack.len() < 1000 {
        let name = match file_name(&module, context)? {
            Some(name) => name,
            None => text::to_utf8(&property(&module, "id", context)?.to_string(context)?),
        };
        stack.push(name);
        module = match module.as_object() {
            Some(object) => builtins::node::module::properties::parent_of(&object, context)?,
            None => JsValue::undefined(),
        };
    }
    Ok(stack)
}

fn extensions(context: &mut Context) -> JsResult<Vec<String>> {
    let module = super::cjs::constructor(context)?;
    let table = module.get(JsString::from("_extensions"), context)?;
    let Some(table) = table.as_object() else { return Ok(Vec::new()) };
    let mut names = Vec::new();
    for key in table.own_property_keys(context)? {
        if let PropertyKey::String(key) = key {
            names.push(text::to_utf8(&key));
        }
    }
    Ok(names)
}

/// NODE_PATH and the like, as `module.globalPaths`.
pub(crate) fn global_paths(context: &mut Context) -> JsArray {
    let list = global_path_list(context);
    js_list(list.iter().map(String::as_str), context)
}

fn global_path_list(context: &mut Context) -> Vec<String> {
    let node_path = builtins::node::process::env_variable("NODE_PATH", context);
    let home = builtins::node::process::env_variable("HOME", context);
    let state = state(context);
    let exec_path = state.options.exec_path.to_string_lossy().into_owned();
    state.modules.resolver.global_paths(node_path.as_deref(), home.as_deref(), &exec_path)
}

fn lookup_list(request: &str, parent: &JsValue, context: &mut Context) -> JsResult<Option<Vec<String>>> {
    let file = file_name(parent, context)?;
    let paths = property(parent, "paths", context)?;
    let paths = string_list(&paths, context)?;
    let global = property(&super::cjs::constructor(context)?.into(), "globalPaths", context)?;
    let global = string_list(&global, context)?;
    Ok(state(context).modules.resolver.lookup_paths(request, file.as_deref(), &paths, &global))
}

/// `Module._resolveFilename` of what is no builtin.
pub(crate) fn resolve_filename(
    name: &str,
    parent: &JsValue,
    options: &JsValue,
    context: &mut Context,
) -> JsResult<JsValue> {
    let paths = match options.as_object() {
        Some(options) => {
            let value = options.get(JsString::from("paths"), context)?;
            if value.is_undefined() {
                lookup_list(name, parent, context)?
            } else if value.as_object().is_some_and(|o| o.is_array()) {
                Some(paths_option(name, &value, context)?)
            } else {
                return Err(errors::invalid_arg_value("options.paths", &value, "is invalid", context));
            }
        }
        None => lookup_list(name, parent, context)?,
    };
    let parent_file = file_name(parent, context)?;
    let extensions = extensions(context)?;
    let extensions: Vec<&str> = extensions.iter().map(String::as_str).collect();
    let found = {
        let state = state(context);
        let conditions = Conditions::require(&state.options.conditions);
        state.modules.resolver.resolve_cjs(&CjsRequest {
            request: name,
            parent: parent_file.as_deref(),
            paths: paths.as_deref().unwrap_or_default(),
            extensions: &extensions,
            conditions: &conditions,
            is_main: false,
            require_stack: &Vec::new,
        })
    };
    match found {
        Ok(found) => {
            warn(found.notes, context)?;
            Ok(text::from_utf8(&found.path).into())
        }
        Err(ResolveError::ModuleNotFound { request, .. }) => {
            // The stack is read only now: it takes property reads that may run getters.
            let require_stack = require_stack(parent, context)?;
            Err(error(&ResolveError::ModuleNotFound { request, require_stack }, context))
        }
        Err(failure) => Err(error(&failure, context)),
    }
}

/// `require.resolve(request, { paths })`: a relative request from each folder, another from each folder's own paths.
fn paths_option(request: &str, value: &JsValue, context: &mut Context) -> JsResult<Vec<String>> {
    let given = string_list(value, context)?;
    if paths::is_relative(request) {
        return Ok(given);
    }
    let mut all = Vec::new();
    let global = global_path_list(context);
    let state = state(context);
    for folder in given {
        for path in state.modules.resolver.node_module_paths(&folder).into_iter().chain(global.iter().cloned()) {
            if !all.contains(&path) {
                all.push(path);
            }
        }
    }
    Ok(all)
}

/// The program's main file.
pub(crate) fn resolve_main(file: &str, context: &mut Context) -> JsResult<PathBuf> {
    let base = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
    let absolute = paths::resolve(&base.to_string_lossy(), file);
    let extensions = extensions(context)?;
    let extensions: Vec<&str> = extensions.iter().map(String::as_str).collect();
    let found = {
        let state = state(context);
        let conditions = Conditions::require(&state.options.conditions);
        state.modules.resolver.find_path(&CjsRequest {
            request: &absolute,
            parent: None,
            paths: &[],
            extensions: &extensions,
            conditions: &conditions,
            is_main: true,
            require_stack: &Vec::new,
        })
    };
    match found {
        Ok(Some(path)) => Ok(PathBuf::from(path)),
        Ok(None) => {
            let failure = ResolveError::ModuleNotFound { request: absolute, require_stack: Vec::new() };
            Err(error(&failure, context))
        }
        Err(failure) => Err(error(&failure, context)),
    }
}

/// What `import specifier` in the module at `parent` names.
pub(crate) fn resolve_esm(specifier: &str, parent: &str, context: &mut Context) -> JsResult<String> {
    let base = Url::parse(parent).ok();
    let found = {
        let state = state(context);
        let conditions = Conditions::import(&state.options.conditions);
        state.modules.resolver.resolve_esm(specifier, base.as_ref(), &conditions)
    };
    match found {
        Ok(found) => {
            warn(found.notes, context)?;
            Ok(found.url.into())
        }
        Err(failure) => Err(error(&failure, context)),
    }
}

/// `Module._nodeModulePaths`.
pub(crate) fn node_module_paths(directory: &Path, context: &Context) -> Vec<String> {
    state(context).modules.resolver.node_module_paths(&directory.to_string_lossy())
}

/// `Module._resolveLookupPaths(request, parent)`.
pub(crate) fn resolve_lookup_paths(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let request = text::to_utf8(&arguments.get_or_undefined(0).to_string(context)?);
    match lookup_list(&request, arguments.get_or_undefined(1), context)? {
        Some(list) => Ok(js_list(list.iter().map(String::as_str), context).into()),
        None => Ok(JsValue::null()),
    }
}

/// `Module._findPath(request, paths, isMain)`.
pub(crate) fn find_path(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let request = text::to_utf8(&arguments.get_or_undefined(0).to_string(context)?);
    let paths = string_list(arguments.get_or_undefined(1), context)?;
    let extensions = extensions(context)?;
    let extensions: Vec<&str> = extensions.iter().map(String::as_str).collect();
    let found = {
        let state = state(context);
        let conditions = Conditions::require(&state.options.conditions);
        state.modules.resolver.find_path(&CjsRequest {
            request: &request,
            parent: None,
            paths: &paths,
            extensions: &extensions,
            conditions: &conditions,
            is_main: arguments.get_or_undefined(2).to_boolean(),
            require_stack: &Vec::new,
        })
    };
    match found {
        Ok(Some(path)) => Ok(text::from_utf8(&path).into()),
        Ok(None) => Ok(false.into()),
        Err(failure) => Err(error(&failure, context)),
    }
}

/// <https://nodejs.org/api/module.html#modulefindpackagejsonspecifier-base>
pub(crate) fn find_package_json(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let specifier = arguments.get_or_undefined(0);
    if specifier.is_undefined() {
        let message = "The \"specifier\" argument must be specified";
        return Err(errors::type_error("ERR_MISSING_ARGS", message, context));
    }
    let url_text = |value: &JsValue, name: &str, context: &mut Context| -> JsResult<String> {
        let href = property(value, "href", context)?;
        let value = if href.is_undefined() { value } else { &href };
        validate::string(value, name, context)
    };
    let name = url_text(specifier, "specifier", context)?;
    let base = match validate::optional(arguments.get_or_undefined(1)) {
        Some(base) => url_text(base, "base", context)?,
        None => "data:".to_owned(),
    };
    let base = if base.starts_with('/') { paths::to_file_href(&base) } else { base };
    let Ok(base) = Url::parse(&base) else {
        return Err(errors::type_error("ERR_INVALID_URL", "Invalid URL", context));
    };
    if name.starts_with("node:") {
        return Err(error(&ResolveError::InvalidUrlScheme, context));
    }
    let is_file = name.starts_with("file:") || name.starts_with('/');
    if is_file || paths::is_relative(&name) {
        // What is not there has no package.
        let conditions = Conditions::import(&state(context).options.conditions);
        let found = state(context).modules.resolver.resolve_esm(&name, Some(&base), &conditions);
        if let Err(failure @ ResolveError::EsmNotFound { .. }) = found {
            return Err(error(&failure, context));
        }
    }
    let resolved = if is_file || paths::is_relative(&name) {
        let url = if name.starts_with('/') { Url::parse(&paths::to_file_href(&name)) } else { base.join(&name) };
        let Ok(url) = url else { return Ok(JsValue::undefined()) };
        let Ok(file) = url.to_file_path() else { return Ok(JsValue::undefined()) };
        let inside = if file.is_dir() { file.join("x") } else { file };
        let nearest = state(context).modules.resolver.nearest_package(&inside.to_string_lossy());
        nearest.map(|package| package.map(|package| package.path.clone()))
    } else {
        state(context).modules.resolver.find_package_json(&name, &base).map(Some)
    };
    match resolved {
        Ok(Some(path)) => Ok(text::from_utf8(&path).into()),
        Ok(None) => Ok(JsValue::undefined()),
        Err(failure) => Err(error(&failure, context)),
    }
}
