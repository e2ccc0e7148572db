//! Objects.

#[add]
/// Elements without descriptors.
pub(crate) mod elements;
#[add]
/// Properties of objects that are nothing but properties.
pub(crate) mod plain;
