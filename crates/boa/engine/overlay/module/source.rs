//! Source text modules. The specification takes it that no module is linked or evaluated while another is being
//! evaluated; `require()` of a module from within one, as Node has it, does just that, and ended in a panic.

edit! {
    /// See above: a module that is being evaluated has been linked.
    "SourceTextModule::link", "06e685d69ebed49b":
    "| ModuleStatus::EvaluatingAsync { .. }" =>* "| ModuleStatus::Evaluating { .. } | ModuleStatus::EvaluatingAsync { .. }",
}

edit! {
    /// See above.
    "SourceTextModule::inner_link", "915036dedad91fdf":
    "| ModuleStatus::EvaluatingAsync { .. }" =>* "| ModuleStatus::Evaluating { .. } | ModuleStatus::EvaluatingAsync { .. }",
    "// 4. Set module.[[Status]] to linking." => "if !matches!(&*self.status.borrow(), ModuleStatus::Unlinked { .. }) {
            return Err(JsNativeError::typ().with_message(\"Cannot link a module that is not loaded\").into());
        }
        // 4. Set module.[[Status]] to linking.",
}

edit! {
    /// See above: asking for the evaluation of a module that is being evaluated, or cannot be, is an error.
    "SourceTextModule::evaluate", "64f74b3ee7f70406":
    "unreachable!(
                        \"2. Assert: module.[[Status]] is one of linked, evaluating-async, or evaluated.\"
                    )" => "return Err(JsNativeError::typ()
                        .with_message(\"Cannot evaluate a module that is not linked or that is being evaluated\")
                        .into());",
}

edit! {
    /// See above: a module that an evaluation further out is in the midst of counts as evaluated; what it has not yet
    /// initialized throws when touched.
    "SourceTextModule::inner_evaluate", "4b4684bf5707b9b6":
    "_ => unreachable!(
                \"2. Assert: module.[[Status]] is one of linked, evaluating-async, or evaluated.\"
            )," => "_ => {
                return Err(JsNativeError::typ().with_message(\"Cannot evaluate a module that is not linked\").into());
            }",
    "ModuleStatus::Evaluating { .. } if stack.contains(&required_module) => true," => "ModuleStatus::Evaluating { .. } => true,",
    "// iii. If requiredModule.[[Status]] is evaluating, then
                    ModuleStatus::Evaluating {" => "ModuleStatus::Evaluating { .. } if !stack.contains(&required_module) => {
                        (required_module.clone(), false, None)
                    }
                    // iii. If requiredModule.[[Status]] is evaluating, then
                    ModuleStatus::Evaluating {",
}
