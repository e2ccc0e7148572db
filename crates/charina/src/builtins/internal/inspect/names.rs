//! What an object is called: its constructor's name, its tag, the prefix made of both; and which keys are shown.

use super::format_value::{Formatter, Level, Naming, address};
use super::layout::Extras;
use super::options::InspectOptions;
use super::rope::Text;
use charina_engine::reflect::{self, Kind};
use charina_engine::{Context, JsObject, JsResult, JsString, JsSymbol, JsTypedArray, JsValue, PropertyKey, text};

/// Prototype layers whose properties `showHidden` shows.
const PROTOTYPE_LAYERS: usize = 3;

/// The constructors every realm has: their prototypes' properties are never shown.
const BUILT_IN: &[&str] = &[
    "AggregateError",
    "Array",
    "ArrayBuffer",
    "Atomics",
    "BigInt",
    "BigInt64Array",
    "BigUint64Array",
    "Boolean",
    "DataView",
    "Date",
    "Error",
    "EvalError",
    "FinalizationRegistry",
    "Float16Array",
    "Float32Array",
    "Float64Array",
    "Function",
    "Infinity",
    "Int16Array",
    "Int32Array",
    "Int8Array",
    "Intl",
    "Iterator",
    "JSON",
    "Map",
    "Math",
    "NaN",
    "Number",
    "Object",
    "Promise",
    "Proxy",
    "RangeError",
    "ReferenceError",
    "Reflect",
    "RegExp",
    "Set",
    "SharedArrayBuffer",
    "String",
    "Symbol",
    "SyntaxError",
    "TypeError",
    "URIError",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "WeakMap",
    "WeakRef",
    "WeakSet",
    "WebAssembly",
];

/// Whether a constructor of that name belongs to the language.
pub(super) fn is_built_in(name: &str) -> bool {
    BUILT_IN.binary_search(&name).is_ok()
}

/// `String(function.name)`
fn function_name(function: &JsObject, context: &mut Context) -> JsResult<String> {
    let name = reflect::get(function, &JsString::from("name").into(), context)?;
    match name.as_symbol() {
        Some(symbol) => Ok(super::primitives::symbol_text(&symbol)),
        None => Ok(text::to_utf8(&name.to_string(context)?)),
    }
}

impl Formatter {
    /// The name of the first constructor along the prototype chain that the object is an instance of; `None` for an
    /// object without prototype. With `properties`, what the prototypes in between hold is added to it.
    pub(super) fn constructor_name(
        &mut self,
        object: &JsObject,
        depth: u32,
        properties: Option<&mut Vec<Text>>,
        context: &mut Context,
    ) -> JsResult<Option<String>> {
        let _level = Level::enter()?;
        let constructor_key = PropertyKey::from(JsString::from("constructor"));
        let mut first_proto: Option<Option<JsObject>> = None;
        let mut current = Some(object.clone());
        while let Some(holder) = current {
            let is_first_proto = matches!(&first_proto, Some(Some(proto)) if JsObject::equals(proto, &holder));
            let mut found = well_known(&holder, object, context).map(str::to_owned);
            let mut builtin = false;
            if found.is_none()
                && let Some(descriptor) = reflect::own_property(&holder, &constructor_key, context)?
                && let Some(constructor) = descriptor.value().and_then(JsValue::as_callable)
            {
                let name = function_name(&constructor, context)?;
                if !name.is_empty() && is_instance(object, &holder, &constructor, context) {
                    builtin = is_built_in(&name);
                    found = Some(name);
                }
            }
            if let Some(name) = found {
                if let Some(properties) = properties
                    && (!is_first_proto || !(builtin || well_known(&holder, object, context).is_some()))
                {
                    let start = first_proto.flatten().unwrap_or_else(|| object.clone());
                    self.prototype_properties(object, start, depth, properties, context)?;
                }
                return Ok(Some(name));
            }
            current = reflect::prototype_of(&holder, context)?;
            if first_proto.is_none() {
                first_proto = Some(current.clone());
            }
        }
        let Some(Some(first_proto)) = first_proto else { return Ok(None) };
        let own_name = guessed_name(object, context);
        if self.options.too_deep(depth) {
            return Ok(Some(format!("{own_name} <Complex prototype>")));
        }
        let inherited = self.constructor_name(&first_proto, depth + 1, properties, context)?;
        if let Some(name) = inherited {
            return Ok(Some(format!("{own_name} <{name}>")));
        }
        let options = InspectOptions { custom_inspect: false, depth: Some(-1.0), ..self.options.clone() };
        let shown = Self::new(options).value(&first_proto.into(), 0, context)?.into_string();
        Ok(Some(format!("{own_name} <{shown}>")))
    }

