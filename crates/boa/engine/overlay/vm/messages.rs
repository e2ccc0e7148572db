//! The errors of the machine's instructions, in V8's words.

use crate::{
    Context, JsError, JsNativeError, JsObject, JsString, JsSymbol, JsValue, js_string,
    builtins::{
        Date, Proxy, RegExp,
        error::Error,
        function::OrdinaryFunction,
    },
    environments::Environment,
    object::internal_methods::InternalMethodPropertyContext,
    property::{PropertyDescriptor, PropertyKey},
    value::JsVariant,
};
use boa_ast::scope::{BindingLocator, BindingLocatorScope};

/// A type and, where it is short, the value, as V8 writes what it has no name for: `number 5`, `undefined`, `object`.
pub(crate) fn type_and_value(value: &JsValue) -> String {
    match value.variant() {
        JsVariant::Undefined => "undefined".to_owned(),
        JsVariant::Null => "object null".to_owned(),
        JsVariant::Boolean(_) | JsVariant::Integer32(_) | JsVariant::Float64(_) => {
            format!("{} {}", value.type_of(), value.display())
        }
        JsVariant::String(text) => format!("string \"{}\"", text.to_std_string_lossy()),
        _ => value.type_of().to_owned(),
    }
}

/// The value as text, without running any script.
pub(crate) fn shown(value: &JsValue, context: &Context) -> String {
    match value.variant() {
        JsVariant::Undefined => "undefined".to_owned(),
        JsVariant::Null => "null".to_owned(),
        JsVariant::String(text) => text.to_std_string_lossy(),
        JsVariant::Symbol(symbol) => symbol.descriptive_string().to_std_string_lossy(),
        JsVariant::BigInt(number) => number.to_string(),
        JsVariant::Object(object) => shown_object(&object, context),
        _ => value.display().to_string(),
    }
}

fn shown_object(object: &JsObject, context: &Context) -> String {
    if let Some(function) = object.downcast_ref::<OrdinaryFunction>() {
        if let Some(text) = function.code.source_info.text_spanned().to_code_points() {
            return String::from_utf16_lossy(text);
        }
    }
    if object.is::<Proxy>() {
        return "#<Object>".to_owned();
    }
    if object.is_callable() {
        let name = data(object, &js_string!("name").into()).map(|name| shown(&name, context)).unwrap_or_default();
        return format!("function {name}() {{ [native code] }}");
    }
    if object.is::<Error>() {
        let text = |key: &str| data(object, &JsString::from(key).into()).map(|value| shown(&value, context));
        let (name, message) = (text("name").unwrap_or_default(), text("message").unwrap_or_default());
        return if message.is_empty() { name } else { format!("{name}: {message}") };
    }
    let written = data(object, &js_string!("toString").into()).and_then(|value| value.as_object());
    let usual = data(&context.intrinsics().constructors().object().prototype(), &js_string!("toString").into());
    if written.is_some() && written == usual.and_then(|value| value.as_object()) {
        return format!("#<{}>", constructor_name(object));
    }
    let tag = data(object, &JsSymbol::to_string_tag().into()).and_then(|tag| tag.as_string().map(|tag| tag.to_std_string_lossy()));
    let class = if object.is_array() {
        "Array"
    } else if object.is::<RegExp>() {
        "RegExp"
    } else if object.is::<Date>() {
        "Date"
    } else {
        "Object"
    };
    format!("[object {}]", tag.as_deref().unwrap_or(class))
}

fn constructor_name(object: &JsObject) -> String {
    data(object, &js_string!("constructor").into())
        .and_then(|constructor| constructor.as_object())
        .and_then(|constructor| data(&constructor, &js_string!("name").into()))
        .and_then(|name| name.as_string().map(|name| name.to_std_string_lossy()))
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "Object".to_owned())
}

/// A property of an object or of its prototypes, if it is plain data.
fn data(object: &JsObject, key: &PropertyKey) -> Option<JsValue> {
    find(object, key).and_then(|(_, descriptor)| descriptor.value().cloned())
}

