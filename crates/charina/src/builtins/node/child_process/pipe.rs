//! One end of a pipe to a child: `socket._handle`, with the methods and return values of Node's Pipe.
//!
//! As in libuv both ends are Unix sockets, so that either may be read and written. The handle keeps the loop alive
//! only while it reads or has something left to write.

use crate::builtins::node::buffer;
use crate::encoding::{self, Encoding};
use crate::event_loop::{self, HandleEvent, HandleId, class_prototype};
use crate::state::state;
use charina_engine::bytes::ByteView;
use charina_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, Op, js_string, native_data, ops};
use charina_reactor::net::UnixStream;
use charina_reactor::{Interest, Token};
use rustix::fd::{AsFd as _, AsRawFd as _, OwnedFd};
use rustix::io::Errno;
use std::cell::{Cell, RefCell};
use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::rc::Rc;

/// How much is read at once, as in libuv.
const BLOCK: usize = 64 * 1024;

/// What `onread` gets at the end (`UV_EOF`).
const EOF: i32 = -4095;

/// How often a pipe that is always ready may be read in a turn.
const READS_PER_TURN: usize = 32;

struct Pipe {
    connection: RefCell<Option<Connection>>,
    reading: Cell<bool>,
    referenced: Cell<bool>,
    closed: Cell<bool>,
    /// What the other end has not taken yet.
    unwritten: RefCell<Vec<u8>>,
    bytes_read: Cell<f64>,
    bytes_written: Cell<f64>,
}

struct Connection {
    stream: UnixStream,
    token: Token,
    id: HandleId,
}

native_data!(Pipe);

const METHODS: &[Op] = &[
    Op::new("readStart", 0, read_start),
    Op::new("readStop", 0, read_stop),
    Op::new("write", 2, write),
    Op::new("shutdown", 0, shutdown),
    Op::new("close", 1, close),
    Op::new("ref", 0, reference),
    Op::new("unref", 0, unreference),
    Op::new("hasRef", 0, has_reference),
    Op::new("getAsyncId", 0, |_, _, _| Ok(JsValue::from(-1))),
];

/// What libuv answers for an errno: its negative.
fn negative(errno: Errno) -> JsValue {
    JsValue::from(-errno.raw_os_error())
}

fn errno_of(error: &std::io::Error) -> Errno {
    Errno::from_io_error(error).unwrap_or(Errno::IO)
}

/// `new Pipe()`: a handle that is not connected yet. It calls its own `onread(count or negative errno, buffer)` and
/// `onwrite(0 or negative errno)`.
pub(super) fn open(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let prototype = match state(context).slot("Pipe.prototype").as_object() {
        Some(prototype) => prototype,
        None => {
            let prototype = class_prototype("Pipe", METHODS, context);
            ops::define_accessor(&prototype, "fd", Some(descriptor), None, true, context);
            ops::define_accessor(&prototype, "bytesRead", Some(bytes_read), None, true, context);
            ops::define_accessor(&prototype, "bytesWritten", Some(bytes_written), None, true, context);
            state(context).set_slot("Pipe.prototype", prototype.clone());
            prototype
        }
    };
    let pipe = Pipe {
        connection: RefCell::default(),
        reading: Cell::default(),
        referenced: Cell::new(true),
        closed: Cell::default(),
        unwritten: RefCell::default(),
        bytes_read: Cell::default(),
        bytes_written: Cell::default(),
    };
    let object = JsObject::from_proto_and_data(Some(prototype), pipe);
    ops::define_value(&object, JsString::from("reading"), false, true);
    Ok(object.into())
}

/// Makes the handle our end of a pair of which `end` is ours.
pub(super) fn connect(object: &JsObject, end: OwnedFd, context: &Context) -> Result<(), Errno> {
    let Some(pipe) = object.downcast_ref::<Pipe>() else { return Err(Errno::INVAL) };
    let end = std::os::unix::net::UnixStream::from(end);
    end.set_nonblocking(true).map_err(|error| errno_of(&error))?;
    let mut stream = UnixStream::from_std(end);
    let state = state(context);
    let interest = Interest::READABLE.add(Interest::WRITABLE);
    let token = state.reactor.borrow_mut().register(&mut stream, interest).map_err(|error| errno_of(&error))?;
    let object = object.clone();
    let id = state.pending.add_handle(Rc::new(move |event, context| on_event(&object, event, context)));
    state.pending.set_referenced(id, false);
    state.pending.bind_token(id, token);
    *pipe.connection.borrow_mut() = Some(Connection { stream, token, id });
    Ok(())
}

/// Whether the object is a handle of this kind.
pub(super) fn is_pipe(object: &JsObject) -> bool {
    object.is::<Pipe>()
}

