//! Taking apart what has no properties, in V8's words.

/// See above.
impl ValueNotNullOrUndefined {
    #[replace("71e33f6f40e56142")]
    #[inline(always)]
    pub(super) fn operation(value: RegisterOperand, context: &mut Context) -> JsResult<()> {
        let value = context.vm.get_register(value.into());
        if value.is_null_or_undefined() {
            return Err(context.not_destructurable(&value.clone()));
        }
        Ok(())
    }
}
