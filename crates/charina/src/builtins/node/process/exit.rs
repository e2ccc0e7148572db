//! Leaving: `process.exit`, `exitCode`, `reallyExit`, `abort`, and the `beforeExit` and `exit` events.

use super::emit;
use crate::event_loop;
use crate::fatal;
use crate::modules::link;
use crate::state::{is_stop, state};
use crate::validate;
use charina_engine::{Context, JsArgs, JsError, JsObject, JsResult, JsString, JsValue, Op, PropertyDescriptor, ops};

pub(super) const OPS: &[Op] =
    &[Op::new("exit", 1, exit), Op::new("reallyExit", 0, really_exit), Op::new("abort", 0, abort)];

/// `exitCode` and `_exiting`.
pub(super) fn define(process: &JsObject, context: &mut Context) {
    let realm = context.realm().clone();
    let descriptor = PropertyDescriptor::builder()
        .get(Op::new("get", 0, get_exit_code).build(&realm))
        .set(Op::new("set", 1, set_exit_code).build(&realm))
        .enumerable(true)
        .configurable(false);
    process.insert_property(JsString::from("exitCode"), descriptor.build());
    ops::define_accessor(process, "_exiting", Some(get_exiting), Some(set_exiting), true, context);
    if let Ok(own) = process.get(JsString::from("reallyExit"), context) {
        state(context).set_slot(REALLY_EXIT, own);
    }
}

/// <https://nodejs.org/api/process.html#processexitcode>
fn exit(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let code = arguments.get_or_undefined(0);
    if !code.is_undefined() {
        store_exit_code(code, context)?;
    }
    let code = code_number(context);
    // Packages put their own function in the place of `reallyExit`, to learn of the exit or to prevent it.
    let replaced = state(context).process.borrow().clone();
    let replaced = replaced.map(|process| process.get(JsString::from("reallyExit"), context)).transpose()?;
    if state(context).options.trace_exit && state(context).stop.get().is_none() {
        let trace = JsObject::with_object_proto(context.intrinsics());
        let header = format!("(node:{}) WARNING: Exited the environment with code {code}", std::process::id());
        crate::error_stack::capture(&trace, Some(&header), crate::error_stack::Above::Natives, context);
        let text = trace.get(JsString::from("stack"), context)?.to_string(context)?;
        crate::builtins::internal::write_stderr(&format!("{}\n\n", charina_engine::text::to_utf8(&text)));
    }
    let state = state(context);
    if state.stop.get().is_none() && !state.exiting.replace(true) {
        state.milestones.loop_exit.set(state.now());
        // What a listener throws comes out of process.exit(), and the program goes on if that is caught.
        emit("exit", &[JsValue::from(code)], context)?;
    }
    let code = code_number(context);
    let own = state.slot(REALLY_EXIT);
    let Some(really_exit) = replaced.filter(|function| *function != own) else {
        return Err(fatal::stop(code, context));
    };
    let process = state.process.borrow().clone().map_or(JsValue::undefined(), JsValue::from);
    validate::function(&really_exit, "process.reallyExit", context)?.call(&process, &[JsValue::from(code)], context)
}

const REALLY_EXIT: &str = "process.reallyExit";

/// Emits `exit` (once) and stops the runtime with the code that stands after it.
pub(crate) fn exit_with_event(code: i32, context: &mut Context) -> JsError {
    let state = state(context);
    if state.stop.get().is_some() {
        return crate::state::stop_error();
    }
    let mut code = code;
    if !state.exiting.replace(true) {
        state.milestones.loop_exit.set(state.now());
        if state.exit_code.borrow().is_undefined() && code != 0 {
            *state.exit_code.borrow_mut() = JsValue::from(code);
        }
        match emit("exit", &[JsValue::from(code)], context) {
            Ok(_) => code = code_number(context),
            Err(error) if is_stop(&error) => return error,
            // After a fatal error nothing that a listener throws counts.
            Err(_) => code = code_number(context),
        }
    } else if !state.exit_code.borrow().is_undefined() {
        code = code_number(context);
    }
    fatal::stop(code, context)
}

