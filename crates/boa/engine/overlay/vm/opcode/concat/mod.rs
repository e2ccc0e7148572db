//! Template literals.

impl ConcatToString {
    /// A text that grows by a template is appended to, and none grows beyond bounds.
    #[replace("92ab2c01a19c6025")]
    #[inline(always)]
    pub(super) fn operation(
        (string, values): (RegisterOperand, ThinVec<RegisterOperand>),
        context: &mut Context,
    ) -> JsResult<()> {
        let mut strings = Vec::with_capacity(values.len());
        let mut length = 0_usize;
        for value in values {
            let text = context.vm.get_register(value.into()).clone().to_string(context)?;
            length = length.saturating_add(text.len());
            strings.push(text);
        }
        crate::builtins::String::check_length(length)?;
        let texts = strings.iter().map(JsString::as_str).collect::<Vec<_>>();
        let result = match strings.first() {
            // `s = `${s}...`` begins with an empty text.
            Some(first) if first.is_empty() && strings.len() > 2 && strings[1].len() > length / 2 => {
                context.concat(&strings[1], &JsString::concat_array(&texts[2..]))?
            }
            Some(first) if first.len() > length / 2 => context.concat(first, &JsString::concat_array(&texts[1..]))?,
            _ => JsString::concat_array(&texts),
        };
        context.vm.set_register(string.into(), result.into());
        Ok(())
    }
}
