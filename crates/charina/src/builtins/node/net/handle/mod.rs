//! `socket._handle` and `server._handle`: a TCP or Unix socket with the methods and return values of Node's TCP and Pipe
//! handles, which are libuv's (<https://docs.libuv.org/en/v1.x/stream.html>): 0 or a negative errno.
//!
//! The handle calls its own `onread(count or errno, buffer)`, `onwrite(status)`, `onconnect(status)` and
//! `onconnection(status, handle)`. It keeps the loop alive only while it reads, listens, connects or has something left
//! to write.

pub(crate) mod address;
mod establish;
mod options;
mod read;
mod write;

pub(crate) use read::Consumer;

use crate::event_loop::{self, HandleEvent, HandleId, class_prototype};
use crate::hooks;
use crate::state::state;
use charina_engine::bytes::ByteView;
use charina_engine::{
    Context, JsArgs, JsObject, JsResult, JsString, JsValue, Op, PropertyKey, js_string, native_data, ops, promises,
};
use charina_reactor::{Descriptor, Interest, Token};
use rustix::fd::{AsFd as _, AsRawFd as _, OwnedFd};
use rustix::io::Errno;
use rustix::net::AddressFamily;
use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;

/// What a handle is a handle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// IPv4 and IPv6.
    Tcp,
    /// Unix sockets, pipes and FIFOs.
    Pipe,
}

/// What the handle does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Idle,
    Connecting,
    Connected,
    Listening,
}

/// The state of a handle, shared with who reads and writes it without JavaScript.
pub(crate) struct Handle {
    kind: Kind,
    socket: RefCell<Option<Descriptor>>,
    registration: Cell<Option<(Token, HandleId)>>,
    role: Cell<Role>,
    reading: Cell<bool>,
    /// Whether the kernel said that there is something to read, and was not asked since.
    readable: Cell<bool>,
    referenced: Cell<bool>,
    closed: Cell<bool>,
    /// An error that is told later than when it happened, as libuv does with those of bind and connect.
    failure: Cell<Option<Errno>>,
    queue: RefCell<write::Queue>,
    bytes_read: Cell<u64>,
    bytes_written: Cell<u64>,
    /// Where reads go if the user gave a buffer of their own.
    user_buffer: RefCell<Option<ByteView>>,
    consumer: RefCell<Option<Rc<dyn Consumer>>>,
    /// The path of a listening Unix socket, which goes with it.
    path: RefCell<Option<PathBuf>>,
    /// A descriptor kept back for the time when there are none: connections can then be refused instead of waiting.
    spare: RefCell<Option<OwnedFd>>,
    /// The number under which a script handed the descriptor in.
    number: Cell<Option<i32>>,
    /// The AsyncContextFrame in which the handle was made, and calls back.
    frame: RefCell<JsValue>,
}

/// The data of the JS object.
struct Data(Rc<Handle>);

native_data!(Data);

const METHODS: &[Op] = &[
    Op::new("readStart", 0, read::read_start),
    Op::new("readStop", 0, read::read_stop),
    Op::new("useUserBuffer", 1, read::use_user_buffer),
    Op::new("write", 2, write::write),
    Op::new("writev", 2, write::writev),
    Op::new("shutdown", 0, write::shutdown),
    Op::new("bind", 3, establish::bind),
    Op::new("bindPath", 1, establish::bind_path),
    Op::new("listen", 1, establish::listen),
    Op::new("connect", 2, establish::connect),
    Op::new("connectPath", 1, establish::connect_path),
    Op::new("open", 1, establish::open),
    Op::new("close", 1, close),
    Op::new("reset", 1, reset),
    Op::new("ref", 0, |this, _, context| Ok(set_referenced(this, true, context))),
    Op::new("unref", 0, |this, _, context| Ok(set_referenced(this, false, context))),
    Op::new("hasRef", 0, has_reference),
    Op::new("getAsyncId", 0, |_, _, _| Ok(JsValue::from(-1))),
    Op::new("getsockname", 1, options::local_name),
    Op::new("getpeername", 1, options::peer_name),
    Op::new("setNoDelay", 1, options::set_no_delay),
    Op::new("setKeepAlive", 2, options::set_keep_alive),
    Op::new("fchmod", 1, options::change_mode),
];

/// `newHandle(isPipe)`
pub(super) fn new_handle(_: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let kind = if arguments.get_or_undefined(0).to_boolean() { Kind::Pipe } else { Kind::Tcp };
    Ok(create(kind, context).0.into())
}

