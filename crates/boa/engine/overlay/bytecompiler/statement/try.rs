//! `try`: what error messages call what a pattern of `catch` takes apart, and what `catch` throws past `finally`.

edit! {
    /// V8's name for it; an array has none.
    "ByteCompiler<'_>::compile_catch_stmt", "7f3f29c51438b756":
    "self.compile_declaration_pattern(pattern, BindingOpcode::InitLexical, error);" =>
    "if matches!(pattern, boa_ast::pattern::Pattern::Object(_)) {
                        self.pattern_source = crate::vm::notes::PatternSource::named(\".catch\");
                    }
                    self.compile_declaration_pattern(pattern, BindingOpcode::InitLexical, error);",
}

edit! {
    /// What `catch` throws is kept in a register while `finally` runs, as without `catch`: whatever was thrown and
    /// caught meanwhile took its place, and an async function that was called was rejected with it.
    "ByteCompiler<'_>::compile_try", "a5fa24f72a0b1435":
    "self.patch_handler(catch_handler);
                self.bytecode.emit_store_true(finally_re_throw.variable());" =>
    "self.patch_handler(catch_handler);
                self.bytecode.emit_store_true(finally_re_throw.variable());
                // The end of a generator has no value.
                let has_error = self.register_allocator.alloc();
                self.bytecode.emit_maybe_exception(has_error.variable(), error.variable());",
    "self.compile_finally_stmt(f);
                self.register_allocator.dealloc(error);
                let do_not_throw_exit = self.jump_if_false(&finally_re_throw);
                self.bytecode.emit_re_throw();
                self.patch_jump(do_not_throw_exit);" =>
    "self.compile_finally_stmt(f);
                let do_not_throw_exit = self.jump_if_false(&finally_re_throw);
                let ends_generator = self.jump_if_false(&has_error);
                self.bytecode.emit_throw(error.variable());
                self.patch_jump(ends_generator);
                self.bytecode.emit_re_throw();
                self.patch_jump(do_not_throw_exit);
                self.register_allocator.dealloc(has_error);
                self.register_allocator.dealloc(error);",
}
