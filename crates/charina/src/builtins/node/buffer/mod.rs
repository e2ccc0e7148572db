//! `node:buffer` (<https://nodejs.org/api/buffer.html>): `Buffer`, wholly native, and the module's functions.

mod create;
mod inspect;
mod module;
mod numbers;
mod search;
mod strings;

use crate::builtins::{self, Builtin};
use crate::errors;
use crate::state::state;
use charina_engine::bytes::{ByteView, is_array_buffer_view};
use charina_engine::{
    Attribute, Context, JsArgs, JsError, JsNativeError, JsObject, JsResult, JsString, JsSymbol, JsTypedArray, JsValue,
    Op, PropertyDescriptor, ops, trace,
};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

pub(crate) use crate::hooks::count_external;
pub(crate) use create::{from_slice, new_buffer, on_view};
pub(crate) use module::dom_exception;
pub(crate) use strings::{check_string_length, unknown_encoding};

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::native("buffer", load)];

/// `buffer.constants.MAX_LENGTH`. What the engine can hold is less and ends in a RangeError of its own.
pub(crate) const K_MAX_LENGTH: f64 = 9_007_199_254_740_991.0;

/// `buffer.constants.MAX_STRING_LENGTH`.
pub(crate) const K_STRING_MAX_LENGTH: usize = 0x1fff_ffe8;

/// What the natives of one runtime share.
pub(crate) struct Buffers {
    /// `Buffer`.
    constructor: JsObject,
    /// `Buffer[Symbol.species]`, a class over Uint8Array with the same prototype.
    fast: JsObject,
    /// `Buffer.prototype`.
    pub(crate) prototype: JsObject,
    /// The ArrayBuffer that small buffers share and how much of it is taken.
    pool: RefCell<Option<(JsObject, usize)>>,
    /// `buffer.INSPECT_MAX_BYTES`.
    inspect_max: Cell<f64>,
    /// Which deprecation warnings were given: `Buffer()` and `SlowBuffer()`.
    warned: [Cell<bool>; 2],
}

/// The shared state, loading the module if nobody has yet.
///
/// # Errors
/// Those of loading the module.
pub(crate) fn buffers(context: &mut Context) -> JsResult<Rc<Buffers>> {
    if let Some(buffers) = context.get_data::<Rc<Buffers>>() {
        return Ok(buffers.clone());
    }
    builtins::require("buffer", context)?;
    context
        .get_data::<Rc<Buffers>>()
        .cloned()
        .ok_or_else(|| JsNativeError::error().with_message("the buffer module did not load").into())
}

/// Whether the value is a Buffer (`Buffer.isBuffer`).
pub(crate) fn is_buffer(value: &JsValue, context: &mut Context) -> JsResult<bool> {
    let Some(object) = value.as_object() else { return Ok(false) };
    let wanted = buffers(context)?.prototype.clone();
    let mut next = object.prototype();
    while let Some(prototype) = next {
        if JsObject::equals(&prototype, &wanted) {
            return Ok(true);
        }
        next = prototype.prototype();
    }
    Ok(false)
}

/// The bytes that `this` of a Buffer method shows.
fn this_bytes(this: &JsValue, context: &mut Context) -> JsResult<ByteView> {
    if let Some(view) = ByteView::of_uint8_array(this, context) {
        return Ok(view);
    }
    if let Some(object) = this.as_object().filter(is_array_buffer_view)
        && let Some(view) = ByteView::from_object(&object, context)?
    {
        return Ok(view);
    }
    Err(errors::type_error("ERR_INVALID_ARG_TYPE", "argument must be a buffer", context))
}

/// `ERR_BUFFER_OUT_OF_BOUNDS`, of a named argument or of the access as such.
fn out_of_bounds(name: Option<&str>, context: &mut Context) -> JsError {
    let message = match name {
        Some(name) => format!("\"{name}\" is outside of buffer bounds"),
        None => "Attempt to access memory outside buffer bounds".to_owned(),
    };
    errors::range_error("ERR_BUFFER_OUT_OF_BOUNDS", &message, context)
}

