//! `node:net` (<https://nodejs.org/api/net.html>): sockets, servers, addresses and block lists.

mod block_list;
pub(crate) mod handle;
mod lookup;

pub(crate) use lookup::lookup;

use crate::builtins::{Builtin, glue};
use crate::state::state;
use charina_engine::{Context, JsArgs, JsResult, JsValue, Op, text};
use std::net::{Ipv4Addr, Ipv6Addr};

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("internal/blocklist", glue!("blocklist.js"), block_list::OPS),
    Builtin::glue("internal/socketaddress", glue!("socketaddress.js"), block_list::OPS),
    Builtin::glue("internal/net/connect", glue!("connect.js"), OPS),
    Builtin::glue("internal/net/server", glue!("server.js"), OPS),
    Builtin::glue("internal/net/socket", glue!("socket.js"), OPS),
    Builtin::glue("net", glue!("net.js"), OPS),
];

const OPS: &[Op] = &[
    Op::new("autoSelectFamily", 0, |_, _, context| Ok((!state(context).options.no_family_autoselection).into())),
    Op::new("attemptTimeout", 0, |_, _, context| {
        Ok(JsValue::from(state(context).options.family_attempt_timeout.unwrap_or(250).max(10)))
    }),
    Op::new("isIP", 1, is_ip),
    Op::new("isLoaded", 1, is_loaded),
    Op::new("kindOf", 1, crate::builtins::internal::stdio::kind_of),
    Op::new("newHandle", 1, handle::new_handle),
    Op::new("isIPv4", 1, |_, arguments, context| Ok((family(arguments, context)? == 4).into())),
    Op::new("isIPv6", 1, |_, arguments, context| Ok((family(arguments, context)? == 6).into())),
];

/// 4, 6, or 0 for what is no address. An IPv6 address may name its zone.
pub(crate) fn address_family(text: &str) -> i32 {
    if text.parse::<Ipv4Addr>().is_ok() {
        return 4;
    }
    let (address, zone) = text.split_once('%').map_or((text, None), |(address, zone)| (address, Some(zone)));
    let is_zone = |zone: &str| {
        !zone.is_empty() && zone.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte))
    };
    if address.parse::<Ipv6Addr>().is_ok() && zone.is_none_or(is_zone) { 6 } else { 0 }
}

fn family(arguments: &[JsValue], context: &mut Context) -> JsResult<i32> {
    let input = arguments.get_or_undefined(0).to_string(context)?;
    Ok(address_family(&text::to_utf8(&input)))
}

/// `isLoaded(name)`: whether anybody has loaded that builtin. What nobody has loaded nobody listens to.
pub(crate) fn is_loaded(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let name = arguments.get_or_undefined(0).to_string(context)?;
    Ok(state(context).builtins.borrow().contains_key(text::to_utf8(&name).as_str()).into())
}

/// <https://nodejs.org/api/net.html#netisipinput>
fn is_ip(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    family(arguments, context).map(JsValue::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families() {
        for text in ["127.0.0.1", "0.0.0.0", "255.255.255.255"] {
            assert_eq!(address_family(text), 4, "{text}");
        }
        for text in ["::1", "::", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "fe80::1%eth0", "::1%a-b.c:d"] {
            assert_eq!(address_family(text), 6, "{text}");
        }
        for text in ["", "1", "01.1.1.1", "256.1.1.1", "1.1.1", "::1%", "::1%_", ":1", "1.1.1.1%a", " ::1", "::1 "] {
            assert_eq!(address_family(text), 0, "{text}");
        }
    }
}
