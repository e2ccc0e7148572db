//! Writing properties.

edit! {
    /// What is remembered is what the shapes say after the write: see `InlineCache::remember`.
    "fn set_by_name", "71fcb52f748da4dc":
    "if succeeded && slot.is_cacheable() {
        let ic = &context.vm.frame().code_block.ic[usize::from(index)];
        let object_borrowed = object.borrow();
        let shape = object_borrowed.shape();
        ic.set(shape, slot);
    }" => "if succeeded {
        context.vm.frame().code_block.ic[usize::from(index)].remember(&object, &name, slot, true);
    }",
}
