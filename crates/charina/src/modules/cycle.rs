//! The graph of ES modules as the host knows it: what imports what, what is linked, what runs. From it come the cycles
//! between `import` and `require` that Node refuses (ERR_REQUIRE_CYCLE_MODULE) and that the engine must never be given.

use super::loader::Modules;
use crate::errors::{self, Class};
use charina_engine::{Context, JsError};
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

/// One static import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) specifier: String,
    /// The value of the `type` attribute, empty without one.
    pub(super) kind: String,
    pub(super) url: String,
}

/// What is known of the graph.
#[derive(Default)]
pub(crate) struct Graph {
    /// What each ES module imports, by URL.
    imports: RefCell<HashMap<String, Vec<Edge>>>,
    /// The modules that the engine has linked.
    linked: RefCell<HashSet<String>>,
    /// The CommonJS files whose text runs now, by URL, outermost first.
    running: RefCell<Vec<String>>,
    /// The ES modules that `require()` evaluates now, by path, outermost first.
    required: RefCell<Vec<String>>,
    /// How many graphs evaluate now, one within the other.
    pub(super) evaluating: Cell<u32>,
    /// How many graphs load now. What is asked of the loader meanwhile are static imports.
    pub(super) loading: Cell<u32>,
    /// Where modules await at their top level, by URL: lines and columns.
    awaits: RefCell<HashMap<String, Vec<(u32, u32)>>>,
}

/// An import that would close a cycle through `require()`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cycle {
    specifier: String,
    from: String,
    is_commonjs: bool,
}

impl Graph {
    /// Notes that the module at `parent` imports `edge`.
    pub(super) fn note_import(&self, parent: &str, edge: Edge) {
        let mut imports = self.imports.borrow_mut();
        let list = imports.entry(parent.to_owned()).or_default();
        if !list.contains(&edge) {
            list.push(edge);
        }
    }

    /// Notes where the module at `url` awaits.
    pub(super) fn note_awaits(&self, url: &str, places: Vec<(u32, u32)>) {
        if !places.is_empty() {
            self.awaits.borrow_mut().insert(url.to_owned(), places);
        }
    }

    /// Where the module at `url` awaits last.
    pub(super) fn last_await(&self, url: &str) -> Option<(u32, u32)> {
        self.awaits.borrow().get(url)?.last().copied()
    }

    /// The static imports of the module at `url`.
    pub(super) fn edges(&self, url: &str) -> Vec<Edge> {
        self.imports.borrow().get(url).cloned().unwrap_or_default()
    }

    /// The module at `url` and all it imports, dependencies first.
    pub(super) fn dependencies_first(&self, url: &str) -> Vec<String> {
        let imports = self.imports.borrow();
        let mut seen = HashSet::from([url]);
        let mut order = Vec::new();
        let mut stack = vec![(url, 0)];
        while let Some((at, next)) = stack.pop() {
            match imports.get(at).and_then(|edges| edges.get(next)) {
                Some(edge) => {
                    stack.push((at, next + 1));
                    if seen.insert(&edge.url) {
                        stack.push((&edge.url, 0));
                    }
                }
                None => order.push(at.to_owned()),
            }
        }
        order
    }

    /// Notes that everything from `url` on is linked.
    pub(super) fn note_linked(&self, url: &str) {
        if self.linked.borrow().contains(url) {
            return;
        }
        self.linked.borrow_mut().extend(self.dependencies_first(url));
    }

    /// Whether the module at `url` is linked.
    pub(super) fn is_linked(&self, url: &str) -> bool {
        self.linked.borrow().contains(url)
    }

    /// Whether any module of the graph awaits at its top level.
    pub(super) fn is_async(&self, url: &str) -> bool {
        let awaits = self.awaits.borrow();
        !awaits.is_empty() && self.dependencies_first(url).iter().any(|url| awaits.contains_key(url))
    }

    /// Notes that the text of a CommonJS file runs until [`Graph::leave`].
    pub(super) fn enter(&self, url: String) {
        self.running.borrow_mut().push(url);
    }

    /// Ends what [`Graph::enter`] began.
    pub(super) fn leave(&self) {
        self.running.borrow_mut().pop();
    }

    /// Notes that the ES module at `path` is being required until [`Graph::end_require`].
    pub(super) fn begin_require(&self, path: &str) {
        self.required.borrow_mut().push(path.to_owned());
    }

    /// Ends what [`Graph::begin_require`] began.
    pub(super) fn end_require(&self) {
        self.required.borrow_mut().pop();
    }

    /// Whether the ES module at `path` is being required now.
    pub(super) fn is_being_required(&self, path: &str) -> bool {
        self.required.borrow().iter().any(|known| known == path)
    }

    /// Whether the module at `url` is evaluating: it imports, through however many others, one of those whose top
    /// level runs now (`sources`), or is one.
    pub(super) fn is_evaluating(&self, url: &str, sources: &[String]) -> bool {
        self.evaluating.get() > 0 && self.is_linked(url) && self.reaches_running(url, sources)
    }

    fn reaches_running(&self, url: &str, sources: &[String]) -> bool {
        let running = self.running.borrow();
        let imports = self.imports.borrow();
        let mut seen = HashSet::new();
        let mut waiting = vec![url];
        while let Some(next) = waiting.pop() {
            if running.iter().chain(sources).any(|file| file == next) {
                return true;
            }
            if seen.insert(next) {
                waiting.extend(imports.get(next).into_iter().flatten().map(|edge| edge.url.as_str()));
            }
        }
        false
    }

