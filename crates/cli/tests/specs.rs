//! Runs the whole programs of js-tests/specs through the command and compares output and exit code.
//!
//! js-tests/specs/README.md says how a spec is written. `SPECS=loop` narrows the run to names that contain `loop`;
//! `SPECS_RUNTIME=node` runs them through another command; with `SPECS_BLESS=1`, too, that command's output becomes
//! the expected one.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::{
    collections::BTreeMap,
    env, fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

const TIMEOUT: Duration = Duration::from_secs(180);
/// Folders that hold what specs load, not specs.
const NOT_SPECS: [&str; 2] = ["fixtures", "node_modules"];

/// What the comment lines at the top of a spec ask for.
#[derive(Default)]
struct Directives {
    flags: Vec<String>,
    args: Vec<String>,
    run: Option<Vec<String>>,
    shell: Option<String>,
    env: Vec<(String, String)>,
    stdin: String,
    exit: i32,
    by_hand: bool,
}

#[derive(PartialEq, Eq, Default)]
struct Outcome {
    exit: String,
    out: String,
    err: String,
}

#[test]
fn specs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../js-tests/specs").canonicalize().unwrap();
    let filter = env::var("SPECS").unwrap_or_default();
    let names: Vec<String> = find(&root).into_iter().filter(|name| name.contains(&filter)).collect();
    assert!(!names.is_empty(), "no spec is named like {filter:?}");
    let pending = pending(&root);
    let unknown: Vec<_> = pending.keys().filter(|name| !root.join(name).is_file()).collect();
    assert!(unknown.is_empty(), "pending.txt names what does not exist: {unknown:?}");

    let next = AtomicUsize::new(0);
    let failures = Mutex::new(BTreeMap::new());
    let jobs = thread::available_parallelism().map_or(2, usize::from).min(names.len());
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(difference) = run_spec(&root, name) {
                        failures.lock().unwrap().insert(name.clone(), difference);
                    }
                }
            });
        }
    });

    let failures = failures.into_inner().unwrap();
    let mut report = String::new();
    for (name, difference) in failures.iter().filter(|(name, _)| !pending.contains_key(*name)) {
        report += &format!("FAILED {name}\n{difference}\n");
    }
    for (name, reason) in &pending {
        if names.contains(name) && !failures.contains_key(name) {
            report += &format!("PASSES {name}: take it out of pending.txt (it was there because: {reason})\n");
        }
    }
    println!("{} specs, {} fail, {} of them pending", names.len(), failures.len(), pending.len());
    assert!(report.is_empty(), "\n{report}");
}

/// Names of the specs under `root`, relative to it, sorted.
fn find(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.is_dir() {
                if !NOT_SPECS.contains(&name) {
                    folders.push(path);
                }
            } else if matches!(path.extension().and_then(|it| it.to_str()), Some("js" | "mjs" | "cjs")) {
                found.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// The specs that cannot pass yet, each with its reason: `name: reason` a line.
fn pending(root: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(root.join("pending.txt")).unwrap();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, reason) = line.split_once(':').unwrap_or((line, ""));
            assert!(!reason.trim().is_empty(), "pending.txt: {name} has no reason");
            (name.to_owned(), reason.trim().to_owned())
        })
        .collect()
}

fn run_spec(root: &Path, name: &str) -> Result<(), String> {
    let file = root.join(name);
    let source = String::from_utf8_lossy(&fs::read(&file).unwrap()).into_owned();
    let directives = directives(name, &source);
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("specs").join(name.replace('/', "+"));
    fs::remove_dir_all(&scratch).ok();
    fs::create_dir_all(&scratch).unwrap();
    let actual = execute(&file, &directives, &scratch)?;
    fs::remove_dir_all(&scratch).ok();
    let expected = Outcome {
        exit: directives.exit.to_string(),
        out: fs::read_to_string(file.with_extension("out")).unwrap_or_default(),
        err: fs::read_to_string(file.with_extension("err")).unwrap_or_default(),
    };
    let mut difference = String::new();
    if expected.exit != actual.exit {
        difference += &format!("  exit: expected {}, got {}\n", expected.exit, actual.exit);
    }
    for (what, expected, actual) in [("out", &expected.out, &actual.out), ("err", &expected.err, &actual.err)] {
        if matches(expected, actual) {
            continue;
        }
        if env::var_os("SPECS_BLESS").is_some() && !directives.by_hand {
            let path = file.with_extension(what);
            if actual.is_empty() {
                fs::remove_file(path).ok()
            } else {
                fs::write(path, actual).ok()
            };
            continue;
        }
        difference += &format!("  {what}:\n{}", show_difference(expected, actual));
    }
    if difference.is_empty() { Ok(()) } else { Err(difference) }
}

