//! `cargo xtask node-suite`: Node's own tests through our runtime, against expectations by name.
//!
//! A test passes if it exits with 0. It is skipped if it exits with 0 after printing `1..0 # Skipped`; a skip is no
//! pass. The lists are in js-tests/node-suite; its README says how they are kept.

mod canaries;
pub(crate) mod fetch;
mod modules;

use crate::{
    Outcome,
    args::Args,
    child::{End, Run, Scratch},
    read_list, read_reasons, root, table, write,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

const STATUSES: [Status; 5] = [Status::Pass, Status::Fail, Status::Timeout, Status::Memory, Status::Skip];

/// How one test went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    Pass,
    Fail,
    Timeout,
    Memory,
    Skip,
}

struct Test {
    status: Status,
    time: Duration,
    words: String,
}

/// What every test of a run shares.
struct Suite {
    folder: PathBuf,
    runtime: Vec<String>,
    timeout: Duration,
    port: usize,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let plain = args.check(
        &["update", "expected", "failures"],
        &["module", "match", "suite", "runtime", "jobs", "timeout", "retry", "out"],
    )?;
    if let Some(word) = plain.first() {
        return Err(format!("{word}? Did you mean --module {word}"));
    }
    let lists = root().join("js-tests/node-suite");
    let folder = match args.get("suite") {
        Some(folder) => PathBuf::from(folder).canonicalize().map_err(|error| format!("{folder}: {error}"))?,
        None => fetch::node_source(&lists.join("list.txt"))?.join("test"),
    };
    let expected: BTreeSet<String> = read_list(&lists.join("expected.txt"))?.into_iter().collect();
    let losses = read_reasons(&lists.join("known-losses.txt"))?;
    let names = select(args, &lists, &folder, &expected)?;
    let suite = Suite {
        folder,
        runtime: args.runtime()?,
        timeout: Duration::from_secs_f64(args.number("timeout", 20.0)?),
        // Two runs at once must not share ports; a test may use the hundred from its own.
        port: 12346 + std::process::id() as usize % 400 * 100,
    };

    let started = Instant::now();
    let broken = canaries::check(&suite)?;
    let mut results = run_all(&suite, &names, args.jobs()?, args.has("failures"))?;
    for _ in 0..args.number("retry", 0)? {
        for name in names.iter().filter(|name| expected.contains(*name)) {
            if results[name].status != Status::Pass {
                results.insert(name.clone(), suite.run_test(name, 0)?);
            }
        }
    }
    print!("{}", summary(&results));
    println!("{} tests in {:.0} s", results.len(), started.elapsed().as_secs_f64());
    if let Some(file) = args.get("out") {
        write(Path::new(file), &as_json(&suite, &broken, &results))?;
    }
    if !broken.is_empty() {
        println!("FAILED: canaries {broken:?}: passes of this runtime cannot be trusted");
        return Ok(false);
    }
    compare(&lists, args.has("update"), &expected, &losses, &results)
}

/// The names to run: of the list, the module, the match, and what is expected to pass.
fn select(args: &Args, lists: &Path, folder: &Path, expected: &BTreeSet<String>) -> Result<Vec<String>, String> {
    let modules_wanted = args.all("module");
    if let Some(unknown) = modules_wanted.iter().find(|module| !modules::is_module(module)) {
        return Err(format!("no module {unknown}; there are: {}", modules::names().join(" ")));
    }
    let wanted = |name: &String| {
        (modules_wanted.is_empty() || modules_wanted.contains(&modules::module_of(name)))
            && args.get("match").is_none_or(|text| name.contains(text))
            && (!args.has("expected") || expected.contains(name))
    };
    let names: BTreeSet<String> = read_list(&lists.join("list.txt"))?.into_iter().filter(wanted).collect();
    if names.is_empty() {
        return Err("no test is selected".into());
    }
    match names.iter().find(|name| !folder.join(name).is_file()) {
        Some(missing) => Err(format!("{missing} is not in {}", folder.display())),
        None => Ok(names.into_iter().collect()),
    }
}

fn is_alone(name: &str) -> bool {
    // These share a port or measure time.
    name.starts_with("sequential/") || name.starts_with("pummel/")
}

