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

/// What the interpreter's loop asks.
impl JsValue {
    #[add]
    /// See `NanBoxedValue::is_counted`.
    #[inline(always)]
    pub(crate) fn is_counted(&self) -> bool {
        self.0.is_counted()
    }

    #[add]
    /// The object, not counted as a handle of its own: for as long as the value stays where it is.
    #[inline(always)]
    pub(crate) fn peek_object(&self) -> Option<std::mem::ManuallyDrop<JsObject>> {
        self.0.peek_object()
    }

    #[add]
    /// The integer, if the value is one by its tag.
    #[inline(always)]
    pub(crate) fn as_small(&self) -> Option<i32> {
        self.0.as_integer32()
    }

    #[add]
    /// See `NanBoxedValue::identity`.
    #[inline(always)]
    pub(crate) fn identity(&self) -> u64 {
        self.0.identity()
    }

    #[add]
    /// The string, not counted as a handle of its own: for as long as the value stays where it is.
    #[inline(always)]
    pub(crate) fn peek_string(&self) -> Option<std::mem::ManuallyDrop<JsString>> {
        self.0.peek_string()
    }

    #[add]
    /// Whether the value stands for a function's `prototype` that is not made yet: see `builtins::function::make_prototype`.
    #[inline(always)]
    pub(crate) fn is_unmade(&self) -> bool {
        self.is_symbol() && self.as_symbol().is_some_and(|symbol| symbol == crate::JsSymbol::unmade())
    }
}
