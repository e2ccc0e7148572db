//! `node:url` (<https://nodejs.org/api/url.html>): the legacy parser and formatter as natives, the rest from
//! `internal/url`.

mod parse;

use crate::builtins::node::{buffer, querystring};
use crate::builtins::{self, Builtin, glue};
use crate::{errors, validate};
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, Op, ops, text};
use parse::{Parts, Refusal, is_ipv6, is_slashed, split_port};

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::glue("url", glue!("url.js"), OPS)];

const OPS: &[Op] = &[
    Op::new("parse", 3, parse_into),
    Op::new("format", 0, format),
    Op::new("parseHost", 0, parse_host),
    Op::new("isSlashed", 1, |_, args, context| is(args, is_slashed, context)),
    Op::new("isHostless", 1, |_, args, context| is(args, parse::is_hostless, context)),
    Op::new("calledFromNodeModules", 0, |_, _, context| Ok(buffer::called_from_node_modules(context).into())),
];

fn is(args: &[JsValue], test: fn(&str) -> bool, _: &mut Context) -> JsResult<JsValue> {
    Ok(args.get_or_undefined(0).as_string().is_some_and(|protocol| test(&text::to_utf8(&protocol))).into())
}

fn optional(value: Option<&String>) -> JsValue {
    value.map_or(JsValue::null(), |text| text::from_utf8(text).into())
}

/// `Url.prototype.parse(url, parseQueryString, slashesDenoteHost)`: sets the properties of `this`.
fn parse_into(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let url = validate::string(args.get_or_undefined(0), "url", context)?;
    let parse_query = args.get_or_undefined(1).to_boolean();
    let object = this.to_object(context)?;
    let decode = |text: &str| querystring::decode_component(text);
    let parts = match parse::parse(&url, args.get_or_undefined(2).to_boolean(), decode) {
        Ok(parts) => parts,
        Err(Refusal::MalformedUri) => {
            let error = errors::plain_object(errors::Class::UriError, "URI malformed", context);
            return Err(errors::thrown(error));
        }
        Err(Refusal::InvalidUrl) => {
            let error = errors::coded_object(errors::Class::TypeError, "ERR_INVALID_URL", "Invalid URL", context);
            ops::define_value(&error, JsString::from("input"), args.get_or_undefined(0).clone(), true);
            return Err(errors::thrown(error));
        }
    };
    if parts.bad_port {
        let message = format!("The URL {url} is invalid. Future versions of Node.js will throw an error.");
        let arguments = [&message, "DeprecationWarning", "DEP0170"].map(|text| text::from_utf8(text).into());
        builtins::node::process::emit_warning(&arguments, context)?;
    }
    set_parts(&object, &parts, context)?;
    if parse_query {
        let query = match &parts.query {
            Some(query) => {
                let parse = builtins::require_property("querystring", "parse", context)?;
                let Some(parse) = parse.as_callable() else { return Ok(this.clone()) };
                parse.call(&JsValue::undefined(), &[text::from_utf8(query).into()], context)?
            }
            None => JsObject::with_null_proto().into(),
        };
        object.set(JsString::from("query"), query, true, context)?;
    }
    let href = match &parts.path {
        Some(path) if parts.simple => text::from_utf8(path).into(),
        _ => {
            let format = object.get(JsString::from("format"), context)?;
            match format.as_callable() {
                Some(format) => format.call(this, &[], context)?,
                None => JsValue::undefined(),
            }
        }
    };
    object.set(JsString::from("href"), href, true, context)?;
    Ok(this.clone())
}

fn set_parts(object: &JsObject, parts: &Parts, context: &mut Context) -> JsResult<()> {
    let fields = [
        ("protocol", &parts.protocol),
        ("auth", &parts.auth),
        ("host", &parts.host),
        ("port", &parts.port),
        ("hostname", &parts.hostname),
        ("hash", &parts.hash),
        ("search", &parts.search),
        ("query", &parts.query),
        ("pathname", &parts.pathname),
        ("path", &parts.path),
    ];
    for (name, value) in fields {
        // What was not found keeps the null that the constructor put there.
        if value.is_some() {
            object.set(JsString::from(name), optional(value.as_ref()), true, context)?;
        }
    }
    if parts.slashes {
        object.set(JsString::from("slashes"), true, true, context)?;
    }
    Ok(())
}

