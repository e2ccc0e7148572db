//! The handle of a UDP socket, with the methods and return values of Node's UDP handle, which are libuv's
//! (<https://docs.libuv.org/en/v1.x/udp.html>): 0 or a negative errno.
//!
//! Datagrams go from here to the Socket's `emit('message', buffer, rinfo)`, with no JavaScript of ours between. The
//! handle keeps the loop alive while it receives or has something left to send.

use super::send::Queue;
use super::{options, send};
use crate::builtins::node::buffer;
use crate::builtins::node::net::handle::{address, errno_of, negative, number_argument, status, text_argument};
use crate::event_loop::{self, HandleEvent, HandleId, class_prototype};
use crate::hooks;
use crate::state::state;
use charina_engine::{
    AlignedVec, Context, JsArgs, JsArray, JsObject, JsResult, JsValue, Op, js_string, native_data, ops, promises,
};
use charina_reactor::{Descriptor, Interest, Token};
use rustix::fd::{AsFd as _, AsRawFd as _, OwnedFd};
use rustix::io::Errno;
use rustix::net::{AddressFamily, RecvFlags, SocketAddrAny, SocketFlags, SocketType, sockopt};
use std::cell::{Cell, RefCell};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::rc::Rc;

/// `UV_UDP_IPV6ONLY`
const IPV6_ONLY: i32 = 1;
/// `UV_UDP_REUSEADDR`
pub(super) const REUSE_ADDRESS: i32 = 4;
/// `UV_UDP_REUSEPORT`
const REUSE_PORT: i32 = 8;

/// The largest datagram, as in libuv.
const BLOCK: usize = 64 * 1024;

/// How many datagrams a socket may deliver in a turn before others get theirs.
const DATAGRAMS_PER_TURN: usize = 32;

/// The state of a handle.
pub(super) struct Udp {
    pub(super) socket: RefCell<Option<Descriptor>>,
    registration: Cell<Option<(Token, HandleId)>>,
    /// What kind of socket was made.
    pub(super) family: Cell<Option<AddressFamily>>,
    receiving: Cell<bool>,
    referenced: Cell<bool>,
    pub(super) closed: Cell<bool>,
    pub(super) queue: RefCell<Queue>,
    /// The Socket that emits what is received.
    owner: RefCell<Option<JsObject>>,
    /// The glue's function to receive in its place: there is a block list.
    filter: RefCell<Option<JsObject>>,
    block: RefCell<Option<AlignedVec<u8>>>,
    /// The number under which a script handed the descriptor in.
    number: Cell<Option<i32>>,
    /// The AsyncContextFrame in which the handle was made, and calls back.
    frame: RefCell<JsValue>,
}

struct Data(Rc<Udp>);

native_data!(Data);

const METHODS: &[Op] = &[
    Op::new("bind", 3, bind),
    Op::new("open", 1, open),
    Op::new("connect", 2, connect),
    Op::new("disconnect", 0, disconnect),
    Op::new("send", 4, send::send),
    Op::new("cancel", 0, cancel),
    Op::new("recvStart", 2, receive_start),
    Op::new("recvStop", 0, receive_stop),
    Op::new("close", 1, close),
    Op::new("ref", 0, |this, _, context| Ok(set_referenced(this, true, context))),
    Op::new("unref", 0, |this, _, context| Ok(set_referenced(this, false, context))),
    Op::new("hasRef", 0, has_reference),
    Op::new("getAsyncId", 0, |_, _, _| Ok(JsValue::from(-1))),
    Op::new("getsockname", 1, local_name),
    Op::new("getpeername", 1, peer_name),
    Op::new("getSendQueueSize", 0, send::queue_size),
    Op::new("getSendQueueCount", 0, send::queue_count),
    Op::new("bufferSize", 2, options::buffer_size),
    Op::new("setBroadcast", 1, options::set_broadcast),
    Op::new("setTTL", 1, options::set_ttl),
    Op::new("setMulticastTTL", 1, options::set_multicast_ttl),
    Op::new("setMulticastLoopback", 1, options::set_multicast_loopback),
    Op::new("setMulticastInterface", 1, options::set_multicast_interface),
    Op::new("addMembership", 2, options::add_membership),
    Op::new("dropMembership", 2, options::drop_membership),
    Op::new("addSourceSpecificMembership", 3, options::add_source_membership),
    Op::new("dropSourceSpecificMembership", 3, options::drop_source_membership),
];

