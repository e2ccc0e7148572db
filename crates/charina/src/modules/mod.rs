//! The module system: CommonJS, ES modules, and the resolution they share.

pub(crate) mod cjs;
pub(crate) mod cjs_exports;
pub(crate) mod esm;
pub(crate) mod loader;
pub(crate) mod resolution;

/// Whether text that does not parse as CommonJS is an ES module (`--experimental-detect-module`).
pub(crate) fn looks_like_module(source: &str) -> bool {
    source.lines().any(|line| {
        let line = line.trim_start();
        line.starts_with("import ")
            || line.starts_with("import{")
            || line.starts_with("export ")
            || line.contains("await ")
    })
}
