//! Writing properties.

use crate::JsObject;

edit! {
    /// What is remembered is what the shapes say after the write: see `InlineCache::remember`, and what the object
    /// becomes: see `vm/additions.rs`. Writes that fail are told in V8's words.
    "fn set_by_name", "71fcb52f748da4dc":
    "let object = value_object.to_object(context)?;" => "let Ok(object) = value_object.to_object(context) else {
        let name = context.vm.frame().code_block().ic[usize::from(index)].name.clone();
        return Err(context.write_to_nothing(value_object, &name.into()));
    };",
    "let name: PropertyKey = ic.name.clone().into();" => "let candidate = if receiver.as_object().is_some_and(|receiver| JsObject::equals(&receiver, &object)) {
        match ic.additions.write(&object, &value) {
            Ok(()) => return Ok(()),
            Err(candidate) => candidate,
        }
    } else {
        None
    };
    let name: PropertyKey = ic.name.clone().into();",
    "return Err(JsNativeError::typ()
            .with_message(format!(\"cannot set non-writable property: {name}\"))
            .into());" => "return Err(context.write_refused(receiver, &object, &name));",
    "if succeeded && slot.is_cacheable() {
        let ic = &context.vm.frame().code_block.ic[usize::from(index)];
        let object_borrowed = object.borrow();
        let shape = object_borrowed.shape();
        ic.set(shape, slot);
    }" => "if succeeded {
        let ic = &context.vm.frame().code_block.ic[usize::from(index)];
        ic.remember(&object, &name, slot, true);
        if let Some(candidate) = candidate {
            ic.additions.remember(candidate, &object, &name);
        }
    }",
}

edit! {
    /// Writes that fail, in V8's words.
    "SetPropertyByValue::operation", "dc45cf375b6b3c08":
    "let object = object.to_object(context)?;" => "let base = object;
        let Ok(object) = base.to_object(context) else {
            return Err(context.write_to_nothing(&base, &key));
        };
        let named = key.clone();",
    "// Slow path:
        let succeeded = object.__set__(
            key.clone(),
            value.clone(),
            receiver.clone(),
            &mut context.into(),
        )?;" => "// Slow path:
        let own = base.is_object() && receiver.as_object().is_some_and(|receiver| JsObject::equals(&receiver, &object));
        let candidate = if own { context.vm.by_value.candidate(&object, &named) } else { None };
        let (succeeded, slot) = {
            let access = &mut InternalMethodPropertyContext::new(context);
            (object.__set__(key.clone(), value.clone(), receiver.clone(), access)?, *access.slot())
        };
        if own && succeeded {
            context.vm.by_value.remember_write(&named, &object, &key, slot, candidate);
        }",
    "return Err(JsNativeError::typ()
                .with_message(format!(\"cannot set non-writable property: {key}\"))
                .into());" => "return Err(context.write_refused(&receiver, &object, &key));",
}
