//! A running native's function and receiver stay on the stack, where a trace finds them.

use crate::vm::shadow_stack::NativeCall;

/// See above. They come off behind the call. What upstream copies of the function is looked at where it lies, and few
/// arguments need no list.
#[replace("09768d7dee273554")]
pub(crate) fn native_function_call(
    obj: &JsObject,
    argument_count: usize,
    context: &mut InternalMethodCallContext<'_>,
) -> JsResult<CallValue> {
    const FEW: usize = 4;
    let base = context.vm.stack.call_height(argument_count);
    if let Err(error) = context.check_runtime_limits() {
        context.vm.stack.truncate_to(base);
        return Err(error);
    }
    // SAFETY: nobody writes to a native function; the caller's handle keeps it.
    let Some(function) = (unsafe { peek_native(obj) }) else {
        context.vm.stack.truncate_to(base);
        return Err(JsNativeError::typ().with_message("not a function").into());
    };
    let mut few: [JsValue; FEW] = Default::default();
    let many;
    let args = match few.get_mut(..argument_count) {
        Some(few) => {
            for place in few.iter_mut().rev() {
                *place = context.vm.stack.pop();
            }
            &*few
        }
        None => {
            many = context.vm.stack.calling_convention_pop_arguments(argument_count);
            many.as_slice()
        }
    };
    let this = match function.constructor {
        Some(_) => JsValue::undefined(),
        None => context.vm.stack.value_at(base),
    };
    let pc = context.vm.frame().pc;
    let native_source_info = context.native_source_info();
    let call = NativeCall::Call(base as u32);
    context.vm.shadow_stack.push_native(pc, function.name.clone(), call, native_source_info);
    let mut other_realm = function.realm.as_ref().filter(|realm| *realm != context.realm()).cloned();
    if let Some(realm) = &mut other_realm {
        context.swap_realm(realm);
    }
    context.vm.native_active_function = Some(obj.clone());

    let result = function.f.call(&this, args, context).map_err(|err| err.inject_realm(context.realm().clone()));

    context.vm.native_active_function = None;
    if let Some(realm) = &mut other_realm {
        context.swap_realm(realm);
    }
    context.vm.shadow_stack.pop();
    context.vm.stack.truncate_to(base);
    context.vm.stack.push(result?);
    Ok(CallValue::Complete)
}

#[add]
/// What is in the object, if it is a native function.
///
/// # Safety
/// Nothing may write to the function as long as the reference is used.
#[inline(always)]
unsafe fn peek_native(object: &JsObject) -> Option<&NativeFunctionObject> {
    if !object.is::<NativeFunctionObject>() {
        return None;
    }
    // SAFETY: the caller's; and the type is that, so that the object may be cast as in upstream's `downcast_ref`.
    unsafe {
        let object = (*object.address()).peek()?;
        Some((*std::ptr::from_ref(object).cast::<crate::object::Object<NativeFunctionObject>>()).data())
    }
}

edit! {
    /// See above.
    "fn native_function_construct", "7c1fab090e89e940":
    "let pc = context.vm.frame().pc;" => "// The new target lies above the arguments.
    let base = context.vm.stack.call_height(argument_count + 1);
    let pc = context.vm.frame().pc;",
    ".push_native(pc, name, native_source_info);" =>
    ".push_native(pc, name, NativeCall::Construct(base as u32), native_source_info);",
    "let _func = context.vm.stack.pop();
    let _this = context.vm.stack.pop();" => "",
    "context.vm.shadow_stack.pop();" => "context.vm.shadow_stack.pop();
    context.vm.stack.truncate_to(base);",
}

#[add]
/// Whether [`native_function_call`] is how the object is called.
#[inline(always)]
pub(crate) fn is_native_function(object: &JsObject) -> bool {
    type Call = fn(&JsObject, usize, &mut InternalMethodCallContext<'_>) -> JsResult<CallValue>;
    std::ptr::fn_addr_eq(object.vtable().__call__, native_function_call as Call)
}

#[add]
/// Whether the object is a function that calls `function` and captures nothing.
pub(crate) fn is_native(object: &JsObject, function: NativeFunctionPointer) -> bool {
    // SAFETY: it is looked at only.
    unsafe { peek_native(object) }.is_some_and(|native| native.f.is(function))
}

/// Which native a function is.
impl NativeFunction {
    #[add]
    /// Whether it calls `function` and captures nothing.
    pub(crate) fn is(&self, function: NativeFunctionPointer) -> bool {
        matches!(self.inner, Inner::PointerFn(own) if std::ptr::fn_addr_eq(own, function))
    }
}

edit! {
    /// Freed with the last handle, see boa_gc's `internals/counted`.
    "NativeFunction::from_closure_with_captures", "36a17cbf62c61275":
    "Gc::new(Closure" => "Gc::new_counted(Closure",
}