/// `newHandle()`
pub(super) fn new_handle(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let prototype = state(context).slot("dgram.UDP.prototype").as_object().unwrap_or_else(|| {
        let prototype = class_prototype("UDP", METHODS, context);
        ops::define_accessor(&prototype, "fd", Some(descriptor), None, true, context);
        state(context).set_slot("dgram.UDP.prototype", prototype.clone());
        prototype
    });
    let udp = Rc::new(Udp {
        socket: RefCell::default(),
        registration: Cell::default(),
        family: Cell::default(),
        receiving: Cell::default(),
        referenced: Cell::new(true),
        closed: Cell::default(),
        queue: RefCell::default(),
        owner: RefCell::default(),
        filter: RefCell::default(),
        block: RefCell::default(),
        number: Cell::default(),
        frame: RefCell::new(promises::continuation(context)),
    });
    Ok(JsObject::from_proto_and_data(Some(prototype), Data(udp)).into())
}

/// The handle that fits a UDP socket from another process.
pub(crate) fn receive_handle(socket: OwnedFd, context: &mut Context) -> JsResult<Result<JsObject, Errno>> {
    let object = new_handle(&JsValue::undefined(), &[], context)?;
    let adopted = with_object(&object, |udp, object| {
        let family = sockopt::socket_domain(&socket)?;
        if family == AddressFamily::UNIX {
            return Err(Errno::NOTSUP);
        }
        rustix::io::ioctl_fionbio(&socket, true)?;
        udp.adopt(object, socket, family, context)
    });
    Ok(adopted.and_then(|()| object.as_object().ok_or(Errno::INVAL)))
}

/// A duplicate of the handle's descriptor, for another process; `None` for what is no such handle.
pub(crate) fn duplicate(value: &JsValue) -> Option<Result<OwnedFd, Errno>> {
    let udp = of(value)?;
    let socket = udp.socket.borrow();
    Some(socket.as_ref().ok_or(Errno::BADF).and_then(|socket| rustix::io::fcntl_dupfd_cloexec(socket, 3)))
}

/// The handle in a JS object.
pub(super) fn of(value: &JsValue) -> Option<Rc<Udp>> {
    value.as_object().and_then(|object| object.downcast_ref::<Data>().map(|data| data.0.clone()))
}

/// Runs `with` on an open handle and its object; EBADF for anything else.
pub(super) fn with_object(
    this: &JsValue,
    with: impl FnOnce(&Rc<Udp>, &JsObject) -> Result<(), Errno>,
) -> Result<(), Errno> {
    match (of(this), this.as_object()) {
        (Some(udp), Some(object)) if !udp.closed.get() => with(&udp, &object),
        _ => Err(Errno::BADF),
    }
}

/// Runs `with` on the socket; EBADF where there is none.
pub(super) fn on_socket(
    this: &JsValue,
    with: impl FnOnce(&Udp, &Descriptor) -> Result<(), Errno>,
) -> Result<(), Errno> {
    let udp = of(this).ok_or(Errno::BADF)?;
    let socket = udp.socket.borrow();
    with(&udp, socket.as_ref().ok_or(Errno::BADF)?)
}

fn both() -> Interest {
    Interest::READABLE.add(Interest::WRITABLE)
}

impl Udp {
    /// Makes the socket if there is none.
    fn ensure_socket(self: &Rc<Self>, object: &JsObject, v6: bool, context: &Context) -> Result<(), Errno> {
        if self.socket.borrow().is_some() {
            return Ok(());
        }
        let family = if v6 { AddressFamily::INET6 } else { AddressFamily::INET };
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        self.adopt(object, rustix::net::socket_with(family, SocketType::DGRAM, flags, None)?, family, context)
    }

