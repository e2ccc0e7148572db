//! Functions.

edit! {
    /// Names that are declared twice in a function's body are errors; upstream let the last one win.
    "<FunctionStatementList as TokenParser<R>>::parse", "6f5f3db897fff9cc":
    "Ok(AstFunctionBody::new(body, Span::new(start, end)))" => "let body = AstFunctionBody::new(body, Span::new(start, end));
        crate::parser::redeclaration::check(&body, body.statements(), interner)?;
        Ok(body)",
}
