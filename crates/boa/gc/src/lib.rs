//! boa_gc with Charina's overlay: upstream's modules as `build.rs` leaves them in `generated/`.
//!
//! Upstream's documentation holds: <https://docs.rs/boa_gc/0.22.0>. What the overlay changes is told in
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

extern crate self as boa_gc;

// Skipped by rustfmt, which runs before there is a build: the files are not there in a fresh clone.
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/cell.rs"]
mod cell;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/internals/mod.rs"]
pub(crate) mod internals;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/pointers/mod.rs"]
mod pointers;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/trace.rs"]
mod trace;

#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/root.rs"]
mod root;
pub use root::*;
