//! The accessors of `Module` and its prototype: `parent`, `isPreloading`, and what packages replace (`wrap`, `wrapper`,
//! `_stat`).

use crate::builtins;
use crate::modules::cjs;
use crate::state::state;
use charina_engine::{
    Context, FunctionObjectBuilder, GcRefCell, JsArgs, JsArray, JsObject, JsPrototype, JsResult, JsString, JsValue,
    NativeFunction, PropertyDescriptor, js_string, native_data, ops, text,
};

/// The module that first required this one: `module.parent`.
struct Parent {
    parent: GcRefCell<JsValue>,
}
native_data!(Parent { parent });

/// The object of a new module.
pub(super) fn new_object(prototype: JsPrototype, parent: JsValue) -> JsObject {
    JsObject::from_proto_and_data(prototype, Parent { parent: GcRefCell::new(parent) })
}

/// `module.parent`, without the deprecation.
pub(crate) fn parent_of(module: &JsObject, context: &mut Context) -> JsResult<JsValue> {
    if let Some(known) = module.downcast_ref::<Parent>() {
        return Ok(known.parent.borrow().clone());
    }
    let own = module.has_own_property(js_string!("parent"), context)?;
    if own { module.get(js_string!("parent"), context) } else { Ok(JsValue::undefined()) }
}

fn get_parent(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    this.as_object().map_or(Ok(JsValue::undefined()), |module| parent_of(&module, context))
}

fn set_parent(this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let value = arguments.get_or_undefined(0).clone();
    if let Some(module) = this.as_object() {
        match module.downcast_ref::<Parent>() {
            Some(known) => *known.parent.borrow_mut() = value,
            None => ops::define_value(&module, js_string!("parent"), value, true),
        }
    }
    Ok(JsValue::undefined())
}

fn get_constructor(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(state(context).slot("Module"))
}

/// <https://nodejs.org/api/modules.html#moduleispreloading>
fn is_preloading(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(state(context).modules.is_preloading().into())
}

/// `constructor`, `isPreloading` and `parent`.
pub(super) fn define_on_prototype(prototype: &JsObject, context: &mut Context) -> JsResult<()> {
    fixed_accessor(prototype, "constructor", get_constructor, None, context)?;
    fixed_accessor(prototype, "isPreloading", is_preloading, None, context)?;
    if !state(context).options.pending_deprecation {
        return fixed_accessor(prototype, "parent", get_parent, Some(set_parent), context);
    }
    let deprecate = builtins::require_property("util", "deprecate", context)?;
    let deprecate = crate::validate::function(&deprecate, "util.deprecate", context)?;
    let message = js_string!(
        "module.parent is deprecated due to accuracy issues. Please use require.main to find program entry point instead."
    );
    let wrapped = |function: charina_engine::NativeFn, context: &mut Context| {
        let function = crate::error_stack::native_function("parent", 0, function, context);
        let arguments = [function.into(), message.clone().into(), js_string!("DEP0144").into()];
        deprecate.call(&JsValue::undefined(), &arguments, context)
    };
    let (get, set) = (wrapped(get_parent, context)?, wrapped(set_parent, context)?);
    let mut descriptor = PropertyDescriptor::builder().enumerable(false).configurable(false);
    if let (Some(get), Some(set)) = (get.as_object(), set.as_object()) {
        descriptor = descriptor.get(get).set(set);
    }
    prototype.define_property_or_throw(js_string!("parent"), descriptor.build(), context)?;
    Ok(())
}

/// An accessor that is neither enumerable nor configurable.
fn fixed_accessor(
    object: &JsObject,
    name: &'static str,
    get: charina_engine::NativeFn,
    set: Option<charina_engine::NativeFn>,
    context: &mut Context,
) -> JsResult<()> {
    ops::define_accessor(object, name, Some(get), set, false, context);
    let fixed = PropertyDescriptor::builder().configurable(false).build();
    object.define_property_or_throw(JsString::from(name), fixed, context)?;
    Ok(())
}