/// `Url.prototype.parseHost()`
fn parse_host(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let object = this.to_object(context)?;
    let host = text::to_utf8(&object.get(JsString::from("host"), context)?.to_string(context)?);
    let (name, port) = split_port(&host);
    if let Some(port) = port.filter(|port| !port.is_empty()) {
        object.set(JsString::from("port"), text::from_utf8(port), true, context)?;
    }
    if !name.is_empty() {
        object.set(JsString::from("hostname"), text::from_utf8(name), true, context)?;
    }
    Ok(JsValue::undefined())
}

/// `Url.prototype.format()` (<https://nodejs.org/api/url.html#urlformaturlobject>)
fn format(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let object = this.to_object(context)?;
    let field = |name: &str, context: &mut Context| -> JsResult<String> {
        let value = object.get(JsString::from(name), context)?;
        if value.to_boolean() { value.to_string(context).map(|text| text::to_utf8(&text)) } else { Ok(String::new()) }
    };
    let mut auth = field("auth", context)?;
    if !auth.is_empty() {
        auth = encode_auth(&auth) + "@";
    }
    let mut protocol = field("protocol", context)?;
    let mut pathname = field("pathname", context)?;
    let mut hash = field("hash", context)?;
    let mut host = field("host", context)?;
    if host.is_empty() {
        let hostname = field("hostname", context)?;
        if !hostname.is_empty() {
            let brackets = hostname.contains(':') && !is_ipv6(&hostname);
            host = if brackets { format!("{auth}[{hostname}]") } else { auth + &hostname };
            let port = field("port", context)?;
            if !port.is_empty() {
                host = format!("{host}:{port}");
            }
        }
    } else {
        host = auth + &host;
    }
    let mut search = field("search", context)?;
    if search.is_empty() {
        let query = object.get(JsString::from("query"), context)?;
        if query.as_object().is_some_and(|query| !query.is_callable()) {
            let stringify = builtins::require_property("querystring", "stringify", context)?;
            if let Some(stringify) = stringify.as_callable() {
                let query = stringify.call(&JsValue::undefined(), &[query], context)?.to_string(context)?;
                search = if query.is_empty() { String::new() } else { format!("?{}", text::to_utf8(&query)) };
            }
        }
    }
    if !protocol.is_empty() && !protocol.ends_with(':') {
        protocol.push(':');
    }
    pathname = pathname.replace('#', "%23").replace('?', "%3F");
    let slashes = object.get(JsString::from("slashes"), context)?.to_boolean();
    if slashes || is_slashed(&protocol) {
        if slashes || !host.is_empty() {
            if !pathname.is_empty() && !pathname.starts_with('/') {
                pathname.insert(0, '/');
            }
            host.insert_str(0, "//");
        } else if protocol.starts_with("file") {
            host = "//".to_owned();
        }
    }
    search = search.replace('#', "%23");
    if !hash.is_empty() && !hash.starts_with('#') {
        hash.insert(0, '#');
    }
    if !search.is_empty() && !search.starts_with('?') {
        search.insert(0, '?');
    }
    Ok(text::from_utf8(&format!("{protocol}{host}{pathname}{search}{hash}")).into())
}

/// Escapes a user's name and password, leaving the colon between them.
fn encode_auth(auth: &str) -> String {
    let mut encoded = String::with_capacity(auth.len());
    for byte in auth.bytes() {
        if byte.is_ascii_alphanumeric()
            || matches!(byte, b'!' | b'\'' | b'(' | b')' | b'*' | b'-' | b'.' | b':' | b'_' | b'~')
        {
            encoded.push(char::from(byte));
        } else {
            let _ = std::fmt::Write::write_fmt(&mut encoded, format_args!("%{byte:02X}"));
        }
    }
    encoded
}
