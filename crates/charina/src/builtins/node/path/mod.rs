//! `node:path` (<https://nodejs.org/api/path.html>): both flavours, wholly native, on UTF-16 units.

mod glob;
mod posix;
mod shape;
mod win32;

use crate::builtins::{self, Builtin};
use crate::{errors, validate};
use charina_engine::text::{self, Units};
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, Op, ops};
use shape::Parsed;

/// The module, under its three names.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::native("path", |context| builtins::require("path/posix", context)),
    Builtin::native("path/posix", load),
    Builtin::native("path/win32", |context| builtins::require_property("path/posix", "win32", context)),
];

const POSIX: &[Op] = &[
    Op::new("resolve", 0, posix_resolve),
    Op::new("normalize", 1, |_, args, context| map(args, context, |path| posix::normalize(&path))),
    Op::new("isAbsolute", 1, |_, args, context| test(args, context, posix::is_absolute)),
    Op::new("join", 0, |_, args, context| join(args, posix::join, context)),
    Op::new("relative", 2, posix_relative),
    Op::new("toNamespacedPath", 1, |_, args, _| Ok(args.get_or_undefined(0).clone())),
    Op::new("dirname", 1, |_, args, context| map(args, context, |path| posix::dirname(&path).to_vec())),
    Op::new("basename", 2, |_, args, context| basename(args, posix::basename, context)),
    Op::new("extname", 1, |_, args, context| map(args, context, |path| posix::extname(&path).to_vec())),
    Op::new("format", 1, |_, args, context| format(args, "/", context)),
    Op::new("parse", 1, |_, args, context| parse(args, posix::parse, context)),
    Op::new("matchesGlob", 2, |_, args, context| matches_glob(args, false, context)),
];

const WIN32: &[Op] = &[
    Op::new("resolve", 0, win32_resolve),
    Op::new("normalize", 1, |_, args, context| map(args, context, |path| win32::normalize(&path))),
    Op::new("isAbsolute", 1, |_, args, context| test(args, context, win32::is_absolute)),
    Op::new("join", 0, |_, args, context| join(args, win32::join, context)),
    Op::new("relative", 2, win32_relative),
    Op::new("toNamespacedPath", 1, win32_namespaced),
    Op::new("dirname", 1, |_, args, context| map(args, context, |path| win32::dirname(&path).to_vec())),
    Op::new("basename", 2, |_, args, context| basename(args, win32::basename, context)),
    Op::new("extname", 1, |_, args, context| map(args, context, |path| win32::extname(&path).to_vec())),
    Op::new("format", 1, |_, args, context| format(args, "\\", context)),
    Op::new("parse", 1, |_, args, context| parse(args, win32::parse, context)),
    Op::new("matchesGlob", 2, |_, args, context| matches_glob(args, true, context)),
];

fn load(context: &mut Context) -> JsResult<JsValue> {
    let posix = flavour(POSIX, "/", ":", context)?;
    let win32 = flavour(WIN32, "\\", ";", context)?;
    for object in [&posix, &win32] {
        ops::define_value(object, JsString::from("win32"), win32.clone(), true);
        ops::define_value(object, JsString::from("posix"), posix.clone(), true);
        let make_long = object.get(JsString::from("toNamespacedPath"), context)?;
        ops::define_value(object, JsString::from("_makeLong"), make_long, true);
    }
    Ok(posix.into())
}

fn flavour(table: &'static [Op], sep: &str, delimiter: &str, context: &mut Context) -> JsResult<JsObject> {
    let object = JsObject::with_object_proto(context.intrinsics());
    let realm = context.realm().clone();
    for op in table {
        // Node binds its one function to the separator.
        let name = if op.name == "format" { "bound _format" } else { op.name };
        let function = Op { name, ..*op }.build(&realm);
        ops::define_value(&object, JsString::from(op.name), function, true);
    }
    ops::define_value(&object, JsString::from("sep"), JsString::from(sep), true);
    ops::define_value(&object, JsString::from("delimiter"), JsString::from(delimiter), true);
    Ok(object)
}

/// The UTF-16 units of a string.
pub(super) fn units_of(string: &JsString) -> Vec<u16> {
    match text::units(string) {
        Units::Latin1(bytes) => bytes.iter().map(|byte| u16::from(*byte)).collect(),
        Units::Utf16(units) => units.to_vec(),
    }
}

