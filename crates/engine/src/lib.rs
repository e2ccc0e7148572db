//! The seam to the Boa engine: the only crate of Charina that names `boa_*`.
//!
//! Everything above this crate sees the engine through the re-exports and helpers here, so that an engine upgrade, or
//! the overlay of `docs/engine.md`, is a change to one crate.

// Both features may be on: `stock` wins.
#[cfg(not(feature = "stock"))]
extern crate boa_engine_overlay as boa_engine;
#[cfg(feature = "stock")]
extern crate boa_engine_stock as boa_engine;
#[cfg(not(feature = "stock"))]
extern crate boa_gc_overlay as boa_gc;
#[cfg(feature = "stock")]
extern crate boa_gc_stock as boa_gc;

/// Whether this is Boa as it is on crates.io, without our overlay.
pub const STOCK: bool = cfg!(feature = "stock");

pub mod builder;
pub mod bytes;
pub mod data;
pub mod date;
mod disposal;
pub mod heap;
mod interrupt;
pub mod jobs;
pub mod json;
pub mod limits;
pub mod live;
pub mod locale;
pub mod ops;
pub mod promises;
pub mod raw;
pub mod reflect;
pub mod regexp;
pub mod script;
pub mod strings;
#[cfg(test)]
mod testing;
pub mod text;
pub mod trace;

pub use boa_engine::builtins::object::OrdinaryObject;
pub use boa_engine::builtins::promise::{OperationType, PromiseState, ResolvingFunctions};
pub use boa_engine::context::{ContextBuilder, HostHooks, intrinsics::Intrinsics};
pub use boa_engine::error::EngineError;
pub use boa_engine::error::RuntimeLimitError;
pub use boa_engine::job::{Job, JobCallback, JobExecutor, PromiseJob};
pub use boa_engine::module::{
    ImportAttribute, ModuleLoader, ModuleRequest, Referrer, SyntheticModule, SyntheticModuleInitializer,
};
pub use boa_engine::object::builtins as object_builtins;
pub use boa_engine::object::builtins::{
    AlignedVec, JsArray, JsArrayBuffer, JsDataView, JsDate, JsFunction, JsMap, JsPromise, JsProxy, JsRegExp, JsSet,
    JsSharedArrayBuffer, JsTypedArray, JsUint8Array,
};
pub use boa_engine::object::shape::Shape;
pub use boa_engine::object::{FunctionObjectBuilder, IntegrityLevel, JsPrototype, NativeObject, ObjectInitializer};
pub use boa_engine::property::{Attribute, PropertyDescriptor, PropertyKey};
pub use boa_engine::realm::Realm;
pub use boa_engine::symbol::JsSymbol;
pub use boa_engine::value::{JsVariant, Numeric};
pub use boa_engine::{
    Context, JsArgs, JsBigInt, JsData, JsError, JsNativeError, JsNativeErrorKind, JsObject, JsResult, JsString,
    JsValue, Module, NativeFunction, Script, Source, builtins, context, module, object, property, string,
};
pub use boa_gc::{Finalize, Gc, GcRef, GcRefCell, GcRefMut, Trace, Tracer, WeakGc, force_collect};
pub use disposal::{SuppressedErrorMaker, set_suppressed_error};
pub use interrupt::interrupt_when;
pub use ops::{NativeFn, Op};
