//! The own properties of Timeout and Immediate objects: Node's names, at fixed places of one shared shape, so that making
//! a timer costs one allocation and reading a property no search.

use charina_engine::{Attribute, Context, JsArray, JsObject, JsString, JsSymbol, JsValue, NativeObject, PropertyKey};
use charina_engine::{Shape, js_string, ops, raw};

thread_local! {
    /// Symbols hold no engine memory, so all runtimes of a thread may share them.
    static SYMBOLS: Option<Symbols> = Symbols::new();
}

/// The symbols under which Node keeps what belongs to async_hooks, in its order.
#[derive(Clone)]
pub(crate) struct Symbols {
    pub(crate) refed: JsSymbol,
    pub(crate) has_primitive: JsSymbol,
    pub(crate) async_id: JsSymbol,
    pub(crate) trigger_id: JsSymbol,
    pub(crate) frame: JsSymbol,
}

impl Symbols {
    fn new() -> Option<Self> {
        Some(Self {
            refed: JsSymbol::new(Some(js_string!("refed")))?,
            has_primitive: JsSymbol::new(Some(js_string!("kHasPrimitive")))?,
            async_id: JsSymbol::new(Some(js_string!("asyncId")))?,
            trigger_id: JsSymbol::new(Some(js_string!("triggerId")))?,
            frame: JsSymbol::new(Some(js_string!("kAsyncContextFrame")))?,
        })
    }

    /// The symbols of this thread: `None` only after 2^64 symbols were made.
    pub(crate) fn get() -> Option<Self> {
        SYMBOLS.with(Clone::clone)
    }
}

/// The shape that all objects of one class start with.
pub(super) struct Layout {
    prototype: JsObject,
    keys: Vec<PropertyKey>,
    /// The shape with its address, if objects may share it.
    shape: Option<(Shape, usize)>,
}

impl Layout {
    /// The layout of objects that have the properties `names`, then those of `symbols`, all plain data.
    pub(super) fn new(prototype: JsObject, names: &[&str], symbols: Vec<JsSymbol>, context: &Context) -> Self {
        let sample = JsObject::new(context.root_shape(), prototype.clone(), charina_engine::OrdinaryObject).upcast();
        let names = names.iter().map(|name| PropertyKey::from(JsString::from(*name)));
        let keys: Vec<_> = names.chain(symbols.into_iter().map(PropertyKey::from)).collect();
        for key in &keys {
            ops::define_with(&sample, key.clone(), JsValue::undefined(), Attribute::all());
        }
        let shape = raw::shape_if_shared(&sample).map(|shape| (shape, raw::shape_address(&sample)));
        Self { prototype, keys, shape }
    }

    /// A new object; `values` are those of all properties, in order.
    pub(super) fn object<T: NativeObject>(&self, data: T, values: Vec<JsValue>, context: &Context) -> JsObject {
        if let Some((shape, _)) = &self.shape {
            return raw::object_with_data(data, self.prototype.clone(), shape, values, context);
        }
        let object = JsObject::from_proto_and_data(self.prototype.clone(), data);
        for (key, value) in self.keys.iter().zip(values) {
            ops::define_with(&object, key.clone(), value, Attribute::all());
        }
        object
    }

    /// Property `index`. What a getter put in its place throws counts as undefined.
    pub(super) fn get(&self, object: &JsObject, index: usize, context: &mut Context) -> JsValue {
        let fast = self.shape.as_ref().and_then(|(_, address)| raw::slot_of_shape(object, *address, index));
        fast.or_else(|| object.get(self.keys.get(index)?.clone(), context).ok()).unwrap_or_default()
    }

    /// Sets property `index`.
    pub(super) fn set(&self, object: &JsObject, index: usize, value: impl Into<JsValue>, context: &mut Context) {
        let value = value.into();
        if self.shape.as_ref().is_some_and(|(_, address)| raw::shape_address(object) == *address) {
            raw::set_slot(object, index, value);
        } else if let Some(key) = self.keys.get(index) {
            let _ = object.set(key.clone(), value, false, context);
        }
    }
}

/// The arguments behind the callback as the timer keeps them: an array, undefined without any.
pub(super) fn keep_arguments(arguments: &[JsValue], context: &mut Context) -> JsValue {
    if arguments.is_empty() {
        return JsValue::undefined();
    }
    JsArray::from_iter(arguments.iter().cloned(), context).into()
}

/// The list that [`keep_arguments`] made, or whatever array-like a script put in its place.
pub(super) fn kept_arguments(kept: &JsValue, context: &mut Context) -> Vec<JsValue> {
    let Some(list) = kept.as_object() else { return Vec::new() };
    let length = match raw::array_length(&list) {
        Some(length) => length,
        None => list.get(js_string!("length"), context).and_then(|length| length.to_length(context)).unwrap_or(0),
    };
    let element = |index, context: &mut Context| {
        let fast = usize::try_from(index).ok().and_then(|index| raw::dense_element(&list, index));
        fast.or_else(|| list.get(index, context).ok()).unwrap_or_default()
    };
    // No call takes more arguments than this.
    (0..length.min(65_535)).map(|index| element(index, context)).collect()
}
