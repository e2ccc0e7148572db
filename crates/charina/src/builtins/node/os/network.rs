//! `os.networkInterfaces()`: the kernel's interfaces and their addresses, asked over a netlink socket
//! (<https://man7.org/linux/man-pages/man7/rtnetlink.7.html>).

use charina_engine::{Context, JsArray, JsObject, JsResult, JsString, JsValue, ops, text};
use rustix::fd::OwnedFd;
use rustix::io::Errno;
use rustix::net::netlink::SocketAddrNetlink;
use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const NEW_LINK: u16 = 16;
const GET_LINK: u16 = 18;
const NEW_ADDRESS: u16 = 20;
const GET_ADDRESS: u16 = 22;
const MESSAGE_ERROR: u16 = 2;
const MESSAGE_DONE: u16 = 3;
/// `NLM_F_REQUEST | NLM_F_DUMP`
const DUMP_REQUEST: u16 = 0x301;
const FLAG_UP: u32 = 0x1;
const FLAG_LOOPBACK: u32 = 0x8;
const FLAG_RUNNING: u32 = 0x40;

/// An interface.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Link {
    name: String,
    flags: u32,
    mac: [u8; 6],
}

/// An address of the interface numbered `link`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Address {
    link: u32,
    ip: IpAddr,
    prefix: u8,
}

fn number_at<const N: usize>(bytes: &[u8], offset: usize) -> Option<[u8; N]> {
    bytes.get(offset..offset + N)?.try_into().ok()
}

fn u16_at(bytes: &[u8], offset: usize) -> Option<u16> {
    number_at(bytes, offset).map(u16::from_ne_bytes)
}

fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    number_at(bytes, offset).map(u32::from_ne_bytes)
}

/// Cuts `bytes` into records that begin with their length and are padded to four bytes: what `header` reads the length
/// with, and how long that header is.
fn records(mut bytes: &[u8], header: usize, length: fn(&[u8]) -> Option<usize>) -> Vec<(&[u8], &[u8])> {
    let mut all = Vec::new();
    while let Some(len) = length(bytes).filter(|len| *len >= header && *len <= bytes.len()) {
        all.push((&bytes[..header], &bytes[header..len]));
        bytes = bytes.get(len.next_multiple_of(4)..).unwrap_or_default();
    }
    all
}

/// `(type, payload)` of every netlink message.
fn messages(bytes: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let length = |bytes: &[u8]| u32_at(bytes, 0).and_then(|len| usize::try_from(len).ok());
    records(bytes, 16, length).into_iter().map(|(header, body)| (u16_at(header, 4).unwrap_or(0), body))
}

/// `(type, payload)` of every attribute.
fn attributes(bytes: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let length = |bytes: &[u8]| u16_at(bytes, 0).map(usize::from);
    records(bytes, 4, length).into_iter().map(|(header, body)| (u16_at(header, 2).unwrap_or(0), body))
}

/// `struct ifinfomsg` and its attributes: the interface's number and what it is.
fn parse_link(body: &[u8]) -> Option<(u32, Link)> {
    let mut link = Link { flags: u32_at(body, 8)?, ..Link::default() };
    for (kind, value) in attributes(body.get(16..)?) {
        match kind {
            1 => {
                if let Some(mac) = number_at(value, 0) {
                    link.mac = mac;
                }
            }
            3 => link.name = String::from_utf8_lossy(value.split(|byte| *byte == 0).next()?).into_owned(),
            _ => {}
        }
    }
    Some((u32_at(body, 4)?, link))
}

/// `struct ifaddrmsg` and its attributes. On a point-to-point link the local address counts, not the peer's.
fn parse_address(body: &[u8]) -> Option<Address> {
    let (mut address, mut local) = (None, None);
    for (kind, value) in attributes(body.get(8..)?) {
        let ip = match value.len() {
            4 => number_at(value, 0).map(|bytes: [u8; 4]| IpAddr::V4(Ipv4Addr::from(bytes))),
            16 => number_at(value, 0).map(|bytes: [u8; 16]| IpAddr::V6(Ipv6Addr::from(bytes))),
            _ => None,
        };
        match kind {
            1 => address = ip,
            2 => local = ip,
            _ => {}
        }
    }
    Some(Address { link: u32_at(body, 4)?, ip: local.or(address)?, prefix: *body.get(1)? })
}

/// Everything the kernel answers to a dump request.
fn dump(request: u16) -> Result<Vec<(u16, Vec<u8>)>, Errno> {
    // NETLINK_ROUTE, the protocol 0.
    let socket: OwnedFd =
        rustix::net::socket_with(AddressFamily::NETLINK, SocketType::RAW, SocketFlags::CLOEXEC, None)?;
    rustix::net::bind(&socket, &SocketAddrNetlink::new(0, 0))?;
    // struct nlmsghdr, and a struct rtgenmsg that leaves the family open, padded.
    let mut message = Vec::new();
    message.extend(20_u32.to_ne_bytes());
    message.extend(request.to_ne_bytes());
    message.extend(DUMP_REQUEST.to_ne_bytes());
    message.extend(1_u32.to_ne_bytes());
    message.extend([0; 8]);
    rustix::net::sendto(&socket, &message, SendFlags::empty(), &SocketAddrNetlink::new(0, 0))?;
    let mut block = vec![0; 64 * 1024];
    let mut all = Vec::new();
    loop {
        let (_, len) = rustix::net::recv(&socket, &mut block[..], RecvFlags::empty())?;
        for (kind, body) in messages(block.get(..len).unwrap_or_default()) {
            match kind {
                MESSAGE_DONE => return Ok(all),
                MESSAGE_ERROR => return Err(Errno::IO),
                kind => all.push((kind, body.to_vec())),
            }
        }
        if len == 0 {
            return Ok(all);
        }
    }
}

