//! The functions that JavaScript sees.

use super::format_value::Formatter;
use super::options::InspectOptions;
use super::printf;
use super::width::{display_width, strip_vt};
use crate::errors;
use charina_engine::{Context, JsArgs, JsArray, JsResult, JsValue, Op, reflect, text};

/// The exports of `internal/util/inspect` but `inspect` itself, which carries properties.
pub(super) const NATIVES: &[Op] = &[
    Op::new("format", 0, format),
    Op::new("formatWithOptions", 1, format_with_options),
    Op::new("stripVTControlCharacters", 1, strip_vt_control_characters),
    Op::new("getStringWidth", 1, get_string_width),
    Op::new("previewEntries", 2, preview_entries),
];

/// `util.inspect(value[, options])` and its old form `(value, showHidden, depth, colors)`.
///
/// <https://nodejs.org/api/util.html#utilinspectobject-options>
pub(super) fn inspect(_: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = arguments.get_or_undefined(0);
    if arguments.len() < 2 {
        return Ok(text::from_utf8(&super::inspect_default(value, context)?).into());
    }
    let mut options = InspectOptions::current_defaults(context)?;
    for (index, name) in [(2, "depth"), (3, "colors")] {
        let argument = arguments.get_or_undefined(index);
        if !argument.is_undefined() {
            options.set(name, argument, context)?;
        }
    }
    let given = arguments.get_or_undefined(1);
    if given.as_boolean().is_some() {
        options.set("showHidden", given, context)?;
    } else if let Some(object) = given.as_object() {
        options.read(&object, context)?;
    }
    options.finish();
    Ok(text::from_utf8(&Formatter::new(options).value(value, 0, context)?.into_string()).into())
}

/// <https://nodejs.org/api/util.html#utilformatformat-args>
fn format(_: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(printf::format(None, arguments, context)?.into())
}

/// <https://nodejs.org/api/util.html#utilformatwithoptionsinspectoptions-format-args>
fn format_with_options(_: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let given = arguments.get_or_undefined(0);
    if !given.is_object() || given.is_callable() {
        return Err(errors::invalid_arg_type("inspectOptions", &["Object"], given, context));
    }
    let options = InspectOptions::from_js(given, context)?;
    Ok(printf::format(Some(&options), arguments.get(1..).unwrap_or(&[]), context)?.into())
}

/// <https://nodejs.org/api/util.html#utilstripvtcontrolcharactersstr>
fn strip_vt_control_characters(_: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let given = arguments.get_or_undefined(0);
    let Some(string) = given.as_string() else {
        return Err(errors::invalid_arg_type("str", &["string"], given, context));
    };
    if !string.iter().any(|unit| unit == 0x1b || unit == 0x9b) {
        return Ok(string.into());
    }
    Ok(text::from_utf8(&strip_vt(&text::to_utf8(&string))).into())
}

/// `getStringWidth(text[, removeControlChars])`, for readline and console.table.
fn get_string_width(_: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let string = arguments.get_or_undefined(0).to_string(context)?;
    let strip = arguments.get(1).is_none_or(|strip| strip.is_undefined() || strip.to_boolean());
    Ok(JsValue::from(display_width(&text::to_utf8(&string), strip)))
}

/// `previewEntries(collection[, isIterator])`, for console.table: what a collection holds, keys and values in turns;
/// with `isIterator` a pair of that and whether the entries are pairs. `undefined` for other values.
fn preview_entries(_: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(object) = arguments.get_or_undefined(0).as_object() else { return Ok(JsValue::undefined()) };
    let (entries, pairs) = if let Some(preview) = reflect::preview_iterator(&object) {
        (preview.entries, preview.pairs)
    } else if let Some((entries, _)) = reflect::map_entries(&object, usize::MAX) {
        (entries.into_iter().flat_map(|(key, value)| [key, value]).collect(), true)
    } else if let Some((values, _)) = reflect::set_values(&object, usize::MAX) {
        (values, false)
    } else {
        return Ok(JsValue::undefined());
    };
    let entries = JsArray::from_iter(entries, context);
    if !arguments.get_or_undefined(1).to_boolean() {
        return Ok(entries.into());
    }
    Ok(JsArray::from_iter([entries.into(), JsValue::from(pairs)], context).into())
}