/// `Module.wrap` and `Module.wrapper`.
pub(super) fn define_wrapping(module: &JsObject, context: &mut Context) -> JsResult<()> {
    fixed_accessor(module, "wrap", get_wrap, Some(set_wrap), context)?;
    fixed_accessor(module, "wrapper", get_wrapper, Some(set_wrapper), context)
}

fn get_wrap(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(context);
    let known = state.slot("Module.wrap");
    if !known.is_undefined() {
        return Ok(known);
    }
    let function = FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(wrap)).length(1).build();
    state.set_slot("Module.wrap", function.clone());
    Ok(function.into())
}

fn set_wrap(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    state(context).set_slot("Module.wrap", arguments.get_or_undefined(0).clone());
    state(context).set_slot("Module.wrap is replaced", true);
    Ok(JsValue::undefined())
}

fn get_wrapper(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(context);
    let known = state.slot("Module.wrapper");
    if !known.is_undefined() {
        return Ok(known);
    }
    let wrapper = JsArray::from_iter(cjs::WRAPPER.map(|part| JsString::from(part).into()), context);
    state.set_slot("Module.wrapper", wrapper.clone());
    Ok(wrapper.into())
}

fn set_wrapper(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    state(context).set_slot("Module.wrapper", arguments.get_or_undefined(0).clone());
    Ok(JsValue::undefined())
}

/// `Module.wrap(script)`.
fn wrap(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let script = arguments.get_or_undefined(0).to_string(context)?;
    let [before, after] = wrapper_parts(context)?;
    Ok(JsString::concat_array(&[before.as_str(), script.as_str(), after.as_str()]).into())
}

fn wrapper_parts(context: &mut Context) -> JsResult<[JsString; 2]> {
    let wrapper = state(context).slot("Module.wrapper");
    let Some(wrapper) = wrapper.as_object() else { return Ok(cjs::WRAPPER.map(JsString::from)) };
    let mut part = |index: usize| wrapper.get(index, context)?.to_string(context);
    Ok([part(0)?, part(1)?])
}

/// The wrapped text of a module, if a program has changed how modules are wrapped.
pub(crate) fn patched_text(source: &str, context: &mut Context) -> JsResult<Option<String>> {
    let state = state(context);
    if state.slot("Module.wrapper").is_undefined() && state.slot("Module.wrap is replaced").is_undefined() {
        return Ok(None);
    }
    let replaced = !state.slot("Module.wrap is replaced").is_undefined();
    if !replaced {
        let parts = wrapper_parts(context)?;
        if parts.iter().zip(cjs::WRAPPER).all(|(part, own)| text::to_utf8(part) == own) {
            return Ok(None);
        }
    }
    let wrap = get_wrap(&JsValue::undefined(), &[], context)?;
    let wrap = crate::validate::function(&wrap, "Module.wrap", context)?;
    let wrapped = wrap.call(&state.slot("Module"), &[text::from_utf8(source).into()], context)?;
    Ok(Some(text::to_utf8(&wrapped.to_string(context)?)))
}

/// `Module._stat(path)`: 0 for a file, 1 for a folder, a negative number for anything else.
fn stat(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let path = text::to_utf8(&arguments.get_or_undefined(0).to_string(context)?);
    Ok(match std::fs::metadata(&path) {
        Ok(found) => i32::from(found.is_dir()).into(),
        Err(error) => (-error.raw_os_error().unwrap_or(2)).into(),
    })
}

pub(super) fn get_stat(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(context);
    let known = state.slot("Module._stat");
    if !known.is_undefined() {
        return Ok(known);
    }
    let function = crate::error_stack::native_function("stat", 1, stat, context);
    state.set_slot("Module._stat", function.clone());
    Ok(function.into())
}

pub(super) fn set_stat(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    state(context).set_slot("Module._stat", arguments.get_or_undefined(0).clone());
    Ok(JsValue::undefined())
}
