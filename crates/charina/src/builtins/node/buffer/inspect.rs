//! How buffers show themselves: `util.inspect(buf)` and `JSON.stringify(buf)`.
//!
//! <https://nodejs.org/api/buffer.html#bufferinspect_max_bytes>

use super::{buffers, this_bytes};
use crate::{builtins, validate};
use charina_engine::{Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, PropertyKey, ops, text};
use std::fmt::Write as _;

/// `buf[util.inspect.custom](depth, options)`
pub(super) fn inspect(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let view = this_bytes(this, context)?;
    let max = buffers(context)?.inspect_max.get();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
    let shown = (max as usize).min(view.len);
    let mut result = String::new();
    view.slice(0, shown).read(|bytes| {
        for (index, byte) in bytes.iter().enumerate() {
            let space = if index > 0 { " " } else { "" };
            let _ = write!(result, "{space}{byte:02x}");
        }
    });
    let hidden = view.len - shown;
    if hidden > 0 {
        let _ = write!(result, " ... {hidden} more byte{}", if hidden > 1 { "s" } else { "" });
    }
    let mut result = text::from_utf8(&result);
    if let (Some(object), Some(options)) = (this.as_object(), args.get_or_undefined(1).as_object())
        && let Some(extras) = extra_properties(&object, &options, context)?
    {
        let comma = if view.len > 0 { ", " } else { "" };
        result = JsString::concat_array(&[result.as_str(), JsString::from(comma).as_str(), extras.as_str()]);
    }
    let name = match this.as_object() {
        Some(object) => object.get(JsString::from("constructor"), context)?,
        None => JsValue::undefined(),
    };
    let name = match name.as_object() {
        Some(constructor) => constructor.get(JsString::from("name"), context)?.to_string(context)?,
        None => JsString::from("undefined"),
    };
    let open = JsString::from("<");
    let (space, close) = (JsString::from(" "), JsString::from(">"));
    let parts = [open.as_str(), name.as_str(), space.as_str(), result.as_str(), close.as_str()];
    Ok(JsString::concat_array(&parts).into())
}

/// The properties a script put on the buffer, as `util.inspect` shows them, without braces.
fn extra_properties(object: &JsObject, options: &JsObject, context: &mut Context) -> JsResult<Option<JsString>> {
    let hidden = options.get(JsString::from("showHidden"), context)?.to_boolean();
    // The shape holds the named properties only; asking for all keys would list every byte.
    let keys: Vec<PropertyKey> = object
        .borrow()
        .shape()
        .keys()
        .into_iter()
        .filter(|key| {
            hidden || object.borrow().properties().get(key).is_some_and(|property| property.expect_enumerable())
        })
        .collect();
    if keys.is_empty() {
        return Ok(None);
    }
    let extras = JsObject::with_null_proto();
    for key in keys {
        let value = object.get(key.clone(), context)?;
        ops::define_value(&extras, key, value, true);
    }
    let inner = JsObject::with_object_proto(context.intrinsics());
    for key in options.own_property_keys(context)? {
        let value = options.get(key.clone(), context)?;
        ops::define_value(&inner, key, value, true);
    }
    ops::define_value(&inner, JsString::from("breakLength"), f64::INFINITY, true);
    ops::define_value(&inner, JsString::from("compact"), true, true);
    let inspect = builtins::require_property("internal/util/inspect", "inspect", context)?;
    let Some(inspect) = inspect.as_callable() else { return Ok(None) };
    let shown = inspect.call(&JsValue::undefined(), &[extras.into(), inner.into()], context)?.to_string(context)?;
    // `[Object: null prototype] { a: 1 }` without what is around `a: 1`.
    let prefix = "[Object: null prototype] { ".len();
    Ok(Some(shown.get(prefix..shown.len().saturating_sub(2).max(prefix)).unwrap_or_default()))
}

/// <https://nodejs.org/api/buffer.html#buftojson>
pub(super) fn to_json(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let view = this_bytes(this, context)?;
    let data = JsArray::from_iter(view.to_vec().into_iter().map(JsValue::from), context);
    let object = JsObject::with_object_proto(context.intrinsics());
    ops::define_value(&object, JsString::from("type"), JsString::from("Buffer"), true);
    ops::define_value(&object, JsString::from("data"), data, true);
    Ok(object.into())
}

/// <https://nodejs.org/api/buffer.html#bufferinspect_max_bytes>
pub(super) fn get_inspect_max(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(JsValue::from(buffers(context)?.inspect_max.get()))
}

/// <https://nodejs.org/api/buffer.html#bufferinspect_max_bytes>
pub(super) fn set_inspect_max(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let max = validate::number(args.get_or_undefined(0), "INSPECT_MAX_BYTES", Some(0.0), None, context)?;
    buffers(context)?.inspect_max.set(max);
    Ok(JsValue::undefined())
}
