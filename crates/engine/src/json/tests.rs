//! JSON as scripts see it; messages and output are Node 24's.

use crate::Context;
use crate::testing::{self, show_with};

fn show(source: &str) -> String {
    show_with(super::install, source)
}

#[test]
fn documents_come_back() {
    for document in [
        "null",
        "-1.5",
        "\"a\\nb\"",
        "[]",
        "{}",
        "[1,[2,[3]],{}]",
        r#"{"a":1,"b":{"a":2,"c":[true,false]}}"#,
        r#"{"2":1,"b":2}"#,
        r#"{"a b":1,"\"":2,"\u00e9\u20ac":3}"#,
        "[1e+300,5e-324,123456789012345680000,0.1]",
    ] {
        let source = format!("JSON.stringify(JSON.parse({document:?}))");
        let expected = show(&format!("{document:?}.replace(/\\\\u..../g, (c) => JSON.parse('\"' + c + '\"'))"));
        assert_eq!(show(&source), expected, "{document}");
    }
}

#[test]
fn objects_of_one_kind_share_a_shape_and_nothing_else() {
    let source = r#"
        const all = JSON.parse('[{"a":1,"b":2},{"a":3,"b":4},{"a":5,"b":6,"c":7},{"b":8,"a":9},{"a":1,"a":2}]');
        all[0].d = 1; delete all[1].a;
        JSON.stringify(all)"#;
    assert_eq!(show(source), r#"[{"a":1,"b":2,"d":1},{"b":4},{"a":5,"b":6,"c":7},{"b":8,"a":9},{"a":2}]"#);
}

#[test]
fn documents_of_many_names_are_right() {
    let source = r#"
        const names = Array.from({ length: 3000 }, (_, i) => 'n' + i);
        const one = '{' + names.map((n, i) => `"${n}":${i}`).join() + '}';
        const many = '[' + names.map((n, i) => `{"${n}":${i},"x":1}`).join() + ']';
        JSON.stringify(JSON.parse(one)) === one && JSON.stringify(JSON.parse(many)) === many
            && JSON.stringify(JSON.parse(many)) === many"#;
    assert_eq!(show(source), "true");
}

#[test]
fn proto_is_a_plain_name() {
    let source = r#"const o = JSON.parse('{"__proto__":{"x":1}}'); [o.x, Object.keys(o)].join()"#;
    assert_eq!(show(source), ",__proto__");
}

#[test]
fn bad_documents_get_v8s_messages() {
    for (document, message) in [
        ("", "Unexpected end of JSON input"),
        ("{a:1}", "Expected property name or '}' in JSON at position 1 (line 1 column 2)"),
        ("[1,\n2,]", "Unexpected token ']', \"[1,\n2,]\" is not valid JSON"),
        ("\"\\u12", "Bad Unicode escape in JSON at position 5 (line 1 column 6)"),
        ("\"\\", "Unexpected end of JSON input"),
        (r#"{"a":{"b":[1,2,{"c":]}}"#, r#"Unexpected token ']', ..."[1,2,{"c":]}}" is not valid JSON"#),
        ("01", "Unexpected number in JSON at position 1 (line 1 column 2)"),
        ("1 2", "Unexpected non-whitespace character after JSON at position 2 (line 1 column 3)"),
    ] {
        assert_eq!(show(&format!("JSON.parse({document:?})")), format!("SyntaxError: {message}"));
    }
}

#[test]
fn circles_are_described_as_v8_does() {
    let source = "const a = { b: { c: { d: [{}] } } }; a.b.c.d[0].f = a; JSON.stringify(a)";
    let expected = "TypeError: Converting circular structure to JSON
    --> starting at object with constructor 'Object'
    |     property 'b' -> object with constructor 'Object'
    |     property 'c' -> object with constructor 'Object'
    |     ...
    |     index 0 -> object with constructor 'Object'
    --- property 'f' closes the circle";
    assert_eq!(show(source), expected);
}

#[test]
fn scripts_that_run_meanwhile_are_seen() {
    let source = "
        const o = { a: { toJSON() { o.c = 9; delete o.b; o.d = 1; return 'A'; } }, b: 2, c: 3 };
        const list = [{ toJSON() { list.length = 2; list[1] = 'new'; return 1; } }, 2, 3];
        const late = [{ toJSON() { Object.prototype.toJSON = () => 'late'; return 1; } }, {}];
        const shown = [JSON.stringify(o), JSON.stringify(list), JSON.stringify(late)].join(' ');
        delete Object.prototype.toJSON; shown";
    assert_eq!(show(source), r#"{"a":"A","c":9} [1,"new",null] [1,"late"]"#);
}

#[test]
fn revivers_are_told_the_source() {
    let source = r#"
        const seen = [];
        JSON.parse('{"a":[1.50,{"b":"x"}],"c":null,"a":[-0]}', function (key, value, { source }) {
            if (key === 'a') this.c = 'changed';
            seen.push(key + '=' + source);
            return value;
        });
        seen.join()"#;
    assert_eq!(show(source), "0=-0,a=undefined,c=undefined,=undefined");
}

#[test]
fn depth_ends_in_a_range_error() {
    let worked = std::thread::Builder::new().stack_size(256 << 20).spawn(|| {
        let context = &mut Context::default();
        super::install(context);
        let deep = "var d = 100000, text = '['.repeat(d) + ']'.repeat(d);";
        assert_eq!(testing::show(&format!("{deep} Array.isArray(JSON.parse(text))"), context), "true");
        for source in ["JSON.stringify(JSON.parse(text))", "JSON.parse(text, (k, v) => v)"] {
            assert_eq!(testing::show(source, context), "RangeError: Maximum call stack size exceeded");
        }
    });
    worked.expect("a thread").join().expect("no overflow");
}

#[test]
fn raw_json_is_written_as_it_is() {
    assert_eq!(show("JSON.stringify({ a: JSON.rawJSON('1e1000') })"), r#"{"a":1e1000}"#);
    assert_eq!(show("JSON.rawJSON(' 1')"), "SyntaxError: Unexpected token ' ', \" 1\" is not valid JSON");
    assert_eq!(show("JSON.rawJSON('')"), "SyntaxError: Invalid value for JSON.rawJSON");
}

#[test]
fn the_values_of_the_language_are_written() {
    let source = "JSON.stringify([1e21, -0, NaN, undefined, () => 1, Symbol(), Object('s'), Object(2), 'q\"\\u2028\\ud800', \
        { u: undefined, get g() { return 5; }, 1: 0 }, new Map(), [,]])";
    let expected = "[1e+21,0,null,null,null,null,\"s\",2,\"q\\\"\u{2028}\\ud800\",{\"1\":0,\"g\":5},{},[null]]";
    assert_eq!(show(source), expected);
    assert_eq!(
        show("JSON.stringify({ a: [1, {}], b: [] }, null, '- ')"),
        "{\n- \"a\": [\n- - 1,\n- - {}\n- ],\n- \"b\": []\n}"
    );
}
