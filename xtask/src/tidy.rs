//! `cargo xtask tidy`: the house rules that a program can check. ARCHITECTURE.md states them.

use crate::{Outcome, args::Args, read, root};
use std::{path::Path, process::Command};

const LINE_LIMIT: usize = 600;
/// Words that mark a longer file as one homogeneous table, in a comment near its top.
const TABLE_MARK: &str = "homogeneous table";
/// JavaScript that is not ours to comment, or whose first bytes are the point.
const NOT_OURS: [&str; 2] = ["/node_modules/", "/fixtures/"];

/// What the rules look at: a file's path in the repository and its text.
struct Source<'a> {
    path: &'a str,
    text: &'a str,
}

type Rule = fn(&Source<'_>, &mut Vec<String>);

const RULES: &[Rule] = &[opens_with_a_comment, line_limit, engine_names, reactor_names, cli_behaviour, leftovers];

pub(crate) fn run(args: &Args) -> Outcome {
    args.check(&[], &[])?;
    let problems = check(&root())?;
    for problem in &problems {
        println!("{problem}");
    }
    println!("tidy: {}", if problems.is_empty() { "all well".into() } else { format!("{} problems", problems.len()) });
    Ok(problems.is_empty())
}

fn check(root: &Path) -> Result<Vec<String>, String> {
    let mut problems = Vec::new();
    let allowed = unsafe_modules(&read(&root.join("ARCHITECTURE.md"))?)?;
    for path in &allowed {
        if !root.join(path).is_file() {
            problems.push(format!("ARCHITECTURE.md: lists {path} for unsafe, which does not exist"));
        }
    }
    for path in tracked(root)? {
        if !matches!(path.rsplit('.').next(), Some("rs" | "js" | "mjs" | "cjs" | "toml")) {
            continue;
        }
        // A file may be gone from the work tree and not yet from the index.
        let Ok(text) = read(&root.join(&path)) else { continue };
        let source = Source { path: &path, text: &text };
        for rule in RULES {
            rule(&source, &mut problems);
        }
        unsafe_use(&source, &allowed, &mut problems);
    }
    let builtins = "crates/charina/src/builtins/mod.rs";
    if let Ok(text) = read(&root.join(builtins)) {
        table_order(builtins, &text, &mut problems);
    }
    Ok(problems)
}

/// Files that git knows or would add.
fn tracked(root: &Path) -> Result<Vec<String>, String> {
    let arguments = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let output = Command::new("git").args(arguments).current_dir(root).output();
    let output = output.map_err(|error| format!("git: {error}"))?;
    if !output.status.success() {
        return Err(format!("git ls-files: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let mut paths: Vec<String> = String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect();
    paths.sort();
    paths.dedup();
    Ok(paths)
}

fn is_rust(source: &Source<'_>) -> bool {
    source.path.ends_with(".rs")
}

fn is_script(source: &Source<'_>) -> bool {
    [".js", ".mjs", ".cjs"].iter().any(|ending| source.path.ends_with(ending))
}

fn opens_with_a_comment(source: &Source<'_>, problems: &mut Vec<String>) {
    let is_fixture = NOT_OURS.iter().any(|folder| source.path.contains(folder));
    if !(is_rust(source) || is_script(source)) || is_fixture {
        return;
    }
    let mut lines = source.text.lines().skip_while(|line| line.starts_with("#!") && !line.starts_with("#!["));
    let first = lines.next().unwrap_or_default();
    let comment =
        if is_rust(source) { first.starts_with("//!") } else { first.starts_with("//") || first.starts_with("/*") };
    if !comment {
        problems.push(format!("{}:1: no opening line that says what lives here", source.path));
    }
}

fn line_limit(source: &Source<'_>, problems: &mut Vec<String>) {
    let count = source.text.lines().count();
    let marked = source.text.lines().take(15).any(|line| line.contains(TABLE_MARK));
    if (is_rust(source) || is_script(source)) && count > LINE_LIMIT && !marked {
        problems
            .push(format!("{}: {count} lines: split it by subject (or say that it is one {TABLE_MARK})", source.path));
    }
}

fn engine_names(source: &Source<'_>, problems: &mut Vec<String>) {
    let engine = ["crates/engine/", "crates/boa/"].iter().any(|folder| source.path.starts_with(folder));
    let ours = source.path.starts_with("crates/") && !engine;
    // A test may look for the name in the dependency tree.
    if ours && !source.path.contains("/tests/") {
        for name in
            ["boa_ast", "boa_engine", "boa_gc", "boa_interner", "boa_macros", "boa_parser", "boa_runtime", "boa_string"]
        {
            report_code(source, name, "only crates/engine names the engine", problems);
        }
    }
}

fn reactor_names(source: &Source<'_>, problems: &mut Vec<String>) {
    if !source.path.starts_with("crates/") {
        return;
    }
    if source.path.starts_with("crates/reactor/") {
        for name in ["charina_engine", "charina-engine", "JsValue", "JsObject"] {
            report_code(source, name, "crates/reactor knows no JavaScript", problems);
        }
    } else {
        for name in ["mio::", "mio.workspace", "mio ="] {
            report_code(source, name, "only crates/reactor names mio", problems);
        }
    }
}

fn cli_behaviour(source: &Source<'_>, problems: &mut Vec<String>) {
    if !source.path.starts_with("crates/cli/src/") {
        return;
    }
    for name in ["std::fs", "std::net", "fs::", "net::", "process::Command", "charina_engine", "charina_reactor"] {
        report_code(source, name, "crates/cli has no behaviour of its own", problems);
    }
}

fn leftovers(source: &Source<'_>, problems: &mut Vec<String>) {
    if !is_rust(source) {
        return;
    }
    // Written apart, so that this file does not find itself.
    for name in [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("#[", "ignore"), concat!("dbg", "!(")] {
        report_code(source, name, "left over from the workbench", problems);
    }
}

/// Reports each line whose code (not its comments or texts) holds `name` as the start of a word.
fn report_code(source: &Source<'_>, name: &str, reason: &str, problems: &mut Vec<String>) {
    for (index, line) in source.text.lines().enumerate() {
        let code = code_of(line);
        let starts_word = |at: usize| !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
        if code.match_indices(name).any(|(at, _)| starts_word(at)) {
            problems.push(format!("{}:{}: {name}: {reason}", source.path, index + 1));
        }
    }
}

/// A line without its comment and without what stands between quotes. Good enough for names: a `"` inside a character
/// or a raw text may end it early, which can only hide a line, not invent one.
fn code_of(line: &str) -> String {
    let mut code = String::with_capacity(line.len());
    let mut characters = line.chars().peekable();
    let mut quoted = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' if quoted => {
                characters.next();
            }
            '"' => quoted = !quoted,
            '/' if !quoted && characters.peek() == Some(&'/') => break,
            '#' if !quoted && line.trim_start().starts_with('#') && !line.trim_start().starts_with("#[") => break,
            other if !quoted => code.push(other),
            _ => {}
        }
    }
    code
}

/// The modules that ARCHITECTURE.md lists between its two marks.
fn unsafe_modules(architecture: &str) -> Result<Vec<String>, String> {
    let list = architecture
        .split_once("<!-- unsafe: begin -->")
        .and_then(|(_, rest)| rest.split_once("<!-- unsafe: end -->"))
        .ok_or("ARCHITECTURE.md: the list of modules with unsafe is gone")?
        .0;
    let paths = list.lines().filter_map(|line| line.strip_prefix("- `")?.split_once('`'));
    Ok(paths.map(|(path, _)| path.to_owned()).collect())
}

fn unsafe_use(source: &Source<'_>, allowed: &[String], problems: &mut Vec<String>) {
    if !is_rust(source) {
        return;
    }
    let lines: Vec<&str> = source.text.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let code = code_of(line);
        let Some(at) = find_word(&code, "unsafe") else { continue };
        if code[at..].starts_with("unsafe_") {
            continue;
        }
        let place = format!("{}:{}", source.path, index + 1);
        if !allowed.iter().any(|path| path == source.path) {
            problems.push(format!("{place}: unsafe in a module that ARCHITECTURE.md does not list for it"));
        }
        let opens = ["unsafe {", "unsafe impl"].iter().any(|opening| code[at..].starts_with(opening));
        if opens && !has_safety_comment(&lines[..index], line) {
            problems.push(format!("{place}: unsafe without a SAFETY comment"));
        }
    }
}

