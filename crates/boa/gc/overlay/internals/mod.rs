//! What boxes are made of.

#[add]
/// Boxes whose handles' count decides.
pub(crate) mod counted;
