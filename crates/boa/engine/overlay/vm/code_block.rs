//! Code blocks.

edit! {
    /// What error messages call the block's expressions, and what its object literals become.
    "struct CodeBlock", "d0911af1f77fa1e4":
    "/// Locators for all bindings in the codeblock." => "#[unsafe_ignore_trace]
    pub(crate) notes: crate::vm::notes::Notes,

    #[unsafe_ignore_trace]
    pub(crate) definitions: crate::vm::additions::Definitions,

    /// Locators for all bindings in the codeblock.",
}

edit! {
    /// No notes.
    "CodeBlock::new", "2b2a410072a89b5f":
    "bytecode: Bytecode::default()," => "bytecode: Bytecode::default(),
            notes: crate::vm::notes::Notes::default(),
            definitions: crate::vm::additions::Definitions::default(),",
}

edit! {
    /// The instruction of `using`.
    "CodeBlock::instruction_operands", "df68de2f2625080c":
    "Instruction::Reserved1
            | Instruction::Reserved2" => "Instruction::Disposal { step, resources, value } => {
                format!(\"step:{step}, resources:{resources}, value:{value}\")
            }
            Instruction::Reserved2",
}

edit! {
    /// The `prototype` of a function is made when somebody asks for it: most are called only, and one with a prototype is
    /// part of a cycle, which a collection alone can free.
    "fn create_function_object_fast", "44e40a89a9d0e8ab":
    "let prototype = context
            .intrinsics()
            .templates()
            .function_prototype()
            .create(OrdinaryObject, vec![JsValue::undefined()]);

        let constructor = context
            .intrinsics()
            .templates()
            .function_with_prototype()
            .create(function, vec![length, name, prototype.clone().into()]);

        prototype.borrow_mut().properties_mut().storage[0] = constructor.clone().into();

        constructor" => "context
            .intrinsics()
            .templates()
            .function_with_prototype()
            .create(function, vec![length, name, crate::JsSymbol::unmade().into()])",
}
