//! Tables of native functions: how a builtin declares its natives and how they become JS functions.

use crate::{
    Attribute, Context, FunctionObjectBuilder, JsFunction, JsNativeError, JsObject, JsResult, JsString, JsSymbol,
    JsValue, NativeFunction, PropertyDescriptor, PropertyKey, Realm,
};

/// The signature of a native: `(this, arguments, context)`.
pub type NativeFn = fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>;

/// One native of a builtin: its JS name, its `length` and the Rust function.
#[derive(Clone, Copy)]
pub struct Op {
    /// The property name and the function's `name`.
    pub name: &'static str,
    /// The function's `length`.
    pub length: usize,
    /// The function itself.
    pub function: NativeFn,
}

impl Op {
    /// A table entry.
    #[must_use]
    pub const fn new(name: &'static str, length: usize, function: NativeFn) -> Self {
        Self { name, length, function }
    }

    /// The JS function of this entry, made in `realm`.
    #[must_use]
    pub fn build(&self, realm: &Realm) -> JsFunction {
        FunctionObjectBuilder::new(realm, NativeFunction::from_fn_ptr(self.function))
            .name(JsString::from(self.name))
            .length(self.length)
            .build()
    }
}

/// Defines every entry of `table` on `object`: writable and configurable, enumerable as told.
pub fn define_ops(object: &JsObject, table: &[Op], enumerable: bool, context: &mut Context) {
    let realm = context.realm().clone();
    for op in table {
        let function = op.build(&realm);
        object.insert_property(
            JsString::from(op.name),
            PropertyDescriptor::builder()
                .value(function)
                .writable(true)
                .enumerable(enumerable)
                .configurable(true)
                .build(),
        );
    }
}

/// A native that knows the function it was put in front of: `(this, arguments, original, context)`.
pub type WrapFn = fn(&JsValue, &[JsValue], &JsObject, &mut Context) -> JsResult<JsValue>;

/// The function that is at `object[key]` now, if it is plain data and callable. Runs no JavaScript.
#[must_use]
pub fn method_of(object: &JsObject, key: impl Into<PropertyKey>) -> Option<JsObject> {
    object.borrow().properties().get(&key.into())?.value()?.as_callable()
}

/// Puts a native in front of the method `name` of `object`: it is handed the original, to call where it has nothing
/// better. Does nothing where there is no such method.
pub fn wrap(object: &JsObject, name: &'static str, length: usize, function: WrapFn, context: &mut Context) {
    wrap_as(object, JsString::from(name), name, length, function, context);
}

/// [`wrap`] of a method whose key is not its name.
pub fn wrap_as(
    object: &JsObject,
    key: impl Into<PropertyKey>,
    name: &'static str,
    length: usize,
    function: WrapFn,
    context: &mut Context,
) {
    let key = key.into();
    let Some(original) = method_of(object, key.clone()) else { return };
    let function = wrapper(function, original);
    let function =
        FunctionObjectBuilder::new(context.realm(), function).name(JsString::from(name)).length(length).build();
    define_value(object, key, function, false);
}

/// The native function of [`wrap`], for those that need other attributes.
#[must_use]
pub fn wrapper(function: WrapFn, original: JsObject) -> NativeFunction {
    NativeFunction::from_copy_closure_with_captures(function, original)
}

/// An ordinary object holding every entry of `table` as enumerable properties.
pub fn ops_object(table: &[Op], context: &mut Context) -> JsObject {
    let object = JsObject::with_object_proto(context.intrinsics());
    define_ops(&object, table, true, context);
    object
}

/// Defines a data property without running JS (writable, configurable, enumerable as told).
pub fn define_value(object: &JsObject, key: impl Into<PropertyKey>, value: impl Into<JsValue>, enumerable: bool) {
    object.insert_property(
        key,
        PropertyDescriptor::builder().value(value).writable(true).enumerable(enumerable).configurable(true).build(),
    );
}

/// Defines a data property with the given attributes, without running JS: `Attribute::CONFIGURABLE` alone for a
/// `Symbol.toStringTag`, `Attribute::ENUMERABLE` alone for a constant.
pub fn define_with(object: &JsObject, key: impl Into<PropertyKey>, value: impl Into<JsValue>, attributes: Attribute) {
    object.insert_property(
        key,
        PropertyDescriptor::builder()
            .value(value)
            .writable(attributes.writable())
            .enumerable(attributes.enumerable())
            .configurable(attributes.configurable())
            .build(),
    );
}

/// Defines a getter (and setter) without running JS (configurable, enumerable as told).
pub fn define_accessor(
    object: &JsObject,
    name: &'static str,
    get: Option<NativeFn>,
    set: Option<NativeFn>,
    enumerable: bool,
    context: &mut Context,
) {
    let realm = context.realm().clone();
    let make = |function: NativeFn, prefix: &str, length| {
        FunctionObjectBuilder::new(&realm, NativeFunction::from_fn_ptr(function))
            .name(JsString::from(format!("{prefix} {name}").as_str()))
            .length(length)
            .build()
    };
    let mut descriptor = PropertyDescriptor::builder().enumerable(enumerable).configurable(true);
    if let Some(get) = get {
        descriptor = descriptor.get(make(get, "get", 0));
    }
    if let Some(set) = set {
        descriptor = descriptor.set(make(set, "set", 1));
    }
    object.insert_property(JsString::from(name), descriptor.build());
}

/// A native function that can also be called with `new`: `this` is then the new target, else undefined.
pub fn constructor_function(op: &Op, prototype: &JsObject, context: &mut Context) -> JsObject {
    let function = FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(op.function))
        .name(JsString::from(op.name))
        .length(op.length)
        .constructor(true)
        .build();
    let descriptor = PropertyDescriptor::builder().value(prototype.clone()).writable(true);
    function.insert_property(JsString::from("prototype"), descriptor.enumerable(false).configurable(false).build());
    define_value(prototype, JsString::from("constructor"), function.clone(), false);
    function.into()
}

/// The symbol of that key in the registry (`Symbol.for(key)`).
///
/// # Errors
/// Those of the engine, if scripts changed `Symbol.for`.
pub fn symbol_for(key: &str, context: &mut Context) -> JsResult<JsSymbol> {
    let constructor = context.intrinsics().constructors().symbol().constructor();
    let symbol_for = constructor.get(JsString::from("for"), context)?;
    let function = symbol_for.as_callable().ok_or_else(|| JsNativeError::typ().with_message("Symbol.for is gone"))?;
    let symbol = function.call(&constructor.into(), &[JsString::from(key).into()], context)?;
    symbol.as_symbol().ok_or_else(|| JsNativeError::typ().with_message("Symbol.for gave no symbol").into())
}

/// The attributes of an ordinary builtin method: writable, configurable, not enumerable.
pub const METHOD: Attribute = Attribute::WRITABLE.union(Attribute::CONFIGURABLE);

/// A `JsString` of an ASCII literal that costs neither an allocation nor a copy: for property keys on hot paths.
#[macro_export]
macro_rules! js_string {
    ($text:literal) => {{
        const { assert!($text.is_ascii(), "js_string! takes ASCII only") };
        static TEXT: $crate::string::StaticString =
            $crate::string::StaticString::new($crate::string::JsStr::latin1($text.as_bytes()));
        $crate::JsString::from_static(&TEXT)
    }};
}
