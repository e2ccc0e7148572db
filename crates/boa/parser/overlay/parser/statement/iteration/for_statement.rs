//! `for (using x of y)`, `for (using x = y; ...)`.

use crate::lexer::Token;
use boa_ast::expression::{Identifier, Spread};

edit! {
    /// Resources in the heads of loops. Those of `for of` are disposed of after each turn: `for (using x of y) body` is
    /// parsed as `for (const each of y) { using x = each; body }`.
    "<ForStatement as TokenParser<R>>::parse", "8d6a18f9db58d585":
    "TokenKind::Keyword((Keyword::Const, _)) => Some(" => "TokenKind::Keyword((Keyword::Await, false))
                if matches!(
                    cursor.peek_behind(interner)?.map(Token::kind),
                    Some(TokenKind::Keyword((Keyword::Using, false)))
                ) =>
            {
                Some(
                    LexicalDeclaration::new(false, self.allow_yield, self.allow_await, true)
                        .parse(cursor, interner)?
                        .into(),
                )
            }
            TokenKind::Keyword((Keyword::Const | Keyword::Using, _)) => Some(",
    "let in_loop = kw == &Keyword::In;" => "let in_loop = kw == &Keyword::In;
                let (init, resource) = take_resource(init, interner);
                if in_loop && resource.is_some() {
                    return Err(Error::general(
                        \"Invalid 'using' in for-in loop\",
                        position,
                    ));
                }",
    "// Checks are only applicable to lexical bindings." => "let body = match resource {
                    Some(resource) => {
                        let declared = bound_names(&resource.declaration);
                        if var_declared_names(&body).iter().any(|name| declared.contains(name)) {
                            return Err(Error::general(
                                \"For loop initializer declared in loop body\",
                                position,
                            ));
                        }
                        with_resource(resource, body)
                    }
                    None => body,
                };
                // Checks are only applicable to lexical bindings.",
    "if decl.init().is_none() {" => "if decl.init().is_none_or(lacks_value) {",
}

#[add]
/// A resource that a loop declares for each turn.
struct Resource {
    declaration: ast::declaration::LexicalDeclaration,
}

#[add]
/// Whether a marked initializer (see `resource` in `declaration/lexical.rs`) has no value yet.
fn lacks_value(initializer: &ast::Expression) -> bool {
    let mut inner = initializer;
    let mut marked = false;
    loop {
        match inner {
            ast::Expression::Spread(spread) => inner = spread.target(),
            ast::Expression::Await(awaited) if marked => inner = awaited.target(),
            ast::Expression::Literal(literal) => return marked && literal.is_undefined(),
            _ => return false,
        }
        marked = true;
    }
}

#[add]
/// Where the head of a loop declares a resource, a plain constant instead, and the resource.
fn take_resource(
    initializer: ForLoopInitializer,
    interner: &mut Interner,
) -> (ForLoopInitializer, Option<Resource>) {
    let ForLoopInitializer::Lexical(lexical) = &initializer else { return (initializer, None) };
    let ast::declaration::LexicalDeclaration::Const(list) = lexical.declaration() else { return (initializer, None) };
    let [variable] = list.as_ref() else { return (initializer, None) };
    let (Binding::Identifier(name), Some(mark)) = (variable.binding(), variable.init()) else {
        return (initializer, None);
    };
    if !lacks_value(mark) {
        return (initializer, None);
    }
    // No program can say this name.
    let each = Identifier::new(interner.get_or_intern("%each"), name.span());
    let value = ast::Expression::from(each);
    let is_async = matches!(mark, ast::Expression::Spread(spread) if matches!(spread.target(), ast::Expression::Spread(_)));
    let marked = if is_async {
        let awaited = ast::expression::Await::new(Box::new(value), name.span());
        Spread::new(Spread::new(awaited.into(), name.span()).into(), name.span())
    } else {
        Spread::new(value, name.span())
    };
    let constant = |name, value| {
        let variable = ast::declaration::Variable::from_identifier(name, value);
        let list = ast::declaration::VariableList::new([variable].into());
        list.map(ast::declaration::LexicalDeclaration::Const)
    };
    match (constant(each, None), constant(*name, Some(marked.into()))) {
        (Some(plain), Some(declaration)) => (ForLoopInitializer::from(plain), Some(Resource { declaration })),
        _ => (initializer, None),
    }
}

#[add]
/// A loop's body behind the declaration of its resource.
fn with_resource(resource: Resource, body: ast::Statement) -> ast::Statement {
    let end = ast::LinearPosition::default();
    let items = vec![
        ast::StatementListItem::Declaration(Box::new(ast::Declaration::Lexical(resource.declaration))),
        ast::StatementListItem::Statement(Box::new(body)),
    ];
    ast::statement::Block::from((items, end)).into()
}
