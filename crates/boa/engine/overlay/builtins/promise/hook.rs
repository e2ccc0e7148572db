//! What a host hears of promises, and what it lets follow them: V8's PromiseHook and continuation data.

use super::{Promise, ResolvingFunctions};
use crate::native_function::NativeFunction;
use crate::object::{FunctionObjectBuilder, JsFunction, JsObject};
use crate::{Context, JsArgs, JsResult, JsValue, js_string};

/// What happens to a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromiseEvent {
    /// It was made, by a call of its parent's `then` if it has one.
    Init,
    /// What it waits for is done: its reaction runs now.
    Before,
    /// Its reaction has run.
    After,
    /// It is resolved or rejected.
    Resolve,
}

/// Hears of every promise: the event, the promise, and for [`PromiseEvent::Init`] the parent.
pub type PromiseHook = fn(PromiseEvent, &JsObject<Promise>, Option<&JsObject<Promise>>, &mut Context);

impl Context {
    /// Sets or removes the function that hears of every promise. Without one promises cost nothing for it.
    pub fn set_promise_hook(&mut self, hook: Option<PromiseHook>) {
        self.vm.promise_hook = hook;
    }

    #[inline]
    pub(crate) fn tell_promise_hook(
        &mut self,
        event: PromiseEvent,
        promise: &JsObject<Promise>,
        parent: Option<&JsObject<Promise>>,
    ) {
        if let Some(hook) = self.vm.promise_hook {
            hook(event, promise, parent, self);
        }
    }

    /// The value that goes along with what runs now: reactions run with the one that they were made with. Undefined at
    /// first.
    #[inline]
    #[must_use]
    pub fn continuation(&self) -> JsValue {
        self.vm.continuation.clone()
    }

    /// Sets the value of [`Self::continuation`] and returns the one before.
    #[inline]
    pub fn replace_continuation(&mut self, value: JsValue) -> JsValue {
        std::mem::replace(&mut self.vm.continuation, value)
    }

    /// A new pending promise that the host settles by [`Self::resolve_promise`] and [`Self::reject_promise`]: no
    /// functions are made for it.
    #[must_use]
    pub fn pending_promise(&mut self) -> JsObject<Promise> {
        Promise::pending(None, self)
    }

    /// What the promise's resolving function would do. Nothing if it is settled. Errors are those that no script can
    /// catch.
    ///
    /// # Errors
    /// Those of the engine's limits.
    pub fn resolve_promise(&mut self, promise: &JsObject<Promise>, value: JsValue) -> JsResult<()> {
        Promise::resolve_with(promise, value, self)
    }

    /// What the promise's rejecting function would do. Nothing if it is settled.
    pub fn reject_promise(&mut self, promise: &JsObject<Promise>, reason: JsValue) {
        Promise::reject_with(promise, reason, self);
    }

    /// PerformPromiseThen without a promise for the outcome: the functions must not throw.
    pub fn react_to_promise(&mut self, promise: &JsObject<Promise>, fulfilled: JsFunction, rejected: JsFunction) {
        Promise::perform_then(promise, Some(fulfilled), Some(rejected), None, self);
    }

    /// Sets [[PromiseIsHandled]] of a promise that is not yet rejected.
    pub fn mark_promise_handled(&mut self, promise: &JsObject<Promise>) {
        promise.borrow_mut().data_mut().handled = true;
    }

    /// The functions that settle an async function's promise, which is their receiver.
    pub(crate) fn async_settlers(&mut self) -> ResolvingFunctions {
        if let Some(functions) = &self.vm.async_settlers {
            return functions.clone();
        }
        let make = |function: fn(&JsValue, &[JsValue], &mut Self) -> JsResult<JsValue>| {
            FunctionObjectBuilder::new(self.realm(), NativeFunction::from_fn_ptr(function)).name(js_string!()).length(1).build()
        };
        let functions = ResolvingFunctions { resolve: make(resolve_receiver), reject: make(reject_receiver) };
        self.vm.async_settlers = Some(functions.clone());
        functions
    }
}

fn resolve_receiver(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(promise) = this.as_promise_object() {
        Promise::resolve_with(&promise, arguments.get_or_undefined(0).clone(), context)?;
    }
    Ok(JsValue::undefined())
}

fn reject_receiver(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(promise) = this.as_promise_object() {
        Promise::reject_with(&promise, arguments.get_or_undefined(0).clone(), context);
    }
    Ok(JsValue::undefined())
}