/// `Buffer`'s own functions, in Node's order.
const STATIC_OPS: &[Op] = &[
    Op::new("from", 3, create::from),
    Op::new("copyBytesFrom", 3, create::copy_bytes_from),
    Op::new("of", 0, create::of),
    Op::new("alloc", 3, create::alloc),
    Op::new("allocUnsafe", 1, create::alloc_unsafe),
    Op::new("allocUnsafeSlow", 1, create::alloc_unsafe_slow),
    Op::new("isBuffer", 1, |_, args, context| is_buffer(args.get_or_undefined(0), context).map(JsValue::from)),
    Op::new("compare", 2, search::static_compare),
    Op::new("isEncoding", 1, strings::is_encoding),
    Op::new("concat", 2, create::concat),
    Op::new("byteLength", 2, strings::byte_length),
];

/// The methods behind the numbers and the one-encoding ones, in Node's order.
const METHODS: &[Op] = &[
    Op::new("copy", 4, search::copy),
    Op::new("toString", 3, strings::to_string),
    Op::new("equals", 1, search::equals),
    Op::new("inspect", 2, inspect::inspect),
    Op::new("compare", 5, search::compare),
    Op::new("indexOf", 3, search::index_of),
    Op::new("lastIndexOf", 3, search::last_index_of),
    Op::new("includes", 3, search::includes),
    Op::new("fill", 4, search::fill),
    Op::new("write", 4, strings::write),
    Op::new("toJSON", 0, inspect::to_json),
    Op::new("subarray", 2, create::subarray),
    Op::new("slice", 2, create::subarray),
    Op::new("swap16", 0, search::swap16),
    Op::new("swap32", 0, search::swap32),
    Op::new("swap64", 0, search::swap64),
];

/// The module's functions beside `Buffer`.
const MODULE_OPS: &[Op] = &[
    Op::new("transcode", 3, module::transcode),
    Op::new("isUtf8", 1, module::is_utf8),
    Op::new("isAscii", 1, module::is_ascii),
];

/// Those that browsers have too.
const WEB_OPS: &[Op] = &[Op::new("btoa", 1, module::btoa), Op::new("atob", 1, module::atob)];

/// Exports that another builtin makes, when they are first asked for: name, getter, setter.
const LAZY: &[(&str, Op, Op)] = &[
    (
        "Blob",
        Op::new("get Blob", 0, |_, _, context| from_blob("Blob", context)),
        Op::new("set Blob", 1, |this, args, _| Ok(replace(this, "Blob", args))),
    ),
    (
        "resolveObjectURL",
        Op::new("get resolveObjectURL", 0, |_, _, context| from_blob("resolveObjectURL", context)),
        Op::new("set resolveObjectURL", 1, |this, args, _| Ok(replace(this, "resolveObjectURL", args))),
    ),
    (
        "File",
        Op::new("get File", 0, |_, _, context| from_blob("File", context)),
        Op::new("set File", 1, |this, args, _| Ok(replace(this, "File", args))),
    ),
];

fn from_blob(name: &str, context: &mut Context) -> JsResult<JsValue> {
    if builtins::find("internal/blob").is_none() {
        return Ok(JsValue::undefined());
    }
    builtins::require_property("internal/blob", name, context)
}

fn replace(this: &JsValue, name: &'static str, args: &[JsValue]) -> JsValue {
    if let Some(object) = this.as_object() {
        ops::define_value(&object, JsString::from(name), args.get_or_undefined(0).clone(), true);
    }
    JsValue::undefined()
}

