//! `await` without function objects.

use crate::builtins::promise::ResolvingFunctions;

/// The reaction holds the suspended function itself.
impl Await {
    #[replace("78ce5b109f0ba450")]
    #[inline(always)]
    pub(super) fn operation(value: RegisterOperand, context: &mut Context) -> ControlFlow<CompletionRecord> {
        let value = context.vm.get_register(value.into()).clone();
        // An async generator has none.
        let outer = context.vm.async_promise();
        let promise = match Promise::awaited(value, outer.as_ref(), context) {
            Ok(promise) => promise,
            Err(error) => return context.handle_error(error),
        };
        Promise::resume_behind(&promise, context);
        context.vm.set_return_value(outer.map(JsValue::from).unwrap_or_default());
        context.handle_yield()
    }
}

/// The functions are the same for every promise: they settle their receiver.
impl CreatePromiseCapability {
    #[replace("60f7129e5e8c74d7")]
    #[inline(always)]
    pub(super) fn operation((): (), context: &mut Context) -> JsResult<()> {
        let promise = Promise::pending(None, context).upcast();
        let functions: ResolvingFunctions = context.async_settlers();
        context.vm.set_promise_capability(PromiseCapability { promise, functions })
    }
}