/// A property and the object of the prototype chain that has it; nothing behind a proxy.
fn find(object: &JsObject, key: &PropertyKey) -> Option<(JsObject, PropertyDescriptor)> {
    let mut next = Some(object.clone());
    while let Some(object) = next {
        if object.is::<Proxy>() {
            return None;
        }
        if let Some(descriptor) = object.borrow().properties().get(key) {
            return Some((object.clone(), descriptor));
        }
        next = object.prototype();
    }
    None
}

fn key_text(key: &PropertyKey) -> String {
    match key {
        PropertyKey::String(text) => text.to_std_string_lossy(),
        PropertyKey::Symbol(symbol) => symbol.descriptive_string().to_std_string_lossy(),
        PropertyKey::Index(index) => index.get().to_string(),
    }
}

fn type_error(message: String) -> JsError {
    JsNativeError::typ().with_message(message).into()
}

impl Context {
    /// What the compiler noted for the instruction that runs.
    fn noted(&self) -> Option<&str> {
        let frame = self.vm.frame();
        frame.code_block.notes.find(frame.pc).filter(|text| !text.is_empty())
    }

    /// The value of a call is no function.
    #[cold]
    pub(crate) fn not_callable(&self, value: &JsValue) -> JsError {
        let text = self.noted().map_or_else(|| type_and_value(value), str::to_owned);
        type_error(format!("{text} is not a function"))
    }

    /// The value of a `new` is no constructor.
    #[cold]
    pub(crate) fn not_constructor(&self, value: &JsValue) -> JsError {
        let text = self.noted().map_or_else(|| type_and_value(value), str::to_owned);
        type_error(format!("{text} is not a constructor"))
    }

    /// The value of a loop, a spread or an array pattern cannot be iterated.
    #[cold]
    pub(crate) fn not_iterable(&self, value: &JsValue, asynchronous: bool) -> JsError {
        let Some(text) = self.noted() else { return not_iterable(value) };
        if let Some(text) = text.strip_prefix('\x01') {
            return type_error(if value.is_null_or_undefined() {
                format!("{text} is not iterable (cannot read property {})", value.display())
            } else {
                "Spread syntax requires ...iterable[Symbol.iterator] to be a function".to_owned()
            });
        }
        type_error(format!("{text} is not {}iterable", if asynchronous { "async " } else { "" }))
    }

    /// An object pattern takes apart what has no properties.
    #[cold]
    pub(crate) fn not_destructurable(&self, value: &JsValue) -> JsError {
        let noted = self.noted().unwrap_or_default();
        let value_text = value.display().to_string();
        if let Some(property) = noted.strip_prefix('=') {
            return type_error(format!("Cannot read properties of {value_text} (reading '{property}')"));
        }
        let (property, source) = noted.split_once('\0').unwrap_or(("", ""));
        let source = if source.is_empty() { type_and_value(value) } else { source.to_owned() };
        type_error(if property.is_empty() {
            format!("Cannot destructure '{source}' as it is {value_text}.")
        } else {
            format!("Cannot destructure property '{property}' of '{source}' as it is {value_text}.")
        })
    }

    /// A property is read of undefined or null.
    #[cold]
    pub(crate) fn read_of_nothing(&self, value: &JsValue, key: &JsValue) -> JsError {
        let key = shown(key, self);
        type_error(format!("Cannot read properties of {} (reading '{key}')", value.display()))
    }

    /// A property is written of undefined or null.
    #[cold]
    pub(crate) fn write_to_nothing(&self, value: &JsValue, key: &JsValue) -> JsError {
        let key = shown(key, self);
        type_error(format!("Cannot set properties of {} (setting '{key}')", value.display()))
    }

