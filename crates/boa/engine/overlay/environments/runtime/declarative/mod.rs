//! Environments that hold bindings.

/// What the interpreter's loop asks.
impl DeclarativeEnvironment {
    #[add]
    /// The bindings, where an index is all it takes to find one: in functions and blocks that no `eval` has added to.
    #[inline(always)]
    pub(crate) fn plain_bindings(&self) -> Option<&boa_gc::GcRefCell<Vec<Option<JsValue>>>> {
        if self.poisoned() {
            return None;
        }
        match &self.kind {
            DeclarativeEnvironmentKind::Function(environment) => Some(environment.bindings()),
            DeclarativeEnvironmentKind::Lexical(environment) => Some(environment.bindings()),
            _ => None,
        }
    }
}
