//! What the engine asks its host: where promise reactions run (AsyncLocalStorage), which rejections nobody handles,
//! the local time zone, and how much memory outside its heap may be held.

use crate::builtins::node::vm::NoCodeFromStrings;
use crate::builtins::node::{async_hooks, domain};
use crate::modules::nesting;
use crate::rejections;
use crate::state::{State, state};
use charina_engine::builtins::promise::Promise;
use charina_engine::{
    Context, HostHooks, Intrinsics, JobCallback, JsFunction, JsNativeError, JsObject, JsResult, JsString, JsValue,
    OperationType, Realm, native_data, text,
};
use charina_engine::{heap, promises};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The hooks of one runtime.
#[derive(Default)]
pub(crate) struct Hooks {
    /// Bytes of buffers allocated since the last collection.
    external: Cell<u64>,
    /// Bytes of buffers at which to collect next, where the allocator counts them.
    limit: Cell<u64>,
    /// The global object of the realm that is made next, and objects to get that realm's `Object.prototype`.
    next_global: RefCell<Option<(JsObject, Vec<JsObject>)>>,
}

/// How much buffer memory may be allocated before a collection is forced. The collector counts only its own boxes, so
/// without this 20,000 dead 1 MB buffers would all stay.
const EXTERNAL_BYTES_BEFORE_COLLECTION: u64 = 16 << 20;

/// The AsyncContextFrame that a callback of the engine's was made in.
struct Frame {
    frame: JsValue,
}
native_data!(Frame { frame });

impl HostHooks for Hooks {
    fn create_global_object(&self, intrinsics: &Intrinsics) -> JsObject {
        let Some((global, objects)) = self.next_global.take() else {
            return JsObject::with_object_proto(intrinsics);
        };
        let prototype = intrinsics.constructors().object().prototype();
        for object in objects {
            object.set_prototype(Some(prototype.clone()));
        }
        global
    }

    fn ensure_can_compile_strings(
        &self,
        realm: Realm,
        _parameters: &[JsString],
        body: &JsString,
        _direct: bool,
        context: &mut Context,
    ) -> JsResult<()> {
        if realm.host_defined().has::<NoCodeFromStrings>() {
            let message = "Code generation from strings disallowed for this context";
            return Err(JsNativeError::eval().with_message(message).into());
        }
        nesting::check(&text::to_utf8(body), context)
    }

    fn make_job_callback(&self, callback: JsFunction, context: &mut Context) -> JobCallback {
        let frame = promises::continuation(context);
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
        in_frame(frame, context, |context| job.callback().call(this, args, context))
    }

    fn promise_rejection_tracker(&self, promise: &JsObject<Promise>, operation: OperationType, context: &mut Context) {
        let promise = promise.clone().upcast();
        match operation {
            OperationType::Reject => domain::rejected(&promise, context),
            OperationType::Handle => domain::handled(&promise, context),
        }
        rejections::track(promise, operation, context);
    }

    fn local_timezone_offset_seconds(&self, unix_time_seconds: i64) -> i32 {
        crate::time_zone::offset_seconds(unix_time_seconds)
    }

    fn max_buffer_size(&self, _context: &mut Context) -> u64 {
        // The hook comes before every allocation but does not say how large. Where the allocator counts them, what
        // there is already counts; elsewhere 4 KB are assumed for each, and natives that allocate much tell the true
        // size through `Hooks::allocated`.
        self.allocated(if heap::buffer_bytes().is_some() { 0 } else { 4096 });
        MAX_BUFFER_SIZE
    }
}

/// The largest ArrayBuffer (`buffer.constants.MAX_LENGTH`): 4 GiB less a byte on 64-bit machines, 1 GiB elsewhere.
pub(crate) const MAX_BUFFER_SIZE: u64 = if cfg!(target_pointer_width = "64") { 0xffff_ffff } else { 0x3fff_ffff };

impl Hooks {
    /// What the global object of the next realm is to be.
    pub(crate) fn set_next_global(&self, global: JsObject, objects: Vec<JsObject>) {
        *self.next_global.borrow_mut() = Some((global, objects));
    }

