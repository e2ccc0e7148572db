//! Patterns: what error messages call what they take apart.

edit! {
    /// Asking for the iterator finds out that there is none, so an array pattern needs no check of its own.
    "ByteCompiler<'_>::compile_declaration_pattern_impl", "0e809f78c71e4e9b":
    "match pattern {
            Pattern::Object(pattern) => {
                self.bytecode
                    .emit_value_not_null_or_undefined(object.variable());" =>
    "let source = std::mem::take(&mut self.pattern_source);
        match pattern {
            Pattern::Object(pattern) => {
                self.bytecode
                    .emit_value_not_null_or_undefined(object.variable());
                self.note_object_pattern(pattern, source);",
    "self.bytecode
                    .emit_value_not_null_or_undefined(object.variable());
                self.bytecode.emit_get_iterator(object.variable());" =>
    "self.bytecode.emit_get_iterator(object.variable());
                self.note_array_pattern(source);",
}
