//! URLPattern (<https://urlpattern.spec.whatwg.org/>, <https://nodejs.org/api/url.html#class-urlpattern>), on the crate
//! `urlpattern`; the errors are Node's.

mod expression;

use crate::builtins::{Builtin, glue};
use crate::errors;
use crate::state::state;
use charina_engine::{
    Attribute, Context, JsArgs, JsArray, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue, NativeFn, Op,
    native_data, ops, text,
};
use expression::Expression;
use url::Url;
use urlpattern::component::Component;
use urlpattern::{
    RegexSyntax, UrlPattern, UrlPatternComponentResult, UrlPatternInit, UrlPatternMatchInput, UrlPatternOptions,
};

/// The module behind the global and `node:url`.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::glue("internal/url_pattern", glue!("url_pattern.js"), OPS)];

const OPS: &[Op] = &[Op::new("urlPatternClass", 0, |_, _, context| Ok(class(context).into()))];

/// Where the prototype is kept.
const PROTOTYPE: &str = "URLPattern prototype";

struct Pattern {
    pattern: UrlPattern<Expression>,
}
native_data!(Pattern);

/// The parts of a pattern, in the standard's order.
const ACCESSORS: &[(&str, NativeFn)] = &[
    ("protocol", |this, _, _| part(this, |pattern| &pattern.protocol)),
    ("username", |this, _, _| part(this, |pattern| &pattern.username)),
    ("password", |this, _, _| part(this, |pattern| &pattern.password)),
    ("hostname", |this, _, _| part(this, |pattern| &pattern.hostname)),
    ("port", |this, _, _| part(this, |pattern| &pattern.port)),
    ("pathname", |this, _, _| part(this, |pattern| &pattern.pathname)),
    ("search", |this, _, _| part(this, |pattern| &pattern.search)),
    ("hash", |this, _, _| part(this, |pattern| &pattern.hash)),
    ("hasRegExpGroups", |this, _, _| with(this, |pattern| pattern.has_regexp_groups().into())),
];

fn class(context: &mut Context) -> JsObject {
    let prototype = JsObject::with_object_proto(context.intrinsics());
    let class = ops::constructor_function(&Op::new("URLPattern", 0, construct), &prototype, context);
    for (name, get) in ACCESSORS {
        ops::define_accessor(&prototype, name, Some(*get), None, true, context);
    }
    ops::define_ops(&prototype, &[Op::new("exec", 0, exec), Op::new("test", 0, test)], true, context);
    ops::define_with(&class, JsString::from("prototype"), prototype.clone(), Attribute::empty());
    state(context).set_slot(PROTOTYPE, prototype);
    class
}

fn with<R>(this: &JsValue, read: impl FnOnce(&UrlPattern<Expression>) -> R) -> JsResult<R> {
    if let Some(object) = this.as_object()
        && let Some(data) = object.downcast_ref::<Pattern>()
    {
        return Ok(read(&data.pattern));
    }
    Err(JsNativeError::typ().with_message("Illegal invocation").into())
}

fn part(this: &JsValue, of: fn(&UrlPattern<Expression>) -> &Component<Expression>) -> JsResult<JsValue> {
    with(this, |pattern| text::from_utf8(&of(pattern).pattern_string).into())
}

fn invalid_type(message: &str, context: &mut Context) -> JsError {
    errors::type_error("ERR_INVALID_ARG_TYPE", message, context)
}

/// Whatever is wrong with a pattern: Node says no more.
fn invalid_pattern(context: &mut Context) -> JsError {
    errors::type_error("ERR_INVALID_URL_PATTERN", "Failed to construct URLPattern", context)
}

/// The members of a `URLPatternInit`, in Node's order of reading; what is no string is as if it were not there.
#[derive(Default, Clone)]
struct Init {
    parts: [Option<String>; 8],
    base: Option<String>,
}

const PARTS: [&str; 8] = ["protocol", "username", "password", "hostname", "port", "pathname", "search", "hash"];

