//! What the engine knows of an object and JavaScript cannot ask: its kind, a proxy's target, an iterator's state, what
//! kind of function it is, and own properties read without running anybody's code.

use crate::{Context, JsObject, JsResult, JsString, JsSymbol, JsValue, PropertyDescriptor, PropertyKey};
use boa_engine::builtins::{
    array_buffer::{ArrayBuffer, SharedArrayBuffer},
    async_generator::AsyncGenerator,
    dataview::DataView,
    date::Date,
    error::Error,
    function::OrdinaryFunction,
    generator::Generator,
    map::ordered_map::OrderedMap,
    promise::Promise,
    proxy::Proxy,
    regexp::RegExp,
    set::ordered_set::OrderedSet,
    typed_array::TypedArray,
};
use boa_engine::module::ModuleNamespace;
use boa_engine::object::builtins::{JsMapIterator, JsSetIterator, JsWeakMap, JsWeakSet};
use boa_engine::{JsBigInt, js_string};
use std::fmt::Write as _;

/// What an object is inside, whatever its prototype says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A plain object.
    Ordinary,
    /// An array.
    Array,
    /// Anything that can be called, and is no proxy.
    Function,
    /// A `Proxy`, revoked or not.
    Proxy,
    /// A `Map`.
    Map,
    /// A `Set`.
    Set,
    /// A `Map Iterator`.
    MapIterator,
    /// A `Set Iterator`.
    SetIterator,
    /// A typed array (Buffers are such).
    TypedArray,
    /// An `ArrayBuffer`.
    ArrayBuffer,
    /// A `SharedArrayBuffer`.
    SharedArrayBuffer,
    /// A `DataView`.
    DataView,
    /// A `Date`.
    Date,
    /// A `RegExp`.
    RegExp,
    /// Made by an error constructor.
    Error,
    /// A `Promise`.
    Promise,
    /// A `WeakMap`.
    WeakMap,
    /// A `WeakSet`.
    WeakSet,
    /// A module namespace object.
    Namespace,
    /// `Object(1)`.
    BoxedNumber,
    /// `Object('')`.
    BoxedString,
    /// `Object(true)`.
    BoxedBoolean,
    /// `Object(1n)`.
    BoxedBigInt,
    /// `Object(Symbol())`.
    BoxedSymbol,
    /// A function's `arguments`.
    Arguments,
    /// A generator.
    Generator,
    /// An async generator.
    AsyncGenerator,
    /// Something else with data of its own: other iterators, objects of the host.
    Other,
}

/// The kind of an object.
#[must_use]
pub fn kind(object: &JsObject) -> Kind {
    if object.is_ordinary() {
        return Kind::Ordinary;
    }
    if object.is_array() {
        return Kind::Array;
    }
    if object.is::<Proxy>() {
        return Kind::Proxy;
    }
    if object.is_callable() {
        return Kind::Function;
    }
    macro_rules! by_data {
        ($($ty:ty => $kind:ident),+ $(,)?) => {
            $(if object.is::<$ty>() { return Kind::$kind; })+
        };
    }
    by_data! {
        Error => Error,
        Promise => Promise,
        TypedArray => TypedArray,
        OrderedMap<JsValue> => Map,
        OrderedSet => Set,
        Date => Date,
        RegExp => RegExp,
        ArrayBuffer => ArrayBuffer,
        SharedArrayBuffer => SharedArrayBuffer,
        DataView => DataView,
        ModuleNamespace => Namespace,
        Generator => Generator,
        AsyncGenerator => AsyncGenerator,
        f64 => BoxedNumber,
        JsString => BoxedString,
        bool => BoxedBoolean,
        JsBigInt => BoxedBigInt,
        JsSymbol => BoxedSymbol,
    }
    if JsMapIterator::from_object(object.clone()).is_ok() {
        return Kind::MapIterator;
    }
    if JsSetIterator::from_object(object.clone()).is_ok() {
        return Kind::SetIterator;
    }
    if JsWeakMap::from_object(object.clone()).is_ok() {
        return Kind::WeakMap;
    }
    if JsWeakSet::from_object(object.clone()).is_ok() {
        return Kind::WeakSet;
    }
    if looks_like_arguments(object) {
        return Kind::Arguments;
    }
    Kind::Other
}

/// Boa keeps its arguments classes private; but only they have `callee` and `length` of their own, not enumerable, on
/// an object that is not ordinary.
fn looks_like_arguments(object: &JsObject) -> bool {
    let borrowed = object.borrow();
    let hidden = |key: JsString| borrowed.properties().get(&key.into()).is_some_and(|p| p.enumerable() == Some(false));
    hidden(js_string!("callee")) && hidden(js_string!("length"))
}

