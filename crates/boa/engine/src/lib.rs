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
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/bigint.rs"]
pub mod bigint;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/builtins/mod.rs"]
pub mod builtins;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/bytecompiler/mod.rs"]
pub mod bytecompiler;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/class.rs"]
pub mod class;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/context/mod.rs"]
pub mod context;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/environments/mod.rs"]
pub mod environments;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/error/mod.rs"]
pub mod error;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/host_defined.rs"]
mod host_defined;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/interop/mod.rs"]
pub mod interop;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/job.rs"]
pub mod job;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/module/mod.rs"]
pub mod module;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/native_function/mod.rs"]
pub mod native_function;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/object/mod.rs"]
pub mod object;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/optimizer/mod.rs"]
pub mod optimizer;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/property/mod.rs"]
pub mod property;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/realm.rs"]
pub mod realm;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/script.rs"]
pub mod script;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/spanned_source_text.rs"]
mod spanned_source_text;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/string.rs"]
pub mod string;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/symbol.rs"]
pub mod symbol;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/sys/mod.rs"]
mod sys;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/try_into_js_result_impls.rs"]
mod try_into_js_result_impls;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/value/mod.rs"]
pub mod value;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/vm/mod.rs"]
pub mod vm;

#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/root.rs"]
mod root;
pub use root::*;
