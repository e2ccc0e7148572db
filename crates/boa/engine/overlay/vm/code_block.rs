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
