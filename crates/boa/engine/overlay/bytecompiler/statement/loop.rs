//! Loops: what error messages call what is iterated, and what a pattern takes apart.

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
