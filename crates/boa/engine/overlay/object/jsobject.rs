//! Converting objects.

edit! {
    /// Converting an object within its own conversion answered "" or 0; it is a call like any other, which ends in a
    /// RangeError if it has no end, as in V8. Arrays that hold themselves are `Array::join`'s to see to.
    "JsObject::ordinary_to_primitive", "1831a994d187b93c":
    "let recursion_limiter = RecursionLimiter::new(self.as_ref());
        if recursion_limiter.live {
            // we're in a recursive object, bail
            return Ok(match hint {
                PreferredType::Number => JsValue::new(0),
                PreferredType::String => JsValue::new(js_string!()),
                PreferredType::Default => unreachable!(\"checked type hint in step 2\"),
            });
        }" => "context.check_native_stack()?;",
}
