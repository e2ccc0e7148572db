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

// Skipped by rustfmt, which runs before there is a build: the files are not there in a fresh clone.
#[rustfmt::skip]
#[path = "../generated/src/bigint.rs"]
pub mod bigint;
#[rustfmt::skip]
#[path = "../generated/src/builtins/mod.rs"]
pub mod builtins;
#[rustfmt::skip]
#[path = "../generated/src/bytecompiler/mod.rs"]
pub mod bytecompiler;
#[rustfmt::skip]
#[path = "../generated/src/class.rs"]
pub mod class;
#[rustfmt::skip]
#[path = "../generated/src/context/mod.rs"]
pub mod context;
#[rustfmt::skip]
#[path = "../generated/src/environments/mod.rs"]
pub mod environments;
#[rustfmt::skip]
#[path = "../generated/src/error/mod.rs"]
pub mod error;
#[rustfmt::skip]
#[path = "../generated/src/host_defined.rs"]
mod host_defined;
#[rustfmt::skip]
#[path = "../generated/src/interop/mod.rs"]
pub mod interop;
#[rustfmt::skip]
#[path = "../generated/src/job.rs"]
pub mod job;
#[rustfmt::skip]
#[path = "../generated/src/module/mod.rs"]
pub mod module;
#[rustfmt::skip]
#[path = "../generated/src/native_function/mod.rs"]
pub mod native_function;
#[rustfmt::skip]
#[path = "../generated/src/object/mod.rs"]
pub mod object;
#[rustfmt::skip]
#[path = "../generated/src/optimizer/mod.rs"]
pub mod optimizer;
#[rustfmt::skip]
#[path = "../generated/src/property/mod.rs"]
pub mod property;
#[rustfmt::skip]
#[path = "../generated/src/realm.rs"]
pub mod realm;
#[rustfmt::skip]
#[path = "../generated/src/script.rs"]
pub mod script;
#[rustfmt::skip]
#[path = "../generated/src/spanned_source_text.rs"]
mod spanned_source_text;
#[rustfmt::skip]
#[path = "../generated/src/string.rs"]
pub mod string;
#[rustfmt::skip]
#[path = "../generated/src/symbol.rs"]
pub mod symbol;
#[rustfmt::skip]
#[path = "../generated/src/sys/mod.rs"]
mod sys;
#[rustfmt::skip]
#[path = "../generated/src/try_into_js_result_impls.rs"]
mod try_into_js_result_impls;
#[rustfmt::skip]
#[path = "../generated/src/value/mod.rs"]
pub mod value;
#[rustfmt::skip]
#[path = "../generated/src/vm/mod.rs"]
pub mod vm;

#[rustfmt::skip]
#[path = "../generated/src/root.rs"]
mod root;
pub use root::*;
