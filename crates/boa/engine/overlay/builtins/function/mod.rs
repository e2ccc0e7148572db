//! Calling a class without `new`, in V8's words; names of functions bound many times.

edit! {
    /// See above.
    "fn function_call", "bc4123d7fb509405":
    "with_message(\"class constructor cannot be invoked without 'new'\")" => "with_message({
                let name = function.code.name().to_std_string_lossy();
                if name.is_empty() {
                    \"Class constructors cannot be invoked without 'new'\".to_owned()
                } else {
                    format!(\"Class constructor {name} cannot be invoked without 'new'\")
                }
            })",
}

edit! {
    /// A function bound a hundred thousand times over would have names of 30 GB together, which V8 shares pieces of: a
    /// name that is this long already gets no further "bound".
    "fn set_function_name", "c55a83636b6cd197":
    "if let Some(prefix) = prefix {" => "if let Some(prefix) = prefix.filter(|_| name.len() < 4096) {",
}

#[add]
/// What is in the object, if it is a function written in JavaScript.
///
/// # Safety
/// Nothing may write to the function as long as the reference is used.
#[inline(always)]
pub(crate) unsafe fn peek_function(object: &JsObject) -> Option<&OrdinaryFunction> {
    type Call = fn(&JsObject, usize, &mut InternalMethodCallContext<'_>) -> JsResult<CallValue>;
    if !std::ptr::fn_addr_eq(object.vtable().__call__, function_call as Call) {
        return None;
    }
    // SAFETY: the caller's; and that method is an `OrdinaryFunction`'s alone, to which the object may then be cast as in
    // upstream's `downcast_ref`.
    unsafe {
        let object = (*object.address()).peek()?;
        Some((*std::ptr::from_ref(object).cast::<crate::object::Object<OrdinaryFunction>>()).data())
    }
}

#[add]
/// `value instanceof target`, if that is nothing but `Function.prototype[Symbol.hasInstance]`'s own answer for a plain
/// function, and known to be.
pub(crate) fn quick_instance_of(value: &JsValue, target: &JsValue, context: &Context) -> Option<bool> {
    let target = target.peek_object()?;
    // SAFETY: it is only looked at whether it is one.
    if unsafe { peek_function(&target) }.is_none() && !crate::native_function::is_native_function(&target) {
        return None;
    }
    let by_value = &context.vm.by_value;
    let method = by_value.read(&target, &JsSymbol::has_instance().into())?;
    if !crate::native_function::is_native(&*method.peek_object()?, BuiltInFunctionObject::has_instance) {
        return None;
    }
    let Some(object) = value.peek_object() else { return Some(false) };
    let prototype = by_value.read(&target, &JsValue::from(js_string!("prototype")))?;
    let prototype = prototype.peek_object()?;
    type GetPrototypeOf = fn(&JsObject, &mut Context) -> JsResult<crate::object::JsPrototype>;
    let mut object: JsObject = JsObject::clone(&object);
    loop {
        let get = object.vtable().__get_prototype_of__;
        if !std::ptr::fn_addr_eq(get, crate::object::internal_methods::ordinary_get_prototype_of as GetPrototypeOf) {
            return None;
        }
        object = match object.prototype() {
            Some(next) if JsObject::equals(&next, &prototype) => return Some(true),
            Some(next) => next,
            None => return Some(false),
        };
    }
}

#[add]
/// Makes the `prototype` of a function, which was left out when the function was made.
pub(crate) fn make_prototype(function: &JsObject) {
    let Some(realm) = function.downcast_ref::<OrdinaryFunction>().map(|function| function.realm().clone()) else { return };
    let template = realm.intrinsics().templates().function_prototype();
    let prototype = template.create(crate::builtins::OrdinaryObject, vec![function.clone().into()]);
    let mut function = function.borrow_mut();
    let Some(slot) = function.shape().lookup(&js_string!("prototype").into()) else { return };
    if let Some(place) = function.properties_mut().storage.get_mut(slot.index as usize).filter(|place| place.is_unmade()) {
        *place = prototype.into();
    }
}

#[add]
/// Whether the object is `Function.prototype.call`.
#[inline(always)]
pub(crate) fn is_call(object: &JsObject) -> bool {
    crate::native_function::is_native(object, BuiltInFunctionObject::call)
}
