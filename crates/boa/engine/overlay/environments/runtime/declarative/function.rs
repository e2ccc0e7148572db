//! Environments of functions: a second `super()`, in V8's words.

edit! {
    /// See above.
    "FunctionEnvironment::bind_this_value", "564641bc4b7ec008":
    "\"cannot reinitialize `this` binding\"" => "\"Super constructor may only be called once\"",
}

edit! {
    /// The two lists are of use to `eval` only, which lengthens them before it does: two allocations fewer a call.
    "FunctionEnvironment::new", "c5454acfb34c6a7c":
    "deletable_bindings: RefCell::new(vec![false; bindings_count as usize])," =>
    "deletable_bindings: RefCell::default(),",
    "deleted_bindings: RefCell::new(vec![false; bindings_count as usize])," =>
    "deleted_bindings: RefCell::default(),",
}

/// What the interpreter's loop asks.
impl FunctionEnvironment {
    #[add]
    #[inline(always)]
    pub(crate) const fn bindings(&self) -> &GcRefCell<Vec<Option<JsValue>>> {
        &self.bindings
    }
}

edit! {
    /// One box less for each call of a function whose variables closures use.
    "struct FunctionEnvironment", "9f2e5d2d8e1de947":
    "slots: Box<FunctionSlots>," => "slots: FunctionSlots,",
}

edit! {
    /// See above.
    "FunctionEnvironment::new", "c5454acfb34c6a7c":
    "slots: Box::new(slots)," => "slots,",
}
