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

edit! {
    /// What no string can hold is a RangeError rather than the process's end: see `builtins/string`.
    "JsValue::add", "f56b5440ef156dd0":
    "Self::from(js_string!(&x, &y))" => "Self::from(crate::builtins::String::append(&x, &y)?)",
    "Self::from(js_string!(&x, &y.to_string(context)?))" => "Self::from(crate::builtins::String::append(&x, &y.to_string(context)?)?)",
    "Self::from(js_string!(&x.to_string(context)?, &y))" => "Self::from(crate::builtins::String::append(&x.to_string(context)?, &y)?)",
}
