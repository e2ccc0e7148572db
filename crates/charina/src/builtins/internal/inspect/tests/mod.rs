//! The differential test: every case of cases.js against what real Node gave (cases.txt, made by record.mjs), and what
//! must not end the process.

use crate::state::State;
use charina_engine::jobs::MicrotaskQueue;
use charina_engine::{Context, JsString, JsValue, Source, ops, text};
use charina_reactor::Reactor;
use std::rc::Rc;
use std::time::Instant;

/// Cases where we are known to differ, by their source, with the reason.
const KNOWN: &[(&str, &str)] = &[
    (r"inspect(/a\/b/giu)", "FIXME: Boa's `source` escapes a slash that is escaped already"),
    ("format('%s', class Foo {})", "FIXME: the engine's toString of classes"),
    ("inspect(RegExp.prototype)", "FIXME: Boa's RegExp.prototype has a lastIndex"),
    ("inspect(function f(a) {}, { showHidden: true })", "V8's `arguments` and `caller` of sloppy functions"),
];

fn on_large_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(128 << 20).spawn(work).expect("a thread");
    thread.join().expect("no panic");
}

fn context() -> Context {
    let mut context = Context::default();
    let limits = context.runtime_limits_mut();
    limits.set_recursion_limit(10_000);
    limits.set_stack_size_limit(640_000);
    let reactor = Reactor::new(charina_reactor::Options { pool_threads: 1 }).expect("a reactor");
    let threads = crate::builtins::node::worker_threads::Threads::default();
    let state = State::new(crate::Options::default(), threads, MicrotaskQueue::new(), reactor, Instant::now());
    context.insert_data(Rc::new(state));
    crate::error_stack::install(&mut context).expect("stacks");
    let exports = super::state::exports(&mut context).expect("exports");
    let global = context.global_object();
    ops::define_value(&global, JsString::from("util"), exports, true);
    let names = "var { inspect, format, formatWithOptions } = util;";
    context.eval(Source::from_bytes(names)).expect("globals");
    context
}

fn run(source: &str, context: &mut Context) -> String {
    let block = if source.starts_with("const") { format!("{{ {source} }}") } else { source.to_owned() };
    let result = context.eval(Source::from_bytes(&block));
    let quote = |value: JsValue, context: &mut Context| {
        let string = value.to_string(context).unwrap_or_else(|_| JsString::from("no string"));
        let json = context.global_object().get(JsString::from("JSON"), context).expect("JSON");
        let stringify = json.as_object().expect("JSON").get(JsString::from("stringify"), context).expect("stringify");
        let quoted = stringify.as_callable().expect("stringify").call(&json, &[string.into()], context);
        text::to_utf8(&quoted.expect("a string").as_string().expect("a string"))
    };
    match result {
        Ok(value) => quote(value, context),
        Err(error) => {
            let value = error.into_opaque(context).unwrap_or_default();
            let shown = value.to_string(context).map_or_else(|_| String::new(), |shown| text::to_utf8(&shown));
            quote(text::from_utf8(&format!("THROWS {shown}")).into(), context)
        }
    }
}

#[test]
fn matches_node() {
    on_large_stack(|| {
        let context = &mut context();
        let mut failures = Vec::new();
        for case in include_str!("cases.txt").trim_end().split("\n---\n") {
            let (source, expected) = case.rsplit_once("\n=>\n").expect("source and result");
            let actual = run(source, context);
            let known = KNOWN.iter().any(|(known, _)| *known == source);
            assert!(!known || actual != expected, "no longer differs: {source}");
            if !known && actual != expected {
                failures.push(format!("{source}\n  node {expected}\n  ours {actual}"));
            }
        }
        assert!(failures.is_empty(), "{} cases differ from Node:\n{}", failures.len(), failures.join("\n"));
    });
}

#[test]
fn deep_nesting_ends_in_a_notice() {
    on_large_stack(|| {
        let context = &mut context();
        for (make, word) in [
            ("let o = {}, h = o; for (let i = 0; i < 1e5; i++) h = h.next = {}; o", "next"),
            ("let o = [], h = o; for (let i = 0; i < 1e5; i++) { const n = []; h.push(n); h = n; } o", "["),
            (
                "let o = new Map(), h = o; for (let i = 0; i < 1e5; i++) { const n = new Map(); h.set(1, n); h = n; } o",
                "Map",
            ),
        ] {
            let source =
                format!("inspect((() => {{ {}; return o; }})(), {{ depth: Infinity }})", make.trim_end_matches(" o"));
            let shown = run(&source, context);
            let notice = "Inspection interrupted prematurely. Maximum call stack size exceeded.]";
            assert!(shown.contains(notice), "{make}: {}", &shown[..100]);
            assert!(shown.matches(word).count() > 500, "{make}");
        }
    });
}

#[test]
fn endless_custom_functions_end() {
    on_large_stack(|| {
        let context = &mut context();
        let shown = run(
            "({ [util.inspect.custom]() { return { a: this }; } }) && inspect({ [util.inspect.custom](d, o, i) { return i(this); } })",
            context,
        );
        assert!(shown.contains("Maximum call stack size exceeded"), "{shown}");
        let shown =
            run("inspect({ [util.inspect.custom]() { return { a: { ...this } }; } }, { depth: Infinity })", context);
        assert!(shown.contains("Maximum call stack size exceeded"), "{}", &shown[..shown.len().min(300)]);
    });
}

#[test]
fn brief_never_throws() {
    on_large_stack(|| {
        let context = &mut context();
        let value = context.eval(Source::from_bytes("({ [util.inspect.custom]() { throw 1; } })")).expect("an object");
        assert_eq!(super::inspect_brief(&value, -1, context), "[Object]");
        let named = "Object.defineProperty(class {}, 'name', { value: Symbol() })";
        let value = context.eval(Source::from_bytes(named)).expect("a class");
        assert_eq!(super::inspect_brief(&value, -1, context), "[function]");
        let value = context.eval(Source::from_bytes("({ a: {} })")).expect("an object");
        assert_eq!(super::inspect_brief(&value, -1, context), "[Object]");
    });
}