fn run_all(suite: &Suite, names: &[String], jobs: usize, verbose: bool) -> Result<BTreeMap<String, Test>, String> {
    let (alone, together): (Vec<_>, Vec<_>) = names.iter().partition(|name| is_alone(name));
    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    let done = |name: &str, test: Test| {
        let mut results = results.lock().expect("no job panics");
        if verbose && !matches!(test.status, Status::Pass | Status::Skip) {
            println!("{:<8} {name} {:.1} s\n{}", test.status.name(), test.time.as_secs_f64(), indent(&test.words));
        }
        results.insert(name.to_owned(), test);
        if results.len() % 100 == 0 {
            eprintln!("{}/{}", results.len(), names.len());
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs)
            .map(|slot| {
                let (next, together, done) = (&next, &together, &done);
                scope.spawn(move || {
                    while let Some(name) = together.get(next.fetch_add(1, Ordering::Relaxed)) {
                        done(name, suite.run_test(name, slot)?);
                    }
                    Ok(())
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("no job panics"))
    })
    .map_err(|error: String| error)?;
    for name in alone {
        done(name, suite.run_test(name, 0)?);
    }
    Ok(results.into_inner().expect("no job panics"))
}

impl Suite {
    fn run_test(&self, name: &str, slot: usize) -> Result<Test, String> {
        self.run_file(&self.folder.join(name), is_alone(name), slot)
    }

    /// Runs one file as Node's own test runner does: its flags, the source root as working directory, a folder and a
    /// port of its own.
    fn run_file(&self, path: &Path, alone: bool, slot: usize) -> Result<Test, String> {
        let source = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut command = self.runtime.clone();
        command.extend(flags(&String::from_utf8_lossy(&source)));
        command.push(path.display().to_string());
        let scratch = Scratch::new()?;
        let run = Run::new(command, self.folder.parent().unwrap_or(&self.folder));
        let mut run = run
            .env("NODE_TEST_DIR", scratch.path())
            .env("TEST_THREAD_ID", slot.to_string())
            .env("TEST_SERIAL_ID", "0")
            .env("TEST_PARALLEL", if alone { "0" } else { "1" })
            .env("NODE_COMMON_PORT", self.port.to_string())
            // A runtime whose execArgv lacks the flags would start itself for ever.
            .env("NODE_SKIP_FLAG_CHECK", "1")
            .env("NODE_TEST_KNOWN_GLOBALS", "0");
        run.timeout = self.timeout;
        run.memory = 2 << 30;
        let ended = run.run()?;
        let status = match ended.end {
            End::Code(0) if is_skip(&ended.out) => Status::Skip,
            End::Code(0) => Status::Pass,
            End::Timeout => Status::Timeout,
            End::Memory => Status::Memory,
            End::Code(_) | End::Signal(_) => Status::Fail,
        };
        Ok(Test { status, time: ended.time, words: format!("{:?}: {}", ended.end, ended.last_words(400)) })
    }
}

impl Status {
    fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Timeout => "timeout",
            Self::Memory => "memory",
            Self::Skip => "skip",
        }
    }
}

/// The words after the first `// Flags:`.
fn flags(source: &str) -> Vec<String> {
    let line = source.lines().find_map(|line| {
        let comment = &line[line.find("//")? + 2..];
        comment.trim_start().strip_prefix("Flags:").filter(|_| comment.starts_with(char::is_whitespace))
    });
    line.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}

