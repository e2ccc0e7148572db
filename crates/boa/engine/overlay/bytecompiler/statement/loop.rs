//! Loops: what error messages call what is iterated, and what a pattern takes apart.

use crate::bytecompiler::disposal::resources_in;

edit! {
    /// See above; `.for` is V8's name for the loop's value.
    "ByteCompiler<'_>::compile_for_of_loop", "3fbde428786e09c1":
    "self.bytecode.emit_get_async_iterator(object.variable());" =>
    "self.bytecode.emit_get_async_iterator(object.variable());
            self.note_iterable(for_of_loop.iterable());",
    "self.bytecode.emit_get_iterator(object.variable());" => "self.bytecode.emit_get_iterator(object.variable());
            self.note_iterable(for_of_loop.iterable());",
    "self.compile_declaration_pattern(
                                pattern,
                                BindingOpcode::InitVar," =>
    "self.pattern_source = crate::vm::notes::PatternSource::named(\".for\");
                            self.compile_declaration_pattern(
                                pattern,
                                BindingOpcode::InitVar,",
    "self.compile_declaration_pattern(
                            pattern,
                            BindingOpcode::InitLexical," =>
    "self.pattern_source = crate::vm::notes::PatternSource::named(\".for\");
                        self.compile_declaration_pattern(
                            pattern,
                            BindingOpcode::InitLexical,",
}

impl ByteCompiler<'_> {
    /// `for (using x = ...; ...)`.
    #[wrap("fb4e6ca536969bda")]
    pub(crate) fn compile_for_loop(&mut self, for_loop: &ForLoop, label: Option<Sym>, use_expr: bool) {
        let declared = match for_loop.init() {
            Some(ForLoopInitializer::Lexical(initializer)) => resources_in(initializer.declaration()),
            _ => None,
        };
        match declared {
            None => self.upstream_compile_for_loop(for_loop, label, use_expr),
            Some(is_async) => self.with_resources(is_async, use_expr, |compiler| {
                compiler.upstream_compile_for_loop(for_loop, label, use_expr);
            }),
        }
    }
}
