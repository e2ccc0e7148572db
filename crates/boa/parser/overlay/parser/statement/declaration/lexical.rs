//! `using` and `await using`.

use boa_ast::{
    declaration::Binding,
    expression::{Await, Spread, literal::LiteralKind},
};

edit! {
    /// A resource is a constant with a mark on its initializer, see `resource`: upstream has nodes of their own for them,
    /// which its analysis of scopes misses in functions, and binds what may be assigned to.
    "<BindingList as TokenParser<R>>::parse", "a9ce570a3e08066a":
    "if init_is_some || self.loop_init {
                    decls.push(decl);" => "if init_is_some || self.loop_init {
                    decls.push(resource(decl, self.declaration_type));",
    "ast::declaration::LexicalDeclaration::Using(decls)" => "ast::declaration::LexicalDeclaration::Const(decls)",
    "ast::declaration::LexicalDeclaration::AwaitUsing(decls)" =>
        "ast::declaration::LexicalDeclaration::Const(decls)",
}

#[add]
/// Marks what `using` (`...value`) and `await using` (`......await value`) declare: a spread cannot stand there in any
/// program, and the compiler makes a resource of it. The `await` is for those who look for one. In the head of a loop,
/// where there is no initializer yet, `undefined` is marked.
fn resource(variable: Variable, kind: DeclarationType) -> Variable {
    let Binding::Identifier(name) = variable.binding() else { return variable };
    let span = name.span();
    let value = match variable.init() {
        Some(value) => value.clone(),
        None => ast::expression::literal::Literal::new(LiteralKind::Undefined, span).into(),
    };
    let marked = match kind {
        DeclarationType::Using => Spread::new(value, span),
        DeclarationType::AwaitUsing => {
            let awaited = Await::new(Box::new(value), span);
            Spread::new(Spread::new(awaited.into(), span).into(), span)
        }
        DeclarationType::Const | DeclarationType::Let => return variable,
    };
    Variable::from_identifier(*name, Some(marked.into()))
}