/// The value inside a boxed primitive.
#[must_use]
pub fn boxed_primitive(object: &JsObject) -> Option<JsValue> {
    if let Some(number) = object.downcast_ref::<f64>() {
        return Some(JsValue::from(*number));
    }
    if let Some(string) = object.downcast_ref::<JsString>() {
        return Some(JsValue::from(string.clone()));
    }
    if let Some(boolean) = object.downcast_ref::<bool>() {
        return Some(JsValue::from(*boolean));
    }
    if let Some(bigint) = object.downcast_ref::<JsBigInt>() {
        return Some(JsValue::from(bigint.clone()));
    }
    object.downcast_ref::<JsSymbol>().map(|symbol| JsValue::from(symbol.clone()))
}

/// Target and handler of a proxy: `None` for what is no proxy, `Some(None)` for a revoked one.
#[must_use]
pub fn proxy_parts(object: &JsObject) -> Option<Option<(JsObject, JsObject)>> {
    const { assert!(size_of::<Proxy>() == size_of::<Option<(JsObject, JsObject)>>()) };
    let proxy = object.downcast_ref::<Proxy>()?;
    // SAFETY: `Proxy` is a struct whose one field is this `Option` (boa_engine 0.22, builtins/proxy/mod.rs); a struct
    // of one field has that field at offset 0, and the sizes are compared above. Engine tests read one back.
    let data = unsafe { &*std::ptr::from_ref::<Proxy>(&proxy).cast::<Option<(JsObject, JsObject)>>() };
    Some(data.clone())
}

/// What a Map or Set iterator will still yield, without moving it.
#[derive(Debug, Clone)]
pub struct IteratorPreview {
    /// The coming entries: one value each, or key and value in turns if `pairs`.
    pub entries: Vec<JsValue>,
    /// Whether it is an iterator of entries.
    pub pairs: bool,
}

/// The same fields in the same order as Boa's private `MapIterator` and `SetIterator`.
#[allow(dead_code, reason = "only read through a pointer cast")]
struct IteratorFields {
    iterated: Option<IteratorLock>,
    next_index: usize,
    kind: IterationKind,
}

#[allow(dead_code, reason = "stands for Boa's type of the same shape")]
struct IteratorLock(JsObject);

#[derive(Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "made by Boa, read here")]
enum IterationKind {
    Key,
    Value,
    KeyAndValue,
}

/// The entries that a Map or Set iterator has yet to yield; `None` for other objects.
#[must_use]
pub fn preview_iterator(object: &JsObject) -> Option<IteratorPreview> {
    let of_map = JsMapIterator::from_object(object.clone()).is_ok();
    if !of_map && JsSetIterator::from_object(object.clone()).is_err() {
        return None;
    }
    let (iterated, next_index, kind) = {
        let borrowed = object.borrow();
        // SAFETY: the object's data is one of Boa's two iterator structs (checked above), which have the fields of
        // `IteratorFields` in this order and of the same layouts (boa_engine 0.22, builtins/map/map_iterator.rs and
        // builtins/set/set_iterator.rs). Engine tests preview iterators of each kind at several positions.
        let fields = unsafe { &*std::ptr::from_ref(borrowed.data()).cast::<IteratorFields>() };
        (fields.iterated.as_ref().map(|lock| lock.0.clone()), fields.next_index, fields.kind)
    };
    let pairs = kind == IterationKind::KeyAndValue;
    let mut entries = Vec::new();
    if let Some(map) = iterated.as_ref().and_then(JsObject::downcast_ref::<OrderedMap<JsValue>>) {
        for (key, value) in (next_index..map.full_len()).filter_map(|index| map.get_index(index)) {
            if kind != IterationKind::Value {
                entries.push(key.clone());
            }
            if kind != IterationKind::Key {
                entries.push(value.clone());
            }
        }
    } else if let Some(set) = iterated.as_ref().and_then(JsObject::downcast_ref::<OrderedSet>) {
        for value in (next_index..set.full_len()).filter_map(|index| set.get_index(index)) {
            entries.push(value.clone());
            if pairs {
                entries.push(value.clone());
            }
        }
    }
    Some(IteratorPreview { entries, pairs })
}