    /// A write that the object refused: `base` is what stands before the dot, `object` the same as an object.
    #[cold]
    pub(crate) fn write_refused(&mut self, base: &JsValue, object: &JsObject, key: &PropertyKey) -> JsError {
        let name = key_text(key);
        if object.is::<Proxy>() {
            return type_error(format!("'set' on proxy: trap returned falsish for property '{name}'"));
        }
        let own = object.__get_own_property__(key, &mut InternalMethodPropertyContext::new(self)).ok().flatten();
        if !base.is_object() {
            let (kind, text) = (base.type_of(), shown(base, self));
            return type_error(if own.is_some() {
                format!("Cannot assign to read only property '{name}' of {kind} '{text}'")
            } else {
                format!("Cannot create property '{name}' on {kind} '{text}'")
            });
        }
        let text = shown_object(object, self);
        match own.or_else(|| find(object, key).map(|(_, descriptor)| descriptor)) {
            Some(descriptor) if descriptor.is_accessor_descriptor() => {
                type_error(format!("Cannot set property {name} of {text} which has only a getter"))
            }
            Some(descriptor) if descriptor.writable() == Some(false) => {
                let kind = base.type_of();
                type_error(format!("Cannot assign to read only property '{name}' of {kind} '{text}'"))
            }
            _ if !object.borrow().extensible => {
                type_error(format!("Cannot add property {name}, object is not extensible"))
            }
            _ => type_error(format!("Cannot assign to read only property '{name}' of object '{text}'")),
        }
    }

    /// A definition that the object refused.
    #[cold]
    pub(crate) fn definition_refused(&mut self, object: &JsObject, key: &PropertyKey) -> JsError {
        let name = key_text(key);
        if object.is::<Proxy>() {
            return type_error(format!("'defineProperty' on proxy: trap returned falsish for property '{name}'"));
        }
        let own = object.__get_own_property__(key, &mut InternalMethodPropertyContext::new(self));
        type_error(if own.is_ok_and(|own| own.is_some()) || object.borrow().extensible {
            format!("Cannot redefine property: {name}")
        } else {
            format!("Cannot define property {name}, object is not extensible")
        })
    }

    /// A `delete` that the object refused.
    #[cold]
    pub(crate) fn deletion_refused(&self, object: &JsObject, key: &PropertyKey) -> JsError {
        let name = key_text(key);
        type_error(if object.is::<Proxy>() {
            format!("'deleteProperty' on proxy: trap returned falsish for property '{name}'")
        } else {
            format!("Cannot delete property '{name}' of {}", shown_object(object, self))
        })
    }

    /// A name without a value: it is declared further on, or nowhere.
    #[cold]
    pub(crate) fn unbound(&self, locator: &BindingLocator) -> JsNativeError {
        let name = locator.name().to_std_string_lossy();
        let declared = match locator.scope() {
            BindingLocatorScope::GlobalObject => false,
            BindingLocatorScope::GlobalDeclarative => true,
            BindingLocatorScope::Stack(index) => matches!(self.environment_expect(index), Environment::Declarative(_)),
        };
        JsNativeError::reference().with_message(if declared {
            format!("Cannot access '{name}' before initialization")
        } else {
            format!("{name} is not defined")
        })
    }
}

/// `super()` has nothing to call.
#[cold]
pub(crate) fn super_constructor_missing(value: &JsValue, context: &Context) -> JsError {
    let name = context.vm.frame().code_block.name().to_std_string_lossy();
    let class = if name.is_empty() { "anonymous class" } else { &name };
    // What a class that extends null has for a parent.
    let none = context.intrinsics().constructors().function().prototype();
    let shown = match value.as_object() {
        Some(object) if JsObject::equals(&object, &none) => "null".to_owned(),
        _ => shown(value, context),
    };
    type_error(format!("Super constructor {shown} of {class} is not a constructor"))
}

/// A native was given what cannot be iterated.
#[cold]
pub(crate) fn not_iterable(value: &JsValue) -> JsError {
    let text = type_and_value(value);
    type_error(format!("{text} is not iterable (cannot read property Symbol(Symbol.iterator))"))
}
