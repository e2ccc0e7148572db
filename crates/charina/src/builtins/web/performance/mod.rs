//! The performance object and its timeline (<https://w3c.github.io/hr-time/>, <https://w3c.github.io/user-timing/>).

use crate::builtins::{Builtin, glue};
use crate::state::state;
use charina_engine::{Context, JsArray, JsResult, JsValue, Op};
use std::cell::Cell;

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("internal/perf/node_timing", glue!("node_timing.js"), OPS),
    Builtin::glue("internal/perf/observer", glue!("observer.js"), &[]),
    Builtin::glue("internal/perf/performance", glue!("performance.js"), OPS),
    Builtin::glue("internal/perf/resource_timing", glue!("resource_timing.js"), &[]),
    Builtin::glue("internal/perf/timeline", glue!("timeline.js"), OPS),
    Builtin::glue("internal/perf/user_timing", glue!("user_timing.js"), OPS),
];

/// The clock and what the loop tells of itself.
pub(crate) const OPS: &[Op] = &[
    Op::new("now", 0, now),
    Op::new("timeOrigin", 0, time_origin),
    Op::new("milestones", 0, milestones),
    Op::new("idleTime", 0, idle_time),
    Op::new("loopMetrics", 0, loop_metrics),
];

/// When the steps of a runtime's life happened, in milliseconds since its time origin, and what its loop did.
#[derive(Debug)]
pub(crate) struct Milestones {
    /// The runtime began to be made.
    pub(crate) node_start: Cell<f64>,
    /// The engine began to be made (`v8Start`).
    pub(crate) engine_start: Cell<f64>,
    /// The engine was there.
    pub(crate) environment: Cell<f64>,
    /// The globals were there: the program may begin.
    pub(crate) bootstrap_complete: Cell<f64>,
    /// The loop began to turn; -1 before.
    pub(crate) loop_start: Cell<f64>,
    /// The loop ended; -1 before.
    pub(crate) loop_exit: Cell<f64>,
    /// Milliseconds spent waiting for events.
    pub(crate) idle: Cell<f64>,
    /// Turns of the loop.
    pub(crate) turns: Cell<u32>,
    /// Events handled.
    pub(crate) events: Cell<u32>,
    /// Events that were there when the loop asked, without waiting.
    pub(crate) events_waiting: Cell<u32>,
}

impl Default for Milestones {
    fn default() -> Self {
        let unset = || Cell::new(-1.0);
        Self {
            node_start: unset(),
            engine_start: unset(),
            environment: unset(),
            bootstrap_complete: unset(),
            loop_start: unset(),
            loop_exit: unset(),
            idle: Cell::new(0.0),
            turns: Cell::new(0),
            events: Cell::new(0),
            events_waiting: Cell::new(0),
        }
    }
}

/// <https://w3c.github.io/hr-time/#now-method>
pub(crate) fn now(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(state(context).now().into())
}

fn time_origin(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(state(context).time_origin.into())
}

/// In the order of `node_timing.js`.
fn milestones(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(context);
    let m = &state.milestones;
    let list = [&m.node_start, &m.engine_start, &m.environment, &m.loop_start, &m.loop_exit, &m.bootstrap_complete];
    Ok(JsArray::from_iter(list.map(|cell| JsValue::from(cell.get())), context).into())
}

fn idle_time(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(state(context).milestones.idle.get().into())
}

/// <https://nodejs.org/api/perf_hooks.html#performancenodetiminguvmetricsinfo>
fn loop_metrics(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(context);
    let m = &state.milestones;
    let list = [&m.turns, &m.events, &m.events_waiting];
    Ok(JsArray::from_iter(list.map(|cell| JsValue::from(cell.get())), context).into())
}