    /// Counts `bytes` of memory outside the engine's heap, collecting garbage when enough has gathered.
    pub(crate) fn allocated(&self, bytes: u64) {
        if let Some(held) = heap::buffer_bytes() {
            let held = u64::try_from(held).unwrap_or(u64::MAX);
            if held.saturating_add(bytes) >= self.limit.get().max(EXTERNAL_BYTES_BEFORE_COLLECTION) {
                charina_engine::force_collect();
                let live = heap::buffer_bytes().and_then(|live| u64::try_from(live).ok()).unwrap_or(held);
                // What lives is looked at again only after it may have grown by half: a collection costs its size.
                self.limit.set(live + (live / 2).max(EXTERNAL_BYTES_BEFORE_COLLECTION));
            }
            return;
        }
        let total = self.external.get() + bytes;
        if total < EXTERNAL_BYTES_BEFORE_COLLECTION {
            self.external.set(total);
            return;
        }
        self.external.set(0);
        charina_engine::force_collect();
    }
}

/// Tells the collector of `bytes` that a native holds outside the engine's heap for an object it makes now.
pub(crate) fn count_external(bytes: usize, context: &Context) {
    if let Some(hooks) = context.get_data::<Rc<Hooks>>().cloned() {
        hooks.allocated(u64::try_from(bytes).unwrap_or(u64::MAX));
    }
}

/// A frame together with the resource that createHook knows the callback by: what [`capture`] makes of the current
/// frame while somebody asks for asynchronous ids.
struct Scope {
    frame: JsValue,
    resource: JsObject,
}
native_data!(Scope { frame, resource });

/// What a callback that runs later, and once, must be run in: the current AsyncContextFrame. While hooks are enabled the
/// callback is a new resource of type `kind` as well (<https://nodejs.org/api/async_hooks.html>).
pub(crate) fn capture(kind: &str, context: &mut Context) -> JsValue {
    let Some(state) = context.get_data::<Rc<State>>().cloned() else { return JsValue::undefined() };
    let frame = promises::continuation(context);
    if !state.async_tracking.get() {
        return frame;
    }
    let resource = JsObject::with_object_proto(context.intrinsics());
    track(&resource, kind, context);
    JsObject::from_proto_and_data(None, Scope { frame, resource }).into()
}

/// Tells the hooks, if there are any, of a resource that exists as an object: a Timeout, an Immediate.
pub(crate) fn track(resource: &JsObject, kind: &str, context: &mut Context) {
    if state(context).async_tracking.get() {
        async_hooks::report(async_hooks::TRACK, &[resource.clone().into(), JsString::from(kind).into()], context);
    }
}

/// Tells the hooks that `resource` will not be used again.
pub(crate) fn destroyed(resource: &JsObject, context: &mut Context) {
    if state(context).async_tracking.get() {
        async_hooks::report(async_hooks::DESTROY, &[resource.clone().into()], context);
    }
}

/// Runs `call` with `frame` as the current one and puts the old frame back.
pub(crate) fn in_frame<R>(frame: JsValue, context: &mut Context, call: impl FnOnce(&mut Context) -> R) -> R {
    let before = promises::replace_continuation(frame, context);
    let result = call(context);
    promises::replace_continuation(before, context);
    result
}

/// Runs the callback `call` in what [`capture`] answered and puts the old frame back.
pub(crate) fn with_frame<R>(frame: JsValue, context: &mut Context, call: impl FnOnce(&mut Context) -> R) -> R {
    let scope = frame.as_object().and_then(|object| {
        let scope = object.downcast_ref::<Scope>()?;
        Some((scope.frame.clone(), scope.resource.clone()))
    });
    match scope {
        None => run(None, frame, context, call),
        Some((frame, resource)) => {
            let result = run(Some(&resource), frame, context, call);
            destroyed(&resource, context);
            result
        }
    }
}

/// Runs the callback `call` of a `resource` that exists as an object.
pub(crate) fn with_resource<R>(
    resource: &JsObject,
    frame: JsValue,
    context: &mut Context,
    call: impl FnOnce(&mut Context) -> R,
) -> R {
    run(Some(resource), frame, context, call)
}

fn run<R>(
    resource: Option<&JsObject>,
    frame: JsValue,
    context: &mut Context,
    call: impl FnOnce(&mut Context) -> R,
) -> R {
    let state = state(context);
    let frame = promises::replace_continuation(frame, context);
    let outer = state.async_resource.replace(resource.cloned());
    let depth = state.async_depth.replace(state.async_depth.get() + 1);
    if state.async_tracking.get() {
        let resource = resource.cloned().map_or(JsValue::undefined(), JsValue::from);
        async_hooks::report(async_hooks::ENTER, &[resource], context);
    }
    let result = call(context);
    // Tracking may have begun within: whoever began it took what runs for entered.
    if state.async_tracking.get() {
        async_hooks::report(async_hooks::LEAVE, &[], context);
    }
    state.async_depth.set(depth);
    *state.async_resource.borrow_mut() = outer;
    promises::replace_continuation(frame, context);
    result
}