/// Whether a SAFETY comment stands on the line or in the comments and attributes straight above it.
fn has_safety_comment(above: &[&str], line: &str) -> bool {
    let mut near = above.iter().rev().map(|line| line.trim());
    line.contains("SAFETY:")
        || near
            .by_ref()
            .take_while(|line| line.starts_with("//") || line.starts_with("#["))
            .any(|line| line.contains("SAFETY:"))
}

fn find_word(text: &str, word: &str) -> Option<usize> {
    let inside = |character: char| character.is_alphanumeric() || character == '_';
    text.match_indices(word)
        .find(|(at, _)| !text[..*at].ends_with(inside) && !text[at + word.len()..].starts_with(inside))
        .map(|(at, _)| at)
}

/// The table of builtins is alphabetical: `&[internal::BUILTINS, node::os::BUILTINS, web::url::BUILTINS]`.
fn table_order(path: &str, text: &str, problems: &mut Vec<String>) {
    let table = text.split_once("const TABLE: ").and_then(|(_, rest)| rest.split_once('=')?.1.split_once("];"));
    let Some((table, _)) = table else {
        problems.push(format!("{path}: the table of builtins (`const TABLE`) is gone"));
        return;
    };
    let code: String = table.lines().map(|line| code_of(line) + " ").collect();
    let entries: Vec<&str> = code.split(['[', ',', ']']).map(str::trim).filter(|entry| entry.contains("::")).collect();
    for pair in entries.windows(2) {
        if pair[0] >= pair[1] {
            problems.push(format!("{path}: {} comes after {} in the table: it is alphabetical", pair[1], pair[0]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(path: &str, text: &str) -> usize {
        let mut problems = Vec::new();
        let source = Source { path, text };
        for rule in RULES {
            rule(&source, &mut problems);
        }
        unsafe_use(&source, &["crates/engine/src/data.rs".into()], &mut problems);
        problems.len()
    }

    #[test]
    fn the_repository_is_tidy() {
        assert_eq!(check(&root()).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn rules_find_what_they_are_for() {
        for (path, text, count) in [
            ("crates/charina/src/a.rs", "//! A.\nuse std::io;\n", 0),
            ("crates/charina/src/a.rs", "use std::io;\n", 1),
            ("crates/charina/src/a.rs", "//! A.\nuse boa_engine::Context;\n", 1),
            ("crates/charina/src/a.rs", "//! A.\n// boa_engine would do\nlet x = \"boa_engine\";\n", 0),
            ("crates/charina/Cargo.toml", "boa_engine.workspace = true\n", 1),
            ("crates/boa/engine/build.rs", "//! B.\nlet x = boa_engine;\n", 0),
            ("crates/engine/src/a.rs", "//! A.\nuse boa_engine::Context;\n", 0),
            ("crates/charina/src/a.rs", "//! A.\nuse mio::Poll;\n", 1),
            ("crates/reactor/src/a.rs", "//! A.\nuse mio::Poll;\n", 0),
            ("crates/reactor/src/a.rs", "//! A.\nuse charina_engine::JsValue;\n", 2),
            ("crates/cli/src/main.rs", "//! A.\nuse std::fs;\n", 1),
            ("crates/cli/src/main.rs", "//! A.\nuse std::process::ExitCode;\n", 0),
            ("crates/charina/src/a.rs", concat!("//! A.\ntodo", "!();\n"), 1),
            ("crates/charina/src/a.rs", "//! A.\nunsafe { f() }\n", 2),
            ("crates/engine/src/data.rs", "//! A.\nunsafe { f() }\n", 1),
            ("crates/engine/src/data.rs", "//! A.\n// SAFETY: f is fine.\nunsafe { f() }\n", 0),
            ("crates/engine/src/data.rs", "//! A.\n#![deny(unsafe_op_in_unsafe_fn)]\n", 0),
            ("crates/charina/src/a.js", "'use strict';\n", 1),
            ("benches/a.js", "#!/usr/bin/env node\n// A.\n", 0),
        ] {
            assert_eq!(problems(path, text), count, "{path}: {text}");
        }
        let long = "let x = 1;\n".repeat(LINE_LIMIT);
        assert_eq!(problems("crates/charina/src/a.rs", &format!("//! A.\n{long}")), 1);
        assert_eq!(problems("crates/charina/src/a.rs", &format!("//! A: one {TABLE_MARK}.\n{long}")), 0);
    }

    #[test]
    fn the_table_is_alphabetical() {
        for (table, count) in [("&[a::B, c::B]", 0), ("&[c::B, a::B]", 1), ("&[a::B, a::B]", 1)] {
            let mut problems = Vec::new();
            table_order("mod.rs", &format!("const TABLE: &[&[Builtin]] = {table};"), &mut problems);
            assert_eq!(problems.len(), count, "{table}");
        }
        let mut problems = Vec::new();
        table_order("mod.rs", "", &mut problems);
        assert_eq!(problems.len(), 1);
    }
}
