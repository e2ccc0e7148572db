//! Proxies that natives make.

edit! {
    /// See `builtins/proxy`.
    "JsProxyBuilder::build", "a871f9bc110a3aa2":
    "context.intrinsics().constructors().object().prototype(),
            Proxy::new" => "context.intrinsics().constructors().proxy().prototype(),
            Proxy::new",
}
