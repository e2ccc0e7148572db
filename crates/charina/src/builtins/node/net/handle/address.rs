//! Addresses of sockets: from the texts that scripts give, and into the objects that `address()` returns.

use charina_engine::{JsObject, JsString, ops};
use rustix::fd::BorrowedFd;
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketAddrAny, SocketAddrUnix, SocketFlags, SocketType, netdevice};
use std::net::{IpAddr, Ipv6Addr, SocketAddr, SocketAddrV6};

/// A non-blocking stream socket of that family.
pub(super) fn socket(family: AddressFamily) -> Result<rustix::fd::OwnedFd, Errno> {
    rustix::net::socket_with(family, SocketType::STREAM, SocketFlags::NONBLOCK | SocketFlags::CLOEXEC, None)
}

/// The address in `text`, whose zone (`fe80::1%eth0`) may be a name or a number.
///
/// # Errors
/// EINVAL for what is no address.
pub(crate) fn parse_ip(text: &str, port: u16) -> Result<SocketAddr, Errno> {
    if let Ok(ip) = text.parse::<IpAddr>() {
        return Ok(SocketAddr::new(ip, port));
    }
    let (ip, zone) = text.split_once('%').ok_or(Errno::INVAL)?;
    let ip: Ipv6Addr = ip.parse().map_err(|_| Errno::INVAL)?;
    let zone = match zone.parse() {
        Ok(number) => number,
        // As in libuv no such interface is no interface.
        Err(_) => netdevice::name_to_index(socket(AddressFamily::INET6)?, zone).unwrap_or(0),
    };
    Ok(SocketAddrV6::new(ip, port, 0, zone).into())
}

/// The address of a Unix socket; a name that begins with NUL is abstract.
pub(super) fn unix(path: &str) -> Result<SocketAddrUnix, Errno> {
    match path.strip_prefix('\0') {
        // A longer name is cut nowhere: libuv refuses it too.
        Some(name) => SocketAddrUnix::new_abstract_name(name.as_bytes()).map_err(|_| Errno::INVAL),
        None => SocketAddrUnix::new(path).map_err(|_| Errno::INVAL),
    }
}

/// Sets `address`, `family` and `port` of an IP address on `object`; Unix sockets have none.
pub(crate) fn present(address: SocketAddrAny, socket: BorrowedFd<'_>, object: &JsObject) {
    let Ok(address) = SocketAddr::try_from(address) else { return };
    let mut text = address.ip().to_string();
    if let SocketAddr::V6(v6) = address
        && v6.scope_id() != 0
        && v6.ip().is_unicast_link_local()
    {
        text.push('%');
        text += &netdevice::index_to_name(socket, v6.scope_id()).unwrap_or_else(|_| v6.scope_id().to_string());
    }
    let family = if address.is_ipv4() { "IPv4" } else { "IPv6" };
    ops::define_value(object, JsString::from("address"), JsString::from(text.as_str()), true);
    ops::define_value(object, JsString::from("family"), JsString::from(family), true);
    ops::define_value(object, JsString::from("port"), i32::from(address.port()), true);
}
