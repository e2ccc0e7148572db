//! Names that a function or script declares twice.

use crate::{Error, parser::ParseResult};
use boa_ast::declaration::{Binding, Declaration, VariableList};
use boa_ast::expression::Identifier;
use boa_ast::operations::{lexically_declared_names, var_declared_names};
use boa_ast::visitor::NodeRef;
use boa_ast::{Position, Spanned, Statement, StatementListItem};
use boa_interner::{Interner, Sym};
use rustc_hash::FxHashSet;

/// A SyntaxError, in V8's words, if a name that `let`, `const` or `class` declares among `items` is declared in `node`,
/// which they are the statements of, another time.
pub(crate) fn check<'a, N>(node: &'a N, items: &[StatementListItem], interner: &Interner) -> ParseResult<()>
where
    &'a N: Into<NodeRef<'a>>,
{
    let declares = |item: &StatementListItem| match item {
        StatementListItem::Declaration(declaration) => {
            matches!(**declaration, Declaration::Lexical(_) | Declaration::ClassDeclaration(_))
        }
        StatementListItem::Statement(_) => false,
    };
    if !items.iter().any(declares) {
        return Ok(());
    }
    let mut names = FxHashSet::default();
    for name in lexically_declared_names(node) {
        if !names.insert(name) {
            return Err(declared_twice(name, items, interner));
        }
    }
    match var_declared_names(node).into_iter().find(|name| names.contains(name)) {
        Some(name) => Err(declared_twice(name, items, interner)),
        None => Ok(()),
    }
}

fn declared_twice(name: Sym, items: &[StatementListItem], interner: &Interner) -> Error {
    let mut places = Vec::new();
    for item in items {
        match item {
            StatementListItem::Declaration(declaration) => match &**declaration {
                Declaration::Lexical(lexical) => note(lexical.variable_list(), name, &mut places),
                Declaration::ClassDeclaration(class) => note_one(&class.name(), name, &mut places),
                Declaration::FunctionDeclaration(function) => note_one(&function.name(), name, &mut places),
                _ => {}
            },
            StatementListItem::Statement(statement) => {
                if let Statement::Var(declaration) = &**statement {
                    note(&declaration.0, name, &mut places);
                }
            }
        }
    }
    // The last one there is, for one of them may lie deeper.
    let place = places.get(1).or(places.first()).copied().unwrap_or(Position::new(1, 1));
    Error::general(format!("Identifier '{}' has already been declared", interner.resolve_expect(name)), place)
}

fn note(list: &VariableList, name: Sym, places: &mut Vec<Position>) {
    for variable in list.as_ref() {
        if let Binding::Identifier(identifier) = variable.binding() {
            note_one(identifier, name, places);
        }
    }
}

fn note_one(identifier: &Identifier, name: Sym, places: &mut Vec<Position>) {
    if identifier.sym() == name {
        places.push(identifier.span().start());
    }
}
