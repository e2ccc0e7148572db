//! What reads a descriptor for a stream: `stream._handle`, with the methods and return values of Node's handles.
//!
//! Pipes, sockets and terminals are watched by the reactor and read only when that cannot block, without making them
//! non-blocking: they are shared with other processes. Files are read on the blocking pool. A handle keeps the loop
//! alive only while it reads.

use super::negative;
use crate::builtins::node::buffer;
use crate::descriptor;
use crate::event_loop::{self, HandleEvent, HandleId};
use crate::state::state;
use charina_engine::promises;
use charina_engine::{Context, JsObject, JsResult, JsString, JsValue, Op, PropertyKey, native_data, ops};
use charina_reactor::{Interest, Token, pipe};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// How much is read at once, as in libuv.
const BLOCK: usize = 64 * 1024;

/// What `onread` gets at the end (`UV_EOF`).
const EOF: i32 = -4095;

/// How often a source that is always ready may be read in a turn.
const READS_PER_TURN: usize = 32;

struct Handle {
    fd: i32,
    /// The registration with the reactor, while a source that can be polled is read.
    watch: RefCell<Option<Watch>>,
    reading: Cell<bool>,
    /// A read is under way on the pool.
    busy: Cell<bool>,
    referenced: Cell<bool>,
    closed: Cell<bool>,
}

/// A duplicate of the descriptor: the reactor registers each only once.
struct Watch {
    source: pipe::Receiver,
    token: Token,
    id: HandleId,
}

native_data!(Handle);

const METHODS: &[Op] = &[
    Op::new("readStart", 0, read_start),
    Op::new("readStop", 0, read_stop),
    Op::new("close", 1, close),
    Op::new("ref", 0, reference),
    Op::new("unref", 0, unreference),
    Op::new("hasRef", 0, has_reference),
    Op::new("setBlocking", 1, set_blocking),
];

/// `open(fd)`: a handle that does not read yet. It calls its own `onread(count or negative errno, buffer)`.
pub(super) fn open(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let fd = super::descriptor_argument(arguments, context)?;
    let prototype = match state(context).slot("stdio handle prototype").as_object() {
        Some(prototype) => prototype,
        None => {
            let prototype = JsObject::with_object_proto(context.intrinsics());
            ops::define_ops(&prototype, METHODS, true, context);
            state(context).set_slot("stdio handle prototype", prototype.clone());
            prototype
        }
    };
    let handle = Handle {
        fd,
        watch: RefCell::default(),
        reading: Cell::default(),
        busy: Cell::default(),
        referenced: Cell::new(true),
        closed: Cell::default(),
    };
    let object = JsObject::from_proto_and_data(Some(prototype), handle);
    ops::define_value(&object, JsString::from("fd"), fd, true);
    ops::define_value(&object, JsString::from("reading"), false, true);
    Ok(object.into())
}

/// Runs `with` on the handle's data; calls on anything else answer EBADF.
fn on_handle(this: &JsValue, with: impl FnOnce(&JsObject, &Handle) -> JsValue) -> JsValue {
    this.as_object()
        .and_then(|object| object.downcast_ref::<Handle>().map(|handle| with(&object, &handle)))
        .unwrap_or_else(|| negative(Errno::BADF))
}

fn read_start(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(on_handle(this, |object, handle| {
        if handle.closed.get() {
            return negative(Errno::BADF);
        }
        if handle.reading.replace(true) {
            return JsValue::from(0);
        }
        match start(object, handle, context) {
            Ok(()) => JsValue::from(0),
            Err(error) => {
                handle.reading.set(false);
                negative(error)
            }
        }
    }))
}

fn start(object: &JsObject, handle: &Handle, context: &Context) -> Result<(), Errno> {
    let duplicate = rustix::io::fcntl_dupfd_cloexec(descriptor::borrow(handle.fd)?, 3)?;
    let mut source = pipe::Receiver::from(duplicate);
    let state = state(context);
    let registered = state.reactor.borrow_mut().register(&mut source, Interest::READABLE);
    match registered {
        Ok(token) => {
            let object = object.clone();
            let id = state.pending.add_handle(Rc::new(move |event, context| on_event(&object, event, context)));
            state.pending.bind_token(id, token);
            state.pending.set_referenced(id, handle.referenced.get());
            *handle.watch.borrow_mut() = Some(Watch { source, token, id });
            Ok(())
        }
        // A file: it cannot be polled, and a read of it ends soon.
        Err(_) => {
            read_on_pool(object, handle, context);
            Ok(())
        }
    }
}

fn stop(handle: &Handle, context: &Context) {
    handle.reading.set(false);
    let watch = handle.watch.borrow_mut().take();
    if let Some(mut watch) = watch {
        let state = state(context);
        state.pending.remove_handle(watch.id);
        state.pending.unbind_token(watch.token);
        // The duplicate is closed next, which deregisters it as well.
        let _ = state.reactor.borrow_mut().deregister(&mut watch.source, watch.token);
    }
}

fn read_stop(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(on_handle(this, |_, handle| {
        stop(handle, context);
        JsValue::from(0)
    }))
}

