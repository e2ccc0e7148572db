//! How V8 writes a frame of a stack trace: `Type.method [as name] (file:line:column)`
//! (<https://v8.dev/docs/stack-trace-api#appendix%3A-stack-trace-format>).
//!
//! Names are read without running any code: accessors and proxies tell nothing.

use charina_engine::builtins::proxy::Proxy;
use charina_engine::property::{DescriptorKind, PropertyKey};
use charina_engine::trace::Frame;
use charina_engine::{Context, JsObject, JsString, JsSymbol, JsValue, PropertyDescriptor, text};

/// How many prototypes are looked at.
const LONGEST_CHAIN: usize = 64;

/// One frame as V8 writes it.
pub(crate) fn describe(frame: &Frame, context: &Context) -> String {
    let location = location(frame);
    let name = function_name(frame);
    let shown = if frame.call.construct {
        format!("new {}", if name.is_empty() { "<anonymous>" } else { &name })
    } else if is_top_level(frame, context) {
        name
    } else {
        method_call(frame, &name, context)
    };
    if shown.is_empty() { location } else { format!("{shown} ({location})") }
}

fn location(frame: &Frame) -> String {
    match (&frame.file, frame.position) {
        (Some(file), Some((line, column))) => format!("{file}:{line}:{column}"),
        (Some(file), None) => file.clone(),
        (None, Some((line, column))) if !frame.native => format!("<anonymous>:{line}:{column}"),
        (None, _) => "<anonymous>".to_owned(),
    }
}

/// The function's name: in the source, or what it was named since.
pub(crate) fn function_name(frame: &Frame) -> String {
    if !frame.function.is_empty() {
        return frame.function.clone();
    }
    let name = frame.call.function.as_ref().and_then(|function| own_value(function, &JsString::from("name").into()));
    name.and_then(|name| name.as_string()).map_or_else(String::new, |name| text::to_utf8(&name))
}

/// Whether nothing was called on anything: V8 shows the plain name.
pub(crate) fn is_top_level(frame: &Frame, context: &Context) -> bool {
    (frame.native || !frame.call.construct) && is_nothing(&frame.call.this, context)
}

/// Whether a receiver is none: sloppy functions get the global object instead.
fn is_nothing(this: &JsValue, context: &Context) -> bool {
    this.is_null_or_undefined()
        || this.as_object().is_some_and(|object| JsObject::equals(&object, &context.global_object()))
}

fn method_call(frame: &Frame, name: &str, context: &Context) -> String {
    let type_name = type_name(&frame.call.this, context).unwrap_or_default();
    let method = method_name(frame);
    if name.is_empty() {
        return format!("{type_name}.{}", method.as_deref().unwrap_or("<anonymous>"));
    }
    let mut shown = if is_identifier(name) { format!("{type_name}.{name}") } else { name.to_owned() };
    if let Some(method) = method.filter(|method| !ends_with_method(name, method)) {
        shown.push_str(&format!(" [as {method}]"));
    }
    shown
}

fn is_identifier(name: &str) -> bool {
    let start = |c: char| c.is_alphabetic() || c == '_' || c == '$';
    name.starts_with(start) && name.chars().all(|c| start(c) || c.is_numeric())
}

fn ends_with_method(name: &str, method: &str) -> bool {
    name.strip_suffix(method).is_some_and(|before| before.is_empty() || before.ends_with(['.', ' ']))
}

/// The name of the receiver's type: what made it, or what it says of itself.
pub(crate) fn type_name(this: &JsValue, context: &Context) -> Option<String> {
    if is_nothing(this, context) {
        return None;
    }
    let primitives = context.intrinsics().constructors();
    let prototype = match this.as_object() {
        Some(object) => return Some(object_type(&object)),
        None if this.is_string() => primitives.string().prototype(),
        None if this.is_boolean() => primitives.boolean().prototype(),
        None if this.is_symbol() => primitives.symbol().prototype(),
        None if this.is_bigint() => primitives.bigint().prototype(),
        None => primitives.number().prototype(),
    };
    Some(constructor_of(&prototype).unwrap_or_else(|| "Object".to_owned()))
}

fn object_type(object: &JsObject) -> String {
    if object.is::<Proxy>() {
        return "Proxy".to_owned();
    }
    if object.is_callable() {
        // A class goes by its own name: its `prototype` is fixed, that of a function is not.
        let prototype = own(object, &JsString::from("prototype").into());
        let is_class = prototype.is_some_and(|prototype| prototype.writable() == Some(false));
        let name = own_value(object, &JsString::from("name").into()).and_then(|name| name.as_string());
        return match name.filter(|name| is_class && !name.is_empty()) {
            Some(name) => text::to_utf8(&name),
            None => "Function".to_owned(),
        };
    }
    let made_by = object.prototype().and_then(|prototype| constructor_of(&prototype));
    made_by
        .or_else(|| {
            let tag = PropertyKey::from(JsSymbol::to_string_tag());
            let tag = chain(object).find_map(|object| own_value(&object, &tag))?;
            Some(text::to_utf8(&tag.as_string()?))
        })
        .or_else(|| chain(object).skip(2).find_map(|object| constructor_of(&object)))
        .unwrap_or_else(|| "Object".to_owned())
}

/// The name of a prototype's `constructor`, if it is not that of plain objects.
fn constructor_of(prototype: &JsObject) -> Option<String> {
    let constructor = own_value(prototype, &JsString::from("constructor").into())?.as_object()?;
    let name = own_value(&constructor, &JsString::from("name").into())?.as_string()?;
    Some(text::to_utf8(&name)).filter(|name| !name.is_empty() && name != "Object")
}

/// Under which name the receiver has the function.
pub(crate) fn method_name(frame: &Frame) -> Option<String> {
    let function = frame.call.function.as_ref()?;
    let this = frame.call.this.as_object()?;
    let name = function_name(frame);
    let name = name.strip_prefix("get ").or_else(|| name.strip_prefix("set ")).unwrap_or(&name);
    if !name.is_empty() {
        let key = PropertyKey::from(text::from_utf8(name));
        if chain(&this).find_map(|object| own(&object, &key)).is_some_and(|found| holds(&found, function)) {
            return Some(name.to_owned());
        }
    }
    let mut found = None;
    for object in chain(&this) {
        let Ok(object) = object.try_borrow() else { continue };
        for key in object.shape().keys() {
            let PropertyKey::String(name) = &key else { continue };
            if object.properties().get(&key).is_some_and(|property| holds(&property, function)) {
                if found.is_some() {
                    return None;
                }
                found = Some(text::to_utf8(name));
            }
        }
    }
    found
}

fn holds(property: &PropertyDescriptor, function: &JsObject) -> bool {
    let is = |value: Option<&JsValue>| {
        value.and_then(JsValue::as_object).is_some_and(|object| JsObject::equals(&object, function))
    };
    match property.kind() {
        DescriptorKind::Data { value, .. } => is(value.as_ref()),
        DescriptorKind::Accessor { get, set } => is(get.as_ref()) || is(set.as_ref()),
        DescriptorKind::Generic => false,
    }
}

/// The object and its prototypes.
fn chain(object: &JsObject) -> impl Iterator<Item = JsObject> {
    std::iter::successors(Some(object.clone()), |object| object.try_borrow().ok()?.prototype()).take(LONGEST_CHAIN)
}

fn own(object: &JsObject, key: &PropertyKey) -> Option<PropertyDescriptor> {
    object.try_borrow().ok()?.properties().get(key)
}

fn own_value(object: &JsObject, key: &PropertyKey) -> Option<JsValue> {
    own(object, key)?.value().cloned()
}
