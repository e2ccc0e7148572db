//! Requests from Rust to an async generator: see `builtins/async_generator`.

use crate::builtins::promise::reaction::OwnCapability;

edit! {
    /// See above.
    "JsAsyncGenerator::next", "e03f49f57956608e":
    "let (typed_promise, functions) = JsPromise::new_pending(context);" => "let (typed_promise, _) = JsPromise::new_pending(context);",
    "let capability = PromiseCapability {
            functions,
            promise: JsObject::clone(&typed_promise).clone().upcast(),
        };" => "let capability = OwnCapability::of(JsObject::clone(&typed_promise));",
}

edit! {
    /// See above.
    "JsAsyncGenerator::r#return", "8da90dac544b73c5":
    "let (typed_promise, functions) = JsPromise::new_pending(context);" => "let (typed_promise, _) = JsPromise::new_pending(context);",
    "let capability = PromiseCapability {
            functions,
            promise: JsObject::clone(&typed_promise).upcast(),
        };" => "let capability = OwnCapability::of(JsObject::clone(&typed_promise));",
}

edit! {
    /// See above.
    "JsAsyncGenerator::throw", "5697273a5223b3e4":
    "let (typed_promise, functions) = JsPromise::new_pending(context);" => "let (typed_promise, _) = JsPromise::new_pending(context);",
    "let capability = PromiseCapability {
            functions,
            promise: JsObject::clone(&typed_promise).clone().upcast(),
        };" => "let capability = OwnCapability::of(JsObject::clone(&typed_promise));",
}