/// `close(callback)`: the descriptors 0 to 2 stay open, as in libuv.
fn close(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let answer = on_handle(this, |_, handle| {
        if handle.closed.replace(true) {
            return JsValue::from(false);
        }
        stop(handle, context);
        if handle.fd > 2 {
            // What is closed already is closed.
            let _ = descriptor::close(handle.fd);
        }
        JsValue::from(true)
    });
    if answer.as_boolean() == Some(true)
        && let Some(callback) = arguments.first().and_then(JsValue::as_callable)
    {
        state(context).pending.close_later(callback, this.clone());
    }
    Ok(JsValue::undefined())
}

fn set_referenced(this: &JsValue, referenced: bool, context: &Context) -> JsValue {
    on_handle(this, |_, handle| {
        handle.referenced.set(referenced);
        if let Some(watch) = handle.watch.borrow().as_ref() {
            state(context).pending.set_referenced(watch.id, referenced);
        }
        JsValue::undefined()
    })
}

fn reference(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(set_referenced(this, true, context))
}

fn unreference(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(set_referenced(this, false, context))
}

fn has_reference(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(on_handle(this, |_, handle| JsValue::from(handle.referenced.get() && !handle.closed.get())))
}

/// Writes wait in any case.
fn set_blocking(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(JsValue::from(0))
}

fn is_reading(object: &JsObject) -> bool {
    object.downcast_ref::<Handle>().is_some_and(|handle| handle.reading.get())
}

/// Reads while there is something and somebody wants it.
fn on_event(object: &JsObject, event: &HandleEvent, context: &mut Context) -> JsResult<()> {
    let HandleEvent::Ready { .. } = event else { return Ok(()) };
    let Some(fd) = object.downcast_ref::<Handle>().map(|handle| handle.fd) else { return Ok(()) };
    for _ in 0..READS_PER_TURN {
        if !is_reading(object) || !is_ready(fd) {
            return Ok(());
        }
        match read_block(fd) {
            Ok(bytes) => deliver(object, Ok(bytes), context)?,
            Err(Errno::AGAIN | Errno::INTR) => {}
            Err(error) => deliver(object, Err(error), context)?,
        }
    }
    // More is left than a turn may take: readiness is told only once, so ask to be told again.
    if let Some(handle) = object.downcast_ref::<Handle>()
        && let Some(watch) = handle.watch.borrow_mut().as_mut()
    {
        let _ = state(context).reactor.borrow_mut().reregister(&mut watch.source, watch.token, Interest::READABLE);
    }
    Ok(())
}

/// Whether a read would return at once, be it with bytes, the end or an error.
fn is_ready(fd: i32) -> bool {
    let Ok(descriptor) = descriptor::borrow(fd) else { return true };
    let mut polled = [PollFd::new(&descriptor, PollFlags::IN)];
    matches!(poll(&mut polled, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })), Ok(1..))
}

fn read_block(fd: i32) -> Result<Vec<u8>, Errno> {
    let mut block = Vec::with_capacity(BLOCK);
    rustix::io::read(descriptor::borrow(fd)?, rustix::buffer::spare_capacity(&mut block))?;
    Ok(block)
}

fn read_on_pool(object: &JsObject, handle: &Handle, context: &Context) {
    if handle.busy.replace(true) {
        return;
    }
    let fd = handle.fd;
    let object = object.clone();
    let frame = promises::continuation(context);
    event_loop::spawn_in(
        frame,
        context,
        move || loop {
            match read_block(fd) {
                Err(Errno::INTR) => {}
                result => return result,
            }
        },
        move |result: Result<Vec<u8>, Errno>, context| {
            if let Some(handle) = object.downcast_ref::<Handle>() {
                handle.busy.set(false);
                if handle.closed.get() {
                    return Ok(());
                }
            }
            // Even if it was told to stop: what is read is read.
            deliver(&object, result, context)?;
            if let Some(handle) = object.downcast_ref::<Handle>()
                && handle.reading.get()
            {
                read_on_pool(&object, &handle, context);
            }
            Ok(())
        },
    );
}

/// Calls `onread`. The end and errors end the reading.
fn deliver(object: &JsObject, result: Result<Vec<u8>, Errno>, context: &mut Context) -> JsResult<()> {
    let (count, chunk) = match result {
        Ok(bytes) if bytes.is_empty() => (EOF, JsValue::undefined()),
        Ok(bytes) => {
            let count = i32::try_from(bytes.len()).unwrap_or(i32::MAX);
            (count, buffer::from_slice(&bytes, context)?.into())
        }
        Err(error) => (-error.raw_os_error(), JsValue::undefined()),
    };
    if count < 0
        && let Some(handle) = object.downcast_ref::<Handle>()
    {
        stop(&handle, context);
    }
    let onread = object.get(PropertyKey::from(JsString::from("onread")), context)?;
    let Some(onread) = onread.as_callable() else { return Ok(()) };
    event_loop::call(&onread, &object.clone().into(), &[JsValue::from(count), chunk], context)
}
