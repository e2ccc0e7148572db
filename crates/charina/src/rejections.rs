//! Promise rejections that nobody handles: `unhandledRejection`, `rejectionHandled` and the modes of
//! `--unhandled-rejections` (<https://nodejs.org/api/process.html#event-unhandledrejection>).

use crate::builtins::node::process;
use crate::errors::{self, Class};
use crate::fatal;
use crate::options::UnhandledRejections;
use crate::state::state;
use charina_engine::{Context, JsError, JsObject, JsPromise, JsResult, JsString, JsValue, OperationType, PromiseState};
use std::cell::{Cell, RefCell};

/// The rejections of one runtime.
#[derive(Default)]
pub(crate) struct Rejections {
    /// Rejected since the last drain, in order.
    fresh: RefCell<Vec<JsObject>>,
    /// Reported as unhandled; a handler added now emits `rejectionHandled`.
    reported: RefCell<Vec<(JsObject, u32)>>,
    /// Handled after they were reported.
    handled_late: RefCell<Vec<(JsObject, u32)>>,
    last_id: Cell<u32>,
}

/// The engine's tracker hook.
pub(crate) fn track(promise: JsObject, operation: OperationType, context: &mut Context) {
    let state = state(context);
    let rejections = &state.rejections;
    match operation {
        OperationType::Reject => rejections.fresh.borrow_mut().push(promise),
        OperationType::Handle => {
            let fresh = &mut *rejections.fresh.borrow_mut();
            if let Some(index) = fresh.iter().position(|p| JsObject::equals(p, &promise)) {
                fresh.remove(index);
                return;
            }
            let reported = &mut *rejections.reported.borrow_mut();
            if let Some(index) = reported.iter().position(|(p, _)| JsObject::equals(p, &promise)) {
                rejections.handled_late.borrow_mut().push(reported.remove(index));
            }
        }
    }
}

/// Reports what is unhandled. Returns whether JS ran, so that the queues must be drained again.
///
/// # Errors
/// The stop error, when a rejection ended the runtime.
pub(crate) fn process_unhandled(context: &mut Context) -> JsResult<bool> {
    let state = state(context);
    let mut ran = false;
    for (promise, id) in state.rejections.handled_late.take() {
        ran = true;
        if state.options.unhandled_rejections == UnhandledRejections::Warn {
            warn_handled(id, context)?;
        }
        process::emit("rejectionHandled", &[promise.into()], context)?;
    }
    for promise in state.rejections.fresh.take() {
        ran = true;
        let id = state.rejections.last_id.get() + 1;
        state.rejections.last_id.set(id);
        let reason = match JsPromise::from_object(promise.clone())?.state() {
            PromiseState::Rejected(reason) => reason,
            _ => JsValue::undefined(),
        };
        state.rejections.reported.borrow_mut().push((promise.clone(), id));
        report(&promise, &reason, id, context)?;
    }
    Ok(ran)
}

fn report(promise: &JsObject, reason: &JsValue, id: u32, context: &mut Context) -> JsResult<()> {
    let mode = state(context).options.unhandled_rejections;
    let arguments = [reason.clone(), promise.clone().into()];
    match mode {
        UnhandledRejections::None => {
            process::emit("unhandledRejection", &arguments, context)?;
        }
        UnhandledRejections::Warn => {
            process::emit("unhandledRejection", &arguments, context)?;
            warn_unhandled(reason, id, context)?;
        }
        UnhandledRejections::Strict => {
            let error = as_error(reason, context);
            fatal::uncaught(error, fatal::Origin::UnhandledRejection, context)?;
            if !process::emit("unhandledRejection", &arguments, context)? {
                warn_unhandled(reason, id, context)?;
            }
        }
        UnhandledRejections::Throw => {
            if !process::emit("unhandledRejection", &arguments, context)? {
                let error = as_error(reason, context);
                fatal::uncaught(error, fatal::Origin::UnhandledRejection, context)?;
            }
        }
        UnhandledRejections::WarnWithErrorCode => {
            if !process::emit("unhandledRejection", &arguments, context)? {
                warn_unhandled(reason, id, context)?;
                *state(context).exit_code.borrow_mut() = JsValue::from(1);
            }
        }
    }
    Ok(())
}

/// The reason itself if it is an error, else Node's ERR_UNHANDLED_REJECTION around it.
fn as_error(reason: &JsValue, context: &mut Context) -> JsError {
    let is_error = reason.as_object().is_some_and(|o| o.is::<charina_engine::builtins::error::Error>());
    if is_error {
        return errors::thrown(reason.clone());
    }
    let shown = crate::builtins::internal::inspect_brief(reason, 2, context);
    let message = format!(
        "This error originated either by throwing inside of an async function without a catch block, or by rejecting \
         a promise which was not handled with .catch(). The promise rejected with the reason \"{shown}\"."
    );
    errors::coded(Class::Error, "ERR_UNHANDLED_REJECTION", &message, context)
}

fn warn_unhandled(reason: &JsValue, id: u32, context: &mut Context) -> JsResult<()> {
    let stack = reason
        .as_object()
        .filter(|o| o.is::<charina_engine::builtins::error::Error>())
        .and_then(|o| o.get(JsString::from("stack"), context).ok())
        .and_then(|s| s.as_string());
    let text =
        stack.unwrap_or_else(|| JsString::from(crate::builtins::internal::inspect_brief(reason, 2, context).as_str()));
    let kind = JsString::from("UnhandledPromiseRejectionWarning");
    process::emit_warning(&[text.into(), kind.clone().into()], context)?;
    let message = format!(
        "Unhandled promise rejection. This error originated either by throwing inside of an async function without a \
         catch block, or by rejecting a promise which was not handled with .catch(). To terminate the node process on \
         unhandled promise rejection, use the CLI flag `--unhandled-rejections=strict` (see \
         https://nodejs.org/api/cli.html#cli_unhandled_rejections_mode). (rejection id: {id})"
    );
    process::emit_warning(&[JsString::from(message.as_str()).into(), kind.into()], context)
}

fn warn_handled(id: u32, context: &mut Context) -> JsResult<()> {
    let message = format!("Promise rejection was handled asynchronously (rejection id: {id})");
    let kind = JsString::from("PromiseRejectionHandledWarning");
    process::emit_warning(&[JsString::from(message.as_str()).into(), kind.into()], context)
}
