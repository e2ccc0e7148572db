//! The rules behind `net.BlockList` (<https://nodejs.org/api/net.html#class-netblocklist>).

use charina_engine::{
    Context, JsArgs, JsArray, JsNativeError, JsObject, JsResult, JsString, JsValue, Op, native_data, text,
};
use std::cell::RefCell;
use std::cmp::Ordering;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::rc::Rc;

/// What the glue of addresses and lists needs of Rust. Addresses come as texts that `normalise` made.
pub(super) const OPS: &[Op] = &[
    Op::new("normalise", 2, normalise),
    Op::new("newList", 0, new_list),
    Op::new("shareList", 1, share_list),
    Op::new("addAddress", 2, add_address),
    Op::new("addRange", 3, add_range),
    Op::new("addSubnet", 3, add_subnet),
    Op::new("check", 2, check),
    Op::new("rules", 1, rules),
];

enum Rule {
    Address(IpAddr),
    Range(IpAddr, IpAddr),
    Subnet(IpAddr, u32),
}

fn family(ip: IpAddr) -> &'static str {
    if ip.is_ipv4() { "IPv4" } else { "IPv6" }
}

/// The order of two addresses, where there is one: an IPv4 address is as the IPv6 address it is mapped to.
fn order(a: IpAddr, b: IpAddr) -> Option<Ordering> {
    match (a, b) {
        (IpAddr::V4(a), IpAddr::V4(b)) => Some(a.cmp(&b)),
        (IpAddr::V6(a), IpAddr::V6(b)) => Some(a.cmp(&b)),
        (IpAddr::V4(a), IpAddr::V6(b)) => b.to_ipv4_mapped().map(|b| a.cmp(&b)),
        (IpAddr::V6(a), IpAddr::V4(b)) => a.to_ipv4_mapped().map(|a| a.cmp(&b)),
    }
}

fn same_prefix(a: IpAddr, network: IpAddr, prefix: u32) -> bool {
    let v4 = |a: Ipv4Addr, b: Ipv4Addr| {
        let mask = u32::MAX.checked_shl(32 - prefix.min(32)).unwrap_or(0);
        a.to_bits() & mask == b.to_bits() & mask
    };
    let v6 = |a: Ipv6Addr, b: Ipv6Addr| {
        let mask = u128::MAX.checked_shl(128 - prefix.min(128)).unwrap_or(0);
        a.to_bits() & mask == b.to_bits() & mask
    };
    match (a, network) {
        (IpAddr::V4(a), IpAddr::V4(b)) => v4(a, b),
        (IpAddr::V6(a), IpAddr::V6(b)) => v6(a, b),
        (IpAddr::V6(a), IpAddr::V4(b)) => a.to_ipv4_mapped().is_some_and(|a| v4(a, b)),
        (IpAddr::V4(a), IpAddr::V6(b)) => v6(a.to_ipv6_mapped(), b),
    }
}

impl Rule {
    fn applies(&self, ip: IpAddr) -> bool {
        match self {
            Self::Address(address) => order(ip, *address) == Some(Ordering::Equal),
            Self::Range(start, end) => {
                order(ip, *start).is_some_and(Ordering::is_ge) && order(ip, *end).is_some_and(Ordering::is_le)
            }
            Self::Subnet(network, prefix) => same_prefix(ip, *network, *prefix),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Address(ip) => format!("Address: {} {ip}", family(*ip)),
            Self::Range(start, end) => format!("Range: {} {start}-{end}", family(*start)),
            Self::Subnet(ip, prefix) => format!("Subnet: {} {ip}/{prefix}", family(*ip)),
        }
    }
}

/// Shared with the clones that other realms or messages get. Newest rule first.
#[derive(Clone, Default)]
struct List(Rc<RefCell<Vec<Rule>>>);

native_data!(List);

fn address(arguments: &[JsValue], index: usize) -> JsResult<IpAddr> {
    let text = arguments.get_or_undefined(index).as_string().map(|string| text::to_utf8(&string));
    text.and_then(|text| text.parse().ok()).ok_or_else(|| JsNativeError::typ().with_message("no address").into())
}

