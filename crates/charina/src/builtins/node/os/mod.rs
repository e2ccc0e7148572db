//! `node:os` (<https://nodejs.org/api/os.html>) and `node:constants`, all native.

mod constants;
mod machine;
mod network;
mod user;

use crate::builtins::node::process;
use crate::builtins::{self, Builtin};
use crate::errno;
use crate::validate;
use charina_engine::{
    Attribute, Context, FunctionObjectBuilder, JsArgs, JsError, JsFunction, JsObject, JsResult, JsString, JsSymbol,
    JsValue, NativeFunction, Op, ops,
};
use rustix::io::Errno;
use rustix::process::Pid;

/// The modules.
pub(crate) const BUILTINS: &[Builtin] =
    &[Builtin::native("constants", constants::load_sum), Builtin::native("os", load)];

/// Whether `${os.hostname}` and `+os.freemem` are the call's answer.
type Row = (Op, bool);

/// In the order of Node's exports.
const FUNCTIONS: &[Row] = &[
    (Op::new("arch", 0, |_, _, _| Ok(JsString::from(process::arch()).into())), true),
    (Op::new("availableParallelism", 0, machine::parallelism), true),
    (Op::new("cpus", 0, machine::cpus), false),
    (Op::new("endianness", 0, endianness), true),
    (Op::new("freemem", 0, machine::free_memory), true),
    (Op::new("getPriority", 1, get_priority), false),
    (Op::new("homedir", 0, user::home_directory), true),
    (Op::new("hostname", 0, machine::hostname), true),
    (Op::new("loadavg", 0, machine::load_average), false),
    (Op::new("networkInterfaces", 0, network::interfaces), false),
    (Op::new("platform", 0, |_, _, _| Ok(JsString::from(process::platform()).into())), true),
    (Op::new("release", 0, machine::release), true),
    (Op::new("setPriority", 2, set_priority), false),
    (Op::new("tmpdir", 0, user::temporary_directory), true),
    (Op::new("totalmem", 0, machine::total_memory), true),
    (Op::new("type", 0, machine::kernel), true),
    (Op::new("userInfo", 1, user::user_info), false),
    (Op::new("uptime", 0, machine::uptime), true),
    (Op::new("version", 0, machine::version), true),
    (Op::new("machine", 0, machine::machine), true),
];

fn load(context: &mut Context) -> JsResult<JsValue> {
    let os = JsObject::with_object_proto(context.intrinsics());
    let realm = context.realm().clone();
    for (op, is_primitive) in FUNCTIONS {
        let function: JsFunction = op.build(&realm);
        if *is_primitive {
            // With the hint as its argument, which none of them takes.
            let call = FunctionObjectBuilder::new(&realm, NativeFunction::from_fn_ptr(op.function)).build();
            ops::define_value(&function, JsSymbol::to_primitive(), call, true);
        }
        ops::define_value(&os, JsString::from(op.name), function, true);
    }
    let constants = constants::object(context)?;
    ops::define_with(&os, JsString::from("constants"), constants, Attribute::ENUMERABLE);
    let fact = Attribute::ENUMERABLE | Attribute::CONFIGURABLE;
    ops::define_with(&os, JsString::from("EOL"), JsString::from("\n"), fact);
    ops::define_with(&os, JsString::from("devNull"), JsString::from("/dev/null"), fact);
    Ok(os.into())
}

/// `ERR_SYSTEM_ERROR`: a SystemError with its `info`, as natives of Node's os throw it.
fn system_error(errno: Errno, syscall: &str, context: &mut Context) -> JsError {
    let number = errno.raw_os_error();
    let (code, message) = errno::name_and_message(number);
    let info = JsObject::with_object_proto(context.intrinsics());
    ops::define_value(&info, JsString::from("errno"), -number, true);
    ops::define_value(&info, JsString::from("code"), JsString::from(code), true);
    ops::define_value(&info, JsString::from("message"), JsString::from(message), true);
    ops::define_value(&info, JsString::from("syscall"), JsString::from(syscall), true);
    let made = builtins::require_property("internal/errors_system", "SystemError", context).and_then(|class| {
        let class = validate::function(&class, "SystemError", context)?;
        class.construct(&[info.into()], None, context)
    });
    match made {
        Ok(error) => {
            let header = format!(
                "SystemError [ERR_SYSTEM_ERROR]: A system error occurred: {syscall} returned {code} ({message})"
            );
            crate::error_stack::capture(&error, Some(&header), crate::error_stack::Above::Natives, context);
            crate::errors::thrown(error)
        }
        Err(error) => error,
    }
}

/// <https://nodejs.org/api/os.html#osendianness>
fn endianness(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(JsString::from(if cfg!(target_endian = "big") { "BE" } else { "LE" }).into())
}

/// The process numbered so; 0 is this one.
fn process_of(pid: i32) -> Result<Option<Pid>, Errno> {
    if pid < 0 { Err(Errno::SRCH) } else { Ok(Pid::from_raw(pid)) }
}

/// <https://nodejs.org/api/os.html#osgetprioritypid>
fn get_priority(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let pid = match validate::optional(arguments.get_or_undefined(0)) {
        Some(pid) => validate::int32(pid, "pid", i32::MIN, i32::MAX, context)?,
        None => 0,
    };
    process_of(pid)
        .and_then(rustix::process::getpriority_process)
        .map(JsValue::from)
        .map_err(|errno| system_error(errno, "uv_os_getpriority", context))
}

/// <https://nodejs.org/api/os.html#ossetprioritypid-priority>
fn set_priority(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let own = JsValue::from(0);
    let (pid, priority) = match arguments.get_or_undefined(1) {
        value if value.is_undefined() => (&own, arguments.get_or_undefined(0)),
        priority => (arguments.get_or_undefined(0), priority),
    };
    let pid = validate::int32(pid, "pid", i32::MIN, i32::MAX, context)?;
    let priority = validate::int32(priority, "priority", -20, 19, context)?;
    process_of(pid)
        .and_then(|pid| rustix::process::setpriority_process(pid, priority))
        .map(|()| JsValue::undefined())
        .map_err(|errno| system_error(errno, "uv_os_setpriority", context))
}