/// Reads `// key: value` lines from the top of the file.
fn directives(name: &str, source: &str) -> Directives {
    let mut directives = Directives::default();
    for line in source.lines().skip_while(|line| line.starts_with("#!")) {
        let Some(comment) = line.strip_prefix("//") else { break };
        let Some((key, value)) = comment.trim().split_once(": ") else { continue };
        match key {
            "flags" => directives.flags = words(value),
            "args" => directives.args = words(value),
            "run" => directives.run = Some(words(value)),
            "shell" => directives.shell = Some(value.to_owned()),
            "stdin" => directives.stdin = value.replace("\\n", "\n"),
            "by hand" => directives.by_hand = true,
            "exit" => directives.exit = value.parse().unwrap_or_else(|_| panic!("{name}: exit: {value}")),
            "env" => {
                let pairs = words(value).into_iter();
                directives.env =
                    pairs.map(|pair| pair.split_once('=').map(|(k, v)| (k.into(), v.into())).unwrap()).collect();
            }
            // Any other comment is prose.
            _ => {}
        }
    }
    directives
}

/// Splits at spaces; `'...'` keeps them.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for character in text.chars() {
        match character {
            '\'' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

fn execute(file: &Path, directives: &Directives, scratch: &Path) -> Result<Outcome, String> {
    let runtime = env::var("SPECS_RUNTIME").unwrap_or_else(|_| env!("CARGO_BIN_EXE_charina").to_owned());
    let runtime = if runtime.contains('/') { absolute(&runtime) } else { runtime };
    let folder = file.parent().unwrap();
    let base = file.file_name().unwrap().to_str().unwrap();
    let mut command;
    if let Some(script) = &directives.shell {
        command = Command::new("sh");
        command.args(["-c", script]);
    } else {
        command = Command::new(&runtime);
        match &directives.run {
            Some(words) => command.args(words.iter().map(|word| word.replace("$FILE", base))),
            None => command.args(&directives.flags).arg(base).args(&directives.args),
        };
    }
    // Of our own environment only this: what a machine sets beside it (`FORCE_COLOR`, `CI`) changes what is printed.
    command
        .env_clear()
        .envs(["PATH", "HOME", "USER", "SHELL"].iter().filter_map(|name| Some((name, env::var_os(name)?))));
    command.env("TZ", "UTC").env("LC_ALL", "C.UTF-8").env("TMPDIR", scratch).env("SCRATCH", scratch);
    command.env("RUNTIME", &runtime).env("FILE", base);
    command.envs(directives.env.iter().map(|(key, value)| (key, value)));
    command.current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("  cannot start {runtime}: {error}\n"))?;

    let mut stdin = child.stdin.take().unwrap();
    let input = directives.stdin.clone();
    // A child may end without reading: then the write fails, and that is no matter.
    thread::spawn(move || stdin.write_all(input.as_bytes()).ok());
    let out = read_all(child.stdout.take().unwrap());
    let err = read_all(child.stderr.take().unwrap());
    let started = Instant::now();
    let mut pause = Duration::from_millis(1);
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if started.elapsed() > TIMEOUT {
            child.kill().ok();
            child.wait().ok();
            return Err(format!("  no end after {} s\n", TIMEOUT.as_secs()));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    };
    let clean = |bytes: Vec<u8>| normalise(&String::from_utf8_lossy(&bytes), folder, scratch);
    Ok(Outcome {
        exit: status.code().map_or_else(|| status.to_string(), |code| code.to_string()),
        out: clean(out.join().unwrap()),
        err: clean(err.join().unwrap()),
    })
}

fn absolute(path: &str) -> String {
    // `cargo test` runs in the crate's folder, people type paths from the workspace's.
    let from_root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    from_root.canonicalize().unwrap_or_else(|_| PathBuf::from(path)).to_str().unwrap().to_owned()
}

fn read_all(mut stream: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok();
        bytes
    })
}

