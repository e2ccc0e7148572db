//! What goes along with promises (AsyncLocalStorage rests on it), and who hears of them (`async_hooks.createHook`).
//!
//! Stock Boa has neither: there the host's job callbacks carry the value, and nobody hears of promises.
//!
//! And promises that the host settles and reacts to itself, as specifications of the web say it.

use crate::{Context, JsFunction, JsPromise, JsResult, JsValue};

#[cfg(not(feature = "stock"))]
mod overlay {
    pub use boa_engine::builtins::promise::{PromiseEvent, PromiseHook};

    use super::{Context, JsFunction, JsPromise, JsResult, JsValue};

    /// A new promise that [`resolve`] or [`reject`] settles.
    pub fn pending(context: &mut Context) -> JsResult<JsPromise> {
        JsPromise::from_object(context.pending_promise().upcast())
    }

    /// Resolves a promise that [`pending`] made; nothing if it is settled.
    pub fn resolve(promise: &JsPromise, value: JsValue, context: &mut Context) -> JsResult<()> {
        context.resolve_promise(promise, value)
    }

    /// Rejects a promise that [`pending`] made; nothing if it is settled.
    pub fn reject(promise: &JsPromise, reason: JsValue, context: &mut Context) -> JsResult<()> {
        context.reject_promise(promise, reason);
        Ok(())
    }

    /// PerformPromiseThen without a promise for the outcome, and without a look at what scripts made of `then`.
    pub fn react(
        promise: &JsPromise,
        fulfilled: JsFunction,
        rejected: JsFunction,
        context: &mut Context,
    ) -> JsResult<()> {
        context.react_to_promise(promise, fulfilled, rejected);
        Ok(())
    }

    /// Lets a rejection, which is still to come, be nobody's fault.
    pub fn mark_handled(promise: &JsPromise, context: &mut Context) -> JsResult<()> {
        context.mark_promise_handled(promise);
        Ok(())
    }

    /// The value that goes along with what runs now; undefined at first. A promise's reaction runs with the value that
    /// there was when it was made.
    #[must_use]
    pub fn continuation(context: &Context) -> JsValue {
        context.continuation()
    }

    /// Sets [`continuation`]'s value and returns the one before.
    pub fn replace_continuation(value: JsValue, context: &mut Context) -> JsValue {
        context.replace_continuation(value)
    }

    /// Sets or removes the function that hears of every promise.
    pub fn set_hook(hook: Option<PromiseHook>, context: &mut Context) {
        context.set_promise_hook(hook);
    }
}

#[cfg(feature = "stock")]
mod stock {
    use super::{Context, JsFunction, JsPromise, JsResult, JsValue};
    use crate::{Finalize, GcRefCell, JsData, JsObject, JsSymbol, Trace, builtins::promise::Promise, ops};

    /// Where a promise keeps the functions that settle it.
    fn settler_key(context: &mut Context) -> JsResult<JsSymbol> {
        ops::symbol_for("charina.promise.settlers", context)
    }

    /// A new promise that [`resolve`] or [`reject`] settles.
    pub fn pending(context: &mut Context) -> JsResult<JsPromise> {
        let (promise, functions) = JsPromise::new_pending(context);
        let settlers = crate::JsArray::from_iter([functions.resolve.into(), functions.reject.into()], context);
        let key = settler_key(context)?;
        ops::define_value(&promise.clone().into(), key, settlers, false);
        Ok(promise)
    }

    fn settle(promise: &JsPromise, index: u32, value: JsValue, context: &mut Context) -> JsResult<()> {
        let key = settler_key(context)?;
        let settlers = JsObject::from(promise.clone()).get(key, context)?;
        let Some(settlers) = settlers.as_object() else { return Ok(()) };
        if let Some(settler) = settlers.get(index, context)?.as_callable() {
            settler.call(&JsValue::undefined(), &[value], context)?;
        }
        Ok(())
    }

    /// Resolves a promise that [`pending`] made; nothing if it is settled.
    pub fn resolve(promise: &JsPromise, value: JsValue, context: &mut Context) -> JsResult<()> {
        settle(promise, 0, value, context)
    }

    /// Rejects a promise that [`pending`] made; nothing if it is settled.
    pub fn reject(promise: &JsPromise, reason: JsValue, context: &mut Context) -> JsResult<()> {
        settle(promise, 1, reason, context)
    }

    /// PerformPromiseThen, where stock Boa makes a promise for the outcome.
    pub fn react(
        promise: &JsPromise,
        fulfilled: JsFunction,
        rejected: JsFunction,
        context: &mut Context,
    ) -> JsResult<()> {
        promise.then(Some(fulfilled), Some(rejected), context).map(drop)
    }

    /// Lets a rejection, which is still to come, be nobody's fault.
    pub fn mark_handled(promise: &JsPromise, context: &mut Context) -> JsResult<()> {
        let nothing = ops::Op::new("", 1, |_, _, _| Ok(JsValue::undefined())).build(context.realm());
        promise.then(None, Some(nothing), context).map(drop)
    }

    /// What happens to a promise.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum PromiseEvent {
        /// It was made.
        Init,
        /// Its reaction runs now.
        Before,
        /// Its reaction has run.
        After,
        /// It is resolved or rejected.
        Resolve,
    }

    /// Would hear of every promise.
    pub type PromiseHook = fn(PromiseEvent, &JsObject<Promise>, Option<&JsObject<Promise>>, &mut Context);

    #[derive(Trace, Finalize, JsData)]
    struct Continuation(GcRefCell<JsValue>);

    /// The value that goes along with what runs now; undefined at first.
    #[must_use]
    pub fn continuation(context: &Context) -> JsValue {
        context.get_data::<Continuation>().map_or(JsValue::undefined(), |value| value.0.borrow().clone())
    }

    /// Sets [`continuation`]'s value and returns the one before.
    pub fn replace_continuation(value: JsValue, context: &mut Context) -> JsValue {
        if let Some(current) = context.get_data::<Continuation>() {
            return std::mem::replace(&mut *current.0.borrow_mut(), value);
        }
        context.insert_data(Continuation(GcRefCell::new(value)));
        JsValue::undefined()
    }

    /// Nobody hears of promises.
    pub fn set_hook(_hook: Option<PromiseHook>, _context: &mut Context) {}
}

#[cfg(not(feature = "stock"))]
pub use overlay::{
    PromiseEvent, PromiseHook, continuation, mark_handled, pending, react, reject, replace_continuation, resolve,
    set_hook,
};
#[cfg(feature = "stock")]
pub use stock::{
    PromiseEvent, PromiseHook, continuation, mark_handled, pending, react, reject, replace_continuation, resolve,
    set_hook,
};
