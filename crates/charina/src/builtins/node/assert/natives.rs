//! The assertions that compare: they hold in native code and reach glue only to fail.

use super::{Mode, is_deep_equal};
use crate::errors;
use crate::state::state;
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsSymbol, JsValue, Op};

/// Natives of `assert.js`.
pub(super) const NATIVES: &[Op] = &[
    Op::new("ok", 0, ok),
    Op::new("strict", 0, strict),
    Op::new("equal", 3, equal),
    Op::new("notEqual", 3, not_equal),
    Op::new("deepEqual", 3, deep_equal),
    Op::new("notDeepEqual", 3, not_deep_equal),
    Op::new("deepStrictEqual", 3, deep_strict_equal),
    Op::new("notDeepStrictEqual", 3, not_deep_strict_equal),
    Op::new("strictEqual", 3, strict_equal),
    Op::new("notStrictEqual", 3, not_strict_equal),
    Op::new("partialDeepStrictEqual", 3, partial_deep_strict_equal),
    Op::new("install", 3, install),
];

const OK_FAILED: &str = "assert: ok failed";
const COMPARISON_FAILED: &str = "assert: comparison failed";
const OPTIONS: &str = "assert: symbol of options";

/// `ops.install(okFailed, comparisonFailed, kOptions)`: what glue does about a failure, and where an `Assert` keeps
/// its options.
fn install(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(context);
    for (slot, value) in [OK_FAILED, COMPARISON_FAILED, OPTIONS].into_iter().zip(arguments) {
        state.set_slot(slot, value.clone());
    }
    Ok(JsValue::undefined())
}

fn call_glue(slot: &'static str, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    match state(context).slot(slot).as_callable() {
        Some(function) => function.call(&JsValue::undefined(), arguments, context),
        None => Ok(JsValue::undefined()),
    }
}

fn truthy(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if arguments.get_or_undefined(0).to_boolean() {
        return Ok(JsValue::undefined());
    }
    let count = JsValue::from(u32::try_from(arguments.len()).unwrap_or(u32::MAX));
    let (value, message) = (arguments.get_or_undefined(0).clone(), arguments.get_or_undefined(1).clone());
    call_glue(OK_FAILED, &[this.clone(), count, value, message], context)
}

/// <https://nodejs.org/api/assert.html#assertokvalue-message>
fn ok(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    truthy(this, arguments, context)
}

/// <https://nodejs.org/api/assert.html#strict-assertion-mode>
fn strict(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    truthy(this, arguments, context)
}

/// One assertion on two values: fails with `operator` unless `holds`.
fn compare(
    this: &JsValue,
    arguments: &[JsValue],
    operator: &str,
    holds: impl FnOnce(&JsValue, &JsValue, &mut Context) -> JsResult<bool>,
    context: &mut Context,
) -> JsResult<JsValue> {
    let [actual, expected, ..] = arguments else {
        let message = "The \"actual\" and \"expected\" arguments must be specified";
        return Err(errors::type_error("ERR_MISSING_ARGS", message, context));
    };
    if holds(actual, expected, context)? {
        return Ok(JsValue::undefined());
    }
    let operator = JsString::from(operator).into();
    let message = arguments.get_or_undefined(2).clone();
    call_glue(COMPARISON_FAILED, &[this.clone(), operator, actual.clone(), expected.clone(), message], context)
}

fn both_nan(a: &JsValue, b: &JsValue) -> bool {
    let nan = |value: &JsValue| value.as_number().is_some_and(f64::is_nan);
    nan(a) && nan(b)
}

/// `==`, but NaN is NaN.
fn loosely(a: &JsValue, b: &JsValue, context: &mut Context) -> JsResult<bool> {
    Ok(both_nan(a, b) || a.equals(b, context)?)
}

/// The mode of a deep strict comparison: an `Assert` may have been told to leave prototypes out.
fn strict_mode(this: &JsValue, context: &mut Context) -> JsResult<Mode> {
    let instance = this.as_object().filter(|object: &JsObject| !object.is_callable());
    let symbol: Option<JsSymbol> = state(context).slot(OPTIONS).as_symbol();
    let (Some(instance), Some(symbol)) = (instance, symbol) else { return Ok(Mode::Strict) };
    let Some(options) = instance.get(symbol, context)?.as_object() else { return Ok(Mode::Strict) };
    let skip = options.get(JsString::from("skipPrototype"), context)?.to_boolean();
    Ok(if skip { Mode::StrictWithoutPrototype } else { Mode::Strict })
}

/// <https://nodejs.org/api/assert.html#assertequalactual-expected-message>
fn equal(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    compare(this, arguments, "==", loosely, context)
}

/// <https://nodejs.org/api/assert.html#assertnotequalactual-expected-message>
fn not_equal(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    compare(this, arguments, "!=", |a, b, context| Ok(!loosely(a, b, context)?), context)
}

/// <https://nodejs.org/api/assert.html#assertdeepequalactual-expected-message>
fn deep_equal(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    compare(this, arguments, "deepEqual", |a, b, context| is_deep_equal(a, b, Mode::Loose, context), context)
}

/// <https://nodejs.org/api/assert.html#assertnotdeepequalactual-expected-message>
fn not_deep_equal(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let holds = |a: &JsValue, b: &JsValue, context: &mut Context| Ok(!is_deep_equal(a, b, Mode::Loose, context)?);
    compare(this, arguments, "notDeepEqual", holds, context)
}

/// <https://nodejs.org/api/assert.html#assertdeepstrictequalactual-expected-message>
fn deep_strict_equal(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mode = strict_mode(this, context)?;
    compare(this, arguments, "deepStrictEqual", |a, b, context| is_deep_equal(a, b, mode, context), context)
}

/// <https://nodejs.org/api/assert.html#assertnotdeepstrictequalactual-expected-message>
fn not_deep_strict_equal(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mode = strict_mode(this, context)?;
    let holds = |a: &JsValue, b: &JsValue, context: &mut Context| Ok(!is_deep_equal(a, b, mode, context)?);
    compare(this, arguments, "notDeepStrictEqual", holds, context)
}

/// <https://nodejs.org/api/assert.html#assertstrictequalactual-expected-message>
fn strict_equal(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    compare(this, arguments, "strictEqual", |a, b, _| Ok(JsValue::same_value(a, b)), context)
}

/// <https://nodejs.org/api/assert.html#assertnotstrictequalactual-expected-message>
fn not_strict_equal(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    compare(this, arguments, "notStrictEqual", |a, b, _| Ok(!JsValue::same_value(a, b)), context)
}

/// <https://nodejs.org/api/assert.html#assertpartialdeepstrictequalactual-expected-message>
fn partial_deep_strict_equal(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let holds = |a: &JsValue, b: &JsValue, context: &mut Context| is_deep_equal(a, b, Mode::Partial, context);
    compare(this, arguments, "partialDeepStrictEqual", holds, context)
}
