//! Which scopes the functions of a program need.

edit! {
    /// `this` in an arrow function within an arrow function is that of the function around both: upstream tells only
    /// the outer arrow, which has none, so that the function keeps none either and `this` is the global one's.
    "BindingCollectorVisitor<'_>::visit_function_like", "41b1f132925e695e":
    "*scopes = function_scopes;" => "if arrow && function_scopes.function_scope().escaped_this() {
            function_scopes.function_scope().escape_this_in_enclosing_function_scope();
        }
        *scopes = function_scopes;",
}
