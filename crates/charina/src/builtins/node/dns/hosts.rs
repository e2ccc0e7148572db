//! What the system's own tables say: /etc/hosts, /etc/services, /etc/resolv.conf.

use std::net::IpAddr;

fn lines(path: &str) -> Vec<Vec<String>> {
    let text = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let words = |line: &str| -> Vec<String> {
        let line = line.split(['#', ';']).next().unwrap_or_default();
        line.split_ascii_whitespace().map(str::to_owned).collect()
    };
    text.lines().map(words).filter(|words| !words.is_empty()).collect()
}

/// The name servers to ask.
pub(super) fn servers() -> Vec<String> {
    let named = lines("/etc/resolv.conf").into_iter().filter(|words| words[0] == "nameserver");
    let found: Vec<String> = named.filter_map(|words| words.get(1).cloned()).collect();
    if found.is_empty() { vec!["127.0.0.1".to_owned()] } else { found }
}

/// The names of an address, the proper one first.
pub(super) fn names_of(address: IpAddr) -> Vec<String> {
    let entries = lines("/etc/hosts").into_iter().filter(|words| words[0].parse() == Ok(address));
    entries.flat_map(|words| words.into_iter().skip(1)).collect()
}

/// The name of a TCP port, or its number.
pub(super) fn service_of(port: u16) -> String {
    let wanted = format!("{port}/tcp");
    let entry = lines("/etc/services").into_iter().find(|words| words.get(1) == Some(&wanted));
    entry.map_or_else(|| port.to_string(), |words| words[0].clone())
}