fn is_skip(out: &[u8]) -> bool {
    out.split(|byte| *byte == b'\n').any(|line| {
        let line = line.trim_ascii_start();
        line.len() >= 14 && line[..14].eq_ignore_ascii_case(b"1..0 # skipped")
    })
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

fn summary(results: &BTreeMap<String, Test>) -> String {
    let mut counts: BTreeMap<&str, BTreeMap<Status, usize>> = BTreeMap::new();
    for (name, test) in results {
        for row in [modules::module_of(name), "\u{7f}TOTAL"] {
            *counts.entry(row).or_default().entry(test.status).or_default() += 1;
        }
    }
    let mut head = vec!["module".to_owned(), "tests".to_owned()];
    head.extend(STATUSES.iter().map(|status| status.name().to_owned()));
    head.push("pass%".to_owned());
    let mut rows = vec![head];
    for (module, count) in counts {
        let all: usize = count.values().sum();
        let of = |status| count.get(&status).copied().unwrap_or(0);
        let mut row = vec![module.trim_start_matches('\u{7f}').to_owned(), all.to_string()];
        row.extend(STATUSES.iter().map(|status| of(*status).to_string()));
        row.push(format!("{:.1}", 100.0 * of(Status::Pass) as f64 / all as f64));
        rows.push(row);
    }
    table::plain(&rows)
}

fn as_json(suite: &Suite, broken: &[String], results: &BTreeMap<String, Test>) -> String {
    let tests: serde_json::Map<String, serde_json::Value> = results
        .iter()
        .map(|(name, test)| {
            let mut value = serde_json::json!({ "status": test.status.name(), "seconds": test.time.as_secs_f64() });
            if test.status != Status::Pass {
                value["stderr"] = test.words.clone().into();
            }
            (name.clone(), value)
        })
        .collect();
    serde_json::json!({ "runtime": suite.runtime, "canaries_failed": broken, "tests": tests }).to_string()
}

/// Compares with the expectations and, with `--update`, writes the better ones. A name that passed is lost only with a
/// reason in known-losses.txt.
fn compare(
    lists: &Path,
    update: bool,
    expected: &BTreeSet<String>,
    losses: &BTreeMap<String, String>,
    results: &BTreeMap<String, Test>,
) -> Outcome {
    let passes = |name: &String| results.get(name).map(|test| test.status == Status::Pass);
    let lost: Vec<_> = expected.iter().filter(|name| passes(name) == Some(false)).collect();
    let (excused, regressions): (Vec<_>, Vec<_>) = lost.into_iter().partition(|name| losses.contains_key(*name));
    let gains: Vec<_> = results.keys().filter(|name| passes(name) == Some(true) && !expected.contains(*name)).collect();
    let stale: Vec<_> = losses.keys().filter(|name| passes(name) == Some(true)).collect();
    for name in &regressions {
        println!("REGRESSION {name}\n{}", indent(&results[*name].words));
    }
    for name in &stale {
        println!("PASSES AGAIN {name}: take it out of known-losses.txt");
    }
    println!("{} regressions, {} gains, {} losses with a reason", regressions.len(), gains.len(), excused.len());
    if update {
        let kept = expected.iter().filter(|name| !excused.contains(name));
        let names: BTreeSet<&String> = kept.chain(gains.iter().copied()).collect();
        let mut text =
            String::from("# The tests of list.txt that pass. `cargo xtask node-suite --update` adds to it.\n");
        for name in names {
            text += name;
            text.push('\n');
        }
        write(&lists.join("expected.txt"), &text)?;
    } else if !gains.is_empty() {
        println!("`--update` adds the gains to expected.txt");
    }
    Ok(regressions.is_empty() && stale.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_the_first_ones() {
        assert_eq!(flags("'use strict';\n// Flags: --a --b=c\n// Flags: --d\n"), ["--a", "--b=c"]);
        assert_eq!(flags("x(); //  Flags: --late\n"), ["--late"]);
        assert_eq!(flags("const Flags = 1;\n"), Vec::<String>::new());
    }

    #[test]
    fn skips_are_seen() {
        assert!(is_skip(b"text\n1..0 # Skipped: no crypto\n"));
        assert!(!is_skip(b"1..1\nok\n"));
    }

    #[test]
    fn expectations_only_get_better() {
        let scratch = Scratch::new().unwrap();
        let test = |status| Test { status, time: Duration::ZERO, words: String::new() };
        let results = [("a", Status::Pass), ("b", Status::Fail), ("c", Status::Pass), ("d", Status::Timeout)];
        let results = results.map(|(name, status)| (name.to_owned(), test(status))).into();
        let expected: BTreeSet<String> = ["a", "b", "d", "not run"].map(str::to_owned).into();
        let losses = BTreeMap::from([("d".to_owned(), "Node 24 documents otherwise".to_owned())]);
        // `b` is lost without a reason: that is a failure, and the name stays.
        assert_eq!(compare(scratch.path(), true, &expected, &losses, &results), Ok(false));
        assert_eq!(read_list(&scratch.path().join("expected.txt")).unwrap(), ["a", "b", "c", "not run"]);
    }

    #[test]
    fn lists_hold_together() {
        let lists = root().join("js-tests/node-suite");
        let list = read_list(&lists.join("list.txt")).unwrap();
        let known: BTreeSet<_> = list.iter().collect();
        assert_eq!(known.len(), list.len(), "list.txt names a test twice");
        for name in read_list(&lists.join("expected.txt")).unwrap() {
            assert!(known.contains(&name), "expected.txt: {name} is not in list.txt");
        }
        for name in read_reasons(&lists.join("known-losses.txt")).unwrap().keys() {
            assert!(known.contains(name), "known-losses.txt: {name} is not in list.txt");
        }
        assert!(lists.join("README.md").is_file());
    }
}
