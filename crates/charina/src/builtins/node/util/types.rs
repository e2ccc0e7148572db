//! `node:util/types` (<https://nodejs.org/api/util.html#utiltypes>): natives all, since only the engine knows.

use charina_engine::object_builtins::JsTypedArray;
use charina_engine::reflect::{self, Kind};
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, Op, ops};

use crate::state::state;

/// The module's exports, shared with `util.types`.
pub(super) fn load(context: &mut Context) -> JsResult<JsValue> {
    Ok(ops::ops_object(TYPES, context).into())
}

fn object(arguments: &[JsValue]) -> Option<JsObject> {
    arguments.get_or_undefined(0).as_object()
}

macro_rules! by_kind {
    ($($name:ident $($kind:ident)|+;)*) => {
        $(fn $name(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
            Ok(object(arguments).is_some_and(|o| matches!(reflect::kind(&o), $(Kind::$kind)|+)).into())
        })*
    };
}

by_kind! {
    arguments_object Arguments;
    array_buffer ArrayBuffer;
    big_int_object BoxedBigInt;
    boolean_object BoxedBoolean;
    date Date;
    generator_object Generator | AsyncGenerator;
    map Map;
    map_iterator MapIterator;
    module_namespace_object Namespace;
    native_error Error;
    number_object BoxedNumber;
    promise Promise;
    proxy Proxy;
    reg_exp RegExp;
    set Set;
    set_iterator SetIterator;
    shared_array_buffer SharedArrayBuffer;
    string_object BoxedString;
    symbol_object BoxedSymbol;
    weak_map WeakMap;
    weak_set WeakSet;
    any_array_buffer ArrayBuffer | SharedArrayBuffer;
    boxed_primitive BoxedBigInt | BoxedBoolean | BoxedNumber | BoxedString | BoxedSymbol;
    array_buffer_view TypedArray | DataView;
    data_view DataView;
    typed_array TypedArray;
}

macro_rules! by_element {
    ($($name:ident $element:literal;)*) => {
        $(fn $name(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
            let array = object(arguments).and_then(|o| JsTypedArray::from_object(o).ok());
            Ok(array.and_then(|a| a.kind()).is_some_and(|kind| format!("{kind:?}") == $element).into())
        })*
    };
}

by_element! {
    uint8_array "Uint8";
    uint8_clamped_array "Uint8Clamped";
    uint16_array "Uint16";
    uint32_array "Uint32";
    int8_array "Int8";
    int16_array "Int16";
    int32_array "Int32";
    float16_array "Float16";
    float32_array "Float32";
    float64_array "Float64";
    big_int64_array "BigInt64";
    big_uint64_array "BigUint64";
}

fn async_function(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(object(arguments).is_some_and(|o| reflect::function_kind(&o).is_async).into())
}

fn generator_function(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(object(arguments).is_some_and(|o| reflect::function_kind(&o).generator).into())
}

/// Externals are made by native addons, of which there are none.
fn external(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(false.into())
}

fn key_object(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    instance_of_crypto(arguments, &["KeyObject"], context)
}

fn crypto_key(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    instance_of_crypto(arguments, &["webcrypto", "CryptoKey"], context)
}

/// Whether the value is an instance of that class of `node:crypto`; nothing is while nobody has loaded it.
fn instance_of_crypto(arguments: &[JsValue], path: &[&str], context: &mut Context) -> JsResult<JsValue> {
    let loaded = state(context).builtins.borrow().get("crypto").cloned();
    let (Some(value), Some(module)) = (object(arguments), loaded) else { return Ok(false.into()) };
    let mut class = module.get(JsString::from("exports"), context)?;
    for key in path {
        let Some(holder) = class.as_object() else { return Ok(false.into()) };
        class = holder.get(JsString::from(*key), context)?;
    }
    if class.as_callable().is_none() {
        return Ok(false.into());
    }
    JsValue::from(value).instance_of(&class, context).map(JsValue::from)
}

const TYPES: &[Op] = &[
    Op::new("isArgumentsObject", 1, arguments_object),
    Op::new("isArrayBuffer", 1, array_buffer),
    Op::new("isAsyncFunction", 1, async_function),
    Op::new("isBigIntObject", 1, big_int_object),
    Op::new("isBooleanObject", 1, boolean_object),
    Op::new("isDate", 1, date),
    Op::new("isExternal", 1, external),
    Op::new("isGeneratorFunction", 1, generator_function),
    Op::new("isGeneratorObject", 1, generator_object),
    Op::new("isMap", 1, map),
    Op::new("isMapIterator", 1, map_iterator),
    Op::new("isModuleNamespaceObject", 1, module_namespace_object),
    Op::new("isNativeError", 1, native_error),
    Op::new("isNumberObject", 1, number_object),
    Op::new("isPromise", 1, promise),
    Op::new("isProxy", 1, proxy),
    Op::new("isRegExp", 1, reg_exp),
    Op::new("isSet", 1, set),
    Op::new("isSetIterator", 1, set_iterator),
    Op::new("isSharedArrayBuffer", 1, shared_array_buffer),
    Op::new("isStringObject", 1, string_object),
    Op::new("isSymbolObject", 1, symbol_object),
    Op::new("isWeakMap", 1, weak_map),
    Op::new("isWeakSet", 1, weak_set),
    Op::new("isAnyArrayBuffer", 1, any_array_buffer),
    Op::new("isBoxedPrimitive", 1, boxed_primitive),
    Op::new("isArrayBufferView", 1, array_buffer_view),
    Op::new("isDataView", 1, data_view),
    Op::new("isTypedArray", 1, typed_array),
    Op::new("isUint8Array", 1, uint8_array),
    Op::new("isUint8ClampedArray", 1, uint8_clamped_array),
    Op::new("isUint16Array", 1, uint16_array),
    Op::new("isUint32Array", 1, uint32_array),
    Op::new("isInt8Array", 1, int8_array),
    Op::new("isInt16Array", 1, int16_array),
    Op::new("isInt32Array", 1, int32_array),
    Op::new("isFloat16Array", 1, float16_array),
    Op::new("isFloat32Array", 1, float32_array),
    Op::new("isFloat64Array", 1, float64_array),
    Op::new("isBigInt64Array", 1, big_int64_array),
    Op::new("isBigUint64Array", 1, big_uint64_array),
    Op::new("isKeyObject", 1, key_object),
    Op::new("isCryptoKey", 1, crypto_key),
];
