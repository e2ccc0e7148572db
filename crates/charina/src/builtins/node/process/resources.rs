//! Time and memory: hrtime, uptime, memoryUsage, cpuUsage, resourceUsage.

use crate::errors;
use crate::state::state;
use crate::validate;
use charina_engine::{
    Context, FunctionObjectBuilder, JsArgs, JsArray, JsBigInt, JsObject, JsResult, JsString, JsValue, NativeFunction,
    Op, ops,
};
use rustix::time::{ClockId, clock_gettime};

pub(super) const OPS: &[Op] = &[
    Op::new("uptime", 0, uptime),
    Op::new("cpuUsage", 1, cpu_usage),
    Op::new("threadCpuUsage", 1, thread_cpu_usage),
    Op::new("resourceUsage", 0, resource_usage),
    Op::new("availableMemory", 0, available_memory),
    Op::new("constrainedMemory", 0, constrained_memory),
];

/// `hrtime` and `memoryUsage`, which carry functions of their own, and `title`.
pub(super) fn define(process: &JsObject, context: &mut Context) {
    let realm = context.realm().clone();
    let hrtime = Op::new("hrtime", 1, hrtime).build(&realm);
    ops::define_ops(&hrtime, &[Op::new("bigint", 0, hrtime_bigint)], true, context);
    ops::define_value(process, JsString::from("hrtime"), hrtime, true);
    let memory = FunctionObjectBuilder::new(&realm, NativeFunction::from_fn_ptr(memory_usage))
        .name(JsString::from("memoryUsage"))
        .build();
    ops::define_ops(&memory, &[Op::new("rss", 0, |_, _, _| Ok(JsValue::from(resident_bytes())))], true, context);
    ops::define_value(process, JsString::from("memoryUsage"), memory, true);
    ops::define_accessor(process, "title", Some(get_title), Some(set_title), true, context);
    ops::define_accessor(process, "ppid", Some(ppid), None, true, context);
}

fn ppid(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(JsValue::from(rustix::process::getppid().map_or(0, |pid| pid.as_raw_nonzero().get())))
}

fn get_title(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(context);
    let title = state.slot("title");
    if !title.is_undefined() {
        return Ok(title);
    }
    let title = state.options.title.clone().unwrap_or_else(|| state.options.argv0.clone());
    Ok(JsString::from(title.as_str()).into())
}

fn set_title(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let title = arguments.get_or_undefined(0).to_string(context)?;
    state(context).set_slot("title", title);
    Ok(JsValue::undefined())
}

/// Nanoseconds of a clock that never goes back.
fn monotonic_nanoseconds() -> u64 {
    let now = clock_gettime(ClockId::Monotonic);
    u64::try_from(now.tv_sec).unwrap_or(0) * 1_000_000_000 + u64::try_from(now.tv_nsec).unwrap_or(0)
}

/// <https://nodejs.org/api/process.html#processhrtimetime>
fn hrtime(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let now = monotonic_nanoseconds();
    let (mut seconds, mut nanoseconds) = ((now / 1_000_000_000) as f64, (now % 1_000_000_000) as f64);
    if let Some(before) = validate::optional(arguments.get_or_undefined(0)) {
        let Some(before_array) = before.as_object().filter(JsObject::is_array) else {
            return Err(errors::invalid_arg_type("time", &["Array"], before, context));
        };
        let array = JsArray::from_object(before_array)?;
        let length = array.length(context)?;
        if length != 2 {
            return Err(errors::out_of_range("time", "2", &JsValue::from(length), context));
        }
        seconds -= array.get(0, context)?.to_number(context)?;
        nanoseconds -= array.get(1, context)?.to_number(context)?;
        if nanoseconds < 0.0 {
            seconds -= 1.0;
            nanoseconds += 1e9;
        }
    }
    Ok(JsArray::from_iter([JsValue::from(seconds), JsValue::from(nanoseconds)], context).into())
}

fn hrtime_bigint(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(JsBigInt::from(monotonic_nanoseconds()).into())
}

/// <https://nodejs.org/api/process.html#processuptime>
fn uptime(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(JsValue::from(state(context).now() / 1e3))
}

/// A field of /proc/self/status in bytes.
fn status_bytes(field: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    let kilobytes = line.and_then(|l| l.trim().split(' ').next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) * 1024.0
}

/// Resident set size in bytes.
pub(crate) fn resident_bytes() -> f64 {
    status_bytes("VmRSS")
}

