//! Returning from constructors, in V8's words.

edit! {
    /// See above.
    "CheckReturn::operation", "3029208a706e7f90":
    "\"derived constructor can only return an Object or undefined\"" =>
    "\"Derived constructors may only return object or undefined\"",
}
