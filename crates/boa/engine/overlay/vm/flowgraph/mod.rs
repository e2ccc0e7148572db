//! Pictures of code.

edit! {
    /// The instruction of `using`.
    "CodeBlock::to_graph", "f93805751597983d":
    "Instruction::CreateMappedArgumentsObject { .. }" => "Instruction::CreateMappedArgumentsObject { .. }
                | Instruction::Disposal { .. }",
    "Instruction::Reserved1
                | Instruction::Reserved2" => "Instruction::Reserved2",
}