impl Init {
    fn read(object: &JsObject, context: &mut Context) -> JsResult<Self> {
        let mut read = |name: &str| -> JsResult<Option<String>> {
            let value = object.get(JsString::from(name), context)?;
            Ok(value.as_string().map(|value| text::to_utf8(&value)))
        };
        let mut init = Self::default();
        for (name, part) in PARTS.iter().zip(&mut init.parts) {
            *part = read(name)?;
        }
        init.base = read("baseURL")?;
        Ok(init)
    }

    /// `None` where the base is no URL.
    fn parsed(self) -> Option<UrlPatternInit> {
        let base_url = match &self.base {
            None => None,
            Some(base) => Some(Url::parse(base).ok()?),
        };
        let [protocol, username, password, hostname, port, pathname, search, hash] = self.parts;
        Some(UrlPatternInit { protocol, username, password, hostname, port, pathname, search, hash, base_url })
    }

    /// As `exec` shows what it was given.
    fn shown(&self, context: &Context) -> JsObject {
        let object = JsObject::with_object_proto(context.intrinsics());
        let members = PARTS.iter().copied().zip(&self.parts).chain([("baseURL", &self.base)]);
        for (name, value) in members {
            let value = value.as_ref().map_or(JsValue::undefined(), |value| text::from_utf8(value).into());
            ops::define_value(&object, JsString::from(name), value, true);
        }
        object
    }
}

/// A pattern or what it is held against: text, or its parts.
enum Input {
    Text(String),
    Parts(Init),
}

impl Input {
    fn read(value: &JsValue, what: &str, context: &mut Context) -> JsResult<Self> {
        if let Some(string) = value.as_string() {
            return Ok(Self::Text(text::to_utf8(&string)));
        }
        match value.as_object() {
            Some(object) => Ok(Self::Parts(Init::read(&object, context)?)),
            None if value.is_null_or_undefined() => Ok(Self::Parts(Init::default())),
            None => Err(invalid_type(what, context)),
        }
    }
}

/// `new URLPattern(input, baseURL, options)` and `new URLPattern(input, options)`.
fn construct(new_target: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(new_target) = new_target.as_object() else {
        let message = "Cannot call constructor without `new`";
        return Err(errors::type_error("ERR_CONSTRUCT_CALL_REQUIRED", message, context));
    };
    let prototype = new_target.get(JsString::from("prototype"), context)?.as_object();
    let input = Input::read(args.get_or_undefined(0), "Input must be an object or a string", context)?;
    let second = args.get_or_undefined(1);
    let third = args.get_or_undefined(2);
    let mut base = None;
    let mut options = None;
    if let Some(string) = second.as_string() {
        base = Some(text::to_utf8(&string));
    } else if args.len() > 2 {
        // A base that is not there is none that could be parsed.
        return Err(match second.is_null_or_undefined() {
            true => invalid_pattern(context),
            false => invalid_type("second argument must be a string", context),
        });
    } else if let Some(object) = second.as_object() {
        options = Some(object);
    } else if !second.is_null_or_undefined() {
        return Err(invalid_type("second argument must be a string or object", context));
    }
    if let Some(object) = third.as_object() {
        options = Some(object);
    } else if !third.is_null_or_undefined() {
        return Err(invalid_type("options must be an object", context));
    }
    let ignore_case = match options {
        Some(options) => options.get(JsString::from("ignoreCase"), context)?.to_boolean(),
        None => false,
    };
    let made = compile(input, base, ignore_case);
    let Some(pattern) = made else { return Err(invalid_pattern(context)) };
    let prototype = prototype.or_else(|| state(context).slot(PROTOTYPE).as_object());
    Ok(JsObject::from_proto_and_data(prototype, Pattern { pattern }).into())
}

fn compile(input: Input, base: Option<String>, ignore_case: bool) -> Option<UrlPattern<Expression>> {
    let init = match input {
        Input::Text(text) => {
            let base = match base {
                None => None,
                Some(base) => Some(Url::parse(&base).ok()?),
            };
            UrlPatternInit::parse_constructor_string::<Expression>(&text, base).ok()?
        }
        // Parts have their own base.
        Input::Parts(_) if base.is_some() => return None,
        Input::Parts(init) => init.parsed()?,
    };
    UrlPattern::parse(init, UrlPatternOptions { ignore_case, regex_syntax: RegexSyntax::EcmaScript }).ok()
}

