//! POSIX path text and `file:` URLs as Node converts between them, on `&str`.
//!
//! Module names come from JavaScript strings and go back to them, so the resolver works on text rather than on
//! `std::path::Path`, whose normalisation differs from `node:path`.

use url::Url;

use super::resolve::ResolveError;

/// `path.dirname(path)` for POSIX. <https://nodejs.org/api/path.html#pathdirnamepath>
pub fn dirname(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rfind('/') {
        None if trimmed.is_empty() && !path.is_empty() => "/",
        None => ".",
        Some(at) => {
            let parent = trimmed[..at].trim_end_matches('/');
            // `//a` keeps its two slashes in Node; nothing here meets such a path, so one is enough.
            if parent.is_empty() { "/" } else { parent }
        }
    }
}

/// `path.basename(path)` for POSIX. <https://nodejs.org/api/path.html#pathbasenamepath-suffix>
pub fn basename(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    &trimmed[trimmed.rfind('/').map_or(0, |at| at + 1)..]
}

/// `path.resolve(base, request)` where `base` is absolute. <https://nodejs.org/api/path.html#pathresolvepaths>
pub fn resolve(base: &str, request: &str) -> String {
    let mut out = String::with_capacity(base.len() + request.len() + 1);
    if !request.starts_with('/') {
        push_segments(&mut out, base);
    }
    push_segments(&mut out, request);
    if out.is_empty() {
        out.push('/');
    }
    out
}

/// Appends the segments of `path` to the absolute path in `out`, folding `.` and `..`.
fn push_segments(out: &mut String, path: &str) {
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => out.truncate(out.rfind('/').unwrap_or(0)),
            _ => {
                out.push('/');
                out.push_str(segment);
            }
        }
    }
}

/// The relative path from directory `from` to `to`, both absolute and normal. <https://nodejs.org/api/path.html#pathrelativefrom-to>
pub fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').filter(|s| !s.is_empty()).collect();
    let to: Vec<&str> = to.split('/').filter(|s| !s.is_empty()).collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; from.len() - shared];
    parts.extend(&to[shared..]);
    parts.join("/")
}

/// Whether a request is `.`, `..`, or begins with `./`, `../` or `..\` (the last a quirk Node has on every platform).
pub fn is_relative(request: &str) -> bool {
    request == "."
        || request == ".."
        || request.starts_with("./")
        || request.starts_with("../")
        || request.starts_with("..\\")
}

/// `url.pathToFileURL(path)` for an absolute path, as text. <https://nodejs.org/api/url.html#urlpathtofileurlpath-options>
pub fn to_file_href(path: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut href = String::with_capacity(path.len() + 16);
    href.push_str("file://");
    for &byte in path.as_bytes() {
        // The set that Node escapes: the URL path set, and what would read as something else in a URL or a shell.
        let escape = byte <= b' '
            || byte >= 0x7f
            || matches!(
                byte,
                b'"' | b'#' | b'%' | b'<' | b'>' | b'?' | b'[' | b'\\' | b']' | b'^' | b'`' | b'{' | b'|' | b'}' | b'~'
            );
        if escape {
            href.push('%');
            href.push(HEX[usize::from(byte >> 4)] as char);
            href.push(HEX[usize::from(byte & 15)] as char);
        } else {
            href.push(byte as char);
        }
    }
    href
}

/// [`to_file_href`], parsed.
pub fn to_file_url(path: &str) -> Url {
    // An absolute path with every special byte escaped always parses; the fallback only keeps this from panicking.
    Url::parse(&to_file_href(path)).unwrap_or_else(|_| root_url())
}

fn root_url() -> Url {
    #[allow(clippy::expect_used, reason = "a constant that parses")]
    Url::parse("file:///").expect("a constant URL")
}

