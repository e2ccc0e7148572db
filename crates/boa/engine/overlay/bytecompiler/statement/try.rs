//! `catch`: what error messages call what a pattern takes apart.

edit! {
    /// V8's name for it; an array has none.
    "ByteCompiler<'_>::compile_catch_stmt", "7f3f29c51438b756":
    "self.compile_declaration_pattern(pattern, BindingOpcode::InitLexical, error);" =>
    "if matches!(pattern, boa_ast::pattern::Pattern::Object(_)) {
                        self.pattern_source = crate::vm::notes::PatternSource::named(\".catch\");
                    }
                    self.compile_declaration_pattern(pattern, BindingOpcode::InitLexical, error);",
}
