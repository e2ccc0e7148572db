//! How a handle gets its socket: bind, listen and accept, connect, and descriptors that were there before.

use super::{Handle, Role, address, call, create, negative, number_argument, of, status, text_argument};
use crate::descriptor;
use charina_engine::{Context, JsObject, JsResult, JsValue, js_string};
use rustix::fd::{AsFd as _, OwnedFd};
use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketAddrAny, SocketFlags, sockopt};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::rc::Rc;

/// `UV_TCP_IPV6ONLY`
const IPV6_ONLY: i32 = 1;
/// `UV_TCP_REUSEPORT`
const REUSE_PORT: i32 = 2;

/// How many connections a server takes in a turn before others get theirs.
const ACCEPTS_PER_TURN: usize = 128;

fn with_object(this: &JsValue, with: impl FnOnce(&Rc<Handle>, &JsObject) -> Result<(), Errno>) -> JsValue {
    match (of(this), this.as_object()) {
        (Some(handle), Some(object)) if !handle.closed.get() => status(with(&handle, &object)),
        _ => negative(Errno::BADF),
    }
}

fn ip_argument(arguments: &[JsValue]) -> Result<SocketAddr, Errno> {
    let port = u16::try_from(number_argument(arguments, 1)).map_err(|_| Errno::INVAL)?;
    address::parse_ip(&text_argument(arguments, 0), port)
}

fn family(place: SocketAddr) -> AddressFamily {
    if place.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 }
}

/// `bind(address, port, flags)`. As in libuv an address in use is told by what comes next, listen or connect.
pub(super) fn bind(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(with_object(this, |handle, object| {
        let place = ip_argument(arguments)?;
        let flags = number_argument(arguments, 2);
        if handle.socket.borrow().is_none() {
            let socket = address::socket(family(place))?;
            handle.adopt(object, socket, context)?;
        }
        let socket = handle.socket.borrow();
        let socket = socket.as_ref().ok_or(Errno::BADF)?;
        sockopt::set_socket_reuseaddr(socket, true)?;
        if flags & REUSE_PORT != 0 {
            sockopt::set_socket_reuseport(socket, true)?;
        }
        if place.is_ipv6() {
            sockopt::set_ipv6_v6only(socket, flags & IPV6_ONLY != 0)?;
        }
        match rustix::net::bind(socket, &place) {
            Err(Errno::ADDRINUSE) => handle.failure.set(Some(Errno::ADDRINUSE)),
            result => result?,
        }
        Ok(())
    }))
}

/// `bindPath(path)`
pub(super) fn bind_path(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(with_object(this, |handle, object| {
        let path = text_argument(arguments, 0);
        let place = address::unix(&path)?;
        let socket = address::socket(AddressFamily::UNIX)?;
        // libuv's way of saying that there is no such directory.
        rustix::net::bind(&socket, &place)
            .map_err(|errno| if errno == Errno::NOENT { Errno::ACCESS } else { errno })?;
        if !path.starts_with('\0') {
            *handle.path.borrow_mut() = Some(PathBuf::from(path));
        }
        handle.adopt(object, socket, context)
    }))
}

/// `listen(backlog)`
pub(super) fn listen(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(with_object(this, |handle, object| {
        if let Some(errno) = handle.failure.take() {
            return Err(errno);
        }
        if handle.socket.borrow().is_none() {
            // A port of the system's choice.
            let socket = address::socket(AddressFamily::INET)?;
            handle.adopt(object, socket, context)?;
        }
        let backlog = number_argument(arguments, 0);
        rustix::net::listen(handle.socket.borrow().as_ref().ok_or(Errno::BADF)?, backlog)?;
        handle.role.set(Role::Listening);
        *handle.spare.borrow_mut() = spare();
        handle.update_reference(context);
        handle.rearm(context);
        Ok(())
    }))
}

fn spare() -> Option<OwnedFd> {
    rustix::fs::open("/", OFlags::RDONLY | OFlags::CLOEXEC, rustix::fs::Mode::empty()).ok()
}

/// Takes the connections that wait.
pub(super) fn accept(handle: &Rc<Handle>, object: &JsObject, context: &mut Context) -> JsResult<()> {
    for _ in 0..ACCEPTS_PER_TURN {
        let accepted = match handle.socket.borrow().as_ref() {
            Some(socket) => rustix::net::accept_with(socket, SocketFlags::NONBLOCK | SocketFlags::CLOEXEC),
            None => return Ok(()),
        };
        match accepted {
            Ok(socket) => {
                let frame = handle.frame.borrow().clone();
                let kind = handle.kind;
                let (client, data) = crate::hooks::in_frame(frame, context, |context| create(kind, context));
                data.role.set(Role::Connected);
                let arguments = match data.adopt(&client, socket, context) {
                    Ok(()) => [JsValue::from(0), client.into()],
                    Err(errno) => [negative(errno), JsValue::undefined()],
                };
                call(object, handle, js_string!("onconnection"), &arguments, context)?;
            }
            Err(Errno::INTR | Errno::CONNABORTED | Errno::PROTO) => {}
            Err(Errno::AGAIN) => return Ok(()),
            Err(errno) => {
                if matches!(errno, Errno::MFILE | Errno::NFILE) && refuse(handle) {
                    return Ok(());
                }
                let arguments = [negative(errno), JsValue::undefined()];
                return call(object, handle, js_string!("onconnection"), &arguments, context);
            }
        }
    }
    // More may wait than a turn takes.
    handle.rearm(context);
    Ok(())
}

