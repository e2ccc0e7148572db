//! `node:module` (<https://nodejs.org/api/module.html>): the `Module` function and its statics.

mod compile_cache;
pub(crate) mod properties;
pub(crate) mod source_map;

use crate::builtins::{self, Builtin, glue};
use crate::errors;
use crate::modules::{cjs, custom, resolution};
use crate::state::state;
use charina_engine::{
    Context, FunctionObjectBuilder, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, NativeFunction, Op,
    PropertyDescriptor, ops, text,
};
use std::path::{Path, PathBuf};

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::native("module", load),
    Builtin::glue("internal/module/circular", glue!("circular.js"), &[]),
    Builtin::glue("internal/module/hooks", glue!("hooks.js"), custom::OPS),
    Builtin::glue("internal/module/source_map", glue!("source_map.js"), source_map::OPS),
];

const STATICS: &[Op] = &[
    Op::new("isBuiltin", 1, is_builtin),
    Op::new("_findPath", 3, resolution::find_path),
    Op::new("_nodeModulePaths", 1, node_module_paths),
    Op::new("_resolveLookupPaths", 2, resolution::resolve_lookup_paths),
    Op::new("_load", 3, cjs::load),
    Op::new("_resolveFilename", 4, cjs::resolve_filename),
    Op::new("createRequire", 1, create_require),
    Op::new("_initPaths", 0, init_paths),
    Op::new("_preloadModules", 1, preload_modules),
    Op::new("syncBuiltinESMExports", 0, sync_builtin_esm_exports),
];

const MORE_STATICS: &[Op] = &[
    Op::new("registerHooks", 1, register_hooks),
    Op::new("runMain", 0, run_main),
    Op::new("register", 1, register),
    Op::new("enableCompileCache", 1, compile_cache::enable),
    Op::new("findPackageJSON", 1, resolution::find_package_json),
    Op::new("flushCompileCache", 0, compile_cache::nothing),
    Op::new("getCompileCacheDir", 0, compile_cache::nothing),
    Op::new("findSourceMap", 1, source_map::find),
    Op::new("getSourceMapsSupport", 0, source_map::support),
    Op::new("setSourceMapsSupport", 1, source_map::set_support),
];

const EXTENSIONS: &[Op] = &[
    Op::new(".js", 2, cjs::extension_js),
    Op::new(".json", 2, cjs::extension_json),
    Op::new(".node", 2, cjs::extension_node),
];

const METHODS: &[Op] = &[
    Op::new("load", 1, cjs::load_file),
    Op::new("require", 1, cjs::require),
    Op::new("_compile", 3, cjs::compile_method),
];

fn load(context: &mut Context) -> JsResult<JsValue> {
    let prototype = JsObject::with_object_proto(context.intrinsics());
    state(context).set_slot("Module.prototype", prototype.clone());
    let module: JsObject = FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(construct))
        .name(JsString::from("Module"))
        .length(0)
        .constructor(true)
        .build()
        .into();
    state(context).set_slot("Module", module.clone());
    ops::define_value(&module, JsString::from("prototype"), prototype.clone(), false);
    let fixed = PropertyDescriptor::builder().configurable(false).build();
    module.define_property_or_throw(JsString::from("prototype"), fixed, context)?;
    properties::define_on_prototype(&prototype, context)?;
    ops::define_ops(&prototype, METHODS, true, context);
    ops::define_accessor(&module, "_stat", Some(properties::get_stat), Some(properties::set_stat), false, context);
    ops::define_value(&module, JsString::from("_cache"), JsObject::with_null_proto(), true);
    ops::define_value(&module, JsString::from("_pathCache"), JsObject::with_null_proto(), true);
    let extensions = JsObject::with_null_proto();
    ops::define_ops(&extensions, EXTENSIONS, true, context);
    ops::define_value(&module, JsString::from("_extensions"), extensions, true);
    ops::define_value(&module, JsString::from("globalPaths"), resolution::global_paths(context), true);
    properties::define_wrapping(&module, context)?;
    ops::define_ops(&module, STATICS, true, context);
    ops::define_value(&module, JsString::from("Module"), module.clone(), true);
    ops::define_ops(&module, &MORE_STATICS[..1], true, context);
    ops::define_value(&module, JsString::from("builtinModules"), builtin_modules(context), true);
    ops::define_ops(&module, &MORE_STATICS[1..3], true, context);
    let constants = JsObject::with_null_proto();
    ops::define_value(&constants, JsString::from("compileCacheStatus"), compile_cache::statuses(), true);
    ops::define_value(&module, JsString::from("constants"), constants, true);
    ops::define_ops(&module, &MORE_STATICS[3..], true, context);
    ops::define_accessor(&module, "SourceMap", Some(source_map::get_class), Some(source_map::set_class), true, context);
    Ok(module.into())
}

