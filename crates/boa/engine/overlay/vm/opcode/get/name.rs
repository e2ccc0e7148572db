//! Reading variables.

edit! {
    /// What is remembered is what the shapes say after the read: see `InlineCache::remember`.
    "GetNameGlobal::operation", "f44e0bcee933da52":
    "let name = binding_locator.name().to_std_string_escaped();
            JsNativeError::reference().with_message(format!(\"{name} is not defined\"))" => "context.unbound(&binding_locator)",
    "if slot.is_cacheable() {
                let ic = &context.vm.frame().code_block.ic[usize::from(ic_index)];
                let object_borrowed = object.borrow();
                let shape = object_borrowed.shape();
                ic.set(shape, slot);
            }" => "context.vm.frame().code_block.ic[usize::from(ic_index)].remember(&object, &key, slot, false);",
}

edit! {
    /// A name without a value: V8 says whether it is declared.
    "GetName::operation", "5d48ffe9f95d2f1c":
    "let name = binding_locator.name().to_std_string_escaped();
            JsNativeError::reference().with_message(format!(\"{name} is not defined\"))" => "context.unbound(&binding_locator)",
}

edit! {
    /// A name without a value: V8 says whether it is declared.
    "GetNameAndLocator::operation", "1d521409f71dea8b":
    "let name = binding_locator.name().to_std_string_escaped();
            JsNativeError::reference().with_message(format!(\"{name} is not defined\"))" => "context.unbound(&binding_locator)",
}

edit! {
    /// A name without a value: V8 says whether it is declared.
    "GetNameOrUndefined::operation", "087b2d43cd690592":
    "let name = binding_locator.name().to_std_string_escaped();
            return Err(JsNativeError::reference()
                .with_message(format!(\"{name} is not defined\"))
                .into());" => "return Err(context.unbound(&binding_locator).into());",
}