/// With no descriptor left, takes what waits and closes it, so that the others see an end. `false` if not even that
/// could be done.
fn refuse(handle: &Handle) -> bool {
    if handle.spare.borrow_mut().take().is_none() {
        return false;
    }
    let done = loop {
        let accepted = match handle.socket.borrow().as_ref() {
            Some(socket) => rustix::net::accept_with(socket, SocketFlags::CLOEXEC),
            None => break true,
        };
        match accepted {
            Ok(socket) => drop(socket),
            Err(Errno::AGAIN) => break true,
            Err(Errno::INTR | Errno::CONNABORTED) => {}
            Err(_) => break false,
        }
    };
    *handle.spare.borrow_mut() = spare();
    done
}

/// `connect(address, port)`: how it went is told by `onconnect`.
pub(super) fn connect(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(with_object(this, |handle, object| {
        let place = ip_argument(arguments)?;
        if let Some(errno) = handle.failure.take() {
            return Err(errno);
        }
        if handle.role.get() != Role::Idle {
            return Err(Errno::ALREADY);
        }
        if handle.socket.borrow().is_none() {
            let socket = address::socket(family(place))?;
            begin(handle, &socket, &place.into(), &[])?;
            return handle.adopt(object, socket, context).map(|()| handle.update_reference(context));
        }
        {
            let socket = handle.socket.borrow();
            begin(handle, socket.as_ref().ok_or(Errno::BADF)?, &place.into(), &[])?;
        }
        handle.update_reference(context);
        handle.rearm(context);
        Ok(())
    }))
}

/// `connectPath(path)`
pub(super) fn connect_path(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(with_object(this, |handle, object| {
        let place = address::unix(&text_argument(arguments, 0))?;
        let socket = address::socket(AddressFamily::UNIX)?;
        // Whatever is wrong with the path is told later.
        let later =
            [Errno::NOENT, Errno::CONNREFUSED, Errno::ACCESS, Errno::NOTDIR, Errno::NOTSOCK, Errno::AGAIN, Errno::PERM];
        begin(handle, &socket, &place.into(), &later)?;
        handle.adopt(object, socket, context)?;
        handle.update_reference(context);
        Ok(())
    }))
}

/// Starts to connect. A refusal that comes at once is told later, as one that comes later is.
fn begin(handle: &Handle, socket: &impl rustix::fd::AsFd, place: &SocketAddrAny, later: &[Errno]) -> Result<(), Errno> {
    match rustix::net::connect(socket, place) {
        Ok(()) | Err(Errno::INPROGRESS | Errno::INTR) => {}
        Err(errno) if errno == Errno::CONNREFUSED || later.contains(&errno) => handle.failure.set(Some(errno)),
        Err(errno) => return Err(errno),
    }
    handle.role.set(Role::Connecting);
    Ok(())
}

/// The socket is connected, or never will be.
pub(super) fn finish_connect(handle: &Rc<Handle>, object: &JsObject, context: &mut Context) -> JsResult<()> {
    let outcome = match handle.failure.take() {
        Some(errno) => Err(errno),
        None => {
            let socket = handle.socket.borrow();
            let Some(socket) = socket.as_ref() else { return Ok(()) };
            match sockopt::socket_error(socket).and_then(|error| error) {
                Ok(()) => match rustix::net::getpeername(socket.as_fd()) {
                    // Told too early.
                    Err(Errno::NOTCONN) => return Ok(()),
                    _ => Ok(()),
                },
                Err(Errno::INPROGRESS) => return Ok(()),
                Err(errno) => Err(errno),
            }
        }
    };
    handle.role.set(if outcome.is_ok() { Role::Connected } else { Role::Idle });
    handle.update_reference(context);
    call(object, handle, js_string!("onconnect"), &[status(outcome)], context)?;
    if handle.readable.get() && handle.reading.get() {
        return super::read::read(handle, object, context);
    }
    Ok(())
}

/// `open(fd)`: a descriptor that a script names. The number is closed with the handle.
pub(super) fn open(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let number = number_argument(arguments, 0);
    Ok(with_object(this, |handle, object| {
        let given = descriptor::borrow(number)?;
        let copy = rustix::io::fcntl_dupfd_cloexec(given, 3)?;
        rustix::io::ioctl_fionbio(&copy, true)?;
        handle.adopt(object, copy, context)?;
        handle.number.set(Some(number));
        handle.role.set(Role::Connected);
        Ok(())
    }))
}
