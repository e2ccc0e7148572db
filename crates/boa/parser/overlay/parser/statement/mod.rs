//! Statements.

edit! {
    /// `await using` at the start of a line.
    "<StatementListItem as TokenParser<R>>::parse", "06961ff984e55002":
    "cursor.peek_no_skip_line_term(1, interner)?" => "cursor.peek_behind(interner)?",
}

#[add]
/// The first resource (`using`) that a list of statements declares; they are marked as `declaration/lexical.rs` tells.
pub(in crate::parser) fn declared_resource(list: &ast::StatementList) -> Option<ast::expression::Identifier> {
    list.statements().iter().find_map(|item| {
        let ast::StatementListItem::Declaration(declaration) = item else { return None };
        let ast::Declaration::Lexical(ast::declaration::LexicalDeclaration::Const(list)) = declaration.as_ref() else {
            return None;
        };
        let marked = |variable: &&ast::declaration::Variable| matches!(variable.init(), Some(ast::Expression::Spread(_)));
        match list.as_ref().iter().find(marked)?.binding() {
            ast::declaration::Binding::Identifier(name) => Some(*name),
            ast::declaration::Binding::Pattern(_) => None,
        }
    })
}

#[add]
/// `using` is no declaration here, V8 says.
pub(in crate::parser) fn no_resource(list: &ast::StatementList, interner: &Interner) -> ParseResult<()> {
    match declared_resource(list) {
        None => Ok(()),
        Some(name) => Err(Error::general(
            format!("Unexpected identifier '{}'", interner.resolve_expect(name.sym())),
            name.span().start(),
        )),
    }
}
