//! TextEncoder and TextDecoder (<https://encoding.spec.whatwg.org/>, <https://nodejs.org/api/util.html#class-utiltextdecoder>).

mod decoder;
mod encoder;

use crate::builtins::Builtin;
use crate::errors;
use charina_engine::{
    Attribute, Context, JsArgs, JsError, JsObject, JsResult, JsString, JsSymbol, JsValue, Op, ops, text,
};

/// The module behind the globals and `util`.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::native("internal/encoding", load)];

fn load(context: &mut Context) -> JsResult<JsValue> {
    let exports = JsObject::with_object_proto(context.intrinsics());
    ops::define_value(&exports, JsString::from("TextEncoder"), encoder::class(context)?, true);
    ops::define_value(&exports, JsString::from("TextDecoder"), decoder::class(context)?, true);
    ops::define_ops(&exports, &[Op::new("getEncodingFromLabel", 1, encoding_from_label)], true, context);
    Ok(exports.into())
}

/// The name that the standard gives the encoding of a label, or undefined.
fn encoding_from_label(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let label = text::to_utf8_bytes(&args.get_or_undefined(0).to_string(context)?);
    Ok(encoding_rs::Encoding::for_label(&label)
        .map_or(JsValue::undefined(), |encoding| JsString::from(encoding.name().to_ascii_lowercase()).into()))
}

/// What the two classes have in common: a constructor, the tag and how they are shown.
fn finish_class(
    class: &JsObject,
    prototype: &JsObject,
    name: &'static str,
    inspect: charina_engine::NativeFn,
    context: &mut Context,
) -> JsResult<()> {
    ops::define_with(class, JsString::from("prototype"), prototype.clone(), Attribute::empty());
    let custom = ops::symbol_for("nodejs.util.inspect.custom", context)?;
    let inspect = Op::new("[nodejs.util.inspect.custom]", 2, inspect).build(context.realm());
    ops::define_value(prototype, custom, inspect, false);
    ops::define_with(prototype, JsSymbol::to_string_tag(), JsString::from(name), Attribute::CONFIGURABLE);
    Ok(())
}

/// The prototype that `new` asks for, or the error that the class was called without it.
fn new_target_prototype(new_target: &JsValue, name: &str, context: &mut Context) -> JsResult<Option<JsObject>> {
    let Some(new_target) = new_target.as_object() else {
        let message = format!("Class constructor {name} cannot be invoked without 'new'");
        return Err(errors::thrown(errors::plain_object(errors::Class::TypeError, &message, context)));
    };
    Ok(new_target.get(JsString::from("prototype"), context)?.as_object())
}

/// `ERR_INVALID_THIS`.
fn invalid_this(name: &str, context: &mut Context) -> JsError {
    errors::type_error("ERR_INVALID_THIS", &format!("Value of \"this\" must be of type {name}"), context)
}

/// `[TextDecoder]`, as an object at the end of the depth is shown.
fn only_name(this: &JsValue, default: &str, context: &mut Context) -> JsResult<JsValue> {
    let name = class_name(this, default, context)?;
    Ok(JsString::from(format!("[{name}]")).into())
}

/// Whether `util.inspect` has come to its depth.
fn too_deep(depth: &JsValue) -> bool {
    depth.as_number().is_some_and(|depth| depth < 0.0)
}

/// The name of the class that the object says it is of.
fn class_name(this: &JsValue, default: &str, context: &mut Context) -> JsResult<String> {
    let Some(object) = this.as_object() else { return Ok(default.to_owned()) };
    let constructor = object.get(JsString::from("constructor"), context)?;
    let Some(constructor) = constructor.as_object() else { return Ok(default.to_owned()) };
    let name = constructor.get(JsString::from("name"), context)?.to_string(context)?;
    Ok(text::to_utf8(&name))
}
