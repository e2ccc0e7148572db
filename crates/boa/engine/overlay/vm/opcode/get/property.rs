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
    "let ic = &context.vm.frame().code_block().ic[usize::from(index)];
    let object_borrowed" => "let ic = &context.vm.frame().code_block().ic[usize::from(index)];
    if let Some(getter) = ic.getter(&object) {
        let result = match getter.as_object() {
            Some(getter) => getter.call(receiver, &[], context)?,
            None => JsValue::undefined(),
        };
        context.vm.set_register(dst.into(), result);
        return Ok(());
    }
    let object_borrowed",
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
    "let receiver = context.vm.get_register(receiver.into());

    // Slow path:
    let result = object.__get__(
        &key_value,
        receiver.clone(),
        &mut InternalMethodPropertyContext::new(context),
    )?;" => "let receiver = context.vm.get_register(receiver.into()).clone();
    let named = context.vm.get_register(key.into()).clone();

    // Slow path:
    let (result, slot) = {
        let access = &mut InternalMethodPropertyContext::new(context);
        (object.__get__(&key_value, receiver, access)?, *access.slot())
    };
    if base.is_object() {
        context.vm.by_value.remember_read(&named, &object, &key_value, slot);
    }",
}