/// `module.builtinModules`: in the order of their names, those that need the prefix last.
fn builtin_modules(context: &mut Context) -> JsArray {
    let mut names: Vec<(bool, &str)> = builtins::all()
        .filter(|builtin| builtin.is_public())
        .map(|builtin| (builtins::PREFIX_ONLY.contains(&builtin.name), builtin.name))
        .collect();
    names.sort_unstable();
    let names: Vec<JsValue> = names
        .into_iter()
        .map(|(prefixed, name)| {
            JsString::from(format!("{}{name}", if prefixed { "node:" } else { "" }).as_str()).into()
        })
        .collect();
    JsArray::from_iter(names, context)
}

/// `new Module(id, parent)`.
fn construct(new_target: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let prototype = match new_target.as_object() {
        Some(target) => target.get(JsString::from("prototype"), context)?.as_object(),
        None => None,
    };
    let prototype = prototype.or_else(|| state(context).slot("Module.prototype").as_object());
    let object = properties::new_object(prototype, arguments.get_or_undefined(1).clone());
    cjs::initialise(&object, arguments.get_or_undefined(0), arguments.get_or_undefined(1), context)?;
    Ok(object.into())
}

/// `Module._nodeModulePaths(directory)`.
fn node_module_paths(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let directory = text::to_utf8(&arguments.get_or_undefined(0).to_string(context)?);
    let paths = resolution::node_module_paths(Path::new(&directory), context);
    let paths: Vec<JsValue> = paths.iter().map(|path| text::from_utf8(path).into()).collect();
    Ok(JsArray::from_iter(paths, context).into())
}

fn init_paths(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let module = cjs::constructor(context)?;
    let paths = resolution::global_paths(context);
    module.set(JsString::from("globalPaths"), paths, true, context)?;
    Ok(JsValue::undefined())
}

fn preload_modules(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(requests) = arguments.get_or_undefined(0).as_object().filter(JsObject::is_array) else {
        return Ok(JsValue::undefined());
    };
    let requests = JsArray::from_object(requests)?;
    let base = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/")).join("internal-preload");
    for index in 0..requests.length(context)? {
        let request = requests.get(index, context)?.to_string(context)?;
        cjs::require_from(&base, &text::to_utf8(&request), context)?;
    }
    Ok(JsValue::undefined())
}

/// <https://nodejs.org/api/module.html#modulecreaterequirefilename>
fn create_require(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = arguments.get_or_undefined(0);
    let shown = match value.as_object() {
        Some(url) => url.get(JsString::from("href"), context)?,
        None => value.clone(),
    };
    let path = shown.as_string().map(|s| text::to_utf8(&s)).and_then(|shown| {
        if shown.starts_with("file:") {
            url::Url::parse(&shown).ok()?.to_file_path().ok().map(|p| {
                let slash = shown.ends_with('/') && !p.to_string_lossy().ends_with('/');
                if slash { PathBuf::from(format!("{}/", p.display())) } else { p }
            })
        } else {
            shown.starts_with('/').then(|| PathBuf::from(&shown))
        }
    });
    let Some(path) = path else {
        let reason = "must be a file URL object, file URL string, or absolute path string";
        return Err(errors::invalid_arg_value("filename", value, reason, context));
    };
    // A folder's require looks from within it, as if from a file that is not there.
    let path = if path.to_string_lossy().ends_with('/') { path.join("noop.js") } else { path };
    let module = cjs::anonymous_module(&path, context)?;
    Ok(cjs::make_require(&module, context)?.into())
}

/// <https://nodejs.org/api/module.html#moduleisbuiltinmodulename>
fn is_builtin(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let name = arguments.get_or_undefined(0).as_string().map(|s| text::to_utf8(&s));
    Ok(name.is_some_and(|name| builtins::is_builtin(&name)).into())
}

/// A function of the glue that holds the chains of hooks.
fn call_hooks(name: &str, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let function = builtins::require_property("internal/module/hooks", name, context)?;
    let function = crate::validate::function(&function, name, context)?;
    function.call(&JsValue::undefined(), arguments, context)
}

/// <https://nodejs.org/api/module.html#moduleregisterspecifier-parenturl-options>
fn register(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    call_hooks("register", arguments, context)
}

/// <https://nodejs.org/api/module.html#moduleregisterhooksoptions>
fn register_hooks(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    call_hooks("registerHooks", arguments, context)
}

/// `Module.runMain(main)`.
fn run_main(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let main = match arguments.get_or_undefined(0).as_string() {
        Some(main) => text::to_utf8(&main),
        None => state(context).options.args.first().cloned().unwrap_or_default(),
    };
    crate::modules::loader::run_main(&crate::runtime::Main::File(main), context)?;
    Ok(JsValue::undefined())
}

/// <https://nodejs.org/api/module.html#modulesyncbuiltinesmexports>
fn sync_builtin_esm_exports(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    crate::modules::interop::sync_builtins(context)?;
    Ok(JsValue::undefined())
}