/// <https://nodejs.org/api/process.html#processmemoryusage>. The engine does not say how large its heap is: the data
/// segment stands for it. Buffers are counted by [`charina_engine::heap::Allocator`], if that is the program's.
fn memory_usage(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let object = JsObject::with_object_proto(context.intrinsics());
    let anonymous = status_bytes("RssAnon");
    #[expect(clippy::cast_precision_loss, reason = "no machine has that much memory")]
    let buffers = charina_engine::heap::buffer_bytes().unwrap_or(0) as f64;
    for (name, value) in [
        ("rss", resident_bytes()),
        ("heapTotal", status_bytes("VmData").min(anonymous.max(1.0) * 2.0)),
        ("heapUsed", anonymous),
        ("external", buffers),
        ("arrayBuffers", buffers),
    ] {
        ops::define_value(&object, JsString::from(name), value, true);
    }
    Ok(object.into())
}

/// Ticks of /proc/self/stat are 1/100 s; the CPU clock is finer for the sum.
fn cpu_microseconds(stat: &str, clock: ClockId) -> (f64, f64) {
    let stat = std::fs::read_to_string(stat).unwrap_or_default();
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let read = |index: usize| fields.get(index).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0) * 10_000.0;
    let (user, system) = (read(11), read(12));
    let clock = clock_gettime(clock);
    let total = clock.tv_sec as f64 * 1e6 + clock.tv_nsec as f64 / 1e3;
    let share = if user + system > 0.0 { system / (user + system) } else { 0.0 };
    ((total * (1.0 - share)).floor(), (total * share).floor())
}

/// <https://nodejs.org/api/process.html#processcpuusagepreviousvalue>
fn cpu_usage(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    usage_since(arguments, own_microseconds(), context)
}

/// <https://nodejs.org/api/process.html#processthreadcpuusagepreviousvalue>
fn thread_cpu_usage(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    usage_since(arguments, cpu_microseconds("/proc/thread-self/stat", ClockId::ThreadCPUTime), context)
}

/// User and system time of the whole process.
fn own_microseconds() -> (f64, f64) {
    cpu_microseconds("/proc/self/stat", ClockId::ProcessCPUTime)
}

/// The times as an object, less those of an earlier answer.
fn usage_since(arguments: &[JsValue], now: (f64, f64), context: &mut Context) -> JsResult<JsValue> {
    let (mut user, mut system) = now;
    if let Some(previous) = validate::optional(arguments.get_or_undefined(0)).filter(|v| v.to_boolean()) {
        let object = validate::object(previous, "prevValue", context)?;
        for (name, value) in [("user", &mut user), ("system", &mut system)] {
            let before = object.get(JsString::from(name), context)?;
            let full = format!("prevValue.{name}");
            let number = validate::number(&before, &full, None, None, context)?;
            if !(0.0..=validate::MAX_SAFE_INTEGER).contains(&number) {
                let message = format!("The property '{full}' is invalid. Received {}", before.display());
                return Err(errors::range_error("ERR_INVALID_ARG_VALUE", &message, context));
            }
            *value -= number;
        }
    }
    let object = JsObject::with_object_proto(context.intrinsics());
    ops::define_value(&object, JsString::from("user"), user, true);
    ops::define_value(&object, JsString::from("system"), system, true);
    Ok(object.into())
}

/// <https://nodejs.org/api/process.html#processresourceusage>
fn resource_usage(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (user, system) = own_microseconds();
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let read = |index: usize| fields.get(index).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let switches = |name: &str| {
        status
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':')?.trim().parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    let object = JsObject::with_object_proto(context.intrinsics());
    for (name, value) in [
        ("userCPUTime", user),
        ("systemCPUTime", system),
        ("maxRSS", status_bytes("VmHWM") / 1024.0),
        ("sharedMemorySize", 0.0),
        ("unsharedDataSize", 0.0),
        ("unsharedStackSize", 0.0),
        ("minorPageFault", read(7)),
        ("majorPageFault", read(9)),
        ("swappedOut", 0.0),
        ("fsRead", 0.0),
        ("fsWrite", 0.0),
        ("ipcSent", 0.0),
        ("ipcReceived", 0.0),
        ("signalsCount", 0.0),
        ("voluntaryContextSwitches", switches("voluntary_ctxt_switches")),
        ("involuntaryContextSwitches", switches("nonvoluntary_ctxt_switches")),
    ] {
        ops::define_value(&object, JsString::from(name), value, true);
    }
    Ok(object.into())
}

fn available_memory(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let info = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = info.lines().find_map(|line| line.strip_prefix("MemAvailable:"));
    let kilobytes = line.and_then(|l| l.trim().split(' ').next()?.parse::<f64>().ok()).unwrap_or(0.0);
    Ok(JsValue::from(kilobytes * 1024.0))
}

fn constrained_memory(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let limit = std::fs::read_to_string("/sys/fs/cgroup/memory.max").unwrap_or_default();
    // Without a limit libuv says the largest number there is; without control groups that it does not know.
    let unlimited = 18_446_744_073_709_552_000.0;
    Ok(JsValue::from(if limit.trim() == "max" { unlimited } else { limit.trim().parse::<f64>().unwrap_or(0.0) }))
}
