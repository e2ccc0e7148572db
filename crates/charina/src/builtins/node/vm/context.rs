//! Contexts of `node:vm`: a realm of its own whose global object is a proxy over the user's sandbox
//! (<https://nodejs.org/api/vm.html#what-does-it-mean-to-contextify-an-object>).
//!
//! The sandbox comes first; behind it, on an object of ours, are the language's own globals. The proxy's target is a
//! third object, empty between any two operations: a proxy must not contradict what its target says is permanent, so
//! the target holds such a property only while the operation is checked.

use crate::engine_gaps;
use crate::error_stack;
use crate::hooks::Hooks;
use charina_engine::{
    Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, PropertyDescriptor, PropertyKey, Realm,
    native_data, object_builtins::JsProxyBuilder, reflect,
};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What the target of a global proxy carries.
struct Global {
    sandbox: JsObject,
    /// Holds the language's globals.
    inner: JsObject,
    /// The realm is being made: what is defined goes to `inner`.
    installing: Cell<bool>,
    /// What the target holds for the check of the operation before.
    held: RefCell<Option<PropertyKey>>,
}
native_data!(Global { sandbox, inner });

/// A context, as glue keeps it for its sandbox.
pub(super) struct VmContext {
    pub(super) realm: Realm,
    /// What `contextCodeGeneration` forbids; the realm knows it, too.
    pub(super) global: JsObject,
}
native_data!(VmContext { realm, global });

/// In a realm that may not make code of strings (`codeGeneration.strings: false`).
pub(crate) struct NoCodeFromStrings;
native_data!(NoCodeFromStrings);

/// Makes a context over `sandbox`, or one with an ordinary global object.
pub(super) fn create(sandbox: Option<JsObject>, strings: bool, context: &mut Context) -> JsResult<JsObject> {
    let target = match sandbox {
        Some(sandbox) => Some(global_over(sandbox, context)?),
        None => None,
    };
    let hooks = context.get_data::<Rc<Hooks>>().cloned();
    if let (Some((proxy, target, inner)), Some(hooks)) = (&target, &hooks) {
        hooks.set_next_global(proxy.clone(), vec![target.clone(), inner.clone()]);
    }
    let realm = context.create_realm()?;
    if let Some((_, target, _)) = &target
        && let Some(global) = target.downcast_ref::<Global>()
    {
        global.installing.set(false);
    }
    if !strings {
        realm.host_defined_mut().insert(NoCodeFromStrings);
    }
    let outer = context.enter_realm(realm.clone());
    let mended = error_stack::install(context).and_then(|()| engine_gaps::install(context));
    let global = context.global_object();
    context.enter_realm(outer);
    mended?;
    Ok(JsObject::from_proto_and_data(None, VmContext { realm, global }))
}

/// The proxy, its target and the object behind the sandbox.
fn global_over(sandbox: JsObject, context: &mut Context) -> JsResult<(JsObject, JsObject, JsObject)> {
    let inner = JsObject::with_null_proto();
    let data = Global { sandbox, inner: inner.clone(), installing: Cell::new(true), held: RefCell::default() };
    let target = JsObject::from_proto_and_data(None, data);
    let proxy = JsProxyBuilder::new(target.clone())
        .get(get)
        .has(has)
        .set(set)
        .define_property(define_property)
        .delete_property(delete_property)
        .get_own_property_descriptor(get_own_property_descriptor)
        .own_keys(own_keys)
        .prevent_extensions(prevent_extensions)
        .build(context)?;
    Ok((proxy.into(), target, inner))
}

/// The parts of the global that a trap was called for.
struct Parts {
    target: JsObject,
    sandbox: JsObject,
    inner: JsObject,
    installing: bool,
}

fn parts(arguments: &[JsValue], context: &mut Context) -> JsResult<Parts> {
    let target = arguments.get_or_undefined(0).to_object(context)?;
    let (sandbox, inner, installing, held) = match target.downcast_ref::<Global>() {
        Some(global) => {
            (global.sandbox.clone(), global.inner.clone(), global.installing.get(), global.held.borrow_mut().take())
        }
        None => (target.clone(), target.clone(), false, None),
    };
    if let Some(key) = held {
        // Permanent no longer, and then gone.
        let open = PropertyDescriptor::builder().value(JsValue::undefined()).configurable(true);
        target.insert_property(key.clone(), open.writable(true).enumerable(false).build());
        target.delete_property_or_throw(key, context)?;
    }
    Ok(Parts { target, sandbox, inner, installing })
}

impl Parts {
    /// Has the target agree, for this operation, that the property is permanent.
    fn hold(&self, key: &PropertyKey, descriptor: &PropertyDescriptor) {
        if descriptor.configurable() == Some(false) {
            self.target.insert_property(key.clone(), descriptor.clone().complete_property_descriptor());
            if let Some(global) = self.target.downcast_ref::<Global>() {
                *global.held.borrow_mut() = Some(key.clone());
            }
        }
    }
}

