//! Reading properties.

edit! {
    /// What is remembered is what the shapes say after the read: see `InlineCache::remember`. Reading of undefined or
    /// null is told in V8's words.
    "fn get_by_name", "d79b76bb53ca5ace":
    "let object = object.base_class(context)?;" => "let base = object;
    let Ok(object) = base.base_class(context) else {
        let name = context.vm.frame().code_block().ic[usize::from(index)].name.clone();
        return Err(context.read_of_nothing(base, &name.into()));
    };",
    "let slot = *context.slot();
    if slot.is_cacheable() {
        let ic = &context.vm.frame().code_block.ic[usize::from(index)];
        let object_borrowed = object.borrow();
        let shape = object_borrowed.shape();
        ic.set(shape, slot);
    }" => "let slot = *context.slot();
    context.vm.frame().code_block.ic[usize::from(index)].remember(&object, &key, slot, false);",
}

edit! {
    /// Reading of undefined or null, in V8's words.
    "fn get_by_value", "ca226ee2c8a0eb65":
    "let object = base.base_class(context)?;" => "let Ok(object) = base.base_class(context) else {
        return Err(context.read_of_nothing(&base, &key_value));
    };",
}
