//! `cargo xtask packages`: packages from the npm registry, each doing its main job, with checked output.
//!
//! js-tests/packages/README.md says how a case is written.

use crate::{
    Outcome,
    args::Args,
    child::{Ended, Run, Scratch},
    read, read_reasons, root, table, write,
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// What npm needs to know, and the cases: what is copied beside `node_modules`.
const MANIFESTS: [&str; 2] = ["package.json", "package-lock.json"];

struct Case {
    name: String,
    script: PathBuf,
    expected: PathBuf,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let wanted = args.check(&["bless"], &["runtime", "jobs", "timeout"])?;
    let folder = root().join("js-tests/packages");
    let runtime = args.runtime()?;
    let timeout = Duration::from_secs(args.number("timeout", 300)?);
    let known = read_reasons(&folder.join("known-failures.txt"))?;
    let all = cases(&folder)?;
    let unknown = known.keys().chain(&wanted).find(|name| !all.iter().any(|case| case.name == **name));
    if let Some(name) = unknown {
        return Err(format!("no package is called {name}"));
    }
    let cases: Vec<Case> = all.into_iter().filter(|case| wanted.is_empty() || wanted.contains(&case.name)).collect();
    let installed = install(&folder)?;

    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        let work = || {
            while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                let result = run_case(&runtime, &installed, case, timeout)?;
                results.lock().expect("no job panics").insert(case.name.clone(), result);
            }
            Ok(())
        };
        let workers: Vec<_> = (0..args.jobs()?).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("no job panics"))
    })
    .map_err(|error: String| error)?;

    let results = results.into_inner().expect("no job panics");
    let mut rows = vec![["package", "result", "time", "peak memory"].map(str::to_owned).to_vec()];
    let mut fine = true;
    let mut details = String::new();
    for case in &cases {
        let ended = &results[&case.name];
        if args.has("bless") && ended.ok() {
            write(&case.expected, &String::from_utf8_lossy(&ended.out))?;
        }
        let problem = problem(ended, &read(&case.expected).unwrap_or_default());
        let verdict = match (&problem, known.get(&case.name)) {
            (None, None) => "ok",
            (Some(_), Some(reason)) => {
                details += &format!("{} is known to fail: {reason}\n", case.name);
                "known"
            }
            (None, Some(_)) => {
                fine = false;
                details += &format!("{} passes: take it out of known-failures.txt\n", case.name);
                "PASSES"
            }
            (Some(problem), None) => {
                fine = false;
                details += &format!("{} failed: {problem}\n", case.name);
                "FAILED"
            }
        };
        let time = format!("{:.2} s", ended.time.as_secs_f64());
        rows.push(vec![case.name.clone(), verdict.to_owned(), time, table::bytes(ended.peak)]);
    }
    print!("{}\n{details}", table::plain(&rows));
    Ok(fine)
}

/// `<name>.js` or `.mjs`, with `<name>.out` beside it.
fn cases(folder: &Path) -> Result<Vec<Case>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let scripts = entries.flatten().map(|entry| entry.path());
    let mut cases: Vec<Case> = scripts
        .filter(|path| path.extension().is_some_and(|ending| ending == "js" || ending == "mjs"))
        .filter_map(|script| {
            let name = script.file_stem()?.to_str()?.to_owned();
            Some(Case { name, expected: script.with_extension("out"), script })
        })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}

/// The folder with `node_modules`: made by npm in the cache, again when the lock file changed.
fn install(folder: &Path) -> Result<PathBuf, String> {
    let cache = root().join(".cache/packages");
    let current = MANIFESTS.iter().all(|name| {
        let installed = fs::read(cache.join("installed").join(name)).ok();
        installed.is_some() && installed == fs::read(folder.join(name)).ok()
    });
    if current {
        return Ok(cache);
    }
    let complain = |error: std::io::Error| format!("{}: {error}", cache.display());
    fs::remove_dir_all(&cache).ok();
    fs::create_dir_all(cache.join("installed")).map_err(complain)?;
    for name in MANIFESTS {
        fs::copy(folder.join(name), cache.join(name)).map_err(complain)?;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&cache);
    let status = npm.status().map_err(|error| format!("npm: {error}"))?;
    if !status.success() {
        return Err(format!("npm ci: {status}"));
    }
    // Only what is complete counts as installed.
    for name in MANIFESTS {
        fs::copy(folder.join(name), cache.join("installed").join(name)).map_err(complain)?;
    }
    Ok(cache)
}

/// Runs a case from a copy beside `node_modules`, in an empty folder of its own.
fn run_case(runtime: &[String], installed: &Path, case: &Case, timeout: Duration) -> Result<Ended, String> {
    let complain = |error: std::io::Error| format!("{}: {error}", case.script.display());
    let copy = installed.join(case.script.file_name().unwrap_or_default());
    fs::copy(&case.script, &copy).map_err(complain)?;
    let scratch = Scratch::new()?;
    let command = runtime.iter().cloned().chain([copy.display().to_string()]);
    let run = Run::new(command, scratch.path());
    let mut run = run
        .env("TZ", "UTC")
        .env("LC_ALL", "C.UTF-8")
        .env("CASE", &case.name)
        .env("MODULES", installed.join("node_modules"));
    run.timeout = timeout;
    run.measured = true;
    run.run()
}

fn problem(ended: &Ended, expected: &str) -> Option<String> {
    if !ended.ok() {
        return Some(format!("{:?}\n{}", ended.end, ended.last_words(600)));
    }
    let actual = String::from_utf8_lossy(&ended.out);
    if actual == expected {
        return None;
    }
    let mut lines = actual.lines().zip(expected.lines()).enumerate();
    match lines.find(|(_, (actual, expected))| actual != expected) {
        Some((index, (actual, expected))) => {
            Some(format!("line {}:\n  expected {expected}\n  got      {actual}", index + 1))
        }
        None => Some(format!("{} lines of output, {} expected", actual.lines().count(), expected.lines().count())),
    }
}
