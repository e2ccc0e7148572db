//! What a UDP handle can be asked and told of its socket: time to live, broadcast, groups, buffer sizes.

use super::handle::{REUSE_ADDRESS, Udp, on_socket, with_object};
use crate::builtins::node::net::handle::{address, negative, number_argument, status, text_argument};
use charina_engine::{Context, JsArgs, JsResult, JsValue};
use charina_reactor::Descriptor;
use rustix::io::Errno;
use rustix::net::{AddressFamily, sockopt};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

fn is_v6(udp: &Udp) -> bool {
    udp.family.get() == Some(AddressFamily::INET6)
}

/// An option whose value is a byte.
fn byte_option(
    this: &JsValue,
    arguments: &[JsValue],
    least: u8,
    set: impl FnOnce(&Udp, &Descriptor, u8) -> Result<(), Errno>,
) -> JsValue {
    let value = number_argument(arguments, 0);
    status(on_socket(this, |udp, socket| match u8::try_from(value) {
        Ok(value) if value >= least => set(udp, socket, value),
        _ => Err(Errno::INVAL),
    }))
}

pub(super) fn set_broadcast(this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let on = arguments.get_or_undefined(0).to_boolean();
    Ok(status(on_socket(this, |_, socket| sockopt::set_socket_broadcast(socket, on))))
}

pub(super) fn set_ttl(this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(byte_option(this, arguments, 1, |udp, socket, ttl| {
        if is_v6(udp) {
            sockopt::set_ipv6_unicast_hops(socket, Some(ttl))
        } else {
            sockopt::set_ip_ttl(socket, ttl.into())
        }
    }))
}

pub(super) fn set_multicast_ttl(this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(byte_option(this, arguments, 0, |udp, socket, ttl| {
        if is_v6(udp) {
            sockopt::set_ipv6_multicast_hops(socket, ttl.into())
        } else {
            sockopt::set_ip_multicast_ttl(socket, ttl.into())
        }
    }))
}

pub(super) fn set_multicast_loopback(
    this: &JsValue,
    arguments: &[JsValue],
    _context: &mut Context,
) -> JsResult<JsValue> {
    let on = arguments.get_or_undefined(0).to_boolean();
    Ok(status(on_socket(this, |udp, socket| {
        if is_v6(udp) {
            sockopt::set_ipv6_multicast_loop(socket, on)
        } else {
            sockopt::set_ip_multicast_loop(socket, on)
        }
    })))
}

/// `setMulticastInterface(address)`: an IPv6 address names the interface by its zone.
pub(super) fn set_multicast_interface(
    this: &JsValue,
    arguments: &[JsValue],
    _context: &mut Context,
) -> JsResult<JsValue> {
    let text = text_argument(arguments, 0);
    Ok(status(address::parse_ip(&text, 0).and_then(|interface| {
        on_socket(this, |_, socket| match interface {
            SocketAddr::V4(v4) => sockopt::set_ip_multicast_if(socket, v4.ip()),
            SocketAddr::V6(v6) => sockopt::set_ipv6_multicast_if(socket, v6.scope_id()),
        })
    })))
}

/// `bufferSize(size, ofReceiving)`: sets it unless `size` is 0, in which case it is returned; a negative errno where
/// that fails.
pub(super) fn buffer_size(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let size = arguments.get_or_undefined(0).to_u32(context)?;
    let receiving = arguments.get_or_undefined(1).to_boolean();
    let mut answer = 0;
    let outcome = on_socket(this, |_, socket| {
        // The kernel's sizes are ints.
        let size = usize::try_from(i32::try_from(size).map_err(|_| Errno::INVAL)?).map_err(|_| Errno::INVAL)?;
        match (size, receiving) {
            (0, true) => answer = sockopt::socket_recv_buffer_size(socket)?,
            (0, false) => answer = sockopt::socket_send_buffer_size(socket)?,
            (_, true) => sockopt::set_socket_recv_buffer_size(socket, size)?,
            (_, false) => sockopt::set_socket_send_buffer_size(socket, size)?,
        }
        Ok(())
    });
    Ok(outcome.map_or_else(negative, |()| JsValue::from(i32::try_from(answer).unwrap_or(i32::MAX))))
}