/// A handle of nothing yet.
fn create(kind: Kind, context: &mut Context) -> (JsObject, Rc<Handle>) {
    let (slot, name) = match kind {
        Kind::Tcp => ("net.TCP.prototype", "TCP"),
        Kind::Pipe => ("net.Pipe.prototype", "Pipe"),
    };
    let prototype = state(context).slot(slot).as_object().unwrap_or_else(|| {
        let prototype = class_prototype(name, METHODS, context);
        ops::define_accessor(&prototype, "fd", Some(descriptor), None, true, context);
        ops::define_accessor(&prototype, "bytesRead", Some(options::bytes_read), None, true, context);
        ops::define_accessor(&prototype, "bytesWritten", Some(options::bytes_written), None, true, context);
        ops::define_accessor(&prototype, "writeQueueSize", Some(options::write_queue_size), None, true, context);
        state(context).set_slot(slot, prototype.clone());
        prototype
    });
    let handle = Rc::new(Handle {
        kind,
        socket: RefCell::default(),
        registration: Cell::default(),
        role: Cell::new(Role::Idle),
        reading: Cell::default(),
        readable: Cell::default(),
        referenced: Cell::new(true),
        closed: Cell::default(),
        failure: Cell::default(),
        queue: RefCell::default(),
        bytes_read: Cell::default(),
        bytes_written: Cell::default(),
        user_buffer: RefCell::default(),
        consumer: RefCell::default(),
        path: RefCell::default(),
        spare: RefCell::default(),
        number: Cell::default(),
        frame: RefCell::new(promises::continuation(context)),
    });
    (JsObject::from_proto_and_data(Some(prototype), Data(handle.clone())), handle)
}

/// The handle that fits a stream socket from another process. One that listens there waits for its `listen` here.
///
/// # Errors
/// The kernel's, of a socket that cannot be watched.
pub(crate) fn receive_handle(socket: OwnedFd, context: &mut Context) -> Result<JsObject, Errno> {
    let is_local = rustix::net::getsockname(&socket)?.address_family() == AddressFamily::UNIX;
    let (object, handle) = create(if is_local { Kind::Pipe } else { Kind::Tcp }, context);
    rustix::io::ioctl_fionbio(&socket, true)?;
    let listens = rustix::net::sockopt::socket_acceptconn(&socket)?;
    let bound_only = !listens && rustix::net::getpeername(&socket).is_err();
    handle.adopt(&object, socket, context)?;
    handle.role.set(if listens || bound_only { Role::Idle } else { Role::Connected });
    Ok(object)
}

/// The handle in a JS object.
pub(crate) fn of(value: &JsValue) -> Option<Rc<Handle>> {
    value.as_object().and_then(|object| object.downcast_ref::<Data>().map(|data| data.0.clone()))
}

/// What libuv answers for an errno: its negative.
pub(crate) fn negative(errno: Errno) -> JsValue {
    JsValue::from(-errno.raw_os_error())
}

/// 0, or the errno's negative.
pub(crate) fn status(result: Result<(), Errno>) -> JsValue {
    result.map_or_else(negative, |()| JsValue::from(0))
}

/// Runs `with` on the handle; calls on anything else, or on what has no socket, answer EBADF.
fn on_socket(this: &JsValue, with: impl FnOnce(&Handle, &Descriptor) -> Result<(), Errno>) -> JsValue {
    status(of(this).map_or(Err(Errno::BADF), |handle| {
        let socket = handle.socket.borrow();
        with(&handle, socket.as_ref().ok_or(Errno::BADF)?)
    }))
}

pub(crate) fn errno_of(error: &std::io::Error) -> Errno {
    Errno::from_io_error(error).unwrap_or(Errno::IO)
}

impl Handle {
    /// A duplicate of the descriptor, for another process.
    ///
    /// # Errors
    /// EBADF where there is none.
    pub(crate) fn duplicate(&self) -> Result<OwnedFd, Errno> {
        let socket = self.socket.borrow();
        rustix::io::fcntl_dupfd_cloexec(socket.as_ref().ok_or(Errno::BADF)?, 3)
    }

    /// Takes the descriptor and asks to be told of it.
    fn adopt(self: &Rc<Self>, object: &JsObject, socket: OwnedFd, context: &Context) -> Result<(), Errno> {
        let mut socket = Descriptor::from(socket);
        let state = state(context);
        let token = state.reactor.borrow_mut().register(&mut socket, both()).map_err(|error| errno_of(&error))?;
        let object = object.clone();
        let id = state.pending.add_handle(Rc::new(move |event, context| on_event(&object, event, context)));
        state.pending.set_referenced(id, false);
        state.pending.bind_token(id, token);
        self.registration.set(Some((token, id)));
        *self.socket.borrow_mut() = Some(socket);
        Ok(())
    }

    /// The loop waits for what is wanted: data, connections, or that the rest is taken.
    fn update_reference(&self, context: &Context) {
        if let Some((_, id)) = self.registration.get() {
            let busy = self.reading.get()
                || matches!(self.role.get(), Role::Connecting | Role::Listening)
                || !self.queue.borrow().is_empty();
            state(context).pending.set_referenced(id, busy && self.referenced.get());
        }
    }

