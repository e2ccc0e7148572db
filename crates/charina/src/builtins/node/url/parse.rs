//! The legacy parser behind `url.parse()` (<https://nodejs.org/api/url.html#legacy-url-api>).

/// What the parser finds; what is not there stays null in JS.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) protocol: Option<String>,
    pub(super) slashes: bool,
    pub(super) auth: Option<String>,
    pub(super) host: Option<String>,
    pub(super) port: Option<String>,
    pub(super) hostname: Option<String>,
    pub(super) hash: Option<String>,
    pub(super) search: Option<String>,
    pub(super) query: Option<String>,
    pub(super) pathname: Option<String>,
    pub(super) path: Option<String>,
    /// A path alone, whose `href` is the text as it stands.
    pub(super) simple: bool,
    /// The host has a port that is none (DEP0170).
    pub(super) bad_port: bool,
}

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    InvalidUrl,
    /// The user's name has an escape that is none.
    MalformedUri,
}

const MAX_HOSTNAME: usize = 255;

/// Protocols written with two slashes, with or without the colon.
pub(super) fn is_slashed(protocol: &str) -> bool {
    let name = protocol.strip_suffix(':').unwrap_or(protocol);
    matches!(name, "http" | "https" | "ftp" | "gopher" | "file" | "ws" | "wss")
}

/// Protocols that never have a host, and whose rest is not escaped.
pub(super) fn is_hostless(protocol: &str) -> bool {
    matches!(protocol, "javascript" | "javascript:")
}

fn is_space(c: char) -> bool {
    c <= ' ' || c == '\u{a0}' || c == '\u{feff}'
}

/// Trims, and turns backslashes before the query into slashes.
fn prepare(url: &str) -> String {
    let url = url.trim_matches(is_space);
    let split = url.find(['?', '#']).unwrap_or(url.len());
    url[..split].replace('\\', "/") + &url[split..]
}

/// Parses; `decode` is `decodeURIComponent`, `to_ascii` gives an empty name where there is none.
pub(super) fn parse(
    url: &str,
    slashes_denote_host: bool,
    decode: impl Fn(&str) -> Option<String>,
) -> Result<Parts, Refusal> {
    let mut parts = Parts::default();
    let mut rest = prepare(url);
    let before_query = &rest[..rest.find(['?', '#']).unwrap_or(rest.len())];
    if !slashes_denote_host && !rest.contains('#') && !before_query.contains('@') && is_simple_path(&rest) {
        let (path, search) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
        parts.pathname = Some(path.to_owned());
        if !search.is_empty() {
            parts.search = Some(search.to_owned());
            parts.query = Some(search[1..].to_owned());
        }
        parts.path = Some(rest);
        parts.simple = true;
        return Ok(parts);
    }
    let mut given = None;
    if let Some(length) = protocol_length(&rest) {
        let protocol = rest[..length].to_owned();
        rest.drain(..length);
        parts.protocol = Some(protocol.to_ascii_lowercase());
        given = Some(protocol);
    }
    let lower = parts.protocol.clone().unwrap_or_default();
    let mut slashes = false;
    if slashes_denote_host || given.is_some() || looks_like_host(&rest) {
        slashes = rest.starts_with("//");
        if slashes && !is_hostless(&lower) {
            rest.drain(..2);
            parts.slashes = true;
        }
    }
    if !is_hostless(&lower) && (slashes || given.is_some_and(|given| !is_slashed(&given))) {
        rest = take_host(rest, &mut parts, decode)?;
    }
    if !is_hostless(&lower) {
        rest = escape(&rest);
    }
    take_rest(&rest, &lower, &mut parts);
    Ok(parts)
}

/// `/path?query` without white space; a third slash would make it something else.
fn is_simple_path(text: &str) -> bool {
    text.starts_with('/') && !text.starts_with("///") && !text.contains(|c: char| c.is_whitespace() || c == '\u{feff}')
}

fn protocol_length(text: &str) -> Option<usize> {
    let colon = text.find(':').filter(|colon| *colon > 0)?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-');
    text.as_bytes()[..colon].iter().copied().all(fits).then_some(colon + 1)
}

/// `//user@host`
fn looks_like_host(text: &str) -> bool {
    let Some(text) = text.strip_prefix("//") else { return false };
    let Some((user, host)) = text.split_once('@') else { return false };
    !user.is_empty() && !user.contains('/') && !host.is_empty() && !host.starts_with(['@', '/'])
}

