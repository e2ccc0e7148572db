//! Operators.

edit! {
    /// V8's words.
    "JsValue::instance_of", "59f5cbbc9e3402a4":
    "with_message(format!(
                    \"right-hand side of 'instanceof' should be an object, got `{}`\",
                    target.type_of()
                ))" => "with_message(\"Right-hand side of 'instanceof' is not an object\")",
    "\"right-hand side of 'instanceof' is not callable\"" => "\"Right-hand side of 'instanceof' is not callable\"",
}
