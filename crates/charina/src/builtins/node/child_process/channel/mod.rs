//! One end of a channel between processes: messages in both directions over a Unix socket, and descriptors with them.
//! <https://nodejs.org/api/child_process.html#subprocesssendmessage-sendhandle-options-callback>
//!
//! The handle calls its own `onmessages(list)`, `onsent(count)` and `onend()`. It keeps the loop alive while it is
//! referenced, and as long as something is left to send.

mod descriptors;
mod frames;
mod outbox;

use crate::builtins::node::buffer;
use crate::event_loop::{self, HandleEvent, HandleId, class_prototype};
use crate::hooks;
use crate::state::state;
use charina_engine::bytes::ByteView;
use charina_engine::{
    Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, Op, json, native_data, ops, promises, text,
};
use charina_reactor::{Descriptor, Interest, Token};
use frames::{Form, Frames};
use outbox::Outbox;
use rustix::fd::{AsFd as _, AsRawFd as _, OwnedFd};
use rustix::io::Errno;
use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::IoSliceMut;
use std::mem::MaybeUninit;
use std::rc::Rc;

/// How much is read at once, as in libuv.
const BLOCK: usize = 64 * 1024;

/// How often a channel that is always ready may be read in a turn.
const READS_PER_TURN: usize = 32;

/// How many descriptors one read may bring: Node sends one a message, other programs may send more.
const DESCRIPTORS: usize = 16;

struct Channel {
    connection: RefCell<Option<Connection>>,
    reading: Cell<bool>,
    referenced: Cell<bool>,
    frames: RefCell<Frames>,
    outbox: RefCell<Outbox>,
    /// Descriptors whose messages were not looked at yet.
    descriptors: RefCell<VecDeque<OwnedFd>>,
    /// The AsyncContextFrame in which the handle was made, and calls back.
    frame: RefCell<JsValue>,
}

struct Connection {
    socket: Descriptor,
    token: Token,
    id: HandleId,
}

struct Data(Rc<Channel>);

native_data!(Data);

const METHODS: &[Op] = &[
    Op::new("open", 1, open_number),
    Op::new("useAdvanced", 0, use_advanced),
    Op::new("send", 2, send),
    Op::new("takeHandle", 0, take_handle),
    Op::new("readStart", 0, read_start),
    Op::new("close", 0, close),
    Op::new("ref", 0, |this, _, context| Ok(set_referenced(this, true, context))),
    Op::new("unref", 0, |this, _, context| Ok(set_referenced(this, false, context))),
    Op::new("hasRef", 0, |this, _, _| Ok(of(this).is_some_and(|channel| channel.referenced.get()).into())),
    Op::new("getAsyncId", 0, |_, _, _| Ok(JsValue::from(-1))),
];

/// What libuv answers for an errno: its negative.
fn negative(errno: Errno) -> JsValue {
    JsValue::from(-errno.raw_os_error())
}

fn errno_of(error: &std::io::Error) -> Errno {
    Errno::from_io_error(error).unwrap_or(Errno::IO)
}

fn of(value: &JsValue) -> Option<Rc<Channel>> {
    value.as_object().and_then(|object| object.downcast_ref::<Data>().map(|data| data.0.clone()))
}

/// Whether the object is a handle of this kind.
pub(super) fn is_channel(object: &JsObject) -> bool {
    object.is::<Data>()
}

/// `newChannel()`: a handle that is not connected yet.
pub(super) fn new_channel(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let prototype = state(context).slot("Channel.prototype").as_object().unwrap_or_else(|| {
        let prototype = class_prototype("Pipe", METHODS, context);
        ops::define_accessor(&prototype, "fd", Some(descriptor), None, true, context);
        ops::define_accessor(&prototype, "writeQueueSize", Some(queue_size), None, true, context);
        ops::define_accessor(&prototype, "buffering", Some(buffering), None, true, context);
        state(context).set_slot("Channel.prototype", prototype.clone());
        prototype
    });
    let channel = Channel {
        connection: RefCell::default(),
        reading: Cell::default(),
        referenced: Cell::new(true),
        frames: RefCell::default(),
        outbox: RefCell::default(),
        descriptors: RefCell::default(),
        frame: RefCell::new(promises::continuation(context)),
    };
    Ok(JsObject::from_proto_and_data(Some(prototype), Data(Rc::new(channel))).into())
}

/// Makes `end` the handle's.
pub(super) fn connect(object: &JsObject, end: OwnedFd, context: &Context) -> Result<(), Errno> {
    let channel = of(&object.clone().into()).ok_or(Errno::INVAL)?;
    rustix::io::ioctl_fionbio(&end, true)?;
    let mut socket = Descriptor::from(end);
    let state = state(context);
    let token = state.reactor.borrow_mut().register(&mut socket, both()).map_err(|error| errno_of(&error))?;
    let object = object.clone();
    let id = state.pending.add_handle(Rc::new(move |event, context| on_event(&object, event, context)));
    state.pending.bind_token(id, token);
    *channel.connection.borrow_mut() = Some(Connection { socket, token, id });
    channel.update_reference(context);
    Ok(())
}

