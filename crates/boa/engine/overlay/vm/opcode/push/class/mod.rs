//! Classes that extend what is no class, in V8's words.

edit! {
    /// See above.
    "StoreClassPrototype::operation", "baf3701a6daa5c7a":
    "with_message(\"superclass prototype must be an object or null\")" => "with_message(format!(
                        \"Class extends value does not have valid prototype property {}\",
                        crate::vm::messages::shown(&proto, context)
                    ))",
    "with_message(\"superclass must be a constructor\")" => "with_message(format!(
                    \"Class extends value {} is not a constructor or null\",
                    crate::vm::messages::shown(&superclass, context)
                ))",
}
