//! The class `URL` (<https://url.spec.whatwg.org/#url-class>).

use super::{URL_PROTOTYPE, finish_class, invalid_this, missing_args, params, prototype_for, usv};
use crate::errors;
use crate::state::state;
use charina_engine::{
    Context, JsArgs, JsError, JsObject, JsResult, JsString, JsValue, NativeFn, Op, native_data, ops, text,
};
use url::{Url, quirks};

/// The state of a URL object.
pub(super) struct UrlData {
    pub(super) url: Url,
    /// Its `searchParams`, once somebody asked for it.
    params: Option<JsObject>,
}
native_data!(UrlData { params });

/// The properties, in the standard's order.
const ACCESSORS: &[(&str, NativeFn, Option<NativeFn>)] = &[
    ("href", |t, _, c| get(t, quirks::href, c), Some(set_href)),
    ("origin", get_origin, None),
    ("protocol", |t, _, c| get(t, quirks::protocol, c), Some(|t, a, c| set(t, a, quirks::set_protocol, c))),
    ("username", |t, _, c| get(t, quirks::username, c), Some(|t, a, c| set(t, a, quirks::set_username, c))),
    ("password", |t, _, c| get(t, quirks::password, c), Some(|t, a, c| set(t, a, quirks::set_password, c))),
    ("host", |t, _, c| get(t, quirks::host, c), Some(|t, a, c| set(t, a, quirks::set_host, c))),
    ("hostname", |t, _, c| get(t, quirks::hostname, c), Some(|t, a, c| set(t, a, quirks::set_hostname, c))),
    ("port", |t, _, c| get(t, quirks::port, c), Some(|t, a, c| set(t, a, quirks::set_port, c))),
    ("pathname", |t, _, c| get(t, quirks::pathname, c), Some(|t, a, c| set(t, a, quirks::set_pathname, c))),
    ("search", |t, _, c| get(t, quirks::search, c), Some(set_search)),
    ("searchParams", get_search_params, None),
    ("hash", |t, _, c| get(t, quirks::hash, c), Some(|t, a, c| set(t, a, quirks::set_hash, c))),
];

/// Makes the class.
pub(super) fn class(context: &mut Context) -> JsResult<JsObject> {
    let prototype = JsObject::with_object_proto(context.intrinsics());
    let class = ops::constructor_function(&Op::new("URL", 1, construct), &prototype, context);
    ops::define_ops(&prototype, &[Op::new("toString", 0, to_string)], true, context);
    for (name, get, set) in ACCESSORS {
        ops::define_accessor(&prototype, name, Some(*get), *set, true, context);
    }
    ops::define_ops(&prototype, &[Op::new("toJSON", 0, to_string)], true, context);
    let statics = [Op::new("canParse", 1, can_parse), Op::new("parse", 1, parse)];
    ops::define_ops(&class, &statics, true, context);
    finish_class(&class, &prototype, "URL");
    state(context).set_slot(URL_PROTOTYPE, prototype);
    Ok(class)
}

/// Whether the value is a URL object.
pub(super) fn is_url(value: &JsValue) -> bool {
    value.as_object().is_some_and(|object| object.is::<UrlData>())
}

/// The text of a URL object; None for any other object.
pub(crate) fn href_of(object: &JsObject) -> Option<String> {
    object.downcast_ref::<UrlData>().map(|data| data.url.as_str().to_owned())
}

/// What the two arguments of the constructor name.
struct Parsed {
    input: String,
    base: Option<String>,
    url: Option<Url>,
}

fn parse_arguments(args: &[JsValue], context: &mut Context) -> JsResult<Parsed> {
    if args.is_empty() {
        return Err(missing_args(&["url"], context));
    }
    let input = usv(&args[0], context)?;
    let base = match args.get_or_undefined(1) {
        base if base.is_undefined() => None,
        base => Some(usv(base, context)?),
    };
    let url = match &base {
        None => Url::parse(&input).ok(),
        Some(base) => Url::parse(base).ok().and_then(|base| base.join(&input).ok()),
    };
    Ok(Parsed { input, base, url })
}

/// `ERR_INVALID_URL`, with what was wrong as properties.
fn invalid_url(input: &str, base: Option<&str>, context: &mut Context) -> JsError {
    let error = errors::coded_object(errors::Class::TypeError, "ERR_INVALID_URL", "Invalid URL", context);
    ops::define_value(&error, JsString::from("input"), text::from_utf8(input), true);
    if let Some(base) = base {
        ops::define_value(&error, JsString::from("base"), text::from_utf8(base), true);
    }
    errors::thrown(error)
}

/// <https://url.spec.whatwg.org/#dom-url-url>
fn construct(new_target: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let prototype = prototype_for(new_target, "URL", URL_PROTOTYPE, context)?;
    let Parsed { input, base, url } = parse_arguments(args, context)?;
    match url {
        Some(url) => Ok(JsObject::from_proto_and_data(prototype, UrlData { url, params: None }).into()),
        None => Err(invalid_url(&input, base.as_deref(), context)),
    }
}

