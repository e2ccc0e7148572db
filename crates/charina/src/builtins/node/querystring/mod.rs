//! `node:querystring` (<https://nodejs.org/api/querystring.html>), native; scripts may replace `escape` and `unescape`
//! on the exports, so both are looked up there.

mod codec;

use crate::builtins::Builtin;
use crate::builtins::node::buffer;
use crate::state::state;
use crate::{errors, validate};
use charina_engine::{
    AlignedVec, Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, JsVariant, Op, PropertyKey, ops,
    reflect,
};

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::native("querystring", load)];

const UNESCAPE: Op = Op::new("qsUnescape", 2, unescape);
const ESCAPE: Op = Op::new("qsEscape", 1, escape);
const STRINGIFY: Op = Op::new("stringify", 4, stringify);
const PARSE: Op = Op::new("parse", 4, parse);

/// The exports: their names and functions.
const EXPORTS: &[(&str, Op)] = &[
    ("unescapeBuffer", Op::new("unescapeBuffer", 2, unescape_buffer)),
    ("unescape", UNESCAPE),
    ("escape", ESCAPE),
    ("stringify", STRINGIFY),
    ("parse", PARSE),
];

/// Where the exports and the functions that scripts may replace are kept.
const SLOTS: [&str; 3] = ["querystring exports", "querystring escape", "querystring unescape"];

/// How many pairs `parse` reads by default.
const MAX_KEYS: f64 = 1000.0;

fn load(context: &mut Context) -> JsResult<JsValue> {
    let exports = JsObject::with_object_proto(context.intrinsics());
    let realm = context.realm().clone();
    let state = state(context);
    state.set_slot(SLOTS[0], exports.clone());
    for (name, op) in EXPORTS {
        let function = op.build(&realm);
        match *name {
            "escape" => state.set_slot(SLOTS[1], function.clone()),
            "unescape" => state.set_slot(SLOTS[2], function.clone()),
            _ => {}
        }
        ops::define_value(&exports, JsString::from(*name), function.clone(), true);
        match *name {
            "stringify" => ops::define_value(&exports, JsString::from("encode"), function, true),
            "parse" => ops::define_value(&exports, JsString::from("decode"), function, true),
            _ => {}
        }
    }
    Ok(exports.into())
}

/// `decodeURIComponent`; `None` where that throws.
pub(crate) fn decode_component(string: &str) -> Option<String> {
    let units: Vec<u16> = string.encode_utf16().collect();
    codec::strictly_unescaped(&units).map(|units| String::from_utf16_lossy(&units))
}

/// A function from the options or the exports; `None` if it is the module's own.
fn replaced(
    options: &JsValue,
    option: &str,
    export: &str,
    own: &str,
    context: &mut Context,
) -> JsResult<Option<JsObject>> {
    if let Some(options) = options.as_object()
        && let Some(function) = options.get(JsString::from(option), context)?.as_callable()
    {
        return Ok(Some(function));
    }
    let state = state(context);
    let Some(exports) = state.slot(SLOTS[0]).as_object() else { return Ok(None) };
    let function = exports.get(JsString::from(export), context)?;
    if function.strict_equals(&state.slot(own)) {
        return Ok(None);
    }
    match function.as_callable() {
        Some(function) => Ok(Some(function)),
        None => {
            let message = format!("QueryString.{export} is not a function");
            Err(errors::thrown(errors::plain_object(errors::Class::TypeError, &message, context)))
        }
    }
}

/// <https://nodejs.org/api/querystring.html#querystringunescapestr>
fn unescape(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let string = args.get_or_undefined(0).to_string(context)?;
    Ok(codec::unescape(&string, args.get_or_undefined(1).to_boolean()).into())
}

/// A faster unescape that gives bytes: `querystring.unescapeBuffer`.
fn unescape_buffer(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let string = validate::js_string(args.get_or_undefined(0), "s", context)?;
    let bytes = codec::unescape_bytes(&string, args.get_or_undefined(1).to_boolean());
    buffer::new_buffer(AlignedVec::from_slice(64, &bytes), context).map(JsValue::from)
}

/// <https://nodejs.org/api/querystring.html#querystringescapestr>
fn escape(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let string = args.get_or_undefined(0).to_string(context)?;
    escaped(&string, context).map(JsValue::from)
}

fn escaped(string: &JsString, context: &mut Context) -> JsResult<JsString> {
    codec::escape(string)
        .ok_or_else(|| errors::coded(errors::Class::UriError, "ERR_INVALID_URI", "URI malformed", context))
}

/// A separator argument: any true value as a string, else the default.
fn separator(value: &JsValue, default: &str, context: &mut Context) -> JsResult<JsString> {
    if value.to_boolean() { value.to_string(context) } else { Ok(JsString::from(default)) }
}

