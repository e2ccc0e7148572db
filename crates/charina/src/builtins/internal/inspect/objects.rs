//! What each kind of object looks like: functions, boxed primitives, dates, promises, namespaces and the rest.

use super::errors::string_of;
use super::format_value::{Body, Decision, Formatter, Naming, Shape, is_iterable_kind};
use super::layout::Extras;
use super::names::{display_name, internal_name, key, prefix, shown_keys, shown_non_index_keys, typed_array_name};
use super::primitives::{number, plain_primitive};
use super::rope::Text;
use super::style::{Style, Stylize};
use crate::builtins::web::url::href_of;
use charina_engine::bytes::ByteView;
use charina_engine::object_builtins::JsDate;
use charina_engine::reflect::{self, FunctionKind, Kind};
use charina_engine::{
    Context, JsObject, JsPromise, JsRegExp, JsResult, JsString, JsSymbol, JsTypedArray, JsValue, PromiseState,
    PropertyDescriptor, PropertyKey, text,
};

impl Formatter {
    /// The shape of an object, by its kind; or its text, if that is all there is.
    pub(super) fn decide(
        &mut self,
        object: &JsObject,
        naming: &Naming,
        bare: bool,
        depth: u32,
        of_typed_array: bool,
        context: &mut Context,
    ) -> JsResult<Decision> {
        let kind = reflect::kind(object);
        if is_iterable_kind(kind) && is_iterable(object, kind, naming, context)? {
            return self.decide_iterable(object, kind, naming, bare, context);
        }
        let keys = shown_keys(object, self.options.show_hidden, context)?;
        let mut shape = Shape {
            base: String::new(),
            open: "{".to_owned(),
            close: "}",
            keys,
            extras: Extras::Object,
            body: Body::None,
        };
        let empty = shape.keys.is_empty() && bare;
        if kind == Kind::Function {
            let base = function_base(object, naming, context)?;
            if empty {
                return self.style(&base, Style::Special, context).map(|text| Decision::Done(text.into()));
            }
            shape.base = base;
            return Ok(Decision::Shape(shape));
        }
        if naming.constructor.as_deref() == Some("Object") {
            if kind == Kind::Arguments {
                shape.open = "[Arguments] {".to_owned();
            } else if !naming.tag.is_empty() {
                shape.open = format!("{}{{", prefix(naming, "Object", ""));
            }
            return Ok(if empty { Decision::Done(format!("{}}}", shape.open).into()) } else { Decision::Shape(shape) });
        }
        let open = |fallback: &str| format!("{}{{", prefix(naming, fallback, ""));
        match kind {
            Kind::RegExp => {
                shape.base = with_prefix(regexp_text(object, naming, context)?, naming, "RegExp");
                if empty || self.options.too_deep(depth) {
                    return self.style(&shape.base, Style::RegExp, context).map(|text| Decision::Done(text.into()));
                }
            }
            Kind::Date => {
                shape.base = with_prefix(date_text(object, context)?, naming, "Date");
                if empty {
                    return self.style(&shape.base, Style::Date, context).map(|text| Decision::Done(text.into()));
                }
            }
            _ if is_error(object, kind, context) => {
                shape.base = self.error_base(object, naming, &mut shape.keys, context)?;
                if shape.keys.is_empty() && bare {
                    return Ok(Decision::Done(shape.base.into()));
                }
            }
            Kind::ArrayBuffer | Kind::SharedArrayBuffer => {
                let name = if kind == Kind::ArrayBuffer { "ArrayBuffer" } else { "SharedArrayBuffer" };
                if !of_typed_array {
                    shape.body = Body::ArrayBuffer;
                } else if empty {
                    let length = ByteView::from_object(object, context)?.map_or(0, |view| view.len);
                    let length = self.style(&number(length as f64, false), Style::Number, context)?;
                    let label = self.style("[byteLength]", Style::String, context)?;
                    let prefix = prefix(naming, name, "");
                    return Ok(Decision::Done(format!("{prefix}{{ {label}: {length} }}").into()));
                }
                shape.open = open(name);
            }
            Kind::DataView => {
                shape.open = open("DataView");
                shape.body = Body::DataView;
            }
            Kind::Promise => {
                shape.open = open("Promise");
                shape.body = Body::Promise;
            }
            Kind::WeakSet | Kind::WeakMap => {
                shape.open = open(if kind == Kind::WeakSet { "WeakSet" } else { "WeakMap" });
                shape.body = Body::Weak;
            }
            Kind::Namespace => {
                shape.open = open("Module");
                shape.body = Body::Namespace;
            }
            Kind::BoxedNumber | Kind::BoxedString | Kind::BoxedBoolean | Kind::BoxedBigInt | Kind::BoxedSymbol => {
                shape.base = self.boxed_base(object, naming, &mut shape.keys, context)?;
                if shape.keys.is_empty() && bare {
                    return Ok(Decision::Done(shape.base.into()));
                }
            }
            _ if let Some(href) = href_of(object) => {
                if empty {
                    return Ok(Decision::Done(href.into()));
                }
                shape.base = href;
            }
            _ => {
                let name = display_name(object, naming, context);
                if empty {
                    return Ok(Decision::Done(format!("{name}{{}}").into()));
                }
                shape.open = format!("{name}{{");
            }
        }
        Ok(Decision::Shape(shape))
    }

