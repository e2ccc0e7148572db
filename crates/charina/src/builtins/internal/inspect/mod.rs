//! `util.inspect`, `util.format` and their kin, native: any value as text for people to read.
//!
//! <https://nodejs.org/api/util.html#utilinspectobject-options>

mod collections;
mod errors;
mod format_value;
mod layout;
mod names;
mod natives;
mod objects;
mod options;
mod primitives;
mod printf;
mod rope;
mod state;
mod style;
#[cfg(test)]
mod tests;
mod width;
mod width_table;

use crate::builtins::Builtin;
use charina_engine::{Context, JsResult, JsString, JsValue, JsVariant};
use format_value::Formatter;

pub(crate) use options::InspectOptions;

/// `require('internal/util/inspect')`: inspect, format, formatWithOptions, stripVTControlCharacters, getStringWidth.
pub(crate) const BUILTIN: Builtin = Builtin::native("internal/util/inspect", state::exports);

/// `util.inspect(value, options)`.
pub(crate) fn inspect(value: &JsValue, options: &InspectOptions, context: &mut Context) -> JsResult<String> {
    Ok(Formatter::new(options.clone()).value(value, 0, context)?.into_string())
}

/// `util.inspect(value)`.
pub(crate) fn inspect_default(value: &JsValue, context: &mut Context) -> JsResult<String> {
    // What console.log meets most needs no options.
    match value.variant() {
        JsVariant::Boolean(boolean) => return Ok(boolean.to_string()),
        JsVariant::Null => return Ok("null".to_owned()),
        JsVariant::Undefined => return Ok("undefined".to_owned()),
        _ => {}
    }
    let options = InspectOptions::current_defaults(context)?;
    Ok(Formatter::new(options).value(value, 0, context)?.into_string())
}

/// `util.format(...arguments)`.
#[allow(dead_code, reason = "for console's natives")]
pub(crate) fn format(arguments: &[JsValue], context: &mut Context) -> JsResult<JsString> {
    printf::format(None, arguments, context)
}

/// `util.formatWithOptions(options, ...arguments)`.
#[allow(dead_code, reason = "for console's natives")]
pub(crate) fn format_with_options(
    options: &InspectOptions,
    arguments: &[JsValue],
    context: &mut Context,
) -> JsResult<JsString> {
    printf::format(Some(options), arguments, context)
}

/// `util.inspect(value, { depth, colors, customInspect: false })`, `None` where that throws.
pub(crate) fn inspect_plainly(value: &JsValue, depth: i32, colors: bool, context: &mut Context) -> Option<String> {
    let defaults = InspectOptions::current_defaults(context).ok()?;
    let stylize = if colors { style::Stylize::Color } else { style::Stylize::Plain };
    let options = InspectOptions { depth: Some(f64::from(depth)), custom_inspect: false, colors, stylize, ..defaults };
    inspect(value, &options, context).ok()
}

/// `util.inspect(value, { depth })` for messages. What throws in a custom function is shown without asking it, and what
/// cannot be inspected at all by its type.
pub(crate) fn inspect_brief(value: &JsValue, depth: i32, context: &mut Context) -> String {
    let mut attempt = |custom_inspect: bool| {
        let defaults = InspectOptions::current_defaults(context)?;
        let custom_inspect = custom_inspect && defaults.custom_inspect;
        let options = InspectOptions { depth: Some(f64::from(depth)), custom_inspect, ..defaults };
        inspect(value, &options, context)
    };
    attempt(true).or_else(|_| attempt(false)).unwrap_or_else(|_| format!("[{}]", value.type_of()))
}