/// `url.fileURLToPath(url)`. <https://nodejs.org/api/url.html#urlfileurltopathurl-options>
pub fn from_file_url(url: &Url) -> Result<String, ResolveError> {
    if url.scheme() != "file" {
        return Err(ResolveError::InvalidUrlScheme);
    }
    if url.host_str().is_some_and(|host| !host.is_empty()) {
        return Err(ResolveError::InvalidFileUrlHost { input: None });
    }
    let path = url.path();
    if !path.contains('%') {
        return Ok(path.to_owned());
    }
    if has_encoded(path, &["2f"]) {
        return Err(ResolveError::InvalidFileUrlPath { input: None });
    }
    percent_decode(path).ok_or(ResolveError::MalformedUri { input: None })
}

/// Whether `path` has a `%` followed, case-insensitively, by one of `codes`.
pub fn has_encoded(path: &str, codes: &[&str]) -> bool {
    memchr::memchr_iter(b'%', path.as_bytes()).any(|at| {
        path.as_bytes()
            .get(at + 1..at + 3)
            .is_some_and(|pair| codes.iter().any(|code| pair.eq_ignore_ascii_case(code.as_bytes())))
    })
}

/// Whether the path of a URL has an escaped `/` or `\`, which may not name a module file.
pub fn has_encoded_separator(path: &str) -> bool {
    has_encoded(path, &["2f", "5c"])
}

/// `decodeURIComponent`; `None` where that throws.
fn percent_decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            out.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

/// `encodeURIComponent(text)`.
pub fn encode_component(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            out.push(byte as char);
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_like_node_path() {
        for (base, request, expected) in [
            ("/a/b", "c", "/a/b/c"),
            ("/a/b", "./c/../d/", "/a/b/d"),
            ("/a/b", "../../../..", "/"),
            ("/a/b", "/x//y/.", "/x/y"),
            ("/", "", "/"),
            ("/a/./b/..", "...", "/a/..."),
        ] {
            assert_eq!(resolve(base, request), expected, "{base} {request}");
        }
        for (path, expected) in
            [("/a/b", "/a"), ("/a", "/"), ("/", "/"), ("a", "."), ("/a/b/", "/a"), ("/a//b", "/a"), ("", ".")]
        {
            assert_eq!(dirname(path), expected, "{path}");
        }
        assert_eq!(relative("/a/b/c", "/a/x/y.js"), "../../x/y.js");
        assert_eq!(relative("/a", "/a/y.js"), "y.js");
    }

    #[test]
    fn file_urls_round_trip_as_node_writes_them() {
        // Node 24: pathToFileURL(...).href of all of printable ASCII.
        let odd = "/x !\"#$%&'()*+,-.0:;<=>?@A[\\]^_`a{|}~\u{7f}\u{e9}";
        assert_eq!(
            to_file_href(odd),
            "file:///x%20!%22%23$%25&'()*+,-.0:;%3C=%3E%3F@A%5B%5C%5D%5E_%60a%7B%7C%7D%7E%7F%C3%A9"
        );
        assert_eq!(to_file_url(odd).as_str(), to_file_href(odd));
        assert_eq!(from_file_url(&to_file_url(odd)).unwrap(), odd);
    }

    #[test]
    fn file_url_errors() {
        for (href, code) in [
            ("file://host/a", "ERR_INVALID_FILE_URL_HOST"),
            ("file:///a%2Fb", "ERR_INVALID_FILE_URL_PATH"),
            ("http://x/y", "ERR_INVALID_URL_SCHEME"),
            ("node:fs", "ERR_INVALID_URL_SCHEME"),
        ] {
            let error = from_file_url(&Url::parse(href).unwrap()).unwrap_err();
            assert_eq!(error.code(), Some(code), "{href}");
        }
        assert_eq!(from_file_url(&Url::parse("file:///a%zz").unwrap()).unwrap_err().to_string(), "URI malformed");
        assert_eq!(from_file_url(&Url::parse("file:///a%5Cb?q#h").unwrap()).unwrap(), "/a\\b");
        assert_eq!(from_file_url(&Url::parse("file://localhost/a").unwrap()).unwrap(), "/a");
    }
}
