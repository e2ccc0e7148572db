//! Argument validators, with Node's errors: the natives behind `internal/validators`.

use crate::errors::{self};
use charina_engine::{Context, JsObject, JsResult, JsString, JsValue, reflect, text};

/// `validateFunction`: the callable behind `value`.
///
/// # Errors
/// ERR_INVALID_ARG_TYPE.
pub(crate) fn function(value: &JsValue, name: &str, context: &mut Context) -> JsResult<JsObject> {
    match value.as_callable() {
        Some(function) => Ok(function),
        None => Err(errors::invalid_arg_type(name, &["function"], value, context)),
    }
}

/// `validateString`: the string as the engine has it.
///
/// # Errors
/// ERR_INVALID_ARG_TYPE.
pub(crate) fn js_string(value: &JsValue, name: &str, context: &mut Context) -> JsResult<JsString> {
    match value.as_string() {
        Some(string) => Ok(string),
        None => Err(errors::invalid_arg_type(name, &["string"], value, context)),
    }
}

/// `validateString`, as UTF-8.
///
/// # Errors
/// ERR_INVALID_ARG_TYPE.
pub(crate) fn string(value: &JsValue, name: &str, context: &mut Context) -> JsResult<String> {
    js_string(value, name, context).map(|s| text::to_utf8(&s))
}

/// `validateBoolean`.
///
/// # Errors
/// ERR_INVALID_ARG_TYPE.
pub(crate) fn boolean(value: &JsValue, name: &str, context: &mut Context) -> JsResult<bool> {
    match value.as_boolean() {
        Some(boolean) => Ok(boolean),
        None => Err(errors::invalid_arg_type(name, &["boolean"], value, context)),
    }
}

/// `validateObject`: no null, array or function.
///
/// # Errors
/// ERR_INVALID_ARG_TYPE.
pub(crate) fn object(value: &JsValue, name: &str, context: &mut Context) -> JsResult<JsObject> {
    match value.as_object() {
        Some(object) if !is_array(&object) && !object.is_callable() => Ok(object),
        _ => Err(errors::invalid_arg_type(name, &["Object"], value, context)),
    }
}

/// `Array.isArray`: also of a proxy of an array.
fn is_array(object: &JsObject) -> bool {
    let mut object = object.clone();
    while let Some(Some((target, _))) = reflect::proxy_parts(&object) {
        object = target;
    }
    object.is_array()
}

/// `validateNumber`, within `min` and `max` where given.
///
/// # Errors
/// ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE.
pub(crate) fn number(
    value: &JsValue,
    name: &str,
    min: Option<f64>,
    max: Option<f64>,
    context: &mut Context,
) -> JsResult<f64> {
    let Some(number) = value.as_number() else {
        return Err(errors::invalid_arg_type(name, &["number"], value, context));
    };
    let below = min.is_some_and(|min| number < min);
    let above = max.is_some_and(|max| number > max);
    if below || above || ((min.is_some() || max.is_some()) && number.is_nan()) {
        let range = match (min, max) {
            (Some(min), Some(max)) => format!(">= {min} && <= {max}"),
            (Some(min), None) => format!(">= {min}"),
            (None, Some(max)) => format!("<= {max}"),
            (None, None) => String::new(),
        };
        return Err(errors::out_of_range(name, &range, value, context));
    }
    Ok(number)
}

/// The largest integer that a JS number holds exactly.
pub(crate) const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// `validateInteger`, by default within the safe integers.
///
/// # Errors
/// ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE.
pub(crate) fn integer(value: &JsValue, name: &str, min: f64, max: f64, context: &mut Context) -> JsResult<f64> {
    let Some(number) = value.as_number() else {
        return Err(errors::invalid_arg_type(name, &["number"], value, context));
    };
    if number.fract() != 0.0 || !number.is_finite() {
        return Err(errors::out_of_range(name, "an integer", value, context));
    }
    if number < min || number > max {
        return Err(errors::out_of_range(name, &format!(">= {min} && <= {max}"), value, context));
    }
    Ok(number)
}

/// `validateInt32`.
///
/// # Errors
/// ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE.
pub(crate) fn int32(value: &JsValue, name: &str, min: i32, max: i32, context: &mut Context) -> JsResult<i32> {
    let number = integer(value, name, f64::from(min), f64::from(max), context)?;
    #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
    Ok(number as i32)
}

/// `validateUint32`; `positive` refuses zero.
///
/// # Errors
/// ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE.
pub(crate) fn uint32(value: &JsValue, name: &str, positive: bool, context: &mut Context) -> JsResult<u32> {
    let min = if positive { 1.0 } else { 0.0 };
    let number = integer(value, name, min, f64::from(u32::MAX), context)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was just checked")]
    Ok(number as u32)
}

/// The value unless it is undefined.
pub(crate) fn optional(value: &JsValue) -> Option<&JsValue> {
    (!value.is_undefined()).then_some(value)
}
