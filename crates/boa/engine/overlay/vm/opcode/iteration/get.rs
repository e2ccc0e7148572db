//! Asking for an iterator of what has none, in V8's words.

/// See above.
impl GetIterator {
    #[replace("0bace52a3988ecba")]
    #[inline(always)]
    pub(crate) fn operation(value: RegisterOperand, context: &mut Context) -> JsResult<()> {
        let value = context.vm.get_register(value.into()).clone();
        if value.is_null_or_undefined() {
            return Err(context.not_iterable(&value, false));
        }
        let Some(method) = value.get_method(crate::JsSymbol::iterator(), context)? else {
            return Err(context.not_iterable(&value, false));
        };
        let iterator = value.get_iterator_from_method(&method, context)?;
        context.vm.frame_mut().iterators.push(iterator);
        Ok(())
    }
}

edit! {
    /// See above.
    "GetAsyncIterator::operation", "d8269a4ef0e035ef":
    "let iterator =" => "if value.is_null_or_undefined() {
            return Err(context.not_iterable(&value, true));
        }
        let iterator =",
}
