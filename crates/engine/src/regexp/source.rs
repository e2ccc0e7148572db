//! `RegExp.prototype.source`: the pattern as a literal would have it. Boa's escapes a slash whether or not a backslash
//! or a class already does, so that a pattern rebuilt from its `source` matches something else.

use super::matcher;
use crate::text::units;
use crate::{
    Context, FunctionObjectBuilder, JsObject, JsResult, JsString, JsValue, PropertyDescriptor, js_string, ops,
};

/// Puts a getter in front of the engine's, which keeps answering for whatever is no expression.
pub(super) fn install(prototype: &JsObject, context: &mut Context) {
    let Some(original) = original(prototype) else { return };
    let getter = FunctionObjectBuilder::new(context.realm(), ops::wrapper(source, original))
        .name(js_string!("get source"))
        .length(0)
        .build();
    let descriptor = PropertyDescriptor::builder().get(getter).enumerable(false).configurable(true);
    prototype.insert_property(js_string!("source"), descriptor.build());
}

fn original(prototype: &JsObject) -> Option<JsObject> {
    prototype.borrow().properties().get(&js_string!("source").into())?.get()?.as_callable()
}

/// <https://tc39.es/ecma262/#sec-get-regexp.prototype.source>
fn source(this: &JsValue, arguments: &[JsValue], original: &JsObject, context: &mut Context) -> JsResult<JsValue> {
    match this.as_object().as_ref().and_then(matcher::source) {
        Some(source) => Ok(escape(&source).into()),
        None => original.call(this, arguments, context),
    }
}

/// EscapeRegExpPattern (<https://tc39.es/ecma262/#sec-escaperegexppattern>), with V8's choices: a slash in a class
/// stays as it is, a line terminator after a backslash takes that backslash for its own.
fn escape(pattern: &JsString) -> JsString {
    if pattern.is_empty() {
        return js_string!("(?:)");
    }
    let units = units(pattern);
    let wants = |unit: u16| matches!(unit, 0x2f | 0x0a | 0x0d | 0x2028 | 0x2029);
    if !(0..units.len()).any(|index| wants(units.at(index))) {
        return pattern.clone();
    }
    let mut out = Vec::with_capacity(units.len() + 8);
    let (mut escaped, mut in_class) = (false, false);
    for index in 0..units.len() {
        let unit = units.at(index);
        let written = match unit {
            0x2f if !in_class => "/",
            0x0a => "n",
            0x0d => "r",
            0x2028 => "u2028",
            0x2029 => "u2029",
            _ => "",
        };
        if written.is_empty() {
            out.push(unit);
        } else {
            if !escaped {
                out.push(u16::from(b'\\'));
            }
            out.extend(written.encode_utf16());
        }
        if escaped {
            escaped = false;
            continue;
        }
        match unit {
            0x5c => escaped = true,
            0x5b => in_class = true,
            0x5d => in_class = false,
            _ => {}
        }
    }
    JsString::from(&out[..])
}
