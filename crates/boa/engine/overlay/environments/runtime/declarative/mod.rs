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

    #[add]
    /// The value of the binding at `index`, where an index is all it takes to find it, and if it has one.
    #[inline(always)]
    pub(crate) fn plain_value(&self, index: u32) -> Option<JsValue> {
        if let DeclarativeEnvironmentKind::Module(environment) = &self.kind {
            return environment.get(index);
        }
        // SAFETY: a value is copied, and nothing else done.
        unsafe { self.plain_bindings()?.peek() }?.get(index as usize)?.clone()
    }
}
