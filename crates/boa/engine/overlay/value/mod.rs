//! Values.

edit! {
    /// V8's words.
    "JsValue::to_object", "a6084473499b0cb7":
    "\"cannot convert 'null' or 'undefined' to object\"" => "\"Cannot convert undefined or null to object\"",
}

edit! {
    /// V8's words.
    "JsValue::base_class", "b22e6f7eb25d07ea":
    "\"cannot convert 'null' or 'undefined' to object\"" => "\"Cannot convert undefined or null to object\"",
}
