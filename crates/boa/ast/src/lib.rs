//! boa_ast with Charina's overlay: upstream's modules as `build.rs` leaves them in `generated/`.
//!
//! Upstream's documentation holds: <https://docs.rs/boa_ast/0.22.0>. What the overlay changes is told in
//! `docs/engine.md` and beside each change in `overlay/`.

// Upstream's code is not ours to lint.
#![allow(
    warnings,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction,
    rustdoc::all,
    reason = "generated from upstream's source"
)]

// Skipped by rustfmt, which runs before there is a build: the files are not there in a fresh clone.
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/declaration/mod.rs"]
pub mod declaration;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/expression/mod.rs"]
pub mod expression;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/function/mod.rs"]
pub mod function;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/keyword/mod.rs"]
pub mod keyword;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/module_item_list/mod.rs"]
mod module_item_list;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/operations/mod.rs"]
pub mod operations;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/pattern.rs"]
pub mod pattern;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/position.rs"]
mod position;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/property.rs"]
pub mod property;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/punctuator/mod.rs"]
mod punctuator;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/scope.rs"]
pub mod scope;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/scope_analyzer.rs"]
pub mod scope_analyzer;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/source.rs"]
mod source;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/source_text.rs"]
mod source_text;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/statement/mod.rs"]
pub mod statement;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/statement_list.rs"]
mod statement_list;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/visitor.rs"]
pub mod visitor;

#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/root.rs"]
mod root;
pub use root::*;