/// A duplicate of the handle's descriptor, for a child.
pub(super) fn duplicate(object: &JsObject) -> Result<OwnedFd, Errno> {
    let Some(pipe) = object.downcast_ref::<Pipe>() else { return Err(Errno::INVAL) };
    let connection = pipe.connection.borrow();
    let connection = connection.as_ref().ok_or(Errno::BADF)?;
    rustix::io::fcntl_dupfd_cloexec(connection.stream.as_fd(), 3)
}

/// Runs `with` on the handle's data; calls on anything else answer EBADF.
fn on_pipe(this: &JsValue, with: impl FnOnce(&Pipe) -> JsValue) -> JsValue {
    this.as_object()
        .and_then(|object| object.downcast_ref::<Pipe>().map(|pipe| with(&pipe)))
        .unwrap_or_else(|| negative(Errno::BADF))
}

fn descriptor(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(on_pipe(this, |pipe| {
        JsValue::from(pipe.connection.borrow().as_ref().map_or(-1, |connection| connection.stream.as_raw_fd()))
    }))
}

fn bytes_read(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(on_pipe(this, |pipe| JsValue::from(pipe.bytes_read.get())))
}

fn bytes_written(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(on_pipe(this, |pipe| JsValue::from(pipe.bytes_written.get())))
}

/// The loop waits for what is wanted: data, or that the rest is taken.
fn update_reference(pipe: &Pipe, context: &Context) {
    if let Some(connection) = pipe.connection.borrow().as_ref() {
        let busy = pipe.reading.get() || !pipe.unwritten.borrow().is_empty();
        state(context).pending.set_referenced(connection.id, busy && pipe.referenced.get());
    }
}

/// Asks to be told again of what is ready now.
fn rearm(pipe: &Pipe, context: &Context) {
    if let Some(connection) = pipe.connection.borrow_mut().as_mut() {
        let interest = Interest::READABLE.add(Interest::WRITABLE);
        // What fails here fails again, and is told, at the next read or write.
        let _ = state(context).reactor.borrow_mut().reregister(&mut connection.stream, connection.token, interest);
    }
}

fn read_start(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(on_pipe(this, |pipe| {
        if pipe.closed.get() || pipe.connection.borrow().is_none() {
            return negative(Errno::BADF);
        }
        if !pipe.reading.replace(true) {
            update_reference(pipe, context);
            rearm(pipe, context);
        }
        JsValue::from(0)
    }))
}

fn read_stop(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(on_pipe(this, |pipe| {
        pipe.reading.set(false);
        update_reference(pipe, context);
        JsValue::from(0)
    }))
}

/// `write(chunk, encoding)`: 0 when all is written, 1 when `onwrite` will tell, a negative errno where it failed.
fn write(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let chunk = arguments.get_or_undefined(0);
    let bytes = match chunk.as_string() {
        Some(string) => {
            let name = arguments.get_or_undefined(1).as_string();
            let form = name.and_then(|name| Encoding::parse(&name)).unwrap_or(Encoding::Utf8);
            encoding::to_bytes(&string, form)
        }
        None => match ByteView::from_value(chunk, context)? {
            Some(view) => view.to_vec(),
            None => return Ok(negative(Errno::INVAL)),
        },
    };
    Ok(on_pipe(this, |pipe| {
        pipe.bytes_written.set(pipe.bytes_written.get() + length(bytes.len()));
        let before = !pipe.unwritten.borrow().is_empty();
        pipe.unwritten.borrow_mut().extend_from_slice(&bytes);
        if before {
            return JsValue::from(1);
        }
        match write_rest(pipe) {
            Ok(true) => JsValue::from(0),
            Ok(false) => {
                update_reference(pipe, context);
                JsValue::from(1)
            }
            Err(errno) => negative(errno),
        }
    }))
}

#[expect(clippy::cast_precision_loss, reason = "a count of bytes that were in memory")]
fn length(len: usize) -> f64 {
    len as f64
}

/// Writes as much as is taken now: whether nothing is left.
fn write_rest(pipe: &Pipe) -> Result<bool, Errno> {
    let connection = pipe.connection.borrow();
    let Some(connection) = connection.as_ref() else { return Err(Errno::BADF) };
    let mut rest = pipe.unwritten.borrow_mut();
    let mut done = 0;
    let result = loop {
        if done == rest.len() {
            break Ok(true);
        }
        match (&connection.stream).write(&rest[done..]) {
            Ok(count) => done += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => break Ok(false),
            Err(error) => break Err(errno_of(&error)),
        }
    };
    match result {
        Ok(false) => drop(rest.drain(..done)),
        _ => *rest = Vec::new(),
    }
    result
}

