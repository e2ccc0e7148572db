//! The lexer against Node's, and on sources made to break it.

use super::*;

/// Where we keep to the documented grammar and Node 24's lexer does not: source, exports, reexports.
const DEVIATIONS: &[(&str, &str, &str)] = &[
    // A value that is a call ends the literal. Node takes `require` in it for a reexport of the whole module.
    ("module.exports={a:require('a')}", "a", ""),
    // A getter of unknown effect takes back the plain definition of the same name.
    ("Object.defineProperty(exports, 'a', { value: 1}); Object.defineProperty(exports, 'a', {get: foo})", "", ""),
    ("Object.defineProperty(exports, \"a\", { value: 1}); Object.defineProperty(exports, \"a\", {get: foo})", "", ""),
    // A byte order mark and space beyond ASCII are white space.
    ("\u{feff}exports.a=1", "a", ""),
    ("exports.a\u{a0}= 1", "a", ""),
    ("exports.a\u{2003}= 1", "a", ""),
    // `async` is no name here.
    ("module.exports = { async a() {}, b}", "", ""),
    // Node's lexer loses its way in a regular expression behind `for await (`.
    ("exports.a = async () => { for await (const x of y) /'/.z; };\\nexports.b = 1", "a,b", ""),
    // `exports` of something else, however it is spaced.
    ("foo . exports.a = 1", "", ""),
];

#[test]
fn finds_what_node_finds() {
    let mut wrong = Vec::new();
    let mut deviations = 0;
    for line in include_str!("../cases/lexer.txt").lines().filter(|line| !line.starts_with("## ")) {
        let [source, exports, reexports] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let (exports, reexports) = match DEVIATIONS.iter().find(|case| case.0 == source) {
            Some((_, exports, reexports)) => {
                deviations += 1;
                (*exports, *reexports)
            }
            None => (exports, reexports),
        };
        let found = lex_cjs(&source.replace("\\n", "\n"));
        if found.exports.join(",") != exports || found.reexports.join(",") != reexports {
            wrong.push(format!("{source}\n  want {exports:?} {reexports:?}\n  have {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(deviations, DEVIATIONS.len());
}

#[test]
fn decodes_names() {
    for (literal, value) in [
        (r"'a\x62\u0063\u{64}'", Some("abcd")),
        (r"'\n\t\\\''", Some("\n\t\\'")),
        ("'\\\r\na\\\nb'", Some("ab")),
        (r"'\101\0\60'", Some("A\u{0}0")),
        (r"'\ud83d\ude00'", Some("\u{1f600}")),
        (r"'\u{d83d}\u{de00}'", Some("\u{1f600}")),
        (r"'\ud83d'", None),
        (r"'\xg0'", None),
        (r"'\u{110000}'", None),
        (r"'\u{}'", Some("\0")),
        ("'\u{e9}'", Some("\u{e9}")),
    ] {
        assert_eq!(decode(literal.as_bytes()).as_deref(), value, "{literal}");
    }
}

#[test]
fn deep_and_broken_sources_are_only_work() {
    for source in ["(", "`${", "module.exports = {", "exports.", "Object.keys(", "a = {b: [", "__export(", "/*", "'"] {
        assert_eq!(lex_cjs(&source.repeat(50_000)), CjsExports::default(), "{source}");
    }
    let many: String = (0..20_000).map(|i| format!("exports.n{i} = {i};\n")).collect();
    assert_eq!(lex_cjs(&many).exports.len(), 20_000);
    // Sources that end anywhere in any of the forms.
    for line in include_str!("../cases/lexer.txt").lines() {
        let source = line.split('\t').next().unwrap_or_default();
        for (end, _) in source.char_indices() {
            lex_cjs(&source[..end]);
        }
    }
}
