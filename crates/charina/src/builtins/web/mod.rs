//! The web's APIs that Node has as globals, one folder each.

pub(crate) mod encoding;
