//! What `util.inspect` keeps for a context: its own function, the custom symbol, the exposed default options.

use super::{natives, options, style};
use charina_engine::{
    Context, FunctionObjectBuilder, JsObject, JsResult, JsString, JsSymbol, JsValue, NativeFn, NativeFunction,
    PropertyDescriptor, ops, reflect,
};
use std::cell::RefCell;
use std::rc::Rc;

/// The state of one context.
pub(super) struct InspectState {
    /// `Symbol.for('nodejs.util.inspect.custom')`
    pub(super) custom: JsSymbol,
    defaults: RefCell<Option<JsObject>>,
    function: RefCell<Option<JsObject>>,
    stylizers: RefCell<Option<(JsObject, JsObject)>>,
}

impl InspectState {
    pub(super) fn set_defaults(&self, object: JsObject) {
        *self.defaults.borrow_mut() = Some(object);
    }

    /// `util.inspect` itself, if it was made already.
    pub(super) fn function(&self) -> Option<JsObject> {
        self.function.borrow().clone()
    }

    /// The two functions that custom inspection functions get as `options.stylize`: without and with colours.
    pub(super) fn stylizers(&self, context: &mut Context) -> (JsObject, JsObject) {
        if let Some(pair) = self.stylizers.borrow().as_ref() {
            return pair.clone();
        }
        let pair = (
            native("stylizeNoColor", 1, style::stylize_no_color, context),
            native("stylizeWithColor", 2, style::stylize_with_color, context),
        );
        *self.stylizers.borrow_mut() = Some(pair.clone());
        pair
    }

    /// The two stylizers, if any code can have seen them.
    pub(super) fn known_stylizers(&self) -> Option<(JsObject, JsObject)> {
        self.stylizers.borrow().clone()
    }
}

/// The context's state, made on first use.
pub(super) fn inspect_state(context: &mut Context) -> JsResult<Rc<InspectState>> {
    if let Some(state) = context.get_data::<Rc<InspectState>>() {
        return Ok(state.clone());
    }
    let custom = reflect::registered_symbol("nodejs.util.inspect.custom", context)?;
    let custom = custom.or_else(|| JsSymbol::new(None)).unwrap_or_else(JsSymbol::to_string_tag);
    let state = Rc::new(InspectState {
        custom,
        defaults: RefCell::default(),
        function: RefCell::default(),
        stylizers: RefCell::default(),
    });
    context.insert_data(state.clone());
    Ok(state)
}

/// `inspect.defaultOptions`, if some code has asked for it.
pub(super) fn exposed_defaults(context: &Context) -> Option<JsObject> {
    context.get_data::<Rc<InspectState>>()?.defaults.borrow().clone()
}

/// The function `util.inspect` with its properties.
pub(super) fn inspect_function(context: &mut Context) -> JsResult<JsObject> {
    let state = inspect_state(context)?;
    if let Some(function) = state.function() {
        return Ok(function);
    }
    let function = native("inspect", 2, natives::inspect, context);
    *state.function.borrow_mut() = Some(function.clone());
    ops::define_value(&function, JsString::from("custom"), state.custom.clone(), true);
    let getter = native("get", 0, options::get_defaults, context);
    let setter = native("set", 1, options::set_defaults, context);
    function.insert_property(
        JsString::from("defaultOptions"),
        PropertyDescriptor::builder().get(getter).set(setter).enumerable(false).configurable(false).build(),
    );
    ops::define_value(&function, JsString::from("colors"), style::colors_object(context), true);
    ops::define_value(&function, JsString::from("styles"), style::styles_object(), true);
    Ok(function)
}

/// A native function object.
pub(super) fn native(name: &str, length: usize, function: NativeFn, context: &Context) -> JsObject {
    FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(function))
        .name(JsString::from(name))
        .length(length)
        .build()
        .into()
}

/// The exports of `internal/util/inspect`.
pub(super) fn exports(context: &mut Context) -> JsResult<JsValue> {
    let object = JsObject::with_object_proto(context.intrinsics());
    let inspect = inspect_function(context)?;
    ops::define_value(&object, JsString::from("inspect"), inspect, true);
    ops::define_ops(&object, natives::NATIVES, true, context);
    Ok(object.into())
}