    /// What user-made prototypes hold, for `showHidden`.
    fn prototype_properties(
        &mut self,
        main: &JsObject,
        start: JsObject,
        depth: u32,
        output: &mut Vec<Text>,
        context: &mut Context,
    ) -> JsResult<()> {
        let constructor_key = PropertyKey::from(JsString::from("constructor"));
        let mut holder = start;
        let mut above: Vec<PropertyKey> = Vec::new();
        for layer in 0..PROTOTYPE_LAYERS {
            if layer != 0 || JsObject::equals(main, &holder) {
                let Some(next) = reflect::prototype_of(&holder, context)? else { return Ok(()) };
                holder = next;
                let descriptor = reflect::own_property(&holder, &constructor_key, context)?;
                let constructor = descriptor.and_then(|d| d.value().and_then(JsValue::as_callable));
                if let Some(constructor) = constructor
                    && is_built_in(&function_name(&constructor, context)?)
                {
                    return Ok(());
                }
            }
            let keys = holder.own_property_keys(context)?;
            self.seen.push(address(main));
            for key in &keys {
                if *key == constructor_key || main.has_own_property(key.clone(), context)? || above.contains(key) {
                    continue;
                }
                let Some(descriptor) = reflect::own_property(&holder, key, context)? else { continue };
                if descriptor.value().is_some_and(JsValue::is_callable) {
                    continue;
                }
                let shown = self.described_property(&descriptor, main, depth, key, Extras::Object, context)?;
                output.push(if self.options.colors {
                    Text::concat(vec!["\u{1b}[2m".into(), shown, "\u{1b}[22m".into()])
                } else {
                    shown
                });
            }
            self.seen.pop();
            above.extend(keys);
        }
        Ok(())
    }
}

/// `Object` and `Function` are known by their prototypes, even if `constructor` was tampered with.
fn well_known(holder: &JsObject, object: &JsObject, context: &Context) -> Option<&'static str> {
    if JsObject::equals(holder, object) {
        return None;
    }
    let constructors = context.intrinsics().constructors();
    if JsObject::equals(holder, &constructors.object().prototype()) {
        return Some("Object");
    }
    JsObject::equals(holder, &constructors.function().prototype()).then_some("Function")
}

/// `object instanceof constructor`, `false` where that throws.
fn is_instance(object: &JsObject, holder: &JsObject, constructor: &JsObject, context: &mut Context) -> bool {
    // The usual case needs no walk: the prototype that names the constructor is the constructor's own.
    let has_instance = PropertyKey::from(JsSymbol::has_instance());
    let plain = matches!(reflect::find_property(constructor, &has_instance, context), Ok(Some((_, definer)))
        if JsObject::equals(&definer, &context.intrinsics().constructors().function().prototype()));
    if plain && !JsObject::equals(object, holder) {
        let prototype = reflect::own_property(constructor, &JsString::from("prototype").into(), context);
        if let Ok(Some(descriptor)) = prototype
            && descriptor.value().and_then(JsValue::as_object).is_some_and(|p| JsObject::equals(&p, holder))
        {
            return true;
        }
    }
    JsValue::from(object.clone()).instance_of(&constructor.clone().into(), context).unwrap_or(false)
}

/// The class an object was made as, as far as the engine keeps it.
pub(super) fn internal_name(object: &JsObject) -> String {
    let name = match reflect::kind(object) {
        Kind::Array => "Array",
        Kind::Function => "Function",
        Kind::Map => "Map",
        Kind::Set => "Set",
        Kind::MapIterator => "Map Iterator",
        Kind::SetIterator => "Set Iterator",
        Kind::TypedArray => return typed_array_name(object),
        Kind::ArrayBuffer => "ArrayBuffer",
        Kind::SharedArrayBuffer => "SharedArrayBuffer",
        Kind::DataView => "DataView",
        Kind::Date => "Date",
        Kind::RegExp => "RegExp",
        Kind::Error => "Error",
        Kind::Promise => "Promise",
        Kind::WeakMap => "WeakMap",
        Kind::WeakSet => "WeakSet",
        Kind::Namespace => "Module",
        Kind::BoxedNumber => "Number",
        Kind::BoxedString => "String",
        Kind::BoxedBoolean => "Boolean",
        Kind::BoxedBigInt => "BigInt",
        Kind::BoxedSymbol => "Symbol",
        _ => "Object",
    };
    name.to_owned()
}

/// `Uint8Array` and its like, whatever the prototype says.
pub(super) fn typed_array_name(object: &JsObject) -> String {
    let kind = JsTypedArray::from_object(object.clone()).ok().and_then(|array| array.kind());
    kind.map_or_else(|| "TypedArray".to_owned(), |kind| format!("{kind:?}Array"))
}

