//! Reading variables.

edit! {
    /// What is remembered is what the shapes say after the read: see `InlineCache::remember`.
    "GetNameGlobal::operation", "f44e0bcee933da52":
    "if slot.is_cacheable() {
                let ic = &context.vm.frame().code_block.ic[usize::from(ic_index)];
                let object_borrowed = object.borrow();
                let shape = object_borrowed.shape();
                ic.set(shape, slot);
            }" => "context.vm.frame().code_block.ic[usize::from(ic_index)].remember(&object, &key, slot, false);",
}
