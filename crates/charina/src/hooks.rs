//! What the engine asks its host: where promise reactions run (AsyncLocalStorage), which rejections nobody handles,
//! the local time zone, and how much memory outside its heap may be held.

use crate::rejections;
use crate::state::{State, state};
use charina_engine::builtins::promise::Promise;
use charina_engine::{
    Context, HostHooks, JobCallback, JsFunction, JsObject, JsResult, JsValue, OperationType, native_data,
};
use std::cell::Cell;
use std::rc::Rc;

/// The hooks of one runtime.
#[derive(Default)]
pub(crate) struct Hooks {
    /// Bytes of buffers allocated since the last collection.
    external: Cell<u64>,
    /// Buffers asked for since the last collection.
    buffers: Cell<u32>,
}

/// How much buffer memory may be allocated before a collection is forced. The collector counts only its own boxes, so
/// without this 20,000 dead 1 MB buffers would all stay.
const EXTERNAL_BYTES_BEFORE_COLLECTION: u64 = 32 << 20;

/// The AsyncContextFrame that a promise reaction was made in.
struct Frame {
    frame: JsValue,
}
native_data!(Frame { frame });

impl HostHooks for Hooks {
    fn make_job_callback(&self, callback: JsFunction, context: &mut Context) -> JobCallback {
        let frame = current_frame(context);
        if frame.is_undefined() { JobCallback::new(callback, ()) } else { JobCallback::new(callback, Frame { frame }) }
    }

    fn call_job_callback(
        &self,
        job: &JobCallback,
        this: &JsValue,
        args: &[JsValue],
        context: &mut Context,
    ) -> JsResult<JsValue> {
        let any: &dyn std::any::Any = job.host_defined();
        let frame = any.downcast_ref::<Frame>().map_or(JsValue::undefined(), |job| job.frame.clone());
        with_frame(frame, context, |context| job.callback().call(this, args, context))
    }

    fn promise_rejection_tracker(&self, promise: &JsObject<Promise>, operation: OperationType, context: &mut Context) {
        rejections::track(promise.clone().upcast(), operation, context);
    }

    fn local_timezone_offset_seconds(&self, unix_time_seconds: i64) -> i32 {
        crate::time_zone::offset_seconds(unix_time_seconds)
    }

    fn max_buffer_size(&self, _context: &mut Context) -> u64 {
        // The hook comes before every allocation but does not say how large: 4 KB are assumed for each, and natives
        // that allocate much tell the true size through `Hooks::allocated`.
        self.buffers.set(self.buffers.get() + 1);
        self.allocated(4096);
        MAX_BUFFER_SIZE
    }
}

/// The largest ArrayBuffer (`buffer.constants.MAX_LENGTH`): 4 GiB less a byte on 64-bit machines, 1 GiB elsewhere.
pub(crate) const MAX_BUFFER_SIZE: u64 = if cfg!(target_pointer_width = "64") { 0xffff_ffff } else { 0x3fff_ffff };

impl Hooks {
    /// Counts `bytes` of memory outside the engine's heap, collecting garbage when enough has gathered.
    pub(crate) fn allocated(&self, bytes: u64) {
        let total = self.external.get() + bytes;
        if total < EXTERNAL_BYTES_BEFORE_COLLECTION {
            self.external.set(total);
            return;
        }
        self.external.set(0);
        self.buffers.set(0);
        charina_engine::force_collect();
    }
}

/// Tells the collector of `bytes` that a native holds outside the engine's heap for an object it makes now.
pub(crate) fn count_external(bytes: usize, context: &Context) {
    if let Some(hooks) = context.get_data::<Rc<Hooks>>().cloned() {
        hooks.allocated(u64::try_from(bytes).unwrap_or(u64::MAX));
    }
}

fn current_frame(context: &Context) -> JsValue {
    context.get_data::<Rc<State>>().map_or(JsValue::undefined(), |state| state.async_frame.borrow().clone())
}

/// Runs `call` with `frame` as the current AsyncContextFrame and puts the old one back.
pub(crate) fn with_frame<R>(frame: JsValue, context: &mut Context, call: impl FnOnce(&mut Context) -> R) -> R {
    let state = state(context);
    let before = state.async_frame.replace(frame);
    let result = call(context);
    *state.async_frame.borrow_mut() = before;
    result
}
