//! Promise rejections that nobody handles: `unhandledRejection`, `rejectionHandled` and the modes of
//! `--unhandled-rejections` (<https://nodejs.org/api/process.html#event-unhandledrejection>).

use crate::builtins::node::process;
use crate::errors::{self, Class};
use crate::fatal;
use crate::hooks::with_frame;
use crate::options::UnhandledRejections;
use crate::state::state;
use charina_engine::promises;
use charina_engine::{
    Context, JsError, JsObject, JsPromise, JsResult, JsString, JsValue, OperationType, PromiseState, ops, text,
};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

/// The rejections of one runtime.
#[derive(Default)]
pub(crate) struct Rejections {
    /// Rejected since the last drain, in order, with the AsyncContextFrame of the rejection.
    fresh: RefCell<VecDeque<(JsObject, JsValue)>>,
    /// Reported as unhandled; a handler added now emits `rejectionHandled`.
    reported: RefCell<Vec<(JsObject, u32)>>,
    /// Handled after they were reported, each with its warning.
    handled_late: RefCell<VecDeque<(JsObject, JsObject)>>,
    last_id: Cell<u32>,
}

/// The engine's tracker hook.
pub(crate) fn track(promise: JsObject, operation: OperationType, context: &mut Context) {
    let state = state(context);
    let rejections = &state.rejections;
    match operation {
        OperationType::Reject => {
            let frame = promises::continuation(context);
            rejections.fresh.borrow_mut().push_back((promise, frame));
        }
        OperationType::Handle => {
            {
                let fresh = &mut *rejections.fresh.borrow_mut();
                if let Some(index) = fresh.iter().position(|(p, _)| JsObject::equals(p, &promise)) {
                    fresh.remove(index);
                    return;
                }
            }
            let index = rejections.reported.borrow().iter().position(|(p, _)| JsObject::equals(p, &promise));
            if let Some(index) = index {
                let (promise, id) = rejections.reported.borrow_mut().remove(index);
                // Made now, so that its stack tells who handled it.
                let warning = handled_warning(id, context);
                rejections.handled_late.borrow_mut().push_back((promise, warning));
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
    loop {
        let next = state.rejections.handled_late.borrow_mut().pop_front();
        let Some((promise, warning)) = next else { break };
        ran = true;
        if !process::emit("rejectionHandled", &[promise.into()], context)? {
            process::emit_warning(&[warning.into()], context)?;
        }
    }
    // What is rejected meanwhile waits for the next round, after the ticks and microtasks that these reports make.
    for (promise, frame) in state.rejections.fresh.take() {
        ran = true;
        let id = state.rejections.last_id.get() + 1;
        state.rejections.last_id.set(id);
        let reason = match JsPromise::from_object(promise.clone())?.state() {
            PromiseState::Rejected(reason) => reason,
            _ => JsValue::undefined(),
        };
        state.rejections.reported.borrow_mut().push((promise.clone(), id));
        with_frame(frame, context, |context| report(&promise, &reason, id, context))?;
    }
    Ok(ran)
}

fn report(promise: &JsObject, reason: &JsValue, id: u32, context: &mut Context) -> JsResult<()> {
    let mode = state(context).options.unhandled_rejections;
    let arguments = [reason.clone(), promise.clone().into()];
    match mode {
        UnhandledRejections::None => {
            emit_unhandled(&arguments, context)?;
        }
        UnhandledRejections::Warn => {
            emit_unhandled(&arguments, context)?;
            warn_unhandled(reason, id, context)?;
        }
        UnhandledRejections::Strict => {
            let error = as_error(reason, context);
            fatal::uncaught(error, fatal::Origin::UnhandledRejection, context)?;
            if !emit_unhandled(&arguments, context)? {
                warn_unhandled(reason, id, context)?;
            }
        }
        UnhandledRejections::Throw => {
            if !emit_unhandled(&arguments, context)? {
                let error = as_error(reason, context);
                fatal::uncaught(error, fatal::Origin::UnhandledRejection, context)?;
            }
        }
        UnhandledRejections::WarnWithErrorCode => {
            if !emit_unhandled(&arguments, context)? {
                warn_unhandled(reason, id, context)?;
                *state(context).exit_code.borrow_mut() = JsValue::from(1);
            }
        }
    }
    Ok(())
}

/// Emits `unhandledRejection`; a listener that throws has handled it, and its error is an uncaught one.
fn emit_unhandled(arguments: &[JsValue], context: &mut Context) -> JsResult<bool> {
    match process::emit("unhandledRejection", arguments, context) {
        Err(error) => fatal::uncaught(error, fatal::Origin::UncaughtException, context).map(|()| true),
        handled => handled,
    }
}

/// Whether Node takes the reason for an error: it has a stack of its own.
fn is_error_like(reason: &JsValue, context: &mut Context) -> bool {
    reason.as_object().is_some_and(|object| {
        object.is::<charina_engine::builtins::error::Error>()
            || object.has_own_property(JsString::from("stack"), context).unwrap_or(false)
    })
}

/// The reason itself if it is an error, else Node's ERR_UNHANDLED_REJECTION around it.
fn as_error(reason: &JsValue, context: &mut Context) -> JsError {
    if is_error_like(reason, context) {
        return errors::thrown(reason.clone());
    }
    let shown = plain_text(reason, context);
    let message = format!(
        "This error originated either by throwing inside of an async function without a catch block, or by rejecting \
         a promise which was not handled with .catch(). The promise rejected with the reason \"{shown}\"."
    );
    let error = errors::plain_object(Class::Error, &message, context);
    const NAME: &str = "UnhandledPromiseRejection";
    // A class of its own, which nobody can reach but through its instances.
    let class = crate::error_stack::native_function(NAME, 1, |_, _, _| Ok(JsValue::undefined()), context);
    let prototype = JsObject::with_object_proto(context.intrinsics());
    prototype.set_prototype(error.prototype());
    ops::define_value(&prototype, JsString::from("constructor"), class, false);
    error.set_prototype(Some(prototype));
    ops::define_value(&error, JsString::from("code"), JsString::from("ERR_UNHANDLED_REJECTION"), true);
    ops::define_value(&error, JsString::from("name"), JsString::from(NAME), true);
    // Made where the queue is worked off: no frame of JavaScript is on the stack.
    let stack =
        format!("{NAME}: {message}\n    at process.processTicksAndRejections (node:internal/process/task_queues)");
    ops::define_value(&error, JsString::from("stack"), text::from_utf8(&stack), false);
    errors::thrown(error)
}

/// A value as V8's messages show it, without running any of its code where that can be avoided.
fn plain_text(value: &JsValue, context: &mut Context) -> String {
    let Some(object) = value.as_object() else {
        return match value.as_symbol() {
            Some(symbol) => text::to_utf8(&symbol.descriptive_string()),
            None => value.to_string(context).map(|shown| text::to_utf8(&shown)).unwrap_or_default(),
        };
    };
    if object.is_callable() {
        return value.to_string(context).map(|shown| text::to_utf8(&shown)).unwrap_or_default();
    }
    let mut read = |key: &str| object.get(JsString::from(key), context).unwrap_or_default();
    let (to_string, constructor) = (read("toString"), read("constructor"));
    let plain = context.intrinsics().constructors().object().prototype();
    let plain = plain.get(JsString::from("toString"), context).unwrap_or_default();
    if to_string == plain
        && let Some(class) = constructor.as_object().filter(JsObject::is_callable)
        && let Some(name) = class.get(JsString::from("name"), context).ok().and_then(|name| name.as_string())
        && !name.is_empty()
    {
        return format!("#<{}>", text::to_utf8(&name));
    }
    let shown = plain.as_callable().and_then(|function| function.call(value, &[], context).ok());
    shown.and_then(|shown| shown.as_string()).map(|shown| text::to_utf8(&shown)).unwrap_or_default()
}

fn warn_unhandled(reason: &JsValue, id: u32, context: &mut Context) -> JsResult<()> {
    let message = format!(
        "Unhandled promise rejection. This error originated either by throwing inside of an async function without a \
         catch block, or by rejecting a promise which was not handled with .catch(). To terminate the node process on \
         unhandled promise rejection, use the CLI flag `--unhandled-rejections=strict` (see \
         https://nodejs.org/api/cli.html#cli_unhandled_rejections_mode). (rejection id: {id})"
    );
    let kind = JsString::from("UnhandledPromiseRejectionWarning");
    let warning = errors::plain_object(Class::Error, &message, context);
    ops::define_value(&warning, JsString::from("name"), kind.clone(), true);
    let stack = reason.as_object().filter(|_| is_error_like(reason, context));
    let stack = stack.and_then(|object| object.get(JsString::from("stack"), context).ok());
    let shown = match stack {
        Some(stack) => {
            warning.set(JsString::from("stack"), stack.clone(), false, context)?;
            stack
        }
        None => text::from_utf8(&plain_text(reason, context)).into(),
    };
    process::emit_warning(&[shown, kind.into()], context)?;
    process::emit_warning(&[warning.into()], context)
}

fn handled_warning(id: u32, context: &mut Context) -> JsObject {
    let message = format!("Promise rejection was handled asynchronously (rejection id: {id})");
    let warning = errors::plain_object(Class::Error, &message, context);
    ops::define_value(&warning, JsString::from("name"), JsString::from("PromiseRejectionHandledWarning"), true);
    ops::define_value(&warning, JsString::from("id"), id, true);
    crate::error_stack::capture(&warning, None, crate::error_stack::Above::Natives, context);
    warning
}
