//! What can be true of locales without `Intl`: numbers as en-US writes them, and an order of strings that is ICU's for
//! Latin letters, digits and ASCII. Anything else is left to the engine.

mod collate;
mod number;
#[cfg(test)]
mod tests;

use crate::{Context, JsObject, JsResult, JsString, JsValue, ops, text};
use boa_engine::JsNativeError;

/// Puts natives in front of `Number.prototype.toLocaleString`, `BigInt.prototype.toLocaleString` and
/// `String.prototype.localeCompare`.
pub fn install(context: &mut Context) {
    let constructors = context.intrinsics().constructors();
    let (number, bigint) = (constructors.number().prototype(), constructors.bigint().prototype());
    let string = constructors.string().prototype();
    ops::wrap(&number, "toLocaleString", 0, number::to_locale_string, context);
    ops::wrap(&bigint, "toLocaleString", 0, number::bigint_to_locale_string, context);
    ops::wrap(&string, "localeCompare", 1, collate::locale_compare, context);
}

/// Whether a `locales` argument asks for nothing or for American English.
pub(crate) fn is_english(locales: &JsValue, context: &mut Context) -> JsResult<bool> {
    if locales.is_undefined() {
        return Ok(true);
    }
    let first = match locales.as_object() {
        Some(object) if object.is_array() => {
            if object.get(JsString::from("length"), context)?.to_length(context)? == 0 {
                return Ok(true);
            }
            object.get(0_u32, context)?
        }
        _ => locales.clone(),
    };
    Ok(first.as_string().is_some_and(|name| name == "en-US" || name == "en"))
}

/// GetOption: the choice that an option names, of those there are.
pub(crate) fn option<T: Copy>(
    options: &JsObject,
    name: &'static str,
    among: &[(&str, T)],
    what: &str,
    context: &mut Context,
) -> JsResult<Option<T>> {
    let value = options.get(JsString::from(name), context)?;
    if value.is_undefined() {
        return Ok(None);
    }
    let chosen = text::to_utf8(&value.to_string(context)?);
    match among.iter().find(|row| row.0 == chosen) {
        Some(row) => Ok(Some(row.1)),
        None => {
            let message = format!("Value {chosen} out of range for {what} options property {name}");
            Err(JsNativeError::range().with_message(message).into())
        }
    }
}
