//! Deep equality, pair by pair: what each mode says, as observed of Node.

use super::{Mode, is_deep_equal};
use charina_engine::{Context, JsValue, Source};

fn eval(source: &str, context: &mut Context) -> JsValue {
    context.eval(Source::from_bytes(&format!("({source})"))).expect(source)
}

/// Which of loose, strict and partial equality hold, as letters.
fn modes(a: &str, b: &str) -> String {
    let context = &mut Context::default();
    let (a, b) = (eval(a, context), eval(b, context));
    let mut held = String::new();
    for (letter, mode) in [('l', Mode::Loose), ('s', Mode::Strict), ('p', Mode::Partial)] {
        if is_deep_equal(&a, &b, mode, context).expect("no throw") {
            held.push(letter);
        }
    }
    held
}

fn check(pairs: &[(&str, &str, &str)]) {
    for (a, b, expected) in pairs {
        assert_eq!(modes(a, b), *expected, "{a} and {b}");
    }
}

#[test]
fn primitives() {
    check(&[
        ("1", "1", "lsp"),
        ("1", "'1'", "l"),
        ("0", "-0", "l"),
        ("NaN", "NaN", "lsp"),
        ("null", "undefined", "l"),
        ("1n", "1", "l"),
        ("1", "[1]", ""),
        ("() => 1", "() => 1", ""),
    ]);
}

#[test]
fn objects_and_prototypes() {
    check(&[
        ("{ a: 1, b: 2 }", "{ b: 2, a: 1 }", "lsp"),
        ("{ a: 1, b: 2 }", "{ a: 1 }", "p"),
        ("{ a: undefined }", "{}", "p"),
        ("{ a: 1 }", "Object.assign(Object.create(null), { a: 1 })", "lp"),
        ("new (class A {})", "new (class B {})", "lp"),
        ("{ a: 1 }", "Object.defineProperty({ b: 1 }, 'a', { value: 1 })", ""),
        ("{ [Symbol.iterator]: 1 }", "{}", "lp"),
        ("{ get a() { return 1; } }", "{ a: 1 }", "lsp"),
        ("{ [Symbol.toStringTag]: 'X' }", "{}", ""),
    ]);
}

#[test]
fn arrays() {
    check(&[
        ("[1, 2, 3]", "[1, 2, 3]", "lsp"),
        ("[1, 2, 3]", "[1, 3]", "p"),
        ("[1, 2, 3]", "[3, 1]", ""),
        ("[1, , 3]", "[1, , 3]", "lsp"),
        ("[1, , 3]", "[1, undefined, 3]", ""),
        ("[1, 2]", "{ 0: 1, 1: 2 }", ""),
        ("Object.assign([1], { x: 1 })", "[1]", "p"),
        ("new Proxy([1, 2], {})", "[1, 2]", "lsp"),
    ]);
}

#[test]
fn sets_and_maps() {
    check(&[
        ("new Set([1, 2])", "new Set([2, 1])", "lsp"),
        ("new Set([1, 2])", "new Set([2])", "p"),
        ("new Set(['1'])", "new Set([1])", "l"),
        ("new Set([null])", "new Set([undefined])", "l"),
        ("new Set([{ a: 1 }, { a: 2 }])", "new Set([{ a: 2 }, { a: 1 }])", "lsp"),
        ("new Set([{ a: 1 }, { a: 1 }])", "new Set([{ a: 1 }, { a: 2 }])", ""),
        ("new Map([[1, 2], [3, 4]])", "new Map([[3, 4], [1, 2]])", "lsp"),
        ("new Map([['1', 2]])", "new Map([[1, 2]])", "l"),
        ("new Map([[1, { a: 1, b: 2 }]])", "new Map([[1, { a: 1 }]])", "p"),
        ("new Map([[{ a: 1 }, 1]])", "new Map([[{ a: 1 }, 1]])", "lsp"),
        ("new Map([[null, 1]])", "new Map([[undefined, 1]])", "l"),
    ]);
}

#[test]
fn bytes_and_numbers() {
    check(&[
        ("new Uint8Array([1, 2])", "new Uint8Array([1, 2])", "lsp"),
        ("new Uint8Array([1, 2, 3])", "new Uint8Array([1, 3])", "p"),
        ("new Uint8Array([1])", "new Int8Array([1])", ""),
        ("new Float32Array([0])", "new Float32Array([-0])", "l"),
        ("new Float64Array([NaN])", "new Float64Array([NaN])", "sp"),
        ("new Uint8Array([1, 2]).buffer", "new Uint8Array([1, 2]).buffer", "lsp"),
        ("Object(1)", "Object(1)", "lsp"),
        ("Object(0)", "Object(-0)", ""),
        ("Object('a')", "['a']", ""),
    ]);
}

#[test]
fn dates_patterns_and_errors() {
    check(&[
        ("new Date(5)", "new Date(5)", "lsp"),
        ("new Date(NaN)", "new Date(NaN)", "lsp"),
        ("new Date(5)", "new Date(6)", ""),
        ("/a/g", "/a/g", "lsp"),
        ("/a/g", "/a/i", ""),
        ("new Error('a')", "new Error('a')", "lsp"),
        ("new Error('a')", "new Error('b')", ""),
        ("new Error('a')", "new Error('a', { cause: undefined })", ""),
        ("new Error('a', { cause: 1 })", "new Error('a', { cause: 2 })", ""),
        ("new AggregateError([1], 'a')", "new AggregateError([2], 'a')", ""),
        ("new WeakMap()", "new WeakMap()", ""),
        ("Promise.resolve(1)", "Promise.resolve(1)", ""),
    ]);
}

#[test]
fn cycles_end() {
    let cycle = "(() => { const o = { a: 1 }; o.self = o; return o; })()";
    let shifted = "(() => { const o = { a: 1 }; o.self = { a: 1, self: o }; return o; })()";
    check(&[(cycle, cycle, "lsp"), (shifted, shifted, "lsp"), (cycle, shifted, "")]);
}

#[test]
fn depth_is_a_range_error() {
    // On a stack as large as the one scripts run on.
    let check = || {
        let context = &mut Context::default();
        let nested = "(() => { let o = {}; for (let i = 0; i < 100000; i++) o = [o]; return o; })()";
        let (a, b) = (eval(nested, context), eval(nested, context));
        let error = is_deep_equal(&a, &b, Mode::Strict, context).expect_err("too deep");
        assert!(error.to_string().contains("Maximum call stack size exceeded"), "{error}");
    };
    let thread = std::thread::Builder::new().stack_size(512 << 20).spawn(check).expect("a thread");
    thread.join().expect("no panic");
}

#[test]
fn getters_may_throw() {
    let context = &mut Context::default();
    let (a, b) = (eval("{ get a() { throw 5; } }", context), eval("{ a: 1 }", context));
    assert!(is_deep_equal(&a, &b, Mode::Strict, context).is_err());
}