/// What `exec` and `test` are asked: the arguments as they are shown, and what they mean, if they mean a URL.
struct Question {
    inputs: Vec<JsValue>,
    url: Option<UrlPatternMatchInput>,
}

impl Question {
    fn read(args: &[JsValue], verb: &str, context: &mut Context) -> JsResult<Self> {
        let what = "URLPattern input needs to be a string or an object";
        let input = Input::read(args.get_or_undefined(0), what, context)?;
        let base = match args.get_or_undefined(1) {
            base if base.is_undefined() => None,
            base => match base.as_string() {
                Some(base) => Some(text::to_utf8(&base)),
                None if base.is_null() => Some(String::new()),
                None => return Err(invalid_type("baseURL must be a string", context)),
            },
        };
        let mut inputs = Vec::new();
        let url = match input {
            Input::Text(text) => {
                inputs.push(text::from_utf8(&text).into());
                match &base {
                    None => Url::parse(&text).ok(),
                    Some(base) => Url::parse(base).ok().and_then(|base| base.join(&text).ok()),
                }
                .map(UrlPatternMatchInput::Url)
            }
            Input::Parts(_) if base.is_some() => {
                let message = format!("Failed to {verb} URLPattern");
                return Err(errors::type_error("ERR_OPERATION_FAILED", &message, context));
            }
            Input::Parts(init) => {
                inputs.push(init.shown(context).into());
                init.parsed().map(UrlPatternMatchInput::Init)
            }
        };
        inputs.extend(base.map(|base| text::from_utf8(&base).into()));
        Ok(Self { inputs, url })
    }
}

/// <https://urlpattern.spec.whatwg.org/#dom-urlpattern-test>
fn test(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    with(this, |_| ())?;
    let Some(url) = Question::read(args, "test", context)?.url else { return Ok(false.into()) };
    with(this, |pattern| pattern.test(url).unwrap_or(false).into())
}

/// <https://urlpattern.spec.whatwg.org/#dom-urlpattern-exec>
fn exec(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    with(this, |_| ())?;
    let Question { inputs, url } = Question::read(args, "exec", context)?;
    let Some(url) = url else { return Ok(JsValue::null()) };
    let Some(found) = with(this, |pattern| pattern.exec(url).ok().flatten())? else { return Ok(JsValue::null()) };
    let inputs = JsArray::from_iter(inputs, context);
    let result = JsObject::with_null_proto();
    let set = |name: &str, value: JsValue| ops::define_value(&result, JsString::from(name), value, true);
    let component = |found: UrlPatternComponentResult, of: fn(&UrlPattern<Expression>) -> &Component<Expression>| {
        let groups = JsObject::with_object_proto(context.intrinsics());
        let names = with(this, |pattern| of(pattern).group_name_list.clone()).unwrap_or_default();
        for name in names {
            let group = found.groups.get(&name).cloned().flatten();
            let group = group.map_or(JsValue::undefined(), |group| text::from_utf8(&group).into());
            // Names that are numbers are indices.
            let key = charina_engine::PropertyKey::from(text::from_utf8(&name));
            ops::define_value(&groups, key, group, true);
        }
        let shown = JsObject::with_object_proto(context.intrinsics());
        ops::define_value(&shown, JsString::from("groups"), groups, true);
        ops::define_value(&shown, JsString::from("input"), text::from_utf8(&found.input), true);
        shown.into()
    };
    set("hash", component(found.hash, |pattern| &pattern.hash));
    set("hostname", component(found.hostname, |pattern| &pattern.hostname));
    set("inputs", inputs.into());
    set("password", component(found.password, |pattern| &pattern.password));
    set("pathname", component(found.pathname, |pattern| &pattern.pathname));
    set("port", component(found.port, |pattern| &pattern.port));
    set("protocol", component(found.protocol, |pattern| &pattern.protocol));
    set("search", component(found.search, |pattern| &pattern.search));
    set("username", component(found.username, |pattern| &pattern.username));
    Ok(result.into())
}
