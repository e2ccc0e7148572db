//! What goes along with promises (AsyncLocalStorage rests on it), and who hears of them (`async_hooks.createHook`).
//!
//! Stock Boa has neither: there the host's job callbacks carry the value, and nobody hears of promises.

use crate::{Context, JsValue};

#[cfg(not(feature = "stock"))]
mod overlay {
    pub use boa_engine::builtins::promise::{PromiseEvent, PromiseHook};

    use super::{Context, JsValue};

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
    use super::{Context, JsValue};
    use crate::{Finalize, GcRefCell, JsData, JsObject, Trace, builtins::promise::Promise};

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
pub use overlay::{PromiseEvent, PromiseHook, continuation, replace_continuation, set_hook};
#[cfg(feature = "stock")]
pub use stock::{PromiseEvent, PromiseHook, continuation, replace_continuation, set_hook};
