//! boa_parser with Charina's overlay: upstream's modules as `build.rs` leaves them in `generated/`.
//!
//! Upstream's documentation holds: <https://docs.rs/boa_parser/0.22.0>. What the overlay changes is told in
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
#[path = "../generated/src/error/mod.rs"]
pub mod error;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/lexer/mod.rs"]
pub mod lexer;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/parser/mod.rs"]
pub mod parser;
#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/source/mod.rs"]
pub mod source;

#[cfg_attr(rustfmt, rustfmt::skip)]
#[path = "../generated/src/root.rs"]
mod root;
pub use root::*;
