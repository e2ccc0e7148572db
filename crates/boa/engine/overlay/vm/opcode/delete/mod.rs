//! Deletions that fail, in V8's words.

edit! {
    /// See above.
    "DeletePropertyByName::operation", "820a6d89ded5a399":
    "return Err(JsNativeError::typ()
                .with_message(\"Cannot delete property\")
                .into());" => "return Err(context.deletion_refused(&object, &key));",
}

edit! {
    /// See above.
    "DeletePropertyByValue::operation", "7d1277e7df6d2022":
    "return Err(JsNativeError::typ()
                .with_message(\"Cannot delete property\")
                .into());" => "return Err(context.deletion_refused(&object, &property_key));",
}