fn both() -> Interest {
    Interest::READABLE.add(Interest::WRITABLE)
}

impl Channel {
    fn update_reference(&self, context: &Context) {
        if let Some(connection) = self.connection.borrow().as_ref() {
            let wanted = self.reading.get() && self.referenced.get();
            let referenced = wanted || !self.outbox.borrow().is_empty();
            state(context).pending.set_referenced(connection.id, referenced);
        }
    }

    /// Asks to be told again of what is ready now.
    fn rearm(&self, context: &Context) {
        if let Some(connection) = self.connection.borrow_mut().as_mut() {
            // What fails here fails again, and is told, at the next read or write.
            let _ = state(context).reactor.borrow_mut().reregister(&mut connection.socket, connection.token, both());
        }
    }

    fn disconnect(&self, context: &Context) {
        self.reading.set(false);
        let connection = self.connection.borrow_mut().take();
        if let Some(mut connection) = connection {
            let state = state(context);
            state.pending.remove_handle(connection.id);
            state.pending.unbind_token(connection.token);
            // The socket is closed next, which deregisters it as well.
            let _ = state.reactor.borrow_mut().deregister(&mut connection.socket, connection.token);
        }
        self.outbox.borrow_mut().clear();
        self.descriptors.borrow_mut().clear();
        *self.frame.borrow_mut() = JsValue::undefined();
    }

    /// Sends what waits: how many messages have gone out.
    fn flush(&self, context: &Context) -> Result<usize, (Errno, usize)> {
        let sent = match self.connection.borrow().as_ref() {
            Some(connection) => self.outbox.borrow_mut().flush(connection.socket.as_fd()),
            None => Err((Errno::BADF, 0)),
        };
        self.update_reference(context);
        sent
    }

    /// One read: how many bytes came. What came is in `frames` and `descriptors`.
    fn receive(&self, block: &mut [u8]) -> Result<usize, Errno> {
        let connection = self.connection.borrow();
        let connection = connection.as_ref().ok_or(Errno::BADF)?;
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(DESCRIPTORS))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let received = loop {
            let target = &mut [IoSliceMut::new(&mut *block)];
            match recvmsg(connection.socket.as_fd(), target, &mut control, RecvFlags::CMSG_CLOEXEC) {
                Err(Errno::INTR) => {}
                received => break received?,
            }
        };
        for message in control.drain() {
            if let RecvAncillaryMessage::ScmRights(descriptors) = message {
                self.descriptors.borrow_mut().extend(descriptors);
            }
        }
        self.frames.borrow_mut().push(block.get(..received.bytes).unwrap_or_default());
        Ok(received.bytes)
    }
}

/// `open(fd)`: the end that this process was started with. The number is given up for one that is not inherited.
fn open_number(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let number = arguments.get_or_undefined(0).to_i32(context)?;
    let opened = || -> Result<(), Errno> {
        let object = this.as_object().ok_or(Errno::INVAL)?;
        let copy = rustix::io::fcntl_dupfd_cloexec(crate::descriptor::borrow(number)?, 3)?;
        rustix::net::getsockname(&copy)?;
        connect(&object, copy, context)?;
        // Standard streams may be written to although nobody reads them.
        if number > 2 { crate::descriptor::close(number) } else { Ok(()) }
    };
    Ok(opened().map_or_else(negative, |()| JsValue::from(0)))
}

/// `useAdvanced()`: messages are Buffers in V8's serialization format.
fn use_advanced(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    if let Some(channel) = of(this) {
        channel.frames.borrow_mut().form = Form::Advanced;
    }
    Ok(JsValue::undefined())
}

/// `send(message, handle)`: the message is JSON as a string, or a Buffer. 0 when all is sent, 1 when `onsent` will
/// tell, a negative errno where it failed.
fn send(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(channel) = of(this) else { return Ok(negative(Errno::BADF)) };
    let message = arguments.get_or_undefined(0);
    let form = channel.frames.borrow().form;
    let bytes = match message.as_string() {
        Some(string) => form.enclose(&text::to_utf8_bytes(&string)),
        None => match ByteView::from_value(message, context)? {
            Some(view) => view.read(|bytes| form.enclose(bytes)),
            None => return Ok(negative(Errno::INVAL)),
        },
    };
    let handle = arguments.get_or_undefined(1);
    let descriptor = match handle.is_undefined() || handle.is_null() {
        true => None,
        false => match descriptors::duplicate(handle) {
            Ok(descriptor) => Some(descriptor),
            Err(errno) => return Ok(negative(errno)),
        },
    };
    let first = channel.outbox.borrow().is_empty();
    channel.outbox.borrow_mut().push(bytes, descriptor);
    if !first {
        return Ok(JsValue::from(1));
    }
    Ok(match channel.flush(context) {
        Ok(0) => JsValue::from(1),
        Ok(_) => JsValue::from(0),
        Err((errno, _)) => negative(errno),
    })
}