    /// Binds a socket that is not bound yet to any port of all addresses.
    pub(super) fn ensure_bound(
        self: &Rc<Self>,
        object: &JsObject,
        v6: bool,
        flags: i32,
        context: &Context,
    ) -> Result<(), Errno> {
        if self.socket.borrow().is_some() {
            return Ok(());
        }
        let any = if v6 { Ipv6Addr::UNSPECIFIED.into() } else { Ipv4Addr::UNSPECIFIED.into() };
        self.bind(object, SocketAddr::new(any, 0), flags, context)
    }

    fn bind(self: &Rc<Self>, object: &JsObject, place: SocketAddr, flags: i32, context: &Context) -> Result<(), Errno> {
        self.ensure_socket(object, place.is_ipv6(), context)?;
        let socket = self.socket.borrow();
        let socket = socket.as_ref().ok_or(Errno::BADF)?;
        if flags & REUSE_ADDRESS != 0 {
            sockopt::set_socket_reuseaddr(socket, true)?;
        }
        if flags & REUSE_PORT != 0 {
            sockopt::set_socket_reuseport(socket, true)?;
        }
        if flags & IPV6_ONLY != 0 && place.is_ipv6() {
            sockopt::set_ipv6_v6only(socket, true)?;
        }
        // libuv's name for an address of the other family.
        rustix::net::bind(socket, &place)
            .map_err(|errno| if errno == Errno::AFNOSUPPORT { Errno::INVAL } else { errno })
    }

    /// Takes the descriptor and asks to be told of it.
    fn adopt(
        self: &Rc<Self>,
        object: &JsObject,
        socket: OwnedFd,
        family: AddressFamily,
        context: &Context,
    ) -> Result<(), Errno> {
        let mut socket = Descriptor::from(socket);
        let state = state(context);
        let token = state.reactor.borrow_mut().register(&mut socket, both()).map_err(|error| errno_of(&error))?;
        let object = object.clone();
        let id = state.pending.add_handle(Rc::new(move |event, context| on_event(&object, event, context)));
        state.pending.set_referenced(id, false);
        state.pending.bind_token(id, token);
        self.registration.set(Some((token, id)));
        self.family.set(Some(family));
        *self.socket.borrow_mut() = Some(socket);
        Ok(())
    }

    /// The loop waits for datagrams, and for those that are to be sent.
    pub(super) fn update_reference(&self, context: &Context) {
        if let Some((_, id)) = self.registration.get() {
            let busy = self.receiving.get() || !self.queue.borrow().is_empty();
            state(context).pending.set_referenced(id, busy && self.referenced.get());
        }
    }

    /// Asks to be told again of what is ready now.
    pub(super) fn rearm(&self, context: &Context) {
        if let (Some((token, _)), Some(socket)) = (self.registration.get(), self.socket.borrow_mut().as_mut()) {
            // What fails here fails again, and is told, at the next call.
            let _ = state(context).reactor.borrow_mut().reregister(socket, token, both());
        }
    }

    fn take_block(&self) -> AlignedVec<u8> {
        self.block.borrow_mut().take().unwrap_or_else(|| {
            let mut block = AlignedVec::with_capacity(64, BLOCK);
            block.resize(BLOCK, 0);
            block
        })
    }

    fn receive(&self, target: &mut [u8]) -> Result<(usize, Option<SocketAddrAny>), Errno> {
        loop {
            let socket = self.socket.borrow();
            match rustix::net::recvfrom(socket.as_ref().ok_or(Errno::BADF)?, &mut *target, RecvFlags::empty()) {
                Err(Errno::INTR) => {}
                received => return received.map(|(count, _, place)| (count, place)),
            }
        }
    }
}

fn on_event(object: &JsObject, event: &HandleEvent, context: &mut Context) -> JsResult<()> {
    let HandleEvent::Ready { readable, writable } = event else { return Ok(()) };
    let Some(udp) = of(&object.clone().into()) else { return Ok(()) };
    if *writable {
        send::flush(&udp, context)?;
    }
    if *readable { deliver(&udp, object, context) } else { Ok(()) }
}

