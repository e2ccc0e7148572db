//! `cargo xtask wpt`: the web-platform tests that Node carries, one process a file, against expectations by file.

use crate::{Outcome, args::Args, child::Run, node_suite::fetch, read, read_list, root, table, write};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// What came of one file.
#[derive(Default)]
struct Counts {
    passed: usize,
    subtests: usize,
    /// Whether the harness came to its end.
    done: bool,
}

/// A test file: its path below the area's root, with its variant, and the area.
struct Spec {
    name: String,
    area: String,
}

pub(crate) fn run(args: &Args) -> Outcome {
    args.check(&["update"], &["area", "suite", "runtime", "jobs", "timeout"])?;
    let suite = match args.get("suite") {
        Some(folder) => PathBuf::from(folder).canonicalize().map_err(|error| format!("{folder}: {error}"))?,
        None => fetch::node_source(&root().join("js-tests/node-suite/list.txt"))?.join("test"),
    };
    let runtime = args.runtime()?;
    let timeout = Duration::from_secs(args.number("timeout", 60)?);
    let known = areas(&suite)?;
    let wanted = args.all("area");
    let mut specs = Vec::new();
    // An area that Node does not run has no rules.
    let asked = wanted.iter().map(|area| ((*area).to_owned(), Value::Null));
    let chosen: BTreeMap<String, Value> = if wanted.is_empty() {
        known
    } else {
        asked.map(|(area, none)| (area.clone(), known.get(&area).cloned().unwrap_or(none))).collect()
    };
    for (area, rules) in &chosen {
        collect(&suite, area, rules, &mut specs)?;
    }
    if specs.is_empty() {
        return Err("no test is selected".into());
    }

    let shell = root().join("js-tests/wpt/shell.js");
    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        let work = || {
            while let Some(spec) = specs.get(next.fetch_add(1, Ordering::Relaxed)) {
                let result = run_spec(&runtime, &shell, &suite, spec, timeout)?;
                results.lock().expect("no job panics").insert(spec.name.clone(), result);
            }
            Ok(())
        };
        let workers: Vec<_> = (0..args.jobs()?).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("no job panics"))
    })
    .map_err(|error: String| error)?;
    let results = results.into_inner().expect("no job panics");
    print!("{}", summary(&specs, &results));
    compare(&results, args.has("update"))
}

/// The areas that Node runs, with the rules of its status files.
fn areas(suite: &Path) -> Result<BTreeMap<String, Value>, String> {
    let folder = suite.join("wpt");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut areas = BTreeMap::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        let is_runner = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("test-"));
        let text = if is_runner { read(&path)? } else { continue };
        let area = text.split_once("new WPTRunner('").and_then(|(_, rest)| rest.split_once('\'')).map(|(area, _)| area);
        let Some(area) = area else { continue };
        let status = folder.join(format!("status/{area}.json"));
        let rules = serde_json::from_str(&read(&status)?).map_err(|error| format!("{}: {error}", status.display()))?;
        areas.insert(area.to_owned(), rules);
    }
    Ok(areas)
}

/// The test files of an area, a spec a variant.
fn collect(suite: &Path, area: &str, rules: &Value, specs: &mut Vec<Spec>) -> Result<(), String> {
    let base = suite.join("fixtures/wpt");
    let mut folders = vec![base.join(area)];
    let mut names = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let inside = path.strip_prefix(base.join(area)).unwrap_or(&path).to_string_lossy().into_owned();
            if is_test(&inside) && !is_skipped(&inside, rules) {
                let text = String::from_utf8_lossy(&fs::read(&path).unwrap_or_default()).into_owned();
                let variants = text.lines().filter_map(|line| line.strip_prefix("// META: variant="));
                let mut variants: Vec<&str> = variants.map(str::trim).collect();
                if variants.is_empty() {
                    variants.push("");
                }
                names.extend(variants.iter().map(|variant| format!("{area}/{inside}{variant}")));
            }
        }
    }
    specs.extend(names.into_iter().map(|name| Spec { name, area: area.to_owned() }));
    Ok(())
}

/// `x.any.js`, `x.window.js`, `x.https.any.js`: not helpers and not plain scripts.
fn is_test(path: &str) -> bool {
    let base = path.rsplit('/').next().unwrap_or_default();
    base.strip_suffix(".js").is_some_and(|stem| stem.contains('.') && !stem.ends_with(".helper"))
}

