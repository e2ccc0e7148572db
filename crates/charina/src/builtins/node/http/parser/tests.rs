//! Tests of the parser: what it tells of messages, in one piece and byte by byte, and what it refuses.

use super::*;

/// What the parser tells, one line an event.
fn told(kind: Kind, input: &[u8], piece: usize) -> Vec<String> {
    let mut parser = Parser::new(kind, false, 16 * 1024);
    let mut lines: Vec<String> = Vec::new();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    for piece in input.chunks(piece) {
        let mut at = 0;
        loop {
            match parser.step(piece, &mut at) {
                Step::More => break,
                Step::Head => {
                    let fields: Vec<_> =
                        parser.fields().map(|(name, value)| format!("{}={}", text(name), text(value))).collect();
                    lines.push(format!("{} {} {}", parser.method(), text(parser.url()), fields.join(";")));
                    parser.after_head(Body::AsSaid);
                }
                Step::Body(range) => match lines.last_mut() {
                    Some(line) if line.starts_with("body ") => *line += &text(&piece[range]),
                    _ => lines.push(format!("body {}", text(&piece[range]))),
                },
                Step::Complete => lines.push(format!("complete {}", parser.field_count())),
                Step::Upgrade => {
                    lines.push("upgrade".to_owned());
                    return lines;
                }
                Step::Failed(failure) => {
                    lines.push(failure.reason.to_owned());
                    return lines;
                }
            }
        }
    }
    if let Err(failure) = parser.finish() {
        lines.push(failure.reason.to_owned());
    }
    lines
}

fn check(kind: Kind, input: &str, expected: &[&str]) {
    for piece in [usize::MAX, 1, 3] {
        assert_eq!(told(kind, input.as_bytes(), piece), expected, "{input:?} in pieces of {piece}");
    }
}

#[test]
fn requests() {
    check(Kind::Request, "GET /a?b HTTP/1.1\r\nHost: x \r\n\r\n", &["GET /a?b Host=x", "complete 0"]);
    check(
        Kind::Request,
        "\r\nPOST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.1\r\n\r\n",
        &["POST / Content-Length=3", "body abc", "complete 0", "GET /2 ", "complete 0"],
    );
    check(
        Kind::Request,
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=\"y;\"\r\nabc\r\n1\r\nd\r\n0\r\nT: v\r\n\r\n",
        &["POST / Transfer-Encoding=chunked", "body abcd", "complete 1"],
    );
    check(Kind::Request, "CONNECT a:1 HTTP/1.1\r\n\r\nraw", &["CONNECT a:1 ", "upgrade"]);
}

#[test]
fn responses() {
    check(Kind::Response, "HTTP/1.1 200 OK\r\n\r\nabc", &["  ", "body abc"]);
    check(Kind::Response, "HTTP/1.1 304 Not\r\nContent-Length: 9\r\n\r\n", &["  Content-Length=9", "complete 0"]);
}

#[test]
fn smuggling_is_refused() {
    let post = |rest: &str| format!("POST / HTTP/1.1\r\n{rest}");
    for (rest, reason) in [
        ("Content-Length: 1\r\nContent-Length: 1\r\n\r\n", "Duplicate Content-Length"),
        (
            "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "Transfer-Encoding can't be present with Content-Length",
        ),
        (
            "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
            "Content-Length can't be present with Transfer-Encoding",
        ),
        ("Transfer-Encoding: chunked, gzip\r\n\r\n", "Invalid `Transfer-Encoding` header value"),
        ("Content-Length: +1\r\n\r\n", "Invalid character in Content-Length"),
        ("Content-Length: 18446744073709551616\r\n\r\n", "Content-Length overflow"),
        ("X: a\r\n b\r\n\r\n", "Unexpected whitespace after header value"),
        ("X: a\nY: b\r\n\r\n", "Missing expected CR after header value"),
        ("X : a\r\n\r\n", "Invalid header token"),
    ] {
        check(Kind::Request, &post(rest), &[reason]);
    }
    check(
        Kind::Request,
        &post("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        &["POST / Transfer-Encoding=xchunked", "Request has invalid `Transfer-Encoding`"],
    );
}

#[test]
fn heads_have_a_limit() {
    let long = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(20_000));
    check(Kind::Request, &long, &["Header overflow"]);
}