/// The argument at `index` as units.
fn path_argument(args: &[JsValue], index: usize, name: &str, context: &mut Context) -> JsResult<Vec<u16>> {
    validate::js_string(args.get_or_undefined(index), name, context).map(|string| units_of(&string))
}

fn js(units: &[u16]) -> JsValue {
    text::from_utf16(units).into()
}

fn map(args: &[JsValue], context: &mut Context, map: fn(Vec<u16>) -> Vec<u16>) -> JsResult<JsValue> {
    path_argument(args, 0, "path", context).map(|path| js(&map(path)))
}

fn test(args: &[JsValue], context: &mut Context, test: fn(&[u16]) -> bool) -> JsResult<JsValue> {
    path_argument(args, 0, "path", context).map(|path| test(&path).into())
}

/// <https://nodejs.org/api/path.html#pathjoinpaths>
fn join(args: &[JsValue], join: fn(&[Vec<u16>]) -> Vec<u16>, context: &mut Context) -> JsResult<JsValue> {
    let mut parts = Vec::with_capacity(args.len());
    for index in 0..args.len() {
        parts.push(path_argument(args, index, "path", context)?);
    }
    parts.retain(|part| !part.is_empty());
    Ok(js(&join(&parts)))
}

/// <https://nodejs.org/api/path.html#pathbasenamepath-suffix>
fn basename(
    args: &[JsValue],
    basename: for<'a> fn(&'a [u16], &[u16]) -> &'a [u16],
    context: &mut Context,
) -> JsResult<JsValue> {
    let suffix = match args.get_or_undefined(1) {
        suffix if suffix.is_undefined() => Vec::new(),
        _ => path_argument(args, 1, "suffix", context)?,
    };
    let path = path_argument(args, 0, "path", context)?;
    Ok(js(basename(&path, &suffix)))
}

/// <https://nodejs.org/api/path.html#pathparsepath>
fn parse(args: &[JsValue], parse: fn(&[u16]) -> Parsed<'_>, context: &mut Context) -> JsResult<JsValue> {
    let path = path_argument(args, 0, "path", context)?;
    let parsed = parse(&path);
    let object = JsObject::with_object_proto(context.intrinsics());
    let fields =
        [("root", parsed.root), ("dir", parsed.dir), ("base", parsed.base), ("ext", parsed.ext), ("name", parsed.name)];
    for (name, value) in fields {
        ops::define_value(&object, JsString::from(name), js(value), true);
    }
    Ok(object.into())
}

/// <https://nodejs.org/api/path.html#pathformatpathobject>
fn format(args: &[JsValue], sep: &str, context: &mut Context) -> JsResult<JsValue> {
    let object = validate::object(args.get_or_undefined(0), "pathObject", context)?;
    let field = |name: &str, context: &mut Context| object.get(JsString::from(name), context);
    let root = field("root", context)?;
    let dir = match field("dir", context)? {
        dir if dir.to_boolean() => dir,
        _ => root.clone(),
    };
    let base = match field("base", context)? {
        base if base.to_boolean() => base.to_string(context)?,
        _ => {
            let name = field("name", context)?;
            let name = if name.to_boolean() { name.to_string(context)? } else { JsString::default() };
            let ext = field("ext", context)?;
            let ext = if ext.to_boolean() { ext.to_string(context)? } else { JsString::default() };
            let needs_dot = ext.code_unit_at(0).is_some_and(|unit| unit != u16::from(b'.'));
            let dot = JsString::from(if needs_dot { "." } else { "" });
            JsString::concat_array(&[name.as_str(), dot.as_str(), ext.as_str()])
        }
    };
    if !dir.to_boolean() {
        return Ok(base.into());
    }
    let sep = JsString::from(if dir.strict_equals(&root) { "" } else { sep });
    let dir = dir.to_string(context)?;
    Ok(JsString::concat_array(&[dir.as_str(), sep.as_str(), base.as_str()]).into())
}

/// `process.cwd()`, through the property: scripts replace it.
fn current_dir(context: &mut Context) -> JsResult<Vec<u16>> {
    let process = builtins::require("process", context)?;
    let Some(object) = process.as_object() else { return Ok(Vec::new()) };
    let cwd = object.get(JsString::from("cwd"), context)?;
    let Some(cwd) = cwd.as_callable() else { return Ok(Vec::new()) };
    Ok(cwd.call(&process, &[], context)?.as_string().map(|cwd| units_of(&cwd)).unwrap_or_default())
}

