//! `node:domain` (<https://nodejs.org/api/domain.html>): deprecated, and glue on top of async_hooks. Nothing of it costs
//! anything before it is required.

use crate::builtins::{Builtin, glue};
use crate::state::state;
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsValue, Op, js_string};
use std::cell::{Cell, RefCell};

/// What the loop knows of domains.
#[derive(Default)]
pub(crate) struct Domains {
    /// Whether the module was loaded.
    used: Cell<bool>,
    /// Rejected promises with the domain they were rejected in.
    rejected: RefCell<Vec<(JsObject, JsObject)>>,
}

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::glue("domain", glue!("domain.js"), OPS)];

const OPS: &[Op] = &[Op::new("setCapture", 1, set_capture), Op::new("begin", 1, begin)];

/// The glue's function that leaves all domains.
const CLEAR: &str = "domain.clear";

/// `ops.setCapture(fn)`: the function that gets uncaught errors, undefined for none.
fn set_capture(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    state(context).set_slot("uncaughtExceptionCaptureCallback", arguments.get_or_undefined(0).clone());
    Ok(JsValue::undefined())
}

/// `ops.begin(clear)`: from now on rejections remember `process.domain`.
fn begin(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(context);
    state.set_slot(CLEAR, arguments.get_or_undefined(0).clone());
    state.domains.used.set(true);
    Ok(JsValue::undefined())
}

/// Remembers in which domain `promise` was rejected: Node asks it first whether the rejection is handled.
pub(crate) fn rejected(promise: &JsObject, context: &mut Context) {
    let state = state(context);
    if !state.domains.used.get() {
        return;
    }
    let process = state.process.borrow().clone();
    let domain = process.and_then(|process| process.get(js_string!("domain"), context).ok()?.as_object());
    if let Some(domain) = domain {
        state.domains.rejected.borrow_mut().push((promise.clone(), domain));
    }
}

/// A rejection that was handled in time is nobody's error.
pub(crate) fn handled(promise: &JsObject, context: &Context) {
    state(context).domains.rejected.borrow_mut().retain(|(rejected, _)| !JsObject::equals(rejected, promise));
}

/// What comes before `process.emit(event, ...)` from the loop: `Some` if a domain has taken the event over.
pub(crate) fn before_emit(event: &str, arguments: &[JsValue], context: &mut Context) -> JsResult<Option<bool>> {
    let state = state(context);
    if !state.domains.used.get() {
        return Ok(None);
    }
    if event == "uncaughtException"
        && let Some(clear) = state.slot(CLEAR).as_callable()
    {
        // Listeners of the process run outside of all domains.
        clear.call(&JsValue::undefined(), &[], context)?;
    }
    let (true, Some(promise)) = (event == "unhandledRejection", arguments.get_or_undefined(1).as_object()) else {
        return Ok(None);
    };
    let domain = {
        let rejected = &mut *state.domains.rejected.borrow_mut();
        let index = rejected.iter().position(|(rejected, _)| JsObject::equals(rejected, &promise));
        index.map(|index| rejected.remove(index).1)
    };
    let Some(domain) = domain else { return Ok(None) };
    let Some(emit) = domain.get(js_string!("emit"), context)?.as_callable() else { return Ok(None) };
    let arguments = [js_string!("error").into(), arguments.get_or_undefined(0).clone()];
    emit.call(&domain.into(), &arguments, context).map(|result| Some(result.to_boolean()))
}
