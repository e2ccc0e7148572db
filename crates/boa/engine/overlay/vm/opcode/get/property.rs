//! Reading properties.

edit! {
    /// What is remembered is what the shapes say after the read: see `InlineCache::remember`.
    "fn get_by_name", "d79b76bb53ca5ace":
    "let slot = *context.slot();
    if slot.is_cacheable() {
        let ic = &context.vm.frame().code_block.ic[usize::from(index)];
        let object_borrowed = object.borrow();
        let shape = object_borrowed.shape();
        ic.set(shape, slot);
    }" => "let slot = *context.slot();
    context.vm.frame().code_block.ic[usize::from(index)].remember(&object, &key, slot, false);",
}
