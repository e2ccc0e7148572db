//! The module system: CommonJS, ES modules, and the resolution they share.
//!
//! `resolve`, `package`, `format`, `cjs_lexer`, `syntax` and what they stand on name no JavaScript type; the loaders
//! (`loader`, `cjs`, `esm`) call them through `resolution` and `cjs_exports`.

pub(crate) mod call_place;
pub(crate) mod cjs;
pub(crate) mod cjs_exports;
pub(crate) mod cjs_lexer;
pub(crate) mod custom;
pub(crate) mod cycle;
pub(crate) mod esm;
mod eval_globals;
pub(crate) mod format;
pub(crate) mod interop;
pub(crate) mod json;
pub(crate) mod link;
pub(crate) mod loader;
pub(crate) mod nesting;
pub(crate) mod origin;
pub(crate) mod outline;
pub(crate) mod package;
pub(crate) mod path;
pub(crate) mod resolution;
pub(crate) mod resolve;
pub(crate) mod source_map;
pub(crate) mod syntax;
mod syntax_words;
pub(crate) mod token;

/// Whether text that does not parse as CommonJS is an ES module (`--experimental-detect-module`).
pub(crate) use syntax::detect_module_syntax as looks_like_module;
