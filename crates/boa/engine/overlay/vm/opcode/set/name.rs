//! Writing variables.

/// V8's words.
impl ThrowMutateImmutable {
    #[replace("6c2a445e56bb0166")]
    #[inline(always)]
    pub(crate) fn operation(_index: IndexOperand, _context: &mut Context) -> JsError {
        JsNativeError::typ().with_message("Assignment to constant variable.").into()
    }
}

#[replace("5b89d80a63afe61c")]
/// V8's words; what is written to before its declaration runs is told apart from what is declared nowhere.
fn verify_initialized(locator: &BindingLocator, context: &mut Context) -> JsResult<()> {
    if context.is_initialized_binding(locator)? {
        return Ok(());
    }
    let declared = match locator.scope() {
        BindingLocatorScope::GlobalObject => false,
        BindingLocatorScope::GlobalDeclarative => true,
        BindingLocatorScope::Stack(index) => matches!(context.environment_expect(index), Environment::Declarative(_)),
    };
    if declared || context.vm.frame().code_block.strict() {
        return Err(context.unbound(locator).into());
    }
    Ok(())
}