    /// Asks to be told again of what is ready now.
    fn rearm(&self, context: &Context) {
        if let (Some((token, _)), Some(socket)) = (self.registration.get(), self.socket.borrow_mut().as_mut()) {
            // What fails here fails again, and is told, at the next read or write.
            let _ = state(context).reactor.borrow_mut().reregister(socket, token, both());
        }
    }

    /// Gives up the socket and what refers to it.
    fn disconnect(&self, context: &Context) {
        self.reading.set(false);
        let socket = self.socket.borrow_mut().take();
        if let Some(mut socket) = socket {
            if let Some((token, id)) = self.registration.take() {
                let state = state(context);
                state.pending.remove_handle(id);
                state.pending.unbind_token(token);
                // The socket is closed next, which deregisters it as well.
                let _ = state.reactor.borrow_mut().deregister(&mut socket, token);
            }
            if let Some(number) = self.number.take() {
                // The script's number goes with the handle, whether it still is open or not.
                let _ = crate::descriptor::close(number);
            }
        }
        if let Some(path) = self.path.borrow_mut().take() {
            // Somebody may have removed it already.
            let _ = std::fs::remove_file(path);
        }
        self.queue.borrow_mut().clear();
        *self.spare.borrow_mut() = None;
        *self.consumer.borrow_mut() = None;
        *self.user_buffer.borrow_mut() = None;
        *self.frame.borrow_mut() = JsValue::undefined();
    }
}

fn both() -> Interest {
    Interest::READABLE.add(Interest::WRITABLE)
}

fn on_event(object: &JsObject, event: &HandleEvent, context: &mut Context) -> JsResult<()> {
    let HandleEvent::Ready { readable, writable } = event else { return Ok(()) };
    let Some(handle) = of(&object.clone().into()) else { return Ok(()) };
    match handle.role.get() {
        Role::Idle => Ok(()),
        Role::Connecting => {
            handle.readable.set(handle.readable.get() || *readable);
            establish::finish_connect(&handle, object, context)
        }
        Role::Listening => establish::accept(&handle, object, context),
        Role::Connected => {
            if *writable && let Some(outcome) = write::flush(&handle, context) {
                call(object, &handle, js_string!("onwrite"), &[status(outcome)], context)?;
            }
            if *readable {
                handle.readable.set(true);
                return read::read(&handle, object, context);
            }
            Ok(())
        }
    }
}

/// Calls the handle's own function of that name as a callback of the loop.
fn call(
    object: &JsObject,
    handle: &Handle,
    name: impl Into<PropertyKey>,
    arguments: &[JsValue],
    context: &mut Context,
) -> JsResult<()> {
    let callback = object.get(name, context)?;
    let Some(callback) = callback.as_callable() else { return Ok(()) };
    let frame = handle.frame.borrow().clone();
    hooks::with_frame(frame, context, |context| event_loop::call(&callback, &object.clone().into(), arguments, context))
}

fn descriptor(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let number = of(this).and_then(|handle| {
        handle.number.get().or_else(|| handle.socket.borrow().as_ref().map(|socket| socket.as_fd().as_raw_fd()))
    });
    Ok(JsValue::from(number.unwrap_or(-1)))
}

/// `close(callback)`, which is called in the loop's closing phase.
fn close(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(handle) = of(this) else { return Ok(JsValue::undefined()) };
    if handle.closed.replace(true) {
        return Ok(JsValue::undefined());
    }
    handle.disconnect(context);
    if let Some(callback) = arguments.first().and_then(JsValue::as_callable) {
        state(context).pending.close_later(callback, this.clone());
    }
    Ok(JsValue::undefined())
}

/// `reset(callback)`: [`close`] with a RST for the other side.
fn reset(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let lingers = on_socket(this, |handle, socket| {
        if handle.closed.get() {
            return Err(Errno::INVAL);
        }
        rustix::net::sockopt::set_socket_linger(socket, Some(std::time::Duration::ZERO))
    });
    if lingers.as_number() == Some(0.0) {
        close(this, arguments, context)?;
    }
    Ok(lingers)
}

fn set_referenced(this: &JsValue, referenced: bool, context: &Context) -> JsValue {
    if let Some(handle) = of(this) {
        handle.referenced.set(referenced);
        handle.update_reference(context);
    }
    JsValue::undefined()
}

fn has_reference(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(of(this).is_some_and(|handle| handle.referenced.get() && !handle.closed.get()).into())
}

/// The text of an argument that the glue has made a string.
pub(crate) fn text_argument(arguments: &[JsValue], index: usize) -> String {
    let string: JsString = arguments.get_or_undefined(index).as_string().unwrap_or_default();
    charina_engine::text::to_utf8(&string)
}

/// A number that the glue has made one, 0 for any other value.
#[expect(clippy::cast_possible_truncation, reason = "floats saturate when cast")]
pub(crate) fn number_argument(arguments: &[JsValue], index: usize) -> i32 {
    arguments.get_or_undefined(index).as_number().unwrap_or(0.0) as i32
}
