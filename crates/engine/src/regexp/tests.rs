//! RegExp as scripts see it; what is expected is what Node 24 prints.

use crate::testing::show_with;

fn show(source: &str) -> String {
    show_with(
        |context| {
            crate::strings::install(context);
            super::install(context);
        },
        source,
    )
}

#[test]
fn results_have_all_their_parts() {
    let source = "const m = /(?<y>\\d+)-(x)?/d.exec('a 12-');
        [JSON.stringify(m), m.index, m.input, m.groups.y, JSON.stringify(m.indices), m.indices.groups.y,
         Object.keys(m), Object.getPrototypeOf(m.groups), m.length].join(' ')";
    let expected = r#"["12-","12",null] 2 a 12- 12 [[2,5],[2,4],null] 2,4 0,1,2,index,input,groups,indices  3"#;
    assert_eq!(show(source), expected);
}

#[test]
fn every_string_is_matched_afresh() {
    let source = "const r = /b/g; ['abb', 'bab', '\\u20acb', 'a\\xe9b'].map((s) => {
        const at = []; let m; while (m = r.exec(s)) at.push(m.index); return at + ':' + r.lastIndex; }).join(' ')";
    assert_eq!(show(source), "1,2:0 0,2:0 1:0 2:0");
}

#[test]
fn replace_knows_its_patterns() {
    for (source, expected) in [
        ("'abc'.replace(/(b)(x)?/, '[$1$2$3$01$10$&$`$\\'$$$<n>]')", "a[b$3bb0bac$$<n>]c"),
        ("'2020-11'.replace(/(?<y>\\d+)-(?<m>\\d+)/, '$<m>/$<y>/$<z>$<y')", "11/2020/$<y"),
        ("'aXbX'.replaceAll(/x/gi, (...a) => a.length + a[1])", "a4b6"),
        ("'abc'.replace(/(?<n>b)/, (...a) => JSON.stringify(a))", r#"a["b","b",1,"abc",{"n":"b"}]c"#),
        ("'aaa'.replace(/a*?/g, '-')", "-a-a-a-"),
        ("'\\ud83d\\ude00'.replace(/(?:)/gu, '-').length", "4"),
        ("'\\ud83d\\ude00'.replace(/(?:)/g, '-').length", "5"),
        ("'aab'.replace(/a/gy, 'x')", "xxb"),
        ("'baa'.replace(/a/gy, 'x')", "baa"),
        ("'aa'.replace(/a/, '')", "a"),
    ] {
        assert_eq!(show(source), expected, "{source}");
    }
}

#[test]
fn split_and_match() {
    for (source, expected) in [
        ("JSON.stringify('a1b2c'.split(/(\\d)/))", r#"["a","1","b","2","c"]"#),
        ("JSON.stringify('abc'.split(/(?:)/))", r#"["a","b","c"]"#),
        ("JSON.stringify(''.split(/a/)) + JSON.stringify(''.split(/(?:)/))", r#"[""][]"#),
        ("JSON.stringify('a,b,c'.split(/,/, 2))", r#"["a","b"]"#),
        ("JSON.stringify('A<B>b</B>'.split(/<(\\/)?([^<>]+)>/))", r#"["A",null,"B","b","/","B",""]"#),
        ("JSON.stringify('xaxbx'.split(/x/))", r#"["","a","b",""]"#),
        ("JSON.stringify('\\ud83d\\ude00a'.split(/(?:)/u))", "[\"\u{1f600}\",\"a\"]"),
        ("JSON.stringify('a1b22'.match(/\\d+/g)) + 'x'.match(/y/g)", r#"["1","22"]null"#),
        ("[...'a1b2'.matchAll(/[a-z](\\d)/g)].map((m) => m[1] + m.index).join()", "10,22"),
    ] {
        assert_eq!(show(source), expected, "{source}");
    }
}

#[test]
fn changed_expressions_are_asked() {
    for (source, expected) in [
        ("const r = /a/g; r.exec = () => null; 'aa'.replace(r, 'b')", "aa"),
        (
            "class R extends RegExp { exec(s) { n++; return super.exec(s); } } let n = 0; 'aa'.replace(new R('a', 'g'), 'b') + n",
            "bb3",
        ),
        ("RegExp.prototype.exec = () => null; /a/.test('a')", "false"),
        ("Object.defineProperty(RegExp.prototype, 'flags', { get: () => '' }); 'aa'.replace(/a/g, 'b')", "ba"),
        ("const r = /a/g; r.lastIndex = { valueOf() { return 1; } }; r.exec('aa').index", "1"),
        ("const r = Object.freeze(/a/g); try { r.test('a') } catch (e) { e.name }", "TypeError"),
        ("const r = /a/; r.lastIndex = 'x'; 'a'.replace(r, 'b') + r.lastIndex", "bx"),
        (
            "Object.defineProperty(RegExp, Symbol.species, { value: function () { return { exec: () => null }; } }); 'a,b'.split(/,/).length",
            "1",
        ),
        (
            "const r = /b/y; r.lastIndex = 1; r.test('abb') + ',' + r.lastIndex + r.test('ab') + r.lastIndex",
            "true,2false0",
        ),
    ] {
        assert_eq!(show(source), expected, "{source}");
    }
}

#[test]
fn legacy_properties_tell_of_the_last_match() {
    let source = "/(b)(c)?/.test('abd'); /z/.test('q');
        const seen = [RegExp.$1, RegExp.$2, RegExp.$9, RegExp.lastMatch, RegExp['$`'], RegExp.rightContext, RegExp.$_];
        'xyz'.replace(/y/g, () => ''); RegExp.input = 'set'; [...seen, RegExp['$&'], RegExp.input].join()";
    assert_eq!(show(source), "b,,,b,a,d,abd,y,set");
}

#[test]
fn a_long_text_takes_linear_time() {
    let source = "const s = 'ab\\xe9c '.repeat(40000); let n = 0; const r = /\\w\\w/g; while (r.exec(s)) n++;
        n + s.replace(/b/g, 'x').length + s.split(/ /).length";
    let started = std::time::Instant::now();
    assert_eq!(show(source), (40_000 + 200_000 + 40_001).to_string());
    assert!(started.elapsed().as_secs() < 20, "quadratic takes minutes");
}

#[test]
fn folding_is_unicodes() {
    assert_eq!(
        show("[/\\u212a/iu.test('k'), /\\u212a/i.test('k'), /k/iu.test('\\u212a'), /\\u017f/iu.test('s')].join()"),
        "true,false,true,true"
    );
}

#[test]
fn source_is_escaped_once() {
    for (source, expected) in [
        (r"/a\/b/.source", r"a\/b"),
        (r"/[/]\[\//.source", r"[/]\[\/"),
        (r"RegExp('[/\\]/]').source", r"[/\]/]"),
        (r"RegExp('\\\\/').source", r"\\\/"),
        (r"RegExp('/\n\\\n[\r]\u2028').source", r"\/\n\n[\r]\u2028"),
        (r"RegExp(RegExp('/').source).source", r"\/"),
        (r"String(/\//g)", r"/\//g"),
        ("RegExp('').source + RegExp.prototype.source", "(?:)(?:)"),
        ("Object.getOwnPropertyDescriptor(RegExp.prototype, 'source').get.name", "get source"),
    ] {
        assert_eq!(show(source), expected, "{source}");
    }
}
