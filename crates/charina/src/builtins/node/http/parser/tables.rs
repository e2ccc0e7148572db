//! Methods and classes of characters.

/// The methods of requests over HTTP (`http.METHODS`), sorted.
pub(in crate::builtins::node::http) const METHODS: &[&str] = &[
    "ACL",
    "BIND",
    "CHECKOUT",
    "CONNECT",
    "COPY",
    "DELETE",
    "GET",
    "HEAD",
    "LINK",
    "LOCK",
    "M-SEARCH",
    "MERGE",
    "MKACTIVITY",
    "MKCALENDAR",
    "MKCOL",
    "MOVE",
    "NOTIFY",
    "OPTIONS",
    "PATCH",
    "POST",
    "PROPFIND",
    "PROPPATCH",
    "PURGE",
    "PUT",
    "QUERY",
    "REBIND",
    "REPORT",
    "SEARCH",
    "SOURCE",
    "SUBSCRIBE",
    "TRACE",
    "UNBIND",
    "UNLINK",
    "UNLOCK",
    "UNSUBSCRIBE",
];

/// The methods that only RTSP has; those above that it shares are listed below.
pub(super) const RTSP_ONLY: &[&str] = &[
    "ANNOUNCE",
    "DESCRIBE",
    "FLUSH",
    "GET_PARAMETER",
    "PAUSE",
    "PLAY",
    "RECORD",
    "REDIRECT",
    "SETUP",
    "SET_PARAMETER",
    "TEARDOWN",
];

/// The methods that RTSP shares with HTTP.
pub(super) const RTSP_SHARED: &[&str] = &["OPTIONS", "GET", "POST"];

/// How HTTP/2 begins.
pub(super) const PREFACE: &str = "PRI";

/// All methods there are.
pub(super) fn all_methods() -> impl Iterator<Item = &'static str> {
    METHODS.iter().chain(RTSP_ONLY).copied().chain(std::iter::once(PREFACE))
}

const fn table(extra: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        #[expect(clippy::cast_possible_truncation, reason = "below 128")]
        let c = byte as u8;
        table[byte] = c.is_ascii_alphanumeric();
        byte += 1;
    }
    let mut index = 0;
    while index < extra.len() {
        table[extra[index] as usize] = true;
        index += 1;
    }
    table
}

/// <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2>
const TOKEN: [bool; 256] = table(b"!#$%&'*+-.^_`|~");
const USERINFO: [bool; 256] = table(b"-_.!~*'()%;:&=+$,");

/// Whether the byte may stand in a token: in a method, in a header's name.
pub(in crate::builtins::node::http) fn is_token(byte: u8) -> bool {
    TOKEN[usize::from(byte)]
}

/// Whether the byte may stand in an authority.
pub(super) fn is_server(byte: u8) -> bool {
    USERINFO[usize::from(byte)] || matches!(byte, b'[' | b']')
}

/// Whether the byte may stand in a path, query or fragment, apart from what separates them.
pub(super) fn is_url(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'#' && byte != b'?'
}

/// Whether the byte may stand in a header's value.
pub(super) fn is_value(byte: u8) -> bool {
    byte >= 0x20 && byte != 0x7f || byte == b'\t'
}
