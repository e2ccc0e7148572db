//! `message.headers` from `message.rawHeaders` (<https://nodejs.org/api/http.html#messageheaders>).

use charina_engine::text::{self, Units};
use charina_engine::{Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, PropertyKey, ops};

/// Headers of which only the first counts.
const ONCE: &[&str] = &[
    "age",
    "authorization",
    "content-length",
    "content-type",
    "etag",
    "expires",
    "from",
    "host",
    "if-modified-since",
    "if-unmodified-since",
    "last-modified",
    "location",
    "max-forwards",
    "proxy-authorization",
    "referer",
    "retry-after",
    "server",
    "user-agent",
];

/// How the values of one name come together.
enum Together {
    First,
    List,
    Joined(&'static str),
}

fn rule(name: &str, join: bool) -> Together {
    match name {
        "set-cookie" => Together::List,
        "cookie" => Together::Joined("; "),
        name if !join && ONCE.binary_search(&name).is_ok() => Together::First,
        _ => Together::Joined(", "),
    }
}

fn lower(name: &JsString) -> String {
    match text::units(name) {
        Units::Latin1(bytes) if bytes.is_ascii() => {
            let mut bytes = bytes.to_vec();
            bytes.make_ascii_lowercase();
            String::from_utf8(bytes).unwrap_or_default()
        }
        _ => text::to_utf8(name).to_lowercase(),
    }
}

/// `buildHeaders(rawHeaders, form, into)`: form 0 as `headers`, 1 with duplicates joined, 2 as `headersDistinct`.
/// What is in `into` already stays.
pub(super) fn build_headers(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let form = arguments.get_or_undefined(1).to_i32(context)?;
    let into = arguments.get_or_undefined(2).as_object();
    let object = into.unwrap_or_else(|| match form {
        2 => JsObject::with_null_proto(),
        _ => JsObject::with_object_proto(context.intrinsics()),
    });
    let Some(raw) = arguments.get_or_undefined(0).as_object() else { return Ok(object.into()) };
    let raw = JsArray::from_object(raw)?;
    let length = raw.length(context)?;
    let mut index = 0;
    while index + 1 < length {
        let name = raw.get(index, context)?.to_string(context)?;
        let value = raw.get(index + 1, context)?;
        index += 2;
        let name = lower(&name);
        let key = PropertyKey::from(text::from_utf8(&name));
        let before = object.borrow().properties().get(&key).and_then(|property| property.value().cloned());
        let together = if form == 2 { Together::List } else { rule(&name, form == 1) };
        match (before, together) {
            (None, Together::List) => {
                let list = JsArray::from_iter([value], context);
                ops::define_value(&object, key, list, true);
            }
            (None, _) => ops::define_value(&object, key, value, true),
            (Some(list), Together::List) => {
                if let Some(list) = list.as_object() {
                    JsArray::from_object(list)?.push(value, context)?;
                }
            }
            (Some(_), Together::First) => {}
            (Some(before), Together::Joined(between)) => {
                let before = before.to_string(context)?;
                let value = value.to_string(context)?;
                let joined =
                    JsString::concat_array(&[before.as_str(), JsString::from(between).as_str(), value.as_str()]);
                ops::define_value(&object, key, joined, true);
            }
        }
    }
    Ok(object.into())
}

#[cfg(test)]
mod tests {
    #[test]
    fn once_is_sorted() {
        assert!(super::ONCE.is_sorted());
    }
}