/// Hands what has come to the Socket.
fn deliver(udp: &Rc<Udp>, object: &JsObject, context: &mut Context) -> JsResult<()> {
    for _ in 0..DATAGRAMS_PER_TURN {
        if !udp.receiving.get() {
            return Ok(());
        }
        let mut block = udp.take_block();
        let received = udp.receive(&mut block);
        let message = received.map(|(count, place)| (block.get(..count).unwrap_or_default(), place));
        let arguments = match message {
            Err(Errno::AGAIN | Errno::BADF) => {
                *udp.block.borrow_mut() = Some(block);
                return Ok(());
            }
            Err(errno) => [js_string!("error").into(), failure(errno, context)?, JsValue::undefined()],
            Ok((bytes, place)) => {
                let chunk = buffer::from_slice(bytes, context)?;
                let from = JsObject::with_object_proto(context.intrinsics());
                if let (Some(place), Some(socket)) = (place, udp.socket.borrow().as_ref()) {
                    address::present(place, socket.as_fd(), &from);
                }
                let size = i32::try_from(bytes.len()).unwrap_or(i32::MAX);
                ops::define_value(&from, charina_engine::JsString::from("size"), size, true);
                [js_string!("message").into(), chunk.into(), from.into()]
            }
        };
        *udp.block.borrow_mut() = Some(block);
        let told = if arguments[2].is_undefined() { &arguments[..2] } else { &arguments[..] };
        emit(udp, object, told, context)?;
    }
    // More may wait than a turn takes.
    udp.rearm(context);
    Ok(())
}

fn failure(errno: Errno, context: &mut Context) -> JsResult<JsValue> {
    let class = crate::builtins::require_property("internal/errors", "ErrnoException", context)?;
    let Some(class) = class.as_object() else { return Ok(negative(errno)) };
    let arguments = [negative(errno), js_string!("recvmsg").into()];
    class.construct(&arguments, None, context).map(JsValue::from)
}

/// Calls the filter with the arguments of `emit`, or the Socket's `emit` itself.
fn emit(udp: &Udp, _object: &JsObject, arguments: &[JsValue], context: &mut Context) -> JsResult<()> {
    let Some(owner) = udp.owner.borrow().clone() else { return Ok(()) };
    let filter = udp.filter.borrow().clone();
    let callback = match filter {
        Some(filter) => filter,
        None => match owner.get(js_string!("emit"), context)?.as_callable() {
            Some(emit) => emit,
            None => return Ok(()),
        },
    };
    let frame = udp.frame.borrow().clone();
    hooks::with_frame(frame, context, |context| event_loop::call(&callback, &owner.into(), arguments, context))
}

fn place_argument(arguments: &[JsValue]) -> Result<SocketAddr, Errno> {
    let port = u16::try_from(number_argument(arguments, 1)).map_err(|_| Errno::INVAL)?;
    address::parse_ip(&text_argument(arguments, 0), port)
}

/// `bind(address, port, flags)`
fn bind(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(status(with_object(this, |udp, object| {
        udp.bind(object, place_argument(arguments)?, number_argument(arguments, 2), context)
    })))
}

/// `open(fd)`: a descriptor that a script names. The number is closed with the handle.
fn open(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let number = number_argument(arguments, 0);
    Ok(status(with_object(this, |udp, object| {
        if udp.socket.borrow().is_some() {
            return Err(Errno::BUSY);
        }
        let copy = rustix::io::fcntl_dupfd_cloexec(crate::descriptor::borrow(number)?, 3)?;
        rustix::io::ioctl_fionbio(&copy, true)?;
        let family = sockopt::socket_domain(&copy)?;
        sockopt::set_socket_reuseaddr(&copy, true)?;
        udp.adopt(object, copy, family, context)?;
        udp.number.set(Some(number));
        Ok(())
    })))
}

/// `connect(address, port)`
fn connect(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(status(with_object(this, |udp, object| {
        let place = place_argument(arguments)?;
        udp.ensure_bound(object, place.is_ipv6(), 0, context)?;
        let socket = udp.socket.borrow();
        rustix::net::connect(socket.as_ref().ok_or(Errno::BADF)?, &place)
    })))
}