/// No more will be written: the other end reads to its end.
fn shutdown(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(on_pipe(this, |pipe| match pipe.connection.borrow().as_ref() {
        Some(connection) => match connection.stream.shutdown(Shutdown::Write) {
            Ok(()) => JsValue::from(0),
            Err(error) => negative(errno_of(&error)),
        },
        None => negative(Errno::NOTCONN),
    }))
}

/// `close(callback)`, which is called in the loop's closing phase.
fn close(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let first = this.as_object().is_some_and(|object| {
        object.downcast_ref::<Pipe>().is_some_and(|pipe| {
            let first = !pipe.closed.replace(true);
            pipe.reading.set(false);
            disconnect(&pipe, context);
            first
        })
    });
    if first && let Some(callback) = arguments.first().and_then(JsValue::as_callable) {
        state(context).pending.close_later(callback, this.clone());
    }
    Ok(JsValue::undefined())
}

fn disconnect(pipe: &Pipe, context: &Context) {
    let connection = pipe.connection.borrow_mut().take();
    if let Some(mut connection) = connection {
        let state = state(context);
        state.pending.remove_handle(connection.id);
        state.pending.unbind_token(connection.token);
        // The socket is closed next, which deregisters it as well.
        let _ = state.reactor.borrow_mut().deregister(&mut connection.stream, connection.token);
    }
}

fn set_referenced(this: &JsValue, referenced: bool, context: &Context) -> JsValue {
    on_pipe(this, |pipe| {
        pipe.referenced.set(referenced);
        update_reference(pipe, context);
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
    Ok(on_pipe(this, |pipe| JsValue::from(pipe.referenced.get() && !pipe.closed.get())))
}

fn on_event(object: &JsObject, event: &HandleEvent, context: &mut Context) -> JsResult<()> {
    let HandleEvent::Ready { readable, writable } = event else { return Ok(()) };
    if *writable {
        let outcome = object.downcast_ref::<Pipe>().and_then(|pipe| {
            if pipe.unwritten.borrow().is_empty() {
                return None;
            }
            let outcome = write_rest(&pipe);
            update_reference(&pipe, context);
            Some(outcome)
        });
        match outcome {
            Some(Ok(true)) => call(object, "onwrite", &[JsValue::from(0)], context)?,
            Some(Err(errno)) => call(object, "onwrite", &[negative(errno)], context)?,
            _ => {}
        }
    }
    if *readable { read(object, context) } else { Ok(()) }
}

/// Reads while there is something and somebody wants it.
fn read(object: &JsObject, context: &mut Context) -> JsResult<()> {
    let mut block = Vec::new();
    for _ in 0..READS_PER_TURN {
        let result = {
            let Some(pipe) = object.downcast_ref::<Pipe>() else { return Ok(()) };
            if !pipe.reading.get() {
                return Ok(());
            }
            let connection = pipe.connection.borrow();
            let Some(connection) = connection.as_ref() else { return Ok(()) };
            block.resize(BLOCK, 0);
            let result = (&connection.stream).read(&mut block);
            if let Ok(count) = result {
                pipe.bytes_read.set(pipe.bytes_read.get() + length(count));
            }
            result
        };
        match result {
            Ok(0) => return finish(object, EOF, context),
            Ok(count) => {
                let chunk = buffer::from_slice(block.get(..count).unwrap_or_default(), context)?;
                let count = JsValue::from(i32::try_from(count).unwrap_or(i32::MAX));
                call(object, "onread", &[count, chunk.into()], context)?;
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => return Ok(()),
            // The child ended without reading what was sent to it: that is the end, as with a pipe.
            Err(error) if errno_of(&error) == Errno::CONNRESET => return finish(object, EOF, context),
            Err(error) => return finish(object, -errno_of(&error).raw_os_error(), context),
        }
    }
    // More is left than a turn may take.
    if let Some(pipe) = object.downcast_ref::<Pipe>() {
        rearm(&pipe, context);
    }
    Ok(())
}

fn finish(object: &JsObject, status: i32, context: &mut Context) -> JsResult<()> {
    if let Some(pipe) = object.downcast_ref::<Pipe>() {
        pipe.reading.set(false);
        update_reference(&pipe, context);
    }
    call(object, "onread", &[JsValue::from(status), JsValue::undefined()], context)
}

fn call(object: &JsObject, name: &str, arguments: &[JsValue], context: &mut Context) -> JsResult<()> {
    let name = if name == "onread" { js_string!("onread") } else { js_string!("onwrite") };
    let callback = object.get(name, context)?;
    let Some(callback) = callback.as_callable() else { return Ok(()) };
    event_loop::call(&callback, &object.clone().into(), arguments, context)
}
