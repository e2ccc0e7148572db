//! `cargo xtask bench`: the scripts of benches/ side by side on every runtime at hand.
//!
//! Runs are interleaved, so that a busy moment hits everybody; medians are shown, and each runtime's ratio to ours.
//! With `--octane FOLDER` the parts of Octane that lie there (github.com/chromium/octane; it is not ours, and not in this
//! repository), which tell 100,000 / their score, so that less is better as everywhere.
//!
//! A script may print lines of JSON `{"name": ..., "value": ..., "unit": ...}`: those become rows of their own.

use crate::{
    Outcome,
    args::Args,
    child::{Ended, Run},
    octane, read, root, table,
};
use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
    time::Duration,
};

/// The runtimes we compare with, as they are started.
const OTHERS: [(&str, &[&str]); 5] = [
    ("node", &["node"]),
    ("node --jitless", &["node", "--jitless", "--no-warnings"]),
    ("bun", &["bun", "run"]),
    ("deno", &["deno", "run", "-A"]),
    ("qjs", &["qjs", "--std"]),
];
const OURS: &str = "charina";
/// What a bench asks for in its first lines: `// skip: qjs bun`.
const SKIP: &str = "// skip: ";

/// Every value of a measure, by runtime.
type Samples = BTreeMap<String, BTreeMap<String, Vec<f64>>>;

pub(crate) fn run(args: &Args) -> Outcome {
    let wanted = args.check(&[], &["runtime", "runs", "timeout", "octane"])?;
    let bench = Bench { runs: args.number("runs", 7)?, timeout: Duration::from_secs(args.number("timeout", 120)?) };
    let mut runtimes = vec![(OURS.to_owned(), args.runtime()?)];
    for (name, command) in OTHERS {
        if on_path(command[0]) {
            runtimes.push((name.to_owned(), command.iter().map(|word| (*word).to_owned()).collect()));
        }
    }
    let introduction =
        format!("Medians of {} interleaved runs. In brackets: times ours; above 1 we are better.\n", bench.runs);
    if let Some(folder) = args.get("octane") {
        println!("{introduction}");
        let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
        let mut fine = true;
        for part in octane::parts(Path::new(folder), &wanted, scratch.path())? {
            fine &= bench.side_by_side(&part.name, |runtime| part.script(runtime), &runtimes)?;
        }
        return Ok(fine);
    }
    let folder = root().join("benches");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?
        .flatten()
        .filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".js")?.to_owned()))
        .filter(|name| wanted.is_empty() || wanted.contains(name))
        .collect();
    names.sort();
    if names.is_empty() {
        return Err(format!("no bench is called {wanted:?}"));
    }
    println!("{introduction}");
    let mut fine = true;
    for name in names {
        let script = folder.join(format!("{name}.js"));
        let skipped =
            read(&script)?.lines().find_map(|line| Some(line.strip_prefix(SKIP)?.to_owned())).unwrap_or_default();
        let script_of = |runtime: &str| {
            let skips = skipped.split_whitespace().any(|word| word == runtime);
            (!skips).then(|| script.clone())
        };
        fine &= bench.side_by_side(&name, script_of, &runtimes)?;
    }
    Ok(fine)
}

/// How often and how long.
struct Bench {
    runs: usize,
    timeout: Duration,
}

impl Bench {
    /// Runs one bench on every runtime that has a script for it, and prints the table. Whether ours ended well.
    fn side_by_side(
        &self,
        name: &str,
        script_of: impl Fn(&str) -> Option<PathBuf>,
        runtimes: &[(String, Vec<String>)],
    ) -> Result<bool, String> {
        let mut samples = Samples::new();
        let mut failed: BTreeMap<String, String> = BTreeMap::new();
        for _ in 0..self.runs {
            for (runtime, command) in runtimes {
                let Some(script) = script_of(runtime).filter(|_| !failed.contains_key(runtime)) else { continue };
                let ended = execute(command, &script, self.timeout)?;
                if ended.ok() {
                    take_samples(&mut samples, runtime, &ended);
                } else {
                    failed.insert(runtime.clone(), format!("{:?} {}", ended.end, ended.last_words(120)));
                }
            }
        }
        println!("### {name}\n\n{}", report(&samples, runtimes));
        for (runtime, words) in &failed {
            println!("{runtime} failed: {}\n", words.lines().next().unwrap_or_default());
        }
        Ok(!failed.contains_key(OURS))
    }
}

fn on_path(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

fn execute(command: &[String], script: &Path, timeout: Duration) -> Result<Ended, String> {
    let words = command.iter().cloned().chain([script.display().to_string()]);
    let mut run = Run::new(words, &root());
    run.timeout = timeout;
    run.measured = true;
    run.run()
}

fn take_samples(samples: &mut Samples, runtime: &str, ended: &Ended) {
    let mut add = |measure: String, value: f64| {
        samples.entry(measure).or_default().entry(runtime.to_owned()).or_default().push(value);
    };
    // Leading blanks sort the whole run's measures first.
    add(" wall time (ms)".into(), ended.time.as_secs_f64() * 1000.0);
    add(" peak memory (MB)".into(), ended.peak as f64 / 1_048_576.0);
    for line in String::from_utf8_lossy(&ended.out).lines() {
        let Ok(value) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        if let (Some(name), Some(number)) = (value["name"].as_str(), value["value"].as_f64()) {
            add(format!("{name} ({})", value["unit"].as_str().unwrap_or("?")), number);
        }
    }
}

/// A Markdown table: a row a measure, a column a runtime.
fn report(samples: &Samples, runtimes: &[(String, Vec<String>)]) -> String {
    let present: Vec<&str> = runtimes
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| samples.values().any(|by_runtime| by_runtime.contains_key(*name)))
        .collect();
    let mut rows = vec![std::iter::once("measure").chain(present.iter().copied()).map(str::to_owned).collect()];
    for (measure, by_runtime) in samples {
        let ours = by_runtime.get(OURS).map(|values| median(values));
        let mut row: Vec<String> = vec![measure.trim().to_owned()];
        for runtime in &present {
            row.push(match (by_runtime.get(*runtime).map(|values| median(values)), ours) {
                (None, _) => "-".into(),
                (Some(value), Some(ours)) if *runtime != OURS && ours > 0.0 => {
                    format!("{} ({:.2}x)", number(value), value / ours)
                }
                (Some(value), _) => number(value),
            });
        }
        rows.push(row);
    }
    table::markdown(&rows)
}

/// Three digits that count.
fn number(value: f64) -> String {
    match value.abs() {
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        1.0.. => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        length if length % 2 == 1 => sorted[length / 2],
        length => f64::midpoint(sorted[length / 2 - 1], sorted[length / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!((median(&[3.0, 1.0, 2.0]), median(&[4.0, 1.0]), median(&[])), (2.0, 2.5, 0.0));
    }

    #[test]
    fn ratios_are_to_ours() {
        let mut samples = Samples::new();
        let row = samples.entry("op (ns)".into()).or_default();
        row.insert(OURS.into(), vec![10.0]);
        row.insert("node".into(), vec![5.0]);
        let runtimes = [(OURS.to_owned(), Vec::new()), ("node".to_owned(), Vec::new())];
        assert!(report(&samples, &runtimes).contains("| op (ns) | 10.0 | 5.00 (0.50x) |"));
    }
}
