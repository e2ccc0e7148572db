//! A running native's function and receiver stay on the stack, where a trace finds them.

use crate::vm::shadow_stack::NativeCall;

edit! {
    /// See above. They come off behind the call.
    "fn native_function_call", "09768d7dee273554":
    "let _func = context.vm.stack.pop();
    let this = context.vm.stack.pop();

    // We technically don't need this since native functions don't push any new frames to the
    // vm, but we'll eventually have to combine the native stack with the vm stack.
    context.check_runtime_limits()?;" =>
    "let base = context.vm.stack.call_height(0);
    if let Err(error) = context.check_runtime_limits() {
        context.vm.stack.truncate_to(base);
        return Err(error);
    }
    let this = context.vm.stack.value_at(base);",
    ".push_native(pc, name, native_source_info);" =>
    ".push_native(pc, name, NativeCall::Call(base as u32), native_source_info);",
    "context.vm.shadow_stack.pop();" => "context.vm.shadow_stack.pop();
    context.vm.stack.truncate_to(base);",
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

/// Which native a function is.
impl NativeFunction {
    #[add]
    /// Whether it calls `function` and captures nothing.
    pub(crate) fn is(&self, function: NativeFunctionPointer) -> bool {
        matches!(self.inner, Inner::PointerFn(own) if std::ptr::fn_addr_eq(own, function))
    }
}