/// The first `limit` entries of a Map and how many it has; `None` for other objects.
#[must_use]
pub fn map_entries(object: &JsObject, limit: usize) -> Option<(Vec<(JsValue, JsValue)>, usize)> {
    let map = object.downcast_ref::<OrderedMap<JsValue>>()?;
    Some((map.iter().take(limit).map(|(key, value)| (key.clone(), value.clone())).collect(), map.len()))
}

/// The first `limit` values of a Set and how many it has; `None` for other objects.
#[must_use]
pub fn set_values(object: &JsObject, limit: usize) -> Option<(Vec<JsValue>, usize)> {
    let set = object.downcast_ref::<OrderedSet>()?;
    Some((set.iter().take(limit).cloned().collect(), set.len()))
}

/// What sort of function a function is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FunctionKind {
    /// Made by `class`.
    pub class: bool,
    /// `async`.
    pub is_async: bool,
    /// `function*` and its like.
    pub generator: bool,
}

/// The kind of a function; natives, bound functions and what is no function have none of the marks.
#[must_use]
pub fn function_kind(object: &JsObject) -> FunctionKind {
    let Some(function) = object.downcast_ref::<OrdinaryFunction>() else { return FunctionKind::default() };
    // The flags are private, but they are the first field that `Debug` shows.
    let mut head = Head(String::with_capacity(HEAD));
    let _ = write!(head, "{:?}", function.codeblock());
    FunctionKind {
        class: head.0.contains("IS_CLASS_CONSTRUCTOR"),
        is_async: head.0.contains("IS_ASYNC"),
        generator: head.0.contains("IS_GENERATOR"),
    }
}

/// More than the flags of a code block take when all are set.
const HEAD: usize = 256;

/// A writer that ends the formatting once it holds the flags.
struct Head(String);

