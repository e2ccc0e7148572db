//! `throw` leaves its place.

edit! {
    /// See above.
    "Throw::operation", "d4f018dc5cb3b073":
    "let error = JsError::from_opaque(value.clone());" => "let value = value.clone();
        context.record_throw(&value);
        let error = JsError::from_opaque(value);",
}
