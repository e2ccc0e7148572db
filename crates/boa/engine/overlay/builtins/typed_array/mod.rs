//! Typed arrays.

#[add]
/// Elements read and written by the interpreter's loop.
pub(crate) mod elements;