/// `takeHandle()`: the handle that came with the message, or undefined where none arrived.
fn take_handle(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let descriptor = of(this).and_then(|channel| channel.descriptors.borrow_mut().pop_front());
    match descriptor {
        Some(descriptor) => descriptors::adopt(descriptor, context),
        None => Ok(JsValue::undefined()),
    }
}

fn read_start(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(channel) = of(this) else { return Ok(negative(Errno::BADF)) };
    if channel.connection.borrow().is_none() {
        return Ok(negative(Errno::NOTCONN));
    }
    channel.reading.set(true);
    channel.update_reference(context);
    channel.rearm(context);
    Ok(JsValue::from(0))
}

fn close(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(channel) = of(this) {
        channel.disconnect(context);
    }
    Ok(JsValue::undefined())
}

fn set_referenced(this: &JsValue, referenced: bool, context: &Context) -> JsValue {
    if let Some(channel) = of(this) {
        channel.referenced.set(referenced);
        channel.update_reference(context);
    }
    JsValue::undefined()
}

fn descriptor(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let number = of(this).and_then(|channel| {
        channel.connection.borrow().as_ref().map(|connection| connection.socket.as_fd().as_raw_fd())
    });
    Ok(JsValue::from(number.unwrap_or(-1)))
}

#[expect(clippy::cast_precision_loss, reason = "a count of bytes that are in memory")]
fn queue_size(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(JsValue::from(of(this).map_or(0, |channel| channel.outbox.borrow().len()) as f64))
}

fn buffering(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(of(this).is_some_and(|channel| channel.frames.borrow().is_partial()).into())
}

fn on_event(object: &JsObject, event: &HandleEvent, context: &mut Context) -> JsResult<()> {
    let HandleEvent::Ready { readable, writable } = event else { return Ok(()) };
    let Some(channel) = of(&object.clone().into()) else { return Ok(()) };
    if *writable && !channel.outbox.borrow().is_empty() {
        let gone = match channel.flush(context) {
            Ok(gone) => gone,
            // Nobody is told more than that they are gone: that the other side is will be read next.
            Err((_, lost)) => lost,
        };
        if gone > 0 {
            let gone = i32::try_from(gone).unwrap_or(i32::MAX);
            let outcome = call(object, &channel, "onsent", &[JsValue::from(gone)], context);
            event_loop::settle(outcome, context)?;
        }
    }
    if *readable { read(object, &channel, context) } else { Ok(()) }
}

/// Reads while there is something.
fn read(object: &JsObject, channel: &Rc<Channel>, context: &mut Context) -> JsResult<()> {
    let mut block = vec![0; BLOCK];
    for _ in 0..READS_PER_TURN {
        if !channel.reading.get() {
            return Ok(());
        }
        match channel.receive(&mut block) {
            Ok(1..) => {
                let (messages, problem) = messages(channel, context)?;
                let outcome = if messages.is_empty() {
                    Ok(())
                } else {
                    let list = JsArray::from_iter(messages, context);
                    call(object, channel, "onmessages", &[list.into()], context)
                };
                event_loop::settle(outcome.and(problem), context)?;
            }
            Err(Errno::AGAIN | Errno::BADF) => return Ok(()),
            // The other side has gone, without reading what was sent to it or by an error that nobody can mend.
            Ok(0) | Err(_) => {
                channel.reading.set(false);
                channel.update_reference(context);
                let outcome = call(object, channel, "onend", &[], context);
                return event_loop::settle(outcome, context);
            }
        }
    }
    // More is left than a turn may take.
    channel.rearm(context);
    Ok(())
}

/// The messages that have come whole, up to the first that is none.
fn messages(channel: &Channel, context: &mut Context) -> JsResult<(Vec<JsValue>, JsResult<()>)> {
    let mut list = Vec::new();
    let form = channel.frames.borrow().form;
    loop {
        let message = match (form, channel.frames.borrow_mut().next()) {
            (_, None) => return Ok((list, Ok(()))),
            (Form::Json, Some(line)) => Message::Text(text::from_utf8_lossy(line)),
            (Form::Advanced, Some(bytes)) => Message::Bytes(bytes.to_vec()),
        };
        match message {
            Message::Text(text) => match json::parse_text(&text, context) {
                Ok(value) => list.push(value),
                Err(error) => return Ok((list, Err(error))),
            },
            Message::Bytes(bytes) => list.push(buffer::from_slice(&bytes, context)?.into()),
        }
    }
}

enum Message {
    Text(JsString),
    Bytes(Vec<u8>),
}

/// Calls the handle's own function of that name.
fn call(
    object: &JsObject,
    channel: &Channel,
    name: &str,
    arguments: &[JsValue],
    context: &mut Context,
) -> JsResult<()> {
    let callback = object.get(JsString::from(name), context)?;
    let Some(callback) = callback.as_callable() else { return Ok(()) };
    let frame = channel.frame.borrow().clone();
    let this = object.clone().into();
    hooks::with_frame(frame, context, |context| callback.call(&this, arguments, context).map(|_| ()))
}
