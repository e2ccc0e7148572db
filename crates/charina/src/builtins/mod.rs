//! The builtins: the one alphabetical table of modules, and how each is loaded on its first require.

pub(crate) mod internal;
pub(crate) mod node;
pub(crate) mod web;

use crate::state::{State, state};
use charina_engine::{
    Context, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue, Op, Script, Source, ops, text,
};
use std::path::Path;

/// A module that `require` finds without looking at the disk.
#[derive(Clone, Copy)]
pub(crate) struct Builtin {
    /// The name, without the `node:` prefix: `fs/promises`, `internal/errors`.
    pub(crate) name: &'static str,
    load: Load,
}

#[derive(Clone, Copy)]
enum Load {
    Glue { file: &'static str, source: &'static str, natives: &'static [Op] },
    Native(fn(&mut Context) -> JsResult<JsValue>),
}

impl Builtin {
    /// A module whose exports JavaScript glue makes; `natives` become its `ops`.
    /// `glue` comes from the [`glue!`] macro.
    pub(crate) const fn glue(name: &'static str, glue: (&'static str, &'static str), natives: &'static [Op]) -> Self {
        Self { name, load: Load::Glue { file: glue.0, source: glue.1, natives } }
    }

    /// A module whose exports Rust makes.
    pub(crate) const fn native(name: &'static str, load: fn(&mut Context) -> JsResult<JsValue>) -> Self {
        Self { name, load: Load::Native(load) }
    }

    /// Whether users may require it: internal modules are for glue alone.
    pub(crate) fn is_public(&self) -> bool {
        !self.name.starts_with("internal/")
    }
}

/// The path of a glue file beside the calling Rust file, and its text: `glue!("events.js")`.
macro_rules! glue {
    ($file:literal) => {
        (concat!(file!(), "|", $file), include_str!($file))
    };
}
pub(crate) use glue;

/// Every builtin. One line a folder, in alphabetical order: `module.builtinModules`, bare-specifier look-up and
/// docs/compat.md derive from it.
const TABLE: &[&[Builtin]] = &[
    internal::BUILTINS,
    internal::stdio::BUILTINS,
    node::assert::BUILTINS,
    node::async_hooks::BUILTINS,
    node::buffer::BUILTINS,
    node::child_process::BUILTINS,
    node::cluster::BUILTINS,
    node::console::BUILTINS,
    node::crypto::BUILTINS,
    node::dgram::BUILTINS,
    node::diagnostics_channel::BUILTINS,
    node::dns::BUILTINS,
    node::domain::BUILTINS,
    node::events::BUILTINS,
    node::fs::BUILTINS,
    node::http::BUILTINS,
    node::module::BUILTINS,
    node::net::BUILTINS,
    node::os::BUILTINS,
    node::path::BUILTINS,
    node::perf_hooks::BUILTINS,
    node::process::BUILTINS,
    node::punycode::BUILTINS,
    node::querystring::BUILTINS,
    node::readline::BUILTINS,
    node::stream::BUILTINS,
    node::string_decoder::BUILTINS,
    node::test::BUILTINS,
    node::timers::BUILTINS,
    node::tty::BUILTINS,
    node::url::BUILTINS,
    node::util::BUILTINS,
    node::v8::BUILTINS,
    node::vm::BUILTINS,
    node::worker_threads::BUILTINS,
    node::zlib::BUILTINS,
    web::abort::BUILTINS,
    web::blob::BUILTINS,
    web::dom_exception::BUILTINS,
    web::encoding::BUILTINS,
    web::events::BUILTINS,
    web::interface::BUILTINS,
    web::messaging::BUILTINS,
    web::navigator::BUILTINS,
    web::performance::BUILTINS,
    web::streams::BUILTINS,
    web::structured_clone::BUILTINS,
    web::url::BUILTINS,
    web::url_pattern::BUILTINS,
];

/// All builtins, in the table's order.
pub(crate) fn all() -> impl Iterator<Item = &'static Builtin> {
    TABLE.iter().copied().flatten()
}

/// The builtin of that name (no `node:` prefix), public or internal.
pub(crate) fn find(name: &str) -> Option<&'static Builtin> {
    all().find(|builtin| builtin.name == name)
}

