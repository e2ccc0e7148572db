//! Signals: `process.on('SIGTERM')`, `process.kill` (<https://nodejs.org/api/process.html#signal-events>).

use super::{emit, key};
use crate::builtins;
use crate::errors::{self, SystemError};
use crate::state::state;
use charina_engine::{Context, JsArgs, JsError, JsObject, JsResult, JsValue, Op, text};
use rustix::process::{Pid, Signal};

pub(super) const OPS: &[Op] = &[Op::new("kill", 2, kill), Op::new("_kill", 2, raw_kill)];

/// `(name, number)` of every signal Node knows on Linux, in the order of `os.constants.signals`.
pub(crate) const SIGNALS: &[(&str, i32)] = &[
    ("SIGHUP", 1),
    ("SIGINT", 2),
    ("SIGQUIT", 3),
    ("SIGILL", 4),
    ("SIGTRAP", 5),
    ("SIGABRT", 6),
    ("SIGIOT", 6),
    ("SIGBUS", 7),
    ("SIGFPE", 8),
    ("SIGKILL", 9),
    ("SIGUSR1", 10),
    ("SIGSEGV", 11),
    ("SIGUSR2", 12),
    ("SIGPIPE", 13),
    ("SIGALRM", 14),
    ("SIGTERM", 15),
    ("SIGCHLD", 17),
    ("SIGSTKFLT", 16),
    ("SIGCONT", 18),
    ("SIGSTOP", 19),
    ("SIGTSTP", 20),
    ("SIGTTIN", 21),
    ("SIGTTOU", 22),
    ("SIGURG", 23),
    ("SIGXCPU", 24),
    ("SIGXFSZ", 25),
    ("SIGVTALRM", 26),
    ("SIGPROF", 27),
    ("SIGWINCH", 28),
    ("SIGIO", 29),
    ("SIGPOLL", 29),
    ("SIGPWR", 30),
    ("SIGSYS", 31),
];

/// The number of a signal's name.
pub(crate) fn number(name: &str) -> Option<i32> {
    SIGNALS.iter().find(|row| row.0 == name).map(|row| row.1)
}

/// The first name of a signal's number.
pub(crate) fn name(number: i32) -> Option<&'static str> {
    SIGNALS.iter().find(|row| row.1 == number).map(|row| row.0)
}

/// Watches a signal as long as it has listeners.
pub(super) fn watch_listeners(process: &JsObject, context: &mut Context) -> JsResult<()> {
    let on = process.get(key("on"), context)?;
    let Some(on) = on.as_callable() else { return Ok(()) };
    for (event, change) in
        [("newListener", listener_added as charina_engine::NativeFn), ("removeListener", listener_removed)]
    {
        let function = crate::error_stack::native_function("", 1, change, context);
        on.call(&process.clone().into(), &[key(event).into(), function.into()], context)?;
    }
    Ok(())
}

fn signal_of(event: &JsValue) -> Option<i32> {
    event.as_string().and_then(|name| number(&text::to_utf8(&name)))
}

fn listener_added(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(signal) = signal_of(arguments.get_or_undefined(0)) {
        let watched = state(context).reactor.borrow_mut().watch_signal(signal);
        if let Err(error) = watched {
            let error = if error.raw_os_error().is_some() {
                SystemError::from_io(&error, "uv_signal_start")
            } else {
                SystemError::new(rustix::io::Errno::INVAL.raw_os_error(), "uv_signal_start")
            };
            return Err(error.to_js(context));
        }
    }
    Ok(JsValue::undefined())
}

fn listener_removed(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let event = arguments.get_or_undefined(0);
    if let (Some(signal), Some(process)) = (signal_of(event), this.as_object()) {
        let count = process.get(key("listenerCount"), context)?;
        let left = match count.as_callable() {
            Some(count) => count.call(this, std::slice::from_ref(event), context)?.to_number(context)?,
            None => 0.0,
        };
        if left == 0.0 {
            // A failure here means that it was not watched.
            let _ = state(context).reactor.borrow_mut().unwatch_signal(signal);
        }
    }
    Ok(JsValue::undefined())
}

