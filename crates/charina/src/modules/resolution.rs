//! Resolution as the loaders call it: JS values in, JS errors out, the algorithms of `resolve` between.

use crate::builtins;
use crate::errors::{self, Class};
use charina_engine::{Context, JsResult, JsString, JsValue, text};
use std::path::{Path, PathBuf};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    CommonJs,
    Module,
    Json,
    Ambiguous,
}

impl Format {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::CommonJs | Self::Ambiguous => "commonjs",
            Self::Module => "module",
            Self::Json => "json",
        }
    }
}

pub(crate) fn file_format(path: &Path, _context: &mut Context) -> JsResult<Format> {
    Ok(match path.extension().and_then(|e| e.to_str()) {
        Some("mjs") => Format::Module,
        Some("json") => Format::Json,
        Some("cjs") => Format::CommonJs,
        _ => Format::Ambiguous,
    })
}

fn as_file(path: &Path) -> Option<PathBuf> {
    if path.is_file() {
        return path.canonicalize().ok();
    }
    for extension in [".js", ".json", ".node"] {
        let with = PathBuf::from(format!("{}{extension}", path.display()));
        if with.is_file() {
            return with.canonicalize().ok();
        }
    }
    if path.is_dir() {
        return as_file(&path.join("index.js"));
    }
    None
}

pub(crate) fn resolve_filename(
    name: &str,
    parent: &JsValue,
    _options: &JsValue,
    context: &mut Context,
) -> JsResult<JsValue> {
    let base = match parent.as_object() {
        Some(parent) => parent.get(JsString::from("filename"), context)?.as_string().map(|s| text::to_utf8(&s)),
        None => None,
    };
    let base = base.unwrap_or_else(|| "/".to_owned());
    let path = Path::new(&base).parent().unwrap_or(Path::new("/")).join(name);
    match as_file(&path) {
        Some(path) => Ok(text::from_utf8(&path.to_string_lossy()).into()),
        None => Err(errors::coded(Class::Error, "MODULE_NOT_FOUND", &format!("Cannot find module '{name}'"), context)),
    }
}

pub(crate) fn resolve_main(file: &str, context: &mut Context) -> JsResult<PathBuf> {
    let path = std::env::current_dir().unwrap_or_default().join(file);
    match as_file(&path) {
        Some(path) => Ok(path),
        None => {
            let message = format!("Cannot find module '{}'", path.display());
            Err(errors::coded(Class::Error, "MODULE_NOT_FOUND", &message, context))
        }
    }
}

pub(crate) fn resolve_esm(specifier: &str, parent: &str, context: &mut Context) -> JsResult<String> {
    if builtins::is_builtin(specifier) {
        return Ok(format!("node:{}", specifier.strip_prefix("node:").unwrap_or(specifier)));
    }
    let base = url::Url::parse(parent)
        .map_err(|e| errors::thrown(errors::plain_object(Class::Error, &e.to_string(), context)))?;
    let url = base
        .join(specifier)
        .map_err(|e| errors::thrown(errors::plain_object(Class::Error, &e.to_string(), context)))?;
    Ok(url.into())
}

pub(crate) fn node_module_paths(directory: &Path) -> Vec<String> {
    directory
        .ancestors()
        .filter(|d| d.file_name().is_none_or(|n| n != "node_modules"))
        .map(|d| d.join("node_modules").to_string_lossy().into_owned())
        .collect()
}

pub(crate) fn global_paths(context: &mut Context) -> charina_engine::JsArray {
    charina_engine::JsArray::from_iter([], context)
}

pub(crate) fn resolve_lookup_paths(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(global_paths(context).into())
}

pub(crate) fn find_path(_: &JsValue, _: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    Ok(false.into())
}

pub(crate) fn find_package_json(_: &JsValue, _: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    Ok(JsValue::undefined())
}
