//! Expressions: what error messages call what is called and iterated.

edit! {
    /// See above.
    "ByteCompiler<'_>::compile_expr_impl", "7b5c1527a367bf97":
    "self.compile_expr(spread.target(), &value);
                            self.bytecode.emit_get_iterator(value.variable());
                            self.bytecode.emit_push_iterator_to_array(dst_op);" =>
    "self.compile_expr(spread.target(), &value);
                            self.bytecode.emit_get_iterator(value.variable());
                            self.note_iterable(spread.target());
                            self.bytecode.emit_push_iterator_to_array(dst_op);",
    ".emit_call((template.exprs().len() as u32 + 1).into());" =>
    ".emit_call((template.exprs().len() as u32 + 1).into());
                self.note_expression(template.tag());",
}