impl std::fmt::Write for Head {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        if self.0.len() + text.len() > HEAD || text.contains("length") {
            return Err(std::fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

/// An own property. Runs no JavaScript unless `object` is a proxy or a module namespace.
///
/// # Errors
/// What a proxy's handler throws, and the ReferenceError of a namespace's binding that has no value yet.
pub fn own_property(
    object: &JsObject,
    key: &PropertyKey,
    context: &mut Context,
) -> JsResult<Option<PropertyDescriptor>> {
    if object.is_ordinary() || object.is_array() {
        return Ok(object.borrow().properties().get(key));
    }
    let exotic = match kind(object) {
        Kind::Proxy | Kind::Namespace | Kind::BoxedString | Kind::Arguments => true,
        Kind::TypedArray => !matches!(key, PropertyKey::Symbol(_)),
        // The engine makes it when it is asked for.
        _ => object.is_callable() && matches!(key, PropertyKey::String(name) if *name == js_string!("prototype")),
    };
    if !exotic {
        return Ok(object.borrow().properties().get(key));
    }
    let reflect = context.intrinsics().objects().reflect();
    let Some(get) = reflect.get(js_string!("getOwnPropertyDescriptor"), context)?.as_callable() else {
        return Ok(object.borrow().properties().get(key));
    };
    let key = match key {
        PropertyKey::Index(index) => JsValue::from(index.get()),
        other => JsValue::from(other),
    };
    let descriptor = get.call(&reflect.into(), &[object.clone().into(), key], context)?;
    match descriptor.as_object() {
        Some(descriptor) => descriptor.to_property_descriptor(context).map(Some),
        None => Ok(None),
    }
}

/// The enumerable own string keys, in order (`Object.keys`).
///
/// # Errors
/// What a proxy's handler throws.
pub fn enumerable_own_keys(object: &JsObject, context: &mut Context) -> JsResult<Vec<PropertyKey>> {
    let mut keys = object.own_property_keys(context)?;
    let mut kept = Vec::with_capacity(keys.len());
    for key in keys.drain(..).filter(|key| !matches!(key, PropertyKey::Symbol(_))) {
        if own_property(object, &key, context)?.is_some_and(|property| property.enumerable() == Some(true)) {
            kept.push(key);
        }
    }
    Ok(kept)
}

/// `delete object[key]`: whether the property is gone.
///
/// # Errors
/// What a proxy's handler throws.
pub fn delete_property(object: &JsObject, key: &PropertyKey, context: &mut Context) -> JsResult<bool> {
    if !object.is::<Proxy>() {
        // Nothing is run on the way, so that the error can only be the answer "no".
        return Ok(object.delete_property_or_throw(key.clone(), context).is_ok());
    }
    let reflect = context.intrinsics().objects().reflect();
    let Some(delete) = reflect.get(js_string!("deleteProperty"), context)?.as_callable() else { return Ok(false) };
    let key = JsValue::from(key.clone());
    let key = if key.is_symbol() { key } else { key.to_string(context)?.into() };
    Ok(delete.call(&reflect.into(), &[object.clone().into(), key], context)?.to_boolean())
}

/// The prototype, asking a proxy's handler where there is one.
///
/// # Errors
/// What a proxy's handler throws.
pub fn prototype_of(object: &JsObject, context: &mut Context) -> JsResult<Option<JsObject>> {
    if !object.is::<Proxy>() {
        return Ok(object.prototype());
    }
    let reflect = context.intrinsics().objects().reflect();
    let Some(get) = reflect.get(js_string!("getPrototypeOf"), context)?.as_callable() else { return Ok(None) };
    Ok(get.call(&reflect.into(), &[object.clone().into()], context)?.as_object())
}

/// The first descriptor of `key` along the prototype chain, and who holds it. The walk is a loop, however long the
/// chain is.
///
/// # Errors
/// Those of [`own_property`] and [`prototype_of`].
pub fn find_property(
    object: &JsObject,
    key: &PropertyKey,
    context: &mut Context,
) -> JsResult<Option<(PropertyDescriptor, JsObject)>> {
    let mut holder = object.clone();
    loop {
        if let Some(descriptor) = own_property(&holder, key, context)? {
            return Ok(Some((descriptor, holder)));
        }
        match prototype_of(&holder, context)? {
            Some(next) => holder = next,
            None => return Ok(None),
        }
    }
}

/// `object[key]` as a read without recursion along the prototype chain; getters run with `object` as `this`.
///
/// # Errors
/// What a getter or a proxy's handler throws.
pub fn get(object: &JsObject, key: &PropertyKey, context: &mut Context) -> JsResult<JsValue> {
    if object.is::<Proxy>() {
        return object.get(key.clone(), context);
    }
    let Some((descriptor, _)) = find_property(object, key, context)? else { return Ok(JsValue::undefined()) };
    if let Some(value) = descriptor.value() {
        return Ok(value.clone());
    }
    match descriptor.get().and_then(JsValue::as_callable) {
        Some(getter) => getter.call(&object.clone().into(), &[], context),
        None => Ok(JsValue::undefined()),
    }
}

/// GetV: `object[key]`, getters running with `receiver` as `this`.
///
/// # Errors
/// What a getter or a proxy's handler throws.
pub fn get_with_receiver(
    object: &JsObject,
    key: &PropertyKey,
    receiver: &JsValue,
    context: &mut Context,
) -> JsResult<JsValue> {
    let Some((descriptor, _)) = find_property(object, key, context)? else { return Ok(JsValue::undefined()) };
    match descriptor.get().and_then(JsValue::as_callable) {
        Some(getter) => getter.call(receiver, &[], context),
        None => Ok(descriptor.value().cloned().unwrap_or_default()),
    }
}

/// `Symbol.for(key)`.
///
/// # Errors
/// None, unless `Symbol.for` was replaced by something that throws.
pub fn registered_symbol(key: &str, context: &mut Context) -> JsResult<Option<JsSymbol>> {
    let constructor = context.intrinsics().constructors().symbol().constructor();
    let Some(for_) = constructor.get(js_string!("for"), context)?.as_callable() else { return Ok(None) };
    Ok(for_.call(&constructor.into(), &[JsString::from(key).into()], context)?.as_symbol())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;

    fn eval(source: &str, context: &mut Context) -> JsObject {
        context.eval(Source::from_bytes(source)).expect(source).as_object().expect("an object")
    }

    #[test]
    fn kinds_are_told_apart() {
        let context = &mut Context::default();
        for (source, expected) in [
            ("({})", Kind::Ordinary),
            ("[]", Kind::Array),
            ("(() => 1)", Kind::Function),
            ("new Proxy(class {}, {})", Kind::Proxy),
            ("new Map()", Kind::Map),
            ("new Set()", Kind::Set),
            ("new Map().keys()", Kind::MapIterator),
            ("new Set().keys()", Kind::SetIterator),
            ("new Float32Array(1)", Kind::TypedArray),
            ("new ArrayBuffer(1)", Kind::ArrayBuffer),
            ("new DataView(new ArrayBuffer(1))", Kind::DataView),
            ("new Date()", Kind::Date),
            ("/a/", Kind::RegExp),
            ("Object.setPrototypeOf(new TypeError('a'), null)", Kind::Error),
            ("Promise.resolve()", Kind::Promise),
            ("new WeakMap()", Kind::WeakMap),
            ("new WeakSet()", Kind::WeakSet),
            ("Object(1)", Kind::BoxedNumber),
            ("Object('')", Kind::BoxedString),
            ("Object(true)", Kind::BoxedBoolean),
            ("Object(1n)", Kind::BoxedBigInt),
            ("Object(Symbol())", Kind::BoxedSymbol),
            ("(function () { return arguments; })(1)", Kind::Arguments),
            ("(function () { 'use strict'; return arguments; })(1)", Kind::Arguments),
            ("(function* () {})()", Kind::Generator),
            ("(async function* () {})()", Kind::AsyncGenerator),
            ("[][Symbol.iterator]()", Kind::Other),
        ] {
            assert_eq!(kind(&eval(source, context)), expected, "{source}");
        }
    }

    #[test]
    fn proxies_open_up() {
        let context = &mut Context::default();
        let pair = eval("globalThis.t = { a: 1 }; globalThis.h = {}; [t, h, new Proxy(t, h)]", context);
        let at = |i: u32, context: &mut Context| pair.get(i, context).expect("get").as_object().expect("object");
        let (target, handler, proxy) = (at(0, context), at(1, context), at(2, context));
        let (seen_target, seen_handler) = proxy_parts(&proxy).expect("a proxy").expect("not revoked");
        assert!(JsObject::equals(&seen_target, &target) && JsObject::equals(&seen_handler, &handler));
        assert!(proxy_parts(&target).is_none());
        let revoked = eval("const r = Proxy.revocable({}, {}); r.revoke(); r.proxy", context);
        assert!(proxy_parts(&revoked).expect("a proxy").is_none());
    }

    #[test]
    fn iterators_are_previewed_in_place() {
        let context = &mut Context::default();
        let numbers = |source: &str, context: &mut Context| {
            let object = eval(source, context);
            let preview = preview_iterator(&object).expect("an iterator");
            let again = preview_iterator(&object).expect("an iterator");
            assert_eq!(preview.entries.len(), again.entries.len());
            (preview.entries.iter().filter_map(JsValue::as_number).collect::<Vec<_>>(), preview.pairs)
        };
        let map = "var m = new Map([[1, 2], [3, 4], [5, 6]]); m.delete(3);";
        assert_eq!(numbers(&format!("{map} m.keys()"), context), (vec![1.0, 5.0], false));
        assert_eq!(numbers(&format!("{map} m.values()"), context), (vec![2.0, 6.0], false));
        assert_eq!(numbers(&format!("{map} m.entries()"), context), (vec![1.0, 2.0, 5.0, 6.0], true));
        assert_eq!(numbers(&format!("{map} var i = m.entries(); i.next(); i"), context), (vec![5.0, 6.0], true));
        assert_eq!(numbers("var i = new Set([7]).values(); i.next(); i.next(); i", context), (vec![], false));
        assert_eq!(numbers("var i = new Set([7, 8]).values(); i.next(); i", context), (vec![8.0], false));
        assert_eq!(numbers("new Set([7]).entries()", context), (vec![7.0, 7.0], true));
        assert!(preview_iterator(&eval("[].keys()", context)).is_none());
    }

    #[test]
    fn functions_show_their_kind() {
        let context = &mut Context::default();
        let mut kind_of = |source: &str| function_kind(&eval(source, context));
        let none = FunctionKind::default();
        assert_eq!(kind_of("(function f() {})"), none);
        assert_eq!(kind_of("Object"), none);
        assert_eq!(kind_of("(class A {})"), FunctionKind { class: true, ..none });
        assert_eq!(
            kind_of("(class extends Array { constructor() { super(); } })"),
            FunctionKind { class: true, ..none }
        );
        assert_eq!(kind_of("(async () => 1)"), FunctionKind { is_async: true, ..none });
        assert_eq!(kind_of("(function* () {})"), FunctionKind { generator: true, ..none });
        assert_eq!(kind_of("(async function* () {})"), FunctionKind { is_async: true, generator: true, class: false });
    }

    #[test]
    fn exotic_own_properties_are_seen() {
        let context = &mut Context::default();
        for source in ["Object('ab')", "(function (a) { a = 'b'; return arguments; })('x', 'b')", "['a', 'b']"] {
            let object = eval(source, context);
            let found = own_property(&object, &PropertyKey::from(1_u32), context).expect("no throw").expect("found");
            assert_eq!(found.value().and_then(JsValue::as_string), Some(js_string!("b")), "{source}");
        }
    }
}
