//! Modules that are no ES modules, as `import` sees them (builtins, CommonJS, JSON), and ES modules as `require()` does.

use super::esm::{file_url, parse};
use super::link;
use super::{cjs, cjs_exports};
use crate::builtins;
use crate::errors::{self, Class};
use crate::state::state;
use charina_engine::live::LiveModule;
use charina_engine::{
    Context, JsObject, JsResult, JsString, JsValue, Module, PropertyKey, SyntheticModuleInitializer, js_string, text,
};
use std::path::{Path, PathBuf};

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

/// A builtin: its enumerable properties are its exports, and follow them when `module.syncBuiltinESMExports()` says so.
pub(super) fn builtin(name: &str, context: &mut Context) -> JsResult<Module> {
    if !builtins::is_builtin(&format!("node:{name}")) {
        let message = format!("No such built-in module: node:{name}");
        return Err(errors::coded(Class::Error, "ERR_UNKNOWN_BUILTIN_MODULE", &message, context));
    }
    let exports = builtins::require(name, context)?;
    let mut names = vec![js_string!("default")];
    if let Some(object) = exports.as_object() {
        for key in object.own_property_keys(context)? {
            let PropertyKey::String(key) = key else { continue };
            if key != js_string!("default") && is_enumerable(&object, &key, context)? {
                names.push(key);
            }
        }
    }
    let path = format!("node:{name}");
    let live = LiveModule::new(names.clone(), &path, builtin_values, context);
    let module = live.module().clone();
    state(context).modules.live.borrow_mut().insert(path, (live, names));
    Ok(module)
}

fn is_enumerable(object: &JsObject, key: &JsString, context: &mut Context) -> JsResult<bool> {
    let prototype = context.intrinsics().constructors().object().prototype();
    let test = prototype.get(js_string!("propertyIsEnumerable"), context)?;
    let Some(test) = test.as_callable() else { return Ok(true) };
    Ok(test.call(&object.clone().into(), &[key.clone().into()], context)?.to_boolean())
}

fn builtin_values(path: &str, names: &[JsString], context: &mut Context) -> JsResult<Vec<JsValue>> {
    let exports = builtins::require(path.strip_prefix("node:").unwrap_or(path), context)?;
    read_own(&exports, names, context)
}

/// The values of the own properties `names`; a getter that throws, or a property that is gone, gives undefined.
fn read_own(exports: &JsValue, names: &[JsString], context: &mut Context) -> JsResult<Vec<JsValue>> {
    let object = exports.as_object();
    let mut values = Vec::with_capacity(names.len());
    for name in names {
        values.push(match &object {
            _ if *name == js_string!("default") => exports.clone(),
            Some(object) if object.has_own_property(name.clone(), context)? => {
                object.get(name.clone(), context).unwrap_or_default()
            }
            _ => JsValue::undefined(),
        });
    }
    Ok(values)
}

/// `module.syncBuiltinESMExports()`: what the exports of loaded builtins are now becomes what importers see.
pub(crate) fn sync_builtins(context: &mut Context) -> JsResult<()> {
    let modules: Vec<_> = state(context)
        .modules
        .live
        .borrow()
        .iter()
        .map(|(path, (live, names))| (path.clone(), live.clone(), names.clone()))
        .collect();
    for (path, live, names) in modules {
        let values = builtin_values(&path, &names, context)?;
        for (name, value) in names.iter().zip(values) {
            live.set(name, value)?;
        }
    }
    Ok(())
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

/// A CommonJS file under `import`. What hooks made of its source is lexed instead of the file.
pub(super) fn commonjs(path: &Path, context: &mut Context) -> JsResult<Module> {
    let mut names = cjs_exports::names(path, context)?;
    names.insert("default".to_owned());
    names.insert("module.exports".to_owned());
    let names: Vec<String> = names.into_iter().collect();
    Ok(synthetic(&names, &path.to_string_lossy(), commonjs_values, context))
}

fn commonjs_values(path: &str, names: &[JsString], context: &mut Context) -> JsResult<Vec<JsValue>> {
    state(context).modules.graph().enter(file_url(Path::new(path)));
    let is_main = state(context).modules.main_url.borrow().as_deref() == Some(&file_url(Path::new(path)));
    // Hooks have resolved it already.
    let exports = if state(context).modules.customised.get() || is_main {
        let parent = if is_main { JsValue::null() } else { JsValue::undefined() };
        cjs::load_resolved(path, &parent, is_main, None, context)
    } else {
        load_commonjs(path, context)
    };
    state(context).modules.graph().leave();
    state(context).modules.sources.borrow_mut().remove(path);
    if exports.is_err() {
        state(context).modules.failed.borrow_mut().push(PathBuf::from(path));
    }
    let exports = exports?;
    // What a transpiler marked as an ES module has its `default` export under `default` for `import x from`: Node gives
    // the whole exports object all the same.
    read_names(&exports, names, context)
}

fn load_commonjs(path: &str, context: &mut Context) -> JsResult<JsValue> {
    let module = cjs::constructor(context)?;
    let load = module.get(JsString::from("_load"), context)?;
    let load = crate::validate::function(&load, "Module._load", context)?;
    load.call(&module.into(), &[text::from_utf8(path).into(), JsValue::undefined(), false.into()], context)
}

/// What `require()` answers for the ES module at `url`: its namespace, or what it exports as `module.exports`.
pub(super) fn required_value(module: &Module, url: &str, context: &mut Context) -> JsResult<JsValue> {
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
    // It has a name of its own in the graph, where it stands above the module.
    let own = format!("{url}#require");
    let module = parse(&source, &own, context)?;
    let promise = link::run(&module, &own, context)?;
    link::mark_handled(&promise, context)?;
    state(context).modules.esm.borrow_mut().insert(key, module.clone());
    Ok(module.namespace(context).into())
}
