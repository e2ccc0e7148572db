//! How an async function ends.

edit! {
    /// What settles its promise is called on the promise, so that it needs no functions of its own.
    "JumpRecord::perform_actions", "257203f72c1758e8":
    "// Pushes `undefined` to the stack, which acts as the
                        // `this` value of the call.
                        compiler.push_from_register(&CallFrame::undefined_register());" =>
    "compiler.push_from_register(&CallFrame::promise_capability_promise_register());",
}
