//! `node:dns` (<https://nodejs.org/api/dns.html>): names to addresses as the system does it, and questions to name
//! servers. Both run on the blocking pool.

mod hosts;
mod query;
mod records;

use crate::builtins::{Builtin, glue, node::net};
use crate::event_loop;
use crate::state::state;
use charina_engine::{Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, Op, native_data, text};
use query::Question;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("dns", glue!("dns.js"), &[]),
    Builtin::glue("dns/promises", glue!("promises.js"), &[]),
    Builtin::glue("internal/dns/resolver", glue!("resolver.js"), OPS),
];

const OPS: &[Op] = &[
    Op::new("isIP", 1, |_, arguments, context| {
        let input = arguments.get_or_undefined(0).to_string(context)?;
        Ok(net::address_family(&text::to_utf8(&input)).into())
    }),
    Op::new("lookup", 2, net::lookup),
    Op::new("nameOf", 2, name_of),
    Op::new("query", 7, query),
    Op::new("serviceOf", 1, service_of),
    Op::new("systemServers", 0, system_servers),
];

fn utf8(value: &JsValue, context: &mut Context) -> JsResult<String> {
    Ok(text::to_utf8(&value.to_string(context)?))
}

fn to_u16(value: &JsValue, context: &mut Context) -> JsResult<u16> {
    Ok(u16::try_from(value.to_u32(context)?).unwrap_or(u16::MAX))
}

fn array(strings: impl IntoIterator<Item = String>, context: &mut Context) -> JsValue {
    let strings: Vec<JsValue> = strings.into_iter().map(|string| text::from_utf8(&string).into()).collect();
    JsArray::from_iter(strings, context).into()
}

/// `systemServers()`: the addresses in /etc/resolv.conf.
fn system_servers(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(array(hosts::servers(), context))
}

/// `nameOf(address)`: the names that /etc/hosts gives an address.
fn name_of(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let address = utf8(arguments.get_or_undefined(0), context)?;
    let names = address.parse::<IpAddr>().map(hosts::names_of).unwrap_or_default();
    Ok(array(names, context))
}

/// `serviceOf(port)`: the name that /etc/services gives a TCP port, or its number.
fn service_of(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let port = to_u16(arguments.get_or_undefined(0), context)?;
    Ok(text::from_utf8(&hosts::service_of(port)).into())
}

/// A question under way: what it takes to give it up.
struct Pending {
    cancelled: Arc<AtomicBool>,
}

native_data!(Pending);

/// `query(name, type, servers, timeout, tries, locals, callback)`: asks the servers (`address:port`) in turn. The
/// callback gets a code or null, and records. Returns a function that gives up.
fn query(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let name = utf8(arguments.get_or_undefined(0), context)?;
    let kind = to_u16(arguments.get_or_undefined(1), context)?;
    let servers = strings(arguments.get_or_undefined(2), context)?;
    let timeout = arguments.get_or_undefined(3).to_u32(context)?;
    let tries = arguments.get_or_undefined(4).to_u32(context)?.max(1);
    let locals = strings(arguments.get_or_undefined(5), context)?;
    let Some(callback) = arguments.get_or_undefined(6).as_callable() else { return Ok(JsValue::undefined()) };
    let cancelled = Arc::new(AtomicBool::new(false));
    let question = Question {
        name,
        kind,
        servers: servers.iter().filter_map(|server| server.parse::<SocketAddr>().ok()).collect(),
        timeout: Duration::from_millis(u64::from(timeout)),
        tries,
        locals: locals.iter().filter_map(|local| local.parse().ok()).collect(),
        cancelled: cancelled.clone(),
    };
    event_loop::spawn_as(
        "QUERYWRAP",
        context,
        move || question.ask(),
        move |answer, context| {
            let arguments = match answer {
                Ok(found) => {
                    let objects: Vec<JsValue> = found.iter().map(|record| record.to_object(context).into()).collect();
                    [JsValue::null(), JsArray::from_iter(objects, context).into()]
                }
                Err(code) => [JsString::from(code).into(), JsValue::undefined()],
            };
            event_loop::call(&callback, &JsValue::undefined(), &arguments, context)
        },
    );
    let prototype = class_prototype(context);
    Ok(JsObject::from_proto_and_data(Some(prototype), Pending { cancelled }).into())
}

fn class_prototype(context: &mut Context) -> JsObject {
    state(context).slot("dns.Pending.prototype").as_object().unwrap_or_else(|| {
        let prototype = JsObject::with_object_proto(context.intrinsics());
        charina_engine::ops::define_ops(&prototype, &[Op::new("cancel", 0, cancel)], false, context);
        state(context).set_slot("dns.Pending.prototype", prototype.clone());
        prototype
    })
}

/// `cancel()`: the answer is not waited for any more.
fn cancel(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    if let Some(object) = this.as_object()
        && let Some(pending) = object.downcast_ref::<Pending>()
    {
        pending.cancelled.store(true, Ordering::Relaxed);
    }
    Ok(JsValue::undefined())
}

fn strings(value: &JsValue, context: &mut Context) -> JsResult<Vec<String>> {
    let Some(list) = value.as_object() else { return Ok(Vec::new()) };
    let length = list.get(charina_engine::js_string!("length"), context)?.to_u32(context)?;
    (0..length)
        .map(|index| {
            let entry = list.get(index, context)?;
            utf8(&entry, context)
        })
        .collect()
}
