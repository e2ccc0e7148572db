//! `node:http` (<https://nodejs.org/api/http.html>): parsing, header objects and serialising in Rust; messages, servers,
//! clients and agents in glue.

mod driver;
mod headers;
mod outgoing;
mod parser;

use crate::builtins::{Builtin, glue};
use crate::state::state;
use charina_engine::{Context, JsArray, JsResult, JsString, JsValue, Op};

/// The modules. Those with an underscore are Node's own files, which programs require all the same.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("_http_agent", glue!("agent.js"), &[]),
    Builtin::glue("_http_client", glue!("client.js"), OPS),
    Builtin::glue("_http_common", glue!("common.js"), OPS),
    Builtin::glue("_http_incoming", glue!("incoming.js"), OPS),
    Builtin::glue("_http_outgoing", glue!("outgoing.js"), OPS),
    Builtin::glue("_http_server", glue!("server.js"), OPS),
    Builtin::glue("http", glue!("http.js"), OPS),
    Builtin::glue("internal/http/answer", glue!("answer.js"), &[]),
    Builtin::glue("internal/http/connections", glue!("connections.js"), OPS),
];

/// <https://nodejs.org/api/cli.html#--max-http-header-sizesize>
const DEFAULT_MAX_HEADER_SIZE: u32 = 16 * 1024;

const OPS: &[Op] = &[
    Op::new("buildHeaders", 3, headers::build_headers),
    Op::new("checkInvalidHeaderChar", 1, outgoing::check_invalid_header_char),
    Op::new("checkIsHttpToken", 1, outgoing::check_is_http_token),
    Op::new("date", 0, outgoing::date),
    Op::new("frame", 0, driver::frame),
    Op::new("inFrame", 2, driver::in_frame),
    Op::new("insecureParser", 0, |_, _, context| Ok(state(context).options.insecure_http_parser.into())),
    Op::new("isLoaded", 1, super::net::is_loaded),
    Op::new("maxHeaderSize", 0, |_, _, context| {
        Ok(JsValue::from(state(context).options.max_http_header_size.unwrap_or(DEFAULT_MAX_HEADER_SIZE)))
    }),
    Op::new("methods", 0, methods),
    Op::new("newParser", 3, driver::new_parser),
    Op::new("storeHeaders", 3, outgoing::store_headers),
];

/// <https://nodejs.org/api/http.html#httpmethods>
fn methods(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let methods: Vec<JsValue> = parser::METHODS.iter().map(|method| JsString::from(*method).into()).collect();
    Ok(JsArray::from_iter(methods, context).into())
}