/// Whether a rule of the status file (a path, `*` for anything) skips the file whole.
fn is_skipped(path: &str, rules: &Value) -> bool {
    let Some(rules) = rules.as_object() else { return false };
    rules.iter().any(|(pattern, rule)| rule.get("skip").is_some() && glob(pattern, path))
}

fn glob(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, after)) => text
            .strip_prefix(before)
            .is_some_and(|rest| rest.char_indices().any(|(at, _)| glob(after, &rest[at..])) || glob(after, "")),
    }
}

fn run_spec(runtime: &[String], shell: &Path, suite: &Path, spec: &Spec, timeout: Duration) -> Result<Counts, String> {
    let base = suite.join("fixtures/wpt");
    let words = [shell.display().to_string(), base.display().to_string(), spec.name.clone()];
    let mut run = Run::new(runtime.iter().cloned().chain(words), suite);
    run.timeout = timeout;
    let ended = run.run()?;
    // A name may come twice: the last one counts.
    let mut statuses = BTreeMap::new();
    let mut result = Counts::default();
    for line in ended.out.split(|byte| *byte == b'\n') {
        let Ok(line) = serde_json::from_slice::<Value>(line) else { continue };
        result.done |= line.get("done").is_some();
        if let (Some(name), Some(status)) = (line["name"].as_str(), line["status"].as_i64()) {
            statuses.insert(name.to_owned(), status == 0);
        }
    }
    result.subtests = statuses.len();
    result.passed = statuses.values().filter(|passed| **passed).count();
    Ok(result)
}

fn summary(specs: &[Spec], results: &BTreeMap<String, Counts>) -> String {
    let mut sums: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for spec in specs {
        let result = &results[&spec.name];
        for row in [spec.area.as_str(), "~TOTAL"] {
            let sum = sums.entry(row).or_default();
            for (cell, value) in sum.iter_mut().zip([1, usize::from(result.done), result.subtests, result.passed]) {
                *cell += value;
            }
        }
    }
    let mut rows = vec![["area", "files", "done", "subtests", "passed"].map(str::to_owned).to_vec()];
    for (area, sum) in sums {
        let mut row = vec![area.trim_start_matches('~').to_owned()];
        row.extend(sum.map(|value| value.to_string()));
        rows.push(row);
    }
    table::plain(&rows)
}

fn compare(results: &BTreeMap<String, Counts>, update: bool) -> Outcome {
    let file = root().join("js-tests/wpt/expected.txt");
    let mut expected = BTreeMap::new();
    for line in read_list(&file)? {
        let (name, count) = line.rsplit_once(' ').ok_or_else(|| format!("expected.txt: {line}"))?;
        expected.insert(name.to_owned(), count.parse::<usize>().map_err(|error| format!("{line}: {error}"))?);
    }
    let mut fine = true;
    let mut better = 0;
    for (name, result) in results {
        let before = expected.get(name).copied().unwrap_or(0);
        if result.passed < before {
            fine = false;
            println!("REGRESSION {name}: {before} subtests passed, now {} of {}", result.passed, result.subtests);
        } else if result.passed > before {
            better += 1;
            expected.insert(name.clone(), result.passed);
        }
    }
    println!("{better} files are better than expected");
    if update {
        let mut text = String::from(
            "# Subtests that pass, by file. `cargo xtask wpt --update` raises a number, never lowers one.\n",
        );
        for (name, count) in &expected {
            text += &format!("{name} {count}\n");
        }
        write(&file, &text)?;
    }
    Ok(fine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_told_from_helpers() {
        for (path, test) in [
            ("a/url.any.js", true),
            ("url.https.window.js", true),
            ("helper.js", false),
            ("x.helper.js", false),
            ("resources/data.json", false),
        ] {
            assert_eq!(is_test(path), test, "{path}");
        }
    }

    #[test]
    fn status_patterns() {
        let rules =
            serde_json::json!({ "a/*.js": { "skip": "x" }, "b.any.js": { "fail": {} }, "c.any.js": { "skip": "y" } });
        assert!(is_skipped("a/b/c.any.js", &rules) && is_skipped("c.any.js", &rules));
        assert!(!is_skipped("b.any.js", &rules) && !is_skipped("c.any.jsx", &rules));
    }
}