/// Whether `require(specifier)` names a public builtin, with or without `node:`.
pub(crate) fn is_builtin(specifier: &str) -> bool {
    match specifier.strip_prefix("node:") {
        Some(name) => find(name).is_some_and(Builtin::is_public),
        None => !PREFIX_ONLY.contains(&specifier) && find(specifier).is_some_and(Builtin::is_public),
    }
}

/// Modules that exist only with the `node:` prefix
/// (<https://nodejs.org/api/modules.html#built-in-modules-with-mandatory-node-prefix>).
pub(crate) const PREFIX_ONLY: &[&str] = &["sea", "sqlite", "test", "test/reporters"];

/// The exports of a builtin, loading it on first use.
pub(crate) fn require(name: &str, context: &mut Context) -> JsResult<JsValue> {
    let state = state(context);
    if let Some(module) = state.builtins.borrow().get(name) {
        return module.get(JsString::from("exports"), context);
    }
    let Some(builtin) = find(name) else {
        return Err(JsNativeError::error().with_message(format!("No such built-in module: {name}")).into());
    };
    load(builtin, &state, context)
}

/// A property of a builtin's exports: `require_property("events", "EventEmitter", context)`.
pub(crate) fn require_property(name: &str, property: &str, context: &mut Context) -> JsResult<JsValue> {
    let exports = require(name, context)?;
    let Some(exports) = exports.as_object() else { return Ok(JsValue::undefined()) };
    exports.get(JsString::from(property), context)
}

fn load(builtin: &'static Builtin, state: &State, context: &mut Context) -> JsResult<JsValue> {
    let module = JsObject::with_object_proto(context.intrinsics());
    let exports = JsObject::with_object_proto(context.intrinsics());
    ops::define_value(&module, JsString::from("exports"), exports.clone(), true);
    // In the cache before it runs: builtins may require each other in a circle, as Node's do.
    state.builtins.borrow_mut().insert(builtin.name, module.clone());
    let result = run(builtin, &module, &exports, state, context);
    if let Err(error) = result {
        state.builtins.borrow_mut().remove(builtin.name);
        return Err(error);
    }
    module.get(JsString::from("exports"), context)
}

fn run(builtin: &Builtin, module: &JsObject, exports: &JsObject, state: &State, context: &mut Context) -> JsResult<()> {
    match builtin.load {
        Load::Native(make) => {
            let value = make(context)?;
            ops::define_value(module, JsString::from("exports"), value, true);
        }
        Load::Glue { file, source, natives } => {
            let function = compile_glue(builtin.name, file, source, context)?;
            let natives = ops::ops_object(natives, context);
            let require = state.glue_require(context);
            let arguments = [exports.clone().into(), require.into(), module.clone().into(), natives.into()];
            function.call(&JsValue::undefined(), &arguments, context)?;
        }
    }
    Ok(())
}

fn compile_glue(name: &str, file: &str, source: &'static str, context: &mut Context) -> JsResult<JsObject> {
    let source = current_source(file, source);
    let text = format!("(function (exports, require, module, ops) {{'use strict';{source}\n}})");
    let display = format!("node:{name}");
    let script = Script::parse(Source::from_bytes(text.as_bytes()).with_path(Path::new(&display)), None, context)
        .map_err(|error| named(error, &display))?;
    let value = script.evaluate(context)?;
    value
        .as_object()
        .ok_or_else(|| JsNativeError::error().with_message(format!("{display}: glue is no function")).into())
}

fn named(error: JsError, display: &str) -> JsError {
    JsNativeError::syntax().with_message(format!("{display}: {error}")).into()
}

/// In debug builds the glue as it is in the source tree now, so that editing it needs no rebuild.
#[cfg(debug_assertions)]
fn current_source(file: &str, embedded: &'static str) -> std::borrow::Cow<'static, str> {
    let (rust_file, glue_file) = file.split_once('|').unwrap_or((file, ""));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join(rust_file).with_file_name("").join(glue_file);
    std::fs::read_to_string(path).map_or(embedded.into(), Into::into)
}

#[cfg(not(debug_assertions))]
fn current_source(_file: &str, embedded: &'static str) -> std::borrow::Cow<'static, str> {
    embedded.into()
}

/// `require` as glue sees it: builtins only, public or internal.
pub(crate) fn glue_require(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let name = arguments.first().and_then(JsValue::as_string).unwrap_or_default();
    require(&text::to_utf8(&name), context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = all().map(|builtin| builtin.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }
}
