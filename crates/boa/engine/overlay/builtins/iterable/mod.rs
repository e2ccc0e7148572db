//! Iterating what cannot be iterated, in V8's words.

edit! {
    /// See above.
    "JsValue::get_iterator", "3fd928f4b6e0d71f":
    "JsNativeError::typ().with_message(format!(
        \"value with type `{}` is not iterable\",
        self.type_of()
    ))" =>* "crate::vm::messages::not_iterable(self)",
    "let method = match hint {" => "if self.is_null_or_undefined() {
            return Err(crate::vm::messages::not_iterable(self));
        }
        let method = match hint {",
}
