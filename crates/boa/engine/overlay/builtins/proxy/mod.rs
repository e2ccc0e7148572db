//! Proxies are never of a shape that other objects have.

edit! {
    /// What is remembered of a shape would be taken for what its traps say: the prototype in a proxy's shape is one that
    /// no other object has, `JsProxyBuilder` the same. Nobody asks a proxy's shape for its prototype.
    "Proxy::create", "13871c9d5729b58c":
    "context.intrinsics().constructors().object().prototype()" => "context.intrinsics().constructors().proxy().prototype()",
}
