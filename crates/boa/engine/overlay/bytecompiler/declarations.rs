//! Parameters: what error messages call what a pattern takes apart.

edit! {
    /// See above.
    "ByteCompiler<'_>::function_declaration_instantiation", "8d12bcf81a01414e":
    "self.compile_declaration_pattern(pattern, BindingOpcode::InitLexical, &value);" =>
    "self.pattern_source = crate::vm::notes::PatternSource::Argument;
                    self.compile_declaration_pattern(pattern, BindingOpcode::InitLexical, &value);",
}