/// The address in a text argument, None for undefined.
fn optional(arguments: &[JsValue], index: usize) -> Result<Option<SocketAddr>, Errno> {
    if arguments.get_or_undefined(index).is_null_or_undefined() {
        return Ok(None);
    }
    address::parse_ip(&text_argument(arguments, index), 0).map(Some)
}

/// The interface of an IPv4 group: any if none is named.
fn interface_v4(interface: Option<SocketAddr>) -> Result<Ipv4Addr, Errno> {
    match interface.map(|interface| interface.ip()) {
        None => Ok(Ipv4Addr::UNSPECIFIED),
        Some(IpAddr::V4(v4)) => Ok(v4),
        Some(IpAddr::V6(_)) => Err(Errno::INVAL),
    }
}

/// The interface of an IPv6 group, which is the zone of the address that names it.
fn interface_v6(interface: Option<SocketAddr>) -> Result<u32, Errno> {
    match interface {
        None => Ok(0),
        Some(SocketAddr::V6(v6)) => Ok(v6.scope_id()),
        Some(SocketAddr::V4(_)) => Err(Errno::INVAL),
    }
}

fn membership(this: &JsValue, arguments: &[JsValue], joins: bool, context: &Context) -> JsValue {
    status(with_object(this, |udp, object| {
        let group = address::parse_ip(&text_argument(arguments, 0), 0)?;
        let interface = optional(arguments, 1)?;
        udp.ensure_bound(object, group.is_ipv6(), REUSE_ADDRESS, context)?;
        let socket = udp.socket.borrow();
        let socket = socket.as_ref().ok_or(Errno::BADF)?;
        let outcome = match group {
            SocketAddr::V4(group) => {
                let interface = interface_v4(interface)?;
                if joins {
                    sockopt::set_ip_add_membership(socket, group.ip(), &interface)
                } else {
                    sockopt::set_ip_drop_membership(socket, group.ip(), &interface)
                }
            }
            SocketAddr::V6(group) => {
                let interface = interface_v6(interface)?;
                if joins {
                    sockopt::set_ipv6_add_membership(socket, group.ip(), interface)
                } else {
                    sockopt::set_ipv6_drop_membership(socket, group.ip(), interface)
                }
            }
        };
        outcome.map_err(|errno| if errno == Errno::NXIO { Errno::NODEV } else { errno })
    }))
}

pub(super) fn add_membership(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(membership(this, arguments, true, context))
}

pub(super) fn drop_membership(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(membership(this, arguments, false, context))
}

/// `(source, group, interface)`
fn source_membership(this: &JsValue, arguments: &[JsValue], joins: bool, context: &Context) -> JsValue {
    status(with_object(this, |udp, object| {
        let source = address::parse_ip(&text_argument(arguments, 0), 0)?;
        let group = address::parse_ip(&text_argument(arguments, 1), 0)?;
        let interface = optional(arguments, 2)?;
        let (IpAddr::V4(source), IpAddr::V4(group)) = (source.ip(), group.ip()) else {
            // FIXME: sources of IPv6 groups (MCAST_JOIN_SOURCE_GROUP) have no safe call yet.
            return Err(if source.is_ipv6() && group.is_ipv6() { Errno::OPNOTSUPP } else { Errno::INVAL });
        };
        udp.ensure_bound(object, false, REUSE_ADDRESS, context)?;
        let socket = udp.socket.borrow();
        let socket = socket.as_ref().ok_or(Errno::BADF)?;
        let interface = interface_v4(interface)?;
        if joins {
            sockopt::set_ip_add_source_membership(socket, &group, &interface, &source)
        } else {
            sockopt::set_ip_drop_source_membership(socket, &group, &interface, &source)
        }
    }))
}

pub(super) fn add_source_membership(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(source_membership(this, arguments, true, context))
}

pub(super) fn drop_source_membership(
    this: &JsValue,
    arguments: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    Ok(source_membership(this, arguments, false, context))
}