/// Stops the runtime without any event.
pub(crate) fn exit_now(code: i32, context: &Context) -> JsError {
    fatal::stop(code, context)
}

/// The end of a program that ran out of work: the `exit` event and the final code, 13 where the main module still
/// awaits.
pub(crate) fn finish(context: &mut Context) -> i32 {
    let unsettled = state(context).unsettled_main.get();
    let set = !state(context).exit_code.borrow().is_undefined();
    if unsettled && !set {
        *state(context).exit_code.borrow_mut() = JsValue::from(13);
    }
    let state = state(context);
    state.exiting.set(true);
    state.milestones.loop_exit.set(state.now());
    let result = emit("exit", &[JsValue::from(code_number(context))], context);
    let result = match result {
        Err(error) => fatal::uncaught(error, fatal::Origin::UncaughtException, context),
        Ok(_) => Ok(()),
    };
    if result.is_ok() {
        let _ = fatal::stop(code_number(context), context);
    }
    let code = state.stop.get().unwrap_or(0);
    if unsettled && code == 13 && !state.options.no_warnings {
        let mut warning = "Warning: Detected unsettled top-level await".to_owned();
        if let Some((file, line, column)) = link::unsettled_place(context) {
            let source = state.modules.source_line(&file, line).unwrap_or_default();
            let indent = " ".repeat(column.saturating_sub(1) as usize);
            warning.push_str(&format!(" at {file}:{line}\n{source}\n{indent}^\n\n\n"));
        }
        crate::builtins::internal::write_stderr(&format!("{warning}\n"));
    }
    code
}

/// Emits `beforeExit` unless the runtime is stopping.
pub(crate) fn emit_before_exit(context: &mut Context) -> JsResult<()> {
    let code = code_number(context);
    let result = emit("beforeExit", &[JsValue::from(code)], context).map(|_| ());
    event_loop::settle(result, context)
}

/// <https://nodejs.org/api/process.html#processreallyexitcode>: no events.
fn really_exit(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let code = arguments.get_or_undefined(0).to_i32(context)?;
    Err(exit_now(code, context))
}

/// <https://nodejs.org/api/process.html#processabort>: ends with SIGABRT's status, without taking an embedder along.
fn abort(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Err(exit_now(134, context))
}

/// The exit code as it stands, 0 if none was set.
pub(crate) fn code_number(context: &mut Context) -> i32 {
    let value = state(context).exit_code.borrow().clone();
    if value.is_undefined() || value.is_null() { 0 } else { value.to_i32(context).unwrap_or(0) }
}

fn store_exit_code(value: &JsValue, context: &mut Context) -> JsResult<()> {
    if !value.is_undefined() && !value.is_null() {
        let number = match value.as_string() {
            Some(string) if !string.is_empty() => JsValue::from(value.to_number(context)?),
            _ => value.clone(),
        };
        // A string that is no integer is refused as the string it is.
        let integral = number.as_number().is_some_and(|n| n.fract() == 0.0);
        let checked = if integral { &number } else { value };
        validate::integer(checked, "code", -validate::MAX_SAFE_INTEGER, validate::MAX_SAFE_INTEGER, context)?;
    }
    *state(context).exit_code.borrow_mut() = value.clone();
    Ok(())
}

fn get_exit_code(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(state(context).exit_code.borrow().clone())
}

fn set_exit_code(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    store_exit_code(arguments.get_or_undefined(0), context)?;
    Ok(JsValue::undefined())
}

fn get_exiting(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(state(context).exiting.get().into())
}

fn set_exiting(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    state(context).exiting.set(arguments.get_or_undefined(0).to_boolean());
    Ok(JsValue::undefined())
}