/// The words in front of an object's braces, with a space at the end.
pub(super) fn prefix(naming: &Naming, fallback: &str, size: &str) -> String {
    let tag = naming.tag.as_str();
    match &naming.constructor {
        None if !tag.is_empty() && fallback != tag => format!("[{fallback}{size}: null prototype] [{tag}] "),
        None => format!("[{fallback}{size}: null prototype] "),
        Some(name) if !tag.is_empty() && !is_told_by(name, tag) => format!("{name}{size} [{tag}] "),
        Some(name) => format!("{name}{size} "),
    }
}

/// Whether a class name tells the tag already: it has it as its last word, or before a further one.
fn is_told_by(name: &str, tag: &str) -> bool {
    name.find(tag).is_some_and(|at| name[at + tag.len()..].chars().next().is_none_or(char::is_uppercase))
}

/// The class name of an object that is no instance of any constructor. As V8 guesses, a tag or, on its prototypes, a
/// function called their constructor will do for an ordinary object.
fn guessed_name(object: &JsObject, context: &mut Context) -> String {
    let name = internal_name(object);
    if name != "Object" {
        return name;
    }
    let (tag_key, constructor_key) = (PropertyKey::from(JsSymbol::to_string_tag()), key("constructor"));
    let mut current = Some(object.clone());
    while let Some(holder) = current {
        let mut value_of = |key: &PropertyKey| {
            let found = reflect::own_property(&holder, key, context).ok().flatten();
            found.and_then(|descriptor| descriptor.value().cloned())
        };
        if let Some(tag) = value_of(&tag_key).and_then(|tag| tag.as_string()) {
            return text::to_utf8(&tag);
        }
        if !JsObject::equals(&holder, object)
            && let Some(constructor) = value_of(&constructor_key).and_then(|constructor| constructor.as_callable())
            && let Ok(name) = function_name(&constructor, context)
            && !name.is_empty()
            && name != "Object"
        {
            return name;
        }
        current = holder.prototype();
    }
    name
}

/// [`prefix`] of an object that is shown by name alone.
pub(super) fn display_name(object: &JsObject, naming: &Naming, context: &mut Context) -> String {
    let mut fallback = String::new();
    if naming.constructor.is_none() {
        fallback = guessed_name(object, context);
        if fallback == naming.tag {
            "Object".clone_into(&mut fallback);
        }
    }
    prefix(naming, &fallback, "")
}

/// The keys that are shown: the enumerable ones, or with `showHidden` all.
pub(super) fn shown_keys(object: &JsObject, show_hidden: bool, context: &mut Context) -> JsResult<Vec<PropertyKey>> {
    let mut keys = object.own_property_keys(context)?;
    if show_hidden {
        if reflect::kind(object) == Kind::Error {
            // V8 makes it an own property, before the message.
            keys.retain(|other| *other != key("stack"));
            if !reflect::get(object, &key("stack"), context)?.is_undefined() {
                keys.insert(0, key("stack"));
            }
        }
        return Ok(keys);
    }
    if reflect::kind(object) == Kind::Namespace {
        // Bindings are enumerable; asking for one that has no value yet would throw.
        keys.retain(|key| matches!(key, PropertyKey::String(_) | PropertyKey::Index(_)));
        return Ok(keys);
    }
    let mut failure = Ok(());
    keys.retain(|key| match reflect::own_property(object, key, context) {
        Ok(descriptor) => descriptor.is_some_and(|descriptor| descriptor.enumerable() == Some(true)),
        Err(error) => {
            failure = Err(error);
            false
        }
    });
    failure.map(|()| keys)
}

/// [`shown_keys`] without the elements of an array.
pub(super) fn shown_non_index_keys(
    object: &JsObject,
    show_hidden: bool,
    context: &mut Context,
) -> JsResult<Vec<PropertyKey>> {
    let mut keys = object.own_property_keys(context)?;
    keys.retain(|key| !matches!(key, PropertyKey::Index(_)));
    if !show_hidden {
        let borrowed = object.borrow();
        keys.retain(|key| borrowed.properties().get(key).is_some_and(|p| p.enumerable() == Some(true)));
    }
    Ok(keys)
}

/// A key made of a name.
pub(super) fn key(name: &str) -> PropertyKey {
    PropertyKey::from(JsString::from(name))
}

#[cfg(test)]
mod tests {
    #[test]
    fn built_in_names_are_sorted() {
        assert!(super::BUILT_IN.is_sorted());
    }

    #[test]
    fn names_tell_tags_that_are_words_of_theirs() {
        for (name, tag, told) in [
            ("Map", "Map", true),
            ("MyMap", "Map", true),
            ("MapX", "Map", true),
            ("Foo", "oo", true),
            ("Foo", "Fo", false),
            ("Map2", "Map", false),
            ("MapaMap", "Map", false),
            ("Xmap", "Map", false),
        ] {
            assert_eq!(super::is_told_by(name, tag), told, "{name} [{tag}]");
        }
    }
}
