//! Strings as scripts see them; what is expected is what Node 24 prints.

use crate::testing::show_with;

fn show(source: &str) -> String {
    show_with(super::install, source)
}

#[test]
fn searches() {
    for (source, expected) in [
        ("'abcabc'.indexOf('c', 3)", "5"),
        ("'abc'.indexOf('', 9)", "3"),
        ("'abc'.indexOf('c', -5)", "2"),
        ("'abc'.indexOf('a', NaN)", "0"),
        ("'\\u20acabc'.indexOf('bc')", "2"),
        ("'abc'.lastIndexOf('a', -1)", "0"),
        ("'abcabc'.lastIndexOf('c', NaN) + ',' + 'abcabc'.lastIndexOf('c', 4) + ',' + 'a'.lastIndexOf('ab')", "5,2,-1"),
        ("'abc'.includes('bc', 1) + ',' + 'abc'.includes('bc', 2)", "true,false"),
        (
            "try { 'a'.includes(/a/) } catch (e) { e.message }",
            "First argument to String.prototype.includes must not be a regular expression",
        ),
        (
            "try { String.prototype.indexOf.call(null) } catch (e) { e.message }",
            "String.prototype.indexOf called on null or undefined",
        ),
    ] {
        assert_eq!(show(source), expected, "{source}");
    }
}

#[test]
fn split_and_replace() {
    for (source, expected) in [
        (
            "JSON.stringify(['a,b,c'.split(','), 'abc'.split(''), ''.split(''), ''.split(','), 'a,b'.split(',', 1), 'ab'.split()])",
            r#"[["a","b","c"],["a","b","c"],[],[""],["a"],["ab"]]"#,
        ),
        ("JSON.stringify('\\u20ac,b'.split(',')) + 'a\\u20acb'.split('\\u20ac').length", "[\"\u{20ac}\",\"b\"]2"),
        ("'a'.split({ [Symbol.split]: (s, l) => s + l }, 3)", "a3"),
        ("'aXbX'.replace('X', '$&$`$\\'$$')", "aXabX$bX"),
        ("'aXbX'.replaceAll('X', (m, i, s) => m + i + s.length)", "aX14bX34"),
        ("'ab'.replaceAll('', '-') + 'ab'.replace('', '-')", "-a-b--ab"),
        ("'aa'.replaceAll('a', '')", ""),
        ("'xyz'.replaceAll('q', '-')", "xyz"),
        ("try { 'a'.replaceAll(/a/, '') } catch (e) { e.message }", "replaceAll must be called with a global RegExp"),
        ("'aXb'.replace('X', '$1$0$<a>$')", "a$1$0$<a>$b"),
    ] {
        assert_eq!(show(source), expected, "{source}");
    }
}

#[test]
fn lengths_are_limited() {
    for (source, expected) in [
        ("'ab'.repeat(3) + '\\u20ac'.repeat(2) + 'x'.repeat(0)", "ababab\u{20ac}\u{20ac}"),
        ("'abc'.repeat(5000).length + 'abc'.repeat(5000).slice(-4)", "15000cabc"),
        ("'x'.padEnd(5, 'ab') + 'x'.padStart(4, 'abc') + 'x'.padEnd(3)", "xabababcxx  "),
        ("'x'.padStart(4, '\\u20ac')", "\u{20ac}\u{20ac}\u{20ac}x"),
        ("'x'.repeat(2 ** 30)", "RangeError: Invalid string length"),
        ("'x'.repeat(-1)", "RangeError: Invalid count value: -1"),
        ("'x'.padEnd(2 ** 30)", "RangeError: Invalid string length"),
        ("const s = 'x'.repeat(2 ** 28); s.concat(s)", "RangeError: Invalid string length"),
        ("'xx'.replaceAll('x', 'y'.repeat(2 ** 28))", "RangeError: Invalid string length"),
    ] {
        assert_eq!(show(source), expected, "{source}");
    }
}