/// <https://nodejs.org/api/path.html#pathresolvepaths>
fn posix_resolve(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut parts = Vec::new();
    for index in (0..args.len()).rev() {
        let part = path_argument(args, index, &format!("paths[{index}]"), context)?;
        let absolute = posix::is_absolute(&part);
        parts.insert(0, part);
        if absolute {
            return Ok(js(&posix::resolve(&parts)));
        }
    }
    parts.insert(0, current_dir(context)?);
    Ok(js(&posix::resolve(&parts)))
}

/// <https://nodejs.org/api/path.html#pathrelativefrom-to>
fn posix_relative(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (from, to) = (path_argument(args, 0, "from", context)?, path_argument(args, 1, "to", context)?);
    if from == to {
        return Ok(js(&[]));
    }
    let mut absolute = |path: Vec<u16>| -> JsResult<Vec<u16>> {
        let start = if posix::is_absolute(&path) { Vec::new() } else { current_dir(context)? };
        Ok(posix::resolve(&[start, path]))
    };
    let (from, to) = (absolute(from)?, absolute(to)?);
    Ok(js(&posix::relative(&from, &to)))
}

/// What `win32.resolve` asks for where the arguments name no absolute path: the folder of a drive, or of the process.
fn drive_dir(device: &[u16], context: &mut Context) -> JsResult<Vec<u16>> {
    if device.is_empty() {
        return current_dir(context);
    }
    let env = builtins::require_property("process", "env", context)?;
    let key = JsString::concat(JsString::from("=").as_str(), text::from_utf16(device).as_str());
    let from_env = match env.as_object() {
        Some(env) => env.get(key, context)?.as_string().filter(|dir| !dir.is_empty()),
        None => None,
    };
    match from_env {
        Some(dir) => Ok(units_of(&dir)),
        None => current_dir(context),
    }
}

fn resolve_windows(
    count: usize,
    context: &mut Context,
    mut part: impl FnMut(usize, &mut Context) -> JsResult<Vec<u16>>,
) -> JsResult<Vec<u16>> {
    let mut resolver = win32::Resolver::default();
    for index in (0..count).rev() {
        if resolver.push(&part(index, context)?) {
            return Ok(resolver.finish());
        }
    }
    let dir = drive_dir(resolver.device(), context)?;
    resolver.push_current(&dir);
    Ok(resolver.finish())
}

/// <https://nodejs.org/api/path.html#pathresolvepaths>
fn win32_resolve(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let part = |index: usize, context: &mut Context| path_argument(args, index, &format!("paths[{index}]"), context);
    resolve_windows(args.len(), context, part).map(|path| js(&path))
}

/// <https://nodejs.org/api/path.html#pathrelativefrom-to>
fn win32_relative(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (from, to) = (path_argument(args, 0, "from", context)?, path_argument(args, 1, "to", context)?);
    if from == to {
        return Ok(js(&[]));
    }
    let from = resolve_windows(1, context, |_, _| Ok(from.clone()))?;
    let to = resolve_windows(1, context, |_, _| Ok(to.clone()))?;
    Ok(js(&win32::relative(&from, &to)))
}

/// <https://nodejs.org/api/path.html#pathtonamespacedpathpath>
fn win32_namespaced(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    let Some(path) = value.as_string().filter(|path| !path.is_empty()) else { return Ok(value.clone()) };
    let resolved = resolve_windows(1, context, |_, _| Ok(units_of(&path)))?;
    if resolved.len() <= 2 {
        return Ok(value.clone());
    }
    Ok(js(&win32::namespaced(resolved)))
}

/// <https://nodejs.org/api/path.html#pathmatchesglobpath-pattern>
fn matches_glob(args: &[JsValue], windows: bool, context: &mut Context) -> JsResult<JsValue> {
    let path = validate::string(args.get_or_undefined(0), "path", context)?;
    let pattern = validate::string(args.get_or_undefined(1), "pattern", context)?;
    match glob::matches(&path, &pattern, windows) {
        Some(matched) => Ok(matched.into()),
        None => Err(errors::type_error("ERR_INVALID_ARG_VALUE", "pattern is too long", context)),
    }
}
