//! What objects do.

/// Most constructors are functions with a `prototype` that is plain data of their own.
#[wrap("288d92a478961264")]
pub(crate) fn get_prototype_from_constructor<F>(
    constructor: &JsValue,
    default: F,
    context: &mut Context,
) -> JsResult<JsObject>
where
    F: FnOnce(&StandardConstructors) -> &StandardConstructor,
{
    if let Some(constructor) = constructor.as_object()
        && std::ptr::fn_addr_eq(constructor.vtable().__get__, ordinary_get as fn(_, _, _, _) -> _)
    {
        let constructor = constructor.borrow();
        let slot = constructor.shape().lookup(&PROTOTYPE.into());
        if let Some(slot) = slot.filter(|slot| !slot.attributes.is_accessor_descriptor())
            && let Some(prototype) = constructor.properties().storage.get(slot.index as usize).and_then(JsValue::as_object)
        {
            return Ok(prototype);
        }
    }
    upstream_get_prototype_from_constructor(constructor, default, context)
}

edit! {
    /// A function's `prototype` is made when somebody asks for it.
    "fn ordinary_get_own_property", "555f3de6cbbb32dd":
    "Ok(obj.borrow().properties.get_with_slot(key, context.slot()))" =>
    "let own = obj.borrow().properties.get_with_slot(key, context.slot());
    if own.as_ref().and_then(PropertyDescriptor::value).is_some_and(JsValue::is_unmade) {
        crate::builtins::function::make_prototype(obj);
        return Ok(obj.borrow().properties.get_with_slot(key, context.slot()));
    }
    Ok(own)",
}