/// Takes user, host and port from the start of `rest` and gives back what follows.
fn take_host(rest: String, parts: &mut Parts, decode: impl Fn(&str) -> Option<String>) -> Result<String, Refusal> {
    let (mut cleaned, mut host_end, mut at_sign, mut non_host) = (String::new(), None, None, None);
    for (index, c) in rest.char_indices() {
        match c {
            '\t' | '\n' | '\r' => continue,
            ' ' | '"' | '%' | '\'' | ';' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                non_host = non_host.or(Some(cleaned.len()));
            }
            '#' | '/' | '?' => {
                non_host = non_host.or(Some(cleaned.len()));
                host_end = Some(index);
                break;
            }
            '@' => {
                at_sign = Some(cleaned.len());
                non_host = None;
            }
            _ => {}
        }
        cleaned.push(c);
    }
    if let Some(end) = host_end {
        cleaned.push_str(&rest[end..]);
    }
    let start = match at_sign {
        Some(at) => {
            parts.auth = Some(decode(&cleaned[..at]).ok_or(Refusal::MalformedUri)?);
            at + 1
        }
        None => 0,
    };
    let end = non_host.unwrap_or(cleaned.len());
    let host = &cleaned[start..end];
    let mut rest = cleaned[end..].to_owned();
    let (name, port) = split_port(host);
    if let Some(port) = port.filter(|port| !port.is_empty()) {
        parts.port = Some(port.to_owned());
    }
    let mut hostname = name.to_owned();
    let ipv6 = is_ipv6(&hostname);
    if !ipv6 && let Some(index) = hostname.find(['/', '\\', '#', '?', ':']) {
        parts.bad_port = hostname[index..].starts_with(':');
        rest = format!("/{}{rest}", &hostname[index..]);
        hostname.truncate(index);
    }
    hostname = if hostname.encode_utf16().count() > MAX_HOSTNAME { String::new() } else { hostname.to_lowercase() };
    if !hostname.is_empty() {
        if !ipv6 && !hostname.is_ascii() {
            hostname = idna::domain_to_ascii(&hostname).unwrap_or_default();
        }
        let forbidden = |c: char| {
            matches!(c, '\0' | '\t' | '\n' | '\r' | ' ' | '#' | '%' | '/' | '<' | '>' | '?' | '@' | '\\' | '^' | '|')
                || (!ipv6 && matches!(c, ':' | '[' | ']'))
        };
        if hostname.is_empty() || hostname.contains(forbidden) {
            return Err(Refusal::InvalidUrl);
        }
    }
    let port = parts.port.as_ref().map(|port| format!(":{port}")).unwrap_or_default();
    parts.host = Some(format!("{hostname}{port}"));
    if ipv6 {
        hostname = hostname.trim_start_matches('[').trim_end_matches(']').to_owned();
        if !rest.starts_with('/') {
            rest.insert(0, '/');
        }
    }
    parts.hostname = Some(hostname);
    Ok(rest)
}

/// The name and, behind the last colon, the port, if that is all digits.
pub(super) fn split_port(host: &str) -> (&str, Option<&str>) {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (name, Some(port)),
        _ => (host, None),
    }
}

pub(super) fn is_ipv6(hostname: &str) -> bool {
    hostname.starts_with('[') && hostname.ends_with(']')
}

/// Escapes what may stand in no URL.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => escaped.push_str("%09"),
            '\n' => escaped.push_str("%0A"),
            '\r' => escaped.push_str("%0D"),
            ' ' => escaped.push_str("%20"),
            '"' => escaped.push_str("%22"),
            '\'' => escaped.push_str("%27"),
            '<' => escaped.push_str("%3C"),
            '>' => escaped.push_str("%3E"),
            '\\' => escaped.push_str("%5C"),
            '^' => escaped.push_str("%5E"),
            '`' => escaped.push_str("%60"),
            '{' => escaped.push_str("%7B"),
            '|' => escaped.push_str("%7C"),
            '}' => escaped.push_str("%7D"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Hash, query and path.
fn take_rest(rest: &str, protocol: &str, parts: &mut Parts) {
    let (before_hash, hash) = rest.split_at(rest.find('#').unwrap_or(rest.len()));
    if !hash.is_empty() {
        parts.hash = Some(hash.to_owned());
    }
    let (path, search) = before_hash.split_at(before_hash.find('?').unwrap_or(before_hash.len()));
    if !search.is_empty() {
        parts.search = Some(search.to_owned());
        parts.query = Some(search[1..].to_owned());
    }
    if !path.is_empty() {
        parts.pathname = Some(path.to_owned());
    } else if is_slashed(protocol) && parts.hostname.as_ref().is_some_and(|name| !name.is_empty()) {
        parts.pathname = Some("/".to_owned());
    }
    if parts.pathname.is_some() || parts.search.is_some() {
        let path = parts.pathname.as_deref().unwrap_or_default();
        parts.path = Some(format!("{path}{}", parts.search.as_deref().unwrap_or_default()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(url: &str) -> Parts {
        parse(url, false, |text| Some(text.to_owned())).unwrap()
    }

    #[test]
    fn takes_urls_apart() {
        let parts = parsed(" HTTP://u:p@Ex.COM:80\\p a?q=1#h ");
        assert_eq!(parts.protocol.as_deref(), Some("http:"));
        assert_eq!(parts.auth.as_deref(), Some("u:p"));
        assert_eq!(parts.host.as_deref(), Some("ex.com:80"));
        assert_eq!(parts.path.as_deref(), Some("/p%20a?q=1"));
        assert_eq!(parts.hash.as_deref(), Some("#h"));
        assert!(parsed("/a?b").simple);
        assert_eq!(parsed("mailto:a@b.c").auth.as_deref(), Some("a"));
        assert_eq!(parsed("http://[::1]:3/x").hostname.as_deref(), Some("::1"));
    }

    #[test]
    fn refuses_what_spoofs_a_host() {
        let refused = |url| parse(url, false, |text| Some(text.to_owned())).unwrap_err();
        assert_eq!(refused("http://a\u{2100}.com"), Refusal::InvalidUrl);
        assert_eq!(parse("http://%@x", false, |_| None), Err(Refusal::MalformedUri));
    }
}
