//! `new` of what is no constructor, in V8's words; what it had put on the stack is taken off as for calls.

edit! {
    /// See above.
    "New::operation", "f8237c893fb80416":
    "let cons = func
            .as_object()
            .ok_or_else(|| JsNativeError::typ().with_message(\"not a constructor\"))?
            .clone();" => "let height = context.vm.stack.call_height(argument_count.into());
        let Some(cons) = func.as_object() else {
            let error = context.not_constructor(&func.clone());
            context.vm.stack.truncate_to(height);
            return Err(error);
        };",
    "cons.__construct__(argument_count.into()).resolve(context)?;" =>
    "if let Err(error) = cons.__construct__(argument_count.into()).resolve(context) {
            context.vm.stack.truncate_to(height);
            return Err(if cons.is_constructor() { error } else { context.not_constructor(&cons.into()) });
        }",
}

edit! {
    /// See above.
    "NewSpread::operation", "902224a9ecd1e59b":
    "let cons = func
            .as_object()
            .ok_or_else(|| JsNativeError::typ().with_message(\"not a constructor\"))?
            .clone();" => "let Some(cons) = func.as_object() else {
            context.vm.stack.pop();
            return Err(context.not_constructor(&func));
        };",
    "cons.__construct__(argument_count).resolve(context)?;" =>
    "let height = context.vm.stack.call_height(argument_count + 1);
        if let Err(error) = cons.__construct__(argument_count).resolve(context) {
            context.vm.stack.truncate_to(height);
            return Err(if cons.is_constructor() { error } else { context.not_constructor(&cons.into()) });
        }",
}
