//! Date where Boa's is not V8's: dates that are not ISO 8601 are read, and local times shown with their zone's name.

mod calendar;
mod format;
mod parse;
#[cfg(test)]
mod tests;

use crate::{
    Context, FunctionObjectBuilder, JsObject, JsResult, JsString, JsValue, NativeFunction, PropertyDescriptor,
    js_string, ops, text,
};
use boa_engine::builtins::date::Date;
use boa_engine::object::builtins::JsDate;
use boa_engine::value::PreferredType;

/// A time zone at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Seconds ahead of UTC.
    pub offset: i32,
    /// Its short name: `UTC`, `EST`, `GMT+1`.
    pub short: String,
    /// Its long name: `Central European Standard Time`.
    pub long: String,
}

/// What the host knows of time zones: the one of that IANA name, or the local one, at a second of the Unix epoch.
pub type FindZone = fn(name: Option<&str>, unix_second: i64) -> Option<Zone>;

struct Host {
    find_zone: FindZone,
}

fn zone(name: Option<&str>, time: f64, context: &Context) -> Option<Zone> {
    #[expect(clippy::cast_possible_truncation, reason = "a time value has sixteen digits at most")]
    let second = (time / 1000.0).floor() as i64;
    context.get_data::<Host>().and_then(|host| (host.find_zone)(name, second))
}

/// Replaces the constructor `Date` and methods that show dates.
pub fn install(find_zone: FindZone, context: &mut Context) {
    context.insert_data(Host { find_zone });
    let constructors = context.intrinsics().constructors().date();
    let (original, prototype) = (constructors.constructor(), constructors.prototype());
    let wrappers: [(&'static str, ops::WrapFn); 5] = [
        ("toString", to_string),
        ("toTimeString", to_string),
        ("toLocaleString", format::to_locale_string),
        ("toLocaleDateString", format::to_locale_date_string),
        ("toLocaleTimeString", format::to_locale_time_string),
    ];
    for (name, function) in wrappers {
        ops::wrap(&prototype, name, 0, function, context);
    }
    ops::wrap(&original, "parse", 1, parse_native, context);
    replace_constructor(&original, &prototype, context);
}

/// The constructor takes over what the engine's has: it must be another function, because a string argument is read
/// inside the engine's.
fn replace_constructor(original: &JsObject, prototype: &JsObject, context: &mut Context) {
    let function = NativeFunction::from_copy_closure_with_captures(construct, original.clone());
    let function = FunctionObjectBuilder::new(context.realm(), function)
        .name(js_string!("Date"))
        .length(7)
        .constructor(true)
        .build();
    let fixed = PropertyDescriptor::builder().value(prototype.clone()).writable(false);
    function.insert_property(js_string!("prototype"), fixed.enumerable(false).configurable(false).build());
    for name in ["now", "parse", "UTC"] {
        if let Some(method) = ops::method_of(original, JsString::from(name)) {
            ops::define_value(&function, JsString::from(name), method, false);
        }
    }
    ops::define_value(prototype, js_string!("constructor"), function.clone(), false);
    ops::define_value(&context.global_object(), js_string!("Date"), function, false);
}

/// <https://tc39.es/ecma262/#sec-date>
fn construct(
    new_target: &JsValue,
    arguments: &[JsValue],
    original: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let Some(new_target) = new_target.as_object() else {
        let now = original.construct(&[], None, context)?;
        let show = now.prototype().and_then(|prototype| ops::method_of(&prototype, js_string!("toString")));
        let original_prototype = context.intrinsics().constructors().date().prototype();
        let show = show.or_else(|| ops::method_of(&original_prototype, js_string!("toString")));
        let boa = original.call(&JsValue::undefined(), &[], context)?;
        return show.map_or(Ok(boa), |show| show.call(&now.into(), &[], context));
    };
    if let [value] = arguments {
        let is_date = value.as_object().is_some_and(|object| object.is::<Date>());
        if !is_date && !value.is_number() {
            let value = value.to_primitive(context, PreferredType::Default)?;
            let value = match value.as_string() {
                Some(text) => read(&text, original, context)?.into(),
                None => value,
            };
            return original.construct(&[value], Some(&new_target), context).map(JsValue::from);
        }
    }
    original.construct(arguments, Some(&new_target), context).map(JsValue::from)
}

/// The time value of a string: ISO 8601 as the engine reads it, else as V8 reads the rest.
fn read(string: &JsString, original: &JsObject, context: &mut Context) -> JsResult<f64> {
    // With a number or a string the constructor runs no script.
    let date = original.construct(&[string.clone().into()], None, context)?;
    let time = time_of(&date, context)?;
    if !time.is_nan() {
        return Ok(time);
    }
    let units = match text::units(string) {
        text::Units::Latin1(bytes) => bytes.iter().map(|byte| u16::from(*byte)).collect(),
        text::Units::Utf16(units) => units.to_vec(),
    };
    let hooks = context.host_hooks();
    Ok(parse::parse(&units, &|second| hooks.local_timezone_offset_seconds(second)))
}

fn time_of(date: &JsObject, context: &mut Context) -> JsResult<f64> {
    JsDate::from_object(date.clone())?.get_time(context)?.to_number(context)
}

/// <https://tc39.es/ecma262/#sec-date.parse>
fn parse_native(
    _this: &JsValue,
    arguments: &[JsValue],
    _original: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let string = arguments.first().cloned().unwrap_or_default().to_string(context)?;
    let constructor = context.intrinsics().constructors().date().constructor();
    Ok(read(&string, &constructor, context)?.into())
}

/// `toString` and `toTimeString`: the engine's, and the zone's name
/// (<https://tc39.es/ecma262/#sec-timezoneestring>).
fn to_string(this: &JsValue, arguments: &[JsValue], original: &JsObject, context: &mut Context) -> JsResult<JsValue> {
    let shown = original.call(this, arguments, context)?;
    let (Some(date), Some(string)) = (this.as_object(), shown.as_string()) else { return Ok(shown) };
    let time = time_of(&date, context)?;
    match zone(None, time, context) {
        Some(zone) if !time.is_nan() => {
            let name = text::from_utf8(&format!(" ({})", zone.long));
            Ok(JsString::concat(string.as_str(), name.as_str()).into())
        }
        _ => Ok(shown),
    }
}
