//! Environments of functions: a second `super()`, in V8's words.

edit! {
    /// See above.
    "FunctionEnvironment::bind_this_value", "564641bc4b7ec008":
    "\"cannot reinitialize `this` binding\"" => "\"Super constructor may only be called once\"",
}
