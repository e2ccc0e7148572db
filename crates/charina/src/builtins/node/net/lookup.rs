//! Host names to addresses: getaddrinfo on the blocking pool, for node:dns.

use crate::event_loop;
use charina_engine::{Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, ops, text};
use std::net::{SocketAddr, ToSocketAddrs as _};

/// What getaddrinfo's messages stand for: the standard library gives no numbers.
const FAILURES: &[(&str, i32)] = &[
    ("Temporary failure", -3001),
    ("Name or service not known", -3008),
    ("Name does not resolve", -3008),
    ("No address associated", -3007),
    ("nodename nor servname", -3008),
];

/// `lookup(host, callback)`: the callback gets 0 or libuv's errno, and `[{ address, family }]`.
pub(crate) fn lookup(_: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let host = text::to_utf8(&arguments.get_or_undefined(0).to_string(context)?);
    let Some(callback) = arguments.get_or_undefined(1).as_callable() else { return Ok(JsValue::undefined()) };
    let find = move || -> std::io::Result<Vec<SocketAddr>> { Ok((host.as_str(), 0).to_socket_addrs()?.collect()) };
    event_loop::spawn_as("GETADDRINFOREQWRAP", context, find, move |found, context| {
        let arguments = match found {
            Ok(addresses) => [JsValue::from(0), list(&addresses, context).into()],
            Err(error) => {
                let message = error.to_string();
                let known = FAILURES.iter().find(|(words, _)| message.contains(words));
                [JsValue::from(known.map_or(-3008, |(_, errno)| *errno)), JsValue::undefined()]
            }
        };
        event_loop::call(&callback, &JsValue::undefined(), &arguments, context)
    });
    Ok(JsValue::undefined())
}

fn list(addresses: &[SocketAddr], context: &mut Context) -> JsArray {
    let entries: Vec<JsValue> = addresses
        .iter()
        .map(|address| {
            let object = JsObject::with_object_proto(context.intrinsics());
            ops::define_value(&object, JsString::from("address"), text::from_utf8(&address.ip().to_string()), true);
            ops::define_value(&object, JsString::from("family"), if address.is_ipv4() { 4 } else { 6 }, true);
            object.into()
        })
        .collect();
    JsArray::from_iter(entries, context)
}
