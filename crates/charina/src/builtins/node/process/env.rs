//! `process.env` (<https://nodejs.org/api/process.html#processenv>): an object whose values are always strings.
//!
//! It is the runtime's own copy of the environment: what a script sets goes to the children it starts, and never
//! changes the process of an embedder.

use super::shared_env;
use crate::errors;
use crate::state::state;
use crate::time_zone;
use charina_engine::{
    Context, JsArgs, JsNativeError, JsObject, JsResult, JsString, JsValue, Op, PropertyDescriptor, PropertyKey, ops,
    text,
};
use std::collections::BTreeMap;

/// Where the object behind `process.env` is, and its proxy's handler.
pub(super) const TARGET: &str = "env";
pub(super) const HANDLER: &str = "env handler";

const TRAPS: &[Op] = &[
    Op::new("set", 4, set),
    Op::new("defineProperty", 3, define_property),
    Op::new("deleteProperty", 2, delete_property),
];

/// Makes the object from the options' environment.
pub(super) fn object(context: &mut Context) -> JsResult<JsObject> {
    let target = JsObject::with_object_proto(context.intrinsics());
    let shared = state(context).shared_env.variables();
    let environment = shared.or_else(|| state(context).options.env.clone()).unwrap_or_else(of_process);
    for (name, value) in environment {
        ops::define_value(&target, text::from_utf8(&name), text::from_utf8(&value), true);
    }
    state(context).set_slot(TARGET, target.clone());
    let handler = ops::ops_object(TRAPS, context);
    state(context).set_slot(HANDLER, handler.clone());
    let constructor = context.intrinsics().constructors().proxy().constructor();
    let proxy = constructor.construct(&[target.into(), handler.into()], None, context)?;
    state(context).set_slot("env proxy", proxy.clone());
    shared_env::watch(context);
    Ok(proxy)
}

/// What stands for `object` where it is cloned: `process.env` is a plain object to Node, though no proxy can be cloned.
pub(crate) fn cloned_as(object: &JsObject, context: &Context) -> Option<JsObject> {
    let state = state(context);
    let proxy = state.slot("env proxy").as_object()?;
    if JsObject::equals(object, &proxy) { state.slot("env").as_object() } else { None }
}

fn of_process() -> BTreeMap<String, String> {
    std::env::vars_os()
        .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
        .collect()
}

/// The environment as it stands, for children and for natives that read it.
pub(crate) fn snapshot(context: &mut Context) -> JsResult<BTreeMap<String, String>> {
    if let Some(variables) = state(context).shared_env.variables() {
        return Ok(variables);
    }
    let Some(target) = state(context).slot("env").as_object() else {
        return Ok(state(context).options.env.clone().unwrap_or_else(of_process));
    };
    let mut environment = BTreeMap::new();
    for name in target.own_property_keys(context)? {
        if let PropertyKey::Symbol(_) = name {
            continue;
        }
        let value = target.get(name.clone(), context)?.to_string(context)?;
        let name = JsValue::from(name).to_string(context)?;
        environment.insert(text::to_utf8(&name), text::to_utf8(&value));
    }
    Ok(environment)
}

/// One variable as it stands.
pub(crate) fn get(name: &str, context: &mut Context) -> Option<String> {
    if let Some(variables) = state(context).shared_env.variables() {
        return variables.get(name).cloned();
    }
    match state(context).slot("env").as_object() {
        Some(target) => {
            let value = target.get(JsString::from(name), context).ok()?;
            value.as_string().map(|s| text::to_utf8(&s))
        }
        None => match &state(context).options.env {
            Some(env) => env.get(name).cloned(),
            None => std::env::var(name).ok(),
        },
    }
}

/// Whether DEP0104 was told.
const WARNED: &str = "env deprecation";

fn store(target: &JsObject, name: &JsValue, value: &JsValue, context: &mut Context) -> JsResult<()> {
    if name.is_symbol() || value.is_symbol() {
        return Err(JsNativeError::typ().with_message("Cannot convert a Symbol value to a string").into());
    }
    if state(context).options.pending_deprecation
        && !(value.is_string() || value.is_number() || value.is_boolean())
        && state(context).slot(WARNED).is_undefined()
    {
        state(context).set_slot(WARNED, true);
        let message = "Assigning any value other than a string, number, or boolean to a process.env property is \
                       deprecated. Please make sure to convert the value to a string before setting process.env with it.";
        let arguments = [message, "DeprecationWarning", "DEP0104"].map(|word| JsString::from(word).into());
        super::emit_warning(&arguments, context)?;
    }
    let value = value.to_string(context)?;
    let key = name.to_property_key(context)?;
    if name.as_string().is_some_and(|name| name.is_empty()) {
        // The system has no variable without a name, and Node does not complain.
        return Ok(());
    }
    let name = text::to_utf8(&name.to_string(context)?);
    if name == "TZ" {
        time_zone::set(Some(&text::to_utf8(&value)));
    }
    shared_env::changed(&name, Some(&text::to_utf8(&value)), context);
    target.insert_property(
        key,
        PropertyDescriptor::builder().value(value).writable(true).enumerable(true).configurable(true).build(),
    );
    Ok(())
}

fn set(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = arguments.get_or_undefined(0).to_object(context)?;
    store(&target, arguments.get_or_undefined(1), arguments.get_or_undefined(2), context)?;
    Ok(true.into())
}

fn define_property(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = arguments.get_or_undefined(0).to_object(context)?;
    let descriptor = arguments.get_or_undefined(2).to_object(context)?;
    let has = |name: &str, context: &mut Context| descriptor.has_own_property(JsString::from(name), context);
    if has("get", context)? || has("set", context)? {
        let message = "'process.env' does not accept an accessor(getter/setter) descriptor";
        return Err(errors::type_error("ERR_INVALID_OBJECT_DEFINE_PROPERTY", message, context));
    }
    for name in ["configurable", "writable", "enumerable"] {
        if !descriptor.get(JsString::from(name), context)?.to_boolean() {
            let message = "'process.env' only accepts a configurable, writable, and enumerable data descriptor";
            return Err(errors::type_error("ERR_INVALID_OBJECT_DEFINE_PROPERTY", message, context));
        }
    }
    let value = descriptor.get(JsString::from("value"), context)?;
    store(&target, arguments.get_or_undefined(1), &value, context)?;
    Ok(true.into())
}

fn delete_property(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = arguments.get_or_undefined(0).to_object(context)?;
    let key = arguments.get_or_undefined(1).to_property_key(context)?;
    if let Some(name) = arguments.get_or_undefined(1).as_string() {
        let name = text::to_utf8(&name);
        if name == "TZ" {
            time_zone::set(None);
        }
        shared_env::changed(&name, None, context);
    }
    target.delete_property_or_throw(key, context)?;
    Ok(true.into())
}
