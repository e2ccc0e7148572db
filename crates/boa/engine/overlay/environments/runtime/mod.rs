//! Finding bindings.

/// What the interpreter's loop asks.
impl EnvironmentStack {
    #[add]
    /// The environment at `index`, if neither `with` nor `eval` has a say in what is found there.
    #[inline(always)]
    pub(crate) fn plain(&self, index: u32) -> Option<&DeclarativeEnvironment> {
        let mut node = self.tip.as_deref()?;
        match &node.env {
            Environment::Declarative(environment) if !environment.poisoned() && !environment.with() => {}
            _ => return None,
        }
        for _ in index + 1..self.depth {
            node = node.parent.as_deref()?;
        }
        Some(node.env.as_declarative()?)
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

edit! {
    /// Freed with the last handle, see boa_gc's `internals/counted`.
    "EnvironmentStack::push_env", "aa7f87867ee0f96f":
    "Gc::new(EnvironmentNode" => "Gc::new_counted(EnvironmentNode",
}

edit! {
    /// Freed with the last handle, see boa_gc's `internals/counted`.
    "EnvironmentStack::push_lexical", "ab72d337e9172eb2":
    "Gc::new(" => "Gc::new_counted(",
}

edit! {
    /// Freed with the last handle, see boa_gc's `internals/counted`.
    "EnvironmentStack::push_function", "8f33fdb288f190bb":
    "Gc::new(" => "Gc::new_counted(",
}
