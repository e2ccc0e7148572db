//! The module system's half without an engine: package.json, resolution, formats, export detection.
//!
//! Nothing here names a JavaScript type: the loaders that do sit beside these files and call in.

// The loaders that use all of this land separately; until then most of it is used by tests only.
#![cfg_attr(not(test), allow(dead_code))]

pub mod cjs_lexer;
pub mod format;
pub mod json;
pub mod package;
pub mod path;
pub mod resolve;
pub mod syntax;
pub mod token;