    fn decide_iterable(
        &mut self,
        object: &JsObject,
        kind: Kind,
        naming: &Naming,
        bare: bool,
        context: &mut Context,
    ) -> JsResult<Decision> {
        let show_hidden = self.options.show_hidden;
        let mut shape = Shape {
            base: String::new(),
            open: String::new(),
            close: "}",
            keys: Vec::new(),
            extras: Extras::Object,
            body: Body::None,
        };
        match kind {
            Kind::Array => {
                let length = super::collections::array_length(object);
                shape.keys = shown_non_index_keys(object, show_hidden, context)?;
                let plain = naming.constructor.as_deref() == Some("Array") && naming.tag.is_empty();
                let prefix = if plain { String::new() } else { prefix(naming, "Array", &format!("({length})")) };
                if length == 0 && shape.keys.is_empty() && bare {
                    return Ok(Decision::Done(format!("{prefix}[]").into()));
                }
                shape.open = format!("{prefix}[");
                shape.close = "]";
                shape.extras = Extras::Array;
                shape.body = Body::Array;
            }
            Kind::Set | Kind::Map => {
                let (name, body) = if kind == Kind::Set { ("Set", Body::Set) } else { ("Map", Body::Map) };
                let size = reflect::set_values(object, 0)
                    .map(|(_, size)| size)
                    .or_else(|| reflect::map_entries(object, 0).map(|(_, size)| size))
                    .unwrap_or(0);
                shape.keys = shown_keys(object, show_hidden, context)?;
                let prefix = prefix(naming, name, &format!("({size})"));
                if size == 0 && shape.keys.is_empty() && bare {
                    return Ok(Decision::Done(format!("{prefix}{{}}").into()));
                }
                shape.open = format!("{prefix}{{");
                shape.body = body;
            }
            Kind::TypedArray => {
                let length = JsTypedArray::from_object(object.clone())?.length(context)?;
                shape.keys = shown_non_index_keys(object, show_hidden, context)?;
                let fallback = if naming.constructor.is_none() { typed_array_name(object) } else { String::new() };
                let prefix = prefix(naming, &fallback, &format!("({length})"));
                if length == 0 && shape.keys.is_empty() && !show_hidden {
                    return Ok(Decision::Done(format!("{prefix}[]").into()));
                }
                shape.open = format!("{prefix}[");
                shape.close = "]";
                shape.extras = Extras::Array;
                shape.body = Body::TypedArray;
            }
            _ => {
                let name = internal_name(object);
                let tag = match naming.tag.as_str() {
                    tag if tag == name || tag.is_empty() => name,
                    tag => format!("{tag}] [{name}"),
                };
                shape.keys = shown_keys(object, show_hidden, context)?;
                shape.open = format!("[{tag}] {{");
                shape.body = Body::Iterator;
            }
        }
        Ok(Decision::Shape(shape))
    }

