//! Objects.

#[add]
/// Elements without descriptors.
pub(crate) mod elements;
