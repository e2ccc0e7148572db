//! Cycles between `import` and `require`: an ES module that is evaluating cannot be required by a CommonJS file it
//! imports (ERR_REQUIRE_CYCLE_MODULE), and the engine must never be asked to.

use super::loader::Modules;
use crate::errors::{self, Class};
use charina_engine::{Context, JsError};
use std::collections::HashSet;

impl Modules {
    /// Notes that the module at `parent` imports the one at `url`.
    pub(super) fn note_import(&self, parent: &str, url: &str) {
        let mut imports = self.imports.borrow_mut();
        let list = imports.entry(parent.to_owned()).or_default();
        if !list.iter().any(|known| known == url) {
            list.push(url.to_owned());
        }
    }

    /// Whether the module at `url` imports, through however many others, a CommonJS file that is running for it now.
    pub(super) fn is_evaluating(&self, url: &str) -> bool {
        let running = self.imported_commonjs.borrow();
        if running.is_empty() {
            return false;
        }
        let imports = self.imports.borrow();
        let mut seen = HashSet::new();
        let mut waiting = vec![url];
        while let Some(next) = waiting.pop() {
            if running.iter().any(|file| file == next) {
                return true;
            }
            if seen.insert(next) {
                waiting.extend(imports.get(next).into_iter().flatten().map(String::as_str));
            }
        }
        false
    }
}

/// ERR_REQUIRE_CYCLE_MODULE (<https://nodejs.org/api/errors.html#err_require_cycle_module>).
pub(super) fn error(url: &str, context: &mut Context) -> JsError {
    let message = format!(
        "Cannot require() ES Module {} in a cycle. A cycle involving require(esm) is disallowed to maintain invariants \
         mandated by the ECMAScript specification. Try making at least part of the dependency in the graph lazily loaded.",
        url.strip_prefix("file://").unwrap_or(url)
    );
    errors::coded(Class::Error, "ERR_REQUIRE_CYCLE_MODULE", &message, context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ancestors_of_a_running_file_are_evaluating() {
        let modules = Modules::default();
        modules.note_import("a", "b");
        modules.note_import("b", "c.cjs");
        modules.note_import("a", "d");
        assert!(!modules.is_evaluating("a"), "nothing runs");
        modules.imported_commonjs.borrow_mut().push("c.cjs".to_owned());
        assert!(modules.is_evaluating("a"));
        assert!(modules.is_evaluating("b"));
        assert!(!modules.is_evaluating("d"));
    }
}
