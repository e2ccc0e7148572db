//! Properties of object literals.

use crate::property::PropertyKey;

/// What an object becomes by the property is known from the last time: see `vm/additions.rs`.
impl DefineOwnPropertyByName {
    #[replace("0452e7c950978a8c")]
    #[inline(always)]
    pub(crate) fn operation(
        (object, value, index): (RegisterOperand, RegisterOperand, IndexOperand),
        context: &mut Context,
    ) -> JsResult<()> {
        let object = context.vm.get_register(object.into()).clone().to_object(context)?;
        let value = context.vm.get_register(value.into()).clone();
        let code_block = context.vm.frame().code_block();
        let place = usize::from(index);
        let candidate = match code_block.definitions.add(place, &object, &value) {
            Ok(()) => return Ok(()),
            Err(candidate) => candidate,
        };
        let key = PropertyKey::from(code_block.constant_string(place));
        object.__define_own_property__(
            &key,
            PropertyDescriptor::builder().value(value).writable(true).enumerable(true).configurable(true).build(),
            &mut InternalMethodPropertyContext::new(context),
        )?;
        if let Some(candidate) = candidate {
            context.vm.frame().code_block().definitions.remember(place, candidate, &object, &key);
        }
        Ok(())
    }
}
