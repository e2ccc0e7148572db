//! Operands.

edit! {
    /// Not looked at in release builds: the compiler wrote the bytes, and the machine reads them where it wrote them.
    "fn read", "f5d3bc071c636eca":
    "assert!(bytes.len() >= new_offset, \"buffer too small to read type T\");" =>
    "debug_assert!(bytes.len() >= new_offset, \"buffer too small to read type T\");",
}
