//! The versions Charina states: the Node release it follows and its own.

/// The Node release whose documentation is the contract, as `process.version` says it.
pub const NODE: &str = "v24.11.1";
/// Charina's own version.
pub const CHARINA: &str = env!("CARGO_PKG_VERSION");
/// The Boa release the engine stands on.
pub const BOA: &str = "0.22.0";
/// The module ABI of the Node release (`process.versions.modules`).
pub const MODULES: &str = "137";
/// The V8 release of that Node, which packages compare against (`process.versions.v8`).
pub const V8: &str = "13.6.233.10-node.28";
