//! `in` of what is no object, in V8's words.

edit! {
    /// See above.
    "In::operation", "a31c43064223143e":
    "let rhs = context.vm.get_register(rhs.into()).clone();
        let Some(rhs) = rhs.as_object() else {" => "let container = context.vm.get_register(rhs.into()).clone();
        let Some(rhs) = container.as_object() else {
            let key = context.vm.get_register(lhs.into()).clone();",
    "format!(
                    \"right-hand side of 'in' should be an object, got `{}`\",
                    rhs.type_of()
                )" => "format!(
                    \"Cannot use 'in' operator to search for '{}' in {}\",
                    crate::vm::messages::shown(&key, context),
                    crate::vm::messages::shown(&container, context)
                )",
}

edit! {
    /// See above.
    "InPrivate::operation", "adf815d1ab3e0b6e":
    "let rhs = context.vm.get_register(rhs.into());" => "let container = context.vm.get_register(rhs.into());",
    "let Some(rhs) = rhs.as_object() else {" => "let Some(rhs) = container.as_object() else {",
    "format!(
                    \"right-hand side of 'in' should be an object, got `{}`\",
                    rhs.type_of()
                )" => "format!(
                    \"Cannot use 'in' operator to search for '#{}' in {}\",
                    name.to_std_string_lossy(),
                    crate::vm::messages::shown(container, context)
                )",
}