    /// The first import of the graph from `url`, as far as that is not linked, that leads to a module which is
    /// evaluating or to a CommonJS file that runs.
    pub(super) fn find_cycle(&self, url: &str, sources: &[String]) -> Option<Cycle> {
        if self.evaluating.get() == 0 && self.running.borrow().is_empty() {
            return None;
        }
        let mut seen = HashSet::new();
        let mut waiting = vec![url.to_owned()];
        while let Some(next) = waiting.pop() {
            if !seen.insert(next.clone()) || self.is_linked(&next) {
                continue;
            }
            let edges = self.edges(&next);
            for edge in &edges {
                let is_commonjs = self.running.borrow().contains(&edge.url);
                if is_commonjs || self.is_evaluating(&edge.url, sources) {
                    return Some(Cycle { specifier: edge.specifier.clone(), from: next, is_commonjs });
                }
            }
            waiting.extend(edges.into_iter().rev().map(|edge| edge.url));
        }
        None
    }
}

impl Modules {
    /// The graph of ES modules.
    pub(super) fn graph(&self) -> &Graph {
        &self.graph
    }
}

fn file_of(url: &str) -> String {
    let file = url::Url::parse(url).ok().and_then(|url| url.to_file_path().ok());
    file.map_or_else(|| url.to_owned(), |path| path.to_string_lossy().into_owned())
}

impl Cycle {
    /// Whether the import is of a CommonJS file.
    pub(super) fn is_commonjs(&self) -> bool {
        self.is_commonjs
    }

    /// ERR_REQUIRE_CYCLE_MODULE of an import (<https://nodejs.org/api/errors.html#err_require_cycle_module>).
    pub(super) fn error(&self, context: &mut Context) -> JsError {
        let kind = if self.is_commonjs { "CommonJS " } else { "" };
        let message =
            format!("Cannot import {kind}Module {} in a cycle. (from {})", self.specifier, file_of(&self.from));
        errors::coded(Class::Error, "ERR_REQUIRE_CYCLE_MODULE", &message, context)
    }
}

/// ERR_REQUIRE_CYCLE_MODULE of a `require()`.
pub(super) fn error(path: &str, parent: Option<&str>, context: &mut Context) -> JsError {
    let from = parent.map_or_else(String::new, |parent| format!(" (from {parent})"));
    let message = format!(
        "Cannot require() ES Module {path} in a cycle.{from} A cycle involving require(esm) is not allowed to maintain \
         invariants mandated by the ECMAScript specification. Try making at least part of the dependency in the graph \
         lazily loaded."
    );
    errors::coded(Class::Error, "ERR_REQUIRE_CYCLE_MODULE", &message, context)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &str)]) -> Graph {
        let graph = Graph::default();
        for (from, to) in edges {
            let edge = Edge { specifier: format!("./{to}"), kind: String::new(), url: (*to).to_owned() };
            graph.note_import(from, edge);
        }
        graph
    }

    #[test]
    fn ancestors_of_what_runs_are_evaluating() {
        let graph = graph(&[("a", "b"), ("b", "c.cjs"), ("a", "d")]);
        graph.note_linked("a");
        assert!(!graph.is_evaluating("a", &[]), "nothing runs");
        graph.evaluating.set(1);
        graph.enter("c.cjs".to_owned());
        assert!(graph.is_evaluating("a", &[]));
        assert!(graph.is_evaluating("b", &[]));
        assert!(!graph.is_evaluating("d", &[]));
        assert!(graph.is_evaluating("d", &["d".to_owned()]));
    }

    #[test]
    fn cycles_name_the_import_that_closes_them() {
        // a -> b.cjs, which requires c -> a.
        let graph = graph(&[("a", "b.cjs"), ("c", "e"), ("c", "a")]);
        graph.note_linked("a");
        graph.evaluating.set(1);
        graph.enter("b.cjs".to_owned());
        let cycle = graph.find_cycle("c", &[]).expect("a cycle");
        assert_eq!((cycle.specifier.as_str(), cycle.from.as_str(), cycle.is_commonjs), ("./a", "c", false));
        graph.leave();
        assert_eq!(graph.find_cycle("c", &[]), None);
        // b.cjs, the program, requires c -> a -> b.cjs.
        graph.evaluating.set(0);
        graph.enter("b.cjs".to_owned());
        let graph = self::graph(&[("c", "a"), ("a", "b.cjs")]);
        graph.enter("b.cjs".to_owned());
        let cycle = graph.find_cycle("c", &[]).expect("a cycle");
        assert_eq!((cycle.specifier.as_str(), cycle.from.as_str(), cycle.is_commonjs), ("./b.cjs", "a", true));
    }

    #[test]
    fn graphs_are_walked_dependencies_first_and_know_their_awaits() {
        let graph = graph(&[("a", "b"), ("b", "c"), ("c", "a"), ("a", "d")]);
        assert_eq!(graph.dependencies_first("a"), ["c", "b", "d", "a"]);
        graph.note_awaits("d", vec![(1, 1), (2, 3)]);
        assert!(graph.is_async("a") && graph.is_async("c") && graph.is_async("d"));
        assert_eq!(graph.last_await("d"), Some((2, 3)));
        assert!(!self::graph(&[("x", "y")]).is_async("x"));
    }
}