fn load(context: &mut Context) -> JsResult<JsValue> {
    let array = context.intrinsics().constructors().typed_uint8_array();
    let (array_constructor, array_prototype) = (array.constructor(), array.prototype());
    let prototype = JsObject::with_object_proto(context.intrinsics());
    prototype.set_prototype(Some(array_prototype));
    let fast = ops::constructor_function(&Op::new("FastBuffer", 3, fast_buffer), &prototype, context);
    ops::define_with(&fast, JsString::from("prototype"), prototype.clone(), Attribute::empty());
    let constructor = ops::constructor_function(&Op::new("Buffer", 3, buffer), &prototype, context);
    for class in [&fast, &constructor] {
        class.set_prototype(Some(array_constructor.clone()));
    }
    context.insert_data(Rc::new(Buffers {
        constructor: constructor.clone(),
        fast,
        prototype: prototype.clone(),
        pool: RefCell::default(),
        inspect_max: Cell::new(50.0),
        warned: [Cell::new(false), Cell::new(false)],
    }));
    ops::define_value(&constructor, JsString::from("poolSize"), 8192, true);
    ops::define_ops(&constructor, STATIC_OPS, true, context);
    define_getter(&constructor, JsSymbol::species(), get_species, false, true, context);
    define_prototype(&prototype, context)?;
    let exports = JsObject::with_object_proto(context.intrinsics());
    ops::define_value(&exports, JsString::from("Buffer"), constructor, true);
    define_exports(&exports, &prototype, context);
    Ok(exports.into())
}

fn define_prototype(prototype: &JsObject, context: &mut Context) -> JsResult<()> {
    ops::define_ops(prototype, numbers::OPS, true, context);
    for (name, function) in numbers::ALIASES {
        let function = prototype.get(JsString::from(*function), context)?;
        ops::define_value(prototype, JsString::from(*name), function, true);
    }
    let realm = context.realm().clone();
    for (name, op) in numbers::FLOAT_OPS {
        ops::define_value(prototype, JsString::from(*name), op.build(&realm), true);
    }
    ops::define_ops(prototype, strings::RAW_OPS, true, context);
    define_getter(prototype, JsString::from("parent"), get_parent, true, false, context);
    define_getter(prototype, JsString::from("offset"), get_offset, true, false, context);
    ops::define_ops(prototype, METHODS, true, context);
    let to_string = prototype.get(JsString::from("toString"), context)?;
    ops::define_value(prototype, JsString::from("toLocaleString"), to_string, true);
    let inspect = prototype.get(JsString::from("inspect"), context)?;
    let custom = ops::symbol_for("nodejs.util.inspect.custom", context)?;
    ops::define_value(prototype, custom, inspect, true);
    Ok(())
}

fn define_exports(exports: &JsObject, prototype: &JsObject, context: &mut Context) {
    let slow_prototype = JsObject::with_object_proto(context.intrinsics());
    slow_prototype.set_prototype(prototype.prototype());
    let slow = ops::constructor_function(&Op::new("SlowBuffer", 1, slow_buffer), &slow_prototype, context);
    slow.set_prototype(Some(context.intrinsics().constructors().typed_uint8_array().constructor()));
    ops::define_value(exports, JsString::from("SlowBuffer"), slow, true);
    ops::define_ops(exports, MODULE_OPS, true, context);
    ops::define_value(exports, JsString::from("kMaxLength"), K_MAX_LENGTH, true);
    ops::define_value(exports, JsString::from("kStringMaxLength"), K_STRING_MAX_LENGTH, true);
    ops::define_ops(exports, WEB_OPS, true, context);
    let constants = JsObject::with_object_proto(context.intrinsics());
    ops::define_with(&constants, JsString::from("MAX_LENGTH"), JsValue::from(K_MAX_LENGTH), Attribute::ENUMERABLE);
    let longest = JsValue::from(K_STRING_MAX_LENGTH);
    ops::define_with(&constants, JsString::from("MAX_STRING_LENGTH"), longest, Attribute::ENUMERABLE);
    ops::define_with(exports, JsString::from("constants"), constants, Attribute::ENUMERABLE);
    let realm = context.realm().clone();
    let accessor = |get: Op, set: Op| {
        let descriptor = PropertyDescriptor::builder().get(get.build(&realm)).set(set.build(&realm));
        descriptor.enumerable(true).configurable(true).build()
    };
    let (get, set) = (Op::new("get", 0, inspect::get_inspect_max), Op::new("set", 1, inspect::set_inspect_max));
    exports.insert_property(JsString::from("INSPECT_MAX_BYTES"), accessor(get, set));
    for (name, get, set) in LAZY {
        exports.insert_property(JsString::from(*name), accessor(*get, *set));
    }
}

