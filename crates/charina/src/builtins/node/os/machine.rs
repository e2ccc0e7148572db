//! What the machine is and does: processors, memory, load, the kernel's names.

use charina_engine::{Context, JsArray, JsObject, JsResult, JsString, JsValue, ops, text};
use std::collections::BTreeMap;

/// `USER_HZ`: the kernel's clock ticks in /proc are hundredths of a second on every Linux there is.
const MILLISECONDS_PER_TICK: f64 = 10.0;

/// The line `name` of /proc/meminfo, in bytes.
fn memory(name: &str) -> Option<f64> {
    let info = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    Some(line.trim().split(' ').next()?.parse::<f64>().ok()? * 1024.0)
}

/// <https://nodejs.org/api/os.html#osfreemem>
pub(super) fn free_memory(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let free = memory("MemAvailable").or_else(|| memory("MemFree"));
    Ok(JsValue::from(free.unwrap_or(0.0)))
}

/// <https://nodejs.org/api/os.html#ostotalmem>
pub(super) fn total_memory(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(JsValue::from(memory("MemTotal").unwrap_or(0.0)))
}

/// <https://nodejs.org/api/os.html#osuptime>
pub(super) fn uptime(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let text = std::fs::read_to_string("/proc/uptime").unwrap_or_default();
    let seconds = text.split(' ').next().and_then(|seconds| seconds.parse::<f64>().ok());
    let seconds = seconds.unwrap_or_else(|| {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        #[expect(clippy::cast_precision_loss, reason = "seconds since the start of a machine")]
        let whole = time.tv_sec as f64;
        whole
    });
    Ok(JsValue::from(seconds))
}

/// <https://nodejs.org/api/os.html#osloadavg>
pub(super) fn load_average(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let mut fields = text.split(' ').map(|field| field.parse::<f64>().unwrap_or(0.0));
    let averages: Vec<JsValue> = (0..3).map(|_| JsValue::from(fields.next().unwrap_or(0.0))).collect();
    Ok(JsArray::from_iter(averages, context).into())
}

/// <https://nodejs.org/api/os.html#osavailableparallelism>
pub(super) fn parallelism(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let count = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Ok(JsValue::from(count))
}

/// A line `key : value` of /proc/cpuinfo.
fn field<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let (name, value) = line.split_once(':')?;
    (name.trim() == key).then_some(value.trim())
}

/// The model of each processor by its number. ARM kernels name one model for all.
fn models(info: &str) -> (BTreeMap<usize, String>, Option<String>) {
    let mut by_number = BTreeMap::new();
    let mut common = None;
    let mut number = None;
    for line in info.lines() {
        if let Some(value) = field(line, "processor").and_then(|value| value.parse().ok()) {
            number = Some(value);
        } else if let Some(model) = field(line, "model name").or_else(|| field(line, "Processor")) {
            match number {
                Some(number) => {
                    by_number.insert(number, model.to_owned());
                }
                None => common = Some(model.to_owned()),
            }
        } else if let Some(model) = field(line, "Model") {
            common.get_or_insert_with(|| model.to_owned());
        }
    }
    (by_number, common)
}

/// Milliseconds that a processor spent, as `cpu.times` shows them.
#[derive(Debug, PartialEq)]
struct Times {
    number: usize,
    user: f64,
    nice: f64,
    sys: f64,
    idle: f64,
    irq: f64,
}

/// A line `cpu0 user nice system idle iowait irq ...` of /proc/stat; not the sum, which has no number.
fn times(line: &str) -> Option<Times> {
    let mut fields = line.strip_prefix("cpu")?.split_ascii_whitespace();
    let number = fields.next()?.parse().ok()?;
    let ticks: Vec<f64> = fields.take(6).map(|field| field.parse().unwrap_or(0.0)).collect();
    if line.as_bytes().get(3).is_none_or(u8::is_ascii_whitespace) {
        return None;
    }
    let at = |index: usize| ticks.get(index).copied().unwrap_or(0.0) * MILLISECONDS_PER_TICK;
    Some(Times { number, user: at(0), nice: at(1), sys: at(2), idle: at(3), irq: at(5) })
}

/// Megahertz now.
fn speed(number: usize) -> f64 {
    let path = format!("/sys/devices/system/cpu/cpu{number}/cpufreq/scaling_cur_freq");
    let kilohertz = std::fs::read_to_string(path).ok().and_then(|text| text.trim().parse::<f64>().ok());
    (kilohertz.unwrap_or(0.0) / 1000.0).floor()
}

/// <https://nodejs.org/api/os.html#oscpus>
pub(super) fn cpus(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (models, common) = models(&std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default());
    let stat = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let mut cpus: Vec<JsValue> = Vec::new();
    for row in stat.lines().filter_map(times) {
        let model = models.get(&row.number).or(common.as_ref()).map_or("unknown", String::as_str);
        let times = JsObject::with_object_proto(context.intrinsics());
        for (name, value) in
            [("user", row.user), ("nice", row.nice), ("sys", row.sys), ("idle", row.idle), ("irq", row.irq)]
        {
            ops::define_value(&times, JsString::from(name), value, true);
        }
        let cpu = JsObject::with_object_proto(context.intrinsics());
        ops::define_value(&cpu, JsString::from("model"), text::from_utf8(model), true);
        ops::define_value(&cpu, JsString::from("speed"), speed(row.number), true);
        ops::define_value(&cpu, JsString::from("times"), times, true);
        cpus.push(cpu.into());
    }
    Ok(JsArray::from_iter(cpus, context).into())
}

macro_rules! name_of_kernel {
    ($($(#[$doc:meta])* $function:ident $field:ident;)*) => {
        $(
            $(#[$doc])*
            pub(super) fn $function(_: &JsValue, _: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
                Ok(text::from_utf8(&rustix::system::uname().$field().to_string_lossy()).into())
            }
        )*
    };
}

name_of_kernel! {
    /// <https://nodejs.org/api/os.html#oshostname>
    hostname nodename;
    /// <https://nodejs.org/api/os.html#osmachine>
    machine machine;
    /// <https://nodejs.org/api/os.html#osrelease>
    release release;
    /// <https://nodejs.org/api/os.html#ostype>
    kernel sysname;
    /// <https://nodejs.org/api/os.html#osversion>
    version version;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processors_are_told_from_their_sum() {
        assert_eq!(times("cpu  1 2 3 4 5 6 7"), None);
        let expected = Times { number: 12, user: 10.0, nice: 20.0, sys: 30.0, idle: 40.0, irq: 60.0 };
        assert_eq!(times("cpu12 1 2 3 4 5 6 7"), Some(expected));
        assert_eq!(times("intr 5 6"), None);
    }

    #[test]
    fn models_of_both_kinds_of_machine() {
        let (by_number, _) = models("processor\t: 0\nmodel name\t: A B\n\nprocessor\t: 1\nmodel name\t: C\n");
        assert_eq!(by_number.into_iter().collect::<Vec<_>>(), [(0, "A B".to_owned()), (1, "C".to_owned())]);
        let (by_number, common) =
            models("processor\t: 0\nBogoMIPS\t: 108\n\nHardware\t: x\nModel\t\t: Raspberry Pi 4\n");
        assert!(by_number.is_empty());
        assert_eq!(common.as_deref(), Some("Raspberry Pi 4"));
    }
}