    fn boxed_base(
        &mut self,
        object: &JsObject,
        naming: &Naming,
        keys: &mut Vec<PropertyKey>,
        context: &mut Context,
    ) -> JsResult<String> {
        let value = reflect::boxed_primitive(object).unwrap_or_default();
        let (name, style) = match reflect::kind(object) {
            Kind::BoxedNumber => ("Number", Style::Number),
            Kind::BoxedString => ("String", Style::String),
            Kind::BoxedBoolean => ("Boolean", Style::Boolean),
            Kind::BoxedBigInt => ("BigInt", Style::BigInt),
            _ => ("Symbol", Style::Symbol),
        };
        if let Some(string) = value.as_string() {
            // Its characters are in the quotes already.
            let length = string.len();
            keys.retain(|key| !matches!(key, PropertyKey::Index(index) if (index.get() as usize) < length));
        }
        let mut base = format!("[{name}");
        match &naming.constructor {
            None => base.push_str(" (null prototype)"),
            Some(constructor) if constructor != name => base.push_str(&format!(" ({constructor})")),
            Some(_) => {}
        }
        let indented = self.indentation;
        base.push_str(&format!(": {}]", plain_primitive(&value, &self.options, indented, context)?));
        if !naming.tag.is_empty() && naming.constructor.as_deref() != Some(naming.tag.as_str()) {
            base.push_str(&format!(" [{}]", naming.tag));
        }
        if !keys.is_empty() || matches!(self.options.stylize, Stylize::Plain) {
            return Ok(base);
        }
        self.style(&base, style, context)
    }

    pub(super) fn promise_state(
        &mut self,
        object: &JsObject,
        depth: u32,
        context: &mut Context,
    ) -> JsResult<Vec<Text>> {
        let (value, rejected) = match JsPromise::from_object(object.clone())?.state() {
            PromiseState::Pending => return Ok(vec![self.styled("<pending>", Style::Special, context)?]),
            PromiseState::Fulfilled(value) => (value, false),
            PromiseState::Rejected(reason) => (reason, true),
        };
        self.indentation += 2;
        let shown = self.value(&value, depth, context)?;
        self.indentation -= 2;
        if !rejected {
            return Ok(vec![shown]);
        }
        let label = self.style("<rejected>", Style::Special, context)?;
        Ok(vec![Text::concat(vec![format!("{label} ").into(), shown])])
    }

    pub(super) fn namespace_bindings(
        &mut self,
        object: &JsObject,
        keys: &[PropertyKey],
        depth: u32,
        context: &mut Context,
    ) -> JsResult<Vec<Text>> {
        let mut output = Vec::with_capacity(keys.len());
        for key in keys {
            // A binding that has no value yet throws a ReferenceError.
            let (value, ready) = match object.get(key.clone(), context) {
                Ok(value) => (value, true),
                Err(_) => (JsString::default().into(), false),
            };
            let enumerable = !matches!(key, PropertyKey::Symbol(_));
            let descriptor = PropertyDescriptor::builder().value(value).enumerable(enumerable).build();
            let shown = self.described_property(&descriptor, object, depth, key, Extras::Object, context)?;
            if ready {
                output.push(shown);
                continue;
            }
            let shown = shown.into_string();
            let name = shown.rfind(' ').map_or("", |space| &shown[..=space]);
            output.push(format!("{name}{}", self.style("<uninitialized>", Style::Special, context)?).into());
        }
        Ok(output)
    }
}

/// Arrays and collections whose iterator was taken away are shown as plain objects.
fn is_iterable(object: &JsObject, kind: Kind, naming: &Naming, context: &mut Context) -> JsResult<bool> {
    match naming.constructor.as_deref() {
        None => return Ok(true),
        Some("Array") if kind == Kind::Array => return Ok(true),
        _ => {}
    }
    Ok(reflect::find_property(object, &JsSymbol::iterator().into(), context)?.is_some())
}