/// A signal arrived: emits it with its name and number.
pub(crate) fn deliver_signal(signal: i32, context: &mut Context) -> JsResult<()> {
    let Some(name) = name(signal) else { return Ok(()) };
    let result = emit(name, &[key(name).into(), JsValue::from(signal)], context).map(|_| ());
    crate::event_loop::settle(result, context)
}

/// <https://nodejs.org/api/process.html#processkillpid-signal>
fn kill(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let pid = arguments.get_or_undefined(0);
    let number_of_pid = pid.to_number(context).unwrap_or(f64::NAN);
    // As in Node: `pid != (pid | 0)`.
    if number_of_pid.fract() != 0.0 || number_of_pid.abs() > f64::from(i32::MAX) || number_of_pid.is_nan() {
        return Err(errors::invalid_arg_type("pid", &["number"], pid, context));
    }
    let signal = arguments.get_or_undefined(1);
    let signal_number = match signal.as_number() {
        #[expect(clippy::cast_possible_truncation, reason = "saturates, and the kernel refuses what is no signal")]
        Some(number) => number as i32,
        None => {
            let name = if signal.is_undefined() || signal.is_null() {
                "SIGTERM".to_owned()
            } else {
                text::to_utf8(&signal.to_string(context)?)
            };
            match number(&name) {
                Some(number) => number,
                None => {
                    let message = format!("Unknown signal: {name}");
                    return Err(errors::type_error("ERR_UNKNOWN_SIGNAL", &message, context));
                }
            }
        }
    };
    let raw = state(context).process.borrow().clone();
    // Through the property: tests and packages replace `process._kill`.
    if let Some(process) = raw
        && let Some(raw) = process.get(key("_kill"), context)?.as_callable()
    {
        let arguments = [JsValue::from(number_of_pid), JsValue::from(signal_number)];
        let failed = raw.call(&process.into(), &arguments, context)?.to_i32(context)?;
        if failed != 0 {
            return Err(errno_exception(failed, "kill", context));
        }
    }
    Ok(true.into())
}

/// `kill ESRCH`: the error of calls that Node reports by number.
fn errno_exception(errno: i32, syscall: &str, context: &mut Context) -> JsError {
    let made = builtins::require_property("internal/errors_system", "ErrnoException", context).and_then(|class| {
        let class = crate::validate::function(&class, "ErrnoException", context)?;
        class.construct(&[JsValue::from(errno), key(syscall).into()], None, context)
    });
    made.map_or_else(|error| error, errors::thrown)
}

/// `process._kill(pid, signal)`: 0, or a negative errno.
fn raw_kill(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let pid = arguments.get_or_undefined(0).to_i32(context)?;
    let signal = arguments.get_or_undefined(1).to_i32(context)?;
    Ok(JsValue::from(send(pid, signal).map_or_else(|errno| -errno.raw_os_error(), |()| 0)))
}

/// Sends `signal` (0 only asks) to a process, or to a group where `pid` is not positive, as kill(2) does.
pub(crate) fn send(pid: i32, signal: i32) -> Result<(), rustix::io::Errno> {
    use rustix::io::Errno;
    use rustix::process as p;
    let target = |raw: i32| Pid::from_raw(raw).ok_or(Errno::SRCH);
    let named = if signal == 0 { None } else { Some(Signal::from_named_raw(signal).ok_or(Errno::INVAL)?) };
    match (pid, named) {
        (0, Some(signal)) => p::kill_current_process_group(signal),
        (0, None) => p::test_kill_current_process_group(),
        (pid, Some(signal)) if pid > 0 => p::kill_process(target(pid)?, signal),
        (pid, None) if pid > 0 => p::test_kill_process(target(pid)?),
        (-1, _) => Err(Errno::PERM),
        (pid, Some(signal)) => p::kill_process_group(target(-pid)?, signal),
        (pid, None) => p::test_kill_process_group(target(-pid)?),
    }
}
