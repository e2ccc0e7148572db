//! Turns of loops.

edit! {
    /// A loop ends where scripts are to end: see `Context::interrupt_when`.
    "IncrementLoopIteration::operation", "d6b4cb3df644e46b":
    "if previous_iteration_count > max {" => "if previous_iteration_count > max || interrupted {",
    "let max =" => "let interrupted = context.vm.is_interrupted();
        let max =",
}