/// `disconnect()`
fn disconnect(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(status(on_socket(this, |_, socket| rustix::net::connect_unspec(socket))))
}

/// `recvStart(socket, filter)`: datagrams are emitted by `socket`, or given to `filter` with it as `this`.
fn receive_start(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(status(with_object(this, |udp, _| {
        if udp.socket.borrow().is_none() {
            return Err(Errno::BADF);
        }
        *udp.owner.borrow_mut() = arguments.get_or_undefined(0).as_object();
        *udp.filter.borrow_mut() = arguments.get_or_undefined(1).as_callable();
        udp.receiving.set(true);
        udp.update_reference(context);
        // Something may have come before anybody listened.
        udp.rearm(context);
        Ok(())
    })))
}

fn receive_stop(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(udp) = of(this) else { return Ok(negative(Errno::BADF)) };
    udp.receiving.set(false);
    udp.update_reference(context);
    Ok(JsValue::from(0))
}

/// `cancel()`: drops what is not sent yet and returns the functions that wait to be told.
fn cancel(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let waiting = of(this).map(|udp| udp.queue.borrow_mut().drain()).unwrap_or_default();
    Ok(JsArray::from_iter(waiting, context).into())
}

/// `close(callback)`, which is called in the loop's closing phase.
fn close(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(udp) = of(this) else { return Ok(JsValue::undefined()) };
    if udp.closed.replace(true) {
        return Ok(JsValue::undefined());
    }
    udp.receiving.set(false);
    let socket = udp.socket.borrow_mut().take();
    if let (Some(mut socket), Some((token, id))) = (socket, udp.registration.take()) {
        let state = state(context);
        state.pending.remove_handle(id);
        state.pending.unbind_token(token);
        // The socket is closed next, which deregisters it as well.
        let _ = state.reactor.borrow_mut().deregister(&mut socket, token);
    }
    if let Some(number) = udp.number.take() {
        // The script's number goes with the handle, whether it still is open or not.
        let _ = crate::descriptor::close(number);
    }
    let _ = udp.queue.borrow_mut().drain();
    *udp.owner.borrow_mut() = None;
    *udp.filter.borrow_mut() = None;
    *udp.block.borrow_mut() = None;
    *udp.frame.borrow_mut() = JsValue::undefined();
    if let Some(callback) = arguments.first().and_then(JsValue::as_callable) {
        state(context).pending.close_later(callback, this.clone());
    }
    Ok(JsValue::undefined())
}

fn set_referenced(this: &JsValue, referenced: bool, context: &Context) -> JsValue {
    if let Some(udp) = of(this) {
        udp.referenced.set(referenced);
        udp.update_reference(context);
    }
    JsValue::undefined()
}

fn has_reference(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(of(this).is_some_and(|udp| udp.referenced.get() && !udp.closed.get()).into())
}

fn descriptor(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let number = of(this).and_then(|udp| {
        udp.number.get().or_else(|| udp.socket.borrow().as_ref().map(|socket| socket.as_fd().as_raw_fd()))
    });
    // UV_EBADF
    Ok(JsValue::from(number.unwrap_or(-9)))
}

fn name(
    this: &JsValue,
    arguments: &[JsValue],
    ask: impl FnOnce(&Descriptor) -> Result<SocketAddrAny, Errno>,
) -> JsResult<JsValue> {
    let Some(out) = arguments.get_or_undefined(0).as_object() else { return Ok(negative(Errno::INVAL)) };
    Ok(status(on_socket(this, |_, socket| {
        address::present(ask(socket)?, socket.as_fd(), &out);
        Ok(())
    })))
}

/// `getsockname(object)`
fn local_name(this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    name(this, arguments, |socket| rustix::net::getsockname(socket))
}

/// `getpeername(object)`
fn peer_name(this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    name(this, arguments, |socket| rustix::net::getpeername(socket)?.ok_or(Errno::NOTCONN))
}
