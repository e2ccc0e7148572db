//! Rust data inside JS objects: the `native_data!` macro, which stands for Boa's derives outside this crate.

/// Lets a Rust type live inside a JS object (`JsObject::from_proto_and_data`, `downcast_ref`).
///
/// `native_data!(T)` is for types that hold no engine value; `native_data!(T { field, .. })` traces the named fields.
/// Leaving out a field that holds an engine value is a leak at best: name every one of them.
#[macro_export]
macro_rules! native_data {
    ($ty:ty) => {
        impl $crate::Finalize for $ty {}
        // SAFETY: the caller states that the type holds nothing the collector must see.
        unsafe impl $crate::Trace for $ty {
            $crate::__empty_trace!();
        }
        impl $crate::JsData for $ty {}
    };
    ($ty:ty { $($field:ident),+ $(,)? }) => {
        impl $crate::Finalize for $ty {}
        // SAFETY: every field that holds engine values is named and marked exactly once.
        unsafe impl $crate::Trace for $ty {
            $crate::__custom_trace!(this, mark, {
                $( mark(&this.$field); )+
            });
        }
        impl $crate::JsData for $ty {}
    };
}

pub use boa_gc::custom_trace as __custom_trace_impl;
pub use boa_gc::empty_trace as __empty_trace_impl;

#[doc(hidden)]
#[macro_export]
macro_rules! __empty_trace {
    () => {
        $crate::data::__empty_trace_impl!();
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __custom_trace {
    ($this:ident, $mark:ident, $body:expr) => {
        $crate::data::__custom_trace_impl!($this, $mark, $body);
    };
}
