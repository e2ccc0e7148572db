//! URL and URLSearchParams (<https://url.spec.whatwg.org/>, <https://nodejs.org/api/url.html#the-whatwg-url-api>), on
//! the `url` crate; inspection and the file URL helpers are glue.

mod object;
mod params;

use crate::builtins::{Builtin, glue};
use crate::errors;
use crate::state::state;
use charina_engine::text;
use charina_engine::{Attribute, Context, JsArgs, JsError, JsObject, JsResult, JsString, JsSymbol, JsValue, Op, ops};

pub(crate) use object::href_of;

/// The module behind the globals and `node:url`.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::glue("internal/url", glue!("url.js"), OPS)];

const OPS: &[Op] = &[
    Op::new("classes", 1, classes),
    Op::new("isUrl", 1, |_, args, _| Ok(object::is_url(args.get_or_undefined(0)).into())),
    Op::new("format", 5, object::format),
    Op::new("domainToASCII", 1, |_, args, context| domain(args, false, context)),
    Op::new("domainToUnicode", 1, |_, args, context| domain(args, true, context)),
    Op::new("string", 1, |_, args, context| {
        usv(args.get_or_undefined(0), context).map(|text| text::from_utf8(&text).into())
    }),
    Op::new("paramsList", 1, params::list_of),
    Op::new("iteratorList", 1, params::rest_of_iterator),
];

/// Where the prototypes and the reader of `new URLSearchParams(object)` are kept.
const URL_PROTOTYPE: &str = "URL prototype";
const PARAMS_PROTOTYPE: &str = "URLSearchParams prototype";
const ITERATOR_PROTOTYPE: &str = "URLSearchParams iterator prototype";
const PARAMS_READER: &str = "URLSearchParams reader";

/// `classes(reader)`: `[URL, URLSearchParams, the iterators' prototype]`.
fn classes(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    state(context).set_slot(PARAMS_READER, args.get_or_undefined(0).clone());
    let url = object::class(context)?;
    let (params, iterator) = params::class(context)?;
    let list = [url.into(), params.into(), iterator.into()];
    Ok(charina_engine::JsArray::from_iter(list, context).into())
}

/// The prototype that `new` asks for; the class's own where the new target has none.
fn prototype_for(
    new_target: &JsValue,
    name: &str,
    slot: &'static str,
    context: &mut Context,
) -> JsResult<Option<JsObject>> {
    let Some(new_target) = new_target.as_object() else {
        let message = format!("Class constructor {name} cannot be invoked without 'new'");
        return Err(errors::thrown(errors::plain_object(errors::Class::TypeError, &message, context)));
    };
    let prototype = new_target.get(JsString::from("prototype"), context)?.as_object();
    Ok(prototype.or_else(|| state(context).slot(slot).as_object()))
}

fn finish_class(class: &JsObject, prototype: &JsObject, name: &'static str) {
    ops::define_with(class, JsString::from("prototype"), prototype.clone(), Attribute::empty());
    ops::define_with(prototype, JsSymbol::to_string_tag(), JsString::from(name), Attribute::CONFIGURABLE);
}

/// `ERR_INVALID_THIS`.
fn invalid_this(name: &str, context: &mut Context) -> JsError {
    errors::type_error("ERR_INVALID_THIS", &format!("Value of \"this\" must be of type {name}"), context)
}

/// `ERR_MISSING_ARGS` of one or two arguments.
fn missing_args(names: &[&str], context: &mut Context) -> JsError {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let plural = if names.len() > 1 { "s" } else { "" };
    let message = format!("The {} argument{plural} must be specified", quoted.join(" and "));
    errors::type_error("ERR_MISSING_ARGS", &message, context)
}

/// A value as a USVString.
fn usv(value: &JsValue, context: &mut Context) -> JsResult<String> {
    if value.is_symbol() {
        // In V8's words, which Node's tests know.
        let message = "Cannot convert a Symbol value to a string";
        return Err(errors::thrown(errors::plain_object(errors::Class::TypeError, message, context)));
    }
    value.to_string(context).map(|string| text::to_utf8(&string))
}

/// A domain name in its ASCII or its Unicode form, empty if it is none.
fn domain(args: &[JsValue], unicode: bool, context: &mut Context) -> JsResult<JsValue> {
    if args.is_empty() {
        return Err(missing_args(&["domain"], context));
    }
    let name = usv(&args[0], context)?;
    // As Node: what the setter of `hostname` makes of it.
    let parsed = url::Url::parse("ws://x").ok().and_then(|mut url| {
        url::quirks::set_hostname(&mut url, &name).ok()?;
        Some(url)
    });
    let host = parsed.as_ref().and_then(url::Url::host_str).unwrap_or_default();
    let host = if unicode { idna::domain_to_unicode(host).0 } else { host.to_owned() };
    Ok(text::from_utf8(&host).into())
}
