//! Detection against Node's, and on sources made to break it.

use super::*;

/// Where Node decides by its CommonJS parser's first error, and we by what the source has, as documented.
const DEVIATIONS: &[(&str, bool)] = &[
    // `await` at the top level that V8 reports as another error than that.
    ("`${await x}`", true),
    // Errors that only a parser finds.
    ("const require = 1; foo bar", true),
    ("foo bar; import 'x'", true),
    ("const a = 1; const a = 2; import 'x'", true),
    // Statements where none may be: an error as either kind.
    ("function f(){ import x from 'y' }", false),
    ("{ export default 1 }", false),
];

#[test]
fn decides_as_node_does() {
    let mut wrong = Vec::new();
    let mut deviations = 0;
    for line in include_str!("../cases/syntax.txt").lines().filter(|line| !line.starts_with("## ")) {
        let (source, expected) = line.rsplit_once('\t').expect("two columns");
        let expected = match DEVIATIONS.iter().find(|case| case.0 == source) {
            Some((_, expected)) => {
                deviations += 1;
                *expected
            }
            None => expected == "true",
        };
        if detect_module_syntax(&source.replace("\\n", "\n")) != expected {
            wrong.push(line);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(deviations, DEVIATIONS.len());
}

#[test]
fn deep_and_broken_sources_are_only_work() {
    for source in ["(", "`${", "const {", "await ", "import.", "x => ", "a ? ", "class A {", "/*", "'"] {
        assert!(!detect_module_syntax(&(source.repeat(50_000) + "\u{0}")) || source == "await ", "{source}");
    }
}
