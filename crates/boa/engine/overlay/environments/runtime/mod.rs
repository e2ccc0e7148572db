//! Finding bindings.

/// What the interpreter's loop asks.
impl EnvironmentStack {
    #[add]
    /// The bindings of the environment at `index`, if neither `with` nor `eval` has a say in what they are called.
    #[inline(always)]
    pub(crate) fn plain_bindings(&self, index: u32) -> Option<&boa_gc::GcRefCell<Vec<Option<JsValue>>>> {
        let mut node = self.tip.as_deref()?;
        match &node.env {
            Environment::Declarative(environment) if !environment.poisoned() && !environment.with() => {}
            _ => return None,
        }
        for _ in index + 1..self.depth {
            node = node.parent.as_deref()?;
        }
        node.env.as_declarative()?.plain_bindings()
    }

    #[add]
    /// Whether names are found where the compiler says: neither `with` nor `eval` has a say.
    #[inline(always)]
    pub(crate) fn is_plain(&self, global: &DeclarativeEnvironment) -> bool {
        let plain = |environment: &DeclarativeEnvironment| !environment.poisoned() && !environment.with();
        match self.tip.as_deref() {
            Some(node) => node.env.as_declarative().is_some_and(|environment| plain(environment)) && plain(global),
            None => plain(global),
        }
    }
}
