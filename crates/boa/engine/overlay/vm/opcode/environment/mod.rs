//! `super()` without a constructor to call, in V8's words; without any prototype it was a panic of the engine's.

use crate::vm::messages::super_constructor_missing;

edit! {
    /// See above.
    "SuperCall::operation", "3fc564a194a04bed":
    "JsNativeError::typ()
                .with_message(\"super constructor object must be constructor\")
                .into()" => "super_constructor_missing(&missing, context)",
    "let Some(super_constructor) = super_constructor.as_constructor() else {" =>
    "let missing = super_constructor;
        let Some(super_constructor) = missing.as_constructor() else {",
}

edit! {
    /// See above.
    "SuperCallSpread::operation", "b499352c0705420b":
    "JsNativeError::typ()
                .with_message(\"super constructor object must be constructor\")
                .into()" => "super_constructor_missing(&missing, context)",
    "let Some(super_constructor) = super_constructor.as_constructor() else {" =>
    "let missing = super_constructor;
        let Some(super_constructor) = missing.as_constructor() else {",
}

edit! {
    /// See above.
    "SuperCallDerived::operation", "447d4782d6e34334":
    ".js_expect(\"function object must have prototype\")?
            .js_expect(\"function object must have prototype\")?;" => ".js_expect(\"function object must have prototype\")?;
        let Some(super_constructor) = super_constructor else {
            return Err(super_constructor_missing(&JsValue::null(), context));
        };",
    "JsNativeError::typ()
                .with_message(\"super constructor object must be constructor\")
                .into()" => "super_constructor_missing(&super_constructor.into(), context)",
}