fn read() -> Result<(BTreeMap<u32, Link>, Vec<Address>), Errno> {
    let links = dump(GET_LINK)?.into_iter().filter(|m| m.0 == NEW_LINK).filter_map(|m| parse_link(&m.1)).collect();
    let addresses = dump(GET_ADDRESS)?;
    let addresses = addresses.into_iter().filter(|m| m.0 == NEW_ADDRESS).filter_map(|m| parse_address(&m.1)).collect();
    Ok((links, addresses))
}

fn netmask(ip: IpAddr, prefix: u8) -> IpAddr {
    let prefix = u32::from(prefix);
    match ip {
        IpAddr::V4(_) => Ipv4Addr::from(u32::MAX.checked_shl(32 - prefix.min(32)).unwrap_or(0)).into(),
        IpAddr::V6(_) => Ipv6Addr::from(u128::MAX.checked_shl(128 - prefix.min(128)).unwrap_or(0)).into(),
    }
}

/// <https://nodejs.org/api/os.html#osnetworkinterfaces>
pub(super) fn interfaces(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (links, mut addresses) = match read() {
        Ok(read) => read,
        Err(errno) => return Err(super::system_error(errno, "uv_interface_addresses", context)),
    };
    addresses.sort_by_key(|address| (address.ip.is_ipv6(), address.link));
    let mut rows: Vec<(String, Vec<JsValue>)> = Vec::new();
    for address in addresses {
        let Some(link) = links.get(&address.link) else { continue };
        if link.flags & (FLAG_UP | FLAG_RUNNING) != FLAG_UP | FLAG_RUNNING {
            continue;
        }
        let row = describe(link, &address, context);
        match rows.iter_mut().find(|(name, _)| *name == link.name) {
            Some((_, list)) => list.push(row.into()),
            None => rows.push((link.name.clone(), vec![row.into()])),
        }
    }
    let interfaces = JsObject::with_object_proto(context.intrinsics());
    for (name, list) in rows {
        let list = JsArray::from_iter(list, context);
        ops::define_value(&interfaces, text::from_utf8(&name), list, true);
    }
    Ok(interfaces.into())
}

fn describe(link: &Link, address: &Address, context: &mut Context) -> JsObject {
    let mac: Vec<String> = link.mac.iter().map(|byte| format!("{byte:02x}")).collect();
    let row = JsObject::with_object_proto(context.intrinsics());
    let set = |name: &str, value: JsValue| ops::define_value(&row, JsString::from(name), value, true);
    let family = if address.ip.is_ipv4() { "IPv4" } else { "IPv6" };
    set("address", text::from_utf8(&address.ip.to_string()).into());
    set("netmask", text::from_utf8(&netmask(address.ip, address.prefix).to_string()).into());
    set("family", JsString::from(family).into());
    set("mac", text::from_utf8(&mac.join(":")).into());
    set("internal", (link.flags & FLAG_LOOPBACK != 0).into());
    set("cidr", text::from_utf8(&format!("{}/{}", address.ip, address.prefix)).into());
    if let IpAddr::V6(ip) = address.ip {
        let scope = if ip.is_unicast_link_local() { address.link } else { 0 };
        set("scopeid", JsValue::from(scope));
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_there() {
        let (links, addresses) = read().expect("the kernel answers");
        let (number, lo) = links.iter().find(|(_, link)| link.name == "lo").expect("a loopback interface");
        assert_ne!(lo.flags & FLAG_LOOPBACK, 0);
        let expected = Address { link: *number, ip: IpAddr::V4(Ipv4Addr::LOCALHOST), prefix: 8 };
        assert!(addresses.contains(&expected), "{addresses:?}");
    }

    #[test]
    fn cut_and_hostile_records_end_the_list() {
        assert_eq!(attributes(&[]).count(), 0);
        assert_eq!(attributes(&[3, 0, 1, 0]).count(), 0, "shorter than its header");
        assert_eq!(attributes(&[9, 0, 1, 0, 1]).count(), 0, "longer than what is there");
        assert_eq!(attributes(&[5, 0, 1, 0, 7, 0, 0, 0, 4, 0, 2, 0]).count(), 2);
    }

    #[test]
    fn netmasks() {
        let v4 = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let v6 = IpAddr::V6(Ipv6Addr::LOCALHOST);
        assert_eq!(netmask(v4, 8).to_string(), "255.0.0.0");
        assert_eq!(netmask(v4, 0).to_string(), "0.0.0.0");
        assert_eq!(netmask(v6, 64).to_string(), "ffff:ffff:ffff:ffff::");
        assert_eq!(netmask(v6, 128).to_string(), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    }
}
