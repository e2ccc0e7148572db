//! `node:assert` (<https://nodejs.org/api/assert.html>) and the deep comparisons it shares with util.

mod collections;
mod deep_equal;
mod diff;
mod natives;
#[cfg(test)]
mod tests;

use crate::builtins::{Builtin, glue};
use charina_engine::{Context, JsArgs, JsResult, JsValue, Op, ops};
pub(crate) use deep_equal::{Mode, is_deep_equal};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("assert", glue!("assert.js"), natives::NATIVES),
    Builtin::glue("assert/strict", glue!("strict.js"), &[]),
    Builtin::glue("internal/assert/assertion_error", glue!("assertion_error.js"), &[]),
    Builtin::glue("internal/assert/calltracker", glue!("calltracker.js"), &[]),
    Builtin::glue("internal/assert/source", glue!("source.js"), &[]),
    Builtin::native("internal/util/comparisons", comparisons),
];

const COMPARISONS: &[Op] = &[
    Op::new("isDeepEqual", 2, loosely_equal),
    Op::new("isDeepStrictEqual", 3, strictly_equal),
    Op::new("isPartialStrictEqual", 2, partially_equal),
    Op::new("diff", 3, diff::diff),
];

fn comparisons(context: &mut Context) -> JsResult<JsValue> {
    Ok(ops::ops_object(COMPARISONS, context).into())
}

fn compare(arguments: &[JsValue], mode: Mode, context: &mut Context) -> JsResult<JsValue> {
    let (a, b) = (arguments.get_or_undefined(0), arguments.get_or_undefined(1));
    is_deep_equal(a, b, mode, context).map(JsValue::from)
}

fn loosely_equal(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    compare(arguments, Mode::Loose, context)
}

fn strictly_equal(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let skip_prototype = arguments.get_or_undefined(2).to_boolean();
    compare(arguments, if skip_prototype { Mode::StrictWithoutPrototype } else { Mode::Strict }, context)
}

fn partially_equal(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    compare(arguments, Mode::Partial, context)
}
