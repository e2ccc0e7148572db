//! Operands of instructions.

edit! {
    /// The compiler wrote the operands whole, so reading one needs no check of the code's length in a release build.
    "fn read", "f5d3bc071c636eca":
    "assert!(bytes.len() >= new_offset, \"buffer too small to read type T\");" =>
    "debug_assert!(bytes.len() >= new_offset, \"buffer too small to read type T\");",
}
