//! The compiler: what it writes down for error messages.

#[add]
/// How expressions are called in error messages.
mod describe;
#[add]
/// Lists of statements that declare resources.
mod disposal;

edit! {
    /// Notes for error messages, and what the next pattern or optional call takes.
    "struct ByteCompiler", "fca5a96658a6ea18":
    "json_parse: bool," => "json_parse: bool,
    pub(crate) notes: crate::vm::notes::Notes,
    pub(crate) pattern_source: crate::vm::notes::PatternSource,
    pub(crate) callee_text: Option<String>,
    pub(crate) unset_local: JsString,
    pub(crate) resources: Option<u32>,",
}

edit! {
    /// The new fields' first values.
    "ByteCompiler<'ctx>::new", "282ed19cd91de07f":
    "async_handler: None,
            json_parse," => "async_handler: None,
            json_parse,
            notes: crate::vm::notes::Notes::default(),
            pattern_source: crate::vm::notes::PatternSource::default(),
            callee_text: None,
            unset_local: JsString::default(),
            resources: None,",
}

edit! {
    /// A local that nothing has been put into yet: its name, for the error that the code throws then.
    "ByteCompiler<'ctx>::get_binding", "12357150e222992f":
    "if binding.local() {" => "if binding.local() {
            if !self.local_binding_registers.contains_key(binding) {
                self.unset_local = binding.locator().name().clone();
            }",
}

edit! {
    /// V8's words.
    "ByteCompiler<'ctx>::emit_binding_access", "33a84db51d89c012":
    "let error_msg = self.get_or_insert_literal(Literal::String(js_string!(
                    \"access of uninitialized binding\"
                )));" => "let message = js_string!(
                    js_str!(\"Cannot access '\"), &self.unset_local, js_str!(\"' before initialization\")
                );
                let error_msg = self.get_or_insert_literal(Literal::String(message));",
}

edit! {
    /// What a call calls, for \"x is not a function\".
    "ByteCompiler<'ctx>::call", "b248d5aca6b67ace":
    "match dst {
            CallResultDest::Register(dst)" => "compiler.note_expression(call.function());
        match dst {
            CallResultDest::Register(dst)",
    "compiler.bytecode.emit_get_iterator(value.variable());" => "compiler.bytecode.emit_get_iterator(value.variable());
                    compiler.note_spread(spread.target(), call.args());",
}

edit! {
    /// What a call in an optional chain calls.
    "ByteCompiler<'ctx>::compile_optional_preserve_this", "b97d1dffde667b29":
    "self.compile_optional_item_kind(first.kind(), this, value);

        for item in rest {" => "self.optional_callee(optional, 0);
        self.compile_optional_item_kind(first.kind(), this, value);

        for (index, item) in rest.iter().enumerate() {
            self.optional_callee(optional, index + 1);",
}

edit! {
    /// What a call in an optional chain calls.
    "ByteCompiler<'ctx>::compile_optional_item_kind", "eea9a3870c3e8f1d":
    "OptionalOperationKind::Call { args } => {" => "OptionalOperationKind::Call { args } => {
                let callee = self.callee_text.take().unwrap_or_default();",
    "self.bytecode.emit_call_spread();" => "self.bytecode.emit_call_spread();
                    self.note(&callee);",
    "self.bytecode.emit_call((args.len() as u32).into());" => "self.bytecode.emit_call((args.len() as u32).into());
                    self.note(&callee);",
    "self.bytecode.emit_get_iterator(value.variable());" => "self.bytecode.emit_get_iterator(value.variable());
                            self.note_iterable(spread.target());",
}

edit! {
    /// The notes go into the code block.
    "ByteCompiler<'ctx>::finish", "a5432306fe21ba81":
    "CodeBlock {
            length: self.length," => "CodeBlock {
            notes: self.notes.finish(),
            definitions: crate::vm::additions::Definitions::default(),
            length: self.length,",
}

edit! {
    /// What error messages call what a pattern takes apart.
    "ByteCompiler<'ctx>::compile_var_decl", "3afd259c604d11f4":
    "self.compile_declaration_pattern(pattern, BindingOpcode::InitVar, &value);" =>
    "if let Some(init) = variable.init() {
                        self.pattern_takes(init);
                    }
                    self.compile_declaration_pattern(pattern, BindingOpcode::InitVar, &value);",
}

edit! {
    /// What error messages call what a pattern takes apart.
    "ByteCompiler<'ctx>::compile_lexical_decl", "1c3cfe4d540cf999":
    "self.compile_expr(init, " =>* "self.compile_initializer(init, ",
    "self.compile_declaration_pattern(
                                pattern,
                                BindingOpcode::InitLexical,
                                &value,
                            );" =>* "if let Some(init) = variable.init() {
                                self.pattern_takes(init);
                            }
                            self.compile_declaration_pattern(
                                pattern,
                                BindingOpcode::InitLexical,
                                &value,
                            );",
}

impl<'ctx> ByteCompiler<'ctx> {
    /// Statements that declare resources dispose of them at the end.
    #[wrap("ac5db931c261a2f7")]
    pub fn compile_statement_list(&mut self, list: &StatementList, use_expr: bool, block: bool) {
        match disposal::resources_of(list.statements()) {
            None => self.upstream_compile_statement_list(list, use_expr, block),
            Some(is_async) => self.with_resources(is_async, use_expr, |compiler| {
                compiler.upstream_compile_statement_list(list, use_expr, block);
            }),
        }
    }
}
