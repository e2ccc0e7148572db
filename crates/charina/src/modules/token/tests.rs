//! Tests of the tokenizer.

use super::*;

/// Every token, regular expressions in brackets.
fn show(source: &str) -> String {
    let mut tokenizer = Tokenizer::new(source);
    let mut out = Vec::new();
    loop {
        let token = tokenizer.next_token();
        let text = String::from_utf8_lossy(tokenizer.text(token)).into_owned();
        match token.kind {
            Kind::End => return out.join(" "),
            Kind::Invalid => return out.join(" ") + " INVALID",
            Kind::Regex => out.push(format!("<{text}>")),
            _ => out.push(text),
        }
    }
}

#[test]
fn tells_division_from_regular_expressions() {
    for (source, expected) in [
        ("a / b / c", "a / b / c"),
        ("a = /b/ / c", "a = </b/> / c"),
        ("return /b/g", "return </b/g>"),
        ("x.return / b / c", "x . return / b / c"),
        ("if (a) /b/.test(c)", "if ( a ) </b/> . test ( c )"),
        ("(a) / b / c", "( a ) / b / c"),
        ("f(a) / b / c", "f ( a ) / b / c"),
        ("a++ / b / c", "a ++ / b / c"),
        ("{} /b/.test(c)", "{ } </b/> . test ( c )"),
        ("x = {} / b / c", "x = { } / b / c"),
        ("x = function () {} / b / c", "x = function ( ) { } / b / c"),
        ("function f() {} /b/.c", "function f ( ) { } </b/> . c"),
        ("x = () => {}\n/b/.test(c)", "x = ( ) => { } </b/> . test ( c )"),
        ("x = class {} / b / c", "x = class { } / b / c"),
        ("class A extends B {} /b/.c", "class A extends B { } </b/> . c"),
        ("[a] / b / c", "[ a ] / b / c"),
        ("`x${ /a/ }y` / b / c", "`x${ </a/> }y` / b / c"),
        ("a ? /b/ : /c/", "a ? </b/> : </c/>"),
        ("case /b/: /c/", "case </b/> : </c/>"),
        ("x = a ? {} / 1 / 2 : 3", "x = a ? { } / 1 / 2 : 3"),
        ("l: {} /b/.c", "l : { } </b/> . c"),
        ("x = { l: {} / b / c }", "x = { l : { } / b / c }"),
        ("/[/\\]]/.x", "</[/\\]]/> . x"),
        ("1 / 2 / 3", "1 / 2 / 3"),
        ("1e+5 / .5 / 1. / 0xfe+1", "1e+5 / .5 / 1. / 0xfe + 1"),
        ("1..x / a", "1. . x / a"),
        ("typeof /a/", "typeof </a/>"),
        ("while (x) /a/.y", "while ( x ) </a/> . y"),
        ("for await (x of y) /a/.z", "for await ( x of y ) </a/> . z"),
        ("x.if (a) / b / c", "x . if ( a ) / b / c"),
        ("a?.5:/b/", "a ? .5 : </b/>"),
        ("a?.b / c", "a ?. b / c"),
        ("this.#x / a / b", "this . #x / a / b"),
        ("else /a/.b", "else </a/> . b"),
        ("a\u{a0}/ b / c", "a / b / c"),
        ("x = y /* \n */ / z /* /a/ */ / 1 // /x", "x = y / z / 1"),
        ("do /a/.b; while (x) /c/.d", "do </a/> . b ; while ( x ) </c/> . d"),
    ] {
        assert_eq!(show(source), expected, "{source}");
    }
}

#[test]
fn survives_what_is_no_program() {
    for source in ["'a", "'a\n'", "`a", "`${", "/a", "/a\n/", ")", "(]", "}", "`${)`", "\\", "\\u{", "#", "a = /["] {
        let shown = show(source);
        assert!(shown.len() < 40, "{shown}");
    }
    let deep = "`${(".repeat(100_000);
    let mut tokenizer = Tokenizer::new(&deep);
    while tokenizer.next_token().kind != Kind::End {}
    assert_eq!(tokenizer.depth(), 200_000);
}
