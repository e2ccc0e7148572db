//! Calls of what is no function, in V8's words. What the call had put on the stack is taken off again: left there, a
//! `try` around a failing call in a loop fills the stack.

edit! {
    /// See above.
    "Call::operation", "d5433db544ffbfc8":
    "return Err(Self::handle_not_callable());" => "let error = context.not_callable(&func.clone());
            context.vm.stack.drop_call(argument_count.into());
            return Err(error);",
    "object.__call__(argument_count.into()).resolve(context)?;" =>
    "let height = context.vm.stack.call_height(argument_count.into());
        if let Err(error) = object.__call__(argument_count.into()).resolve(context) {
            context.vm.stack.truncate_to(height);
            return Err(if object.is_callable() { error } else { context.not_callable(&object.into()) });
        }",
}

edit! {
    /// See above.
    "CallEval::operation", "a4b4fa389d3a514d":
    "return Err(JsNativeError::typ()
                .with_message(\"not a callable function\")
                .into());" => "return Err(context.not_callable(&func.clone()));",
    "object.__call__(argument_count.into()).resolve(context)?;" =>
    "if let Err(error) = object.__call__(argument_count.into()).resolve(context) {
            return Err(if object.is_callable() { error } else { context.not_callable(&object.into()) });
        }",
}

edit! {
    /// See above.
    "CallEvalSpread::operation", "3406da2ea6142916":
    "return Err(JsNativeError::typ()
                .with_message(\"not a callable function\")
                .into());" => "return Err(context.not_callable(&func.clone()));",
}

edit! {
    /// See above.
    "CallSpread::operation", "6dd173e297b9bbe1":
    "return Err(JsNativeError::typ()
                .with_message(\"not a callable function\")
                .into());" => "let error = context.not_callable(&func.clone());
            context.vm.stack.drop_call(argument_count);
            return Err(error);",
    "object.__call__(argument_count).resolve(context)?;" =>
    "let height = context.vm.stack.call_height(argument_count);
        if let Err(error) = object.__call__(argument_count).resolve(context) {
            context.vm.stack.truncate_to(height);
            return Err(if object.is_callable() { error } else { context.not_callable(&object.into()) });
        }",
}