fn with_list<T>(arguments: &[JsValue], with: impl FnOnce(&mut Vec<Rule>) -> T) -> JsResult<T> {
    let list = arguments.get_or_undefined(0).as_object().and_then(|o| o.downcast_ref::<List>().map(|l| l.clone()));
    match list {
        Some(list) => Ok(with(&mut list.0.borrow_mut())),
        None => Err(JsNativeError::typ().with_message("Illegal invocation").into()),
    }
}

/// `normalise(address, 4 or 6)`: the address in its canonical form, undefined if it is none of that family.
fn normalise(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let input = text::to_utf8(&arguments.get_or_undefined(0).to_string(context)?);
    let canonical = match arguments.get_or_undefined(1).to_i32(context)? {
        4 => input.parse::<Ipv4Addr>().ok().map(|ip| ip.to_string()),
        _ => input.parse::<Ipv6Addr>().ok().map(|ip| ip.to_string()),
    };
    Ok(canonical.map_or_else(JsValue::undefined, |ip| text::from_utf8(&ip).into()))
}

fn new_list(_this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(JsObject::from_proto_and_data(None, List::default()).into())
}

/// `shareList(list)`: another handle of the same rules.
fn share_list(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let list = arguments.get_or_undefined(0).as_object().and_then(|o| o.downcast_ref::<List>().map(|l| l.clone()));
    Ok(list.map_or_else(JsValue::undefined, |list| JsObject::from_proto_and_data(None, list).into()))
}

fn add_address(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let ip = address(arguments, 1)?;
    with_list(arguments, |rules| rules.insert(0, Rule::Address(ip)))?;
    Ok(JsValue::undefined())
}

/// False if the range ends before it starts.
fn add_range(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let (start, end) = (address(arguments, 1)?, address(arguments, 2)?);
    if order(start, end) == Some(Ordering::Greater) {
        return Ok(false.into());
    }
    with_list(arguments, |rules| rules.insert(0, Rule::Range(start, end)))?;
    Ok(true.into())
}

fn add_subnet(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let ip = address(arguments, 1)?;
    let prefix = arguments.get_or_undefined(2).to_u32(context)?;
    with_list(arguments, |rules| rules.insert(0, Rule::Subnet(ip, prefix)))?;
    Ok(JsValue::undefined())
}

fn check(_this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let ip = address(arguments, 1)?;
    with_list(arguments, |rules| rules.iter().any(|rule| rule.applies(ip))).map(JsValue::from)
}

fn rules(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let texts = with_list(arguments, |rules| rules.iter().map(Rule::text).collect::<Vec<_>>())?;
    let texts: Vec<JsValue> = texts.into_iter().map(|text| JsString::from(text.as_str()).into()).collect();
    Ok(JsArray::from_iter(texts, context).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn mapped_addresses_are_the_addresses_they_map() {
        assert!(Rule::Address(ip("1.1.1.1")).applies(ip("::ffff:1.1.1.1")));
        assert!(Rule::Address(ip("::ffff:1.1.1.1")).applies(ip("1.1.1.1")));
        assert!(!Rule::Address(ip("1.1.1.1")).applies(ip("::101:101")));
        assert!(Rule::Subnet(ip("1.1.0.0"), 16).applies(ip("::ffff:1.1.9.9")));
        assert!(Rule::Range(ip("10.0.0.2"), ip("10.0.0.10")).applies(ip("::ffff:10.0.0.10")));
        assert!(!Rule::Range(ip("10.0.0.2"), ip("10.0.0.10")).applies(ip("::ffff:ffff:ffff")));
    }

    #[test]
    fn prefixes_need_not_be_whole_bytes() {
        let rule = Rule::Subnet(ip("8592:757c:efaf::"), 51);
        assert!(rule.applies(ip("8592:757c:efaf:1fff:ffff:ffff:ffff:ffff")));
        assert!(!rule.applies(ip("8592:757c:efaf:2fff::")));
        assert!(Rule::Subnet(ip("1.1.1.1"), 0).applies(ip("9.9.9.9")));
        assert!(!Rule::Subnet(ip("1.1.1.1"), 32).applies(ip("1.1.1.2")));
    }
}
