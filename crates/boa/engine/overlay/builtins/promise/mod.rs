//! Promises that are settled without function objects: upstream makes two or three for each promise, each `await` and
//! each `then`, where no script can ever see them.

pub use hook::{PromiseEvent, PromiseHook};

#[add]
/// What a host hears of promises.
mod hook;
#[add]
/// What waits for a promise.
pub(crate) mod reaction;

/// One list of what waits, instead of one for each way it can go.
#[replace("7cb45a23ecaecbed")]
#[derive(Debug, Trace, Finalize, JsData)]
pub struct Promise {
    state: PromiseState,
    reactions: Vec<reaction::Reaction>,
    handled: bool,
}

/// See above.
impl Promise {
    #[replace("f55c6274ff72f948")]
    /// Creates a new, pending `Promise`.
    pub(crate) fn new() -> Self {
        Self { state: PromiseState::Pending, reactions: Vec::new(), handled: false }
    }

    #[replace("0a451809e201084e")]
    pub(crate) fn promise_resolve(c: &JsObject, x: JsValue, context: &mut Context) -> JsResult<JsObject> {
        if let Some(promise) = x.as_promise_object() {
            let promise = promise.upcast();
            let constructor = promise.get(CONSTRUCTOR, context)?;
            if constructor.as_object().is_some_and(|constructor| JsObject::equals(&constructor, c)) {
                return Ok(promise);
            }
        }
        if Self::is_intrinsic(c, context) {
            let promise = Self::pending(None, context);
            Self::resolve_with(&promise, x, context)?;
            return Ok(promise.upcast());
        }
        let capability = PromiseCapability::new(c, context)?;
        capability.resolve().call(&JsValue::undefined(), &[x], context)?;
        Ok(capability.promise)
    }

    #[replace("3abfd1114461b65d")]
    pub(crate) fn inner_then(
        promise: &JsObject<Promise>,
        on_fulfilled: Option<JsFunction>,
        on_rejected: Option<JsFunction>,
        context: &mut Context,
    ) -> JsResult<JsObject> {
        Self::derive(promise, on_fulfilled, on_rejected, context)
    }

    #[replace("50bd685172be3b39")]
    pub(crate) fn perform_promise_then(
        promise: &JsObject<Promise>,
        on_fulfilled: Option<JsFunction>,
        on_rejected: Option<JsFunction>,
        result_capability: Option<PromiseCapability>,
        context: &mut Context,
    ) {
        Self::perform_then(promise, on_fulfilled, on_rejected, result_capability, context);
    }

    #[replace("435b3427bff98a86")]
    pub(crate) fn create_resolving_functions(promise: &JsObject<Promise>, context: &mut Context) -> ResolvingFunctions {
        // The promise is there until one of the two is called.
        let promise = Gc::new(Cell::new(Some(promise.clone())));
        let resolve = NativeFunction::from_copy_closure_with_captures(
            |_this, arguments, promise: &Gc<Cell<Option<JsObject<Promise>>>>, context| {
                if let Some(promise) = promise.take() {
                    Self::resolve_with(&promise, arguments.get_or_undefined(0).clone(), context)?;
                }
                Ok(JsValue::undefined())
            },
            promise.clone(),
        );
        let reject = NativeFunction::from_copy_closure_with_captures(
            |_this, arguments, promise: &Gc<Cell<Option<JsObject<Promise>>>>, context| {
                if let Some(promise) = promise.take() {
                    Self::reject_with(&promise, arguments.get_or_undefined(0).clone(), context);
                }
                Ok(JsValue::undefined())
            },
            promise,
        );
        let mut function = |native| {
            FunctionObjectBuilder::new(context.realm(), native).name(js_string!()).length(1).constructor(false).build()
        };
        ResolvingFunctions { resolve: function(resolve), reject: function(reject) }
    }
}

/// A capability of %Promise% needs no executor.
impl PromiseCapability {
    #[wrap("ed13028a23eb5017")]
    pub(crate) fn new(c: &JsObject, context: &mut Context) -> JsResult<Self> {
        if !Promise::is_intrinsic(c, context) {
            return Self::upstream_new(c, context);
        }
        let promise = Promise::pending(None, context);
        let functions = Promise::create_resolving_functions(&promise, context);
        Ok(Self { promise: promise.upcast(), functions })
    }
}

edit! {
    /// The hook hears of it.
    "<Promise as BuiltInConstructor>::constructor", "5333df0e42dcb24d":
    "// 8. Let resolvingFunctions be CreateResolvingFunctions(promise)." =>
    "context.tell_promise_hook(PromiseEvent::Init, &promise, None);
        // 8. Let resolvingFunctions be CreateResolvingFunctions(promise).",
}
