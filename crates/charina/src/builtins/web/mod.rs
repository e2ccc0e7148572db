//! The web's APIs that Node has as globals, one folder each.

pub(crate) mod abort;
pub(crate) mod blob;
pub(crate) mod dom_exception;
pub(crate) mod encoding;
pub(crate) mod events;
pub(crate) mod interface;
pub(crate) mod messaging;
pub(crate) mod navigator;
pub(crate) mod performance;
pub(crate) mod streams;
pub(crate) mod structured_clone;
pub(crate) mod url;
pub(crate) mod url_pattern;