fn key_of(arguments: &[JsValue], context: &mut Context) -> JsResult<PropertyKey> {
    arguments.get_or_undefined(1).to_property_key(context)
}

fn reflect_call(name: &str, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let reflect = context.intrinsics().objects().reflect();
    let function = reflect.get(JsString::from(name), context)?;
    let function = crate::validate::function(&function, name, context)?;
    function.call(&reflect.into(), arguments, context)
}

fn get(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let parts = parts(arguments, context)?;
    let key = key_of(arguments, context)?;
    if !parts.sandbox.has_property(key.clone(), context)? {
        return parts.inner.get(key, context);
    }
    let value = parts.sandbox.get(key, context)?;
    // Inside, the sandbox is nothing but the global object.
    let is_sandbox = value.as_object().is_some_and(|object| JsObject::equals(&object, &parts.sandbox));
    match arguments.get(2) {
        Some(receiver) if is_sandbox && receiver.is_object() => Ok(receiver.clone()),
        _ => Ok(value),
    }
}

fn has(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let parts = parts(arguments, context)?;
    let key = key_of(arguments, context)?;
    let found = parts.sandbox.has_property(key.clone(), context)? || parts.inner.has_property(key, context)?;
    Ok(found.into())
}

fn is_read_only(object: &JsObject, key: &PropertyKey, context: &mut Context) -> JsResult<bool> {
    Ok(reflect::own_property(object, key, context)?.is_some_and(|property| property.writable() == Some(false)))
}

fn set(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let parts = parts(arguments, context)?;
    let key = key_of(arguments, context)?;
    let value = arguments.get_or_undefined(2).clone();
    let on_sandbox = parts.sandbox.has_property(key.clone(), context)?;
    if !on_sandbox {
        if is_read_only(&parts.inner, &key, context)? {
            return Ok(false.into());
        }
        // A new symbol is the script's own affair.
        if let PropertyKey::Symbol(_) = key {
            return parts.inner.set(key, value, false, context).map(JsValue::from);
        }
    }
    parts.sandbox.set(key, value, false, context).map(JsValue::from)
}

/// What `var` and function declarations define: on a sandbox they are ordinary properties.
fn is_declaration(descriptor: &PropertyDescriptor) -> bool {
    let open = descriptor.writable() == Some(true) && descriptor.enumerable() == Some(true);
    let value = descriptor.value().is_some_and(|value| value.is_undefined() || value.is_callable());
    open && value && descriptor.configurable() == Some(false)
}

fn define_property(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let parts = parts(arguments, context)?;
    let key = key_of(arguments, context)?;
    let descriptor = arguments.get_or_undefined(2).to_object(context)?.to_property_descriptor(context)?;
    parts.hold(&key, &descriptor);
    if parts.installing {
        parts.inner.insert_property(key, descriptor.complete_property_descriptor());
        return Ok(true.into());
    }
    let name = arguments.get_or_undefined(1).clone();
    let given = if is_declaration(&descriptor) {
        let given = JsObject::with_object_proto(context.intrinsics());
        let value = descriptor.value().cloned().unwrap_or_default();
        for (name, value) in
            [("value", value), ("writable", true.into()), ("enumerable", true.into()), ("configurable", true.into())]
        {
            given.set(JsString::from(name), value, true, context)?;
        }
        given.into()
    } else {
        arguments.get_or_undefined(2).clone()
    };
    reflect_call("defineProperty", &[parts.sandbox.into(), name, given], context)
}

fn delete_property(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let parts = parts(arguments, context)?;
    let key = key_of(arguments, context)?;
    let name = arguments.get_or_undefined(1).clone();
    let owner = if parts.sandbox.has_own_property(key, context)? { parts.sandbox } else { parts.inner };
    reflect_call("deleteProperty", &[owner.into(), name], context)
}

fn get_own_property_descriptor(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let parts = parts(arguments, context)?;
    let key = key_of(arguments, context)?;
    let owner = if parts.sandbox.has_own_property(key.clone(), context)? { &parts.sandbox } else { &parts.inner };
    let name = arguments.get_or_undefined(1).clone();
    let found = reflect_call("getOwnPropertyDescriptor", &[owner.clone().into(), name], context)?;
    if let Some(object) = found.as_object() {
        let descriptor = object.to_property_descriptor(context)?;
        parts.hold(&key, &descriptor);
    }
    Ok(found)
}

fn own_keys(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let parts = parts(arguments, context)?;
    let mut keys = parts.sandbox.own_property_keys(context)?;
    for key in parts.inner.own_property_keys(context)? {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let keys: Vec<JsValue> = keys
        .into_iter()
        .map(|key| match key {
            PropertyKey::Index(index) => JsString::from(index.get().to_string().as_str()).into(),
            other => JsValue::from(other),
        })
        .collect();
    Ok(JsArray::from_iter(keys, context).into())
}

/// A global object cannot be sealed.
fn prevent_extensions(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(false.into())
}
