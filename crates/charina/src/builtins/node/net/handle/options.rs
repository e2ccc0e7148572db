//! What a handle can be asked and told of its socket.

use super::{address, number_argument, of, on_socket};
use charina_engine::{Context, JsArgs, JsResult, JsValue};
use rustix::fd::AsFd as _;
use rustix::io::Errno;
use rustix::net::{SocketAddrAny, sockopt};
use std::time::Duration;

/// The answer of libuv for how many bytes there were.
#[expect(clippy::cast_precision_loss, reason = "a count that fits JS numbers for petabytes")]
fn count(this: &JsValue, of_handle: impl FnOnce(&super::Handle) -> u64) -> JsValue {
    of(this).map_or_else(JsValue::undefined, |handle| JsValue::from(of_handle(&handle) as f64))
}

pub(super) fn bytes_read(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(count(this, |handle| handle.bytes_read.get()))
}

pub(super) fn bytes_written(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(count(this, |handle| handle.bytes_written.get()))
}

pub(super) fn write_queue_size(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(count(this, |handle| u64::try_from(handle.queue.borrow().len()).unwrap_or(u64::MAX)))
}

fn name(
    this: &JsValue,
    arguments: &[JsValue],
    ask: impl FnOnce(rustix::fd::BorrowedFd<'_>) -> Result<SocketAddrAny, Errno>,
) -> JsResult<JsValue> {
    let Some(out) = arguments.get_or_undefined(0).as_object() else { return Ok(super::negative(Errno::INVAL)) };
    let mut found = None;
    let status = on_socket(this, |handle, socket| {
        let copy = rustix::io::fcntl_dupfd_cloexec(socket.as_fd(), 3);
        found = Some((handle.kind, ask(socket.as_fd())?, copy?));
        Ok(())
    });
    if let Some((super::Kind::Tcp, place, socket)) = found {
        address::present(place, socket.as_fd(), &out);
    }
    Ok(status)
}

/// `getsockname(object)`
pub(super) fn local_name(this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    name(this, arguments, |socket| rustix::net::getsockname(socket))
}

/// `getpeername(object)`
pub(super) fn peer_name(this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    name(this, arguments, |socket| rustix::net::getpeername(socket)?.ok_or(Errno::NOTCONN))
}

/// `setNoDelay(on)`
pub(super) fn set_no_delay(this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let on = arguments.get_or_undefined(0).to_boolean();
    Ok(on_socket(this, |_, socket| sockopt::set_tcp_nodelay(socket, on)))
}

/// `setKeepAlive(on, seconds)`
pub(super) fn set_keep_alive(this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let on = arguments.get_or_undefined(0).to_boolean();
    let seconds = u64::try_from(number_argument(arguments, 1)).unwrap_or(0);
    Ok(on_socket(this, |_, socket| {
        sockopt::set_socket_keepalive(socket, on)?;
        if on && seconds > 0 {
            sockopt::set_tcp_keepidle(socket, Duration::from_secs(seconds))?;
            // As libuv: a probe each second, ten of them.
            sockopt::set_tcp_keepintvl(socket, Duration::from_secs(1))?;
            sockopt::set_tcp_keepcnt(socket, 10)?;
        }
        Ok(())
    }))
}

/// `fchmod(mode)` of a listening Unix socket: 1 for all to read, 2 for all to write.
pub(super) fn change_mode(this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    use rustix::fs::Mode;
    let wanted = number_argument(arguments, 0);
    Ok(on_socket(this, |handle, _| {
        let path = handle.path.borrow();
        let path = path.as_ref().ok_or(Errno::INVAL)?;
        let mut mode = Mode::from_raw_mode(rustix::fs::stat(path)?.st_mode);
        if wanted & 1 != 0 {
            mode |= Mode::RUSR | Mode::RGRP | Mode::ROTH;
        }
        if wanted & 2 != 0 {
            mode |= Mode::WUSR | Mode::WGRP | Mode::WOTH;
        }
        rustix::fs::chmod(path, mode)
    }))
}
