//! boa_engine with Charina's overlay: upstream's modules as `build.rs` leaves them in `generated/`.
//!
//! Upstream's documentation holds: <https://docs.rs/boa_engine/0.22.0>. What the overlay changes is told in
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

extern crate self as boa_engine;

#[path = "../generated/src/bigint.rs"]
pub mod bigint;
#[path = "../generated/src/builtins/mod.rs"]
pub mod builtins;
#[path = "../generated/src/bytecompiler/mod.rs"]
pub mod bytecompiler;
#[path = "../generated/src/class.rs"]
pub mod class;
#[path = "../generated/src/context/mod.rs"]
pub mod context;
#[path = "../generated/src/environments/mod.rs"]
pub mod environments;
#[path = "../generated/src/error/mod.rs"]
pub mod error;
#[path = "../generated/src/host_defined.rs"]
mod host_defined;
#[path = "../generated/src/interop/mod.rs"]
pub mod interop;
#[path = "../generated/src/job.rs"]
pub mod job;
#[path = "../generated/src/module/mod.rs"]
pub mod module;
#[path = "../generated/src/native_function/mod.rs"]
pub mod native_function;
#[path = "../generated/src/object/mod.rs"]
pub mod object;
#[path = "../generated/src/optimizer/mod.rs"]
pub mod optimizer;
#[path = "../generated/src/property/mod.rs"]
pub mod property;
#[path = "../generated/src/realm.rs"]
pub mod realm;
#[path = "../generated/src/script.rs"]
pub mod script;
#[path = "../generated/src/spanned_source_text.rs"]
mod spanned_source_text;
#[path = "../generated/src/string.rs"]
pub mod string;
#[path = "../generated/src/symbol.rs"]
pub mod symbol;
#[path = "../generated/src/sys/mod.rs"]
mod sys;
#[path = "../generated/src/try_into_js_result_impls.rs"]
mod try_into_js_result_impls;
#[path = "../generated/src/value/mod.rs"]
pub mod value;
#[path = "../generated/src/vm/mod.rs"]
pub mod vm;

#[path = "../generated/src/root.rs"]
mod root;
pub use root::*;
