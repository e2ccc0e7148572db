//! Assignments: what error messages call what a pattern takes apart.

edit! {
    /// V8 names it for objects, not for arrays.
    "ByteCompiler<'_>::compile_assign", "939fbfb4fb839742":
    "compiler.compile_declaration_pattern(pattern, BindingOpcode::SetName, dst);" =>
    "if matches!(pattern, boa_ast::pattern::Pattern::Object(_)) {
                        compiler.pattern_takes(assign.rhs());
                    }
                    compiler.compile_declaration_pattern(pattern, BindingOpcode::SetName, dst);",
}