/// <https://url.spec.whatwg.org/#dom-url-canparse>
fn can_parse(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    parse_arguments(args, context).map(|parsed| parsed.url.is_some().into())
}

/// <https://url.spec.whatwg.org/#dom-url-parse>
fn parse(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(url) = parse_arguments(args, context)?.url else { return Ok(JsValue::null()) };
    let prototype = state(context).slot(URL_PROTOTYPE).as_object();
    Ok(JsObject::from_proto_and_data(prototype, UrlData { url, params: None }).into())
}

fn with<R>(this: &JsValue, context: &mut Context, use_url: impl FnOnce(&mut UrlData) -> R) -> JsResult<R> {
    if let Some(object) = this.as_object()
        && let Some(mut data) = object.downcast_mut::<UrlData>()
    {
        return Ok(use_url(&mut data));
    }
    Err(invalid_this("URL", context))
}

fn get(this: &JsValue, part: for<'a> fn(&'a Url) -> &'a str, context: &mut Context) -> JsResult<JsValue> {
    with(this, context, |data| text::from_utf8(part(&data.url)).into())
}

/// Sets a part of the URL. A value that is refused changes nothing, as the standard says, so the outcome is dropped.
fn set<R>(
    this: &JsValue,
    args: &[JsValue],
    set_part: fn(&mut Url, &str) -> R,
    context: &mut Context,
) -> JsResult<JsValue> {
    with(this, context, |_| ())?;
    let value = usv(args.get_or_undefined(0), context)?;
    with(this, context, |data| {
        set_part(&mut data.url, &value);
    })?;
    Ok(JsValue::undefined())
}

fn get_origin(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    with(this, context, |data| text::from_utf8(&quirks::origin(&data.url)).into())
}

/// `toString()` and `toJSON()`.
fn to_string(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    get(this, quirks::href, context)
}

fn set_href(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    with(this, context, |_| ())?;
    let value = usv(args.get_or_undefined(0), context)?;
    let Ok(url) = Url::parse(&value) else { return Err(invalid_url(&value, None, context)) };
    with(this, context, |data| data.url = url)?;
    refresh_params(this, context)?;
    Ok(JsValue::undefined())
}

fn set_search(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    set(this, args, quirks::set_search, context)?;
    refresh_params(this, context)?;
    Ok(JsValue::undefined())
}

/// Lets the URL's `searchParams` follow its query.
fn refresh_params(this: &JsValue, context: &mut Context) -> JsResult<()> {
    let (params, query) =
        with(this, context, |data| (data.params.clone(), data.url.query().unwrap_or_default().to_owned()))?;
    if let Some(params) = params {
        params::replace_list(&params, &query);
    }
    Ok(())
}

fn get_search_params(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (params, query) =
        with(this, context, |data| (data.params.clone(), data.url.query().unwrap_or_default().to_owned()))?;
    if let Some(params) = params {
        return Ok(params.into());
    }
    let made = params::of_url(&query, this, context);
    with(this, context, |data| data.params = Some(made.clone()))?;
    Ok(made.into())
}

/// Lets the URL's query follow its `searchParams`.
pub(super) fn set_query(url: &JsObject, query: &str) {
    if let Some(mut data) = url.downcast_mut::<UrlData>() {
        // Through the setter, which also drops the spaces that an opaque path may then no longer end with.
        quirks::set_search(&mut data.url, query);
    }
}

/// `url.format(URL, options)`: `format(url, fragment, unicode, search, auth)`.
pub(super) fn format(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let option = |index: usize| args.get_or_undefined(index).to_boolean();
    let (fragment, unicode, search, auth) = (option(1), option(2), option(3), option(4));
    let mut url = match args.get_or_undefined(0).as_object() {
        Some(object) if object.is::<UrlData>() => with(&object.into(), context, |data| data.url.clone())?,
        _ => {
            let href = usv(args.get_or_undefined(0), context)?;
            match Url::parse(&href) {
                Ok(url) => url,
                Err(_) => return Err(invalid_url(&href, None, context)),
            }
        }
    };
    if !fragment {
        url.set_fragment(None);
    }
    if !search {
        url.set_query(None);
    }
    if !auth {
        // Fails only where there is none to take away.
        let _ = url.set_username("");
        let _ = url.set_password(None);
    }
    let href = url.as_str();
    let host = url.host_str().filter(|_| unicode);
    let Some((host, start)) = host.and_then(|host| {
        let ascii = idna::domain_to_unicode(host).0;
        let after_scheme = href.find("://")? + 3;
        let offset = href[after_scheme..].find(host)? + after_scheme;
        (ascii != host).then_some(((host.len(), ascii), offset))
    }) else {
        return Ok(text::from_utf8(href).into());
    };
    let (length, unicode_host) = host;
    let shown = format!("{}{unicode_host}{}", &href[..start], &href[start + length..]);
    Ok(text::from_utf8(&shown).into())
}