/// <https://nodejs.org/api/querystring.html#querystringstringifyobj-sep-eq-options>
fn stringify(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let sep = separator(args.get_or_undefined(1), "&", context)?;
    let eq = separator(args.get_or_undefined(2), "=", context)?;
    let encode = replaced(args.get_or_undefined(3), "encodeURIComponent", "escape", SLOTS[1], context)?;
    let Some(object) = args.get_or_undefined(0).as_object().filter(|object| !object.is_callable()) else {
        return Ok(JsString::default().into());
    };
    let mut fields = Vec::new();
    for key in reflect::enumerable_own_keys(&object, context)? {
        let value = object.get(key.clone(), context)?;
        let key = encoded(&key_text(&key), encode.as_ref(), context)?;
        match value.as_object().filter(JsObject::is_array) {
            Some(list) => {
                let length = list.get(JsString::from("length"), context)?.to_length(context)?;
                for index in 0..length {
                    let item = list.get(index, context)?;
                    push_field(&mut fields, &sep, &key, &eq, encoded(&item, encode.as_ref(), context)?);
                }
            }
            None => push_field(&mut fields, &sep, &key, &eq, encoded(&value, encode.as_ref(), context)?),
        }
    }
    let fields: Vec<_> = fields.iter().map(JsString::as_str).collect();
    Ok(JsString::concat_array(&fields).into())
}

/// A property's name as a string.
fn key_text(key: &PropertyKey) -> JsValue {
    match key {
        PropertyKey::Index(index) => JsString::from(index.get()).into(),
        other => JsValue::from(other),
    }
}

fn push_field(fields: &mut Vec<JsString>, sep: &JsString, key: &JsString, eq: &JsString, value: JsString) {
    if !fields.is_empty() {
        fields.push(sep.clone());
    }
    fields.extend([key.clone(), eq.clone(), value]);
}

/// A primitive as it stands in a query; everything else is empty.
fn encoded(value: &JsValue, encode: Option<&JsObject>, context: &mut Context) -> JsResult<JsString> {
    let (string, plain) = match value.variant() {
        JsVariant::String(string) => (string.clone(), false),
        JsVariant::Boolean(_) | JsVariant::BigInt(_) | JsVariant::Integer32(_) => (value.to_string(context)?, true),
        JsVariant::Float64(number) if number.is_finite() => (value.to_string(context)?, number.abs() < 1e21),
        _ => (JsString::default(), true),
    };
    match encode {
        Some(encode) => encode.call(&JsValue::undefined(), &[string.into()], context)?.to_string(context),
        None if plain || string.is_empty() => Ok(string),
        None => escaped(&string, context),
    }
}

/// <https://nodejs.org/api/querystring.html#querystringparsestr-sep-eq-options>
fn parse(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let result = JsObject::with_null_proto();
    let Some(query) = args.get_or_undefined(0).as_string().filter(|query| !query.is_empty()) else {
        return Ok(result.into());
    };
    let sep = codec::units_of(&separator(args.get_or_undefined(1), "&", context)?);
    let eq = codec::units_of(&separator(args.get_or_undefined(2), "=", context)?);
    let options = args.get_or_undefined(3);
    let mut left = MAX_KEYS;
    if let Some(options) = options.as_object()
        && let Some(max) = options.get(JsString::from("maxKeys"), context)?.as_number()
    {
        left = if max > 0.0 { max } else { f64::INFINITY };
    }
    let decode = replaced(options, "decodeURIComponent", "unescape", SLOTS[2], context)?;
    let query = codec::units_of(&query);
    for pair in codec::split(&query, &sep) {
        if !pair.is_empty() {
            let (key, mut value) = codec::split_once(pair, &eq).unwrap_or((pair, &[]));
            // So it is in Node: what follows the last sign belongs to nobody if nothing separates.
            if sep.is_empty() {
                value = &[];
            }
            let key = decoded(key, decode.as_ref(), context)?;
            let value = decoded(value, decode.as_ref(), context)?;
            add(&result, key, value, context)?;
        }
        left -= 1.0;
        if left <= 0.0 {
            break;
        }
    }
    Ok(result.into())
}

/// One side of a pair, decoded; a decoder that throws is replaced by the module's own.
fn decoded(units: &[u16], decode: Option<&JsObject>, context: &mut Context) -> JsResult<JsValue> {
    let string = codec::without_plus(units, decode.is_some());
    let Some(decode) = decode else {
        return Ok(if codec::has_escape(units) { codec::unescape(&string, false).into() } else { string.into() });
    };
    if string.is_empty() {
        return Ok(string.into());
    }
    match decode.call(&JsValue::undefined(), &[string.clone().into()], context) {
        Ok(value) => Ok(value),
        Err(error) if error.as_engine().is_none() => Ok(codec::unescape(&string, true).into()),
        Err(error) => Err(error),
    }
}

/// Sets a key, turning it into a list the second time.
fn add(result: &JsObject, key: JsValue, value: JsValue, context: &mut Context) -> JsResult<()> {
    let key = key.to_property_key(context)?;
    let before = result.get(key.clone(), context)?;
    if before.is_undefined() {
        ops::define_value(result, key, value, true);
        return Ok(());
    }
    match before.as_object().filter(JsObject::is_array) {
        Some(list) => {
            JsArray::from_object(list)?.push(value, context)?;
        }
        None => ops::define_value(result, key, JsArray::from_iter([before, value], context), true),
    }
    Ok(())
}