fn define_getter(
    object: &JsObject,
    key: impl Into<charina_engine::PropertyKey>,
    get: charina_engine::NativeFn,
    enumerable: bool,
    configurable: bool,
    context: &Context,
) {
    let getter = Op::new("get", 0, get).build(context.realm());
    let descriptor = PropertyDescriptor::builder().get(getter);
    object.insert_property(key, descriptor.enumerable(enumerable).configurable(configurable).build());
}

fn get_species(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(buffers(context)?.fast.clone().into())
}

fn get_parent(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    match this.as_object() {
        Some(object) if is_buffer(this, context)? => JsTypedArray::from_object(object)?.buffer(context),
        _ => Ok(JsValue::undefined()),
    }
}

fn get_offset(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    match this.as_object() {
        Some(object) if is_buffer(this, context)? => {
            JsTypedArray::from_object(object)?.byte_offset(context).map(JsValue::from)
        }
        _ => Ok(JsValue::undefined()),
    }
}

/// The constructor of `Buffer[Symbol.species]`: Uint8Array's own, with Buffer's prototype.
fn fast_buffer(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(new_target) = this.as_object() else {
        let message = "Class constructor FastBuffer cannot be invoked without 'new'";
        return Err(errors::thrown(errors::plain_object(errors::Class::TypeError, message, context)));
    };
    let array = context.intrinsics().constructors().typed_uint8_array().constructor();
    array.construct(args, Some(&new_target), context).map(JsValue::from)
}

/// `Buffer()` and `new Buffer()`, deprecated (<https://nodejs.org/api/deprecations.html#DEP0005>).
fn buffer(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let pending = state(context).options.pending_deprecation;
    if pending || !called_from_node_modules(context) {
        let message = "Buffer() is deprecated due to security and usability issues. Please use the Buffer.alloc(), \
                       Buffer.allocUnsafe(), or Buffer.from() methods instead.";
        warn_once(0, message, "DEP0005", context)?;
    }
    let value = args.get_or_undefined(0);
    if !value.is_number() {
        return create::from(&JsValue::undefined(), args, context);
    }
    if args.get_or_undefined(1).is_string() {
        return Err(errors::invalid_arg_type("string", &["string"], value, context));
    }
    create::alloc(&JsValue::undefined(), &args[..1], context)
}

/// <https://nodejs.org/api/buffer.html#class-slowbuffer>
fn slow_buffer(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let message = "SlowBuffer() is deprecated. Please use Buffer.allocUnsafeSlow()";
    warn_once(1, message, "DEP0030", context)?;
    create::alloc_unsafe_slow(&JsValue::undefined(), args, context)
}

/// Whether the nearest script on the stack lies in a `node_modules` folder.
pub(crate) fn called_from_node_modules(context: &Context) -> bool {
    let frames = trace::frames(context, 16);
    let file = frames.iter().filter_map(|frame| frame.file.as_deref()).find(|file| !file.starts_with("node:"));
    file.is_some_and(|file| file.replace('\\', "/").contains("/node_modules/"))
}

fn warn_once(which: usize, message: &str, code: &str, context: &mut Context) -> JsResult<()> {
    if buffers(context)?.warned[which].replace(true) {
        return Ok(());
    }
    let arguments = [message, "DeprecationWarning", code].map(|text| JsString::from(text).into());
    super::process::emit_warning(&arguments, context)
}
