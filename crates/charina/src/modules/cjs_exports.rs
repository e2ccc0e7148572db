//! The export names of a CommonJS file under `import`, found by lexing it and the files it passes on.

use super::cjs_lexer::lex_cjs;
use super::{loader, resolution};
use charina_engine::{Context, JsObject, JsResult, JsString, JsValue, ops, text};
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

/// The names that the file exports, as far as its text tells.
pub(crate) fn names(path: &Path, context: &mut Context) -> JsResult<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    let mut seen = HashSet::new();
    let mut waiting = vec![path.to_path_buf()];
    while let Some(file) = waiting.pop() {
        if !seen.insert(file.clone()) {
            continue;
        }
        let lexable = !matches!(file.extension().and_then(|e| e.to_str()), Some("json" | "node"));
        let given = crate::state::state(context).modules.sources.borrow().get(&*file.to_string_lossy()).cloned();
        let Some(source) = given.or_else(|| loader::read_source(&file, context).ok()) else { continue };
        if !lexable {
            continue;
        }
        let found = lex_cjs(&source);
        names.extend(found.exports);
        for specifier in found.reexports {
            // What cannot be resolved exports nothing here; requiring it will tell why.
            if let Some(next) = resolve(&specifier, &file, context) {
                waiting.push(next);
            }
        }
    }
    Ok(names)
}

fn resolve(specifier: &str, from: &Path, context: &mut Context) -> Option<PathBuf> {
    if crate::builtins::is_builtin(specifier) {
        return None;
    }
    let parent = JsObject::with_null_proto();
    ops::define_value(&parent, JsString::from("filename"), text::from_utf8(&from.to_string_lossy()), true);
    let directory = from.parent().unwrap_or(Path::new("/"));
    let paths: Vec<JsValue> =
        resolution::node_module_paths(directory, context).iter().map(|path| text::from_utf8(path).into()).collect();
    let paths = charina_engine::JsArray::from_iter(paths, context);
    ops::define_value(&parent, JsString::from("paths"), paths, true);
    let found = resolution::resolve_filename(specifier, &parent.into(), &JsValue::undefined(), context).ok()?;
    Some(PathBuf::from(text::to_utf8(&found.as_string()?)))
}