/// Made by an error constructor, or inheriting from `Error.prototype`.
pub(super) fn is_error(object: &JsObject, kind: Kind, context: &Context) -> bool {
    if kind == Kind::Error {
        return true;
    }
    let root = context.intrinsics().constructors().error().prototype();
    let mut next = object.prototype();
    while let Some(prototype) = next {
        if JsObject::equals(&prototype, &root) {
            return true;
        }
        next = prototype.prototype();
    }
    false
}

fn with_prefix(base: String, naming: &Naming, name: &str) -> String {
    let prefix = prefix(naming, name, "");
    if prefix.trim_end() == name { base } else { format!("{prefix}{base}") }
}

fn regexp_text(object: &JsObject, naming: &Naming, context: &mut Context) -> JsResult<String> {
    if naming.constructor.is_none() {
        // Without its prototype the expression cannot tell its source: read that from a sound one.
        let sound = context.intrinsics().constructors().regexp().constructor();
        let copy = sound.construct(&[object.clone().into()], None, context);
        return JsRegExp::from_object(copy.unwrap_or_else(|_| object.clone()))?.to_string(context);
    }
    let source = object.get(JsString::from("source"), context)?.to_string(context)?;
    let flags = object.get(JsString::from("flags"), context)?.to_string(context)?;
    Ok(format!("/{}/{}", text::to_utf8(&source), text::to_utf8(&flags)))
}

fn date_text(object: &JsObject, context: &mut Context) -> JsResult<String> {
    let date = JsDate::from_object(object.clone())?;
    let valid = date.get_time(context)?.as_number().is_some_and(|time| !time.is_nan());
    if !valid {
        return Ok("Invalid Date".to_owned());
    }
    Ok(text::to_utf8(&date.to_iso_string(context)?.to_string(context)?))
}

/// `[Function: f]`, `[class A extends B]` and their like.
fn function_base(function: &JsObject, naming: &Naming, context: &mut Context) -> JsResult<String> {
    let kind = reflect::function_kind(function);
    if kind.class {
        return class_base(function, naming, context);
    }
    let FunctionKind { is_async, generator, .. } = kind;
    let kind = match (is_async, generator) {
        (false, false) => "Function",
        (true, false) => "AsyncFunction",
        (false, true) => "GeneratorFunction",
        (true, true) => "AsyncGeneratorFunction",
    };
    let mut base = format!("[{kind}");
    if naming.constructor.is_none() {
        base.push_str(" (null prototype)");
    }
    let name = string_of(&reflect::get(function, &key("name"), context)?, context)?;
    if name.is_empty() {
        base.push_str(" (anonymous)");
    } else {
        base.push_str(": ");
        base.push_str(&name);
    }
    base.push(']');
    if let Some(constructor) = &naming.constructor
        && constructor != kind
    {
        base.push(' ');
        base.push_str(constructor);
    }
    if !naming.tag.is_empty() && naming.constructor.as_deref() != Some(naming.tag.as_str()) {
        base.push_str(&format!(" [{}]", naming.tag));
    }
    Ok(base)
}

fn class_base(function: &JsObject, naming: &Naming, context: &mut Context) -> JsResult<String> {
    let own_name = match reflect::own_property(function, &key("name"), context)? {
        Some(_) => reflect::get(function, &key("name"), context)?,
        None => JsValue::undefined(),
    };
    let mut base = String::from("[class ");
    if own_name.to_boolean() {
        base.push_str(&text::to_utf8(&own_name.to_string(context)?));
    } else {
        base.push_str("(anonymous)");
    }
    if let Some(constructor) = naming.constructor.as_deref().filter(|name| *name != "Function") {
        base.push_str(&format!(" [{constructor}]"));
    }
    if !naming.tag.is_empty() && naming.constructor.as_deref() != Some(naming.tag.as_str()) {
        base.push_str(&format!(" [{}]", naming.tag));
    }
    if naming.constructor.is_none() {
        base.push_str(" extends [null prototype]");
    } else if let Some(parent) = reflect::prototype_of(function, context)? {
        let name = reflect::get(&parent, &key("name"), context)?;
        if name.to_boolean() {
            base.push_str(&format!(" extends {}", text::to_utf8(&name.to_string(context)?)));
        }
    }
    base.push(']');
    Ok(base)
}