/// Takes out what differs between machines and runtimes: the spec's folder becomes `<dir>`, the scratch folder
/// `<tmp>`, versions and process ids a word, and stack frames inside the runtime go.
fn normalise(text: &str, folder: &Path, scratch: &Path) -> String {
    let specs = folder.ancestors().find(|path| path.ends_with("js-tests/specs")).unwrap_or(folder);
    let text = text
        .replace(scratch.to_str().unwrap(), "<tmp>")
        .replace(folder.to_str().unwrap(), "<dir>")
        .replace(specs.to_str().unwrap(), "<specs>");
    let mut clean = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let inside = line.trim_start().starts_with("at ") && (line.contains("node:") || line.contains("charina:"))
            || line.contains(" lines matching cause stack trace ...");
        if inside && line.ends_with(" {\n") {
            // The properties of the error follow the last frame: keep the brace that opens them.
            if clean.ends_with('\n') {
                clean.pop();
            }
            clean.push_str(" {\n");
        } else if line.starts_with("Node.js v") || line.starts_with("Charina v") {
            clean.push_str("Node.js <version>\n");
        } else if let Some(rest) = line.strip_prefix("(node:") {
            clean.push_str("(node:<pid>)");
            clean.push_str(rest.split_once(')').map_or("", |(_, rest)| rest));
        } else if line.starts_with("(Use `") && line.contains("--trace-warnings") {
            // Names the command, and comes once a process.
        } else if !inside {
            clean.push_str(line);
        }
    }
    clean
}

/// Whether `actual` is `expected`, in which `[..]` stands for any text in a line and a line `...` for any lines.
fn matches(expected: &str, actual: &str) -> bool {
    let expected: Vec<&str> = expected.split('\n').collect();
    let actual: Vec<&str> = actual.split('\n').collect();
    // reachable[i]: the lines of `expected` so far can match the first i lines of `actual`.
    let mut reachable = vec![false; actual.len() + 1];
    reachable[0] = true;
    for pattern in expected {
        let mut next = vec![false; actual.len() + 1];
        if pattern == "..." {
            let first = reachable.iter().position(|it| *it).unwrap_or(next.len());
            next[first..].fill(true);
        } else {
            for (index, line) in actual.iter().enumerate() {
                next[index + 1] = reachable[index] && line_matches(pattern, line);
            }
        }
        reachable = next;
    }
    reachable[actual.len()]
}

fn line_matches(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split("[..]");
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(part) = last.replace(part) {
            let Some(at) = str::find(rest, part) else { return false };
            rest = &rest[at + part.len()..];
        }
    }
    match last {
        Some(last) => rest.ends_with(last),
        None => rest.is_empty(),
    }
}

/// The first lines that differ, with a few around them.
fn show_difference(expected: &str, actual: &str) -> String {
    let expected: Vec<&str> = expected.lines().collect();
    let actual: Vec<&str> = actual.lines().collect();
    let same = expected.iter().zip(&actual).take_while(|(pattern, line)| line_matches(pattern, line)).count();
    let from = same.saturating_sub(2);
    let mut text = String::new();
    let mut show = |mark: &str, lines: &[&str]| {
        for line in lines.iter().take(12) {
            text += &format!("    {mark}{}\n", line.chars().take(240).collect::<String>());
        }
    };
    show("  ", &expected[from..same]);
    show("- ", &expected[same..]);
    show("+ ", &actual[same..]);
    text
}

#[test]
fn patterns_match_as_told() {
    for (pattern, text, is_match) in [
        ("a\nb\n", "a\nb\n", true),
        ("a\nb\n", "a\nb", false),
        ("a\n...\nd\n", "a\nb\nc\nd\n", true),
        ("a\n...\nd\n", "a\nd\n", true),
        ("a\n...\nd\n", "a\nb\n", false),
        ("x [..] y [..]\n", "x 1 y 2\n", true),
        ("x [..] y\n", "x 1 y 2\n", false),
        ("[..]\n", "\n", true),
        ("", "x", false),
    ] {
        assert_eq!(matches(pattern, text), is_match, "{pattern:?} {text:?}");
    }
}

#[test]
fn words_keep_quoted_spaces() {
    assert_eq!(words("-e 'a b' '' c"), ["-e", "a b", "", "c"]);
}
